"""Sums of published rounds and the means of months beside a year: made once, kept, made anew when a round is published again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from namro.base.law.selectors import known_framework
from namro.duties.evaluations.models import Round, Sheet
from namro.duties.evaluations.selectors.board import board
from namro.duties.evaluations.selectors.formalism import Formalism, formalism
from namro.duties.evaluations.selectors.standing import HEAVY
from namro.insight.indicators.models import ReviewTally
from namro.insight.indicators.selectors.published import known

YEARS_AT_ONCE = 20_000
MOST = 200  # rounds a run, so that one run stays short; the next goes on
# Published rounds not added up yet, or published again since.
WAITING = """
SELECT r.id FROM evaluations_round r
LEFT JOIN indicators_reviewtally t ON t.round_id = r.id AND t.reviewer_unit_id IS NULL
WHERE r.step IN ('published', 'closed') AND r.published_at IS NOT NULL
    AND (t.id IS NULL OR t.published_on <> (r.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
ORDER BY r.id LIMIT %s
"""
WAITING_YEARS = """
SELECT w.rating_id, y.framework, lower(y.valid) FROM indicators_yearwaiting w JOIN facts_rating y ON y.id = w.rating_id
WHERE %(people)s::bigint[] IS NULL OR y.person_id = ANY(%(people)s) ORDER BY w.rating_id LIMIT %(most)s FOR UPDATE OF w SKIP LOCKED
"""
# The months of each year as known when it was published, whenever they were told; and the level their mean would give
# alone: the best whose threshold it reaches, none where the framework has no thresholds.
MEANS = f"""
WITH taken AS (
    DELETE FROM indicators_yearwaiting WHERE rating_id = ANY(%(ids)s) RETURNING rating_id
), means AS (
    SELECT y.id, y.framework, lower(y.valid) AS first, count(*) AS months, avg(m.total) AS mean
    FROM taken t JOIN facts_rating y ON y.id = t.rating_id
    JOIN facts_rating m ON m.person_id = y.person_id AND m.kind = 'month' AND m.is_main AND m.total IS NOT NULL
        AND m.valid <@ y.valid AND {known("m", "y.published_on")}
    GROUP BY 1, 2, 3
), gone AS (
    DELETE FROM indicators_yearmean k USING taken t WHERE k.rating_id = t.rating_id AND NOT EXISTS (SELECT FROM means n WHERE n.id = t.rating_id)
)
INSERT INTO indicators_yearmean (rating_id, months, mean, place)
SELECT id, months, mean, (
    SELECT min(b.place) FROM unnest(%(frameworks)s::text[], %(firsts)s::date[], %(places)s::int[], %(least)s::numeric[])
        AS b(framework, first, place, least)
    WHERE b.framework = means.framework AND b.first = means.first AND means.mean >= b.least
) FROM means
ON CONFLICT (rating_id) DO UPDATE SET months = excluded.months, mean = excluded.mean, place = excluded.place
"""  # noqa: S608 - this module's own texts


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
    return {"rounds": len(waiting), "years": put_means()}


@transaction.atomic
def put_means(*, person_ids: Collection[int] | None = None) -> int:
    """The mean of the months beside every rating of a year that waits for one, or of these people: two statements a batch.

    Returns how many years were looked at.
    """
    done = 0
    with connection.cursor() as cursor:
        while waiting := _waiting_years(cursor, person_ids):
            rows = [row for name, first in {row[1:] for row in waiting} for row in _thresholds(name, first)]
            columns = list(zip(*rows, strict=True)) if rows else [()] * 4
            given = dict(zip(("frameworks", "firsts", "places", "least"), map(list, columns), strict=True))
            cursor.execute(MEANS, {**given, "ids": [row[0] for row in waiting]})
            done += len(waiting)
    return done


def _waiting_years(cursor: Any, person_ids: Collection[int] | None) -> list[tuple[int, str, date]]:
    people = None if person_ids is None else list(person_ids)
    cursor.execute(WAITING_YEARS, {"people": people, "most": YEARS_AT_ONCE})
    found: list[tuple[int, str, date]] = cursor.fetchall()
    return found


def _thresholds(framework: str, first: date) -> list[tuple[str, date, int, str]]:
    """The framework as it was for a year that began then."""
    text = known_framework(framework, on=first)
    if text is None or not text.scored:
        return []
    return [(framework, first, place, str(one.at_least)) for place, one in enumerate(text.bands)]
