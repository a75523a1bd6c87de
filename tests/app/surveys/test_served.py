"""Ratings of dossiers the desk knows: after the result alone, once whichever way, about whoever received it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from tests.app.onestop.desk import Desk, make_desk, moment, stocked
from tests.app.surveys.asked import GOOD, started, when
from tests.cast import City

from namro.base.accounts.models import User
from namro.base.errors import DomainError
from namro.config.joining import served_at_the_desk
from namro.duties.onestop import offers
from namro.duties.onestop.services import Told, finish_step, move
from namro.duties.surveys import served, services
from namro.duties.surveys.models import RatedMark, Response

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def desk(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    before = list(offers._KNOWN)
    stocked()
    monkeypatch.setattr(served, "_KNOWN", [served_at_the_desk])
    yield make_desk(city)
    offers._KNOWN[:] = before


def done(desk: Desk) -> str:
    """A dossier An received on Monday, finished on Wednesday: its code."""
    city, dossier = desk.city, desk.begun()
    finish_step(dossier.pk, outcome="Đủ điều kiện", **desk.who(city.binh, "2026-11-03T09:00"))
    result = Told(result_number="1/KQ", result_on=date(2026, 11, 4), result_signer="Trưởng phòng")
    return str(move(dossier.pk, "finish", result, **desk.who(city.office_head, "2026-11-04T09:00")).code)


def rate(desk: Desk, campaign: Any, code: str, text: str = "2026-11-20T10:42", who: User | None = None) -> Response:
    """On the device that whoever is in charge of the point signed in."""
    given = {"campaign_id": campaign.pk, "unit_id": desk.city.commune.pk, "source": "kiosk-1", "answers": GOOD}
    return services.rate(dossier_code=code, **given, **desk.who(who or desk.city.vice_chair, text))


def code_of(work) -> str:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        work()
    return caught.value.code


def test_a_rating_waits_for_the_result(desk: Desk) -> None:
    campaign, running = started(desk.city), desk.begun("2026-11-02T10:00")
    assert code_of(lambda: rate(desk, campaign, str(running.code))) == "surveys.dossier.unfinished"
    assert code_of(lambda: rate(desk, campaign, "H26.19-261102-9999")) == "surveys.dossier.unknown"
    code = done(desk)
    assert code_of(lambda: rate(desk, campaign, code, "2026-11-04T08:59")) == "surveys.dossier.unfinished"
    assert rate(desk, campaign, code).person_id == desk.city.an.person_id


def test_a_withdrawn_dossier_is_not_rated(desk: Desk) -> None:
    campaign, running = started(desk.city), desk.begun("2026-11-02T10:00")
    move(running.pk, "withdraw", Told(reason="Theo đề nghị"), **desk.who(desk.city.an, "2026-11-03T09:00"))
    assert code_of(lambda: rate(desk, campaign, str(running.code))) == "surveys.dossier.unfinished"


def test_whoever_took_the_result_rates_it_once_whichever_way(desk: Desk) -> None:
    campaign, code = started(desk.city), done(desk)
    after = lambda: services.rate_after(dossier_code=f" {code.lower()} ", answers=GOOD, at=AT, on=AT.date())  # noqa: E731
    made = after()
    assert (made.campaign_id, made.unit_id, made.channel) == (campaign.pk, desk.city.commune.pk, "code")
    assert made.person_id == desk.city.an.person_id
    assert made.received_at == moment("2026-11-20T10:00")  # the hour alone
    assert code_of(after) == "surveys.dossier.rated"
    assert code_of(lambda: rate(desk, campaign, code)) == "surveys.dossier.rated"


def test_without_a_survey_nothing_is_asked(desk: Desk) -> None:
    code = done(desk)
    after = lambda on: services.rate_after(dossier_code=code, answers=GOOD, at=AT, on=on)  # noqa: E731
    assert code_of(lambda: after(AT.date())) == "surveys.none_open"
    started(desk.city)
    assert code_of(lambda: after(date(2026, 12, 1))) == "surveys.none_open"
    assert after(AT.date()).unit_id == desk.city.commune.pk


def test_whoever_had_it_in_hand_does_not_hold_the_device(desk: Desk) -> None:
    campaign, code = started(desk.city), done(desk)
    for who in (desk.city.an, desk.city.binh):  # received it; worked on it
        assert code_of(lambda who=who: rate(desk, campaign, code, who=who)) == "surveys.kiosk.own"
    assert not Response.objects.exists() and not RatedMark.objects.exists(), "it may still be rated"
    assert rate(desk, campaign, code).channel == "kiosk"


def test_a_device_elsewhere_takes_no_answers_about_the_point(desk: Desk) -> None:
    campaign, code = started(desk.city), done(desk)
    assert code_of(lambda: rate(desk, campaign, code, who=desk.city.chair)) == "surveys.kiosk.elsewhere"
    assert not Response.objects.exists()


def test_more_answers_about_a_unit_than_results_are_fetched_are_flagged(desk: Desk) -> None:
    campaign = started(desk.city)
    given = {"unit_id": desk.city.commune.pk, "channel": "code", "source": "result", "answers": GOOD}
    for hour, number in ((10, 31), (14, 30)):
        at = AT.replace(hour=hour, minute=0)
        Response.objects.bulk_create([Response(campaign=campaign, received_at=at, **given) for _one in range(number)])
    invited = {**given, "source": "code"}  # an evening's letters are answered together
    Response.objects.bulk_create(
        [Response(campaign=campaign, received_at=AT + timedelta(hours=8), **invited) for _one in range(40)]
    )
    services.close(campaign_id=campaign.pk, **when(desk.city.officer))
    flagged = Response.objects.filter(is_burst=True)
    assert flagged.count() == 31 and {one.received_at.astimezone(AT.tzinfo).hour for one in flagged} == {10}
