"""The list of findings, what it may be narrowed by, one of it, and those behind a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, QuerySet

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import Unit
from namro.city.people.models import Person
from namro.duties.inspections import access
from namro.duties.inspections.models import Finding, Kind
from namro.engine.text import search_key

STATES = ("open", "late", "remedied", "withdrawn")
SORTS: dict[str, Any] = {
    "found": ["found_on", "pk"], "-found": ["-found_on", "-pk"], "number": ["number", "pk"], "-number": ["-number", "-pk"],
    "person": [F("person__sort_key").asc(nulls_last=True), "pk"], "-person": [F("person__sort_key").desc(nulls_last=True), "-pk"],
    "due": [F("due_on").asc(nulls_last=True), "pk"], "-due": [F("due_on").desc(nulls_last=True), "-pk"],
}  # fmt: skip
MOST_LISTED = 300  # a longer list is no list to choose from: its code is typed


@dataclass(frozen=True)
class Asked:
    """What of the list somebody asks for. `unit` and `person` are codes."""

    query: str = ""
    unit: str = ""
    person: str = ""
    kind: str = ""
    state: str = ""
    month: date | None = None  # it was found in
    sort: str = "-found"


def asked_of(get: Mapping[str, str]) -> Asked:
    """The question of an address; what makes no sense is left out."""
    kind, state, sort = get.get("kind", ""), get.get("state", ""), get.get("sort", "")
    return Asked(
        query=get.get("q", "").strip()[:200],
        unit=get.get("unit", "").strip()[:40],
        person=get.get("person", "").strip()[:40],
        kind=kind if kind in Kind.values else "",
        state=state if state in STATES else "",
        month=month_of(get.get("month", "")),
        sort=sort if sort in SORTS else "-found",
    )


def month_of(text: str) -> date | None:
    """The first day of "2026-11"; None where it is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def register(actor: Actor, asked: Asked, *, on: date) -> QuerySet[Finding]:
    """What the actor may open of it."""
    rows = Finding.objects.filter(access.sight_of(actor, on=on).q()).filter(_wanted(asked, on))
    if asked.query:
        rows = _found(rows, asked.query)
    return rows.select_related("person", "unit").order_by(*SORTS[asked.sort])


def _wanted(asked: Asked, on: date) -> Q:
    found = _in_state(asked.state, on)
    if asked.kind:
        found &= Q(kind=asked.kind)
    if asked.person:
        found &= Q(person__code__iexact=asked.person)
    if asked.unit:
        unit = Unit.objects.filter(code__iexact=asked.unit).values_list("pk", flat=True).first()
        found &= Q(unit__in=(organisation.subtree_ids(unit, on=on) | {unit}) if unit else [])
    return found & _of_month(asked.month) if asked.month else found


def _in_state(state: str, on: date) -> Q:
    if state == "withdrawn":
        return Q(withdrawn_at__isnull=False)
    if state == "remedied":
        return Q(withdrawn_at=None, remedied_at__isnull=False)
    if state in ("open", "late"):
        waits = Q(withdrawn_at=None, remedied_at=None)
        return waits & Q(due_on__lt=on) if state == "late" else waits
    return Q()


def _of_month(month: date) -> Q:
    first = month.replace(day=1)
    return Q(found_on__gte=first, found_on__lt=(first + timedelta(days=32)).replace(day=1))


def _found(rows: QuerySet[Finding], query: str) -> QuerySet[Finding]:
    """By words of what was found, accents optional; by the conclusion's number, the article, or somebody's name or code."""
    key = " ".join(search_key(query).split())
    said = SearchQuery(key, config="simple", search_type="plain")
    rows = rows.annotate(words=SearchVector("content_key", config="simple"))
    named = Q(person__search_key__contains=key) | Q(person__code__iexact=query)
    return rows.filter(Q(words=said) | Q(number__icontains=query) | Q(article__icontains=query) | named)


@dataclass(frozen=True)
class Choices:
    """Codes and names of the units and people the list holds; None: too many to list, a code is typed."""

    units: list[tuple[str, str]] | None
    people: list[tuple[str, str]] | None


def choices(actor: Actor, *, on: date) -> Choices:
    """What the list may be narrowed by: only units and people it holds. Three queries."""
    rows = Finding.objects.filter(access.sight_of(actor, on=on).q())
    units = list(Unit.objects.filter(pk__in=rows.values("unit")).order_by("code")[: MOST_LISTED + 1])
    people = list(Person.objects.filter(pk__in=rows.values("person")).order_by("sort_key", "code")[: MOST_LISTED + 1])
    names = organisation.name_of({one.pk for one in units}, on=on)
    return Choices(
        units=_at_most([(one.code, names.get(one.pk, one.code)) for one in units]),
        people=_at_most([(one.code, f"{one.full_name} ({one.code})") for one in people]),
    )


def _at_most(found: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
    return found if len(found) <= MOST_LISTED else None


def is_late(one: Finding, *, on: date) -> bool:
    """Whether its day has gone by with nothing remedied."""
    return one.is_open and one.due_on is not None and one.due_on < on


def one(actor: Actor, finding_id: int, *, on: date) -> tuple[Finding, frozenset[Relation]]:
    """Refuses: inspections.finding.not_found"""
    rows = Finding.objects.select_related(
        "person", "unit", "recorded_by__person", "remedied_by__person", "withdrawn_by__person"
    )
    found = rows.filter(pk=finding_id).first()
    if found is None:
        raise access.not_found()
    return found, access.require(Permission.FINDINGS_READ, found, actor, on=on)


def found_in(month: date) -> QuerySet[Finding]:
    """Those in force that were found in a month."""
    return Finding.objects.filter(_of_month(month), withdrawn_at=None)


def behind(
    actor: Actor, month: date, *, on: date, person_id: int | None = None, unit_id: int | None = None
) -> list[tuple[Finding, bool]]:  # fmt: skip
    """The findings behind a month's number of a person or a unit, each with whether the actor may open it.

    Refuses: inspections.finding.not_found
    """
    relations = access.relations_to_month(month, actor, on=on, person_id=person_id, unit_id=unit_id)
    if not may(Permission.FINDINGS_READ, relations):
        raise access.not_found()
    whose = Q(person=person_id) if person_id is not None else Q(unit=unit_id)
    rows = list(found_in(month).filter(whose).select_related("person", "unit").order_by("found_on", "pk"))
    seen = access.sight_of(actor, on=on).q()
    open_to = set(Finding.objects.filter(seen, pk__in=[one.pk for one in rows]).values_list("pk", flat=True))
    return [(one, one.pk in open_to) for one in rows]
