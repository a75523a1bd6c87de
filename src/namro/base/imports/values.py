"""One cell to one typed value. Each reader gives the value and a problem (severity, code, figures) or None.

Dates are day-first. Decimals are exact. A value with two readings takes the Vietnamese one and is said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from namro.base.imports import kinds
from namro.base.imports.findings import ERROR, WARNING
from namro.base.imports.grids import Cell
from namro.base.imports.matching import plain

Problem = tuple[str, str, Mapping[str, Any]]
Reading = tuple[Any, Problem | None]
Reader = Callable[[Cell], Reading]

EXCEL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = (
    3654,
    73050,
)  # 1910-01-01 to 2099-12-31: below lie years, above lie written-out dates
SHORT_YEAR_PIVOT = 40  # 41 to 99 are 19xx, 00 to 40 are 20xx, always with a warning
SEPARATED = re.compile(r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})(?:[T\s]+\d{1,2}:\d{2}.*)?")
IN_WORDS = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
PARTIAL = re.compile(r"(?:thang\s*)?(?:\d{1,2}\s*[/.\-\s]\s*)?\d{4}|(?:thang\s*)?\d{1,2}\s+nam\s+\d{4}|nam\s+\d{4}")
COMPACT = re.compile(r"(?:19|20)\d{6}|\d{4}(?:19|20)\d{2}")
MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})\s*(?:[/.\-]|\s+nam\s+|\s+)\s*(\d{4})")
MONTH_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?")
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s.,;]{2,}")
RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:-|–|—|đến|->|÷|~)\s*(\d+(?:[.,]\d+)?)")
THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
THOUSANDS_ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:,\d{3}){2,}")
PLAIN_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
ONE_MARK_THREE_DIGITS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
LONGEST_NUMBER = 40
TRUE = frozenset({"x", "co", "dung", "1", "true", "yes", "v", "✓", "✔", "√", "☑"})
FALSE = frozenset({"", "khong", "sai", "0", "false", "no", "-", "☐"})


def error(code: str, **values: Any) -> Problem:
    """A problem that refuses the row."""
    return (ERROR, code, values)


def warning(code: str, **values: Any) -> Problem:
    """A problem that is told and lets the row pass."""
    return (WARNING, code, values)


def clean(cell: Cell) -> str:
    """The text of a cell: NFC, single spaces, numbers without ".0", dates day-first."""
    if type(cell) is str:
        return " ".join(unicodedata.normalize("NFC", cell).split())
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(_exact(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)


def read_text(cell: Cell) -> Reading:
    """Any text."""
    return clean(cell), None


def read_code(cell: Cell) -> Reading:
    """A code; a number stored instead of text may have lost its zeros."""
    text = clean(cell).replace("\u200b", "")
    lossy = isinstance(cell, float) and not cell.is_integer()
    return text, warning("code.number") if lossy else None


def read_name(cell: Cell) -> Reading:
    """A person's name."""
    return clean(cell), None


def read_date(cell: Cell) -> Reading:
    """A date from a date cell, an Excel serial, or text with the day first."""
    if isinstance(cell, datetime):
        return cell.date(), None
    if isinstance(cell, date):
        return cell, None
    if isinstance(cell, time | timedelta | bool):
        return None, error("date.unreadable")
    if isinstance(cell, int | float):
        return _date_of_number(float(cell))
    text = clean(cell)
    return (None, None) if text in ("", "-") else _date_of_text(text)


def _date_of_number(number: float) -> Reading:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return EXCEL_EPOCH + timedelta(days=int(number)), None
    if 1900 <= number <= 2100:
        return None, error("date.partial")
    if number.is_integer() and COMPACT.fullmatch(str(int(number))):
        return _date_of_text(str(int(number)))
    return None, error("date.unreadable")


def _date_of_text(text: str) -> Reading:
    found = SEPARATED.fullmatch(text) or IN_WORDS.fullmatch(plain(text))
    if found:
        return _date_of_parts(*found.groups())
    if PARTIAL.fullmatch(plain(text)):
        return None, error("date.partial")
    if COMPACT.fullmatch(text):
        if text[:2] in ("19", "20") and int(text[4:6]) <= 12:
            return _date_of_parts(text[:4], text[4:6], text[6:])
        return _date_of_parts(text[:2], text[2:4], text[4:])
    if text.isdigit() and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        return EXCEL_EPOCH + timedelta(days=int(text)), None
    return None, error("date.unreadable")


def _date_of_parts(first: str, middle: str, last: str) -> Reading:
    if len(first) > 2:
        year, day = first, last
    else:
        year, day = last, first
    if len(year) not in (2, 4) or len(day) > 2:
        return None, error("date.unreadable")
    number, problem = int(year), None
    if len(year) == 2:
        number += 1900 if number > SHORT_YEAR_PIVOT else 2000
        problem = warning("date.short_year", year=number)
    try:
        return date(number, int(middle), int(day)), problem
    except ValueError:
        return None, error("date.partial" if "0" in (day.lstrip("0") or "0", middle.lstrip("0") or "0") else
                           "date.impossible")  # fmt: skip


