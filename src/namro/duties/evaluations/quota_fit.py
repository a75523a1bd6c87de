"""The quota on a round's people: caps under every reading, who is over, and what would fit. It never demotes anyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from namro.duties.evaluations.rulebook import Rulebook
from namro.engine.quota import caps, over_cap


@dataclass(frozen=True)
class Candidate:
    """Somebody as the quota sees them: the level they have or would be given, and their exact total."""

    sheet_id: int
    group: str
    level: str  # empty: not rated
    total: Fraction | None


@dataclass(frozen=True)
class Cap:
    """How many may hold the top band in a scope under one reading."""

    scope: str  # "unit" or "group"
    key: str  # the similar-task group; empty for the unit
    reading: str
    ratio: str
    rated: int
    pool: int
    candidates: int
    cap: int
    over: int
    chosen: bool


@dataclass(frozen=True)
class Fit:
    """What would fit the chosen reading: who would have to leave the top band, and who is tied at the cap."""

    beyond: dict[int, str] = field(default_factory=dict)  # sheet -> scope key ("" is the unit)
    tied: frozenset[int] = frozenset()


def count_caps(book: Rulebook, people: list[Candidate], *, reading: str, rate: str) -> list[Cap]:
    """Every cap of one round, under all readings; `chosen` marks the signed one."""
    if not book.framework.quota.readings:  # this law sets no limit
        return []
    frame = _frame(people)
    rows = caps(book.framework, frame, settings=_settings(book, reading, rate)).iter_rows(named=True)
    return [Cap(**{**row, "key": "" if row["scope"] == "unit" else row["key"]}) for row in rows]


def what_fits(book: Rulebook, people: list[Candidate], *, reading: str, rate: str) -> Fit:
    """First each similar-task group, then the unit among those who remain; ties are left to the authority."""
    if not book.framework.quota.readings:
        return Fit()
    chosen, beyond, tied = _settings(book, reading, rate), dict[int, str](), set[int]()
    second = book.band_codes[1]
    for scope in ("group", "unit"):
        held = [one if one.sheet_id not in beyond else _lowered(one, second) for one in people]
        rows = over_cap(book.framework, _frame(held), settings=chosen)
        mine = rows.filter((pl.col("scope") == scope) & (pl.col("reading") == reading))
        for row in mine.iter_rows(named=True):
            if row["standing"] == "beyond":
                beyond.setdefault(row["person"], row["key"] if scope == "group" else "")
            elif row["standing"] == "tied":
                tied.add(row["person"])
    return Fit(beyond, frozenset(tied - set(beyond)))


def _lowered(one: Candidate, level: str) -> Candidate:
    return Candidate(one.sheet_id, one.group, level, one.total)


def _settings(book: Rulebook, reading: str, rate: str) -> Mapping[str, str]:
    """The period's settings with what the authority signed; a framework without a quota has nothing to sign."""
    signed = {"quota_reading": reading, "quota_ratio": rate}
    return {**book.settings, **{key: value for key, value in signed.items() if key in book.settings}}


def _frame(people: list[Candidate]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": [one.sheet_id for one in people],
            "unit": [0 for _one in people],
            "group": [one.group or None for one in people],
            "band": [one.level or None for one in people],
            "total_num": [None if one.total is None else str(one.total.numerator) for one in people],
            "total_den": [None if one.total is None else str(one.total.denominator) for one in people],
        },
        schema={
            "person": pl.Int64, "unit": pl.Int64, "group": pl.String, "band": pl.String,
            "total_num": pl.String, "total_den": pl.String,
        },
    )  # fmt: skip
