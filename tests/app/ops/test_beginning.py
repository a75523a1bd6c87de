"""A real city begins with two accounts and its own top unit; one that stands can be given a new administrator."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from namro.base.access.models import Grant, Role
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.city.organisation.models import Unit
from namro.web.ops.beginning import City, begin

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HANOI = City("Thành phố Hà Nội", "HN", date(2026, 1, 1), "quantri", "noivu")


def begun(asked: City = HANOI) -> list[tuple[str, str, str]]:
    return begin(asked, at=AT, on=ON)


def test_a_city_begins_with_its_officer_and_an_administrator_who_must_change_their_passwords():
    accounts = begun()
    assert [name for name, _password, _what in accounts] == ["quantri", "noivu"]
    for name, password, _what in accounts:
        user = User.objects.get(username=name)
        assert user.check_password(password)
        assert user.must_change_password
    city = Unit.objects.get(code="HN")
    assert actor_of(User.objects.get(username="quantri"), on=ON).is_administrator
    assert actor_of(User.objects.get(username="noivu"), on=ON).officer_of == {city.pk}


def test_every_right_given_is_in_the_log_and_no_password_is():
    accounts = begun()
    events = list(Event.objects.order_by("pk"))
    assert [event.tag for event in events].count("access:grant:begun") == 2
    written = " ".join(f"{event.before} {event.after} {event.reason}" for event in events)
    assert not any(password in written for _name, password, _what in accounts)


def test_an_empty_database_needs_the_name_of_the_city():
    with pytest.raises(DomainError) as refused:
        begun(City("", "", date(2026, 1, 1), "quantri", "noivu"))
    assert refused.value.code == "begin.city"
    assert not User.objects.exists()


def test_a_city_that_stands_gets_a_new_administrator_and_nothing_else(city):
    before = Grant.objects.filter(role=Role.OFFICER).count(), Unit.objects.count()
    assert [name for name, _password, _what in begun(City("", "", ON, "quantri2", "noivu"))] == ["quantri2"]
    assert actor_of(User.objects.get(username="quantri2"), on=ON).is_administrator
    assert (Grant.objects.filter(role=Role.OFFICER).count(), Unit.objects.count()) == before


def test_a_name_in_use_is_refused_and_nothing_is_written(city):
    with pytest.raises(DomainError) as refused:
        begun(City("", "", ON, "QuanTri", "noivu"))
    assert refused.value.code == "begin.account_exists"
    assert User.objects.filter(username__iexact="quantri").count() == 1
