"""Results: the person reports, the reviewer accepts; late follows from the dates (art. 14.2, 18.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.duties.assignments.models import Assignment, AssignmentState, Incident, IncidentKind
from namro.duties.assignments.policy import parameter
from namro.duties.assignments.rules import is_late
from namro.duties.assignments.services.access import Taken, require_state, take
from namro.duties.assignments.services.lines import refresh

OPEN = (AssignmentState.ASSIGNED, AssignmentState.REPORTED)


@dataclass(frozen=True)
class Report:
    """What a person says they did on one piece of work."""

    assignment_id: int
    quantity: Decimal
    finished_on: date
    evidence: str = ""
    file: UploadedFile | None = None  # type: ignore[type-arg]


@transaction.atomic
def report_results(*, reports: Sequence[Report], by: Actor, at: datetime, on: date) -> int:
    """Report one or many pieces of one's own work; all or nothing. Not yet completed: that is accepted, not said.

    Refuses: access.*, assignments.month.locked, assignments.state, assignments.result.above_assigned,
        assignments.result.negative, assignments.result.date, assignments.result.evidence, assignments.result.file
    Records: assignments:result:reported
    """
    taken = take([one.assignment_id for one in reports], by=by, on=on, needs=Permission.WORK_REPORT)
    for row, one in zip(taken.rows, reports, strict=True):
        check_report(row, one, on)
        _put_report(row, one, by, at)
    _save_reported(taken.rows)
    set_computed_delays(taken.rows, at)
    refresh(taken.rows, by=by, at=at)
    _record("reported", taken, by, at, after=_summary(taken.rows, "reported_quantity"))
    return len(taken.rows)


def check_report(row: Assignment, one: Report, on: date) -> None:
    """Refuses: assignments.state, assignments.result.*"""
    require_state([row], *OPEN)
    _check_amount(row, one.quantity)
    _check_date(row, one.finished_on, on)
    _check_evidence(row, one)


def _check_amount(row: Assignment, quantity: Decimal) -> None:
    assert row.quantity is not None
    values = {"title": row.title, "assigned": f"{row.quantity.normalize():f}".replace(".", ",")}
    if quantity < 0:
        message = _("“%(title)s”: số lượng không được âm.") % values
        raise DomainError("assignments.result.negative", message, field="quantity", id=row.pk)
    if quantity > row.quantity:
        message = _(
            "“%(title)s”: chỉ được giao %(assigned)s nên không thể hoàn thành nhiều hơn. Phần làm thêm ngoài kế hoạch "
            "hãy đề nghị giao thành việc đột xuất."
        )
        raise DomainError("assignments.result.above_assigned", message % values, field="quantity", id=row.pk)


def _check_date(row: Assignment, finished_on: date, on: date) -> None:
    if not row.month <= finished_on <= on:
        message = _("“%(title)s”: ngày hoàn thành phải từ %(first)s đến hôm nay.")
        values = {"title": row.title, "first": f"{row.month:%d/%m/%Y}"}
        raise DomainError("assignments.result.date", message % values, field="finished_on", id=row.pk)


def _check_evidence(row: Assignment, one: Report) -> None:
    most = parameter("evidence_megabytes_at_most")
    if one.file is not None and (one.file.size or 0) > most * 1024 * 1024:
        message = _("Tệp minh chứng lớn hơn %(most)s MB: hãy nén lại hoặc dùng đường dẫn.") % {"most": most}
        raise DomainError("assignments.result.file", message, field="file", id=row.pk)
    if parameter("evidence_required") and not (one.file or one.evidence.strip() or row.evidence_file):
        message = _("“%(title)s”: cần minh chứng: tệp, đường dẫn hoặc số văn bản.") % {"title": row.title}
        raise DomainError("assignments.result.evidence", message, field="evidence", id=row.pk)


def _put_report(row: Assignment, one: Report, by: Actor, at: datetime) -> None:
    row.state, row.reported_quantity, row.finished_on = (
        AssignmentState.REPORTED,
        one.quantity,
        one.finished_on,
    )
    row.evidence, row.reported_at, row.reported_by_id = one.evidence.strip()[:500], at, by.user_id
    if one.file is not None:
        row.evidence_file = one.file


REPORTED = ["state", "reported_quantity", "finished_on", "evidence", "reported_at", "reported_by", "evidence_file"]


def _save_reported(rows: Sequence[Assignment]) -> None:
    for row in rows:
        # A bulk update stores names only: the files themselves are put away first.
        Assignment.evidence_file.field.pre_save(row, add=False)
    Assignment.objects.bulk_update(rows, REPORTED, batch_size=500)


@dataclass(frozen=True)
class Acceptance:
    """What a reviewer accepts of one piece of work; the finishing day may be put right."""

    assignment_id: int
    quantity: Decimal
    finished_on: date | None = None
    note: str = ""


@transaction.atomic
def accept_results(*, acceptances: Sequence[Acceptance], by: Actor, at: datetime, on: date) -> int:
    """Accept quantities one by one. Accepting again replaces what was accepted.

    Refuses: access.*, assignments.month.locked, assignments.state, assignments.result.above_assigned,
        assignments.result.negative, assignments.result.date
    Records: assignments:result:accepted
    """
    taken = take([one.assignment_id for one in acceptances], by=by, on=on, needs=Permission.WORK_ACCEPT)
    before = _summary(taken.rows, "accepted_quantity")
    for row, one in zip(taken.rows, acceptances, strict=True):
        check_acceptance(row, one, on)
        row.finished_on = one.finished_on or row.finished_on
        _put_acceptance(row, one.quantity, by, at, as_reported=False)
        row.review_note = one.note.strip()
    _save_accepted(taken.rows)
    set_computed_delays(taken.rows, at)
    refresh(taken.rows, by=by, at=at)
    _record("accepted", taken, by, at, before=before, after=_summary(taken.rows, "accepted_quantity"))
    return len(taken.rows)


def check_acceptance(row: Assignment, one: Acceptance, on: date) -> None:
    """Refuses: assignments.state, assignments.result.*"""
    require_state([row], *OPEN, AssignmentState.ACCEPTED)
    _check_amount(row, one.quantity)
    if one.finished_on is not None:
        _check_date(row, one.finished_on, on)


@transaction.atomic
def accept_as_reported(*, ids: Sequence[int], by: Actor, at: datetime, on: date) -> int:
    """Take over every reported quantity in one act, kept on each row and in the log as exactly that.

    Refuses: access.*, assignments.month.locked, assignments.state
    Records: assignments:result:accepted_as_reported
    """
    taken = take(ids, by=by, on=on, needs=Permission.WORK_ACCEPT)
    require_state(taken.rows, AssignmentState.REPORTED)
    for row in taken.rows:
        _put_acceptance(row, row.reported_quantity or Decimal(0), by, at, as_reported=True)
    _save_accepted(taken.rows)
    refresh(taken.rows, by=by, at=at)
    _record("accepted_as_reported", taken, by, at, after=_summary(taken.rows, "accepted_quantity"))
    return len(taken.rows)


def _put_acceptance(row: Assignment, quantity: Decimal, by: Actor, at: datetime, *, as_reported: bool) -> None:
    row.state, row.accepted_quantity = AssignmentState.ACCEPTED, quantity
    row.accepted_at, row.accepted_by_id, row.accepted_as_reported = at, by.user_id, as_reported


# What one act accepts has the same author and moment; the rest is each row's own. One statement for any number.
SAVE_ACCEPTED = """
UPDATE assignments_assignment work
SET state = %s, accepted_at = %s, accepted_by_id = %s, accepted_as_reported = %s,
    accepted_quantity = line.quantity, finished_on = line.finished_on, review_note = line.note
