"""What is left when everything else failed: a page in the reader's language that needs no database."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from namro.base.accounts.middleware import SessionEnds

pytestmark = pytest.mark.django_db


def get(language: str = "vi") -> tuple[int, str]:
    client = Client(raise_request_exception=False)
    client.cookies["namro_language"] = language
    response = client.get("/accounts/login/")
    return response.status_code, response.content.decode()


def failing_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail inside a middleware, where no other edge can catch it."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(SessionEnds, "__call__", fail)


def test_a_database_lost_inside_a_middleware_is_said_as_such(monkeypatch):
    failing_with(OperationalError("gone"), monkeypatch)
    status, text = get()
    assert status == 503
    assert "kết nối được cơ sở dữ liệu" in text


@pytest.mark.parametrize(("language", "says"), [("vi", "Phần mềm gặp lỗi"), ("en", "administrator when it happened")])
def test_a_fault_nobody_foresaw_says_what_to_do_in_both_languages(language: str, says: str, monkeypatch):
    failing_with(ZeroDivisionError("1/0"), monkeypatch)
    status, text = get(language)
    assert status == 500
    assert says in text
    assert "1/0" not in text
