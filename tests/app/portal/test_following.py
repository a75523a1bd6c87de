"""Following a dossier: who has the pair sees how far it is, whoever guesses learns nothing and is stopped."""

from __future__ import annotations

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.app.onestop.desk import Desk

from namro.base.access.rules import NOBODY
from namro.base.audit.models import Event
from namro.base.audit.services import record
from namro.base.limits import services as limiting
from namro.base.limits.models import Tally
from namro.base.limits.services import Limit
from namro.duties.onestop.models import Dossier
from namro.web.portal.parameters import limits

pytestmark = pytest.mark.django_db
HERE = "/portal/dossiers/"
PHONE, NUMBER = "0912 345 678", "001099012345"


@pytest.fixture
def dossier(desk: Desk) -> Dossier:
    made = desk.begun()
    Dossier.objects.filter(pk=made.pk).update(phone=PHONE, id_number=NUMBER, email="mo@example.vn")
    return Dossier.objects.get(pk=made.pk)


def sent(client: Client, code: str | None, digits: str, **more: Any) -> Any:
    return client.post(HERE, {"code": code or "", "digits": digits}, **more)


def words_of(answer: Any) -> str:
    """The page without what the visitor typed and without its token."""
    page = answer.content.decode()
    for part in (answer.wsgi_request.POST["code"], answer.wsgi_request.POST["digits"]):
        page = page.replace(f'value="{part}"', "value")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("digits", ["5678", "2345"])
def test_the_pair_shows_how_far_it_is_and_nothing_of_persons(client: Client, dossier: Dossier, digits: str) -> None:
    answer = sent(client, f" {str(dossier.code).lower()} ", digits)
    page = answer.content.decode()
    assert answer.status_code == 200 and str(dossier.code) in page
    assert "Đang xử lý" in page and "Đã xong 0 trong 2 bước" in page
    assert answer.headers["Cache-Control"] == "no-store"
    step = dossier.steps.select_related("person").order_by("number")[0]
    for hidden in (
        dossier.applicant,
        PHONE,
        "5678",
        NUMBER,
        "mo@example.vn",
        str(step.person),
        "Thẩm định",
        dossier.procedure_name,
    ):
        assert hidden not in page, hidden


def test_every_wrong_pair_reads_alike(client: Client, desk: Desk, dossier: Dossier) -> None:
    silent = desk.received("2026-11-02T10:00")  # neither telephone nor number was given
    pairs = [
        (dossier.code, "0000"),
        ("H26.19-261102-9999", "5678"),
        ("gì đó", "5678"),
        (silent.code, "0000"),
        (silent.code, "5678"),
    ]
    answers = [sent(client, code, digits) for code, digits in pairs]
    assert {one.status_code for one in answers} == {422}
    assert len({words_of(one) for one in answers}) == 1


@pytest.mark.parametrize("digits", ["", "567", "567a", "５６７８", "----"])
def test_no_four_digits_are_no_try(client: Client, dossier: Dossier, digits: str) -> None:
    assert sent(client, dossier.code, digits).status_code == 422
    assert not Tally.objects.exists()


