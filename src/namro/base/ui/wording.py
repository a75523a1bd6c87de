"""Dates, numbers, states and bands as people read them, in the language of the page."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from namro.engine.errors import Text

ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ENGLISH_MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

# The tone of a state: a colour beside its words, never instead of them.
TONES = {
    "good": "accepted decided published done closed confirmed added active in_force",
    "fine": "assigned self_scored reviewed reported running analysed review decide forwarded_up",
    "watch": "forwarded handed_over waiting proposed self_score INSUFFICIENT_DATA undone",
    "bad": "failed refused withdrawn rejected overdue",
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states.split()}

BANDS: dict[str, tuple[Any, str]] = {
    "HTXS": (_("Hoàn thành xuất sắc nhiệm vụ"), "good"),
    "HTT": (_("Hoàn thành tốt nhiệm vụ"), "fine"),
    "HTNV": (_("Hoàn thành nhiệm vụ"), "watch"),
    "KHT": (_("Không hoàn thành nhiệm vụ"), "bad"),
    "A": (_("Loại A"), "good"),
    "B": (_("Loại B"), "fine"),
    "C": (_("Loại C"), "watch"),
    "D": (_("Loại D"), "bad"),
    "NOT_RATED": (_("Không xếp loại"), "quiet"),
    "INSUFFICIENT_DATA": (_("Chưa đủ dữ liệu"), "quiet"),
}


# How the parts of a legal citation are called in English; numbers and symbols stay as the instrument writes them.
CITED = {
    "áp dụng tiếp khi chưa đối chiếu": "carried over until compared with", "Thông tư": "Circular", "Nghị định": "Decree", "Nghị quyết": "Resolution", "Quyết định": "Decision", "Quy định": "Regulation", "Luật": "Law",
    "Phụ lục": "Annex", "Mẫu số": "Form", "Mẫu": "Form", "Điều": "Article", "Mục": "Section", "khoản": "clause",
    "điểm": "point", "và": "and",
}  # fmt: skip


MARKS = str.maketrans(",.", ".,")


def in_english() -> bool:
    return (get_language() or "vi").startswith("en")


def citation_text(value: str | None) -> str:
    """An article or instrument as the page's language cites it."""
    text = str(value or "")
    for word, meant in CITED.items() if in_english() else ():
        text = re.sub(rf"\b{word}\b", meant, text)
    return text


def day_text(value: date | None) -> str:
    if value is None:
        return ""
    if in_english():
        return f"{value.day} {ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return f"{value:%d/%m/%Y}"


def moment_text(value: datetime | None) -> str:
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = f"{local:%H:%M}"
    return f"{day_text(local.date())}, {clock}" if in_english() else f"{clock} {day_text(local.date())}"


def month_text(value: date | None) -> str:
    if value is None:
        return ""
    if in_english():
        return f"{ENGLISH_MONTH_NAMES[value.month - 1]} {value.year}"
    return f"tháng {value.month}/{value.year}"


def number_text(value: Any, places: int | None = None) -> str:
    """A number with the language's marks; `places` fixes the decimals, otherwise trailing zeros go."""
    if value is None or value == "":
        return ""
    if type(value) is int and not places:  # most cells of most tables
        text = f"{value:,}"
    else:
        exact = Decimal(str(value))
        if places is not None:
            exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{exact:,f}"
        if places is None and "." in text:
            text = text.rstrip("0").rstrip(".")
    return text if in_english() else text.translate(MARKS)


def plain_number_text(value: Any) -> str:
    """A decimal string with the language's marks; anything else as it is."""
    text = str(value)
    return number_text(text) if text.replace(".", "", 1).lstrip("-").isdigit() else text


def hundredths_text(value: int | None) -> str:
    """Points stored in hundredths: 1250 is 12,5."""
    return "" if value is None else number_text(Decimal(value) / 100)


def band_of(code: str) -> tuple[Any, str]:
    """The words and the tone of a band; an unknown code stands for itself."""
    return BANDS.get(code, (code, "quiet"))


def said(text: Text) -> str:
    """A text of the law in the reader's language."""
    return text.en if in_english() else text.vi


AUTHORITIES = {
    "LEGAL": _("theo luật"), "OFFICIAL_GUIDANCE": _("theo hướng dẫn"), "LOCAL_POLICY": _("cơ quan lựa chọn"),
}  # fmt: skip


def authority_text(code: str) -> str:
    """Whether a rule is law, official guidance, or the choice of whoever uses the software."""
    return str(AUTHORITIES.get(code, code))
