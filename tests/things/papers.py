"""The papers that follow a decision or a meeting: An's notice, the minutes of the office's meeting."""

from __future__ import annotations

from tests.app.evaluations.month import AT, TODAY, actor, published_month, sheet_of
from tests.cast import City, Thing, things
from tests.things.month import STANDING
from tests.things.year import UNIT, meeting, unit_sheet

from namro.base.access.rules import Relation
from namro.duties.evaluations.services.year.unit_decisions import decide_units


def result_notice(city: City) -> Thing:
    published_month(city)
    return Thing({"sheet_id": sheet_of(city.an).pk, "kind": "pdf"}, STANDING)


def meeting_file(city: City) -> Thing:
    found = meeting(city)
    return Thing({**found.arguments, "kind": "pdf"}, found.relations)


def unit_decision_file(city: City) -> Thing:
    """The office of culture, decided not rated by the commune's chair."""
    found = unit_sheet(city)
    decide_units(
        period_id=found.arguments["period_id"], authority_unit_id=city.commune.pk,
        ratings={found.arguments["sheet_id"]: ("KXL", "Mới thành lập")}, number="9/QĐ", decided_on=TODAY,
        by=actor(city.chair), at=AT, on=TODAY,
    )  # fmt: skip
    relations = {who: held for who, held in UNIT.items() if Relation.OWNER not in held}
    return Thing({**found.arguments, "kind": "pdf"}, {"head": {Relation.OWNER}, **relations})


things.register("result_notice", result_notice)
things.register("unit_decision_file", unit_decision_file)
things.register("meeting_file", meeting_file)
