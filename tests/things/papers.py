"""The papers that follow a decision or a meeting: An's notice, the minutes of the office's meeting."""

from __future__ import annotations

from tests.app.evaluations.month import published_month, sheet_of
from tests.cast import City, Thing, things
from tests.things.month import STANDING
from tests.things.year import meeting


def result_notice(city: City) -> Thing:
    published_month(city)
    return Thing({"sheet_id": sheet_of(city.an).pk, "kind": "pdf"}, STANDING)


def meeting_file(city: City) -> Thing:
    found = meeting(city)
    return Thing({**found.arguments, "kind": "pdf"}, found.relations)


things.register("result_notice", result_notice)
things.register("meeting_file", meeting_file)
