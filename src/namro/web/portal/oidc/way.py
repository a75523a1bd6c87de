"""The way to the provider and back. What the browser keeps meanwhile is sealed, and good for one return within minutes."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from namro.base.errors import DomainError
from namro.base.limits import services as limiting
from namro.web.portal.oidc.discovery import SECONDS, Failed, Provider, described, keys_of, must_be_safe
from namro.web.portal.parameters import citizens, limits
from namro.web.portal.sealing import seal, unseal
from namro.web.portal.services.accounts import NUMBER
from namro.web.portal.services.sessions import Proven

PURPOSE = "way"
# Of a key pair only: a secret both sides know signs nothing here, and neither does nobody.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
LEEWAY = 60  # seconds two clocks may differ
LONGEST_NAME = 160


class Unreachable(DomainError):
    """The provider does not answer: to be tried again, or signed in another way."""

    status = 502


@dataclass(frozen=True)
class SetOut:
    """Where the visitor goes, and what their browser keeps until they are back."""

    address: str
    kept: str


@dataclass(frozen=True)
class Answer:
    """What the provider sent the visitor back with."""

    state: str
    code: str
    error: str


def set_out(one: Provider, *, back: str, next_page: str, at: datetime) -> SetOut:
    """The address of the provider with a state, a nonce and a PKCE challenge of this visit alone.

    Refuses: portal.provider.away
    """
    try:
        told = described(one, at=at)
    except Failed as failed:
        raise _away(one) from failed
    held = {name: secrets.token_urlsafe(48) for name in ("state", "nonce", "verifier")}
    with _client(one, told, back) as client:
        address, _state = client.create_authorization_url(
            told["authorization_endpoint"], state=held["state"], nonce=held["nonce"], code_verifier=held["verifier"]
        )
    return SetOut(address, seal({**held, "next": next_page}, purpose=PURPOSE, at=at))


def next_page_of(kept: str, *, at: datetime) -> str:
    """Where a visitor wanted to go when they set out."""
    return str(_opened(kept, at).get("next", ""))


def come_back(one: Provider, *, kept: str, answer: Answer, back: str, at: datetime) -> Proven:
    """Whom the provider says a visitor is.

    Refuses: portal.provider.state, portal.provider.refused, portal.provider.away, portal.provider.token,
    portal.provider.no_number
    """
    held = _opened(kept, at)
    if not held or not constant_time_compare(held["state"], answer.state) or not _is_first(held["state"], at):
        message = _("Lần đăng nhập này đã quá lâu, đã dùng rồi hoặc mở ở trình duyệt khác. Hãy bấm đăng nhập lại.")
        raise DomainError("portal.provider.state", message)
    if answer.error or not answer.code:
        message = _("%(provider)s cho biết anh/chị chưa đồng ý đăng nhập hoặc đã hủy. Chưa có gì thay đổi; có thể đăng nhập lại.")  # fmt: skip
        raise DomainError("portal.provider.refused", message % {"provider": one.called})
    try:
        claims = _claims(one, held, answer.code, back, at)
    except (Failed, requests.RequestException) as failed:
        raise _away(one) from failed
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as failed:
        # Said in general: what exactly was wrong helps only whoever forges.
        message = _("Xác nhận của %(provider)s không hợp lệ hoặc đã hết hạn nên chưa đăng nhập được. Hãy thử lại.")
        raise DomainError("portal.provider.token", message % {"provider": one.called}) from failed
    return _proven(one, claims)


def _opened(kept: str, at: datetime) -> dict[str, Any]:
    return unseal(kept, purpose=PURPOSE, at=at, within=citizens().provider)


def _is_first(state: str, at: datetime) -> bool:
    return limiting.count(limits()["sign_in_return"], state, at=at).is_within


def _away(one: Provider) -> Unreachable:
    message = _(
        "Chưa kết nối được với %(provider)s. Hãy thử lại sau ít phút, hoặc đăng nhập bằng tài khoản mở tại quầy."
    )
    return Unreachable("portal.provider.away", message % {"provider": one.called})


def _client(one: Provider, told: dict[str, Any], back: str) -> Any:
    """A client for one visit: it forgets everything when it is closed."""
    offered = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    how = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
    return OAuth2Session(
        one.client_id, one.client_secret or None, token_endpoint_auth_method=how if one.client_secret else "none",
        scope=one.scope, redirect_uri=back, code_challenge_method="S256", default_timeout=SECONDS, leeway=0,
    )  # fmt: skip


def _claims(one: Provider, held: dict[str, Any], code: str, back: str, at: datetime) -> dict[str, Any]:
    """What the provider says of the visitor, in its ID token, and beside it where the number is not in the token."""
    told = described(one, at=at)
    with _client(one, told, back) as client:
        given = client.fetch_token(
            told["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=held["verifier"],
            allow_redirects=False,
        )  # fmt: skip
        claims = _checked(one, told, given, held["nonce"], at)
        if not claims.get(one.number) and "userinfo_endpoint" in told:
            claims |= _beside(client, told["userinfo_endpoint"], claims["sub"])
    return claims


def _checked(one: Provider, told: dict[str, Any], given: Any, nonce: str, at: datetime) -> dict[str, Any]:
    """The claims of the ID token, once signature, issuer, audience, times and nonce are right."""
    signed = _verified(str(given["id_token"]), told, at)
    wanted: Any = {
        "iss": {"essential": True, "value": one.issuer},
        "aud": {"essential": True, "value": one.client_id},
        "nonce": {"essential": True, "value": nonce},
    }
    params = {"nonce": nonce, "client_id": one.client_id, "access_token": given.get("access_token")}
    claims = CodeIDToken(signed.claims, signed.header, wanted, params)
    claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    return dict(claims)


def _verified(token: str, told: dict[str, Any], at: datetime) -> jwt.Token:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(token, KeySet.import_key_set(keys_of(told, at=at)), registry=registry)  # type: ignore[arg-type]
    except InvalidKeyIdError:  # it signs with a new key since we asked
        return jwt.decode(token, KeySet.import_key_set(keys_of(told, at=at, anew=True)), registry=registry)  # type: ignore[arg-type]


def _beside(client: Any, address: str, subject: str) -> dict[str, Any]:
    """What the provider says besides, of the same person: OpenID Connect 1.0, 5.3.2."""
    must_be_safe(address)
    answer = client.get(address, allow_redirects=False)
    if answer.status_code != 200:
        raise Failed(address)
    told = answer.json()
    if told["sub"] != subject:
        raise ValueError("the answer is of somebody else")
    return dict(told)


def _proven(one: Provider, claims: dict[str, Any]) -> Proven:
    number, subject = str(claims.get(one.number) or "").strip(), claims.get(one.subject)
    if not NUMBER.fullmatch(number) or not subject:
        message = _("%(provider)s không cho biết số định danh cá nhân nên không biết hồ sơ nào là của anh/chị. Hãy đăng nhập bằng tài khoản có số định danh, hoặc xin mở tài khoản tại quầy.")  # fmt: skip
        raise DomainError("portal.provider.no_number", message % {"provider": one.called})
    name = unicodedata.normalize("NFC", str(claims.get(one.name) or "")).strip()
    return Proven(number, name[:LONGEST_NAME])
