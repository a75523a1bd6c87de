"""What several acts of money check alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.engine.errors import RuleError


def user_of(by: Actor) -> int:
    """The account that acts. Refuses: money.anonymous"""
    if by.user_id is None:
        raise DomainError("money.anonymous", _("Cần đăng nhập để ghi nhận việc này."))
    return by.user_id


def require_text(value: str, name: str, message: str) -> str:
    """Something was written. Refuses: money.<name>.missing"""
    written = value.strip()
    if not written:
        raise DomainError(f"money.{name}.missing", message, field=name)
    return written


def require_number(number: str, decided_on: date, on: date) -> str:
    """A decision has a number and a day that has come. Refuses: money.number.missing, money.decided_on.future"""
    if decided_on > on:
        raise DomainError("money.decided_on.future", _("Ngày quyết định không được sau hôm nay."), field="decided_on")
    return require_text(number, "number", _("Hãy ghi số quyết định."))


def require_edit(row: Any, edits: int) -> None:
    """Nobody else saved in between. Refuses: money.edited"""
    if row.edits != edits:
        raise Conflict(
            "money.edited", _("Người khác vừa sửa nội dung này. Hãy mở lại trang để xem bản mới rồi sửa tiếp.")
        )


def refusal(error: RuleError, field: str = "") -> DomainError:
    """A refusal by the rules in the reader's language."""
    text = error.text.en if (get_language() or "vi").startswith("en") else error.text.vi
    return DomainError(error.code, text, field=field)


def note(tag: str, row: Any, unit_id: int | None, *, by: Actor, at: datetime, **said: Any) -> None:
    """One event of an act; `said` is what it says of before, after and why."""
    kind = type(row).__name__.lower()
    record(tag=f"money:{tag}", by=by, at=at, subject=(kind, row.pk), unit_id=unit_id, **said)
