"""What the screens of the month send, read into plain values: points as people type them, marks, deadlines, ratings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count, takewhile
from typing import Any

from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.rules import Deadlines

NUMBER = re.compile(r"^(\d{1,3})(?:[.,](\d{1,2}))?$")
ROW, SHEET_AND_VERSION = re.compile(r"^s\d{1,6}$"), re.compile(r"^(\d{1,18})-(\d{1,9})$")
STEPS = ("self_score_by", "review_by", "decide_by", "publish_by")


def hundredths(text: str) -> int | None:
    """Points as typed, with a comma or a point: "2,5" is 250; nothing typed is None. ValueError for anything else."""
    typed = text.strip().replace("\u00a0", "")
    if not typed:
        return None
    found = NUMBER.match(typed)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0") or 0)


def points_of(data: Mapping[str, Any], prefix: str = "p", book: Rulebook | None = None) -> list[int | None]:
    """The points of a form, one a criterion, in the order of the rulebook; with it, a wrong one is named by its code.

    Refuses: evaluations.points.format
    """
    places = takewhile(lambda place: f"{prefix}-{place}" in data, count())
    return [_point(data, f"{prefix}-{place}", _named(place, book)) for place in places]


def _named(place: int, book: Rulebook | None) -> str:
    return book.criteria[place].code if book and place < len(book.criteria) else _("thứ %(n)s") % {"n": place + 1}


def _point(data: Mapping[str, Any], name: str, code: str) -> int | None:
    try:
        return hundredths(str(data.get(name) or ""))
    except ValueError as error:
        message = _("Tiêu chí %(code)s: “%(typed)s” không phải là điểm. Hãy nhập số, ví dụ 2,5.")
        named = {"code": code, "typed": data.get(name)}
        raise DomainError("evaluations.points.format", message % named, field=name) from error


def marks_of(data: Mapping[str, Any], prefix: str = "m") -> tuple[int | None, ...]:
    """d, đ, e of a leader in percent, None where nobody has said; empty for staff, whose form has none.

    Refuses: evaluations.marks.value
    """
    places = takewhile(lambda place: f"{prefix}-{place}" in data, count())
    return tuple(_mark(data, f"{prefix}-{place}") for place in places)


def _mark(data: Mapping[str, Any], name: str) -> int | None:
    typed = str(data.get(name) or "").strip().rstrip("%").strip()
    if not typed:
        return None
    if typed.isdecimal():
        return int(typed)
    message = _("d, đ, e chỉ nhận 100 hoặc 50. Hãy chọn lại, hoặc để trống nếu chưa xác định.")
    raise DomainError("evaluations.marks.value", message, field=name)


@dataclass(frozen=True)
class SentRow:
    """One row of the reviewer's table as sent: its fields carry its number in the table, a hidden one says whose it is."""

    number: str
    version: int
    data: Mapping[str, Any]

    def typed(self, field: str, place: int | None = None) -> str:
        """What was typed into a field: "p" and "m" have places, "n" has none."""
        name = f"{field}{self.number}" if place is None else f"{field}{self.number}-{place}"
        return str(self.data.get(name) or "")


def rows_of(data: Mapping[str, Any]) -> dict[int, SentRow]:
    """The rows of the reviewer's table by sheet."""
    named = {name[1:]: SHEET_AND_VERSION.match(str(data.get(name))) for name in data if ROW.match(name)}
    return {int(found[1]): SentRow(number, int(found[2]), data) for number, found in named.items() if found}


def number_of(data: Mapping[str, Any], name: str) -> int:
    """A hidden number of a form (a version, an id). Refuses: evaluations.form.stale"""
    text = str(data.get(name) or "")
    if text.isdecimal():
        return int(text)
    raise DomainError("evaluations.form.stale", _("Biểu mẫu đã cũ. Hãy tải lại trang rồi làm lại."), field=name)


def day_of(data: Mapping[str, Any], name: str) -> date:
    """A day of a form. Refuses: evaluations.day.format"""
    try:
        return date.fromisoformat(str(data.get(name) or ""))
    except ValueError as error:
        message = _("Hãy chọn ngày hợp lệ (ngày/tháng/năm).")
        raise DomainError("evaluations.day.format", message, field=name) from error


def month_of(data: Mapping[str, Any], name: str) -> date:
    """First day of a month typed as 2026-11. Refuses: evaluations.month.format"""
    try:
        return date.fromisoformat(f"{str(data.get(name) or '')[:7]}-01")
    except ValueError as error:
        message = _("Hãy chọn tháng hợp lệ (tháng/năm).")
        raise DomainError("evaluations.month.format", message, field=name) from error


def deadlines_of(data: Mapping[str, Any]) -> Deadlines | None:
    """The four deadlines, or None when none was given and the suggested ones apply. Refuses: evaluations.day.format"""
    if not any(data.get(step) for step in STEPS):
        return None
    return Deadlines(*(day_of(data, step) for step in STEPS))


def ratings_of(data: Mapping[str, Any], sheet_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Rating and reason of each sheet that carries a rating in the form."""
    found = {}
    for pk in sheet_ids:
        rating = str(data.get(f"rating-{pk}") or "").strip()
        if rating:
            found[pk] = (rating, str(data.get(f"reason-{pk}") or "").strip())
    return found


def year_of(data: Mapping[str, Any], name: str) -> int:
    """A year of a form. Refuses: evaluations.year.format"""
    text = str(data.get(name) or "").strip()
    if text.isdecimal() and len(text) == len("2026") and date.min.year <= int(text) < date.max.year:
        return int(text)
    raise DomainError("evaluations.year.format", _("Hãy nhập năm bằng bốn chữ số, ví dụ 2026."), field=name)
