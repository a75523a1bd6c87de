"""Queue numbers: taken at the point, booked for a time from afar, called, served."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.base.rows import planned_cursor
from namro.duties.onestop.access import points_of
from namro.duties.onestop.clocks import aware, local
from namro.duties.onestop.models import Counter, ServicePoint, Ticket, TicketState
from namro.duties.onestop.selectors.queueing import is_open_at, slots_of
from namro.duties.onestop.services.codes import NEXT

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing read aloud twice the same
NEXT_WAITING = """
SELECT id FROM onestop_ticket
WHERE point_id = %s AND day = %s AND state = 'waiting' AND (%s OR field = '' OR field = ANY(%s)) AND (slot IS NULL OR slot <= %s)
ORDER BY slot IS NULL, slot, number LIMIT 1 FOR UPDATE SKIP LOCKED
"""


def _point(point_id: int, on: date) -> ServicePoint:
    found = ServicePoint.objects.filter(pk=point_id, valid__contains=on).first()
    if found is None:
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    return found


def _number(point: ServicePoint, day: date) -> int:
    """The next number of the point's day; the row stays locked until the ticket is written, so none is lost."""
    with planned_cursor() as cursor:
        cursor.execute(NEXT, [f"queue:{point.pk}:{day:%y%m%d}"])
        return int(cursor.fetchone()[0])


@transaction.atomic
def take(point_id: int, *, field: str, at: datetime, on: date) -> Ticket:
    """A number for now, at the point or on the way there; asks nothing of whoever takes it.

    Refuses: onestop.point.unknown, onestop.ticket.closed
    Records: nothing: a number is nobody's
    """
    point = _point(point_id, on)
    if not is_open_at(point, local(at)):
        raise DomainError("onestop.ticket.closed", _("Điểm phục vụ đang ngoài giờ làm việc: chỉ lấy số khi đang mở cửa, hoặc đặt lịch cho ngày khác."))  # fmt: skip
    return Ticket.objects.create(point=point, day=on, number=_number(point, on), field=field[:200], taken_at=at)


@transaction.atomic
def book(point_id: int, *, field: str, slot: datetime, at: datetime, on: date) -> Ticket:
    """A number for a time to come, with the code by which whoever booked it finds and cancels it.

    Refuses: onestop.point.unknown, onestop.ticket.no_slot, onestop.ticket.full
    Records: nothing: a number is nobody's
    """
    point = _point(point_id, on)
    day = slot.date()
    number = _number(point, day)  # locks the day of the point: what is counted next cannot change
    slots = {one.start: one for one in slots_of(point, day, at=at, on=on)}
    found = slots.get(slot)
    if found is None:
        raise DomainError("onestop.ticket.no_slot", _("Giờ này không đặt được: đã qua, ngoài giờ làm việc hoặc xa quá số ngày cho đặt trước."))  # fmt: skip
    if not found.left:
        raise DomainError("onestop.ticket.full", _("Giờ này vừa có người đặt hết. Hãy chọn giờ khác."))
    code = "".join(secrets.choice(LETTERS) for _place in range(10))
    return Ticket.objects.create(
        point=point, day=day, number=number, field=field[:200], slot=aware(slot), code=code, taken_at=at
    )


@transaction.atomic
def cancel(code: str, *, at: datetime) -> Ticket:
    """Give a booking back, by whoever holds its code. Refuses: onestop.ticket.unknown, onestop.ticket.late"""
    ticket = Ticket.objects.select_for_update().filter(code=code.strip().upper()).first() if code.strip() else None
    if ticket is None:
        raise NotVisible("onestop.ticket.unknown", _("Không có lịch hẹn mang mã này."))
    if ticket.state != TicketState.WAITING:
        raise Conflict("onestop.ticket.late", _("Số này đã được gọi hoặc đã hủy."))
    ticket.state, ticket.done_at = TicketState.CANCELLED, at
    ticket.save(update_fields=["state", "done_at"])
    return ticket


@transaction.atomic
def call_next(counter_id: int, *, by: Actor, at: datetime, on: date) -> Ticket:
    """Whoever is served at the counter is done; the next number it may serve is called: bookings whose time has come first.

    Refuses: onestop.ticket.counter, access.denied, onestop.ticket.nobody
    Records: onestop:ticket:called
    """
    counter = Counter.objects.select_related("point").filter(pk=counter_id, valid__contains=on).first()
    if counter is None:
        raise NotVisible("onestop.ticket.counter", _("Không có quầy này."))
    if counter.point_id not in points_of(by, on=on):
        raise NotAllowed("access.denied", _("Chỉ người làm việc tại điểm phục vụ gọi số."))
    Ticket.objects.filter(counter=counter, state=TicketState.CALLED).update(state=TicketState.SERVED, done_at=at)
    with connection.cursor() as cursor:
        cursor.execute(NEXT_WAITING, [counter.point_id, on, not counter.fields, list(counter.fields), at])
        row = cursor.fetchone()
    if row is None:
        raise DomainError("onestop.ticket.nobody", _("Không còn ai chờ ở quầy này."))
    ticket = Ticket.objects.get(pk=row[0])
    ticket.state, ticket.counter, ticket.called_at, ticket.called_by_id = TicketState.CALLED, counter, at, by.user_id
    ticket.save(update_fields=["state", "counter", "called_at", "called_by"])
    record(
        tag="onestop:ticket:called", by=by, at=at, subject=("ticket", ticket.pk), unit_id=counter.point.unit_id,
        after={"number": ticket.number, "counter": counter.number},
    )  # fmt: skip
    return ticket


@transaction.atomic
def finish(ticket_id: int, *, is_there: bool, by: Actor, at: datetime, on: date) -> Ticket:
    """Whoever was called has been served, or was not there.

    Refuses: onestop.ticket.unknown, access.denied, onestop.ticket.not_called
    Records: onestop:ticket:served, onestop:ticket:missed
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("point").filter(pk=ticket_id).first()
    if ticket is None:
        raise NotVisible("onestop.ticket.unknown", _("Không có số này."))
    if ticket.point_id not in points_of(by, on=on):
        raise NotAllowed("access.denied", _("Chỉ người làm việc tại điểm phục vụ gọi số."))
    if ticket.state != TicketState.CALLED:
        raise Conflict("onestop.ticket.not_called", _("Số này không phải số đang gọi."))
    ticket.state = TicketState.SERVED if is_there else TicketState.MISSED
    ticket.done_at = at
    ticket.save(update_fields=["state", "done_at"])
    tag = "onestop:ticket:served" if is_there else "onestop:ticket:missed"
    record(
        tag=tag,
        by=by,
        at=at,
        subject=("ticket", ticket.pk),
        unit_id=ticket.point.unit_id,
        after={"number": ticket.number},
    )
    return ticket
