"""Signing in: passwords, limits that hold across processes, the end of a session, first passwords, the second factor."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from tests.cast import PASSWORD, City, with_password

from namro.base.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": name, "password": password})


def test_sign_in_reaches_home_and_is_recorded(city: City):
    with_password(city.an)
    client = Client()
    assert sign_in(client, "an").headers["Location"] == "/"
    assert city.an.person.full_name in client.get("/").content.decode()
    assert Event.objects.filter(tag="accounts:user:signed_in", user_id=city.an.pk).exists()


def test_passwords_are_argon2(city: City):
    assert with_password(city.an).password.startswith("argon2")


def test_wrong_password_says_what_to_check(city: City):
    with_password(city.an)
    page = sign_in(Client(), "an", "sai-mat-khau").content.decode()
    assert "Kiểm tra phím Caps Lock" in page
    assert 'role="alert"' in page


def test_sixth_wrong_password_is_refused_even_if_right(city: City):
    with_password(city.an)
    for _ in range(5):
        sign_in(Client(), "an", "sai-mat-khau")
    response = sign_in(Client(), "an")
    assert "Đã nhập sai quá nhiều lần" in response.content.decode()
    assert not response.wsgi_request.user.is_authenticated


def test_limits_are_kept_in_the_database(city: City, django_assert_num_queries):
    """Another worker process sees the same count: it is in a table, not in memory."""
    from django.db import connection

    with_password(city.an)
    sign_in(Client(), "an", "sai-mat-khau")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM namro_cache")
        assert cursor.fetchone()[0] > 0


def test_session_ends_after_its_hours_however_busy(city: City, as_, settings):
    client = as_(city.an)
    session = client.session
    session["signed_in_at"] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    response = client.get("/account/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=%2Faccount%2F"


def test_locked_account_cannot_go_on(city: City, as_):
    client = as_(city.an)
    city.an.is_active = False
    city.an.save()
    assert client.get("/account/").status_code == 302


def test_first_password_is_changed_before_anything_else(city: City):
    with_password(city.an)
    city.an.must_change_password = True
    city.an.save()
    client = Client()
    sign_in(client, "an")
    assert client.get("/").headers["Location"] == "/accounts/password/"
    page = client.get("/accounts/password/").content.decode()
    assert "lần đăng nhập đầu" in page
    fresh = {"oldpassword": PASSWORD, "password1": "mot-cau-that-dai-7", "password2": "mot-cau-that-dai-7"}
    client.post("/accounts/password/", fresh)
    city.an.refresh_from_db()
    assert not city.an.must_change_password
    assert client.get("/").status_code == 200


def test_the_issued_password_cannot_be_kept(city: City):
    with_password(city.an)
    city.an.must_change_password = True
    city.an.save()
    client = Client()
    sign_in(client, "an")
    same = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    page = client.post("/accounts/password/", same).content.decode()
    assert "Mật khẩu mới phải khác mật khẩu đang dùng." in page
    city.an.refresh_from_db()
    assert city.an.must_change_password
    assert client.get("/").headers["Location"] == "/accounts/password/"


def test_different_passwords_are_refused_in_vietnamese(city: City):
    with_password(city.an)
    client = Client()
    sign_in(client, "an")
    wrong = {"oldpassword": PASSWORD, "password1": "mot-cau-that-dai-7", "password2": "mot-cau-khac-han-8"}
    assert "phải giống nhau" in client.post("/accounts/password/", wrong).content.decode()


def test_nobody_signs_up_or_resets_alone(db):
    for path in ("signup/", "password/reset/", "email/", "closed/1/", "closed/2/"):
        assert Client().get(f"/accounts/{path}").status_code == 404


def test_second_factor_is_asked_when_on(city: City):
    with_password(city.an)
    secret = generate_totp_secret()
    TOTP.activate(city.an, secret)
    client = Client()
    assert sign_in(client, "an").headers["Location"] == "/accounts/2fa/sign-in/"
    assert "Nhập mã xác thực" in client.get("/accounts/2fa/sign-in/").content.decode()
    assert client.get("/").status_code == 302
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    client.post("/accounts/2fa/sign-in/", {"code": code})
    assert client.get("/").status_code == 200


def test_second_factor_is_turned_on_after_confirming_the_password(city: City, django_capture_on_commit_callbacks):
    with_password(city.an)
    client = Client()
    sign_in(client, "an")
    asked = client.get("/accounts/2fa/totp/on/").headers["Location"]
    client.post(asked, {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/on/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page).group(1)
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/on/", {"code": code})
    assert "Đang bật" in client.get("/accounts/2fa/").content.decode()
    assert Event.objects.filter(tag="accounts:user:second_factor_added", user_id=city.an.pk).exists()


def test_account_pages_speak_both_languages(city: City):
    with_password(city.an)
    client = Client()
    sign_in(client, "an")
    for path in ("/account/", "/accounts/password/", "/accounts/2fa/", "/accounts/2fa/totp/on/", "/accounts/logout/"):
        assert client.get(path, follow=True).status_code == 200, path
    client.post("/language/", {"language": "en"})
    assert "Change password" in client.get("/accounts/password/").content.decode()
