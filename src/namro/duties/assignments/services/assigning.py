"""Give work: one piece or a whole plan, kept as drafts, started, withdrawn, undone (art. 18.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.notify.services import tell
from namro.duties.assignments.models import Assignment, AssignmentState
from namro.duties.assignments.services.access import Taken, require_state, take
from namro.duties.assignments.services.lines import refresh
from namro.duties.assignments.services.orders import Desk, Fault, Order


class OrdersRefused(DomainError):
    """Some rows cannot be assigned; `faults` says which, where and why. Nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        rows = len({fault.row for fault in faults})
        message = first.message if len(faults) == 1 else _(
            "%(rows)s dòng chưa giao được, chưa có gì được ghi. Ví dụ: %(first)s"
        ) % {"rows": rows, "first": first.message}  # fmt: skip
        super().__init__("assignments.orders.refused", message, field=first.field)
        self.faults = list(faults)


@transaction.atomic
def assign(*, month: date, orders: Sequence[Order], by: Actor, at: datetime, on: date, source: str = "") -> UUID:
    """Start all of these pieces of work, or none. The coefficient is copied from the catalogue here.

    Refuses: assignments.orders.refused (with a fault per row), assignments.empty
    Records: assignments:work:assigned
    """
    desk = Desk(by, month, on, list(orders))
    if not desk.orders:
        raise DomainError("assignments.empty", _("Chưa có việc nào để giao."))
    if faults := desk.faults():
        raise OrdersRefused(faults)
    batch = uuid4()
    rows = [_started(order, desk, batch, at) for order in desk.orders]
    _save(rows, desk.orders, by)
    refresh(rows, by=by, at=at)
    _record_assigned(rows, desk, batch, at, source)
    _tell_assigned(rows, desk, batch, at)
    return batch


def _started(order: Order, desk: Desk, batch: UUID, at: datetime) -> Assignment:
    row = _written(order, desk, at)
    row.state, row.batch = AssignmentState.ASSIGNED, batch
    row.assigner_id, row.assigned_at, row.assigned_by_id = desk.actor.person_id, at, desk.actor.user_id
    row.coefficient = desk.items[order.item_id or 0].coefficient
    return row


def _written(order: Order, desk: Desk, at: datetime) -> Assignment:
    return Assignment(
        month=desk.month, origin=order.origin, posting_id=order.posting_id, item_id=order.item_id,
        title=order.title[:300], quantity=order.quantity, accountable_id=order.accountable_id,
        process=order.process.strip()[:300], product=order.product[:500], deadline=order.deadline,
        created_at=at, created_by_id=desk.actor.user_id,
    )  # fmt: skip


def _save(rows: list[Assignment], orders: Sequence[Order], by: Actor) -> None:
    """Insert the rows with their coordinators; drafts they came from are gone."""
    _remove_drafts([order.draft_id for order in orders if order.draft_id], by)
    Assignment.objects.bulk_create(rows, batch_size=1000)
    through = Assignment.coordinators.through
    links = [
        through(assignment_id=row.pk, person_id=person)
        for row, order in zip(rows, orders, strict=True)
        for person in dict.fromkeys(order.coordinator_ids)
    ]
    if links:
        through.objects.bulk_create(links)


def _remove_drafts(ids: Iterable[int], by: Actor) -> int:
    mine = Assignment.objects.filter(pk__in=list(ids), state=AssignmentState.DRAFT, created_by=by.user_id)
    pks = list(mine.order_by("pk").values_list("pk", flat=True))
    if pks:
        Assignment.coordinators.through.objects.filter(assignment__in=pks).delete()
        Assignment.objects.filter(pk__in=pks).delete()
    return len(pks)


def _record_assigned(rows: list[Assignment], desk: Desk, batch: UUID, at: datetime, source: str) -> None:
    first = desk.standings[rows[0].posting_id or 0]
    after: dict[str, Any] = {
        "batch": str(batch),
        "month": str(desk.month),
        "count": len(rows),
        "ids": [r.pk for r in rows][:200],
    }
    if source:
        after["source"] = source
    subject = ("assignment", rows[0].pk) if len(rows) == 1 else ("assignment_batch", None)
    record(
        tag="assignments:work:assigned", by=desk.actor, at=at, subject=subject, unit_id=first.unit_id, after=after,
        acting_for_id=desk.reach.acting_for(first),
    )  # fmt: skip


