"""Acts, files, periods and petitions of the month, for the test of every route."""

from __future__ import annotations

from tests.app.evaluations.month import AT, TODAY, actor, open_month, published_month, round_of, sheet_of
from tests.cast import City, Thing, things
from tests.things.month import STANDING

from namro.base.access.rules import Relation
from namro.city.facts.models import Observation
from namro.city.facts.observing import ObservationData, put_observations
from namro.duties.evaluations import services

OF_A_ROUND = {**STANDING, "staff": {Relation.COLLEAGUE}}
HOME_AFFAIRS = {"officer": {Relation.OFFICER}}


def sheet_file(city: City) -> Thing:
    open_month(city)
    return Thing({"sheet_id": sheet_of(city.an).pk, "kind": "pdf"}, STANDING)


def observation(city: City) -> Thing:
    """A verified complaint about An in November."""
    open_month(city)
    sheet = sheet_of(city.an)
    seen = ObservationData(
        month=sheet.period.days.lower, unit_id=sheet.unit_id, person_id=sheet.person_id, kind="complaints", number=1,
        source="test", source_ref="1",
    )  # fmt: skip
    put_observations([seen], by=actor(city.chair), at=AT)
    return Thing({"sheet_id": sheet.pk, "observation_id": Observation.objects.get().pk}, STANDING)


def round_act(city: City) -> Thing:
    return Thing({"round_id": round_of(open_month(city), city.commune).pk, "act": "calculate"}, OF_A_ROUND)


def round_file(city: City) -> Thing:
    return Thing({"round_id": round_of(open_month(city), city.commune).pk, "kind": "list.xlsx"}, OF_A_ROUND)


def published_round(city: City) -> Thing:
    return Thing({"round_id": published_month(city).commune.pk}, OF_A_ROUND)


def period(city: City) -> Thing:
    return Thing({"period_id": open_month(city).pk}, HOME_AFFAIRS)


def period_act(city: City) -> Thing:
    return Thing({"period_id": open_month(city).pk, "act": "refresh"}, HOME_AFFAIRS)


def period_file(city: City) -> Thing:
    return Thing({"period_id": open_month(city).pk, "kind": "progress.xlsx"}, HOME_AFFAIRS)


def petition(city: City) -> Thing:
    """An disputes his published rating."""
    published_month(city)
    filed = services.file_petition(
        sheet_id=sheet_of(city.an).pk, grounds="Việc số 3 đã hoàn thành", by=actor(city.an), at=AT, on=TODAY
    )
    return Thing({"petition_id": filed.pk}, STANDING)


def replacement(city: City) -> Thing:
    """An's published rating, replaced by the city."""
    published_month(city)
    decision = services.replace_rating(
        sheet_id=sheet_of(city.an).pk, rating="HTNV", reason="Sai số liệu", number="9/QĐ", decided_on=TODAY,
        by=actor(city.city_chair), at=AT, on=TODAY,
    )  # fmt: skip
    return Thing({"sheet_id": sheet_of(city.an).pk, "decision_id": decision.pk, "kind": "pdf"}, STANDING)


for kind, make in {
    "sheet_file": sheet_file, "round_act": round_act, "round_file": round_file, "published_round": published_round,
    "period": period, "period_act": period_act, "period_file": period_file, "petition": petition,
    "replacement": replacement, "observation": observation,
}.items():  # fmt: skip
    things.register(kind, make)
