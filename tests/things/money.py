"""A regulation, a list with its lines, pay and rewards, for the test of every route."""

from __future__ import annotations

from tests.app.money.purse import made, paid, regulation, submitted, when, whole, year
from tests.cast import City, Thing, things

from namro.base.access.rules import Relation
from namro.duties.careers.money import services
from namro.duties.careers.money.models import PayBase, RewardProposal

OF_THE_UNIT = {"authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}
ABOUT_AN = {"staff": {Relation.OWNER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}


def money_regulation(city: City) -> Thing:
    return Thing({"regulation_id": regulation(city).pk}, OF_THE_UNIT)


def pay_list(city: City) -> Thing:
    whole(city)
    return Thing({"list_id": made(city, regulation(city)).pk, "kind": "xlsx"}, OF_THE_UNIT)


def pay_line(city: City) -> Thing:
    from tests.app.money.purse import decided

    whole(city)
    row = decided(city, made(city, regulation(city)))
    line = row.lines.get(person=city.an.person_id)
    return Thing({"line_id": line.pk}, ABOUT_AN)


def head_line(city: City) -> Thing:
    """The line of the head of an office in the list the head decides; the commune's chair decides for her."""
    whole(city)
    rule = regulation(city, unit=city.culture, head=city.office_head)
    row = submitted(city, made(city, rule))
    line = row.lines.get(person=city.office_head.person_id)
    relations = {"head": {Relation.OWNER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}
    return Thing({"line_id": line.pk}, relations)


def money_person(city: City) -> Thing:
    return Thing({"person_id": city.an.person_id}, ABOUT_AN)


def pay_base(city: City) -> Thing:
    paid(city, city.an)
    return Thing({"pay_id": PayBase.objects.get(person=city.an.person_id).pk}, ABOUT_AN)


def reward_proposal(city: City) -> Thing:
    year(city.an, 2025, "HTXS")
    services.propose_rewards(
        rule="certificate", year=2025, unit_id=city.commune.pk, person_ids=[city.an.person_id], **when(city.officer)
    )
    return Thing({"proposal_id": RewardProposal.objects.get().pk}, ABOUT_AN)


def reward(city: City) -> Thing:
    from datetime import date

    row = services.record_reward(
        person_id=city.an.person_id, title="Giấy khen", number="1/QĐ", decided_on=date(2026, 1, 5), **when(city.officer)
    )
    return Thing({"reward_id": row.pk}, ABOUT_AN)


for make in (money_regulation, pay_list, pay_line, head_line, money_person, pay_base, reward_proposal, reward):
    things.register(make.__name__, make)
