"""What the reviewer makes of what other duties observed: evidence for a criterion, or set aside with the reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.duties.evaluations.models import ObservationUse, Sheet, SheetState
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.selectors.observing import Observed, numbers_of, observations_of
from namro.duties.evaluations.services.steps import Held, hold_for_review, note, user_of

Outcome = ObservationUse.Outcome


@transaction.atomic
def answer_observation(
    *, sheet_id: int, observation_id: int, outcome: str, criterion: str = "", reason: str = "",
    by: Actor, at: datetime, on: date,
) -> ObservationUse:  # fmt: skip
    """Take an observation up as evidence for a criterion, or set it aside; answering again replaces the answer.

    Scores stay as they are: the reviewer gives points, the observation says why.
    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.review.decided,
    evaluations.observation.unknown, evaluations.observation.outcome, evaluations.observation.criterion,
    evaluations.reason.missing, evaluations.observation.withdrawn
    Records: evaluations:sheet:observation_answered
    """
    held = hold_for_review(sheet_id, by=by, on=on)
    found = _observed(held.sheet, observation_id)
    if found.row.withdrawn_at is not None:
        message = _("Dữ kiện này đã bị nơi ghi nhận rút lại. Hãy bỏ ý kiến cũ về nó.")
        raise Conflict("evaluations.observation.withdrawn", message)
    values = _values(held.sheet, outcome, criterion.strip(), reason.strip())
    use, _made = ObservationUse.objects.update_or_create(
        sheet=held.sheet, observation=found.row,
        defaults={**values, "said": numbers_of(found.row), "at": at, "by_id": user_of(by)},
    )  # fmt: skip
    _note("observation_answered", held, found, by=by, at=at, after={**values, "said": use.said}, reason=use.reason)
    return use


@transaction.atomic
def clear_observation(*, sheet_id: int, observation_id: int, by: Actor, at: datetime, on: date) -> None:
    """Take back what was made of an observation.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.review.decided,
    evaluations.observation.unknown
    Records: evaluations:sheet:observation_cleared
    """
    held = hold_for_review(sheet_id, by=by, on=on)
    _require_undecided(held.sheet)
    found = _observed(held.sheet, observation_id)
    ObservationUse.objects.filter(sheet=held.sheet, observation=found.row).delete()
    _note("observation_cleared", held, found, by=by, at=at, after=None, reason="")


def _values(sheet: Sheet, outcome: str, criterion: str, reason: str) -> dict[str, Any]:
    _require_undecided(sheet)
    if outcome not in Outcome.values:
        message = _("Hãy chọn: dùng làm căn cứ, hoặc không dùng kèm lý do.")
        raise DomainError("evaluations.observation.outcome", message, field="outcome")
    if outcome == Outcome.SET_ASIDE:
        if not reason:
            message = _("Không dùng một dữ kiện thì phải ghi lý do.")
            raise DomainError("evaluations.reason.missing", message, field="reason")
        return {"outcome": outcome, "criterion": "", "reason": reason}
    if criterion not in {one.code for one in rulebook_of(sheet.period).criteria}:
        message = _("Hãy chọn tiêu chí mà dữ kiện này làm căn cứ.")
        raise DomainError("evaluations.observation.criterion", message, field="criterion")
    return {"outcome": outcome, "criterion": criterion, "reason": reason}


def _require_undecided(sheet: Sheet) -> None:
    if sheet.state == SheetState.DECIDED:
        message = _("Phiếu đã có quyết định xếp loại nên căn cứ không đổi được nữa.")
        raise DomainError("evaluations.review.decided", message)


def _observed(sheet: Sheet, observation_id: int) -> Observed:
    found = next((one for one in observations_of(sheet) if one.row.pk == observation_id), None)
    if found is None:
        message = _("Dữ kiện này không thuộc phiếu. Hãy mở lại phiếu.")
        raise NotVisible("evaluations.observation.unknown", message)
    return found


def _note(
    action: str, held: Held, found: Observed, *, by: Actor, at: datetime, after: dict[str, Any] | None, reason: str
) -> None:
    was = found.use
    before = {"outcome": was.outcome, "criterion": was.criterion, "reason": was.reason} if was else None
    what = {"observation": found.row.pk, "kind": found.row.kind}
    note(action, held, by=by, at=at, before=before, after={**what, **(after or {})}, reason=reason)
