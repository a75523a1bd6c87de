"""A complaint about An, at each step, for the test of every route."""

from __future__ import annotations

from tests.app.feedback import complaints
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation

ABOUT_AN = {
    "head": {Relation.DECIDER},
    "authority": {Relation.DECIDER},
    "officer": {Relation.RECEIVER, Relation.OFFICER},
}


def feedback(city: City) -> Thing:
    return Thing({"feedback_id": complaints.received(city).pk}, ABOUT_AN)


def feedback_verified(city: City) -> Thing:
    return Thing({"feedback_id": complaints.verified(city).pk}, {**ABOUT_AN, "staff": {Relation.OWNER}})


def feedback_answered(city: City) -> Thing:
    return Thing({"feedback_id": complaints.answered(city).pk}, {**ABOUT_AN, "staff": {Relation.OWNER}})


for make in (feedback, feedback_verified, feedback_answered):
    things.register(make.__name__, make)
