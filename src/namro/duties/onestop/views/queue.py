"""The queue of a point: calling numbers at a counter, taking one for whoever stands there, and the screen people look at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotVisible
from namro.duties.onestop.access import points_of
from namro.duties.onestop.models import Counter, ServicePoint, Ticket
from namro.duties.onestop.selectors import points, queueing
from namro.duties.onestop.services import tickets
from namro.duties.onestop.views.acting import when

SHOWN = 8  # numbers on the screen of the waiting room


def _seen(request: Request, point_id: int) -> ServicePoint:
    """The point, for whoever works there. Refuses: onestop.point.unknown"""
    if point_id not in points_of(request.actor, on=request.on):
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    return points.point_on(point_id, on=request.on)


def queue(request: Request, point_id: int) -> HttpResponse:
    """Who waits, who is called, and the button for the next one at the counter chosen."""
    point = _seen(request, point_id)
    counters = list(Counter.objects.filter(point=point, valid__contains=request.on).order_by("number"))
    asked = request.GET.get("counter", "")
    chosen = next((one for one in counters if str(one.pk) == asked), None)
    called = queueing.called(point.pk, on=request.on)
    context = {
        "point": point, "counters": counters, "chosen": chosen, "called": called, "waits": queueing.waits(point.pk, on=request.on),
        "here": next((one for one in called if chosen and one.counter_id == chosen.pk), None),
        "waiting": queueing.waiting(point.pk, on=request.on), "fields": queueing.fields_of(point.pk, on=request.on), "at": request.at,
    }  # fmt: skip
    return render(request, "onestop/queue.html", context)


def queue_call(request: Request, point_id: int) -> HttpResponse:
    """The next number at a counter."""
    _seen(request, point_id)
    if request.method != "POST":
        return redirect("queue", point_id)
    counter = request.POST.get("counter", "")
    try:
        ticket = tickets.call_next(int(counter) if counter.isdecimal() and len(counter) < 12 else 0, **when(request))
    except DomainError as refused:
        _told(request, refused)
    else:
        messages.success(
            request, _("Mời số %(number)s đến quầy %(counter)s.") % {"number": ticket, "counter": ticket.counter}
        )
    return redirect(f"{reverse('queue', args=[point_id])}?counter={counter}")


def queue_done(request: Request, point_id: int) -> HttpResponse:
    """Whoever was called was served, or was not there."""
    _seen(request, point_id)
    if request.method != "POST":
        return redirect("queue", point_id)
    ticket, is_there = request.POST.get("ticket", ""), request.POST.get("there") == "1"
    number = int(ticket) if ticket.isdecimal() and len(ticket) < 12 else 0
    try:
        done = tickets.finish(number, is_there=is_there, **when(request))
    except DomainError as refused:
        _told(request, refused)
    else:
        said = _("Số %(number)s đã phục vụ xong.") if is_there else _("Số %(number)s không có mặt.")
        messages.success(request, said % {"number": done})
    return redirect(f"{reverse('queue', args=[point_id])}?counter={request.POST.get('counter', '')}")


def queue_take(request: Request, point_id: int) -> HttpResponse:
    """A number for whoever stands at the point, to be printed."""
    _seen(request, point_id)
    if request.method != "POST":
        return redirect("queue", point_id)
    try:
        made = tickets.take(point_id, field=request.POST.get("field", ""), at=request.at, on=request.on)
    except DomainError as refused:
        _told(request, refused)
        return redirect("queue", point_id)
    return redirect("queue_ticket", point_id, made.number)


def queue_ticket(request: Request, point_id: int, number: int) -> HttpResponse:
    """A number as it is handed out."""
    point = _seen(request, point_id)
    ticket = Ticket.objects.filter(point=point, day=request.on, number=number).first()
    if ticket is None:
        raise NotVisible("onestop.ticket.unknown", _("Không có số này."))
    context = {"point": point, "ticket": ticket, "ahead": queueing.ahead_of(ticket)}
    return render(request, "onestop/queue_ticket.html", context)


def queue_screen(request: Request, point_id: int) -> HttpResponse:
    """What the waiting room sees: numbers and counters, nothing of anybody."""
    point = _seen(request, point_id)
    context = {
        "point": point, "called": queueing.called(point.pk, on=request.on)[:SHOWN],
        "waiting": len(queueing.waiting(point.pk, on=request.on)), "at": request.at,
    }  # fmt: skip
    return render(request, "onestop/queue_screen.html", context)


def _told(request: Request, refused: DomainError) -> None:
    if refused.status in (403, 404):
        raise refused
    messages.error(request, str(refused))
