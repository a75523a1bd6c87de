"""Whom a leader manages, and how many of them lie in the lowest band: what d is computed from.

Law: NĐ 335/2025 art. 15.3a (the head: everybody under their authority) and 15.4 (a deputy: the fields they look after).
Nobody managed, or somebody without a score and nobody failing, is unknown and never presumed to be 100 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from django.db import connection

from namro.base.reading import once_a_reading
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rulebook import Rulebook

FAILING, UNRATED = "managed_failing", "managed_unrated"
SEEN = ["sheet", "score_band"]  # what is looked at of people already scored
# What each leader of a frame manages (posting, unit, null), and how far below the top of the tree the leaders' own units
# stand (null, unit, depth): the head everything below their unit, a deputy what lies under the fields they look after.
TREE = """
WITH RECURSIVE charge(posting, ancestor) AS (
    SELECT * FROM unnest(%(heads)s::bigint[], %(headed)s::bigint[])
    UNION
    SELECT f.posting_id, f.unit_id FROM people_fieldofresponsibility f
    WHERE f.posting_id = ANY(%(deputies)s::bigint[]) AND f.valid && daterange(%(first)s, %(until)s)
), down(ancestor, unit) AS (
    SELECT DISTINCT ancestor, ancestor FROM charge
    UNION ALL
    SELECT down.ancestor, s.unit_id FROM down JOIN organisation_unitspell s
        ON s.parent_id = down.unit AND s.valid @> %(on)s::date
), up(unit, above, depth) AS (
    SELECT s.unit_id, s.parent_id, 0 FROM organisation_unitspell s
        WHERE s.unit_id = ANY(%(units)s::bigint[]) AND s.valid @> %(on)s::date
    UNION ALL
    SELECT up.unit, s.parent_id, up.depth + 1 FROM up JOIN organisation_unitspell s
        ON s.unit_id = up.above AND s.valid @> %(on)s::date
)
SELECT DISTINCT charge.posting, down.unit, NULL::bigint FROM charge JOIN down USING (ancestor)
UNION ALL
SELECT NULL, unit, max(depth) FROM up GROUP BY unit
"""
DEPTH = """
WITH RECURSIVE up(unit, above, depth) AS (
    SELECT s.unit_id, s.parent_id, 0 FROM organisation_unitspell s
        WHERE s.unit_id = ANY(%(units)s) AND s.valid @> %(on)s::date
    UNION ALL
    SELECT up.unit, s.parent_id, up.depth + 1 FROM up JOIN organisation_unitspell s
        ON s.unit_id = up.above AND s.valid @> %(on)s::date
) SELECT unit, max(depth) FROM up GROUP BY unit
"""
STORED = """
SELECT s.unit_id, s.rank = 'head', count(*) FILTER (WHERE c.band = %(bottom)s),
    count(*) FILTER (WHERE c.sheet_id IS NULL OR c.state <> 'RATED'), count(*)
FROM evaluations_sheet s LEFT JOIN evaluations_score c
    ON c.sheet_id = s.id AND NOT EXISTS (SELECT 1 FROM evaluations_stalemark m WHERE m.sheet_id = s.id)
WHERE s.period_id = %(period)s AND s.not_rated = '' AND s.unit_id = ANY(%(units)s)
    AND s.round_id <> ALL(%(rounds)s) AND s.id <> ALL(%(sheets)s)
