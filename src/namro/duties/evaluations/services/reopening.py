"""Undoing a step with a reason: what was approved after it is cleared, and kept in the reopening itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.duties.evaluations.models import DecidedRating, Reopening, Round, Score, Sheet, SheetState, Step
from namro.duties.evaluations.services.reviewing import forget_review, require_reason
from namro.duties.evaluations.services.staling import sheets_changed
from namro.duties.evaluations.services.steps import (
    PROPOSAL,
    advance,
    clear_proposal,
    hold_round,
    person_of,
    require_open,
    user_of,
)

TO_STEPS = (Step.SELF_SCORE, Step.REVIEW, Step.DECIDE)
COLUMNS = (
    "state", "self_at", "self_by", "review_points", "unit_marks", "review_comment", "accepted_as_self", "review_at",
    "review_by", "version", *PROPOSAL,
)  # fmt: skip


@transaction.atomic
def reopen_sheet(*, sheet_id: int, to_step: str, reason: str, by: Actor, at: datetime, on: date) -> Reopening:
    """Take one sheet back to an earlier step. The whole round's decision falls with it: it was one act.

    Refuses: evaluations.not_found, access.denied, evaluations.own_sheet, evaluations.round.closed,
    evaluations.reopen.step, evaluations.reopen.nothing, evaluations.reason.missing
    Records: evaluations:round:reopened
    """
    found = Sheet.objects.filter(pk=sheet_id).values_list("round_id", "person_id").first()
    round_id, person_id = found or (0, None)
    if person_id == person_of(by):
        raise NotAllowed("evaluations.own_sheet", _("Không ai tự xử lý phiếu của mình. Nhờ cấp trên làm việc này."))
    return _reopen(round_id, sheet_id, to_step, reason, by=by, at=at, on=on)


@transaction.atomic
def reopen_round(*, round_id: int, to_step: str, reason: str, by: Actor, at: datetime, on: date) -> Reopening:
    """Take a whole round back to an earlier step, before publication.

    Refuses: as `reopen_sheet`
    Records: evaluations:round:reopened
    """
    return _reopen(round_id, None, to_step, reason, by=by, at=at, on=on)


def _reopen(
    round_id: int, sheet_id: int | None, to_step: str, reason: str, *, by: Actor, at: datetime, on: date
) -> Reopening:
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_DECIDE)
    require_open(round_)
    if to_step not in TO_STEPS:
        raise DomainError("evaluations.reopen.step", _("Chọn bước cần mở lại: tự chấm, chấm hoặc quyết định."))
    require_reason(reason)
    cleared = _clear(round_, sheet_id, Step(to_step))
    if not cleared:
        raise DomainError("evaluations.reopen.nothing", _("Không có gì sau bước này để mở lại."))
    advance(round_.pk)
    reopening = Reopening.objects.create(
        round=round_,
        sheet_id=sheet_id,
        to_step=to_step,
        reason=reason.strip(),
        cleared=cleared,
        at=at,
        by_id=user_of(by),
    )
    subject = ("sheet", sheet_id) if sheet_id else ("round", round_id)
    record(
        tag="evaluations:round:reopened", by=by, at=at, subject=subject, unit_id=round_.unit_id,
        before=cleared, after={"to": to_step}, reason=reason.strip(),
    )  # fmt: skip
    return reopening


def _clear(round_: Round, sheet_id: int | None, to_step: Step) -> dict[str, Any]:
    """Clear what came after the step. Returns, by sheet, what was there."""
    cleared = _revoke_decisions(round_)
    sheets = list(Sheet.objects.select_for_update().filter(round=round_).order_by("pk"))
    chosen = [one for one in sheets if sheet_id in (None, one.pk)]
    for sheet in chosen:
        was = _clear_one(sheet, to_step)
        if was:
            cleared.setdefault(str(sheet.pk), {}).update(was)
    changed = [one for one in chosen if str(one.pk) in cleared]
    Sheet.objects.bulk_update(changed, COLUMNS, batch_size=500)
    sheets_changed([one.pk for one in changed])
    return cleared


def _revoke_decisions(round_: Round) -> dict[str, Any]:
    """The decision of the round is no longer in force; its rows stay as history."""
    rows = list(DecidedRating.objects.filter(sheet__round=round_, in_force=True).order_by("pk"))
    DecidedRating.objects.filter(pk__in=[row.pk for row in rows]).update(in_force=False)
    decided, newer = Sheet.objects.filter(round=round_, state=SheetState.DECIDED), F("version") + 1
    decided.filter(review_at=None).exclude(self_at=None).update(state=SheetState.SELF_SCORED, version=newer)
    decided.filter(review_at=None, self_at=None).update(state=SheetState.FORWARDED, version=newer)
    decided.update(state=SheetState.REVIEWED, version=newer)
    return {str(row.sheet_id): {"rating": row.rating, "decision": row.decision_id} for row in rows}


def _clear_one(sheet: Sheet, to_step: Step) -> dict[str, Any]:
    if to_step == Step.DECIDE or sheet.not_rated:
        return {}
    was = clear_proposal(sheet)
    if sheet.review_at is not None:
        was |= {"points": sheet.review_points, "marks": sheet.unit_marks, "comment": sheet.review_comment}
        sheet.review_at, sheet.review_by = None, None
        sheet.state = SheetState.SELF_SCORED if sheet.self_at else SheetState.FORWARDED
    if to_step == Step.SELF_SCORE and sheet.state != SheetState.OPEN:
        was |= _to_self_score(sheet)
    if was:
        sheet.version += 1
        Score.objects.filter(sheet=sheet).delete()
    return was


def _to_self_score(sheet: Sheet) -> dict[str, Any]:
    """Back to the person: their points stay as a draft, the reviewer's go."""
    was = {"self_at": sheet.self_at.isoformat() if sheet.self_at else None, "self_points": sheet.self_points}
    forget_review(sheet)
    sheet.state, sheet.self_at, sheet.self_by = SheetState.OPEN, None, None
    return was
