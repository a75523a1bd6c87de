"""Rating without signing in: once by invitation, or once after the result by whoever proved the dossier is theirs."""

from __future__ import annotations

import json
import logging
import re
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from tests.app.onestop.desk import Desk, moment
from tests.app.surveys.asked import GOOD, started, when
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.limits.models import Tally
from namro.config.joining import served_at_the_desk
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.services import Told, finish_step, move
from namro.duties.surveys import served
from namro.duties.surveys import services as surveys
from namro.duties.surveys.models import Response
from namro.web.portal.parameters import limits
from namro.web.portal.services import proof_of

pytestmark = pytest.mark.django_db
HERE = "/portal/rate/"
ANSWERS = {f"q_{key}": str(level) for key, level in GOOD.items()}


@pytest.fixture(autouse=True)
def _at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "_KNOWN", [served_at_the_desk])


@pytest.fixture
def invitation(city: City) -> str:
    campaign = started(city)
    return surveys.invite(campaign_id=campaign.pk, unit_id=city.commune.pk, count=1, **when(city.officer))[0]


@pytest.fixture
def dossier(desk: Desk) -> Dossier:
    """Finished, with a telephone number, while a survey of the commune asks."""
    started(desk.city, first=date(2026, 1, 1), last=date(2030, 12, 31))
    made = desk.begun()
    Dossier.objects.filter(pk=made.pk).update(phone="0912345678")
    finish_step(made.pk, outcome="Đủ điều kiện", **desk.who(desk.city.binh, "2026-11-03T09:00"))
    result = Told(result_number="1/KQ", result_on=date(2026, 11, 4), result_signer="Trưởng phòng")
    return move(made.pk, "finish", result, **desk.who(desk.city.office_head, "2026-11-04T09:00"))


def page_of(answer: Any, status: int = 200) -> str:
    page = str(answer.content.decode())
    assert answer.status_code == status, page
    return page


def test_an_invitation_is_answered_once(client: Client, invitation: str) -> None:
    page = page_of(client.post(HERE, {"invitation": invitation}))
    assert page.count("<legend") == 4 and 'name="q_served1"' in page
    assert not Response.objects.exists()
    assert "Đã nhận đánh giá" in page_of(client.post(HERE, {"invitation": invitation, "given": "1", **ANSWERS}))
    made = Response.objects.get()
    assert (made.answers, made.channel) == (GOOD, "code")
    again = page_of(client.post(HERE, {"invitation": invitation, "given": "1", **ANSWERS}), 422)
    assert "đã được dùng" in again and Response.objects.count() == 1


def test_no_answer_and_no_such_level_are_refused_with_what_was_chosen(client: Client, invitation: str) -> None:
    given = {"invitation": invitation, "given": "1"}
    assert "ít nhất một câu" in page_of(client.post(HERE, given), 422)
    page = page_of(client.post(HERE, {**given, "q_served1": "4", "q_served2": "9"}), 422)
    assert re.search(r'id="q_served1_4" value="4" checked', page)
    page_of(client.post(HERE, {**given, "q_khac": "3"}), 422)
    assert not Response.objects.exists()


def test_invitations_are_not_guessed(client: Client, invitation: str) -> None:
    for number in range(limits()["rate_address"].most):
        page_of(client.post(HERE, {"invitation": f"SAI-{number}"}), 422)
    page_of(client.post(HERE, {"invitation": invitation}), 429)
    page_of(client.post(HERE, {"invitation": invitation}, REMOTE_ADDR="198.51.100.9"))


def test_the_link_of_an_invitation_fills_in_its_code_and_says_nothing_else(client: Client, invitation: str) -> None:
    assert f'value="{invitation}"' in page_of(client.get(f"{HERE}{invitation}/"))
    assert "<fieldset" not in page_of(client.get(f"{HERE}SAI/"))


def test_whoever_followed_a_finished_dossier_rates_it_once(client: Client, dossier: Dossier) -> None:
    page = page_of(client.post("/portal/dossiers/", {"code": dossier.code, "digits": "5678"}))
    found = re.search(r'name="proof" value="([^"]+)"', page)
    assert found is not None and "5678" not in page
    proof = found[1]
    assert 'name="q_served1"' in page_of(client.post(HERE, {"proof": proof}))
    page_of(client.post(HERE, {"proof": proof, "given": "1", **ANSWERS}))
    assert Response.objects.get().unit_id == dossier.unit_id
    again = page_of(client.post(HERE, {"proof": proof, "given": "1", **ANSWERS}), 422)
    assert "Mỗi hồ sơ đánh giá một lần" in again and Response.objects.count() == 1


def test_a_dossier_on_its_way_offers_no_rating(client: Client, desk: Desk) -> None:
    made = desk.received(phone="0912345678")
    page = page_of(client.post("/portal/dossiers/", {"code": made.code, "digits": "5678"}))
    assert 'name="proof"' not in page
    page_of(client.post(HERE, {"proof": proof_of(str(made.code))}), 422)


def test_a_proof_is_signed_and_ends(client: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    page_of(client.post(HERE, {"proof": "x"}), 422)
    page_of(client.post(HERE, {"proof": signing.dumps(dossier.code, salt="anders")}), 422)
    with monkeypatch.context() as then:
        then.setattr("time.time", lambda: moment("2026-01-01T08:00").timestamp())
        old = proof_of(str(dossier.code))
    assert "mở đã quá lâu" in page_of(client.post(HERE, {"proof": old}), 422)


def test_whoever_answers_leaves_no_trace(client: Client, dossier: Dossier, caplog: Any) -> None:
    before = Event.objects.count()
    with caplog.at_level(logging.DEBUG):
        client.post(HERE, {"proof": proof_of(str(dossier.code)), "given": "1", **ANSWERS})
    assert Event.objects.count() == before
    kept = json.dumps(list(Response.objects.values("source", "channel", "answers")))
    for hidden in (str(dossier.code), "127.0.0.1", "0912345678"):
        assert hidden not in caplog.text and hidden not in kept
    assert not Tally.objects.exists()
