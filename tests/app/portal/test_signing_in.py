"""Accounts of citizens: opened at the desk by who receives there, entered by a code and then a password, guessed by nobody."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.app.onestop.desk import Desk
from tests.app.portal.citizens import (
    FIRST,
    MINE,
    NUMBER,
    PASSWORD,
    REASON,
    SIGN_IN,
    a_citizen,
    account,
    came,
    chosen,
    handed_in,
    opened,
)
from tests.cast import PASSWORD as OF_STAFF
from tests.cast import with_password

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.base.limits.models import Tally
from namro.duties.onestop.models import Dossier
from namro.web.portal.models import CitizenAccount, CitizenSession
from namro.web.portal.parameters import citizens, limits
from namro.web.portal.services.accounts import close_account, number_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(desk: Desk) -> Dossier:
    return handed_in(desk)


def code_on(page: str) -> str:
    found = re.search(r'<code class="fs-4">([a-z0-9-]+)</code>', page)
    assert found, page
    return found[1]


def later(monkeypatch: Any, span: timedelta) -> None:
    then = timezone.now() + span
    monkeypatch.setattr(timezone, "now", lambda: then)


# At the desk


def test_who_receives_opens_an_account_and_hands_over_a_slip(desk: Desk, dossier: Dossier, as_: Any) -> None:
    here = f"/dossiers/{dossier.pk}/citizen/"
    an = as_(desk.city.an)
    assert f'href="{here}"' in an.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "chưa có tài khoản" in an.get(here).content.decode()
    slip = an.post(here, {"is_checked": "on", "reason": REASON})
    page = slip.content.decode()
    code = code_on(page)
    assert slip.headers["Cache-Control"] == "no-store" and "http://testserver/portal/sign-in/first/" in page
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", code) and NUMBER not in page
    after = an.get(here).content.decode()
    assert code not in after and "Đã giao mã, chưa dùng" in after
    kept = json.dumps(list(CitizenAccount.objects.values()), default=str)
    assert code not in kept and code.replace("-", "") not in kept and NUMBER not in kept
    event = Event.objects.get(tag="portal:account:opened")
    assert (event.user_id, event.subject_id, event.unit_id, event.reason) == (
        desk.city.an.pk,
        account().pk,
        dossier.unit_id,
        REASON,
    )
    assert chosen(Client(), code).status_code == 302


@pytest.mark.parametrize("role", ["binh", "outsider", "officer", "administrator"])
def test_nobody_else_opens_one(desk: Desk, dossier: Dossier, as_: Any, role: str) -> None:
    answer = as_(getattr(desk.city, role)).post(
        f"/dossiers/{dossier.pk}/citizen/", {"is_checked": "on", "reason": REASON}
    )
    assert answer.status_code in (403, 404) and not CitizenAccount.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"reason": REASON}, "đối chiếu"), ({"is_checked": "on", "reason": " "}, "Hãy ghi mục đích")],
)
def test_none_without_the_paper_and_the_purpose(
    desk: Desk, dossier: Dossier, as_: Any, sent: dict[str, str], said: str
) -> None:
    answer = as_(desk.city.an).post(f"/dossiers/{dossier.pk}/citizen/", sent)
    assert answer.status_code == 422 and said in answer.content.decode() and not CitizenAccount.objects.exists()


def test_none_for_a_dossier_without_a_number(desk: Desk, as_: Any) -> None:
    made = desk.received()
    here = f"/dossiers/{made.pk}/citizen/"
    assert "chưa có số định danh" in as_(desk.city.an).get(here).content.decode()
    assert as_(desk.city.an).post(here, {"is_checked": "on", "reason": REASON}).status_code == 422
    assert f'href="{here}"' not in as_(desk.city.an).get(f"/dossiers/{made.pk}/").content.decode()


def test_opening_again_ends_what_there_was(desk: Desk, dossier: Dossier) -> None:
    client = a_citizen(desk, dossier)
    first = account().pk
    code = opened(desk, dossier).code
    assert account().pk == first and Event.objects.filter(tag="portal:account:opened_again").count() == 1
    assert client.get(MINE).status_code == 302  # signed out
    assert came(Client()).status_code == 422  # the password is gone
    assert chosen(client, code).status_code == 302


def test_closing_ends_a_sign_in_at_once(desk: Desk, dossier: Dossier, as_: Any) -> None:
    client, here = a_citizen(desk, dossier), f"/dossiers/{dossier.pk}/citizen/"
    assert client.get(MINE).status_code == 200
    assert as_(desk.city.an).post(here, {"act": "close", "reason": " "}).status_code == 422
    answer = as_(desk.city.an).post(here, {"act": "close", "reason": "Người nộp đề nghị"})
    assert answer.headers["Location"] == here
    assert client.get(MINE).status_code == 302 and came(Client()).status_code == 422
    page = client.get(SIGN_IN).content.decode()
    assert "hết hạn hoặc tài khoản đã đóng" in page
    event = Event.objects.get(tag="portal:account:closed")
    assert (event.user_id, event.reason) == (desk.city.an.pk, "Người nộp đề nghị")
    assert "Tài khoản đã đóng" in as_(desk.city.an).get(here).content.decode()
    with pytest.raises(DomainError) as refused:
        close_account(dossier_id=dossier.pk, reason="Lần nữa", **desk.who(desk.city.an, "2026-11-24T09:00"))
    assert refused.value.code == "portal.account.none"


def test_the_database_holds_one_way_in_at_a_time(desk: Desk, dossier: Dossier) -> None:
    opened(desk, dossier)
    for wrong in ({"password": "x"}, {"code_key": ""}, {"closed_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CitizenAccount.objects.update(**wrong)


# Coming in


def test_the_code_is_for_a_password_once(desk: Desk, dossier: Dossier) -> None:
    code = opened(desk, dossier).code
    client = Client()
    answer = chosen(client, f" {code.upper().replace('-', ' ')} ", number="001 099 012 345")
    assert answer.headers["Location"] == MINE and "sessionid" not in client.cookies
    assert account().password.startswith("argon2") and account().code_key == ""
    assert chosen(Client(), code).status_code == 422
    assert came(Client()).headers["Location"] == MINE


def test_an_outdated_code_opens_nothing(desk: Desk, dossier: Dossier, monkeypatch: Any) -> None:
    code = opened(desk, dossier).code
    later(monkeypatch, citizens().code)
    assert "hết hạn" in chosen(Client(), code).content.decode() and not CitizenSession.objects.exists()


@pytest.mark.parametrize("password", ["ngắn", "password123", f"abc{NUMBER}"])
def test_a_weak_password_is_refused_and_costs_neither_code_nor_try(desk: Desk, dossier: Dossier, password: str) -> None:
    code = opened(desk, dossier).code
    assert chosen(Client(), code, password=password).status_code == 422
    assert not Tally.objects.exists() and chosen(Client(), code).status_code == 302


def test_two_passwords_that_differ_are_said(desk: Desk, dossier: Dossier) -> None:
    sent = {"number": NUMBER, "code": opened(desk, dossier).code, "password": PASSWORD, "again": "khác hẳn câu trên"}
    page = Client().post(FIRST, sent).content.decode()
    assert "chưa giống nhau" in page and PASSWORD not in page


def test_the_cookie_is_new_each_time_and_reaches_the_portal_alone(desk: Desk, dossier: Dossier, settings: Any) -> None:
    client = a_citizen(desk, dossier)
    first = client.cookies["namro_citizen"].value
    settings.SESSION_COOKIE_SECURE = True
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    answer = came(client)
    cookie = answer.cookies["namro_citizen"]
    assert cookie.value != first and CitizenSession.objects.count() == 1  # the one before is over
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["secure"]) == ("/portal/", True, "Lax", True)
    assert not token or client.cookies["csrftoken"].value != token
    old = Client()
    old.cookies["namro_citizen"] = first
    assert old.get(MINE).status_code == 302
    assert cookie.value not in json.dumps(list(CitizenSession.objects.values()), default=str)


def test_who_is_not_signed_in_comes_back_to_what_they_wanted(desk: Desk, dossier: Dossier) -> None:
    client, page = Client(), f"{MINE}{dossier.code}/"
    code = opened(desk, dossier).code
    followed = client.post("/portal/dossiers/", {"code": dossier.code, "digits": "2345"}).content.decode()
    assert f'href="{page}"' in followed and "Đăng nhập để xem chi tiết" in followed
    assert f'href="{page}"' in client.get(f"/portal/dossiers/{dossier.code}/").content.decode()
    assert f'href="{MINE}"' in client.get("/portal/dossiers/").content.decode()
    led = client.get(page).headers["Location"]
    assert led == f"{SIGN_IN}?next=%2Fportal%2Fmine%2F{dossier.code}%2F"
    form = client.get(led).content.decode()
    assert f'name="next" value="{page}"' in form and f"{FIRST}?next=" in form
    assert chosen(client, code, next=page).headers["Location"] == page
    assert client.get(SIGN_IN, {"next": page}).headers["Location"] == page  # signed in already
    for wrong in ("https://gia.example/", "//gia.example", "/accounts/logout/", "/portal/sign-out/"):
        assert came(Client(), next=wrong).headers["Location"] == MINE


# Staying, and the end of it


def test_an_idle_sign_in_ends_and_says_so_and_keeps_the_place(desk: Desk, dossier: Dossier, monkeypatch: Any) -> None:
    client, page = a_citizen(desk, dossier), f"{MINE}{dossier.code}/"
    later(monkeypatch, citizens().idle - timedelta(minutes=1))
    assert client.get(page).status_code == 200
    later(monkeypatch, citizens().idle - timedelta(minutes=1))  # counted anew from then
    assert client.get(page).status_code == 200
    later(monkeypatch, citizens().idle)
    answer = client.get(page, follow=True)
    shown = answer.content.decode()
    assert "hết hạn hoặc tài khoản đã đóng" in shown and f'name="next" value="{page}"' in shown
    assert came(client, next=page).headers["Location"] == page and client.get(page).status_code == 200


def test_a_busy_sign_in_ends_too(desk: Desk, dossier: Dossier, monkeypatch: Any) -> None:
    client = a_citizen(desk, dossier)
    CitizenSession.objects.update(seen_at=timezone.now() + citizens().most)
    later(monkeypatch, citizens().most - timedelta(seconds=1))
    assert client.get(MINE).status_code == 200
    later(monkeypatch, timedelta(seconds=1))
    assert client.get(MINE).status_code == 302


def test_signing_out_is_by_post_and_for_good(desk: Desk, dossier: Dossier) -> None:
    client = a_citizen(desk, dossier)
    token = client.cookies["namro_citizen"].value
    assert client.get("/portal/sign-out/").headers["Location"] == "/portal/"
    assert client.get(MINE).status_code == 200
    answer = client.post("/portal/sign-out/")
    assert (
        answer.status_code == 200 and "Đã đăng xuất" in answer.content.decode() and not CitizenSession.objects.exists()
    )
    client.cookies["namro_citizen"] = token
    assert client.get(MINE).status_code == 302
    assert Event.objects.filter(tag="portal:citizen:signed_out").count() == 1


def test_a_forged_or_foreign_cookie_is_nobody(desk: Desk, dossier: Dossier, settings: Any) -> None:
    client = a_citizen(desk, dossier)
    for value in ("", "x", "gAAAAA", "x" * 5000):
        other = Client()
        other.cookies["namro_citizen"] = value
        assert other.get(MINE).status_code == 302
    settings.SECRET_KEY = "khoa-khac-hoan-toan"
    assert client.get(MINE).status_code == 302


def test_pages_of_a_citizen_are_kept_by_no_browser(desk: Desk, dossier: Dossier) -> None:
    client = a_citizen(desk, dossier)
    for path in (MINE, f"{MINE}{dossier.code}/", "/portal/", "/portal/statistics/", SIGN_IN, FIRST):
        assert client.get(path).headers["Cache-Control"] == "no-store", path
    for path in (SIGN_IN, FIRST, MINE):
        assert Client().get(path).headers["Cache-Control"] == "no-store", path


# Staff and citizens


def test_a_citizen_passes_nothing_of_the_staff(desk: Desk, dossier: Dossier) -> None:
    client = a_citizen(desk, dossier)
    for path in (
        "/",
        "/dossiers/",
        f"/dossiers/{dossier.pk}/",
        f"/dossiers/{dossier.pk}/citizen/",
        "/audit/",
        "/account/",
    ):
        assert client.get(path).headers["Location"].startswith("/accounts/login/"), path
    assert "Đang đăng nhập" in client.get("/portal/").content.decode()
    # Even where the cookie is sent along, it means nothing there.
    assert client.get("/portal/").wsgi_request.actor.is_signed_in is False


def test_each_begins_and_ends_by_itself(desk: Desk, dossier: Dossier) -> None:
    client = a_citizen(desk, dossier)
    with_password(desk.city.an)
    assert client.post("/accounts/login/", {"login": "an", "password": OF_STAFF}).status_code == 302
    assert client.get(MINE).status_code == 200 and client.get("/dossiers/").status_code == 200
    event = Event.objects.filter(tag="portal:dossier:read")
    client.get(f"{MINE}{dossier.code}/")
    assert event.get().user_id is None  # the look was the citizen's, whoever else uses this browser
    client.post("/portal/sign-out/")
    assert client.get(MINE).status_code == 302 and client.get("/dossiers/").status_code == 200
    assert came(client).status_code == 302
    client.post("/accounts/logout/")
    assert client.get(MINE).status_code == 200 and client.get("/dossiers/").status_code == 302


def test_an_official_signed_in_is_no_citizen(desk: Desk, dossier: Dossier, as_: Any) -> None:
    assert as_(desk.city.chair).get(f"{MINE}{dossier.code}/").status_code == 302


# Guessing


def words_of(answer: Any) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'(name="(number|code)" value=)"[^"]*"', r"\1", page)


def test_an_unknown_number_reads_like_a_wrong_password_and_costs_as_much(
    desk: Desk, dossier: Dossier, monkeypatch: Any
) -> None:
    a_citizen(desk, dossier)
    other = handed_in(desk, "001099000001")
    opened(desk, other)  # a code handed over, no password yet
    closed = handed_in(desk, "001099000002")
    opened(desk, closed)
    close_account(dossier_id=closed.pk, reason="Đóng", **desk.who(desk.city.an, "2026-11-24T09:00"))
    hashed: list[str] = []
    verify = hashers.Argon2PasswordHasher.verify
    monkeypatch.setattr(
        hashers.Argon2PasswordHasher,
        "verify",
        lambda self, password, kept: hashed.append(password) or verify(self, password, kept),
    )
    numbers = [NUMBER, "001099000001", "001099000002", "001099999999"]
    answers = [came(Client(), one, "sai hoàn toàn rồi") for one in numbers]
    assert {one.status_code for one in answers} == {422} and len({words_of(one) for one in answers}) == 1
    assert len(hashed) == len(numbers)


def test_every_wrong_code_reads_alike(desk: Desk, dossier: Dossier) -> None:
    code = opened(desk, dossier).code
    assert chosen(Client(), code).status_code == 302
    waiting = handed_in(desk, "001099000001")
    opened(desk, waiting)
    tried = [
        (NUMBER, code),
        (NUMBER, "aaaa-bbbb-cccc"),
        ("001099000001", code),
        ("001099999999", code),
        ("001099000001", "-"),
    ]
    answers = [chosen(Client(), code, number) for number, code in tried]
    assert {one.status_code for one in answers} == {422} and len({words_of(one) for one in answers}) == 1


@pytest.mark.parametrize("way", ["password", "code"])
def test_guessing_at_one_number_is_stopped_from_everywhere(desk: Desk, dossier: Dossier, way: str) -> None:
    a_citizen(desk, dossier)
    for number in range(limits()["sign_in_number"].most):
        where = {"REMOTE_ADDR": f"203.0.113.{number}"}
        sent = {
            "number": NUMBER,
            way: f"thử lần thứ {number}",
            "password": PASSWORD if way == "code" else f"thử {number}",
            "again": PASSWORD,
        }
        assert Client().post(FIRST if way == "code" else SIGN_IN, sent, **where).status_code == 422
    stopped = came(Client(), REMOTE_ADDR="198.51.100.7")
    assert stopped.status_code == 429 and "Đã thử quá nhiều lần" in stopped.content.decode()
    assert Event.objects.filter(tag="portal:limit:reached").count() == 1
    Tally.objects.filter(purpose="sign_in_number").update(until=timezone.now() - timedelta(seconds=1))
    assert came(Client(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_guessing_at_many_numbers_from_one_place_is_stopped(desk: Desk, dossier: Dossier) -> None:
    a_citizen(desk, dossier)
    for number in range(limits()["sign_in_address"].most):
        assert came(Client(), f"0010990{number:05d}").status_code == 422
    assert came(Client()).status_code == 429
    assert came(Client(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_who_knows_their_password_may_come_as_often_as_they_like(desk: Desk, dossier: Dossier) -> None:
    a_citizen(desk, dossier)
    for _number in range(limits()["sign_in_number"].most + 2):
        assert came(Client()).status_code == 302


@pytest.mark.parametrize("number", ["", "12345", "00109901234a", "００１０９９０１２３４５", "0010990123456"])
def test_no_number_is_no_try(desk: Desk, number: str) -> None:
    assert came(Client(), number).status_code == 422 and not Tally.objects.exists()


def test_forms_need_their_token(desk: Desk, dossier: Dossier) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in (SIGN_IN, FIRST, "/portal/sign-out/"):
        answer = strict.post(path, {"number": NUMBER, "password": PASSWORD, "code": "a"})
        assert answer.status_code == 403 and PASSWORD not in answer.content.decode()


def test_nothing_personal_is_in_addresses_logs_tallies_or_the_audit_log(
    desk: Desk, dossier: Dossier, caplog: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        client = a_citizen(desk, dossier)
        code = opened(desk, dossier).code
        answers = [
            client.get(f"{MINE}{dossier.code}/"), chosen(client, code), came(client), came(client, password="sai hẳn rồi nhé"),
            client.get(MINE), client.post("/portal/sign-out/"),
        ]  # fmt: skip
    events = json.dumps(list(Event.objects.filter(tag__startswith="portal:").values()), default=str, ensure_ascii=False)
    kept = json.dumps([list(one.objects.values()) for one in (Tally, CitizenAccount, CitizenSession)], default=str)
    assert "portal:account:password_chosen" in events and "portal:citizen:signed_in" in events
    where = [
        caplog.text,
        events,
        kept,
        *(one.wsgi_request.get_full_path() for one in answers),
        *(one.headers.get("Location", "") for one in answers),
    ]
    for hidden in (NUMBER, PASSWORD, code, "sai hẳn rồi nhé", number_key(NUMBER), dossier.applicant):
        for place in where:
            if hidden != number_key(NUMBER) or place != kept:  # the one place of the digest is the account
                assert hidden not in place, hidden
