"""Citizens of the tests: an account opened at the desk, and a browser that signs in with it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.app.onestop.desk import Desk

from namro.duties.onestop.models import Dossier
from namro.web.portal.models import CitizenAccount
from namro.web.portal.services.accounts import Opened, open_account

NUMBER, PASSWORD = "001099012345", "mười câu chữ dễ nhớ"
SIGN_IN, FIRST, MINE = "/portal/sign-in/", "/portal/sign-in/first/", "/portal/mine/"
REASON = "Người nộp đề nghị xem hồ sơ"


def handed_in(desk: Desk, number: str = NUMBER, **changes: Any) -> Dossier:
    return desk.received(id_number=number, **changes)


def opened(desk: Desk, dossier: Dossier, **changes: Any) -> Opened:
    """By An, at the desk, now."""
    from django.utils import timezone

    at = timezone.now()
    who = {"by": desk.actor(desk.city.an, timezone.localdate(at)), "at": at, "on": timezone.localdate(at)}
    return open_account(dossier_id=dossier.pk, **{"is_checked": True, "reason": REASON, **who, **changes})


def chosen(client: Client, code: str, number: str = NUMBER, password: str = PASSWORD, **more: Any) -> Any:
    """The first sign-in."""
    return client.post(FIRST, {"number": number, "code": code, "password": password, "again": password, **more})


def came(client: Client, number: str = NUMBER, password: str = PASSWORD, next: str = "", **more: Any) -> Any:  # noqa: A002 - the field's name
    return client.post(SIGN_IN, {"number": number, "password": password, "next": next}, **more)


def a_citizen(desk: Desk, dossier: Dossier, number: str = NUMBER) -> Client:
    """The browser of whoever handed it in, signed in by the slip of the desk."""
    client = Client()
    answer = chosen(client, opened(desk, dossier).code, number)
    assert answer.status_code == 302, answer.content.decode()
    return client


def account() -> CitizenAccount:
    return CitizenAccount.objects.get()
