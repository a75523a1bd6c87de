"""A campaign about the commune at each step, for the test of every route."""

from __future__ import annotations

from tests.app.surveys import asked
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation
from namro.duties.surveys import services

HERE = {
    "staff": {Relation.COLLEAGUE},
    "head": {Relation.COLLEAGUE},
    "authority": {Relation.COLLEAGUE, Relation.DECIDER},
    "officer": {Relation.COLLEAGUE, Relation.OFFICER},
}


def survey(city: City) -> Thing:
    return Thing({"campaign_id": asked.planned(city).pk}, HERE)


def survey_open(city: City) -> Thing:
    return Thing({"campaign_id": asked.started(city).pk}, HERE)


def survey_closed(city: City) -> Thing:
    return Thing({"campaign_id": asked.closed(city, asked.started(city)).pk}, HERE)


def survey_paper(city: City) -> Thing:
    found = asked.started(city)
    sheet = services.key_first(
        campaign_id=found.pk, number="1", unit_id=city.culture.pk, answers=asked.GOOD, **asked.when(city.binh)
    )
    return Thing({"sheet_id": sheet.pk}, HERE)


def survey_instrument(city: City) -> Thing:
    return Thing({"instrument_id": asked.kept(city).pk}, {"officer": {Relation.OFFICER}})


def survey_versions(city: City) -> Thing:
    pk = asked.kept(city).pk
    return Thing({"before_id": pk, "after_id": pk}, {"officer": {Relation.OFFICER}})


def survey_sample(city: City) -> Thing:
    return Thing({"key": "counter"}, {"officer": {Relation.OFFICER}})


for make in (survey, survey_open, survey_closed, survey_paper, survey_instrument, survey_versions, survey_sample):
    things.register(make.__name__, make)
