"""Major errors, further delays, and the objective causes that waive them (art. 14.2b, 14.2c)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.assignments.models import LIVE, Assignment, Incident, IncidentKind
from namro.duties.assignments.policy import parameter
from namro.duties.assignments.services.access import Taken, require_state, take
from namro.duties.assignments.services.assigning import require_reason
from namro.duties.assignments.services.lines import refresh


@transaction.atomic
def record_incident(
    *, assignment_id: int, kind: str, happened_on: date, note: str, by: Actor, at: datetime, on: date
) -> Incident:
    """The reviewer records a major error found, or one more delay beyond the computed one.

    Refuses: access.*, assignments.month.locked, assignments.state, assignments.incident.*
    Records: assignments:incident:recorded
    """
    taken = take([assignment_id], by=by, on=on, needs=Permission.WORK_ACCEPT)
    require_state(taken.rows, *LIVE)
    row = taken.rows[0]
    if kind not in IncidentKind.values:
        raise DomainError("assignments.incident.kind", _("Hãy chọn sai sót lớn hoặc chậm tiến độ."), field="kind")
    if not note.strip():
        raise DomainError("assignments.incident.note", _("Hãy ghi rõ sai sót hoặc lần chậm nào."), field="note")
    check_day(row, happened_on, on)
    incident = Incident.objects.create(
        assignment=row, kind=kind, on=happened_on, note=note.strip(), noted_at=at, noted_by_id=by.user_id
    )
    refresh([row], by=by, at=at)
    _record("recorded", taken, incident, by, at)
    return incident


def check_day(row: Assignment, happened_on: date, on: date) -> None:
    """Refuses: assignments.incident.date"""
    if not row.month <= happened_on <= on:
        raise DomainError("assignments.incident.date", _("Ngày xảy ra không hợp lệ."), field="on")


@transaction.atomic
def excuse(*, incident_id: int, cause: str, document: str, by: Actor, at: datetime, on: date) -> Incident:
    """The authority confirms an objective cause: the deduction is waived. Who confirmed is whoever does this.

    Refuses: access.*, assignments.month.locked, assignments.incident.cause, assignments.incident.excused,
        assignments.incident.not_authority
    Records: assignments:incident:excused
    """
    incident, taken = _incident(incident_id, by, on)
    check_cause(cause, taken.reach.relations(taken.standing(taken.rows[0])))
    if incident.excused_at is not None:
        raise Conflict("assignments.incident.excused", _("Lần này đã được xác nhận nguyên nhân khách quan."))
    incident.cause, incident.document = cause.strip(), document.strip()
    incident.excused_at, incident.excused_by_id, incident.confirmed_by_id = at, by.user_id, by.person_id
    incident.save()
    refresh(taken.rows, by=by, at=at)
    _record("excused", taken, incident, by, at, reason=cause)
    return incident


def check_cause(cause: str, relations: frozenset[Relation]) -> None:
    """Refuses: assignments.incident.not_authority, assignments.incident.cause"""
    if not {relation.value for relation in relations} & set(parameter("excuse_confirmed_by")):
        message = _("Nguyên nhân khách quan do người đứng đầu có thẩm quyền xác nhận.")
        raise NotAllowed("assignments.incident.not_authority", message)
    if not cause.strip():
        message = _("Hãy ghi nguyên nhân khách quan.")
        raise DomainError("assignments.incident.cause", message, field="cause")


@transaction.atomic
def take_back(*, incident_id: int, reason: str, by: Actor, at: datetime, on: date) -> None:
    """Remove an error or delay recorded by mistake; a computed delay goes only when its dates change.

    Refuses: access.*, assignments.month.locked, assignments.reason, assignments.incident.computed
    Records: assignments:incident:taken_back
    """
    incident, taken = _incident(incident_id, by, on, needs=Permission.WORK_ACCEPT)
    require_reason(reason)
    if incident.noted_by_id is None:
        message = _("Lần chậm này tính từ ngày hoàn thành: hãy sửa ngày hoàn thành nếu sai.")
        raise Conflict("assignments.incident.computed", message)
    _record("taken_back", taken, incident, by, at, reason=reason)
    incident.delete()
    refresh(taken.rows, by=by, at=at)


def _incident(
    incident_id: int, by: Actor, on: date, needs: Permission = Permission.WORK_READ
) -> tuple[Incident, Taken]:
    incident = Incident.objects.select_for_update().filter(pk=incident_id).first()
    if incident is None:
        raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
    return incident, take([incident.assignment_id], by=by, on=on, needs=needs)


def _record(verb: str, taken: Taken, incident: Incident, by: Actor, at: datetime, reason: str = "") -> None:
    record(
        tag=f"assignments:incident:{verb}", by=by, at=at, subject=("assignment", incident.assignment_id),
        unit_id=taken.unit_id, acting_for_id=taken.acting_for_id, reason=reason,
        after={"incident": incident.pk, "kind": incident.kind, "on": str(incident.on), "note": incident.note},
    )  # fmt: skip
