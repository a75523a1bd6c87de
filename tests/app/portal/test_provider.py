"""Signing in by an identity provider: who it says somebody is, and every way it may go wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from joserfc.jwk import ECKey, RSAKey
from tests.app.onestop.desk import Desk
from tests.app.portal import provider as stub
from tests.app.portal.provider import CLIENT, NAME, NUMBER, SECRET, Provider

from namro.base.audit.models import Event
from namro.base.limits.models import Tally
from namro.duties.onestop.models import Dossier
from namro.web.portal.models import CitizenAccount, CitizenSession
from namro.web.portal.oidc.discovery import forget
from namro.web.portal.parameters import citizens, limits

pytestmark = pytest.mark.django_db
AWAY, MINE = "/portal/sign-in/provider/", "/portal/mine/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    forget()
    with stub.running() as one:
        named = {"issuer": one.address, "client_id": CLIENT, "client_secret": SECRET, "title": "VNeID thử"}
        settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, **named}
        yield one
    forget()


def set_out(client: Client, wanted: str = "") -> str:
    """The address of the provider a visitor is led to."""
    answer = client.get(AWAY, {"next": wanted} if wanted else {})
    assert answer.status_code == 302 and answer.headers["Cache-Control"] == "no-store"
    return str(answer.headers["Location"])


def returned(client: Client, address: str, **more: Any) -> Any:
    parts = urlsplit(address)
    assert parts.netloc == "testserver"
    return client.get(f"{parts.path}?{parts.query}", **more)


def signed_in(client: Client, provider: Provider, wanted: str = "") -> Any:
    return returned(client, provider.consent(set_out(client, wanted)))


def said(answer: Any, status: int = 422) -> str:
    """What a refusal says; nobody is signed in by it."""
    assert answer.status_code == status, answer.status_code
    assert not CitizenSession.objects.exists() and "namro_citizen" not in answer.cookies
    return str(answer.content.decode())


def test_without_settings_nothing_is_offered_and_nothing_fetched(client: Client) -> None:
    assert "provider/" not in client.get("/portal/sign-in/").content.decode()
    for path in (AWAY, "/portal/sign-in/return/?code=a&state=b"):
        assert client.get(path).headers["Location"] == "/portal/sign-in/"


def test_the_page_offers_it_without_asking_it_anything(client: Client, provider: Provider) -> None:
    assert "Đăng nhập bằng VNeID thử" in client.get("/portal/sign-in/").content.decode()
    assert provider.asked == []


def test_a_visitor_goes_there_with_state_nonce_and_challenge_and_nothing_of_theirs(
    client: Client, provider: Provider
) -> None:
    first, second = (parse_qs(urlsplit(set_out(client)).query) for _number in range(2))
    assert (
        first["response_type"] == ["code"] and first["client_id"] == [CLIENT] and first["scope"] == ["openid profile"]
    )
    assert first["code_challenge_method"] == ["S256"] and "code_verifier" not in first
    assert first["redirect_uri"] == ["http://testserver/portal/sign-in/return/"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43 and first[name] != second[name]
    cookie = client.cookies["namro_citizen_way"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/portal/"
    assert first["nonce"][0] not in cookie.value and second["nonce"][0] not in cookie.value
    assert provider.asked == ["/.well-known/openid-configuration"]  # asked once in some minutes


def test_whom_the_provider_names_is_a_citizen_and_sees_their_dossier(
    client: Client, desk: Desk, provider: Provider
) -> None:
    made = desk.received(id_number=NUMBER)
    page = f"{MINE}{made.code}/"
    answer = signed_in(client, provider, page)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert answer.cookies["namro_citizen_way"].value == ""
    shown = client.get(page)
    assert shown.status_code == 200 and NAME in shown.content.decode() and "sessionid" not in client.cookies
    assert not CitizenAccount.objects.exists()


def test_no_token_outlives_the_sign_in(client: Client, provider: Provider, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG, logger="namro"):
        signed_in(client, provider)
    kept = json.dumps(
        [list(CitizenSession.objects.values()), list(Event.objects.values()), list(Tally.objects.values())], default=str
    )
    cookies = "".join(one.value for one in client.cookies.values())
    for hidden in (provider.tokens[0], "vao-mot-lan", NUMBER, NAME, SECRET):
        assert hidden not in kept and hidden not in cookies and hidden not in caplog.text, hidden


def test_the_number_may_stand_beside_the_token(client: Client, provider: Provider) -> None:
    provider.claims, provider.beside = {"personal_id": None}, {"sub": "u-1", "personal_id": NUMBER, "name": NAME}
    assert signed_in(client, provider).headers["Location"] == MINE


@pytest.mark.parametrize("beside", [None, {"sub": "u-1"}, {"sub": "u-1", "personal_id": "12"}])
def test_without_a_number_it_is_said_whose_dossiers_are_not_known(
    client: Client, provider: Provider, beside: Any
) -> None:
    provider.claims, provider.beside = {"personal_id": None}, beside
    assert "không cho biết số định danh" in said(signed_in(client, provider))


def test_what_is_said_beside_of_somebody_else_counts_for_nothing(client: Client, provider: Provider) -> None:
    provider.claims, provider.beside = {"personal_id": None}, {"sub": "u-2", "personal_id": NUMBER}
    assert "không hợp lệ" in said(signed_in(client, provider))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "khac"}, {"nonce": None}, {"aud": "cong-khac"}, {"aud": None}, {"aud": "cong-khac", "azp": CLIENT},
        {"iss": "https://gia.example"}, {"iss": None}, {"exp": 1_700_000_000}, {"exp": None}, {"sub": None},
        {"iat": 9_999_999_999}, {"at_hash": "khac"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_visit_is_refused(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert "không hợp lệ hoặc đã hết hạn" in said(signed_in(client, provider))


def test_a_token_for_several_of_which_we_are_one_holds(client: Client, provider: Provider) -> None:
    provider.claims = {"aud": [CLIENT, "khac"], "azp": CLIENT}
    assert signed_in(client, provider).status_code == 302


def test_a_forged_signature_is_refused(client: Client, provider: Provider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "a"})
    assert "không hợp lệ" in said(signed_in(client, provider))


@pytest.mark.parametrize("alg", ["none", "HS256", "ES256"])
def test_a_token_signed_by_nobody_or_with_something_public_is_refused(
    client: Client, provider: Provider, alg: str
) -> None:
    provider.header = {"alg": alg, "kid": "a"}
    if alg == "HS256":
        provider.secret = provider.key.as_pem(private=False)  # what anybody may read, taken as a shared secret
    if alg == "ES256":
        provider.signs_with = ECKey.generate_key("P-256", {"kid": "a"})
    assert "không hợp lệ" in said(signed_in(client, provider))


def test_a_new_key_of_the_provider_is_fetched(client: Client, provider: Provider) -> None:
    assert signed_in(client, provider).status_code == 302
    key = RSAKey.generate_key(2048, {"kid": "b"})
    provider.published, provider.signs_with, provider.header = [key], key, {"alg": "RS256", "kid": "b"}
    assert signed_in(Client(), provider).status_code == 302
    assert provider.asked.count("/keys") == 2


def test_a_refused_consent_is_said_and_the_wanted_page_is_kept(client: Client, provider: Provider) -> None:
    answer = returned(client, provider.refuse(set_out(client, f"{MINE}H26.19-261102-0001/")))
    page = said(answer)
    assert "chưa đồng ý đăng nhập hoặc đã hủy" in page
    assert f'name="next" value="{MINE}H26.19-261102-0001/"' in page
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_state_of_another_browser_or_of_nobody_is_refused(client: Client, provider: Provider) -> None:
    address = provider.consent(set_out(client))
    assert "trình duyệt khác" in said(returned(Client(), address))
    assert "trình duyệt khác" in said(client.get("/portal/sign-in/return/", {"code": "a", "state": "b"}))
    assert "/token" not in provider.asked


def test_a_way_back_is_gone_once(client: Client, provider: Provider) -> None:
    address = provider.consent(set_out(client))
    kept = client.cookies["namro_citizen_way"].value
    assert returned(client, address).status_code == 302
    other = Client()
    other.cookies["namro_citizen_way"] = kept
    assert other.get(urlsplit(address).path + "?" + urlsplit(address).query).status_code == 422
    assert provider.asked.count("/token") == 1


def test_a_way_taken_too_slowly_is_refused(client: Client, provider: Provider, monkeypatch: Any) -> None:
    address = provider.consent(set_out(client))
    later = timezone.now() + citizens().provider + timedelta(seconds=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "quá lâu" in said(returned(client, address))


def test_a_provider_that_is_away_is_said_when_setting_out(client: Client, settings: Any) -> None:
    forget()
    named = {"issuer": "http://127.0.0.1:9", "client_id": CLIENT, "title": "VNeID thử"}
    settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, **named}
    page = said(client.get(AWAY, {"next": f"{MINE}H26.19-261102-0001/"}), 502)
    assert "Chưa kết nối được với VNeID thử" in page and f'value="{MINE}H26.19-261102-0001/"' in page
    forget()


@pytest.mark.parametrize(("path", "status"), [("/token", 503), ("/keys", 500)])
def test_a_provider_that_goes_away_on_the_way_is_said(
    client: Client, provider: Provider, path: str, status: int
) -> None:
    address = provider.consent(set_out(client))
    provider.broken[path] = status
    answer = returned(client, address)
    assert "Chưa kết nối được" in said(answer, 502)


def test_while_it_is_away_visitors_do_not_wait_one_after_another(client: Client, provider: Provider) -> None:
    provider.broken["/.well-known/openid-configuration"] = 500
    for _number in range(3):
        said(client.get(AWAY), 502)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "described_as",
    [{"issuer": "https://gia.example"}, {"token_endpoint": "http://gia.example/token"}, {"jwks_uri": None}],
    ids=str,
)
def test_a_description_of_another_or_without_tls_is_not_believed(
    client: Client, provider: Provider, described_as: Any
) -> None:
    provider.described = described_as
    said(client.get(AWAY), 502)


def test_a_wrong_code_is_refused(client: Client, provider: Provider) -> None:
    address = provider.consent(set_out(client))
    assert "không hợp lệ" in said(returned(client, address.replace("code=", "code=x")))


def test_wrong_answers_are_counted_by_address_and_right_ones_are_not(client: Client, provider: Provider) -> None:
    assert signed_in(client, provider).status_code == 302
    CitizenSession.objects.all().delete()
    most = limits()["sign_in_address"].most
    for _number in range(most):
        client.get("/portal/sign-in/return/", {"code": "a", "state": "b"})
    assert client.get("/portal/sign-in/return/", {"code": "a", "state": "b"}).status_code == 429


def test_the_way_back_takes_no_post(client: Client, provider: Provider) -> None:
    assert client.post("/portal/sign-in/return/").status_code == 405
    assert client.head("/portal/sign-in/return/").status_code == 405


def test_a_page_of_elsewhere_is_never_led_to(client: Client, provider: Provider) -> None:
    for wanted in (
        "https://gia.example/",
        "//gia.example/",
        "/accounts/logout/",
        "/portal/mine/../../x/",
        "/portal/mine/\\x/",
    ):
        assert signed_in(Client(), provider, wanted).headers["Location"] == MINE


def test_a_session_of_a_provider_is_its_own(desk: Desk, client: Client, provider: Provider) -> None:
    signed_in(client, provider)
    kept = CitizenSession.objects.get()
    assert kept.account_id is None and NUMBER not in kept.sealed
    assert Dossier.objects.count() == 0 and "Chưa có hồ sơ nào" in client.get(MINE).content.decode()
