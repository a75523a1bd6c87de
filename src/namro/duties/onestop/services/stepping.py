"""The steps of a dossier: named people, tasks, times and results; one active at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.people import selectors as people
from namro.duties.onestop.clocks import aware, clock_of, limit_of, local, said_plainly
from namro.duties.onestop.models import Dossier, State, Step, StepHolder
from namro.duties.onestop.selectors.reckoning import transfer_due
from namro.duties.onestop.services.moving import allowed, stored, taken
from namro.engine.clock import Limit


@dataclass(frozen=True)
class StepData:
    """A step: whose, what, in what time, with which result."""

    person_id: int
    task: str
    result: str
    limit: Limit


@transaction.atomic
def begin(
    dossier_id: int, steps: Sequence[StepData], *, by: Actor, at: datetime, on: date, version: int | None = None
) -> Dossier:
    """Pass an accepted dossier on to its first step.

    Refuses: onestop.not_found, onestop.changed_meanwhile, onestop.move.not_from_here, access.denied,
    onestop.not_arrived, onestop.steps.missing, onestop.steps.unclear, onestop.steps.not_posted
    Records: onestop:dossier:processing
    """
    dossier, relations = taken(dossier_id, by, on=on, version=version)
    one = allowed(dossier, "begin", relations)
    rows = _rows(dossier, steps, on)
    due = _transfer_due(dossier)
    _start(rows[0], dossier, at, on)
    Step.objects.bulk_create(rows)
    before, dossier.state = dossier.state, State.PROCESSING
    stored(dossier, one, before, "", by=by, at=at, due=due)
    return dossier


def _transfer_due(dossier: Dossier) -> datetime | None:
    """By when it was to be passed on, unless it was when its agency had it; nothing where the hours of that day are not known."""
    try:
        return None if dossier.transfer_by else transfer_due(dossier)
    except DomainError:
        return None


def _rows(dossier: Dossier, steps: Sequence[StepData], on: date) -> list[Step]:
    if not steps:
        raise DomainError("onestop.steps.missing", _("Hãy phân công ít nhất một bước."), field="steps")
    units = people.units_of_people([one.person_id for one in steps], on=on)
    rows = []
    for number, one in enumerate(steps, start=1):
        if not one.task.strip() or not one.result.strip():
            message = _("Bước %(number)s chưa rõ việc hoặc chưa rõ kết quả.") % {"number": number}
            raise DomainError("onestop.steps.unclear", message, field="steps")
        if one.person_id not in units:
            message = _("Người của bước %(number)s không công tác vào ngày này. Hãy chọn người khác.") % {
                "number": number
            }
            raise DomainError("onestop.steps.not_posted", message, field="steps")
        rows.append(Step(
            dossier=dossier, number=number, unit_id=units[one.person_id], person_id=one.person_id, task=one.task,
            result=one.result, limit_quantity=one.limit.quantity, limit_unit=one.limit.unit.value,
        ))  # fmt: skip
    return rows


def _start(step: Step, dossier: Dossier, at: datetime, on: date) -> None:
    clock, limit = clock_of(dossier.point_id, on=on), limit_of(step)
    assert limit is not None
    step.started_at, step.due_at = at, aware(said_plainly(lambda: clock.due(local(at), limit)))
    dossier.step_person_id = step.person_id


@transaction.atomic
def finish_step(
    dossier_id: int, *, outcome: str, by: Actor, at: datetime, on: date, version: int | None = None
) -> Dossier:
    """The active step is done; the next one begins at the same moment.

    The last step ends with the move “finish”, which tells the result.
    Refuses: onestop.not_found, onestop.changed_meanwhile, access.denied, onestop.step.none, onestop.outcome.missing,
    onestop.step.last
    Records: onestop:step:finished
    """
    dossier, relations = taken(dossier_id, by, on=on, version=version)
    active, following = _active(dossier, relations)
    if not outcome.strip():
        raise DomainError("onestop.outcome.missing", _("Hãy ghi kết quả của bước này."), field="outcome")
    if following is None:
        raise DomainError("onestop.step.last", _("Đây là bước cuối: hãy ghi kết quả giải quyết của hồ sơ."))
    active.finished_at, active.finished_by_id, active.outcome = at, by.user_id, outcome
    active.is_late = active.due_at is not None and at > active.due_at
    active.save()
    _start(following, dossier, at, on)
    following.save()
    _keep(dossier, active, "onestop:step:finished", by, at, outcome)
    return dossier


@transaction.atomic
def hand_step(
    dossier_id: int, *, person_id: int, reason: str, by: Actor, at: datetime, on: date, version: int | None = None
) -> Dossier:
    """Give the active step to somebody else: leave, sickness, a wrong assignment. A delay stays with who held it when due.

    Refuses: onestop.not_found, onestop.changed_meanwhile, access.denied, onestop.step.none, onestop.reason.missing,
    onestop.steps.not_posted, onestop.steps.same_person
    Records: onestop:step:handed
    """
    dossier, relations = taken(dossier_id, by, on=on, version=version)
    active, _following = _active(dossier, relations)
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do."), field="reason")
    units = people.units_of_people([person_id], on=on)
    if person_id not in units:
        raise DomainError("onestop.steps.not_posted", _("Người này không công tác vào ngày này."), field="person")
    if person_id == active.person_id:
        text = _("Bước này đang do chính người ấy giữ. Hãy chọn người khác.")
        raise DomainError("onestop.steps.same_person", text, field="person")
    StepHolder.objects.create(step=active, person=active.person, unit=active.unit, until=at, reason=reason)
    active.person_id, active.unit_id = person_id, units[person_id]
    active.save()
    dossier.step_person_id = person_id
    _keep(dossier, active, "onestop:step:handed", by, at, reason)
    return dossier


def _active(dossier: Dossier, relations: frozenset[Relation]) -> tuple[Step, Step | None]:
    """The active step and the one after it."""
    if not may(Permission.DOSSIER_STEP, relations):
        raise NotAllowed("access.denied", _("Bước này đang ở người khác."))
    steps = list(dossier.steps.order_by("number"))
    active = next((one for one in steps if one.started_at and not one.finished_at), None)
    if active is None or dossier.state != State.PROCESSING:
        raise DomainError("onestop.step.none", _("Hồ sơ không có bước nào đang làm."))
    return active, next((one for one in steps if one.number == active.number + 1), None)


def _keep(dossier: Dossier, step: Step, tag: str, by: Actor, at: datetime, reason: str) -> None:
    dossier.version += 1
    dossier.save(update_fields=["version", "step_person"])
    record(
        tag=tag, by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id, reason=reason,
        after={"step": step.number, "person": step.person_id},
    )  # fmt: skip
