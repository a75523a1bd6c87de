"""Sums of published rounds and the means of months beside a year: made once, kept, made anew when a round is published again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from namro.base.law.selectors import known_framework
from namro.duties.evaluations.models import Round, Sheet
from namro.duties.evaluations.selectors.board import board
from namro.duties.evaluations.selectors.formalism import Formalism, formalism
from namro.duties.evaluations.selectors.standing import HEAVY
from namro.insight.indicators.models import ReviewTally

MOST = 200  # rounds a run, so that one run stays short; the next goes on
# Published rounds not added up yet, or published again since.
WAITING = """
SELECT r.id FROM evaluations_round r
LEFT JOIN indicators_reviewtally t ON t.round_id = r.id AND t.reviewer_unit_id IS NULL
WHERE r.step IN ('published', 'closed') AND r.published_at IS NOT NULL
    AND (t.id IS NULL OR t.published_on <> (r.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
ORDER BY r.id LIMIT %s
"""
# The level a mean would give alone: the best whose threshold it reaches; none where the framework has no thresholds.
MEANS = """
WITH means AS (
    SELECT y.id, y.framework, count(*) AS months, avg(m.total) AS mean
    FROM facts_rating y LEFT JOIN indicators_yearmean k ON k.rating_id = y.id
    JOIN facts_rating m ON m.person_id = y.person_id AND m.kind = 'month' AND m.is_main AND m.total IS NOT NULL
        AND m.in_force AND m.valid <@ y.valid AND m.published_on <= y.published_on
    WHERE y.kind = 'year' AND y.is_main AND y.place IS NOT NULL AND k.rating_id IS NULL
    GROUP BY y.id
)
INSERT INTO indicators_yearmean (rating_id, months, mean, place)
SELECT id, months, mean, (
    SELECT min(b.place) FROM unnest(%s::text[], %s::int[], %s::numeric[]) AS b(framework, place, least)
    WHERE b.framework = means.framework AND means.mean >= b.least
) FROM means
"""


@dataclass
class _Sums:
    """Of the sheets of one reviewing unit, or of the whole round."""

    sheets: int = 0
    points: int = 0
    squares: int = 0
    lowest: int | None = None
    highest: int | None = None
    self_late: int = 0
    review_late: int = 0

    def add(self, sheet: Sheet, round_: Round) -> None:
        if sheet.not_rated:
            return
        self.self_late += _is_late(sheet.self_at, round_.self_score_by)
        self.review_late += _is_late(sheet.review_at, round_.review_by)
        if sheet.review_points is None or any(one is None for one in sheet.review_points):
            return
        given = sum(sheet.review_points)
        self.sheets, self.points, self.squares = self.sheets + 1, self.points + given, self.squares + given * given
        self.lowest = given if self.lowest is None else min(self.lowest, given)
        self.highest = given if self.highest is None else max(self.highest, given)


def _is_late(at: datetime | None, by: date) -> bool:
    return at is None or timezone.localdate(at) > by


@transaction.atomic
def add_up(*, round_ids: Iterable[int]) -> int:
    """Sum up published rounds, each as its own sheets stand; a round added up before is made anew."""
    rounds = Round.objects.select_related("period").defer(HEAVY).filter(pk__in=list(round_ids)).order_by("pk")
    made = 0
    for one in rounds:
        ReviewTally.objects.filter(round=one).delete()
        made += len(ReviewTally.objects.bulk_create(_tallies(one)))
    return made


def _tallies(round_: Round) -> list[ReviewTally]:
    loaded = board(round_)
    signs = formalism(loaded)
    sums: dict[int | None, _Sums] = {None: _Sums()}
    for row in sorted(loaded.rows, key=lambda one: one.sheet.pk):
        for unit in {None, row.sheet.reviewer_unit_id}:
            sums.setdefault(unit, _Sums()).add(row.sheet, round_)
    copied = _copied(signs, [row.sheet for row in loaded.rows])
    compared = {one.unit_id: one.compared for one in (signs.whole, *signs.by_reviewer)}
    return [_tally(round_, unit, one, copied.get(unit, []), compared.get(unit, 0)) for unit, one in sums.items()]


def _copied(signs: Formalism, sheets: list[Sheet]) -> dict[int | None, list[int]]:
    """The sheets like last month's, by reviewing unit and altogether."""
    found: dict[int | None, list[int]] = {}
    for one in sheets:
        if one.pk in signs.identical:
            for unit in {None, one.reviewer_unit_id}:
                found.setdefault(unit, []).append(one.pk)
    return found


def _tally(round_: Round, unit: int | None, sums: _Sums, copied: list[int], compared: int) -> ReviewTally:
    assert round_.published_at is not None
    return ReviewTally(
        round=round_, reviewer_unit_id=unit, kind=round_.period.kind, first=round_.period.days.lower,
        framework=round_.period.framework, published_on=timezone.localdate(round_.published_at), compared=compared,
        copied=sorted(copied), **sums.__dict__,
    )  # fmt: skip


def add_up_published(*, at: datetime) -> dict[str, int]:
    """Add up what was published since the last time. Safe to repeat; `at` is the moment it runs."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [MOST])
        waiting = [row[0] for row in cursor.fetchall()]
    for one in waiting:
        add_up(round_ids=[one])
    return {"rounds": len(waiting), "years": put_means(on=timezone.localdate(at))}


@transaction.atomic
def put_means(*, on: date) -> int:
    """The mean of the published months beside every rating of a year that has none yet: two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT framework FROM facts_rating WHERE kind = 'year'")
        names = [row[0] for row in cursor.fetchall()]
        rows = [(name, place, least) for name in names for place, least in _thresholds(name, on)]
        cursor.execute(MEANS, [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []])
        return int(cursor.rowcount)


def _thresholds(framework: str, on: date) -> list[tuple[int, str]]:
    known = known_framework(framework, on=on)
    if known is None or not known.scored:
        return []
    return [(place, str(one.at_least)) for place, one in enumerate(known.bands)]
