"""What several acts of careers check alike."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError


def user_of(by: Actor) -> int:
    """The account that acts. Refuses: careers.anonymous"""
    if by.user_id is None:
        raise DomainError("careers.anonymous", _("Cần đăng nhập để ghi nhận việc này."))
    return by.user_id


def require_text(value: str, name: str, message: str) -> str:
    """Something was written. Refuses: careers.<name>.missing"""
    written = value.strip()
    if not written:
        raise DomainError(f"careers.{name}.missing", message, field=name)
    return written


def require_number(number: str, decided_on: date, on: date) -> str:
    """A decision has a number and a day that has come. Refuses: careers.number.missing, careers.decided_on.future"""
    if decided_on > on:
        raise DomainError("careers.decided_on.future", _("Ngày quyết định không được sau hôm nay."), field="decided_on")
    return require_text(number, "number", _("Hãy ghi số quyết định."))
