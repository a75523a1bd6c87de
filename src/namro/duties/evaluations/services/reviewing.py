"""The reviewer's score: criterion by criterion, d, đ, e for leaders, or an acceptance recorded as exactly that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import NotRated, Round, Sheet, SheetState
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.scoring import LEADER_RANKS
from namro.duties.evaluations.selectors.standing import require, round_relations
from namro.duties.evaluations.services.staling import sheet_changed, sheets_changed
from namro.duties.evaluations.services.steps import (
    PROPOSAL,
    Held,
    advance,
    clear_proposal,
    hold_for_review,
    hold_round,
    hold_sheet,
    note,
    person_of,
    require_open,
    save,
)

REVIEW = ("review_points", "unit_marks", "review_comment", "accepted_as_self", "review_at", "review_by", "state")


def _values(sheet: Sheet) -> dict[str, Any]:
    return {"points": sheet.review_points, "marks": sheet.unit_marks, "comment": sheet.review_comment}


@transaction.atomic
def review(
    *, sheet_id: int, points: Sequence[int | None], unit_marks: Sequence[int | None] = (), comment: str = "", version: int,
    by: Actor, at: datetime, on: date,
) -> Sheet:  # fmt: skip
    """Score a sheet as its reviewer. Scoring again, before the decision, replaces the score and clears the proposal.

    Refuses: evaluations.not_found, access.denied, evaluations.review.no_self, evaluations.review.decided,
    evaluations.sheet.not_rated, evaluations.sheet.conflict, evaluations.points.…, evaluations.marks.…
    Records: evaluations:sheet:reviewed
    """
    held = hold_for_review(sheet_id, by=by, on=on)
    sheet = held.sheet
    rules.require_reviewable(sheet)
    mine = {"points": list(points), "marks": list(unit_marks), "comment": comment}
    rules.require_version(sheet, version, mine=mine, theirs=_values(sheet))
    before = {**_values(sheet), **clear_proposal(sheet)}
    book = rulebook_of(sheet.period)
    sheet.review_points = book.check_points(points, complete=True)
    sheet.unit_marks = book.check_marks(unit_marks, leader=sheet.rank in LEADER_RANKS)
    sheet.review_comment = comment.strip()
    return _reviewed(held, "reviewed", before, accepted=False, by=by, at=at)


@transaction.atomic
def accept_as_self(*, sheet_id: int, version: int, by: Actor, at: datetime, on: date) -> Sheet:
    """Take over the person's own points as the reviewer's, recorded as such; d, đ, e stay as they are.

    Refuses: as `review`, and evaluations.review.nothing_to_accept
    Records: evaluations:sheet:accepted
    """
    held = hold_for_review(sheet_id, by=by, on=on)
    sheet = held.sheet
    rules.require_reviewable(sheet)
    if sheet.self_at is None:
        message = _("Người này chưa tự chấm nên không có gì để chấp nhận. Hãy chấm từng tiêu chí.")
        raise DomainError("evaluations.review.nothing_to_accept", message)
    rules.require_version(sheet, version, mine={"accepted_as_self": True}, theirs=_values(sheet))
    before = {**_values(sheet), **clear_proposal(sheet)}
    sheet.review_points = list(sheet.self_points)
    return _reviewed(held, "accepted", before, accepted=True, by=by, at=at)


def _reviewed(held: Held, action: str, before: dict[str, Any], *, accepted: bool, by: Actor, at: datetime) -> Sheet:
    sheet = held.sheet
    sheet.accepted_as_self, sheet.review_at, sheet.review_by_id = accepted, at, by.user_id
    moves, sheet.state = sheet.state != SheetState.REVIEWED, SheetState.REVIEWED
    save(sheet, [*REVIEW, *PROPOSAL])
    if moves:
        advance(sheet.round_id)
    sheet_changed(sheet)
    note(action, held, by=by, at=at, before=before, after=_values(sheet))
    return sheet


@transaction.atomic
def accept_all_as_self(
    *, round_id: int, reviewer_unit_id: int, sheet_ids: Iterable[int] | None = None, by: Actor, at: datetime, on: date
) -> int:
    """Accept every submitted and not yet scored self-score of one's team in one act, recorded as exactly that.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed
    Records: evaluations:round:accepted_as_self
    """
    round_, reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_READ)
    require_open(round_)
    if reviewer_unit_id not in reach.acts_for:
        raise NotAllowed(
            "access.denied", _("Chỉ người chấm của đơn vị, hoặc người được ủy quyền chấm, làm được việc này.")
        )
    mine = Sheet.objects.select_for_update().filter(
        round=round_, reviewer_unit=reviewer_unit_id, state=SheetState.SELF_SCORED, not_rated=""
    ).exclude(person_id=person_of(by))  # fmt: skip
    if sheet_ids is not None:
        mine = mine.filter(pk__in=list(sheet_ids))
    ids = list(mine.order_by("pk").values_list("pk", flat=True))
    Sheet.objects.filter(pk__in=ids).update(
        review_points=F("self_points"), accepted_as_self=True, review_at=at, review_by=by.user_id,
        state=SheetState.REVIEWED, version=F("version") + 1,
    )  # fmt: skip
    if ids:
        advance(round_id)
        sheets_changed(ids)
        record(
            tag="evaluations:round:accepted_as_self", by=by, at=at, subject=("round", round_id), unit_id=reviewer_unit_id,
            after={"sheets": ids}, acting_for_id=reach.acting_for(reviewer_unit_id),
        )  # fmt: skip
    return len(ids)


@transaction.atomic
def send_back(*, sheet_id: int, reason: str, version: int, by: Actor, at: datetime, on: date) -> Sheet:
    """Give a submitted sheet back to its person, before the decision. The reviewer's points go, the reason stays.

    Refuses: as `review`, and evaluations.reason.missing
    Records: evaluations:sheet:sent_back
    """
    held = hold_for_review(sheet_id, by=by, on=on)
    sheet = held.sheet
    rules.require_reviewable(sheet)
    require_reason(reason)
    rules.require_version(sheet, version, mine={"reason": reason}, theirs=_values(sheet))
    before = {**_values(sheet), **clear_proposal(sheet)}
    forget_review(sheet)
    sheet.state, sheet.self_at, sheet.self_by = SheetState.OPEN, None, None
    save(sheet, [*REVIEW, *PROPOSAL, "self_at", "self_by"])
    advance(sheet.round_id)
    sheets_changed([sheet.pk])
    note("sent_back", held, by=by, at=at, before=before, reason=reason.strip())
    return sheet


def forget_review(sheet: Sheet) -> None:
    sheet.review_points, sheet.unit_marks, sheet.review_comment = None, None, ""
    sheet.accepted_as_self, sheet.review_at, sheet.review_by = False, None, None


def require_reason(reason: str) -> None:
    """Refuses: evaluations.reason.missing"""
    if not reason.strip():
        raise DomainError("evaluations.reason.missing", _("Hãy ghi lý do."), field="reason")


@transaction.atomic
def forward_without_self(*, round_id: int, by: Actor, at: datetime, on: date) -> int:
    """Send overdue sheets up without their self-score, marked so and never as a zero.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.forward.early
    Records: evaluations:round:forwarded
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    require_open(round_)
    if on <= round_.self_score_by:
        message = _("Chưa hết hạn tự chấm (%(day)s). Hãy đợi hết hạn.") % {"day": f"{round_.self_score_by:%d/%m/%Y}"}
        raise DomainError("evaluations.forward.early", message)
    return forward(round_, by=by, at=at)


