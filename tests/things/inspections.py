"""A finding about An of the culture office, and the number of An's findings in that month, for the test of every route."""

from __future__ import annotations

from tests.app.inspections.concluded import recorded
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation

ABOUT_AN = {
    "staff": {Relation.OWNER}, "head": {Relation.DECIDER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER},
}  # fmt: skip


def finding(city: City) -> Thing:
    return Thing({"finding_id": recorded(city).pk}, ABOUT_AN)


def findings_month(city: City) -> Thing:
    recorded(city)
    return Thing({"month": "2026-11", "whose": "person", "key": city.an.person_id}, ABOUT_AN)


for make in (finding, findings_month):
    things.register(make.__name__, make)
