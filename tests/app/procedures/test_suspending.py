"""A service that takes nothing online for a time: why is told to everybody, and what was begun is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone
from tests.app.evaluations.month import city_officer
from tests.app.procedures.catalogue import AT, CODE, TODAY, published, when
from tests.app.procedures.test_bad_input import refused
from tests.cast import City

from namro.base.audit.models import Event
from namro.duties.procedures import services
from namro.duties.procedures.models import OnlineSuspension, Procedure
from namro.duties.procedures.selectors.online import suspensions, takes_online

pytestmark = pytest.mark.django_db
WHY = "Nâng cấp hệ thống"


@pytest.fixture
def online(city: City) -> City:
    published(city)
    services.set_online_level(code=CODE, first=date(2026, 7, 1), level="whole", **when(city))
    return city


def suspended(city: City, first: date = TODAY, last: date | None = None, reason: str = WHY) -> OnlineSuspension:
    return services.suspend_online(code=CODE, first=first, last=last, reason=reason, **when(city))


def test_it_takes_nothing_on_its_days_and_then_takes_again(online: City) -> None:
    suspended(online, TODAY + timedelta(days=2), TODAY + timedelta(days=4))
    days = [takes_online(CODE, on=TODAY + timedelta(days=one)) for one in range(7)]
    assert days == [True, True, False, False, False, True, True]
    assert suspensions(on=TODAY + timedelta(days=4)).count() == 1
    assert not suspensions(on=TODAY + timedelta(days=5)).exists()


def test_it_is_resumed_from_today_and_the_log_keeps_both(online: City) -> None:
    row = suspended(online)
    later = TODAY + timedelta(days=3)
    services.resume_online(suspension_id=row.pk, **when(online, on=later))
    row.refresh_from_db()
    assert row.valid == DateRange(TODAY, later) and takes_online(CODE, on=later)
    again = suspended_later(online, later)
    services.resume_online(suspension_id=again.pk, **when(online, on=later))
    assert not OnlineSuspension.objects.filter(pk=again.pk).exists(), "it never held"
    assert list(Event.objects.filter(tag__startswith="procedures:online:").order_by("pk").values_list("tag", "reason"))[1:] == [
        ("procedures:online:suspended", WHY), ("procedures:online:resumed", ""),
        ("procedures:online:suspended", WHY), ("procedures:online:resumed", ""),
    ]  # fmt: skip
    gone = refused(lambda: services.resume_online(suspension_id=row.pk, **when(online, on=later)))
    assert gone[0] == "procedures.suspension.gone"


def suspended_later(city: City, day: date) -> OnlineSuspension:
    return services.suspend_online(code=CODE, first=day, last=None, reason=WHY, **when(city, on=day))


@pytest.mark.parametrize(
    ("first", "last", "reason", "code"),
    [
        (0, None, " ", "procedures.suspension.reason"),
        (-1, None, WHY, "procedures.suspension.past"),
        (2, 1, WHY, "procedures.suspension.days"),
    ],
)
def test_what_cannot_be(online: City, first: int, last: int | None, reason: str, code: str) -> None:
    days = [None if one is None else TODAY + timedelta(days=one) for one in (first, last)]
    assert refused(lambda: suspended(online, days[0], days[1], reason))[0] == code
    assert not OnlineSuspension.objects.exists()


def test_one_at_a_time_and_only_what_is_online(online: City) -> None:
    suspended(online)
    assert refused(lambda: suspended(online, TODAY + timedelta(days=9)))[0] == "procedures.suspension.twice"
    published(online, code="1.000895", number="9/QĐ")
    other = lambda: services.suspend_online(code="1.000895", first=TODAY, last=None, reason=WHY, **when(online))  # noqa: E731
    assert refused(other)[0] == "procedures.suspension.not_online"
    with pytest.raises(IntegrityError), transaction.atomic():
        OnlineSuspension.objects.create(
            procedure=Procedure.objects.get(code="1.000895"), valid=DateRange(TODAY, None), reason="", created_at=AT
        )  # fmt: skip


def test_the_pages_of_the_keeper(online: City, as_) -> None:
    keeper, here = as_(city_officer(online)), f"/procedures/{Procedure.objects.get().pk}/"
    assert "Tạm dừng nhận trực tuyến" in keeper.get(here).content.decode()
    keeper.post(f"{here}suspend/", {"first": timezone.localdate().isoformat(), "reason": WHY})
    row = OnlineSuspension.objects.get()
    assert WHY in keeper.get(here).content.decode()
    assert WHY in keeper.get("/procedures/online/", {"show": "suspended"}).content.decode()
    assert keeper.post(f"/procedures/online/suspended/{row.pk}/resume/", {}).status_code == 302
    assert WHY not in keeper.get(here).content.decode()


def test_everybody_reads_why(online: City) -> None:
    offers = lambda: f"/portal/mine/new/{CODE}/" in Client().get(f"/portal/procedures/{CODE}/").content.decode()  # noqa: E731
    assert offers()
    today = timezone.localdate()
    services.suspend_online(
        code=CODE, first=today, last=today + timedelta(days=2), reason=WHY, **when(online, on=today)
    )
    assert not offers()
    days = f"từ {today:%d/%m/%Y} đến trước {today + timedelta(days=3):%d/%m/%Y}"
    for path in ("/portal/", f"/portal/procedures/{CODE}/"):
        page = Client().get(path).content.decode()
        assert WHY in page and days in page, path
