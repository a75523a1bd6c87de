"""How many statements the pages and the acts of careers ask: lists 12, other pages and forms 15, saving 20."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.app.careers.career import discipline, rated, review, term, voted, when
from tests.cast import City, things
from tests.things import careers as _registered  # noqa: F401 - says what the routes are about

from namro.base.access.routes import ROUTES
from namro.duties.careers import services, urls
from namro.duties.careers.models import RemovalCase

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in urls.urlpatterns]
LISTS = {"career_terms", "career_cases", "career_disciplines", "career_overrides"}
LIST, PAGE, SAVING = 12, 15, 20
DONE = {"number": "9/QĐ", "decided_on": "2026-11-20", "reason": "Theo đề xuất"}
DISCIPLINE = {
    "kind": "administrative", "form": "reprimand", "number": "14/QĐ", "decided_on": "2026-10-05", "effective_on": "2026-10-05",
    "nature": "public_duty", "note": "Trả hồ sơ trễ", "act_first": "2026-09-01", "act_last": "2026-09-10",
}  # fmt: skip
VOTE = {
    "meeting": "key_staff",
    "held_on": "2026-09-20",
    "summoned": 50,
    "present": 50,
    "in_favour": 40,
    "minutes": "3/BB",
}
OVERRIDE = {**DONE, "unit": "HN-TH-KT", "rank": "deputy"}


def asked(capture: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in capture if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def counted(client, path: str, data: dict | None = None) -> tuple[int, list[str]]:
    """The status and the statements; a page is read once before, as a person who works does."""
    if data is None:
        client.get(path)
    with CaptureQueriesContext(connection) as capture:
        response = client.get(path) if data is None else client.post(path, data)
    return response.status_code, asked(capture)


def crowd(city: City) -> City:
    """Several rows of every kind beside the ones a page is about."""
    for who in (city.binh, city.economy_head, city.vice_chair):
        for year in (2023, 2024, 2025):
            rated(who, year, "HTT")
        rated(who, 2026, "KHT", decided_on=date(2026, 11, 18))
        discipline(city, who)
    services.override_move(
        person_id=city.binh.person_id, unit_id=city.economy.pk, rank="deputy", reason="x", number="1/QĐ",
        decided_on=date(2026, 11, 20), **when(city.chair),
    )  # fmt: skip
    return city


@pytest.fixture
def busy(city):
    return crowd(city)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_keeps_its_budget(city, as_, name):
    route = ROUTES[name]
    given = things.make(route.of, city).arguments if route.of else {}
    busy = crowd(city)
    path = reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in route.pattern})
    seen = [counted(as_(who), path) for who in (busy.officer, busy.chair)]
    assert 200 in [status for status, _said in seen]
    for status, said in seen:
        assert status in {200, 302, 403, 404, 422}
        assert len(said) <= (LIST if name in LISTS else PAGE), f"{len(said)}\n" + "\n".join(said)


def about_discipline(city) -> dict:
    discipline(city, city.an)
    other = discipline(city, city.an, number="15/QĐ", act_key="khác")
    return {
        f"/people/{city.an.person_id}/discipline/new/": DISCIPLINE,
        f"/careers/discipline/{other.pk}/withdraw/": {"reason": "Nhầm"},
    }


def about_a_term(city) -> dict:
    row = term(city)
    return {f"/careers/terms/{row.pk}/review/": {"notice_on": "2026-09-01"}, f"/careers/terms/{row.pk}/vote/": VOTE}


def about_a_new_term(city) -> dict:
    row = term(city, city.economy_head)
    services.withdraw_term(term_id=row.pk, reason="Nhầm", **when(city.officer))
    new = {"kind": "first", "first": "2022-01-10", "number": "7/QĐ", "decided_on": "2022-01-10", "is_full_time": "on"}
    return {f"/people/{city.economy_head.person_id}/terms/new/": new}


def about_withdrawing_a_term(city) -> dict:
    return {f"/careers/terms/{term(city).pk}/withdraw/": {"reason": "Nhầm"}}


def about_a_case(city) -> dict:
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    found = RemovalCase.objects.get(person=city.an.person_id)
    return {f"/careers/cases/{found.pk}/step/proposal/": {"done_on": "2026-11-20", "document": "5/TTr"}}


def about_correcting(city) -> dict:
    """One decision withdrawn and another entered, with their marks."""
    row = discipline(city, city.an)
    return {f"/careers/discipline/{row.pk}/correct/": {**DISCIPLINE, "number": "12/QĐ-UBND"}}


def about_correcting_a_long_act(city) -> dict:
    """As many statements for an act of several years as for one of some days."""
    row = discipline(city, city.an, act_first=date(2025, 8, 1), act_last=date(2026, 9, 10), act_key="dài")
    long = {"number": "12/QĐ-UBND", "act_first": "2025-09-01", "act_last": "2026-09-20"}
    return {f"/careers/discipline/{row.pk}/correct/": {**DISCIPLINE, **long}}


@pytest.mark.parametrize(
    "acts",
    [
        about_discipline, about_correcting, about_correcting_a_long_act, about_a_term, about_a_new_term,
        about_withdrawing_a_term, about_a_case,
    ],
)  # fmt: skip
def test_saving_by_home_affairs_keeps_its_budget(busy, as_, acts):
    keep(as_(busy.officer), acts(busy))


def test_a_form_refused_is_shown_to_nobody_who_may_not_act(busy, as_):
    """The form of whoever may not write is not shown again with what is wrong."""
    path = f"/people/{busy.an.person_id}/discipline/new/"
    assert as_(busy.officer).post(path, {}).status_code == 422
    assert as_(busy.outsider).post(path, {}).status_code == 404
    assert as_(busy.outsider).post(path, DISCIPLINE).status_code == 404


def of_a_reappointment(city) -> dict:
    for year in range(2022, 2026):
        rated(city.office_head, year, "HTT")
    row = term(city)
    voted(city, review(city, row))
    return {f"/careers/terms/{row.pk}/decide/": {**DONE, "outcome": "reappointed"}}


def of_a_case(city) -> dict:
    about_a_case(city)
    case = RemovalCase.objects.get(person=city.an.person_id)
    return {
        f"/careers/cases/{case.pk}/decide/": {**DONE, "outcome": "kept"},
    }


def of_an_override(city) -> dict:
    rated(city.an, 2025, "KHT")
    return {f"/people/{city.an.person_id}/override/": OVERRIDE}


@pytest.mark.parametrize("acts", [of_a_reappointment, of_a_case, of_an_override])
def test_deciding_keeps_its_budget(busy, as_, acts):
    keep(as_(busy.chair), acts(busy))


def keep(client, acts: dict) -> None:
    said = {path: counted(client, path, data) for path, data in acts.items()}
    for path, (status, statements) in said.items():
        assert status == 302, path
        assert len(statements) <= SAVING, f"{path}: {len(statements)}\n" + "\n".join(statements)
