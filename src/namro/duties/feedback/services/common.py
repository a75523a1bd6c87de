"""What every act on feedback shares: holding the row, asking who acts, the version, the event."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.duties.feedback import access
from namro.duties.feedback.models import Feedback, State


def hold(feedback_id: int, *, version: int, by: Actor, on: date, needs: Permission) -> Feedback:
    """The row, locked. Refuses: feedback.not_found, access.denied, feedback.conflict"""
    found = Feedback.objects.select_for_update().filter(pk=feedback_id).first()
    if found is None:
        raise access.not_found()
    access.require(needs, found, by, on=on)
    if found.version != version:
        message = _("Phản ánh vừa được người khác xử lý. Hãy xem lại nội dung mới rồi làm tiếp.")
        raise Conflict("feedback.conflict", message, version=found.version)
    return found


def require_state(found: Feedback, *states: State) -> None:
    """Refuses: feedback.state"""
    if found.state not in states:
        message = _("Phản ánh đang ở bước “%(state)s” nên chưa hoặc không còn làm được việc này.")
        raise DomainError("feedback.state", message % {"state": found.get_state_display()})


def require_text(text: str, field: str, message: str) -> str:
    """Refuses: feedback.FIELD.missing"""
    written = text.strip()
    if not written:
        raise DomainError(f"feedback.{field}.missing", message, field=field)
    return written


def user_of(by: Actor) -> int:
    """Refuses: access.denied"""
    if by.user_id is None:
        raise NotAllowed("access.denied", _("Cần đăng nhập để làm việc này."))
    return by.user_id


def save(found: Feedback, *fields: str) -> None:
    found.version += 1
    found.save(update_fields=[*fields, "version"])


def note(
    action: str, found: Feedback, *, by: Actor, at: datetime, after: dict[str, Any], reason: str = "",
    before: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """One event; the sender is never in it."""
    record(
        tag=f"feedback:item:{action}", by=by, at=at, subject=("feedback", found.pk), unit_id=found.unit_id,
        before=before, after={"code": found.code, **after}, reason=reason,
    )  # fmt: skip
