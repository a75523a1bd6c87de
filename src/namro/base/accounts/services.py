"""Every write about accounts: issuing them, languages, first passwords, and typed work given back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.accounts.models import TypedWork, User
from namro.base.audit.services import record
from namro.base.errors import DomainError

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that reads like something else on paper
KEPT_FOR = timedelta(hours=24)
AT_ONCE = 200  # hashing a password takes a while on purpose; a page answers within seconds


@dataclass(frozen=True)
class Issued:
    """An account just made, with its one-time password: shown once, never stored in the clear."""

    person_id: int | None
    name: str
    username: str
    password: str


@dataclass(frozen=True)
class Newcomer:
    """Somebody who needs an account."""

    person_id: int
    code: str
    name: str
    email: str = ""


def one_time_password() -> str:
    """Twelve characters in groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


@transaction.atomic
def issue_accounts(*, people: Sequence[Newcomer], by: Actor, at: datetime, unit_id: int | None) -> list[Issued]:
    """Make an account for each person, named by their staff code, with a password to be changed at the first sign-in.

    The caller has checked that the people are in the actor's reach.
    Refuses: accounts.nobody, accounts.too_many, accounts.exists
    Records: accounts:user:issued
    """
    if not people:
        raise DomainError("accounts.nobody", _("Mọi người trong danh sách đã có tài khoản."))
    if len(people) > AT_ONCE:
        raise DomainError(
            "accounts.too_many",
            _("Mỗi lần cấp tối đa %(most)s tài khoản. Hãy cấp theo từng đơn vị nhỏ hơn.") % {"most": AT_ONCE},
        )
    _refuse_taken(people)
    issued = [Issued(p.person_id, p.name, p.code.lower(), one_time_password()) for p in people]
    emails = {p.person_id: p.email for p in people}
    made = User.objects.bulk_create([_new_user(one, emails[one.person_id or 0]) for one in issued])
    record(
        tag="accounts:user:issued", by=by, at=at, subject=("unit", unit_id), unit_id=unit_id,
        after={"count": len(made), "users": [user.pk for user in made]},
    )  # fmt: skip
    return issued


def _new_user(one: Issued, email: str) -> User:
    return User(
        username=one.username, person_id=one.person_id, email=email,
        password=make_password(one.password), must_change_password=True,
    )  # fmt: skip


def _refuse_taken(people: Sequence[Newcomer]) -> None:
    codes = [person.code.lower() for person in people]
    taken = User.objects.filter(username__in=codes) | User.objects.filter(person_id__in=[p.person_id for p in people])
    names = ", ".join(sorted(user.username for user in taken)[:5])
    if names:
        raise DomainError(
            "accounts.exists", _("Đã có tài khoản: %(names)s. Bỏ những người này rồi cấp lại.") % {"names": names}
        )


@transaction.atomic
def reset_password(*, user_id: int, by: Actor, at: datetime, unit_id: int | None) -> Issued:
    """Give a new one-time password to somebody who has lost theirs; the old one stops working at once.

    Refuses: accounts.unknown
    Records: accounts:user:password_reset
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise DomainError("accounts.unknown", _("Không có tài khoản này. Tải lại danh sách."))
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(tag="accounts:user:password_reset", by=by, at=at, subject=("user", user.pk), unit_id=unit_id)
    return Issued(user.person_id, "", user.username, password)


@transaction.atomic
def set_active(*, user_id: int, active: bool, by: Actor, at: datetime, unit_id: int | None) -> None:
    """Let an account sign in, or stop it; its sessions end with its next request.

    Refuses: accounts.unknown, accounts.own
    Records: accounts:user:activated, accounts:user:deactivated
    """
    if user_id == by.user_id:
        raise DomainError("accounts.own", _("Không thể tự khóa tài khoản của mình. Nhờ một cán bộ khác làm việc này."))
    if not User.objects.filter(pk=user_id).update(is_active=active):
        raise DomainError("accounts.unknown", _("Không có tài khoản này. Tải lại danh sách."))
    tag = "accounts:user:activated" if active else "accounts:user:deactivated"
    record(tag=tag, by=by, at=at, subject=("user", user_id), unit_id=unit_id)


def password_was_changed(user: Any) -> None:
    """The first password has been replaced by one only its owner knows."""
    User.objects.filter(pk=user.pk, must_change_password=True).update(must_change_password=False)


def choose_language(*, user_id: int, language: str) -> None:
    User.objects.filter(pk=user_id).update(language=language)


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86400,
        samesite="Lax",
        secure=settings.HTTPS,
        httponly=True,
    )


def keep_typed(*, path: str, page: str, fields: dict[str, list[str]], user_id: int, at: datetime) -> str:
    """Keep what somebody had typed when their session ended; returns the token that finds it again."""
    token = secrets.token_urlsafe(32)
    TypedWork.objects.filter(at__lt=at - KEPT_FOR).delete()
    TypedWork.objects.create(token=token, path=path[:500], page=page[:500], fields=fields, user_id=user_id, at=at)
    return token


def drop_typed(*, token: str, user_id: int) -> None:
    TypedWork.objects.filter(token=token, user_id=user_id).delete()
