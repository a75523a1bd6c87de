"""A unit, a person and a posting of the commune, for the test of every route."""

from __future__ import annotations

from tests.cast import City, Thing, things

from namro.base.access.rules import Relation

KEPT = {"officer": {Relation.OFFICER}}


def unit(city: City) -> Thing:
    return Thing({"unit_id": city.culture.pk}, KEPT)


def person(city: City) -> Thing:
    """The head of the office: somebody who could delegate."""
    return Thing({"person_id": city.office_head.person_id}, {**KEPT, "head": {Relation.OWNER}})


def posting(city: City) -> Thing:
    """An's: scored by the head of the office, decided by the chair."""
    relations = {"staff": {Relation.OWNER}, "head": {Relation.REVIEWER}, "authority": {Relation.DECIDER}, **KEPT}
    return Thing({"posting_id": city.an.person.postings.get().pk}, relations)


things.register("unit", unit)
things.register("person", person)
things.register("posting", posting)
