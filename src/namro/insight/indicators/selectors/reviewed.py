"""What reviewing units of a scope gave, period by period; and what the whole city gave in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.base.reading import once_a_reading
from namro.base.rows import planned_cursor
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import array_of
from namro.insight.indicators.selectors.scope import Scope

GIVEN = """
SELECT reviewer_unit_id, first, framework, sum(sheets)::int, sum(points)::bigint, sum(squares)::bigint, min(lowest), max(highest),
    sum(compared)::int, sum(cardinality(copied))::int
FROM indicators_reviewtally
WHERE kind = %(kind)s AND first >= %(first)s AND first < %(end)s AND published_on <= %(on)s
    AND (%(whole)s OR reviewer_unit_id IS NULL OR reviewer_unit_id = ANY(%(units)s::bigint[]))
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Reviewed:
    """The sheets one reviewing unit scored in one period under one framework; without a unit, the whole city's."""

    unit_id: int | None
    first: date
    framework: str
    sheets: int
    points: int
    squares: int
    lowest: int | None
    highest: int | None
    compared: int
    copied: int


def reviewed(asked: Asked, scope: Scope) -> list[Reviewed]:
    """The rows of a question: one query, shared by the figures of one page."""
    whole = scope.is_everything(asked.unit)
    units = scope.tree.subtree([asked.unit]) & scope.units if asked.unit else scope.units
    return _reviewed(frozenset() if whole else units, whole, asked.kind, asked.first, asked.end, asked.on)


@once_a_reading
def _reviewed(units: frozenset[int], whole: bool, kind: str, first: date, end: date, on: date) -> list[Reviewed]:
    with planned_cursor() as cursor:
        cursor.execute(
            GIVEN, {"units": array_of(units), "whole": whole, "kind": kind, "first": first, "end": end, "on": on}
        )
        return [Reviewed(*row) for row in cursor.fetchall()]
