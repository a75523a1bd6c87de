"""What a month's roster says of people and of the units whose desks stood empty: evidence, never points."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from namro.base.access.rules import Actor
from namro.city.facts.observing import ObservationData, put_observations, withdraw_missing
from namro.city.people import selectors as people
from namro.duties.onestop.selectors.rostering import emptied, missed

SOURCE, KIND = "roster", "absences"


@transaction.atomic
def observe_duty(month: date, *, by: Actor, at: datetime) -> int:
    """Count the month again: of a person the shifts missed without being excused, of a unit how often a counter stood empty.

    An excuse is the person's, not the desk's: whoever heads the unit answers for open hours nobody was at, rostered or not.
    Twice changes nothing; what is excused or corrected later is withdrawn. Records: nothing: every act is in the log
    """
    rows = list(missed(month, at=at).values_list("person_id", "counter__point__unit_id"))
    units = people.units_of_people({person for person, _unit in rows}, on=month)
    of_people = Counter(person for person, _unit in rows)
    of_units = Counter(one.counter.point.unit_id for one in emptied(month, at=at))
    told = [
        _told(month, units.get(person) or _last(person, rows), number, person) for person, number in of_people.items()
    ]
    told += [_told(month, unit, number, None) for unit, number in of_units.items()]
    withdraw_missing(source=SOURCE, month=month, kept=[one.source_ref for one in told], by=by, at=at)
    return put_observations(told, by=by, at=at)


def _last(person: int, rows: list[tuple[int, int]]) -> int:
    """The unit of the point, for somebody who has no post on the first of the month."""
    return next(unit for one, unit in rows if one == person)


def _told(month: date, unit: int, number: int, person: int | None) -> ObservationData:
    whose, key = ("person", person) if person else ("unit", unit)
    return ObservationData(
        month=month, unit_id=unit, person_id=person, kind=KIND, note="", source=SOURCE, source_ref=f"{whose}:{key}:{month:%Y-%m}",
        link=reverse("roster_missed", args=[f"{month:%Y-%m}", whose, key]), number=number, total=None,
    )  # fmt: skip
