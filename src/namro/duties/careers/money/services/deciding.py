"""A list goes up to the head, and comes back decided or returned."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import DomainError
from namro.base.notify.services import tell
from namro.duties.careers.money.models import LineState, ListState, PayLine, PayList
from namro.duties.careers.money.rules import dong
from namro.duties.careers.money.selectors.changes import changes
from namro.duties.careers.money.selectors.checking import MOST_NAMED, paid_twice
from namro.duties.careers.money.selectors.own_lines import head_of_list
from namro.duties.careers.money.selectors.standing import require_unit
from namro.duties.careers.money.services.common import note, require_edit, require_number, require_text, user_of
from namro.duties.careers.money.services.framing import require_frame
from namro.duties.careers.money.services.listing import held_list
from namro.duties.careers.money.services.own_line import require_decided_above


@transaction.atomic
def submit_list(*, list_id: int, edits: int, waiting_reason: str = "", by: Actor, at: datetime, on: date) -> PayList:
    """Hand a list to the head. Whoever waits for a rating or a base stays out only with a written reason.

    Refuses: money.not_found, access.denied, money.list.state, money.edited, money.list.stale, money.list.waiting,
    money.fund.unreconciled, money.fund.frame, money.fund.frame_reason, money.list.paid_twice
    Records: money:list:submitted
    """
    row = held_list(list_id, ListState.DRAFT, _("Danh sách này đã trình rồi."))
    require_unit(by, row.unit_id, Permission.MONEY_PREPARE, on=on)
    require_edit(row, edits)
    _require_no_waiting(_require_sound(row), waiting_reason)
    row.state, row.submitted_at, row.submitted_by_id = ListState.SUBMITTED, at, user_of(by)
    row.waiting_reason, row.returned_reason, row.edits = waiting_reason.strip(), "", row.edits + 1
    row.save(
        update_fields=["state", "submitted_at", "submitted_by", "waiting_reason", "returned_reason", "edits"]
    )  # fmt: skip
    note(
        "list:submitted",
        row,
        row.unit_id,
        by=by,
        at=at,
        after={"total": row.total, "fund": row.fund},
        reason=row.waiting_reason,
    )
    _tell_head(row, at, on)
    return row


def _totals(row: PayList) -> tuple[int, int]:
    """What the lines come to, and how many of them wait."""
    waiting = Count("pk", filter=Q(state=LineState.WAITING))
    found = PayLine.objects.filter(pay_list=row).aggregate(total=Sum("amount"), waiting=waiting)
    return found["total"] or 0, found["waiting"]


def _require_sound(row: PayList) -> int:
    """Nothing it rests on changed, its sums stand, nobody is paid the same days twice; says how many lines wait."""
    _require_current(row)
    if row.corrects_id is None:
        require_frame(row)
    total, waiting = _totals(row)
    if total + row.unspent != row.fund:
        message = _(
            "Quỹ không khớp: quỹ %(fund)s đồng, cộng các dòng %(total)s đồng, chưa chi %(left)s đồng. Hãy tính lại."
        )
        values = {"fund": dong(row.fund), "total": dong(total), "left": dong(row.unspent)}
        raise DomainError("money.fund.unreconciled", message % values)
    twice = paid_twice(row)
    if twice:
        message = _("Những người sau đã được chi khoản này cho cùng những ngày ở danh sách khác: %(names)s.")
        raise DomainError("money.list.paid_twice", message % {"names": ", ".join(twice)})
    return waiting


def _require_current(row: PayList) -> None:
    """Posts, days away, pay and ratings are those it was computed from. Refuses: money.list.stale"""
    found = changes(row)
    if not found:
        return
    names = ", ".join(one.name for one in found[:MOST_NAMED])
    message = _("Số liệu của %(count)s người đã đổi sau khi tính (%(names)s). Hãy tính lại danh sách.")
    if row.state == ListState.SUBMITTED:
        message = _("Số liệu của %(count)s người đã đổi sau khi tính (%(names)s). Hãy trả lại để tính lại danh sách.")
    raise DomainError("money.list.stale", message % {"count": len(found), "names": names})


def _require_no_waiting(waiting: int, reason: str) -> None:
    if waiting and not reason.strip():
        message = _(
            "Còn %(count)s người chưa đủ căn cứ. Bổ sung căn cứ rồi tính lại, hoặc ghi lý do trình trước phần còn lại."
        )
        raise DomainError("money.list.waiting", message % {"count": waiting}, field="waiting_reason")


def _tell_head(row: PayList, at: datetime, on: date) -> None:
    """And whoever decides the head's own line."""
    found = head_of_list(row, on=on)
    if found is None:
        return
    tell(
        person_ids=[found.head.pk], kind="money.list.submitted", key=f"money.list:{row.pk}:{row.edits}",
        text=f"Danh sách chi {dong(row.total)} đồng đang chờ anh/chị quyết định.",
        text_en=f"A payment list of {dong(row.total)} VND awaits your decision.", link=f"/money/lists/{row.pk}/", at=at,
    )  # fmt: skip
    if found.line and found.waits and found.above:
        tell(
            person_ids=[found.above.pk], kind="money.line.submitted", key=f"money.line:{found.line.pk}",
            text="Dòng chi của người đứng đầu đơn vị cấp dưới đang chờ anh/chị quyết định riêng.",
            text_en="A line of money of the head of a unit below awaits a decision of its own by you.",
            link=f"/money/lines/{found.line.pk}/", at=at,
        )  # fmt: skip


@transaction.atomic
def return_list(*, list_id: int, reason: str, by: Actor, at: datetime, on: date) -> PayList:
    """The head sends it back. Refuses: money.not_found, access.denied, money.list.state, money.reason.missing.
    Records: money:list:returned
    """
    row = held_list(list_id, ListState.SUBMITTED, _("Chỉ trả lại được danh sách đang chờ quyết định."))
    require_unit(by, row.unit_id, Permission.MONEY_DECIDE, on=on)
    written = require_text(reason, "reason", _("Hãy ghi lý do trả lại."))
    row.state, row.submitted_at, row.submitted_by = ListState.DRAFT, None, None
    row.returned_reason, row.edits = written, row.edits + 1
    row.save(update_fields=["state", "submitted_at", "submitted_by", "returned_reason", "edits"])
    note("list:returned", row, row.unit_id, by=by, at=at, reason=written)
    return row


@transaction.atomic
def decide_list(
    *, list_id: int, edits: int, number: str, decided_on: date, by: Actor, at: datetime, on: date
) -> PayList:
    """The head decides the list as it stands; their own line was decided above them before.

    Refuses: money.not_found, access.denied, money.list.state, money.edited, money.number.missing,
    money.decided_on.future, money.list.own_line, money.list.stale, money.fund.unreconciled,
    money.fund.frame, money.fund.frame_reason, money.list.paid_twice
    Records: money:list:decided
    """
    row = held_list(list_id, ListState.SUBMITTED, _("Danh sách chưa được trình, hoặc đã quyết định."))
    require_unit(by, row.unit_id, Permission.MONEY_DECIDE, on=on)
    require_edit(row, edits)
    written = require_number(number, decided_on, on)
    require_decided_above(row, by, on)
    _require_sound(row)
    row.state, row.number, row.decided_on = ListState.DECIDED, written, decided_on
    row.decided_at, row.decided_by_id, row.edits = at, user_of(by), row.edits + 1
    row.save(update_fields=["state", "number", "decided_on", "decided_at", "decided_by", "edits"])
    note(
        "list:decided",
        row,
        row.unit_id,
        by=by,
        at=at,
        after={"number": written, "total": row.total, "unspent": row.unspent},
    )
    return row
