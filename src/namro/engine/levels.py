"""Levels by conditions, on raw columns: which level the law gives, what failed, and where the authority decides.

Both ways of working out a sheet (columns, rows) give the same Boolean columns, by the names of `test_trees`: whom a
level asks, each of its conditions, each override with a formula. What follows from them is written once, here.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from namro.engine.expression import Expression
from namro.engine.plan import Plan


@lru_cache(maxsize=64)
def test_trees(plan: Plan) -> dict[str, Expression]:
    """Every test of a sheet beside its conditions, by the name of its column."""
    trees = {f"computed{at}": one.tree for at, one in enumerate(plan.computed)}
    for at, level in enumerate(plan.levels):
        trees[f"asked{at}"] = level.applies
        trees |= {f"level{at}.{index}": tree for index, (_, tree) in enumerate(level.tests)}
    return trees


@lru_cache(maxsize=64)
def overriding(plan: Plan) -> pl.Expr:
    """The first override of the framework that applies, given or computed: its place, or null."""
    computed = (
        pl.when(pl.col(f"computed{at}")).then(pl.lit(one.place, dtype=pl.UInt8)) for at, one in enumerate(plan.computed)
    )
    return pl.min_horizontal(pl.col("override"), *computed).cast(pl.UInt8)


@lru_cache(maxsize=64)
def by_law(plan: Plan) -> pl.Expr:
    """The level that points and conditions give: its rank, or null where the law gives none.

    With points: the band of the total, if what it asks for besides holds. Without: the best band whose conditions hold.
    """
    if plan.framework.scored:
        failing = [_failed(plan, at, index) for at, index, _ in _numbered(plan)]
        return pl.when(~pl.any_horizontal(failing)).then(pl.col("band_index"))
    held = []
    for at, level in enumerate(plan.levels):
        tests = [pl.col(f"asked{at}"), *(pl.col(f"level{at}.{index}") for index in range(len(level.tests)))]
        held.append(pl.when(pl.all_horizontal(tests)).then(pl.lit(level.rank, dtype=pl.UInt8)))
    return pl.coalesce(held)


def failing(plan: Plan) -> list[tuple[str, pl.Expr]]:
    """Each condition by name, and whether it was asked and failed."""
    return [(name, _failed(plan, at, index)) for at, index, name in _numbered(plan)]


def _failed(plan: Plan, at: int, index: int) -> pl.Expr:
    """Whether this condition was asked of the sheet and does not hold: with points, only its own band asks."""
    asked = pl.col(f"asked{at}")
    if plan.framework.scored:
        asked = asked & (pl.col("band_index") == plan.levels[at].rank)
    return asked & ~pl.col(f"level{at}.{index}")


def _numbered(plan: Plan) -> list[tuple[int, int, str]]:
    return [
        (at, index, level.reason(condition))
        for at, level in enumerate(plan.levels)
        for index, (condition, _) in enumerate(level.tests)
    ]
