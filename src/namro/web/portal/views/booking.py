"""Coming to the counter: a number for now, a time booked, and the booking looked at again or given back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.base.limits.visitors import address_of
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import ServicePoint, Ticket
from namro.duties.onestop.selectors import points, queueing
from namro.web.portal.services import booking

MOST_POINTS = 500


def choose(request: Request) -> HttpResponse:
    """Where, what about and when; then the number."""
    given = request.POST if request.method == "POST" else request.GET
    all_points = list(points.points_on(request.on)[:MOST_POINTS])
    point = next((one for one in all_points if str(one.pk) == given.get("point", "")), None)
    day = _day(given.get("day", "")) or request.on
    refused: DomainError | None = None
    if request.method == "POST" and point is not None:
        try:
            return _given(request, _taken(request, point, given.get("field", "")))
        except DomainError as error:
            refused = error
    context = {
        "points": all_points, "point": point, "day": day, "days": queueing.days_of(on=request.on), "refused": refused,
        "fields": queueing.fields_of(point.pk, on=day) if point else [], "field": given.get("field", ""),
        "slots": queueing.slots_of(point, day, at=request.at, on=request.on) if point else [],
        "is_open": point is not None and day == request.on and queueing.is_open_at(point, local(request.at)),
        "waiting": len(queueing.waiting(point.pk, on=request.on)) if point else 0,
    }  # fmt: skip
    status = 200 if refused is None else 429 if refused.status == 429 else 422
    return _plain(render(request, "portal/visit.html", context, status=status))


def _taken(request: Request, point: ServicePoint, field: str) -> Ticket:
    typed = request.POST.get("slot", "")
    try:
        slot = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        slot = None
    if typed and (slot is None or slot.tzinfo is not None):
        raise DomainError("onestop.ticket.no_slot", _("Hãy chọn một giờ trong danh sách."))
    known = queueing.fields_of(point.pk, on=request.on)
    return booking.take(
        point_id=point.pk, field=field if field in known else "", slot=slot, address=address_of(request), at=request.at, on=request.on
    )  # fmt: skip


def _given(request: Request, ticket: Ticket) -> HttpResponse:
    return _plain(render(request, "portal/visit_taken.html", {"t": ticket, "ahead": queueing.ahead_of(ticket)}))


def booked(request: Request) -> HttpResponse:
    """A booking by its code: where it stands; given back with the button."""
    context: dict[str, Any] = {"t": None, "code": "", "refused": None, "ahead": 0}
    if request.method != "POST":
        return _plain(render(request, "portal/visit_booked.html", context))
    code, address, status = request.POST.get("code", "")[:20], address_of(request), 200
    try:
        if request.POST.get("act") == "cancel":
            booking.cancel(code, address=address, at=request.at)
        ticket = booking.found(code, address=address, at=request.at)
        context |= {"t": ticket, "ahead": queueing.ahead_of(ticket)}
    except DomainError as refused:
        context["refused"], status = refused, 429 if refused.status == 429 else 422
    return _plain(render(request, "portal/visit_booked.html", {**context, "code": code}, status=status))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plain(answered: HttpResponse) -> HttpResponse:
    answered.headers["Cache-Control"] = "no-store"
    return answered
