"""A year's sheets from rows to results: the mean of the months where the framework has that rule, else what was
established about each person, judged by the framework's conditions. The same columns as `scoring.compute`.

Only what the engine knows by formula or rule is calculated; what the law leaves to the authority comes out as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db import connection

from namro.base.reading import once_a_reading
from namro.city.facts import selectors as facts
from namro.city.people.models import Rank
from namro.duties.evaluations import rolling
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rulebook import Rulebook
from namro.engine import rollup
from namro.engine.framework import Input
from namro.engine.rollup import RolledUp
from namro.engine.scoring import score

if TYPE_CHECKING:
    from namro.duties.evaluations.scoring import Scope

LEADER_RANKS = (Rank.HEAD, Rank.DEPUTY)
NAME = re.compile(r"[^\W\d]\w*")
WIDEST = 10**30  # figures beyond it travel as text, so that no column overflows
GIVEN = ("leader", "staff_group")  # inputs of a framework that the sheet itself says
SHEETS = """
SELECT s.id, s.round_id, s.posting_id, s.person_id, s.unit_id, s.rank, s.staff_group, s.task_group, s.not_rated,
    s.answers, coalesce(m.codes, ARRAY[]::text[])
FROM evaluations_sheet s LEFT JOIN ({overrides}) m ON m.person_id = s.person_id
WHERE s.period_id = %(period)s AND {scope} ORDER BY s.id
"""
MADE_OF = """
SELECT p.kind FROM evaluations_period p
WHERE p.kind IN ('month', 'quarter') AND p.framework = %(framework)s AND p.days <@ daterange(%(first)s, %(until)s)
ORDER BY p.kind = 'quarter' LIMIT 1
"""
COLUMNS = (
    "pk", "round_id", "posting_id", "person_id", "unit_id", "rank", "staff_group", "task_group", "not_rated",
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    "sheet": pl.Int64, "round": pl.Int64, "posting": pl.Int64, "person": pl.Int64, "unit": pl.Int64, "rank": pl.String,
    "staff_group": pl.String, "task_group": pl.String, "not_rated": pl.String, "answers": pl.Object,
    "overrides": pl.List(pl.String),
}  # fmt: skip
RESULT: dict[str, Any] = {
    "sheet": pl.Int64, "state": pl.String, "reasons": pl.List(pl.String), "score_band": pl.String,
    "override": pl.String, "band": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class YearSheet:
    """A year's sheet as it is scored."""

    pk: int
    round_id: int
    posting_id: int
    person_id: int
    unit_id: int
    rank: str
    staff_group: str
    task_group: str
    not_rated: str
    answers: Mapping[str, Any]
    overrides: tuple[str, ...]

    @property
    def leads(self) -> bool:
        return self.rank in LEADER_RANKS


def made_of(period: Period) -> str:
    """Whether a year is made of months or of quarters: of quarters where nothing else was opened, else of months, where a
    quarter stands for its three.

    Only what the framework has a rule for can make a year of its own.
    """
    return _made_of(period.framework, period.days.lower, period.days.upper)


def made_of_year(framework: str, year: int) -> str:
    """The same of a year under a framework, whether or not it was opened."""
    return _made_of(framework, date(year, 1, 1), date(year + 1, 1, 1))


@once_a_reading
def _made_of(framework: str, first: date, until: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(MADE_OF, {"framework": framework, "first": first, "until": until})
        row = cursor.fetchone()
    return row[0] if row else Period.Kind.MONTH.value


def rule_of(kind: str) -> str:
    """The roll-up rule of a year made of months or of quarters."""
    return "year" if kind == Period.Kind.MONTH else "year_of_quarters"


def compute(period: Period, scope: Scope, book: Rulebook) -> pl.DataFrame:
    """Score the year's sheets of a scope, in order of id; columns as `scoring.compute` without general and ratios."""
    sheets = list(read(period, scope))
    columns = ("sheet", "round", "posting", "person", "unit", "rank", "task_group", "not_rated")
    rows = [
        (one.pk, one.round_id, one.posting_id, one.person_id, one.unit_id, one.rank, one.task_group, one.not_rated)
        for one in sheets
    ]
    frame = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in columns}, orient="row").with_columns(
        pl.Series("overrides", [list(one.overrides) for one in sheets], dtype=pl.List(pl.String))
    )
    rated = [one for one in sheets if not one.not_rated]
    results = _rolled(period, book, rated) if book.is_rolled_up else _judged(book, rated)
    return frame.join(results, on="sheet", how="left", maintain_order="left")


