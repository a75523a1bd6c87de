"""Accounts opened at the counter: a code handed over against the paper, a password of the citizen's own, and the end of it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.accounts.services import ALPHABET
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.base.limits import services as limiting
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.reading import dossier_for
from namro.web.portal.models import CitizenAccount
from namro.web.portal.parameters import citizens, limits
from namro.web.portal.sealing import digest
from namro.web.portal.services.following import count_try
from namro.web.portal.services.sessions import Proven

NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
BY_ADDRESS = ("sign_in_address", "sign_in_address_day")
GROUP = 4  # letters of a code are read in groups
NONE = "-" * 64  # no digest is this: an account that is not there takes as long as one that is


@dataclass(frozen=True)
class Opened:
    """An account just opened, with its code: shown once, never stored in the clear."""

    account: CitizenAccount
    code: str


@transaction.atomic
def open_account(*, dossier_id: int, is_checked: bool, reason: str, by: Actor, at: datetime, on: date) -> Opened:
    """Open an account for the identification number of a dossier, after its applicant showed their paper at the counter.

    Opening again is for whoever lost code or password: what they had stops working at once, and so do their sign-ins.

    Refuses: onestop.not_found, access.denied, portal.account.unchecked, portal.account.reason, portal.account.no_number
    Records: portal:account:opened, portal:account:opened_again
    """
    dossier = _dossier(dossier_id, by, on)
    if not is_checked:
        message = _(
            "Chỉ mở tài khoản khi đã đối chiếu giấy tờ tùy thân của chính người nộp. Hãy đánh dấu sau khi đối chiếu."
        )
        raise DomainError("portal.account.unchecked", message, field="is_checked")
    _must_say_why(reason)
    if not NUMBER.fullmatch(dossier.id_number):
        message = _("Hồ sơ này chưa có số định danh 9 hoặc 12 chữ số của người nộp, nên chưa mở được tài khoản.")
        raise DomainError("portal.account.no_number", message)
    assert by.user_id is not None
    key, code = number_key(dossier.id_number), one_time_code()
    given = {
        "password": "", "code_key": _code_key(key, code), "code_until": at + citizens().code, "opened_at": at,
        "opened_by_id": by.user_id, "closed_at": None, "closed_by_id": None,
    }  # fmt: skip
    account, is_new = CitizenAccount.objects.update_or_create(number_key=key, defaults=given)
    account.sessions.all().delete()
    tag = "portal:account:opened" if is_new else "portal:account:opened_again"
    _tell(tag, account, dossier, reason, by, at)
    return Opened(account, code)


@transaction.atomic
def close_account(*, dossier_id: int, reason: str, by: Actor, at: datetime, on: date) -> None:
    """Close the account of the identification number of a dossier: neither code nor password works, sign-ins end.

    Refuses: onestop.not_found, access.denied, portal.account.reason, portal.account.none
    Records: portal:account:closed
    """
    dossier = _dossier(dossier_id, by, on)
    _must_say_why(reason)
    rows = CitizenAccount.objects.select_for_update().filter(closed_at__isnull=True)
    account = rows.filter(number_key=number_key(dossier.id_number)).first()
    if account is None:
        raise DomainError("portal.account.none", _("Người nộp hồ sơ này không có tài khoản đang mở."))
    account.password, account.code_key, account.code_until = "", "", None
    account.closed_at, account.closed_by_id = at, by.user_id
    account.save()
    account.sessions.all().delete()
    _tell("portal:account:closed", account, dossier, reason, by, at)


def _dossier(dossier_id: int, by: Actor, on: date) -> Dossier:
    return dossier_for(by, dossier_id, on=on, needs=Permission.DOSSIER_RECEIVE)[0]


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise DomainError("portal.account.reason", _("Hãy ghi mục đích."), field="reason")


def _tell(tag: str, account: CitizenAccount, dossier: Dossier, reason: str, by: Actor, at: datetime) -> None:
    record(
        tag=tag, by=by, at=at, subject=("citizen_account", account.pk), unit_id=dossier.unit_id,
        after={"dossier": dossier.pk}, reason=reason.strip(),
    )  # fmt: skip


def account_of(id_number: str) -> CitizenAccount | None:
    """The account of an identification number, open or closed."""
    key = number_key(id_number)
    found = CitizenAccount.objects.filter(number_key=key).first() if id_number else None
    return found if constant_time_compare(found.number_key if found else NONE, key) else None


def sign_in(*, number: str, password: str, address: str, at: datetime) -> Proven:
    """Whom number and password prove somebody to be. An unknown number is answered like a wrong password, after as much work.

    Not one transaction: a try stays counted whatever becomes of it.

    Refuses: portal.number.form, portal.sign_in.empty, limits.too_many, portal.sign_in.wrong
    Records: portal:limit:reached
    """
    known = clean_number(number)
    if not password:
        raise DomainError("portal.sign_in.empty", _("Hãy nhập mật khẩu."), field="password")
    keys = _tried(known, address, at)
    account = account_of(known)
    nobodys = _nobodys_password()
    fits = check_password(password, (account.password if account else "") or nobodys)
    if account is None or not account.password or not fits:
        message = _("Số định danh hoặc mật khẩu không đúng. Lần đầu thì đăng nhập bằng mã ghi trên phiếu; quên mật khẩu thì đến nơi nộp hồ sơ xin mã mới.")  # fmt: skip
        raise DomainError("portal.sign_in.wrong", message)
    _fine(keys)
    return Proven(known, account_id=account.pk)


def choose_password(*, number: str, code: str, password: str, address: str, at: datetime) -> Proven:
    """The first sign-in: the code of the counter for a password of one's own. A code is used once.

    Every wrong pair is answered alike: an unknown number, a wrong, used or outdated code, a closed account.

    Refuses: portal.number.form, portal.password.weak, limits.too_many, portal.code.wrong
    Records: portal:account:password_chosen, portal:limit:reached
    """
    known = clean_number(number)
    _must_be_strong(password, known)
    keys = _tried(known, address, at)
    account = _with_code(known, code, password, at)
    if account is None:
        message = _("Số định danh và mã không khớp, hoặc mã đã dùng hay hết hạn. Xem lại phiếu; mã mất thì đến nơi nộp hồ sơ xin mã mới.")  # fmt: skip
        raise DomainError("portal.code.wrong", message)
    _fine(keys)
    return Proven(known, account_id=account.pk)


@transaction.atomic
def _with_code(number: str, code: str, password: str, at: datetime) -> CitizenAccount | None:
    """The account whose code this is, with the password in place of the code."""
    key = number_key(number)
    found = CitizenAccount.objects.select_for_update().filter(number_key=key).first()
    fits = constant_time_compare((found.code_key if found else "") or NONE, _code_key(key, code))
    if found is None or not fits or found.code_until is None or found.code_until <= at:
        return None
    found.password, found.code_key, found.code_until = make_password(password), "", None
    found.save(update_fields=["password", "code_key", "code_until"])
    who = Actor(user_id=None)
    record(tag="portal:account:password_chosen", by=who, at=at, subject=("citizen_account", found.pk))
    return found


def _must_be_strong(password: str, number: str) -> None:
    try:
        validate_password(password)
    except ValidationError as refused:
        raise DomainError("portal.password.weak", " ".join(refused.messages), field="password") from refused
    if number in re.sub(r"\D", "", password):
        message = _("Mật khẩu không được chứa số định danh.")
        raise DomainError("portal.password.weak", message, field="password")


def clean_number(text: str) -> str:
    """An identification number as kept: digits alone. Refuses: portal.number.form"""
    found = re.sub(r"[\s.]", "", text[:40])
    if not NUMBER.fullmatch(found):
        message = _("Hãy nhập đủ 12 chữ số của số định danh cá nhân (số cũ 9 chữ số), giữ cả các số 0 ở đầu.")
        raise DomainError("portal.number.form", message, field="number")
    return found


def number_key(number: str) -> str:
    """What is kept of an identification number."""
    return digest("number", number)


def one_time_code() -> str:
    """Letters and digits that read like nothing else on paper, in groups of four."""
    letters = [secrets.choice(ALPHABET) for _number in range(citizens().code_letters)]
    return "-".join("".join(letters[first : first + GROUP]) for first in range(0, len(letters), GROUP))


def _code_key(number_key: str, code: str) -> str:
    return digest("code", f"{number_key}:{re.sub(r'[^a-z0-9]', '', code.lower()[:60])}")


def _tried(number: str, address: str, at: datetime) -> dict[str, str]:
    keys = {**dict.fromkeys(BY_ADDRESS, address), "sign_in_number": number_key(number)}
    for name, key in keys.items():
        count_try(name, key, at=at)
    return keys


def _fine(keys: dict[str, str]) -> None:
    """What was right is no guess."""
    for name, key in keys.items():
        limiting.give_back(limits()[name], key)


@lru_cache(maxsize=1)
def _nobodys_password() -> str:
    """What the password of a number without an account is compared with."""
    return make_password(secrets.token_urlsafe(20))
