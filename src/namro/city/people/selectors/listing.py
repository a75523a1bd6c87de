"""The list of people: found by the beginning of any word of a name or of a code, the same time at any size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from namro.city.people.models import Person, Posting, PostingKind
from namro.engine.text import search_key

PAGE = 50
MOST_COUNTED = 1_000  # beyond this the number of matches says nothing; the search is to be narrowed
# Fewer matches than this are found first and sorted; more are met soon enough by walking in the order of names.
FEW = 20_000
ORDERS = {
    "name": ["person__sort_key", "person__code"],
    "-name": ["-person__sort_key", "-person__code"],
    "code": ["person__code"],
    "-code": ["-person__code"],
}


@dataclass(frozen=True)
class Filters:
    """What the reader asked of the list."""

    query: str = ""
    unit_ids: frozenset[int] | None = None
    staff_group: str = ""
    rank: str = ""
    sort: str = "name"


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable at run time
    """Counts no further than MOST_COUNTED, so that counting costs the same for 200 and 200,000 people."""

    @cached_property
    def counted(self) -> int:
        rows: QuerySet[Posting] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self.counted > MOST_COUNTED


def people_page(filters: Filters, *, on: date, page: int | str = 1) -> Page[Posting]:
    """Main postings of that day with their people, filtered and sorted: two queries."""
    rows = Posting.objects.filter(kind=PostingKind.MAIN, valid__contains=on).select_related("person")
    rows = _narrowed(_found(rows, filters.query), filters)
    order = ORDERS.get(filters.sort, ORDERS["name"])
    return CappedPaginator(rows.order_by(*order), PAGE).get_page(page)


def _found(rows: QuerySet[Posting], query: str) -> QuerySet[Posting]:
    words = re.findall(r"\w+", search_key(query))
    if not words:
        return rows
    if any(character.isdigit() for character in query):
        return rows.filter(person__code__startswith=query.strip().upper())
    asked = SearchQuery(" & ".join(f"{word}:*" for word in words[:6]), search_type="raw", config="simple")
    people = Person.objects.annotate(words=SearchVector("search_key", config="simple")).filter(words=asked).order_by()
    if people[: FEW + 1].count() <= FEW:
        return rows.filter(person_id__in=people.values("pk")[:FEW])
    return rows.annotate(words=SearchVector("person__search_key", config="simple")).filter(words=asked)


def _narrowed(rows: QuerySet[Posting], filters: Filters) -> QuerySet[Posting]:
    if filters.unit_ids is not None:
        rows = rows.filter(unit_id__in=_listed(filters.unit_ids))
    if filters.staff_group:
        rows = rows.filter(staff_group=filters.staff_group)
    if filters.rank:
        rows = rows.filter(rank=filters.rank)
    return rows


def _listed(unit_ids: Iterable[int]) -> list[int]:
    return sorted(unit_ids)
