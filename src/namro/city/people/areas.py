"""No two rows of one key on the same day, said with boxes.

`base.db.no_overlap` says it with ranges; at 200,000 postings core PostgreSQL inserts into a GiST of boxes five times as
fast. A row is the box (key, first day) to (key, last day). Keys and days are whole numbers far below 2**53, so the
comparison of boxes is exact; an open end is a day no calendar reaches.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, FloatField, Func, Q

DAYS = (
    "box(point(%(expressions)s::float8, (lower(valid) - date '2000-01-01')::float8), "
    "point(%(expressions)s::float8, coalesce(upper(valid) - 1 - date '2000-01-01', 1000000000)::float8))"
)
SPOT = "box(point(%(expressions)s::float8, 0), point(%(expressions)s::float8, 0))"


class KeyDays(Func):
    """The box of a key and the days of `valid`."""

    template = DAYS
    output_field = FloatField()


class KeySpot(Func):
    """A key as a box of its own, for a second column of the same constraint."""

    template = SPOT
    output_field = FloatField()


def never_together(name: str, key: str, *also: str, condition: Q | None = None) -> ExclusionConstraint:
    """Rows that agree on `key` and `also` may not share a day."""
    expressions: list[tuple[Any, str]] = [(KeyDays(F(key)), RangeOperators.OVERLAPS)]
    expressions += [(KeySpot(F(one)), RangeOperators.OVERLAPS) for one in also]
    return ExclusionConstraint(name=name, expressions=expressions, condition=condition, violation_error_code="overlap")
