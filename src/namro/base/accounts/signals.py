"""What allauth and Django tell us: somebody signed in or out, failed to, or changed their password. All of it is recorded."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.accounts import services
from namro.base.accounts.middleware import SIGNED_IN_AT
from namro.base.audit.services import record


def _record(tag: str, user: Any) -> None:
    actor = Actor(user_id=user.pk, person_id=user.person_id)
    record(tag=tag, by=actor, at=timezone.now(), subject=("user", user.pk))


def signed_in(*, user: Any, request: HttpRequest | None = None, **_kwargs: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[SIGNED_IN_AT] = timezone.now().timestamp()
    _record("accounts:user:signed_in", user)


def signed_out(*, user: Any, **_kwargs: Any) -> None:
    if user is not None and user.pk is not None:
        _record("accounts:user:signed_out", user)


def changed_password(*, user: Any, **_kwargs: Any) -> None:
    services.password_was_changed(user)
    _record("accounts:user:password_changed", user)


def second_factor_added(*, user: Any, **_kwargs: Any) -> None:
    _record("accounts:user:second_factor_added", user)


def second_factor_removed(*, user: Any, **_kwargs: Any) -> None:
    _record("accounts:user:second_factor_removed", user)


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="namro.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="namro.signed_out")
    password_changed.connect(changed_password, dispatch_uid="namro.changed_password")
    mfa.authenticator_added.connect(second_factor_added, dispatch_uid="namro.second_factor_added")
    mfa.authenticator_removed.connect(second_factor_removed, dispatch_uid="namro.second_factor_removed")
