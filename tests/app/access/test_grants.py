"""Grants: only the system administrator gives and takes them back, with dates, and all of it is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.cast import City

from namro.base.access import services
from namro.base.access.models import Grant, Role
from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.audit.models import Event
from namro.base.errors import DomainError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)


def give(city: City, by: Actor, **changes):
    given = {
        "user_id": city.an.pk,
        "role": Role.OFFICER,
        "unit_id": city.culture.pk,
        "since": DAY,
        "until": None,
        "basis": "QĐ 1",
    }
    return services.give(**{**given, **changes}, by=by, at=AT)


@pytest.fixture
def administrator(city: City) -> Actor:
    return actor_of(city.administrator, on=DAY)


def test_given_role_holds_from_its_first_day(city: City, administrator: Actor):
    give(city, administrator)
    assert actor_of(city.an, on=DAY).officer_of == {city.culture.pk}
    assert actor_of(city.an, on=date(2026, 11, 21)).officer_of == frozenset()


def test_last_day_is_included(city: City, administrator: Actor):
    give(city, administrator, until=date(2026, 12, 31))
    assert actor_of(city.an, on=date(2026, 12, 31)).officer_of
    assert not actor_of(city.an, on=date(2027, 1, 1)).officer_of


def test_giving_is_recorded(city: City, administrator: Actor):
    grant = give(city, administrator)
    event = Event.objects.get(tag="access:grant:given")
    assert (event.subject_id, event.user_id, event.reason) == (grant.pk, city.administrator.pk, "QĐ 1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit_id": None}, "access.grant.unit_missing"),
        ({"until": date(2026, 1, 1)}, "access.grant.dates"),
    ],
)
def test_refusals(city: City, administrator: Actor, changes, code):
    with pytest.raises(DomainError) as refused:
        give(city, administrator, **changes)
    assert refused.value.code == code


def test_same_role_twice_is_refused(city: City, administrator: Actor):
    give(city, administrator)
    with pytest.raises(DomainError) as refused:
        give(city, administrator)
    assert refused.value.code == "access.grant.exists"


def test_officer_gives_no_roles(city: City):
    with pytest.raises(DomainError) as refused:
        give(city, actor_of(city.officer, on=DAY))
    assert (refused.value.code, refused.value.status) == ("access.denied", 403)


def test_taken_back_role_ends_and_its_past_stays(city: City, administrator: Actor):
    grant = Grant.objects.get(user=city.officer)
    services.take_back(grant_id=grant.pk, on=DAY, reason="chuyển công tác", by=administrator, at=AT)
    assert not actor_of(city.officer, on=DAY).officer_of
    assert actor_of(city.officer, on=date(2026, 11, 21)).officer_of
    assert Event.objects.get(tag="access:grant:taken_back").reason == "chuyển công tác"


def test_administrator_cannot_end_their_own_administration(city: City, administrator: Actor):
    grant = Grant.objects.get(user=city.administrator)
    with pytest.raises(DomainError) as refused:
        services.take_back(grant_id=grant.pk, on=DAY, reason="thử", by=administrator, at=AT)
    assert refused.value.code == "access.grant.own"


def test_page_gives_a_role_by_name_and_unit_code(city: City, as_):
    sent = {"user": "CB-AN", "role": "officer", "unit": "hn-th-vh", "since": "2026-11-01"}
    assert as_(city.administrator).post("/admin/grants/give/", sent).status_code == 302
    assert city.an.grants.get().unit_id == city.culture.pk


def test_page_explains_what_is_wrong(city: City, as_):
    response = as_(city.administrator).post("/admin/grants/give/", {"user": "nobody", "role": "officer", "since": "x"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Cấp tài khoản trước" in page
    assert 'href="#id_user"' in page
