"""Sign-ins of citizens while they last: begun, seen, ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record
from namro.web.portal.http import Citizen
from namro.web.portal.models import CitizenSession, Way
from namro.web.portal.parameters import citizens
from namro.web.portal.sealing import digest, seal, unseal

PURPOSE = "session"
NOTED_EVERY = timedelta(minutes=1)  # a page after another is not written down each time


@dataclass(frozen=True)
class Proven:
    """Whom a password, a code or an identity provider proved a visitor to be."""

    number: str
    name: str = ""
    account_id: int | None = None


@transaction.atomic
def enter(proven: Proven, *, instead_of: str, at: datetime) -> str:
    """Sign a citizen in; returns what their cookie holds, which is new every time. The sign-in this browser had is over.

    Records: portal:citizen:signed_in
    """
    CitizenSession.objects.filter(ends_at__lte=at).delete()
    CitizenSession.objects.filter(key=_key(instead_of)).delete()
    token = secrets.token_urlsafe(32)
    held = seal({"number": proven.number, "name": proven.name}, purpose=PURPOSE, key=token, at=at)
    made = CitizenSession.objects.create(
        key=_key(token), way=Way.ACCOUNT if proven.account_id else Way.PROVIDER, account_id=proven.account_id,
        sealed=held, opened_at=at, seen_at=at, ends_at=at + citizens().most,
    )  # fmt: skip
    _told("portal:citizen:signed_in", made.pk, proven.account_id, at=at)
    return token


def citizen_of(token: str, *, at: datetime) -> Citizen | None:
    """Who holds the cookie; nobody when the sign-in has ended, idle or old, or its account was closed."""
    rows = CitizenSession.objects.filter(key=_key(token), ends_at__gt=at, seen_at__gt=at - citizens().idle)
    found = rows.filter(account__closed_at__isnull=True).first()  # true of none who came by a provider, too
    held = unseal(found.sealed, purpose=PURPOSE, key=token, at=at) if found else {}
    if found is None or not held:
        return None
    return Citizen(found.pk, found.account_id, held["number"], held["name"], found.seen_at)


def lapsed(token: str, *, at: datetime) -> Citizen | None:
    """Whose sign-in the cookie was when it was let lie too long. Nothing is shown to whoever holds it: what they had typed
    is kept for the citizen alone, who sees it once they have signed in again.
    """
    found = CitizenSession.objects.filter(key=_key(token), ends_at__gt=at, account__closed_at__isnull=True).first()
    held = unseal(found.sealed, purpose=PURPOSE, key=token, at=at) if found else {}
    return Citizen(found.pk, found.account_id, held["number"], held["name"], found.seen_at) if found and held else None


def still_there(citizen: Citizen, *, at: datetime) -> None:
    """Begin the idle time anew."""
    if at - citizen.seen_at >= NOTED_EVERY:
        CitizenSession.objects.filter(pk=citizen.session_id).update(seen_at=at)


@transaction.atomic
def leave(citizen: Citizen, *, at: datetime) -> None:
    """Sign out: the cookie opens nothing any more.

    Records: portal:citizen:signed_out
    """
    CitizenSession.objects.filter(pk=citizen.session_id).delete()
    _told("portal:citizen:signed_out", citizen.session_id, citizen.account_id, at=at)


def _key(token: str) -> str:
    return digest(PURPOSE, token)


def _told(tag: str, session_id: int, account_id: int | None, *, at: datetime) -> None:
    """In the log a citizen is the number of their sign-in, and of their account where they have one."""
    record(tag=tag, by=NOBODY, at=at, subject=("citizen_session", session_id), after={"account": account_id})
