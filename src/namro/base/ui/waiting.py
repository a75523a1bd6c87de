"""Lines of the home page that are only counted: every duty says what to count, one statement counts them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import DateField, F, QuerySet, Value

COUNT = "SELECT %s::int AS place, count(*)::int AS number, min(due)::date AS due FROM ({rows}) AS row(due)"


@dataclass(frozen=True)
class Counted:
    """Rows that wait for somebody: `line(how many, the earliest day)` makes the line where there are any."""

    rows: QuerySet[Any]
    line: Callable[[int, date | None], Any]
    due: str = ""  # the column with the day each is due on

    def statement(self) -> tuple[str, tuple[Any, ...]]:
        day = F(self.due) if self.due else Value(None, DateField())
        rows = self.rows.order_by().annotate(_due=day).values_list("_due")
        sql, values = rows.query.sql_with_params()
        return sql, tuple(values)


def settled(lines: Iterable[Any]) -> list[Any]:
    """The lines, with those that were to be counted made into lines, or gone: one query, none where none is counted."""
    found = list(lines)
    wanted = [(place, *one.statement()) for place, one in enumerate(found) if isinstance(one, Counted)]
    numbers: dict[int, tuple[int, date | None]] = {}
    if wanted:
        union = " UNION ALL ".join(COUNT.format(rows=sql) for _place, sql, _values in wanted)
        with connection.cursor() as cursor:
            cursor.execute(union, [value for place, _sql, values in wanted for value in (place, *values)])
            numbers = {place: (number, due) for place, number, due in cursor.fetchall() if number}
    return [
        one.line(*numbers[place]) if isinstance(one, Counted) else one
        for place, one in enumerate(found)
        if not isinstance(one, Counted) or place in numbers
    ]
