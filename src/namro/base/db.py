"""Pieces of schema every module shares: no-overlap constraints on core GiST, and the at/by pairing."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


def equal(field: str) -> tuple[Any, str]:
    """Equality of an integer key, said with ranges: core PostgreSQL has GiST for ranges, not for integers."""
    # No cast inside: bigint keys make an int8range, and [k,k] overlaps [j,j] only when k = j.
    return Func(F(field), F(field), Value("[]"), function="int8range"), RangeOperators.OVERLAPS


def no_overlap(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    """Rows that agree on `same` may not overlap in their `valid` date range."""
    return ExclusionConstraint(
        name=name,
        expressions=[*(equal(field) for field in same), ("valid", RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_code="overlap",
    )


def at_with_by(name: str, at: str, by: str) -> models.CheckConstraint:
    """An act has both a moment and a person, or neither."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
        | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
    )


def starts(name: str) -> models.CheckConstraint:
    """A date range of the registry is never empty and always says when it starts."""
    return models.CheckConstraint(name=name, condition=Q(valid__startswith__isnull=False, valid__isempty=False))
