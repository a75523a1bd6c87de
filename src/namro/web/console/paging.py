"""Pages of a list too long to count: one row more than a page says whether another follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


class Slice:
    """One page; has what the tables and `console/older.html` ask for."""

    def __init__(self, rows: list[Any], number: int, has_next: bool) -> None:
        self.rows, self.number, self.has_next = rows, number, has_next

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


class Uncounted:
    def __init__(self, found: QuerySet[Any], per_page: int) -> None:
        self.found, self.per_page = found, per_page

    def get_page(self, number: str | None) -> Slice:
        """The page asked for, or the first when the number makes no sense."""
        wanted = int(number) if number and number.isdecimal() and 0 < int(number) < 100_000 else 1
        start = (wanted - 1) * self.per_page
        rows = list(self.found[start : start + self.per_page + 1])
        return Slice(rows[: self.per_page], wanted, len(rows) > self.per_page)
