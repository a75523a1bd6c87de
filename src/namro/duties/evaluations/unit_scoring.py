"""Units by the agency framework: what was answered, criterion by criterion, from the engine to a level or to none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from namro.duties.evaluations import yearly
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rulebook import Rulebook, refusal, rulebook, rulebook_of
from namro.engine import figures
from namro.engine.errors import RuleError
from namro.engine.framework import Input
from namro.engine.plan import AUTHORITY_DECIDES
from namro.engine.scoring import score

BELOW = "below_failing"  # never typed: counted from the decided ratings of the units directly below
OVERRIDES = "overrides"


@dataclass(frozen=True)
class UnitResult:
    """What a unit's answers come to. `level` is empty where something is missing or the law leaves it open."""

    state: str
    total: Fraction | None
    total_text: str
    band: str
    level: str
    reasons: tuple[str, ...]
    override: str

    @property
    def is_left_open(self) -> bool:
        return self.state == AUTHORITY_DECIDES


def units_book(period: Period) -> Rulebook:
    """The agency framework of a year of units, with its criteria in order."""
    whole = rulebook_of(period)
    return rulebook(whole.framework, whole.settings, ())


def typed_inputs(book: Rulebook) -> list[Input]:
    """What somebody answers beside the points of the criteria."""
    return [one for one in yearly.inputs_of(book) if one.name != BELOW]


def results_of_units(
    book: Rulebook, answers: Mapping[int, Mapping[str, Any]], below: Mapping[int, int]
) -> dict[int, UnitResult]:
    """By unit sheet, all at once. `below`: how many units directly below were rated in the lowest level.

    Refuses: the engine's refusals of figures that break a rule (score.…)
    """
    ids = sorted(answers)
    if not ids:
        return {}
    try:
        found = score(book.framework, _frame(book, ids, answers, below), None, book.settings)
    except RuleError as error:
        raise refusal(error) from error
    totals = figures.to_fractions(found)
    return {
        pk: _result(book, row, total) for pk, row, total in zip(ids, found.iter_rows(named=True), totals, strict=True)
    }


def _frame(
    book: Rulebook, ids: Sequence[int], answers: Mapping[int, Mapping[str, Any]], below: Mapping[int, int]
) -> pl.DataFrame:
    sheets = [yearly.YearSheet(pk, 0, 0, 0, 0, "", "", "", "", answers[pk], ()) for pk in ids]
    columns = [
        pl.Series("sheet", ids, dtype=pl.Int64),
        pl.Series(OVERRIDES, [list(answers[pk].get(OVERRIDES, [])) for pk in ids], dtype=pl.List(pl.String)),
        pl.Series(BELOW, [below.get(pk, 0) for pk in ids], dtype=pl.Int64),
        *(yearly.column_of(one, sheets) for one in typed_inputs(book)),
        *(pl.Series(group.key, [_points(book, group.key, answers[pk]) for pk in ids], dtype=pl.String) for group in book.framework.groups),
    ]  # fmt: skip
    return pl.DataFrame(columns)


def _points(book: Rulebook, key: str, answers: Mapping[str, Any]) -> str | None:
    """The points of a group: the sum of its criteria, unknown while one of them is."""
    given = [answers.get(row.code) for row in book.criteria if row.group.key == key]
    if any(one in (None, "") for one in given):
        return None
    return str(sum((Decimal(str(one)) for one in given), Decimal(0)))


def _result(book: Rulebook, row: Mapping[str, Any], total: Fraction | None) -> UnitResult:
    return UnitResult(
        state=str(row["state"]),
        total=total,
        total_text=figures.display(book.framework, total, book.settings) or "",
        band=str(row["score_band"] or ""),
        level=str(row["band"] or ""),
        reasons=tuple(row["reasons"] or ()),
        override=str(row["override"] or ""),
    )
