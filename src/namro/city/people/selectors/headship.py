"""Who heads what on a date, by posting and by written delegation; and which headships are empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from namro.base.access.rules import Actor
from namro.base.reading import once_a_reading
from namro.base.rows import planned_cursor
from namro.city.people.models import Person, Posting, PostingKind, Rank

# One row a unit the person leads: by heading it (no giver), or by a delegation whose giver still heads it.
LEADS = """
SELECT unit_id, NULL::bigint FROM people_posting
WHERE person_id = %(person)s AND rank = 'head' AND valid @> %(on)s::date
UNION ALL
(SELECT d.unit_id, d.giver_id FROM people_delegation d
 WHERE d.receiver_id = %(person)s AND d.valid @> %(on)s::date AND EXISTS (
    SELECT FROM people_posting p
    WHERE p.person_id = d.giver_id AND p.unit_id = d.unit_id AND p.rank = 'head' AND p.valid @> %(on)s::date)
 ORDER BY d.id)
"""
# The limits keep PostgreSQL from reading every unit and every head of the city for the few units of a commune.
# Units under some that stand on that day, have somebody to score or decide for, and nobody at their head.
VACANT = """
WITH RECURSIVE down(unit_id) AS (
    SELECT unnest(%(tops)s::bigint[])
    UNION
    SELECT s.unit_id FROM down JOIN organisation_unitspell s
        ON s.parent_id = down.unit_id AND s.valid @> %(on)s::date
), vacant AS MATERIALIZED (
    SELECT s.unit_id, s.name FROM down
    JOIN LATERAL (SELECT x.unit_id, x.name FROM organisation_unitspell x
                  WHERE x.unit_id = down.unit_id AND x.valid @> %(on)s::date LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT 1 AS one FROM people_posting p
                       WHERE p.unit_id = down.unit_id AND p.rank = 'head' AND p.valid @> %(on)s::date LIMIT 1) head ON true
    WHERE head.one IS NULL
)
SELECT vacant.unit_id, vacant.name, posted.number
FROM vacant CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM people_posting p WHERE p.unit_id = vacant.unit_id AND p.valid @> %(on)s::date
) posted
WHERE posted.number > 0 OR EXISTS (SELECT 1 FROM organisation_unitspell c
                                   WHERE c.parent_id = vacant.unit_id AND c.valid @> %(on)s::date)
ORDER BY posted.number DESC, vacant.name
"""


@once_a_reading
def leads(person_id: int | None, *, on: date) -> tuple[frozenset[int], dict[int, int]]:
    """Units the person heads, and those delegated to them with whoever gave it: one query, for every request asks it."""
    if person_id is None:
        return frozenset(), {}
    with planned_cursor() as cursor:
        cursor.execute(LEADS, {"person": person_id, "on": on})
        rows = cursor.fetchall()
    return frozenset(unit for unit, giver in rows if giver is None), {unit: giver for unit, giver in rows if giver}


def headed_units(person_id: int | None, *, on: date) -> frozenset[int]:
    """Units the person heads on that day, acting headship included."""
    return leads(person_id, on=on)[0]


def delegated_units(person_id: int | None, *, on: date) -> dict[int, int]:
    """Units the person may prepare for, with whoever delegated it; void once the giver no longer heads the unit."""
    return leads(person_id, on=on)[1]


def units_of_people(person_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """The unit of each person's main post on that day; whoever holds none is left out."""
    held = Posting.objects.filter(person__in=list(person_ids), valid__contains=on, kind=PostingKind.MAIN)
    return dict(held.values_list("person_id", "unit_id"))


def posting_on(person_id: int, *, on: date) -> Posting | None:
    """The person's main posting on that day; an acting or concurrent one where there is no main."""
    return next(iter(postings_on(person_id, on=on)), None)


@once_a_reading
def postings_on(person_id: int, *, on: date) -> list[Posting]:
    """All postings of the person on that day, the main one first."""
    rows = Posting.objects.select_related("person").filter(person_id=person_id, valid__contains=on).order_by("id")
    return sorted(rows, key=lambda one: one.kind != PostingKind.MAIN)


def heads_of(unit_ids: Iterable[int], *, on: date) -> dict[int, Person]:
    """Who heads each of the units on that day; units without a head are missing."""
    rows = Posting.objects.filter(unit_id__in=list(unit_ids), rank=Rank.HEAD, valid__contains=on)
    return {row.unit_id: row.person for row in rows.select_related("person").order_by("id")}


def people_of(unit_ids: Iterable[int], *, on: date) -> list[Posting]:
    """Postings in the units on that day: head, deputies, then staff by given name."""
    order = {Rank.HEAD.value: 0, Rank.DEPUTY.value: 1, Rank.STAFF.value: 2}
    rows = Posting.objects.filter(unit_id__in=list(unit_ids), valid__contains=on).select_related("person")
    return sorted(rows.order_by("id"), key=lambda one: (order[one.rank], one.person.sort_key, one.person.code))


@dataclass(frozen=True)
class Vacancy:
    """A unit that should score or decide and has no head on the day."""

    unit_id: int
    name: str
    people: int  # how many are posted there


def waiting_for(actor: Actor, *, on: date) -> list[Vacancy]:
    """What waits for a home-affairs officer: headships without a head in their subtrees, the largest units first."""
    if not actor.officer_of:
        return []
    with connection.cursor() as cursor:
        cursor.execute(VACANT, {"tops": sorted(actor.officer_of), "on": on})
        return [Vacancy(*row) for row in cursor.fetchall()]