def read(period: Period, scope: Scope) -> Iterator[YearSheet]:
    """The sheets of a scope: one query."""
    sql = SHEETS.replace("{scope}", scope.sql()).replace("{overrides}", facts.overrides_query())
    values = {
        "period": period.pk, "first": period.days.lower, "until": period.days.upper,
        "rounds": list(scope.rounds or ()), "sheets": list(scope.sheets or scope.also), "units": list(scope.units or ()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for *columns, answers, codes in cursor.fetchall():
            known = dict(zip(COLUMNS, columns, strict=True))
            yield YearSheet(**known, answers=_answers(answers), overrides=tuple(codes))


def _answers(value: Any) -> Mapping[str, Any]:
    return json.loads(value) if isinstance(value, str) else value or {}


def _rolled(period: Period, book: Rulebook, sheets: list[YearSheet]) -> pl.DataFrame:
    kind = made_of(period)
    people = sorted({one.person_id for one in sheets})
    years = rolling.years_of(people, year=period.days.lower.year, book=book, of=kind, framework=period.framework)
    by_person = {one.person_id: _small(one.rolled(book, rule_of(kind))) for one in years}
    rows, totals = [], []
    for one in sheets:
        found = by_person[one.person_id]
        override, band = rollup.level_of(book.framework, found, leader=one.leads, overrides=one.overrides)
        rows.append((one.pk, found.state, _reasons(found), found.band, override, band))
        totals.append(found.total)
    return pl.DataFrame(rows, schema=RESULT, orient="row").with_columns(_fractions(totals))


def _small(found: RolledUp) -> RolledUp:
    """Without the months behind it: of a whole city they would be millions of fractions, read once and never again."""
    return replace(found, known=())


def _reasons(found: RolledUp) -> list[str]:
    """Why there is no score: the rule's reason, else the months that lack one, as "missing:3"."""
    return [*found.reasons, *(f"missing:{number}" for number in found.missing)] if found.total is None else []


def _fractions(totals: list[Fraction | None]) -> list[pl.Series]:
    wide = any(abs(one.numerator) > WIDEST or one.denominator > WIDEST for one in totals if one is not None)
    dtype: Any = pl.String if wide else pl.Int128
    num = [None if one is None else one.numerator for one in totals]
    den = [None if one is None else one.denominator for one in totals]
    if wide:
        num, den = _texts(num), _texts(den)  # type: ignore[assignment]
    return [pl.Series("total_num", num, dtype=dtype), pl.Series("total_den", den, dtype=dtype)]


def _texts(values: list[int | None]) -> list[str | None]:
    return [None if one is None else str(one) for one in values]


def _judged(book: Rulebook, sheets: list[YearSheet]) -> pl.DataFrame:
    """By what was established of each: the engine's conditions, and its “the authority decides” where the law is silent."""
    if not sheets:
        return pl.DataFrame(schema={**RESULT, "total_num": pl.Int128, "total_den": pl.Int128})
    columns: list[pl.Series] = [
        pl.Series("sheet", [one.pk for one in sheets], dtype=pl.Int64),
        pl.Series("overrides", [list(one.overrides) for one in sheets], dtype=pl.List(pl.String)),
        pl.Series("leader", [one.leads for one in sheets], dtype=pl.Boolean),
        *(column_of(one, sheets) for one in inputs_of(book)),
    ]
    if any(one.name == "staff_group" for one in book.framework.sheet_inputs):
        columns.append(pl.Series("staff_group", [one.staff_group for one in sheets], dtype=pl.String))
    for group in book.framework.groups:
        values = [_text(one.answers.get(group.key)) for one in sheets]
        columns.append(pl.Series(group.key, values, dtype=pl.String))
    found = score(book.framework, pl.DataFrame(_once(columns)), None, book.settings)
    return found.with_columns(pl.col("state", "score_band", "band").cast(pl.String))


def _once(columns: list[pl.Series]) -> list[pl.Series]:
    return list({one.name: one for one in columns}.values())


def inputs_of(book: Rulebook) -> list[Input]:
    """What somebody has to establish about a person for the year: the framework's inputs but those the sheet says."""
    groups = {one.key for one in book.framework.groups}
    return [one for one in book.framework.sheet_inputs if one.name not in GIVEN and one.name not in groups]


def asked_of(book: Rulebook, *, leads: bool) -> list[Input]:
    """Of these, what the levels and overrides of a role look at, through formulas too."""
    framework, role = book.framework, "leader" if leads else "staff"
    texts = [one.sql for level in framework.levels if role in level.roles for one in level.conditions]
    texts += [one.sql for one in framework.overrides if one.sql and role in one.roles]
    names = {name for text in texts for name in NAME.findall(text)}
    for formula in reversed(framework.sheet_formulas):  # a formula may use those above it
        if formula.key in names or formula.key == "total":
            names |= set(NAME.findall(formula.sql))
    return [one for one in inputs_of(book) if one.name in names]


def column_of(one: Input, sheets: list[YearSheet]) -> pl.Series:
    values = [sheet.answers.get(one.name) for sheet in sheets]
    if one.kind == "flag":
        return pl.Series(one.name, values, dtype=pl.Boolean)
    if one.kind in ("count", "tally"):
        return pl.Series(one.name, [None if value in (None, "") else int(value) for value in values], dtype=pl.Int64)
    return pl.Series(one.name, [_text(value) for value in values], dtype=pl.String)


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)
