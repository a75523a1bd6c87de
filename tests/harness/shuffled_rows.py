"""A query that states no order gets its rows in a random one, so that no test passes by luck of the heap."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


class Shuffle(Random):
    """Random, and never part of a GROUP BY."""

    def get_group_by_cols(self) -> list[Any]:
        return []


@contextmanager
def shuffled_rows() -> Generator[None]:
    stated = SQLCompiler._order_by_pairs

    def pairs(compiler: SQLCompiler) -> Generator[Any]:
        count = 0
        for pair in stated(compiler):
            count += 1
            yield pair
        if not count and _may_shuffle(compiler.query):
            yield OrderBy(Shuffle()), False

    SQLCompiler._order_by_pairs = pairs  # type: ignore[method-assign]
    try:
        yield
    finally:
        SQLCompiler._order_by_pairs = stated  # type: ignore[method-assign]


def _may_shuffle(query: Any) -> bool:
    """Not where SQL forbids it (DISTINCT, compound queries) or where one row comes (exists, aggregates)."""
    return not (query.distinct or query.combinator or query.subquery or query.is_sliced or _single(query))


def _single(query: Any) -> bool:
    return query.group_by is None and any(
        annotation.contains_aggregate for annotation in query.annotation_select.values()
    )
