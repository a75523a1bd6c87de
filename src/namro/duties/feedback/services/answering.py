"""Answering feedback, passing it on, publishing it, and correcting an answer that was wrong."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import DomainError
from namro.duties.feedback.models import Feedback, State
from namro.duties.feedback.services.common import hold, note, require_state, require_text, save, user_of
from namro.duties.feedback.services.observing import observe
from namro.duties.feedback.services.verifying import set_outcome


@transaction.atomic
def answer(*, feedback_id: int, answer: str, version: int, by: Actor, at: datetime, on: date) -> Feedback:
    """Answer the sender, once it is known what was true.

    Refuses: feedback.not_found, access.denied, feedback.conflict, feedback.state, feedback.answer.missing
    Records: feedback:item:answered
    """
    found = hold(feedback_id, version=version, by=by, on=on, needs=Permission.FEEDBACK_HANDLE)
    require_state(found, State.VERIFIED)
    found.answer = require_text(answer, "answer", _("Hãy ghi nội dung trả lời."))
    found.answered_at, found.answered_by_id, found.state = at, user_of(by), State.ANSWERED
    save(found, "answer", "answered_at", "answered_by", "state")
    note("answered", found, by=by, at=at, after={"late": on > found.due_on})
    return found


@transaction.atomic
def correct(
    *, feedback_id: int, outcome: str, finding: str, answer: str, reason: str, version: int,
    by: Actor, at: datetime, on: date,
) -> Feedback:  # fmt: skip
    """Replace a finding and its answer that turn out to be wrong. What stood before stays in the log.

    Refuses: feedback.not_found, access.denied, feedback.conflict, feedback.state, feedback.outcome,
    feedback.finding.missing, feedback.answer.missing, feedback.reason.missing
    Records: feedback:item:corrected
    """
    found = hold(feedback_id, version=version, by=by, on=on, needs=Permission.FEEDBACK_DECIDE)
    require_state(found, State.ANSWERED)
    why = require_text(reason, "reason", _("Hãy ghi lý do sửa."))
    before = {**set_outcome(found, outcome, finding), "answer": found.answer}
    found.answer = require_text(answer, "answer", _("Hãy ghi nội dung trả lời."))
    save(found, "outcome", "finding", "answer")
    note("corrected", found, by=by, at=at, before=before, after={"outcome": outcome}, reason=why)
    observe(found, by=by, at=at)
    return found


@transaction.atomic
def pass_on(
    *, feedback_id: int, passed_to: str, reason: str, version: int, by: Actor, at: datetime, on: date
) -> Feedback:  # fmt: skip
    """Send what this body is not competent for to the one that is.

    Refuses: feedback.not_found, access.denied, feedback.conflict, feedback.state, feedback.passed_to.missing,
    feedback.reason.missing
    Records: feedback:item:passed_on
    """
    found = hold(feedback_id, version=version, by=by, on=on, needs=Permission.FEEDBACK_ASSIGN)
    require_state(found, State.RECEIVED, State.ASSIGNED)
    found.passed_to = require_text(passed_to, "passed_to", _("Hãy ghi cơ quan có thẩm quyền nhận."))
    why = require_text(reason, "reason", _("Hãy ghi lý do chuyển."))
    found.passed_at, found.passed_by_id, found.state = at, user_of(by), State.PASSED_ON
    save(found, "passed_to", "passed_at", "passed_by", "state")
    after = {"passed_to": found.passed_to, "late": on > found.pass_by}
    note("passed_on", found, by=by, at=at, after=after, reason=why)
    return found


@transaction.atomic
def publish(*, feedback_id: int, summary: str, version: int, by: Actor, at: datetime, on: date) -> Feedback:
    """Make what was said and answered public in words of one's own, which name no sender and no officer.

    Refuses: feedback.not_found, access.denied, feedback.conflict, feedback.state, feedback.summary.missing,
    feedback.summary.names
    Records: feedback:item:published
    """
    found = hold(feedback_id, version=version, by=by, on=on, needs=Permission.FEEDBACK_PUBLISH)
    require_state(found, State.ANSWERED)
    text = require_text(summary, "summary", _("Hãy viết tóm tắt công khai."))
    if any(name and name.casefold() in text.casefold() for name in _names(found)):
        message = _("Tóm tắt công khai đang có tên, điện thoại hoặc thư của người gửi, hoặc tên cán bộ. Hãy bỏ đi.")
        raise DomainError("feedback.summary.names", message, field="summary")
    found.summary, found.published_at, found.published_by_id = text, at, user_of(by)
    save(found, "summary", "published_at", "published_by")
    note("published", found, by=by, at=at, after={"summary": text})
    return found


def _names(found: Feedback) -> list[str]:
    return [found.sender, found.phone, found.email, found.person.full_name if found.person else ""]