def _tell_assigned(rows: list[Assignment], desk: Desk, batch: UUID, at: datetime) -> None:
    people = {desk.standings[row.posting_id or 0].person_id for row in rows}
    month = f"{desk.month:%m/%Y}"
    tell(
        person_ids=people, kind="assignments.assigned", key=f"assignments:{batch}",
        text=f"Anh/chị được giao việc mới trong tháng {month}.", text_en=f"You have new work for {month}.",
        link=f"/work/mine?month={desk.month:%Y-%m}", at=at,
    )  # fmt: skip


@transaction.atomic
def save_drafts(*, month: date, orders: Sequence[Order], by: Actor, at: datetime, on: date) -> list[int]:
    """Keep a plan as far as it has come; nobody but its author sees it. Replaces the drafts it came from.

    Refuses: assignments.draft.reach (a person whose work the author may not assign), assignments.quantity
    Records: assignments:draft:saved
    """
    desk = Desk(by, month, on, list(orders))
    serious = {"assignments.person.not_yours", "assignments.quantity"}
    if faults := [fault for fault in desk.faults() if fault.code in serious]:
        raise OrdersRefused(faults)
    rows = [_written(order, desk, at) for order in desk.orders]
    _save(rows, desk.orders, by)
    record(
        tag="assignments:draft:saved", by=by, at=at, subject=("assignment_batch", None),
        after={"month": str(month), "count": len(rows)},
    )  # fmt: skip
    return [row.pk for row in rows]


@transaction.atomic
def discard_drafts(*, ids: Sequence[int], by: Actor, at: datetime) -> int:
    """Throw away drafts of one's own. Returns how many.

    Records: assignments:draft:discarded
    """
    count = _remove_drafts(ids, by)
    record(
        tag="assignments:draft:discarded",
        by=by,
        at=at,
        subject=("assignment_batch", None),
        after={"count": count},
    )
    return count


@transaction.atomic
def withdraw(*, ids: Sequence[int], reason: str, by: Actor, at: datetime, on: date) -> int:
    """Take work back with a reason; it no longer counts for anybody. Accepted work stays.

    Refuses: access.*, assignments.month.locked, assignments.state, assignments.reason
    Records: assignments:work:withdrawn
    """
    require_reason(reason)
    taken = take(ids, by=by, on=on, needs=Permission.WORK_ASSIGN)
    require_state(taken.rows, AssignmentState.ASSIGNED, AssignmentState.REPORTED)
    end(taken.rows, AssignmentState.WITHDRAWN, reason=reason, by=by, at=at)
    refresh(taken.rows, by=by, at=at)
    _record_ended("withdrawn", taken, by, at, reason)
    return len(taken.rows)


@transaction.atomic
def undo_batch(*, batch: UUID, by: Actor, at: datetime, on: date) -> int:
    """Undo one act of assigning, as long as nobody has reported anything on it.

    Refuses: assignments.batch.unknown, assignments.batch.begun, access.*, assignments.month.locked
    Records: assignments:work:withdrawn
    """
    rows = Assignment.objects.filter(batch=batch).order_by("pk").values_list("pk", "state", "assigned_by")
    if not rows or any(author != by.user_id for _pk, _state, author in rows):
        raise NotVisible("assignments.batch.unknown", _("Không tìm thấy lần giao việc này của anh/chị."))
    if any(state != AssignmentState.ASSIGNED for _pk, state, _author in rows):
        message = _("Đã có người báo cáo hoặc việc đã thay đổi: hãy thu hồi từng việc kèm lý do.")
        raise Conflict("assignments.batch.begun", message)
    return withdraw(ids=[row[0] for row in rows], reason=_("Hoàn tác lần giao việc"), by=by, at=at, on=on)


def require_reason(reason: str) -> None:
    """Refuses: assignments.reason"""
    if not reason.strip():
        raise DomainError("assignments.reason", _("Hãy ghi lý do."), field="reason")


def end(rows: Sequence[Assignment], state: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Close rows that no longer go on: withdrawn, handed over or split."""
    for row in rows:
        row.state, row.ended_at, row.ended_by_id, row.end_reason = state, at, by.user_id, reason.strip()
    Assignment.objects.bulk_update(rows, ["state", "ended_at", "ended_by", "end_reason"])


def _record_ended(verb: str, taken: Taken, by: Actor, at: datetime, reason: str) -> None:
    single = taken.rows[0].pk if len(taken.rows) == 1 else None
    record(
        tag=f"assignments:work:{verb}", by=by, at=at, unit_id=taken.unit_id, reason=reason,
        subject=("assignment" if single else "assignment_batch", single),
        after={"count": len(taken.rows), "ids": [row.pk for row in taken.rows][:200]},
        acting_for_id=taken.acting_for_id,
    )  # fmt: skip