FROM unnest(%s::bigint[], %s::numeric[], %s::date[], %s::text[]) AS line(id, quantity, finished_on, note)
WHERE work.id = line.id
"""


def _save_accepted(rows: Sequence[Assignment]) -> None:
    one = rows[0]
    columns = zip(*((row.pk, row.accepted_quantity, row.finished_on, row.review_note) for row in rows), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            SAVE_ACCEPTED,
            [one.state, one.accepted_at, one.accepted_by_id, one.accepted_as_reported, *map(list, columns)],
        )


@transaction.atomic
def reopen_result(*, assignment_id: int, reason: str, by: Actor, at: datetime, on: date) -> Assignment:
    """Send accepted or reported work back to the person: acceptance is cleared, on record, with the reason.

    Refuses: access.*, assignments.month.locked, assignments.state, assignments.reason
    Records: assignments:result:reopened
    """
    from namro.duties.assignments.services.assigning import require_reason

    require_reason(reason)
    taken = take([assignment_id], by=by, on=on, needs=Permission.WORK_ACCEPT)
    require_state(taken.rows, AssignmentState.REPORTED, AssignmentState.ACCEPTED)
    row, before = taken.rows[0], _summary(taken.rows, "accepted_quantity")
    row.state, row.accepted_quantity, row.accepted_as_reported = AssignmentState.ASSIGNED, None, False
    row.accepted_at, row.accepted_by, row.review_note = None, None, reason.strip()
    row.save()
    refresh([row], by=by, at=at)
    _record("reopened", taken, by, at, before=before, reason=reason)
    return row


def set_computed_delays(rows: Sequence[Assignment], at: datetime) -> None:
    """Keep exactly one computed delay on each row finished after its deadline, and none on the others."""
    late = {row.pk: row for row in rows if row.deadline and is_late(row.deadline, row.finished_on)}
    computed = Incident.objects.filter(assignment__in=[row.pk for row in rows], kind=IncidentKind.DELAY, noted_by=None)
    computed.exclude(assignment__in=late).delete()
    known = set(computed.values_list("assignment_id", flat=True))
    Incident.objects.bulk_create(
        Incident(assignment=row, kind=IncidentKind.DELAY, on=row.finished_on or at.date(), noted_at=at)
        for pk, row in late.items()
        if pk not in known
    )


def _summary(rows: Sequence[Assignment], field: str) -> dict[str, Any]:
    shown = rows[:200]
    return {"count": len(rows), "quantities": {str(row.pk): str(getattr(row, field)) for row in shown}}


def _record(verb: str, taken: Taken, by: Actor, at: datetime, **more: Any) -> None:
    single = taken.rows[0].pk if len(taken.rows) == 1 else None
    record(
        tag=f"assignments:result:{verb}", by=by, at=at, unit_id=taken.unit_id,
        subject=("assignment" if single else "assignment_batch", single), acting_for_id=taken.acting_for_id, **more,
    )  # fmt: skip
