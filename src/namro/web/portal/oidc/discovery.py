"""The provider as the settings name it, and what it says of itself: its addresses and keys, remembered for some minutes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

REMEMBERED = timedelta(minutes=10)
NOT_ASKED_AGAIN = timedelta(seconds=15)  # after a failure: while it is down, visitors do not wait one after another
SECONDS = (3, 8)  # to connect, and between two bytes: a citizen waits for it
LARGEST = 256 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Failed(Exception):
    """The provider did not answer, or not as OpenID Connect says."""


@dataclass(frozen=True)
class Provider:
    """Who it is, who we are to it, and what it calls its claims."""

    issuer: str
    client_id: str
    client_secret: str
    title: str
    scope: str
    subject: str
    name: str
    number: str

    @property
    def called(self) -> str:
        return self.title or _("tài khoản định danh điện tử")


def provider() -> Provider | None:
    """The provider of this installation; none where no issuer or client is named."""
    named = settings.CITIZEN_OIDC
    return Provider(**named) if named["issuer"] and named["client_id"] else None


_KNOWN: dict[str, tuple[datetime, dict[str, Any]]] = {}
_FAILED: dict[str, datetime] = {}


def forget() -> None:
    """What a provider said of itself is asked anew."""
    _KNOWN.clear()
    _FAILED.clear()


def described(one: Provider, *, at: datetime) -> dict[str, Any]:
    """What the provider says of itself. Raises: Failed."""
    told = _remembered(f"{one.issuer.rstrip('/')}/.well-known/openid-configuration", at=at)
    if told.get("issuer") != one.issuer or not all(isinstance(told.get(name), str) for name in ADDRESSES):
        raise Failed("the description is of another issuer, or lacks an address")
    for name in ADDRESSES:
        must_be_safe(told[name])
    return told


def keys_of(told: dict[str, Any], *, at: datetime, anew: bool = False) -> dict[str, Any]:
    """The keys it signs with; fetched anew where a token names one that is not among those remembered. Raises: Failed."""
    if anew:
        _KNOWN.pop(told["jwks_uri"], None)
    return _remembered(told["jwks_uri"], at=at)


def _remembered(address: str, *, at: datetime) -> dict[str, Any]:
    known = _KNOWN.get(address)
    if known is None or not at - REMEMBERED < known[0] <= at:
        known = _KNOWN[address] = (at, _asked(address, at))
    return known[1]


def _asked(address: str, at: datetime) -> dict[str, Any]:
    failed = _FAILED.get(address)
    if failed is not None and failed <= at < failed + NOT_ASKED_AGAIN:
        raise Failed(address)
    try:
        return _fetched(address)
    except Failed:
        _FAILED[address] = at
        raise


def _fetched(address: str) -> dict[str, Any]:
    must_be_safe(address)
    try:
        with requests.get(address, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            held = answer.raw.read(LARGEST + 1, decode_content=True)
            if answer.status_code != 200 or len(held) > LARGEST:
                raise Failed(f"{address}: {answer.status_code}")
        told = json.loads(held)
    except (requests.RequestException, OSError, ValueError) as error:
        raise Failed(address) from error
    if not isinstance(told, dict):
        raise Failed(address)
    return told


def must_be_safe(address: str) -> None:
    """TLS, but on the machine itself. Raises: Failed."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Failed(f"{address} is not https")
