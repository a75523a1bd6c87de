"""The queue of a point on a day: who waits, who was called where, how long it took; and the times that may be booked."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import Counter, ServicePoint, Ticket, TicketState
from namro.duties.onestop.parameters import rule_of
from namro.duties.onestop.selectors.rostering import open_or_closed

MOST_SHOWN = 100


@dataclass(frozen=True)
class Slot:
    """A time that may be booked, and for how many more."""

    start: datetime  # wall clock
    left: int


@dataclass(frozen=True)
class Waits:
    """How long people waited on a day until they were called, in minutes; None where nobody was."""

    served: int
    missed: int
    median: float | None
    longest: float | None


def is_open_at(point: ServicePoint, moment: datetime) -> bool:
    """Whether the point is open at a wall-clock moment."""
    return any(one.start <= moment < one.end for one in open_or_closed(point, moment.date()))


def days_of(*, on: date) -> list[date]:
    """The days that may be booked. Source: law/parameters/onestop.yaml#booking_days."""
    return [on + timedelta(days=number) for number in range(int(rule_of("booking_days", on=on).value) + 1)]


def slots_of(point: ServicePoint, day: date, *, at: datetime, on: date) -> list[Slot]:
    """The times of a day still to come, each with how many more may book it.

    Source: law/parameters/onestop.yaml#slot_minutes, booking_each, booking_days.
    """
    if day not in days_of(on=on):
        return []
    step = timedelta(minutes=int(rule_of("slot_minutes", on=on).value))
    counters = Counter.objects.filter(point=point, valid__contains=day).count()
    most = int(rule_of("booking_each", on=on).value) * counters
    booked = _booked(point, day)
    found = []
    for stretch in open_or_closed(point, day):
        start = stretch.start
        while start + step <= stretch.end:
            if start > local(at):
                found.append(Slot(start, max(0, most - booked.get(start, 0))))
            start += step
    return found


def _booked(point: ServicePoint, day: date) -> dict[datetime, int]:
    rows = Ticket.objects.filter(point=point, day=day, slot__isnull=False).exclude(state=TicketState.CANCELLED)
    return {local(slot): count for slot, count in rows.order_by().values_list("slot").annotate(count=Count("pk"))}


def waiting(point_id: int, *, on: date) -> list[Ticket]:
    """Who waits now: bookings in their time, the others in order."""
    rows = Ticket.objects.filter(point=point_id, day=on, state=TicketState.WAITING)
    return list(rows.order_by("number")[:MOST_SHOWN])


def called(point_id: int, *, on: date) -> list[Ticket]:
    """Who is called to which counter, the last one first."""
    rows = Ticket.objects.filter(point=point_id, day=on, state=TicketState.CALLED).select_related("counter")
    return list(rows.order_by("-called_at"))


def waits(point_id: int, *, on: date) -> Waits:
    """How long it took until people were called that day; somebody who booked waits from their time on."""
    rows = Ticket.objects.filter(point=point_id, day=on, called_at__isnull=False)
    minutes = []
    for one in rows.only("taken_at", "slot", "called_at"):
        assert one.called_at is not None
        minutes.append(max(0.0, (one.called_at - (one.slot or one.taken_at)) / timedelta(minutes=1)))
    counted = rows.aggregate(served=Count("pk", filter=Q(state="served")), missed=Count("pk", filter=Q(state="missed")))
    return Waits(
        counted["served"], counted["missed"], statistics.median(minutes) if minutes else None, max(minutes) if minutes else None
    )  # fmt: skip


def ahead_of(ticket: Ticket) -> int:
    """How many wait before a number."""
    rows = Ticket.objects.filter(
        point=ticket.point_id, day=ticket.day, state=TicketState.WAITING, number__lt=ticket.number
    )
    return rows.count()


def fields_of(point_id: int, *, on: date) -> list[str]:
    """The fields the counters of a point receive, each once; none where every counter receives everything."""
    lists = Counter.objects.filter(point=point_id, valid__contains=on).values_list("fields", flat=True)
    return sorted({one for fields in lists for one in fields})
