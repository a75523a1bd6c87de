"""The days of a period from its first day, and how a period is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from namro.duties.careers.money.lines import MONTHS, ONE_DAY, Span


@dataclass(frozen=True)
class Whole(Span):
    """A span that is exactly one period."""

    @property
    def last(self) -> date:
        return self.until - ONE_DAY


def starts_of(kind: str, day: date) -> date:
    """The first day of the period a day lies in."""
    length = MONTHS[kind]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def span_of(kind: str, first: date) -> Whole:
    """The period that begins with the period of `first`."""
    begun = starts_of(kind, first)
    months = begun.month - 1 + MONTHS[kind]
    return Whole(kind, begun, date(begun.year + months // 12, months % 12 + 1, 1))


def called(kind: str, first: date) -> str:
    """The period in words."""
    values = {"year": first.year, "month": first.month, "quarter": (first.month + 2) // 3}
    if kind == "month":
        return _("tháng %(month)s/%(year)s") % values
    if kind == "quarter":
        return _("quý %(quarter)s/%(year)s") % values
    if kind == "half_year":
        return (_("6 tháng đầu năm %(year)s") if first.month == 1 else _("6 tháng cuối năm %(year)s")) % values
    return _("năm %(year)s") % values
