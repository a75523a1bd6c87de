"""A leave, a deputy's field and a written delegation of the commune, for the test of every route."""

from __future__ import annotations

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation
from namro.city.people.models import Delegation, FieldOfResponsibility, Leave, LeaveKind

KEPT = {"officer": {Relation.OFFICER}}


def leave(city: City) -> Thing:
    made = Leave.objects.create(person=city.an.person, kind=LeaveKind.SICK, valid=DateRange(city.today, None))
    return Thing({"leave_id": made.pk}, KEPT)


def field(city: City) -> Thing:
    """The deputy looks after the office of culture."""
    made = FieldOfResponsibility.objects.create(
        posting=city.vice_chair.person.postings.get(), unit=city.culture, valid=DateRange(city.today, None)
    )
    return Thing({"field_id": made.pk}, KEPT)


def delegation(city: City) -> Thing:
    """Hoa lets Bình prepare for the office of culture."""
    made = Delegation.objects.create(
        giver=city.office_head.person, receiver=city.binh.person, unit=city.culture, valid=DateRange(city.today, None),
        number="05/GUQ", signed_on=city.today,
    )  # fmt: skip
    return Thing({"delegation_id": made.pk}, {**KEPT, "head": {Relation.OWNER}})


for kind, make in {"leave": leave, "field": field, "delegation": delegation}.items():
    things.register(kind, make)
