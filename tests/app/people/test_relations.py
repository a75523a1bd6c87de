"""Who scores, who decides: the decree's three cases, vacancies, and oneself; and the set-based twin agrees."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from psycopg.types.range import Range

from namro.base.access.rules import Actor
from namro.city.organisation.models import Unit, UnitSpell
from namro.city.people import selectors, services
from namro.city.people.models import Person, Posting
from namro.engine.text import search_key, sort_key

DAY = date(2026, 11, 1)
START = date(2025, 7, 1)
AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def unit(code: str, role: str, parent: Unit | None = None, kind: str = "division") -> Unit:
    made = Unit.objects.create(code=code)
    UnitSpell.objects.create(
        unit=made, valid=Range(START, None), name=f"Đơn vị {code}", search_key=search_key(code), role=role,
        parent=parent, kind="city" if parent is None else kind,
    )  # fmt: skip
    return made


def person(code: str) -> Person:
    return Person.objects.create(code=code, full_name=code, sort_key=sort_key(code), search_key=search_key(code))


def posting(who: Person, where: Unit, rank: str = "staff", kind: str = "main") -> Posting:
    return Posting.objects.create(
        person=who, unit=where, valid=Range(START, None), rank=rank, kind=kind, staff_group="cong_chuc"
    )


@pytest.fixture
def city() -> dict[str, object]:
    top = unit("HN", "managing")
    commune = unit("X1", "using", top, "commune")
    office = unit("X1-VP", "direct", commune)
    people = {name: person(name) for name in ("chairman", "chair", "vice", "chief", "deputy", "clerk")}
    postings = {
        "chairman": posting(people["chairman"], top, "head"),
        "chair": posting(people["chair"], commune, "head"),
        "vice": posting(people["vice"], commune, "deputy"),
        "chief": posting(people["chief"], office, "head"),
        "deputy": posting(people["deputy"], office, "deputy"),
        "clerk": posting(people["clerk"], office),
    }
    return {"top": top, "commune": commune, "office": office, "people": people, "postings": postings}


@pytest.mark.parametrize(
    ("who", "scores", "decides", "article"),
    [
        ("chair", "chairman", "chairman", "10.1a"),
        ("vice", "chair", "chair", "10.1b"),
        ("chief", "chair", "chair", "10.1b"),
        ("deputy", "chief", "chair", "10.1c"),
        ("clerk", "chief", "chair", "10.1c"),
    ],
)
def test_the_three_cases_of_article_10(city, who, scores, decides, article):
    found = selectors.relations_of(city["postings"][who], on=DAY)
    assert (found.reviewer.full_name, found.decider.full_name) == (scores, decides)
    assert found.steps[0].article.startswith(article)
    assert found.vacancies == []


def test_the_top_of_the_tree_is_rated_from_outside(city):
    found = selectors.relations_of(city["postings"]["chairman"], on=DAY)
    assert found.reviewer_unit_id is None
    assert found.decider_unit_id is None
    assert found.vacancies == []
    assert "bên ngoài" in found.steps[-1].text


def test_a_vacancy_keeps_the_unit_and_is_a_to_do(city):
    city["postings"]["chief"].delete()
    found = selectors.relations_of(city["postings"]["clerk"], on=DAY)
    assert found.reviewer is None
    assert found.reviewer_unit_id == city["office"].pk
    assert found.vacancies == [city["office"].pk]
    officer = Actor(user_id=1, officer_of=frozenset({city["commune"].pk}))
    assert [v.unit_id for v in selectors.waiting_for(officer, on=DAY)] == [city["office"].pk]


def test_nobody_scores_themself_a_vice_chair_who_also_heads_the_office(city):
    city["postings"]["chief"].delete()
    both = posting(city["people"]["vice"], city["office"], "head", "concurrent")
    found = selectors.relations_of(both, on=DAY)
    assert found.reviewer == found.decider == city["people"]["chair"]


def test_a_chair_with_a_concurrent_seat_below_goes_up_to_the_managing_agency(city):
    seat = posting(city["people"]["chair"], city["office"], "staff", "concurrent")
    found = selectors.relations_of(seat, on=DAY)
    assert found.reviewer_unit_id == found.decider_unit_id == city["top"].pk
    assert [step.article for step in found.steps] == ["10.1c, 10.2b", "10.1, 10.2"]


def twin(where: str = "true", **parameters) -> dict[int, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(selectors.relations_query(where), {"on": DAY, **parameters})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert len({row["posting_id"] for row in rows}) == len(rows)
    keys = ("reviewer_unit_id", "decider_unit_id", "reviewer_person_id", "decider_person_id")
    return {row["posting_id"]: tuple(row[key] for key in keys) for row in rows}


def one_by_one() -> dict[int, tuple]:
    found = {}
    for row in Posting.objects.filter(valid__contains=DAY).order_by("id"):
        one = selectors.relations_of(row, on=DAY)
        people = [who.pk if who else None for who in (one.reviewer, one.decider)]
        found[row.pk] = (one.reviewer_unit_id, one.decider_unit_id, *people)
    return found


def test_the_set_based_query_agrees_in_the_plain_city(city):
    assert twin() == one_by_one()
    clerk = city["postings"]["clerk"].pk
    assert list(twin("p.id = ANY(%(postings)s)", postings=[clerk])) == [clerk]


@pytest.mark.parametrize("seed", range(8))
def test_the_set_based_query_agrees_on_random_cities(seed):
    dice = random.Random(seed)
    units = [unit("C", "managing")]
    for number in range(14):
        units.append(unit(f"U{number}", dice.choice(["managing", "using", "direct", "direct"]), dice.choice(units)))
    people = [person(f"P{number}") for number in range(18)]
    headed, seen, main = set(), set(), set()
    for _ in range(60):
        who, where, rank = dice.choice(people), dice.choice(units), dice.choice(["head", "deputy", "staff"])
        if (who, where) in seen or (rank == "head" and where in headed):
            continue
        seen.add((who, where))
        headed |= {where} if rank == "head" else set()
        posting(who, where, rank, "concurrent" if who in main else "main")
        main.add(who)
    assert twin() == one_by_one()


def test_a_delegation_counts_while_its_giver_heads_the_unit(city):
    officer = Actor(user_id=None, officer_of=frozenset({city["top"].pk}))
    people = city["people"]
    services.delegate(
        giver_id=people["chair"].pk, receiver_id=people["vice"].pk, unit_id=city["commune"].pk, first_day=date(2026, 10, 1),
        last_day=date(2026, 12, 31), number="15/QĐ-UBND", signed_on=date(2026, 9, 28), by=officer, at=AT,
    )  # fmt: skip
    assert selectors.delegated_units(people["vice"].pk, on=DAY) == {city["commune"].pk: people["chair"].pk}
    assert [d.receiver for d in selectors.relations_of(city["postings"]["chief"], on=DAY).delegates] == [people["vice"]]
    services.end_posting(posting_id=city["postings"]["chair"].pk, on=date(2026, 10, 20), by=officer, at=AT)
    assert selectors.delegated_units(people["vice"].pk, on=DAY) == {}