GROUP BY 1, 2
"""
# What some leaders answer for: the units below (null, unit) and the people there, in other rounds, whose stored score no
# longer holds (sheet, null).
BELOW = """
WITH RECURSIVE down(unit) AS (
    SELECT unit FROM (
        SELECT unnest(%(heads)s::bigint[])
        UNION
        SELECT f.unit_id FROM people_fieldofresponsibility f
        WHERE f.posting_id = ANY(%(deputies)s::bigint[]) AND f.valid && daterange(%(first)s, %(until)s)
    ) AS own(unit)
    UNION
    SELECT s.unit_id FROM down JOIN organisation_unitspell s ON s.parent_id = down.unit AND s.valid @> %(on)s::date
) SELECT NULL AS sheet, unit FROM down
UNION ALL (
    SELECT DISTINCT s.id, NULL::bigint FROM evaluations_stalemark m JOIN evaluations_sheet s ON s.id = m.sheet_id
    WHERE s.period_id = %(period)s AND s.not_rated = '' AND s.unit_id IN (SELECT unit FROM down)
        AND s.round_id <> ALL(%(rounds)s)
    ORDER BY s.id LIMIT %(most)s + 1
)
"""
MOST_STALE = (
    5_000  # scored again on the way; beyond that they count as without a score until their rounds are calculated
)
COUNTS: dict[str, Any] = {
    "unit": pl.Int64,
    "is_head": pl.Boolean,
    FAILING: pl.Int64,
    UNRATED: pl.Int64,
    "people": pl.Int64,
}


@dataclass(frozen=True)
class Tree:
    """The part of the city the leaders of a frame manage. People outside the frame count by their stored scores."""

    period: Period
    depth: dict[int, int]
    below: pl.DataFrame  # posting (a leader's), unit (managed), own (the unit the leader stands in)
    elsewhere: pl.DataFrame  # counts by unit of the people there who are not in the frame
    here: pl.DataFrame  # sheet, unit, is_head of everybody in the frame

    @classmethod
    def of(cls, period: Period, rated: pl.DataFrame, book: Rulebook, whole: tuple[int, ...] | None) -> Tree:
        """Two queries whatever the number of leaders. `whole`: rounds the frame holds completely; None is all of them."""
        leaders = rated.filter(pl.col("leader"))
        heads = leaders.filter(pl.col("rank") == "head")
        found = _rows(TREE, {
            "heads": heads["posting"].to_list(), "headed": heads["unit"].to_list(),
            "deputies": leaders.filter(pl.col("rank") == "deputy")["posting"].to_list(),
            "units": leaders["unit"].unique().sort().to_list(),
            "first": period.days.lower, "until": period.days.upper, "on": period.days.upper - timedelta(days=1),
        }, {"posting": pl.Int64, "unit": pl.Int64, "depth": pl.Int64})  # fmt: skip
        below = found.filter(pl.col("posting").is_not_null()).select("posting", "unit")
        below = below.join(leaders.select("posting", own="unit"), on="posting")
        here = rated.select("sheet", "unit", (pl.col("rank") == "head").alias("is_head"))
        depth = dict(found.filter(pl.col("depth").is_not_null()).select("unit", "depth").iter_rows())
        return cls(period, depth, below, _stored(period, below, rated, book, whole), here)

    def leaders_upwards(self, rated: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Leaders in the order they can be scored: the lowest units first, deputies before their head."""
        leaders = rated.filter(pl.col("leader")).with_columns(
            pl.col("unit").replace_strict(self.depth, default=0, return_dtype=pl.Int64).alias("depth"),
            (pl.col("rank") == "head").alias("is_head"),
        )
        for _key, group in leaders.sort("depth", "is_head", descending=[True, False]).group_by(
            "depth", "is_head", maintain_order=True
        ):
            yield group.drop("depth", "is_head")

    def with_counts(self, leaders: pl.DataFrame, scored: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
        """The leaders with `managed_failing` and `managed_unrated`; null where nobody is managed."""
        below = self.below.join(leaders.select("posting"), on="posting", how="semi")
        counts = pl.concat([self._here(scored, book), self.elsewhere])
        found = below.join(counts, on="unit")
        # A head is not among those they manage; the heads of units below are.
        found = found.filter(~(pl.col("is_head") & (pl.col("unit") == pl.col("own"))))
        sums = found.group_by("posting").agg(pl.col(FAILING).sum(), pl.col(UNRATED).sum(), pl.col("people").sum())
        joined = leaders.join(sums.filter(pl.col("people") > 0).drop("people"), on="posting", how="left")
        return joined.with_columns(pl.col(UNRATED).fill_null(0))

    def _here(self, scored: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
        """Counts by unit of everybody in the frame; whoever is not scored yet counts as without a score."""
        known = self.here.join(scored, on="sheet", how="left")
        return known.group_by("unit", "is_head").agg(
            (pl.col("score_band") == book.bottom_band).sum().cast(pl.Int64).alias(FAILING),
            pl.col("score_band").is_null().sum().cast(pl.Int64).alias(UNRATED),
            pl.len().cast(pl.Int64).alias("people"),
        )


def _stored(
    period: Period, below: pl.DataFrame, rated: pl.DataFrame, book: Rulebook, whole: tuple[int, ...] | None
) -> pl.DataFrame:
    """Counts by unit of people outside the frame, from their stored scores."""
    units = below["unit"].unique().sort().to_list()
    if not units or whole is None:
        return pl.DataFrame(schema=COUNTS)
    others = rated.filter(~pl.col("round").is_in(list(whole)))["sheet"].to_list()
    values = {"bottom": book.bottom_band, "period": period.pk, "units": units, "rounds": list(whole), "sheets": others}
    return _rows(STORED, values, COUNTS)


@dataclass(frozen=True)
class Below:
    """What some leaders answer for: units, and sheets in other rounds that are to be scored again before they are."""

    units: tuple[int, ...]
    stale: tuple[int, ...]

    @classmethod
    def of(cls, period: Period, leaders: pl.DataFrame, *, rounds: tuple[int, ...]) -> Below:
        """One query; `leaders` has posting, unit and rank."""
        found = _rows(BELOW, {
            "heads": leaders.filter(pl.col("rank") == "head")["unit"].to_list(),
            "deputies": leaders.filter(pl.col("rank") != "head")["posting"].to_list(),
            "first": period.days.lower, "until": period.days.upper, "on": period.days.upper - timedelta(days=1),
            "period": period.pk, "rounds": list(rounds), "most": MOST_STALE,
        }, {"sheet": pl.Int64, "unit": pl.Int64})  # fmt: skip
        stale = tuple(found["sheet"].drop_nulls().to_list())
        return cls(tuple(found["unit"].drop_nulls().to_list()), stale if len(stale) <= MOST_STALE else ())


def depths(units: list[int], period: Period) -> dict[int, int]:
    """How far below the top of the tree each unit stands at the end of the period: one query."""
    on = period.days.upper - timedelta(days=1)
    found = _rows(DEPTH, {"units": units, "on": on}, {"unit": pl.Int64, "depth": pl.Int64})
    return dict(found.iter_rows())


def _rows(sql: str, parameters: dict[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of a query about some units or postings; about none there is nothing to ask."""
    if [] in (parameters.get("units"), parameters.get("postings")):
        return pl.DataFrame(schema=schema)
    given = ((name, tuple(one) if isinstance(one, list) else one) for name, one in sorted(parameters.items()))
    return pl.DataFrame(_read(sql, tuple(given)), schema=schema, orient="row")


@once_a_reading
def _read(sql: str, given: tuple[tuple[str, Any], ...]) -> list[tuple[Any, ...]]:
    """A page that scores the same people twice (what if) asks once."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: list(one) if isinstance(one, tuple) else one for name, one in given})
        return list(cursor.fetchall())
