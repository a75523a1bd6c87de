"""Closing: nothing more can change, facts are locked, and what was decided stays as it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.jobs.models import Job
from namro.base.jobs.services import Progress
from namro.duties.evaluations.models import Petition, Round, SheetState, Step
from namro.duties.evaluations.services.opening import scope_of, start_on_period
from namro.duties.evaluations.services.steps import hold_round

TASK = "evaluations.close_period"
BATCH = 500  # rounds a transaction
UNREVIEWED = (SheetState.OPEN, SheetState.SELF_SCORED, SheetState.FORWARDED)


@transaction.atomic
def close_round(*, round_id: int, by: Actor, at: datetime, on: date) -> Round:
    """Close one round: by its authority, its delegate or home affairs.

    Refuses: evaluations.not_found, access.denied, evaluations.close.already, evaluations.close.unreviewed,
    evaluations.close.unpublished, evaluations.close.petitions
    Records: evaluations:round:closed
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    if round_.step == Step.CLOSED:
        raise Conflict("evaluations.close.already", _("Danh sách này đã khép."))
    unreviewed = round_.sheets.filter(state__in=UNREVIEWED, not_rated="").count()
    if unreviewed:
        message = _("Còn %(count)s phiếu chưa được chấm. Chấm hoặc quyết định không xếp loại rồi khép kỳ.")
        raise DomainError("evaluations.close.unreviewed", message % {"count": unreviewed})
    if round_.step != Step.PUBLISHED:
        message = _("Danh sách chưa công bố. Quyết định và công bố rồi khép kỳ.")
        raise DomainError("evaluations.close.unpublished", message)
    waiting = Petition.objects.filter(sheet__round=round_, answered_at=None).count()
    if waiting:
        message = _("Còn %(count)s kiến nghị chưa trả lời. Trả lời rồi khép kỳ.") % {"count": waiting}
        raise DomainError("evaluations.close.petitions", message)
    round_.step, round_.closed_at, round_.closed_by_id = Step.CLOSED, at, by.user_id
    round_.save(update_fields=["step", "closed_at", "closed_by"])
    record(tag="evaluations:round:closed", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id)
    return round_


@transaction.atomic
def start_closing(*, period_id: int, by: Actor, at: datetime) -> Job:
    """Queue the closing of a period.

    Refuses: evaluations.period.not_yours
    Records: jobs:job:started
    """
    return start_on_period(TASK, period_id=period_id, by=by, at=at)


def close_period(*, period_id: int, by: Actor, at: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """Close every published round without an open petition; name the others and why. Safe to repeat.

    Refuses: evaluations.period.not_yours
    Records: evaluations:period:closed (with the counts)
    """
    scope = scope_of(by, on=timezone.localdate(at))
    rounds = Round.objects.filter(period_id=period_id).exclude(step=Step.CLOSED)
    if scope is not None:
        rounds = rounds.filter(unit_id__in=scope)
    found = rounds.annotate(
        unreviewed=Count("sheets", filter=Q(sheets__state__in=UNREVIEWED, sheets__not_rated=""))
    ).order_by("pk").values_list("pk", "step", "unreviewed")  # fmt: skip
    petitioned = set(
        Petition.objects.filter(sheet__period_id=period_id, answered_at=None)
        .order_by()
        .values_list("sheet__round", flat=True)
    )
    held = {pk: why for pk, step, unreviewed in found if (why := _why_open(pk, step, unreviewed, petitioned))}
    ready = [pk for pk, _step, _unreviewed in found if pk not in held]
    for first in range(0, len(ready), BATCH):
        with transaction.atomic():
            Round.objects.filter(pk__in=ready[first : first + BATCH], step=Step.PUBLISHED).update(
                step=Step.CLOSED, closed_at=at, closed_by=by.user_id
            )
        if progress:
            progress.report(done=min(first + BATCH, len(ready)), total=len(ready), message=_("Đang khép kỳ"))
    outcome = {"closed": len(ready), "held": {str(pk): why for pk, why in held.items()}}
    with transaction.atomic():
        record(tag="evaluations:period:closed", by=by, at=at, subject=("period", period_id), after=outcome)
    return outcome


def _why_open(pk: int, step: str, unreviewed: int, petitioned: set[int]) -> str:
    if unreviewed:
        return "evaluations.close.unreviewed"
    if step != Step.PUBLISHED:
        return "evaluations.close.unpublished"
    return "evaluations.close.petitions" if pk in petitioned else ""
