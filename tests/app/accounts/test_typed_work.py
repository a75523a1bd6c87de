"""A session that ends while a form is being filled: what was typed comes back, to the same user only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import PASSWORD, City, with_password

from namro.base.accounts.models import TypedWork

pytestmark = pytest.mark.django_db
TYPED = {"user": "an", "role": "officer", "basis": "QĐ 12/QĐ-UBND", "csrfmiddlewaretoken": "x"}


@pytest.fixture
def expired(city: City, as_) -> Client:
    """The administrator's browser after the session is gone, with a grant form just sent."""
    client = as_(with_password(city.administrator))
    client.get("/admin/grants/")
    client.session.flush()
    response = client.post("/admin/grants/give/", TYPED)
    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2Fgrants%2Fgive%2F"
    return client


def sign_in(client: Client, name: str):
    return client.post("/accounts/login/", {"login": name, "password": PASSWORD})


def test_typed_work_comes_back_after_signing_in(expired: Client):
    assert "Phiên làm việc đã hết hạn" in expired.get("/accounts/login/").content.decode()
    assert sign_in(expired, "quantri").headers["Location"] == "/typed/"
    page = expired.get("/typed/").content.decode()
    assert "QĐ 12/QĐ-UBND" in page
    assert 'action="/admin/grants/give/"' in page


def test_sending_it_again_drops_what_was_kept(expired: Client, city: City):
    sign_in(expired, "quantri")
    token = expired.cookies["namro_typed"].value
    sent = {**TYPED, "unit": "HN-TH", "since": "2026-01-01", "nr_typed": token}
    assert expired.post("/admin/grants/give/", sent).status_code == 302
    assert city.an.grants.count() == 1
    assert not TypedWork.objects.exists()


def test_another_user_of_the_same_browser_sees_nothing(expired: Client, city: City):
    with_password(city.an)
    assert sign_in(expired, "an").headers["Location"] == "/"
    assert expired.get("/typed/").headers["Location"] == "/"


def test_nothing_is_given_back_after_a_day(expired: Client):
    work = TypedWork.objects.get()
    work.at -= timedelta(hours=25)
    work.save()
    assert sign_in(expired, "quantri").headers["Location"] == "/"


def test_secrets_are_never_kept(expired: Client):
    assert "csrfmiddlewaretoken" not in TypedWork.objects.get().fields


def test_a_stranger_without_a_session_leaves_nothing(db):
    Client().post("/admin/grants/give/", TYPED)
    assert not TypedWork.objects.exists()


def test_what_another_site_sends_is_not_kept(city: City, as_):
    client = as_(city.administrator)
    client.get("/admin/grants/")
    client.session.flush()
    client.handler.enforce_csrf_checks = True
    assert client.post("/admin/grants/give/", TYPED).status_code == 403
    assert not TypedWork.objects.exists()


def test_a_fragment_leads_back_to_its_page(city: City, as_):
    client = as_(city.administrator)
    client.get("/admin/grants/")
    client.session.flush()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/admin/grants/?q=an"}
    response = client.post("/admin/grants/give/", TYPED, headers=headers)
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fadmin%2Fgrants%2F%3Fq%3Dan"
    assert TypedWork.objects.get().page == "/admin/grants/"


def test_form_from_before_signing_in_again_is_given_back(city: City, as_):
    client = as_(city.administrator)
    client.handler.enforce_csrf_checks = True
    response = client.post("/admin/grants/give/", TYPED, headers={"Origin": "http://testserver"})
    page = response.content.decode()
    assert response.status_code == 403
    assert 'value="QĐ 12/QĐ-UBND"' in page
    assert "Gửi lại" in page


def test_form_from_another_site_is_not_given_back(city: City, as_):
    client = as_(city.administrator)
    client.handler.enforce_csrf_checks = True
    response = client.post("/admin/grants/give/", TYPED, headers={"Origin": "http://elsewhere.example"})
    assert "QĐ 12/QĐ-UBND" not in response.content.decode()