def forward(round_: Round, *, by: Actor, at: datetime) -> int:
    """Mark the open sheets of a round as forwarded. Whether it is time, and who may, was checked by the caller."""
    waiting = Sheet.objects.filter(round=round_, state=SheetState.OPEN, not_rated="")
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    Sheet.objects.filter(pk__in=ids).update(state=SheetState.FORWARDED, version=F("version") + 1)
    advance(round_.pk)
    record(
        tag="evaluations:round:forwarded", by=by, at=at, subject=("round", round_.pk), unit_id=round_.unit_id,
        after={"sheets": ids, "deadline": round_.self_score_by.isoformat()},
    )  # fmt: skip
    return len(ids)


@transaction.atomic
def set_not_rated(
    *, sheet_id: int, why: str, note: str, version: int, by: Actor, at: datetime, on: date
) -> Sheet:  # fmt: skip
    """Say that somebody is not rated in the period, and why: a state of its own, neither a zero nor a fail.

    By whoever prepares the round: the authority, its delegate, or home affairs.
    Refuses: evaluations.not_found, access.denied, evaluations.not_rated.why, evaluations.reason.missing,
    evaluations.review.decided, evaluations.sheet.conflict
    Records: evaluations:sheet:not_rated
    """
    held = _held_by_preparer(sheet_id, version, by, on)
    if why not in NotRated.values:
        raise DomainError("evaluations.not_rated.why", _("Hãy chọn lý do không xếp loại."), field="why")
    require_reason(note)
    return _mark_not_rated(held, why, note.strip()[:300], "not_rated", by=by, at=at)


