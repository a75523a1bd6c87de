"""Signs of formalism in a round. They judge nobody: the authority looks, and asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Round, Score, Sheet
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import Result
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.board import Board

HUNDRED = 100


@dataclass(frozen=True)
class Bar:
    """People whose total lies in [from, to); the last bar holds its upper end too."""

    at_least: int
    below: int
    count: int


@dataclass(frozen=True)
class Signs:
    """The figures of some sheets: of a round, or of one reviewing unit."""

    name: str
    rated: int
    top: int  # totals in the top band
    at_maximum: int  # every criterion at its maximum
    like_last_month: int  # same points and same total as in the period before
    compared: int  # how many had a period before
    accepted_as_self: int
    gap: Fraction | None  # mean of reviewer points less self points, in points; None when nobody scored themself
    unit_id: int | None = None  # the reviewing unit; None: the whole round

    @property
    def top_share(self) -> Fraction:
        return Fraction(self.top, self.rated) if self.rated else Fraction(0)

    @property
    def is_high(self) -> bool:
        return self.rated > 0 and self.top_share >= Fraction(parameters().high_share)


@dataclass(frozen=True)
class Formalism:
    """The spread of a round's totals, its signs, and the same by reviewing unit."""

    bars: list[Bar]
    whole: Signs
    by_reviewer: list[Signs]
    identical: frozenset[int]  # sheets like last month's
    maximal: frozenset[int]  # sheets with everything at the maximum


def formalism(loaded: Board) -> Formalism:
    """The signs in a round as its board shows it: two queries."""
    round_, book = loaded.round, loaded.book
    sheets = sorted((row.sheet for row in loaded.rows), key=lambda one: one.pk)
    results = {row.sheet.pk: row.result for row in loaded.rows}
    before = _before(round_, sheets)
    identical = frozenset(one.pk for one in sheets if _is_like(one, results, before))
    full = [int(row.maximum * HUNDRED) for row in book.criteria]
    maximal = frozenset(one.pk for one in sheets if one.review_points == full)
    names = organisation.name_of(
        {one.reviewer_unit_id for one in sheets if one.reviewer_unit_id}, on=round_.period.days.upper - rules.ONE_DAY
    )
    counted = _Counter(book, results, before, identical, maximal)
    units = sorted(names, key=lambda unit: names[unit])
    return Formalism(
        bars=_bars(results.values()),
        whole=counted.signs("", sheets),
        by_reviewer=[
            counted.signs(names[unit], [one for one in sheets if one.reviewer_unit_id == unit], unit) for unit in units
        ],
        identical=identical,
        maximal=maximal,
    )


def _before(round_: Round, sheets: list[Sheet]) -> dict[int, tuple[list[int | None] | None, str]]:
    """By posting: the reviewer's points and the exact total of the period just before."""
    rows = Score.objects.filter(
        sheet__posting__in=[one.posting_id for one in sheets],
        sheet__period__kind=round_.period.kind,
        sheet__period__framework=round_.period.framework,
        sheet__period__days__endswith=round_.period.days.lower,
    ).order_by("pk")
    return {
        posting: (points, exact)
        for posting, points, exact in rows.values_list("sheet__posting", "sheet__review_points", "exact")
    }


def _is_like(sheet: Sheet, results: dict[int, Result], before: dict[int, tuple[list[int | None] | None, str]]) -> bool:
    result, last = results.get(sheet.pk), before.get(sheet.posting_id)
    if result is None or result.total is None or last is None or not last[1]:
        return False
    return sheet.review_points == last[0] and result.total == Fraction(last[1])


@dataclass(frozen=True)
class _Counter:
    book: Rulebook
    results: dict[int, Result]
    before: dict[int, tuple[list[int | None] | None, str]]
    identical: frozenset[int]
    maximal: frozenset[int]

    def signs(self, name: str, sheets: list[Sheet], unit_id: int | None = None) -> Signs:
        rated = [one for one in sheets if one.pk in self.results and self.results[one.pk].is_rated]
        ids = {one.pk for one in sheets}
        return Signs(
            name=name,
            rated=len(rated),
            top=sum(self.results[one.pk].band == self.book.top_band for one in rated),
            at_maximum=len(self.maximal & ids),
            like_last_month=len(self.identical & ids),
            compared=sum(one.posting_id in self.before for one in rated),
            accepted_as_self=sum(one.accepted_as_self for one in sheets),
            gap=_gap(sheets),
            unit_id=unit_id,
        )


def _gap(sheets: list[Sheet]) -> Fraction | None:
    gaps = [
        sum(one.review_points) - sum(one.self_points)
        for one in sheets
        if one.review_at and one.self_at and one.review_points and one.self_points
    ]
    return Fraction(sum(gaps), len(gaps) * HUNDRED) if gaps else None


def _bars(results: Iterable[Result]) -> list[Bar]:
    step = parameters().histogram_step
    totals = [one.total for one in results if one.total is not None]
    counts = [0] * (HUNDRED // step)
    for total in totals:
        counts[min(max(int(total // step), 0), len(counts) - 1)] += 1
    return [Bar(place * step, (place + 1) * step, count) for place, count in enumerate(counts)]
