"""The list of people: found by the beginning of any words of a name or of a code, the same time at any size.

A page is never sorted out of everybody. Without a search, or when half the city bears the words, people are walked in
the order asked for until the page is full; where few bear them, those few are found first. Units and rare ranks are
left to the planner, which knows how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import connection

from namro.city.people.models import Posting, Rank, StaffGroup
from namro.city.people.selectors.search import Search, search_for

PAGE = 50
MOST_COUNTED = 500  # beyond this the number of matches says nothing; the search is to be narrowed
ORDERS = {
    "name": "p.sort_key, p.code",
    "-name": "p.sort_key DESC, p.code DESC",
    "code": "p.code",
    "-code": "p.code DESC",
}
# The name of a unit as it was that day, or the nearest there is.
UNIT = """
LEFT JOIN LATERAL (
    SELECT s.name FROM organisation_unitspell s WHERE s.unit_id = page.unit_id
    ORDER BY s.valid @> %(on)s::date DESC, lower(s.valid) <= %(on)s::date DESC, lower(s.valid) DESC LIMIT 1
) unit ON true
"""
FEW = "(SELECT * FROM people_person p WHERE {found} ORDER BY {order} OFFSET 0) p"
JOINED = "JOIN people_posting w ON w.person_id = p.id AND w.kind = 'main' AND w.valid @> %(on)s::date"
ROWS = """
SELECT p.id, p.code, p.full_name, p.sort_key, w.unit_id, w.title, w.rank, w.staff_group
FROM {people} {joined} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""
COUNTED = "SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT %(limit)s) counted"


class Listed(NamedTuple):
    """One line of the list."""

    person_id: int
    code: str
    full_name: str
    unit: str
    post: str
    staff_group: str


@dataclass(frozen=True)
class Filters:
    """What the reader asked of the list; unit_ids None: everywhere."""

    query: str = ""
    unit_ids: frozenset[int] | None = None
    staff_group: str = ""
    rank: str = ""
    sort: str = "name"


class People:
    """Main postings of a day as a paginator takes them: a length, counted no further than it must be, and slices."""

    ordered = True

    def __init__(self, filters: Filters, on: date) -> None:
        self.filters, self.search = filters, search_for(filters.query)
        self.order = ORDERS.get(filters.sort, ORDERS["name"])
        units = None if filters.unit_ids is None else sorted(filters.unit_ids)
        self.values = {
            **self.search.values, "on": on, "units": units, "group": filters.staff_group, "rank": filters.rank,
        }  # fmt: skip

    def count(self) -> int:
        """How many, at most one more than MOST_COUNTED."""
        where = ["w.kind = 'main'", "w.valid @> %(on)s::date", *self._narrowed()]
        source = "people_posting w"
        if self.search != Search():
            source, where = f"people_person p {JOINED}", [self.search.condition, *self._narrowed()]
        sql = COUNTED.format(source=source, where=" AND ".join(where))
        return int(self._read(sql, limit=MOST_COUNTED + 1)[0][0])

    def __getitem__(self, part: slice) -> list[Listed]:
        found = self.search.condition
        often = self.search.is_often()
        people = "people_person p" if often else FEW.format(found=found, order=self.order)
        where = " AND ".join([found, *self._narrowed()] if often else self._narrowed()) or "true"
        rows = ROWS.format(people=people, joined=JOINED, where=where, order=self.order)
        page_order = self.order.replace("p.", "page.")
        sql = f"SELECT page.*, unit.name FROM ({rows}) page {UNIT} ORDER BY {page_order}"
        return _listed(self._read(sql, limit=part.stop - part.start, offset=part.start))

    def _narrowed(self) -> list[str]:
        asked = self.filters
        conditions = {
            "w.unit_id = ANY(%(units)s)": asked.unit_ids is not None,
            "w.staff_group = %(group)s": asked.staff_group,
            "w.rank = %(rank)s": asked.rank,
        }
        return [sql for sql, is_asked in conditions.items() if is_asked]

    def _read(self, sql: str, **more: int) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.values, **more})
            return cursor.fetchall()


def _listed(rows: list[tuple[Any, ...]]) -> list[Listed]:
    ranks = {value: str(label) for value, label in Rank.choices}
    groups = {value: str(label) for value, label in StaffGroup.choices}
    return [
        Listed(pk, code, name, unit or "", title or ranks[rank], groups[group])
        for pk, code, name, _key, _unit, title, rank, group, unit in rows
    ]


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable at run time
    """Shows no further than MOST_COUNTED, so that the last page costs the same for 200 and 200,000 people."""

    def __init__(self, people: People) -> None:
        super().__init__(people, PAGE)  # type: ignore[arg-type]
        counted = people.count()
        self.count, self.is_capped = min(counted, MOST_COUNTED), counted > MOST_COUNTED  # type: ignore[misc]


def people_page(filters: Filters, *, on: date, page: int | str = 1) -> Page[Posting]:
    """Main postings of that day with their people and units, filtered and sorted: two queries, three for a name."""
    return CappedPaginator(People(filters, on)).get_page(page)
