"""Work that changes hands or shape: handed over (art. 18.1d), split into parts (art. 18.1c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.base.notify.services import tell
from namro.city.facts.models import Origin
from namro.duties.assignments import locks
from namro.duties.assignments.models import Assignment, AssignmentState
from namro.duties.assignments.rules import is_inside, month_of, split_difference
from namro.duties.assignments.selectors.reach import relation_day, require, standings_of
from namro.duties.assignments.services.access import Taken, require_state, take
from namro.duties.assignments.services.assigning import end, require_reason
from namro.duties.assignments.services.lines import refresh

_COPIED = (
    "month", "origin", "posting_id", "item_id", "title", "quantity", "coefficient", "assigner_id", "accountable_id",
    "process", "product", "deadline",
)  # fmt: skip


def _copy(row: Assignment, *, by: Actor, at: datetime, **changes: object) -> Assignment:
    values = {name: getattr(row, name) for name in _COPIED} | changes
    return Assignment(
        **values, state=AssignmentState.ASSIGNED, created_at=at, created_by_id=by.user_id,
        assigned_at=at, assigned_by_id=by.user_id,
    )  # fmt: skip


@transaction.atomic
def hand_over(
    *, assignment_id: int, to_posting_id: int, deadline: date, reason: str, by: Actor, at: datetime, on: date
) -> Assignment:
    """Give unfinished work to somebody else: it stays in the giver's total without counting as completed, and counts
    extra for the receiver. The coefficient stays the one the work was assigned with.

    Refuses: access.*, assignments.month.locked, assignments.state, assignments.reason, assignments.hand_over.same,
        assignments.deadline.outside_month
    Records: assignments:work:handed_over, assignments:work:received
    """
    taken = take([assignment_id], by=by, on=on, needs=Permission.WORK_ASSIGN)
    require_reason(reason)
    giver = taken.rows[0]
    require_state(taken.rows, AssignmentState.ASSIGNED, AssignmentState.REPORTED)
    receiver_person, receiver_head = _receiver(taken, to_posting_id, on)
    if not is_inside(deadline, giver.month):
        raise _outside(giver.month)
    end([giver], AssignmentState.HANDED_OVER, reason=reason, by=by, at=at)
    received = _copy(
        giver, by=by, at=at, posting_id=to_posting_id, deadline=deadline, origin=Origin.RECEIVED,
        assigner_id=by.person_id, accountable_id=receiver_head or giver.accountable_id, handed_from=giver,
    )  # fmt: skip
    received.save()
    refresh([giver, received], by=by, at=at)
    _record_handing(taken, giver, received, by, at, reason)
    month = f"{giver.month:%m/%Y}"
    tell(
        person_ids=[receiver_person], kind="assignments.received", key=f"assignments:received:{received.pk}",
        text=f"Anh/chị nhận thêm việc “{received.title[:120]}” của tháng {month}.",
        text_en=f"You take over “{received.title[:120]}” for {month}.", link=f"/work/{received.pk}", at=at,
    )  # fmt: skip
    return received


def _receiver(taken: Taken, posting_id: int, on: date) -> tuple[int, int | None]:
    giver = taken.rows[0]
    if posting_id == giver.posting_id:
        raise DomainError(
            "assignments.hand_over.same", _("Hãy chọn một người khác để chuyển giao."), field="to_posting"
        )
    standing = standings_of([posting_id], on=relation_day(giver.month, on)).get(posting_id)
    if standing is None:
        message = _("Người nhận không công tác trong tháng này: hãy chọn người khác.")
        raise DomainError("assignments.hand_over.absent", message, field="to_posting")
    require(Permission.WORK_ASSIGN, [standing], taken.reach)
    locks.refuse_locked([(posting_id, giver.month)])
    return standing.person_id, standing.reviewer_person_id


def _outside(month: date) -> DomainError:
    message = _("Thời hạn phải nằm trong tháng %(month)s.") % {"month": f"{month:%m/%Y}"}
    return DomainError("assignments.deadline.outside_month", message, field="deadline")


def _record_handing(
    taken: Taken, giver: Assignment, received: Assignment, by: Actor, at: datetime, reason: str
) -> None:
    for verb, row, other in (("handed_over", giver, received), ("received", received, giver)):
        record(
            tag=f"assignments:work:{verb}", by=by, at=at, subject=("assignment", row.pk), unit_id=taken.unit_id,
            after={"posting": row.posting_id, "other": other.pk, "deadline": str(row.deadline)}, reason=reason,
            acting_for_id=taken.acting_for_id,
        )  # fmt: skip


@dataclass(frozen=True)
class PartData:
    """A part of long or group work: whose, how much of the whole, what to hand in, by when."""

    posting_id: int
    quantity: Decimal
    deadline: date
    product: str
    title: str = ""


@transaction.atomic
def split(
    *, assignment_id: int, parts: Sequence[PartData], reason: str, by: Actor, at: datetime, on: date
) -> list[Assignment]:
    """Split work into parts, each with its person, product and deadline; the quantities sum to the whole.

    A part belongs to the month of its deadline. The whole itself no longer counts: its parts do.
    Refuses: access.*, assignments.month.locked, assignments.state, assignments.split.*, assignments.reason
    Records: assignments:work:split
    """
    taken = take([assignment_id], by=by, on=on, needs=Permission.WORK_ASSIGN)
    require_reason(reason)
    whole = taken.rows[0]
    require_state(taken.rows, AssignmentState.ASSIGNED)
    _check_parts(whole, parts)
    heads = _part_heads(taken, parts, on)
    end([whole], AssignmentState.SPLIT, reason=reason, by=by, at=at)
    rows = [
        _copy(
            whole, by=by, at=at, month=month_of(part.deadline), posting_id=part.posting_id, quantity=part.quantity,
            deadline=part.deadline, product=part.product.strip(), title=(part.title.strip() or whole.title)[:300],
            part_of=whole, assigner_id=by.person_id, accountable_id=heads[part.posting_id] or whole.accountable_id,
        )
        for part in parts
    ]  # fmt: skip
    Assignment.objects.bulk_create(rows)
    refresh([whole, *rows], by=by, at=at)
    record(
        tag="assignments:work:split", by=by, at=at, subject=("assignment", whole.pk), unit_id=taken.unit_id,
        after={"parts": [{"id": row.pk, "quantity": str(row.quantity)} for row in rows]}, reason=reason,
        acting_for_id=taken.acting_for_id,
    )  # fmt: skip
    return rows


def _check_parts(whole: Assignment, parts: Sequence[PartData]) -> None:
    if len(parts) < 2:
        raise DomainError("assignments.split.few", _("Cần ít nhất hai phần."), field="parts")
    if any(part.quantity <= 0 for part in parts):
        raise DomainError("assignments.split.quantity", _("Số lượng mỗi phần phải lớn hơn 0."), field="parts")
    if any(not part.product.strip() for part in parts):
        raise DomainError("assignments.split.product", _("Mỗi phần cần một sản phẩm cụ thể."), field="parts")
    if any(month_of(part.deadline) < whole.month for part in parts):
        raise DomainError(
            "assignments.split.earlier", _("Thời hạn của phần không sớm hơn tháng giao việc."), field="parts"
        )
    assert whole.quantity is not None
    difference = split_difference(whole.quantity, [part.quantity for part in parts])
    if difference:
        message = _("Tổng các phần phải đúng bằng %(whole)s, đang lệch %(difference)s.")
        values = {"whole": _plain(whole.quantity), "difference": _plain(difference)}
        raise DomainError("assignments.split.sum", message % values, field="parts")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _part_heads(taken: Taken, parts: Sequence[PartData], on: date) -> dict[int, int | None]:
    """The accountable head of each part's person; checks that the actor may assign to all of them."""
    heads: dict[int, int | None] = {}
    for month in sorted({month_of(part.deadline) for part in parts}):
        postings = {part.posting_id for part in parts if month_of(part.deadline) == month}
        standings = standings_of(postings, on=relation_day(month, on))
        if postings - standings.keys():
            message = _("Có người không công tác trong tháng của phần được giao.")
            raise DomainError("assignments.split.absent", message, field="parts")
        require(Permission.WORK_ASSIGN, standings.values(), taken.reach)
        locks.refuse_locked((posting, month) for posting in postings)
        heads |= {posting: standing.reviewer_person_id for posting, standing in standings.items()}
    return heads
