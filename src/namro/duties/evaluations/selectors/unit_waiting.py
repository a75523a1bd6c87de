"""What the year of units asks of somebody today, for their home page.

Law: NĐ 335/2025 art. 9.1 (before 15 December, lower units first), 9.2 (the unit rates itself, the authority decides).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from namro.duties.evaluations import rules
from namro.duties.evaluations.models import UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters

OPEN = UnitSheetState.OPEN


@dataclass(frozen=True)
class UnitWaiting:
    """One line of the home page."""

    text: str
    count: int
    link: str
    due: date | None


class UnitRow(NamedTuple):
    """One undecided unit: its sheet, first day and number of the year, unit, authority, state, whether it was looked at."""

    pk: int
    first: date
    period: int
    unit: int
    authority: int
    state: str
    is_reviewed: bool


@dataclass
class _Year:
    """What one year asks: own sheets to hand in, and by authority how many to look at, to decide, and not handed in."""

    period: int
    first: date
    mine: list[int] = field(default_factory=list)
    review: int = 0
    decide: dict[int, int] = field(default_factory=dict)
    unsent: int = 0


def undecided_units(acts_for: frozenset[int]) -> QuerySet[UnitSheet, tuple[Any, ...]]:
    """The undecided units one heads or decides for, as the columns of `UnitRow`."""
    theirs = Q(unit__in=acts_for) | Q(authority_unit__in=acts_for)
    rows = UnitSheet.objects.filter(theirs).exclude(state=UnitSheetState.DECIDED)
    seen = ExpressionWrapper(Q(review_at__isnull=False), BooleanField())
    return rows.annotate(seen=seen).values_list(
        "pk", "period__days__startswith", "period", "unit", "authority_unit", "state", "seen"
    )


def units_waiting(
    rows: Iterable[UnitRow], headed: frozenset[int], acts_for: frozenset[int], *, on: date
) -> list[UnitWaiting]:
    """Units to rate oneself, to look at, to decide; and those not handed in once the day of the law has come."""
    return [line for year in _years(rows, headed, acts_for) for line in _lines(year, on)]


def _years(rows: Iterable[UnitRow], headed: frozenset[int], acts_for: frozenset[int]) -> list[_Year]:
    found: dict[int, _Year] = {}
    for one in sorted(rows):
        year = found.setdefault(one.period, _Year(one.period, one.first))
        if one.unit in acts_for:
            if one.state == OPEN:
                year.mine.append(one.pk)
        elif one.state == OPEN:
            year.unsent += 1
        elif not one.is_reviewed:
            year.review += 1
        elif one.authority in headed:
            year.decide[one.authority] = year.decide.get(one.authority, 0) + 1
    return sorted(found.values(), key=lambda year: year.first)


def _lines(year: _Year, on: date) -> list[UnitWaiting]:
    when, page = {"year": year.first.year}, f"/unit-years/{year.period}"
    due = date(year.first.year, *parameters().year_before) - rules.ONE_DAY
    lines = [
        UnitWaiting(_("Tự đánh giá, xếp loại đơn vị năm %(year)s") % when, 1, f"{page}/units/{pk}", due)
        for pk in year.mine
    ]
    if year.review:
        text = _("Đơn vị đã tự đánh giá năm %(year)s, chờ ghi kết quả") % when
        lines.append(UnitWaiting(text, year.review, f"{page}?show=review", due))
    for authority, number in year.decide.items():
        text = _("Quyết định xếp loại đơn vị năm %(year)s") % when
        lines.append(UnitWaiting(text, number, f"{page}/decide?of={authority}", due))
    if year.unsent and on > due:
        text = _("Đơn vị quá hạn chưa gửi tự đánh giá năm %(year)s") % when
        lines.append(UnitWaiting(text, year.unsent, f"{page}?show=self", due))
    return lines
