"""An's sheet and the commune's round of November, for the test of every route."""

from __future__ import annotations

from tests.app.evaluations.month import open_month, round_of, sheet_of
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation

STANDING = {
    "staff": {Relation.OWNER, Relation.COLLEAGUE},
    "head": {Relation.REVIEWER, Relation.COLLEAGUE},
    "authority": {Relation.DECIDER, Relation.COLLEAGUE},
    "officer": {Relation.OFFICER, Relation.COLLEAGUE},
}


def sheet(city: City) -> Thing:
    open_month(city)
    return Thing({"sheet_id": sheet_of(city.an).pk}, STANDING)


def round_(city: City) -> Thing:
    """The round is of the whole commune: An owns nothing of it."""
    period = open_month(city)
    return Thing({"round_id": round_of(period, city.commune).pk}, {**STANDING, "staff": {Relation.COLLEAGUE}})


things.register("sheet", sheet)
things.register("round", round_)
