"""Who looks into feedback, and what they found: then it is observed of the officer and the unit."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import DomainError
from namro.base.notify.services import tell
from namro.city.people.models import Posting
from namro.duties.feedback.models import Feedback, Outcome, State
from namro.duties.feedback.services.common import hold, note, require_state, require_text, save, user_of
from namro.duties.feedback.services.observing import observe
from namro.duties.feedback.services.receiving import check_about


@transaction.atomic
def assign(*, feedback_id: int, handler_id: int, version: int, by: Actor, at: datetime, on: date) -> Feedback:
    """Name who looks into it: somebody at work that day, whom it is not about. Assigning again hands it over.

    Refuses: feedback.not_found, access.denied, feedback.conflict, feedback.state, feedback.handler.subject,
    feedback.handler.unknown
    Records: feedback:item:assigned
    """
    found = hold(feedback_id, version=version, by=by, on=on, needs=Permission.FEEDBACK_ASSIGN)
    require_state(found, State.RECEIVED, State.ASSIGNED)
    if handler_id == found.person_id:
        message = _("Không ai xử lý phản ánh về chính mình. Hãy chọn người khác.")
        raise DomainError("feedback.handler.subject", message, field="handler")
    if not Posting.objects.filter(person=handler_id, valid__contains=on).exists():
        message = _("Người này không có vị trí công tác hôm nay. Hãy chọn người khác.")
        raise DomainError("feedback.handler.unknown", message, field="handler")
    was = found.handler_id
    found.handler_id, found.assigned_at, found.assigned_by_id, found.state = handler_id, at, user_of(by), State.ASSIGNED
    save(found, "handler", "assigned_at", "assigned_by", "state")
    note("assigned", found, by=by, at=at, before={"handler": was}, after={"handler": handler_id})
    tell(
        person_ids=[handler_id], kind="feedback", key=f"feedback:{found.pk}:{found.version}",
        text=f"Anh/chị được giao xác minh phản ánh {found.code}, hạn trả lời {found.due_on:%d/%m/%Y}.",
        text_en=f"You are to look into feedback {found.code}, to be answered by {found.due_on:%d %b %Y}.",
        link=reverse("feedback_item", args=[found.pk]), at=at,
    )  # fmt: skip
    return found


@transaction.atomic
def verify(
    *, feedback_id: int, outcome: str, finding: str, version: int, by: Actor, at: datetime, on: date,
    person_id: int | None = None,
) -> Feedback:  # fmt: skip
    """Say what was found, and whom it is about where the sender could not know. Verifying again, before the answer, replaces it.

    Refuses: feedback.not_found, access.denied, feedback.conflict, feedback.state, feedback.outcome, feedback.finding.missing,
    feedback.person, feedback.person.named, feedback.handler.subject
    Records: feedback:item:verified
    """
    found = hold(feedback_id, version=version, by=by, on=on, needs=Permission.FEEDBACK_HANDLE)
    require_state(found, State.ASSIGNED, State.VERIFIED)
    before = set_outcome(found, outcome, finding)
    if person_id is not None:
        _name(found, person_id)
    found.verified_at, found.verified_by_id, found.state = at, user_of(by), State.VERIFIED
    was, found.counted_in = found.counted_in, found.counted_in or on.replace(day=1)
    save(found, "outcome", "finding", "verified_at", "verified_by", "state", "counted_in", "person")
    after = {"outcome": outcome, **({"person": person_id} if person_id else {})}
    note("verified", found, by=by, at=at, before=before if was else None, after=after)
    observe(found, by=by, at=at)
    return found


def _name(found: Feedback, person_id: int) -> None:
    """Whom a citizen's feedback is about. Refuses: feedback.person.named, feedback.handler.subject, feedback.person"""
    if found.person_id not in (None, person_id):
        message = _("Phản ánh này đã nêu cán bộ từ khi nhận; không đổi sang người khác.")
        raise DomainError("feedback.person.named", message, field="person")
    if person_id == found.handler_id:
        message = _("Phản ánh về chính anh/chị thì người khác phải xác minh. Hãy đề nghị phân công lại.")
        raise DomainError("feedback.handler.subject", message, field="person")
    check_about(found.unit_id, person_id, found.received_on)
    found.person_id = person_id


def set_outcome(found: Feedback, outcome: str, finding: str) -> dict[str, str]:
    """Refuses: feedback.outcome, feedback.finding.missing. Returns what stood before."""
    if outcome not in Outcome.values:
        raise DomainError("feedback.outcome", _("Hãy chọn kết quả xác minh."), field="outcome")
    before = {"outcome": found.outcome, "finding": found.finding}
    found.finding = require_text(finding, "finding", _("Hãy ghi đã xác minh thế nào, thấy gì."))
    found.outcome = outcome
    return before
