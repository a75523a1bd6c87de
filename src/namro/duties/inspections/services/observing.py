"""What a month's findings say of people and of units: evidence, never points."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.urls import reverse

from namro.base.access.rules import Actor
from namro.city.facts.observing import ObservationData, put_observations, withdraw_missing
from namro.city.people import selectors as people
from namro.duties.inspections.models import Finding
from namro.duties.inspections.selectors.register import found_in

SOURCE, KIND = "inspections", "findings"
LOCK = 335_005  # with the month beside it: whoever counts a month waits for who is counting it
Told = dict[tuple[str, int], list[Finding]]


@transaction.atomic
def observe_findings(month: date, *, by: Actor, at: datetime) -> int:
    """Count the month's findings in force again: of each person, and of each unit with those of its people.

    Twice changes nothing; what was withdrawn is taken back. Two at once count one after the other, so that neither
    misses what the other wrote. Records: nothing: every act is in the log
    """
    first = month.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, first.year * 100 + first.month])
    rows = list(found_in(first).order_by("found_on", "pk"))
    told = _by_whose(rows)
    units = people.units_of_people({key for whose, key in told if whose == "person"}, on=first)
    made = [_told(first, whose, key, of, units) for (whose, key), of in told.items()]
    withdraw_missing(source=SOURCE, month=first, kept=[one.source_ref for one in made], by=by, at=at)
    return put_observations(made, by=by, at=at)


def observe_months(days: Iterable[date], *, by: Actor, at: datetime) -> None:
    """Each month among the days once, the earliest first: whoever waits for another never waits in a circle."""
    for month in sorted({day.replace(day=1) for day in days}):
        observe_findings(month, by=by, at=at)


def _by_whose(rows: list[Finding]) -> Told:
    told: Told = {}
    for one in rows:
        told.setdefault(("unit", one.unit_id), []).append(one)
        if one.person_id is not None:
            told.setdefault(("person", one.person_id), []).append(one)
    return told


def _told(month: date, whose: str, key: int, of: list[Finding], units: dict[int, int]) -> ObservationData:
    """The unit of a person is that of their post on the first of the month; for whoever held none, that of the finding."""
    person = key if whose == "person" else None
    numbers = ", ".join(dict.fromkeys(one.number for one in of))
    return ObservationData(
        month=month, unit_id=key if person is None else units.get(person, of[-1].unit_id), person_id=person, kind=KIND,
        number=len(of), note=numbers[:300], source=SOURCE, source_ref=f"{whose}:{key}:{month:%Y-%m}",
        link=reverse("findings_month", args=[f"{month:%Y-%m}", whose, key]),
    )  # fmt: skip
