"""The list of people: found by the beginning of any words of a name or of a code, the same time at any size.

A page is never sorted out of everybody. Where few people bear the words asked for, or few hold the rank, those few are
found first; otherwise people are walked in the order asked for until the page is full. Which it is, a small sample of
the tables says; PostgreSQL alone takes the wrong way too often, as it does not know that names are sorted by names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import connection

from namro.city.people.models import Rank, StaffGroup
from namro.city.people.selectors.search import Search, search_for, share

PAGE = 50
MOST_COUNTED = 500  # beyond this the number of people says nothing; the list is to be narrowed
MOST_FOUND = 100  # the same of a search in all names
SPARE = 100  # more people are put in order than a page takes, as a few hold no post that day
# A family name or "Thị" is borne by one in ten, a given name by hardly one in twenty; given names come in one piece of
# the order of names, so walking past everybody else to them takes long. Ranks and groups are spread over the order.
OFTEN, OFTEN_ALONE = 0.06, 0.01
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
MAIN = "w.kind = 'main' AND w.valid @> %(on)s::date"
# Somebody has one main posting a day: the limit says so, and keeps PostgreSQL from reading all postings for a few.
WALKED = """
{people} p JOIN LATERAL (
    SELECT w.* FROM people_posting w
    WHERE w.person_id = p.id AND w.kind = 'main' AND w.valid @> %(on)s::date LIMIT 1
) w ON true
"""
EVERY_POSTING = "(SELECT * FROM people_posting w WHERE w.kind = 'main' AND w.valid @> %(on)s::date) w"
POSTED = "people_posting w JOIN people_person p ON p.id = w.person_id AND w.kind = 'main' AND w.valid @> %(on)s::date"
SHOWN = "p.id, p.code, p.full_name, p.sort_key, w.unit_id, w.title, w.rank, w.staff_group"
FEW_POSTED = "few AS MATERIALIZED (SELECT {shown} FROM {posted} WHERE {where}),"
FEW_PEOPLE = """
few AS MATERIALIZED (SELECT p.id, p.code, p.full_name, p.sort_key FROM people_person p WHERE {where}),
"""
ORDERED = "(SELECT * FROM few p ORDER BY {order} LIMIT %(ordered)s OFFSET 0)"
# The page and the number of all in one go; a page of nobody is one line of nulls that still says the number.
PAGE_AND_COUNT = """
WITH {few} counted AS (
    SELECT count(*) AS number FROM (SELECT 1 FROM {counted} WHERE {where} LIMIT %(most)s) counted
), page AS (
    SELECT {shown} FROM {walked} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
)
SELECT counted.number, page.*, unit.name FROM counted LEFT JOIN page ON true {unit} ORDER BY {page_order}
"""


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
    """Main postings of a day as a paginator takes them: a length, counted no further than it must be, and slices.

    Begins by reading the page it is told of, with the number of all.
    """

    ordered = True

    def __init__(self, filters: Filters, on: date, number: int) -> None:
        self.filters, self.search = filters, search_for(filters.query)
        self.is_searched = self.search != Search()
        self.order = ORDERS.get(filters.sort, ORDERS["name"])
        units = None if filters.unit_ids is None else sorted(filters.unit_ids)
        self.most = MOST_FOUND if self.search.words and not self._narrowed() else MOST_COUNTED
        self.values = {
            **self.search.values, "on": on, "units": units, "group": filters.staff_group, "rank": filters.rank,
            "most": self.most + 1, "limit": PAGE,
        }  # fmt: skip
        self.sql = self._sql()
        self.offset = (min(number, self.most // PAGE) - 1) * PAGE
        self.counted, self.rows = self._read(self.offset)

    def __getitem__(self, part: slice) -> list[Listed]:
        if part.start != self.offset:  # a page beyond the last was asked for
            self.offset = part.start
            _counted, self.rows = self._read(part.start)
        return self.rows[: part.stop - part.start]

    def _sql(self) -> str:
        """The way for what is asked: from the few postings, from the few people, or along everybody."""
        found, narrowed = self.search.condition, " AND ".join(self._narrowed()) or "true"
        both = f"{found} AND {narrowed}"
        if self.filters.unit_ids is not None or not self._are_often_held(narrowed):
            few = FEW_POSTED.format(shown=SHOWN, posted=POSTED, where=both)
            return self._filled(few, counted="few", walked="few p", where="true", shown="*")
        if not self._are_often_named(found):
            few, ordered = FEW_PEOPLE.format(where=found), ORDERED.format(order=self.order)
            return self._filled(few, WALKED.format(people="few"), WALKED.format(people=ordered), narrowed, SHOWN)
        counted = POSTED if self.is_searched else EVERY_POSTING
        return self._filled("", counted, WALKED.format(people="people_person"), both, SHOWN)

    def _are_often_held(self, narrowed: str) -> bool:
        """Whether many hold such postings; everybody, when nothing was asked of them."""
        if not self._narrowed():
            return True
        enough = OFTEN if self.is_searched else OFTEN_ALONE
        return share("people_posting w", f"{MAIN} AND {narrowed}", self.values) >= enough

    def _are_often_named(self, found: str) -> bool:
        """Whether many bear such a name; everybody, when no name was asked for."""
        return not self.is_searched or share("people_person p", found, self.values) >= OFTEN

    def _filled(self, few: str, counted: str, walked: str, where: str, shown: str) -> str:
        return PAGE_AND_COUNT.format(
            few=few, counted=counted, walked=walked, where=where, shown=shown, order=self.order,
            page_order=self.order.replace("p.", "page."), unit=UNIT,
        )  # fmt: skip

    def _narrowed(self) -> list[str]:
        asked = self.filters
        conditions = {
            "w.unit_id = ANY(%(units)s)": asked.unit_ids is not None,
            "w.staff_group = %(group)s": asked.staff_group,
            "w.rank = %(rank)s": asked.rank,
        }
        return [sql for sql, is_asked in conditions.items() if is_asked]

    def _read(self, offset: int) -> tuple[int, list[Listed]]:
        """The number of all and the page; once more from everybody found, where too many of the first hold no post."""
        first = None if self._narrowed() else offset + PAGE + SPARE
        counted, rows = self._asked(offset, first)
        if first and len(rows) < min(PAGE, counted - offset):
            counted, rows = self._asked(offset, None)
        return counted, rows

    def _asked(self, offset: int, ordered: int | None) -> tuple[int, list[Listed]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {**self.values, "offset": offset, "ordered": ordered})
            rows = cursor.fetchall()
        return rows[0][0], _listed([row[1:] for row in rows if row[1] is not None])


def _listed(rows: list[tuple[Any, ...]]) -> list[Listed]:
    ranks = {value: str(label) for value, label in Rank.choices}
    groups = {value: str(label) for value, label in StaffGroup.choices}
    return [
        Listed(pk, code, name, unit or "", title or ranks[rank], groups[group])
        for pk, code, name, _key, _unit, title, rank, group, unit in rows
    ]


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable at run time
    """Shows no further than people are counted, so that the last page costs the same for 200 and 200,000 people."""

    def __init__(self, people: People) -> None:
        super().__init__(people, PAGE)  # type: ignore[arg-type]
        self.count, self.is_capped = min(people.counted, people.most), people.counted > people.most


def people_page(filters: Filters, *, on: date, page: int | str = 1) -> Page[Any]:
    """Main postings of that day with their people and units, filtered and sorted: three queries at most."""
    number = int(page) if str(page).isdecimal() else 1
    return CappedPaginator(People(filters, on, max(number, 1))).get_page(page)
