"""An's sheet of a year, the commune's meeting and its period, for the test of every route."""

from __future__ import annotations

from tests.app.evaluations.month import AT, TODAY, actor, city_officer
from tests.app.evaluations.years import open_year
from tests.cast import City, Thing, things
from tests.things.month import STANDING

from namro.base.access.rules import Relation
from namro.duties.evaluations.models import Period, Sheet, UnitSheet
from namro.duties.evaluations.services.year.meetings import call_meeting
from namro.duties.evaluations.services.year.units import open_unit_year


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


UNIT = {"head": {Relation.OWNER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}


def unit_year(city: City) -> Thing:
    return Thing({"period_id": _units(city).pk}, UNIT)


def unit_sheet(city: City) -> Thing:
    """The sheet of the office of culture."""
    period = _units(city)
    sheet = UnitSheet.objects.get(period=period, unit=city.culture)
    return Thing({"period_id": period.pk, "sheet_id": sheet.pk}, UNIT)


def unit_act(city: City) -> Thing:
    made = unit_sheet(city)
    return Thing({**made.arguments, "act": "review"}, UNIT)


def _units(city: City) -> Period:
    by = actor(city_officer(city))
    return open_unit_year(year=2026, people_framework="nd335-2025", by=by, at=AT, on=TODAY)


for kind, make in {
    "unit_year": unit_year,
    "unit_sheet": unit_sheet,
    "unit_act": unit_act,
    "year_act": year_act,
    "year_period": year_period,
    "meeting": meeting,
}.items():
    things.register(kind, make)
