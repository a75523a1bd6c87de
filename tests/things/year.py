"""An's sheet of a year, the commune's meeting and its period, for the test of every route."""

from __future__ import annotations

from tests.app.evaluations.month import AT, TODAY, actor
from tests.app.evaluations.years import open_year
from tests.cast import City, Thing, things
from tests.things.month import STANDING

from namro.base.access.rules import Relation
from namro.duties.evaluations.models import Sheet
from namro.duties.evaluations.services.year.meetings import call_meeting


def year_act(city: City) -> Thing:
    sheet = Sheet.objects.get(period=open_year(city), person=city.an.person_id)
    return Thing({"sheet_id": sheet.pk, "act": "establish"}, STANDING)


def year_period(city: City) -> Thing:
    keepers = {"head": {Relation.REVIEWER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}
    return Thing({"period_id": open_year(city).pk}, keepers)


def meeting(city: City) -> Thing:
    """The office of culture meets; An attends."""
    by = city.office_head
    found = call_meeting(
        period_id=open_year(city).pk, unit_id=city.culture.pk, kind="everybody", held_on=TODAY, chair_id=by.person_id,
        secretary_id=by.person_id, by=actor(by), at=AT, on=TODAY,
    )  # fmt: skip
    return Thing(
        {"meeting_id": found.pk},
        {"staff": {Relation.OWNER}, "head": {Relation.REVIEWER, Relation.OWNER}, "officer": {Relation.OFFICER}},
    )


for kind, make in {"year_act": year_act, "year_period": year_period, "meeting": meeting}.items():
    things.register(kind, make)
