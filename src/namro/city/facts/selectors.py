"""Every read of facts: work lines of a month, one by one or the whole city at once; marks on a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from namro.base.copying import copied
from namro.base.law.applicability_file import load_table
from namro.base.law.selectors import known_framework
from namro.city.facts.models import Mark, Rating, WorkLine
from namro.engine.errors import Text

SCALE = 10_000  # quantities and coefficients have four decimals; a product of two has SCALE * SCALE
COPY = """
COPY (
    SELECT w.posting_id, w.origin, (w.coefficient * 10000)::bigint, (w.assigned * 10000)::bigint,
        (w.completed * 10000)::bigint, w.major_errors, w.errors_excused, w.delays, w.delays_excused
    FROM facts_workline w WHERE w.month = %s{scope}
) TO STDOUT (FORMAT csv)
"""
SCHEMA: dict[str, pl.DataType] = {
    "posting_id": pl.Int64(),
    "origin": pl.String(),
    "coefficient": pl.Int64(),
    "assigned": pl.Int64(),
    "completed": pl.Int64(),
    "major_errors": pl.Int32(),
    "errors_excused": pl.Int32(),
    "delays": pl.Int32(),
    "delays_excused": pl.Int32(),
}


def work_lines(posting_ids: Iterable[int], *, month: date) -> list[WorkLine]:
    """Lines of some postings in a month, in the order they became known."""
    rows = WorkLine.objects.filter(posting_id__in=list(posting_ids), month=month.replace(day=1))
    return list(rows.order_by("posting_id", "id"))


def copy_work_lines(
    month: date, *, posting_ids: Iterable[int] | None = None, within: tuple[str, object] | None = None
) -> pl.DataFrame:
    """All lines of a month as a frame: quantities and coefficients as integers of 1/SCALE, so that nothing rounds.

    `posting_ids` narrows it to a few postings; `within`, for many, is a query of posting ids with its one parameter.
    """
    scope, parameters = "", list[object]([month.replace(day=1)])
    if posting_ids is not None:
        scope = " AND w.posting_id = ANY(%s)"
        parameters.append(list(posting_ids))
    elif within is not None:
        scope = f" AND w.posting_id IN ({within[0]})"
        parameters.append(within[1])
    rows = copied(COPY.replace("{scope}", scope), parameters)
    if not rows:
        return pl.DataFrame(schema=SCHEMA)
    return pl.read_csv(rows, has_header=False, new_columns=list(SCHEMA), schema_overrides=list(SCHEMA.values()))


def marks_on(person_ids: Iterable[int], *, first: date, until: date) -> dict[int, list[Mark]]:
    """Marks that weigh on a period [first, until), by person, without those withdrawn: one query."""
    rows = Mark.objects.filter(person_id__in=list(person_ids), valid__overlap=(first, until), withdrawn_at=None)
    rows = rows.order_by("person_id", "id")
    found: dict[int, list[Mark]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def ratings_of(
    person_ids: Iterable[int], *, kind: str | None = None, first: date | None = None, until: date | None = None
) -> dict[int, list[Rating]]:
    """The ratings in force of some people, oldest first, of spans that lie in [first, until): one query."""
    rows = Rating.objects.filter(person_id__in=list(person_ids), in_force=True)
    if kind:
        rows = rows.filter(kind=kind)
    if first:
        rows = rows.filter(valid__startswith__gte=first)
    if until:
        rows = rows.filter(valid__endswith__lte=until)
    found: dict[int, list[Rating]] = {}
    for row in rows.order_by("person_id", "valid", "pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


def rated_by(framework: str, *, on: date) -> tuple[Text, bool]:
    """What the framework of a rating is called, and whether its text is known here.

    Where no text of a time could be read, `framework` is the row of law/applicability.yaml the rating was decided under.
    """
    known = known_framework(framework, on=on)
    if known is not None:
        return known.rule.title, True
    row = next((one for one in load_table().rows if one.key == framework), None)
    return (row.title if row else Text(framework, framework)), False


def overrides_query() -> str:
    """SQL of (person_id, codes text[]) for all marks overlapping [%(first)s, %(until)s): usable as a subquery."""
    return """
        SELECT person_id, array_agg(DISTINCT code) AS codes FROM facts_mark
        WHERE withdrawn_at IS NULL AND valid && daterange(%(first)s::date, %(until)s::date) GROUP BY person_id
    """
