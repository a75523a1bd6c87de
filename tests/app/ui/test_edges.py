"""The edges: a database that is away, refusals as pages and fragments; nothing typed is lost and nothing secret shown."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from tests.cast import City

from namro.base.errors import Conflict
from namro.web.console.views import grants

pytestmark = pytest.mark.django_db
TYPED = {"user": "an", "role": "administrator", "since": "2026-11-01", "basis": "QĐ 12 <b>"}


def failing(monkeypatch, error: Exception) -> None:
    def fail(**_given):
        raise error

    monkeypatch.setattr(grants.services, "give", fail)


def test_database_away_gives_back_what_was_typed(monkeypatch, city: City, as_):
    failing(monkeypatch, OperationalError("server closed the connection"))
    response = as_(city.administrator).post("/admin/grants/give/", TYPED)
    page = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert 'name="basis" value="QĐ 12 &lt;b&gt;"' in page
    assert 'action="/admin/grants/give/"' in page


def test_database_away_while_signing_in_repeats_no_password(monkeypatch, city: City, as_):
    from django.contrib.sessions.backends.db import SessionStore

    def fail(*_given, **_named):
        raise OperationalError("gone")

    client = as_(None)
    monkeypatch.setattr(SessionStore, "create_model_instance", fail)
    monkeypatch.setattr("allauth.account.views.LoginView.form_valid", fail)
    monkeypatch.setattr("allauth.account.views.LoginView.form_invalid", fail)
    response = client.post("/accounts/login/", {"login": "an", "password": "bi-mat-cua-an"})
    assert response.status_code == 503
    assert "bi-mat-cua-an" not in response.content.decode()


def test_reading_page_offers_to_try_again(monkeypatch, city: City, as_):
    def fail(*_given, **_named):
        raise OperationalError("gone")

    monkeypatch.setattr(grants.selectors, "grants", fail)
    page = as_(city.administrator).get("/admin/grants/?q=an").content.decode()
    assert 'href="/admin/grants/?q=an"' in page
    assert "Thử lại" in page


def test_refusal_is_a_page_with_its_status_and_code(monkeypatch, city: City, as_):
    response = as_(city.officer).post(f"/admin/accounts/{city.officer.pk}/active/", {"active": "0"})
    assert response.status_code == 400
    assert "accounts.own" in response.content.decode()


def test_refusal_is_a_fragment_for_htmx(monkeypatch, city: City, as_):
    failing(monkeypatch, Conflict("x.changed", "Đã có người sửa trước."))
    url = f"/admin/accounts/{city.officer.pk}/active/"
    response = as_(city.officer).post(url, {"active": "0"}, headers={"HX-Request": "true"})
    assert response.content.decode().startswith(
        '<div class="nr-note is-bad" role="alert" data-nr-error="accounts.own">'
    )


def test_every_answer_carries_the_content_policy(city: City, as_):
    for path in ("/", "/nowhere/", "/accounts/login/"):
        policy = as_(city.an).get(path).headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
