"""A figure, which is everybody's who may look at figures; what each sees of it follows from their units."""

from __future__ import annotations

from tests.cast import City, Thing, things

from namro.base.access.rules import Relation

WHO = {"authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}


def figure(city: City) -> Thing:
    return Thing({"slug": "ratings"}, WHO)


def figure_file(city: City) -> Thing:
    return Thing({"slug": "ratings", "kind": "xlsx"}, WHO)


things.register("figure", figure)
things.register("figure_file", figure_file)
