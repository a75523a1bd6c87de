"""A service point and a dossier in the middle of its way, for the test of every route."""

from __future__ import annotations

from tests.app.onestop.desk import make_desk, stocked
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation
from namro.duties.onestop import offers


def dossier(city: City) -> Thing:
    """An received it, Bình works on it, the commune answers for it; Hoa has the step after, and so reads it."""
    before = list(offers._KNOWN)
    stocked()
    made = make_desk(city).begun()
    offers._KNOWN[:] = before
    relations = {
        "staff": {Relation.RECEIVER}, "head": {Relation.COLLEAGUE}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER},
    }  # fmt: skip
    return Thing({"dossier_id": made.pk, "key": "give_back", "number": "01", "kind": "pdf"}, relations)


def point(city: City) -> Thing:
    relations = {"staff": {Relation.RECEIVER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}
    return Thing({"point_id": make_desk(city).point.pk, "kind": "pdf"}, relations)


def counted(city: City) -> Thing:
    """Bình's own steps of November: the head of his office and the ones above see them, a colleague does not."""
    given = {"kind": "late_steps", "month": "2026-11", "whose": "person", "key": city.binh.person_id}
    return Thing(given, {"head": {Relation.DECIDER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}})


things.register("counted", counted)
things.register("dossier", dossier)
things.register("point", point)