def read_month(cell: Cell) -> Reading:
    """A month as its first day."""
    if isinstance(cell, datetime | date):
        return date(cell.year, cell.month, 1), None
    text = clean(cell)
    if text == "":
        return None, None
    if iso := MONTH_ISO.fullmatch(text):
        year, month = iso.groups()
    elif words := MONTH.fullmatch(plain(text)) or MONTH.fullmatch(text):
        month, year = words.groups()
    else:
        day, problem = read_date(cell)
        return (day.replace(day=1), None) if day and not problem else (None, error("month.unreadable"))
    if not 1 <= int(month) <= 12:
        return None, error("month.unreadable")
    return date(int(year), int(month), 1), None


def _exact(number: float) -> Decimal:
    """What the officer typed: the shortest decimal with at most 15 digits, as Excel shows it."""
    return Decimal(f"{number:.15g}")


def read_decimal(cell: Cell) -> Reading:
    """An exact number from 0 up: 2,5 or 2.5; 1.234,5 or 1,234.5."""
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return None, error("number.unreadable")
    if isinstance(cell, int | float):
        value = _exact(float(cell)) if isinstance(cell, float) else Decimal(cell)
        return _not_negative(value, None)
    text = clean(cell).replace(" ", "").replace("−", "-")
    return (None, None) if text in ("", "-") else _decimal_of_text(text)


def _decimal_of_text(text: str) -> Reading:
    if len(text) > LONGEST_NUMBER or not text.isascii():
        return None, error("number.unreadable")
    problem = None
    if THOUSANDS.fullmatch(text):
        plain_text = text.replace(".", "").replace(",", ".")
    elif THOUSANDS_ENGLISH.fullmatch(text):
        plain_text = text.replace(",", "")
    elif PLAIN_NUMBER.fullmatch(text):
        plain_text = text.replace(",", ".")
    else:
        return None, error("number.unreadable")
    value = Decimal(plain_text)
    if ONE_MARK_THREE_DIGITS.fullmatch(text):
        problem = warning("number.ambiguous", value=f"{value:f}".replace(".", ","))
    return _not_negative(value, problem)


def _not_negative(value: Decimal, problem: Problem | None) -> Reading:
    if not value.is_finite():
        return None, error("number.unreadable")
    if value < 0:
        return None, error("number.negative")
    return value.normalize() if value != value.to_integral_value() else Decimal(int(value)), problem


def read_whole(cell: Cell) -> Reading:
    """A count."""
    value, problem = read_decimal(cell)
    if value is None:
        return value, problem
    if value != int(value):
        return None, error("number.not_whole")
    return int(value), problem


def read_boolean(cell: Cell) -> Reading:
    """A tick: x, có, 1."""
    text = clean(cell).casefold()
    word = plain(text) or text
    if word in FALSE:
        return False, None
    return (True, None) if word in TRUE else (None, error("choice.unknown", choices="x, có, không"))


def read_email(cell: Cell) -> Reading:
    """An e-mail address in lower case."""
    text = clean(cell).casefold()
    if text == "":
        return "", None
    return (text, None) if EMAIL.fullmatch(text) else (None, error("email.unreadable"))


def read_range(cell: Cell) -> Reading:
    """Two bounds: 11-50."""
    text = clean(cell)
    if text == "":
        return None, None
    found = RANGE.fullmatch(text)
    if not found:
        return None, warning("points.range_unreadable")
    low, high = (Decimal(part.replace(",", ".")) for part in found.groups())
    return (low, high), None


def choice_reader(field: kinds.Field) -> Reader:
    """Reads one of the field's choices by any of its words, with or without accents."""
    assert field.choices is not None
    known = {plain(word): key for key, words in field.choices.items() for word in words.split("|")}
    known |= {plain(key): key for key in field.choices}
    shown = ", ".join(words.split("|")[0] for words in field.choices.values())

    def read(cell: Cell) -> Reading:
        text = clean(cell)
        if text == "":
            return "", None
        key = known.get(plain(text))
        return (key, None) if key else (None, error("choice.unknown", choices=shown))

    return read


READERS: dict[str, Reader] = {
    kinds.TEXT: read_text,
    kinds.CODE: read_code,
    kinds.NAME: read_name,
    kinds.DATE: read_date,
    kinds.DECIMAL: read_decimal,
    kinds.WHOLE: read_whole,
    kinds.BOOLEAN: read_boolean,
    kinds.MONTH: read_month,
    kinds.EMAIL: read_email,
    kinds.RANGE: read_range,
}


def reader_of(field: kinds.Field) -> Reader:
    """The reader of a field's type."""
    return choice_reader(field) if field.type == kinds.CHOICE else READERS[field.type]


HEADS = (
    "trưởng",
    "giám đốc",
    "chủ tịch",
    "chánh",
    "bí thư",
    "thủ trưởng",
    "hiệu trưởng",
    "chủ nhiệm",
    "chỉ huy",
)
NOT_HEADS = ("kế toán trưởng", "tổ trưởng", "nhóm trưởng", "trợ lý", "thư ký")
DEPUTY = re.compile(r"\bphó\b|^p\.|\bp\. ?(?:chánh|trưởng|giám|chủ)|phó$")


@lru_cache(maxsize=8192)
def rank_of_title(title: str) -> str:
    """`head`, `deputy` or `staff` as a title says it: a suggestion the officer confirms, "" for no title."""
    text = unicodedata.normalize("NFC", title).casefold().strip()
    if not text:
        return ""
    if DEPUTY.search(text):
        return "deputy"
    if any(word in text for word in NOT_HEADS):
        return "staff"
    return "head" if any(re.search(rf"\b{word}\b", text) for word in HEADS) else "staff"
