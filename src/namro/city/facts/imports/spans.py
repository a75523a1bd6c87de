"""The span of time a rating is about, as offices write it: "2023", "Quý I/2024", "6 tháng đầu năm 2024", "Tháng 03/2022"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from namro.base.imports.matching import plain
from namro.base.law.applicability import MONTHS_OF

YEAR_IN_TITLE = re.compile(r"\bnăm\s+((?:19|20)\d\d)\b", re.IGNORECASE)
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
HALVES = {"dau": 1, "cuoi": 2}
_YEAR = r"(?:\s*(?:nam\s+)?(?P<year>(?:19|20)\d\d))?"
PATTERNS = {  # how many of them make a year: see MONTHS_OF
    "year": re.compile(r"(?:ca\s+)?(?:nam\s+)?(?P<year>(?:19|20)\d\d)|ca nam|nam"),
    "half_year": re.compile(r"(?:6|sau) thang (?P<half>dau|cuoi)(?: nam)?" + _YEAR),
    "quarter": re.compile(r"(?:quy\s+|q\s*)(?P<quarter>iv|i{1,3}|[1-4])" + _YEAR),
    "month": re.compile(r"(?:thang\s+|01\s+(?=\d\d\s+\d\d))?(?P<month>0?[1-9]|1[0-2])" + _YEAR),
}


@dataclass(frozen=True)
class Span:
    """From `first` to the day before `until`: a month, quarter, half-year or year."""

    kind: str
    first: date
    until: date

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    def __str__(self) -> str:
        first = self.first
        if self.kind == "year":
            return _("năm %(year)s") % {"year": first.year}
        if self.kind == "month":
            return _("tháng %(month)s") % {"month": f"{first:%m/%Y}"}
        if self.kind == "quarter":
            return _("quý %(number)s/%(year)s") % {"number": (first.month + 2) // 3, "year": first.year}
        if first.month == 1:
            return _("6 tháng đầu năm %(year)s") % {"year": first.year}
        return _("6 tháng cuối năm %(year)s") % {"year": first.year}


def span_of(kind: str, year: int, number: int = 1) -> Span:
    """The `number`th month, quarter or half of a year, or the year itself."""
    months = MONTHS_OF[kind]
    begin = (number - 1) * months
    end = begin + months
    return Span(kind, date(year, begin + 1, 1), date(year + end // 12, end % 12 + 1, 1))


def read_span(period: str, year: str, heading: str) -> Span | None:
    """The span a row names: its period, with the year there, in the year's own cell, or else above the table.

    None where no year is said or the words mean nothing.
    """
    given = plain(period) or "nam"
    for kind, pattern in PATTERNS.items():
        found = pattern.fullmatch(given)
        if found:
            said = found["year"] or _year(year) or heading
            return span_of(kind, int(said), _number(found.groupdict())) if said else None
    return None


def _year(text: str) -> str:
    found = PATTERNS["year"].fullmatch(plain(text))
    return (found["year"] or "") if found else ""


def _number(parts: dict[str, str | None]) -> int:
    if half := parts.get("half"):
        return HALVES[half]
    if quarter := parts.get("quarter"):
        return QUARTERS[quarter]
    return int(parts.get("month") or 1)


def year_above(titles: Iterable[str]) -> str:
    """The year the title of a table speaks of; "" where none or several do."""
    years = {found[1] for title in titles for found in YEAR_IN_TITLE.finditer(title)}
    return years.pop() if len(years) == 1 else ""