@transaction.atomic
def clear_not_rated(*, sheet_id: int, reason: str, version: int, by: Actor, at: datetime, on: date) -> Sheet:
    """Take a sheet back into rating, for instance when leave was recorded wrongly.

    Refuses: evaluations.not_found, access.denied, evaluations.reason.missing, evaluations.not_rated.outside,
    evaluations.sheet.conflict
    Records: evaluations:sheet:rated_again
    """
    held = _held_by_preparer(sheet_id, version, by, on)
    require_reason(reason)
    if held.sheet.reviewer_unit_id is None or held.sheet.staff_group not in rulebook_of(held.sheet.period).staff_groups:
        message = _("Khung đánh giá của kỳ không áp dụng cho người này, nên không đưa lại vào xếp loại được.")
        raise DomainError("evaluations.not_rated.outside", message)
    return _mark_not_rated(held, "", "", "rated_again", by=by, at=at, reason=reason.strip())


def require_preparer(sheet_id: int, *, by: Actor, on: date) -> Held:
    """A sheet held by whoever prepares its round, never by its own person.

    Refuses: evaluations.not_found, access.denied, evaluations.own_sheet, evaluations.round.closed
    """
    held = hold_sheet(sheet_id, by=by, on=on, needs=Permission.SHEET_READ)
    require(Permission.ROUND_PREPARE, round_relations(held.reach, held.sheet.round), sees=Permission.ROUND_READ)
    if held.sheet.person_id == by.person_id:
        raise NotAllowed("evaluations.own_sheet", _("Không ai tự xử lý phiếu của mình. Nhờ cấp trên làm việc này."))
    return held


def _held_by_preparer(sheet_id: int, version: int, by: Actor, on: date) -> Held:
    held = require_preparer(sheet_id, by=by, on=on)
    sheet = held.sheet
    if sheet.state == SheetState.DECIDED:
        message = _("Phiếu đã có quyết định. Muốn sửa, người quyết định phải mở lại và nêu lý do.")
        raise DomainError("evaluations.review.decided", message)
    rules.require_version(sheet, version, mine={}, theirs={"not_rated": sheet.not_rated, "note": sheet.not_rated_note})
    return held


def _mark_not_rated(
    held: Held, why: str, text: str, action: str, *, by: Actor, at: datetime, reason: str = ""
) -> Sheet:
    sheet = held.sheet
    before = {"not_rated": sheet.not_rated, "note": sheet.not_rated_note, **clear_proposal(sheet)}
    sheet.not_rated, sheet.not_rated_note = why, text
    save(sheet, ["not_rated", "not_rated_note", *PROPOSAL])
    advance(sheet.round_id)
    sheet_changed(sheet)
    note(action, held, by=by, at=at, before=before, after={"not_rated": why, "note": text}, reason=reason)
    return sheet
