"""A term under review, a case, a decision on discipline and a person, for the test of every route."""

from __future__ import annotations

from datetime import date

from tests.app.careers.career import TODAY, discipline, rated, review, term, when
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation
from namro.duties.careers import services
from namro.duties.careers.models import RemovalCase

ABOUT_AN = {
    "staff": {Relation.OWNER}, "head": {Relation.REVIEWER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER},
}  # fmt: skip
ABOUT_HOA = {
    "head": {Relation.OWNER},
    "authority": {Relation.REVIEWER, Relation.DECIDER},
    "officer": {Relation.OFFICER},
}


def career_review(city: City) -> Thing:
    """Hoa's term as head of the office of culture."""
    made = term(city)
    decided = review(city, made)
    services.decide_review(
        review_id=decided.pk, outcome="deferred", number="9/QĐ", decided_on=TODAY, reason="Chờ", **when(city.chair)
    )
    return Thing({"term_id": made.pk, "kind": "pdf"}, ABOUT_HOA)


def career_case(city: City) -> Thing:
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    case = RemovalCase.objects.get()
    services.decide_case(
        case_id=case.pk, outcome="kept", number="9/QĐ", decided_on=TODAY, reason="Lần đầu", **when(city.chair)
    )
    return Thing({"case_id": case.pk, "key": "proposal", "kind": "docx"}, ABOUT_AN)


def career_discipline(city: City) -> Thing:
    return Thing({"decision_id": discipline(city, city.an).pk}, ABOUT_AN)


def career_training(city: City) -> Thing:
    made = services.record_training(
        person_id=city.an.person_id, title="Bồi dưỡng ngạch chuyên viên", organiser="Trường Chính trị", number="12/CC",
        first=date(2026, 3, 2), last=date(2026, 4, 24), **when(city.officer),
    )  # fmt: skip
    return Thing({"training_id": made.pk}, ABOUT_AN)


def career_person(city: City) -> Thing:
    return Thing({"person_id": city.an.person_id}, ABOUT_AN)


for make in (career_review, career_case, career_discipline, career_training, career_person):
    things.register(make.__name__, make)