def test_guessing_one_code_is_stopped_from_everywhere_even_for_the_right_digits(
    client: Client, dossier: Dossier
) -> None:
    most = limits()["follow_code"].most
    for number in range(most):
        assert sent(client, dossier.code, f"{number:04d}", REMOTE_ADDR=f"203.0.113.{number}").status_code == 422
    stopped = sent(client, dossier.code, "5678", REMOTE_ADDR="198.51.100.7")
    assert stopped.status_code == 429 and "Đang xử lý" not in stopped.content.decode()
    assert "Đã thử quá nhiều lần" in stopped.content.decode()
    assert Event.objects.filter(tag="portal:limit:reached").count() == 1
    sent(client, dossier.code, "5678", REMOTE_ADDR="198.51.100.8")
    assert Event.objects.filter(tag="portal:limit:reached").count() == 1  # said once
    Tally.objects.filter(purpose="follow_code").update(until=timezone.now() - timedelta(seconds=1))
    assert sent(client, dossier.code, "5678", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_guessing_many_codes_from_one_place_is_stopped(client: Client, dossier: Dossier) -> None:
    for number in range(limits()["follow_address"].most):
        assert sent(client, f"H26.19-261102-{number + 5000:04d}", "0000").status_code == 422
    assert sent(client, dossier.code, "5678").status_code == 429
    assert sent(client, dossier.code, "5678", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_whoever_knows_the_pair_may_look_as_often_as_they_like(client: Client, dossier: Dossier) -> None:
    for _number in range(limits()["follow_address"].most + 2):
        assert sent(client, dossier.code, "5678").status_code == 200
    assert set(Tally.objects.values_list("count", flat=True)) == {0}


def test_each_look_is_in_the_log_with_its_purpose(client: Client, dossier: Dossier) -> None:
    sent(client, dossier.code, "5678")
    event = Event.objects.get(tag="portal:dossier:followed")
    assert (event.user_id, event.subject_type, event.subject_id, event.unit_id) == (
        None,
        "dossier",
        dossier.pk,
        dossier.unit_id,
    )
    assert "tra cứu" in event.reason


def test_nothing_personal_is_in_addresses_logs_or_tallies(client: Client, dossier: Dossier, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [
            sent(client, dossier.code, "5678"),
            sent(client, dossier.code, "9871"),
            client.get(f"{HERE}{dossier.code}/"),
        ]
    events = json.dumps(
        list(Event.objects.filter(tag__startswith="portal:").values("tag", "before", "after", "reason"))
    )
    kept = json.dumps(list(Tally.objects.values("purpose", "key")))
    for hidden in ("5678", "9871", PHONE, NUMBER, dossier.applicant, "127.0.0.1"):
        for where in (caplog.text, events, kept, *(one.wsgi_request.get_full_path() for one in answers)):
            assert hidden not in where, hidden


def test_the_code_of_a_receipt_opens_the_form_whether_there_is_such_a_dossier_or_not(
    client: Client, dossier: Dossier
) -> None:
    there, not_there = (client.get(f"{HERE}{code}/") for code in (dossier.code, "H26.19-261102-9999"))
    assert f'value="{dossier.code}"' in there.content.decode() and "Đang xử lý" not in there.content.decode()
    assert (there.status_code, not_there.status_code) == (200, 200)
    assert "<script>alert" not in client.get(f"{HERE}%3Cscript%3Ealert/").content.decode()


def test_a_token_is_needed(dossier: Dossier) -> None:
    assert sent(Client(enforce_csrf_checks=True), dossier.code, "5678").status_code == 403


def test_a_look_costs_a_few_queries(client: Client, dossier: Dossier) -> None:
    with CaptureQueriesContext(connection) as asked:
        sent(client, dossier.code, "5678")
    assert len(asked) <= 12


def test_a_withdrawn_or_returned_dossier_says_so(client: Client, desk: Desk) -> None:
    made = desk.received(phone="0987654321")
    after = desk.who(desk.city.an, "2026-11-02T10:00")
    Dossier.objects.filter(pk=made.pk).update(state="withdrawn", finished_at=after["at"])
    page = sent(client, made.code, "4321").content.decode()
    assert "Công dân yêu cầu rút hồ sơ" in page and 'aria-current="step"' not in page


def test_tries_are_counted_one_by_one_and_forgotten() -> None:
    limit, at = Limit("thử", 2, timedelta(minutes=10)), timezone.now()
    assert [limiting.count(limit, "a", at=at).is_within for _ in range(3)] == [True, True, False]
    assert limiting.count(limit, "b", at=at).is_within
    limiting.give_back(limit, "b")
    assert limiting.count(limit, "b", at=at).count == 1
    later = at + timedelta(minutes=10)
    assert limiting.count(limit, "a", at=later).count == 1
    limiting.count(limit, "c", at=later)  # clears away what is over
    assert Tally.objects.filter(until__lte=later).count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.create(purpose="thử", key=limiting.digest("thử", "a"), count=1, until=at)


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted() -> None:
    limit, at = Limit("cùng lúc", 3, timedelta(minutes=10)), timezone.now()

    def tried(_number: int) -> int:
        try:
            return limiting.count(limit, "a", at=at).count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as many:
        assert sorted(many.map(tried, range(12))) == list(range(1, 13))


def test_addresses_are_believed_no_further_than_the_proxies_of_ours(
    client: Client, dossier: Dossier, settings: Any
) -> None:
    def tried(forwarded: str, seen: str = "10.0.0.1") -> int:
        Tally.objects.all().delete()
        sent(client, "X", "0000", REMOTE_ADDR=seen, HTTP_X_FORWARDED_FOR=forwarded)
        sent(client, "X", "0000", REMOTE_ADDR=seen, HTTP_X_FORWARDED_FOR=forwarded.replace("203", "204"))
        return Tally.objects.filter(purpose="follow_address").count()

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert tried("203.0.113.1") == 1  # what the visitor says of themselves changes nothing
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert tried("203.0.113.1") == 2
    assert tried("203.0.113.1, 198.51.100.1") == 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    Tally.objects.all().delete()
    for end in ("1", "ffff"):  # one household
        sent(client, "X", "0000", REMOTE_ADDR=f"2001:db8:0:1::{end}")
    assert Tally.objects.filter(purpose="follow_address").count() == 1


def test_an_officer_reads_in_the_log_that_a_citizen_looked(desk: Desk, as_: Any, dossier: Dossier) -> None:
    record(
        tag="portal:dossier:followed",
        by=NOBODY,
        at=timezone.now(),
        subject=("dossier", dossier.pk),
        unit_id=dossier.unit_id,
    )
    page = as_(desk.city.officer).get("/audit/").content.decode()
    assert "Người dân đã tra cứu hồ sơ trên cổng" in page and "<span>Người dân" in page
