"""A number at the counter, for now or for a time to come: nobody is asked who they are, and nobody takes them all."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from namro.base.errors import NotVisible
from namro.base.limits import services as limiting
from namro.duties.onestop.models import Ticket
from namro.duties.onestop.services import tickets
from namro.web.portal.parameters import limits
from namro.web.portal.services.following import count_try

BY_ADDRESS = ("ticket_address", "ticket_address_day")


def take(*, point_id: int, field: str, slot: datetime | None, address: str, at: datetime, on: date) -> Ticket:
    """A number for now, or for a time where one is given. A refusal is not counted.

    Refuses: limits.too_many, onestop.point.unknown, onestop.ticket.closed, onestop.ticket.no_slot, onestop.ticket.full
    Records: portal:limit:reached
    """
    for name in BY_ADDRESS:
        count_try(name, address, at=at)
    try:
        if slot is None:
            return tickets.take(point_id, field=field, at=at, on=on)
        return tickets.book(point_id, field=field, slot=slot, at=at, on=on)
    except Exception:
        for name in BY_ADDRESS:
            limiting.give_back(limits()[name], address)
        raise


def found(code: str, *, address: str, at: datetime) -> Ticket:
    """The booking of a code; wrong codes are counted, so that guessing is useless.

    Refuses: limits.too_many, onestop.ticket.unknown
    """
    count_try("ticket_code_address", address, at=at)
    ticket = Ticket.objects.select_related("point").filter(code=code.strip().upper()).first() if code.strip() else None
    if ticket is None:
        raise NotVisible("onestop.ticket.unknown", _("Không có lịch hẹn mang mã này."))
    limiting.give_back(limits()["ticket_code_address"], address)
    return ticket


def cancel(code: str, *, address: str, at: datetime) -> Ticket:
    """Give a booking back. Refuses: limits.too_many, onestop.ticket.unknown, onestop.ticket.late"""
    found(code, address=address, at=at)
    return tickets.cancel(code, at=at)
