"""The roster of a week, its gaps, the desks that stood empty, and the shifts of a month that were missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from namro.base.errors import DomainError
from namro.duties.onestop.clocks import aware, clock_of, local, said_plainly
from namro.duties.onestop.models import Counter, PointStaff, ServicePoint, Shift
from namro.engine.roster import Stretch, gaps, opening

WEEK = 7
MOST_LISTED = 500


@dataclass(frozen=True)
class Day:
    """A counter on a day: who is on duty, which open hours nobody is rostered for, and which of the past nobody came to."""

    day: date
    shifts: list[Shift]
    gaps: list[Stretch]
    empty: list[Stretch]


@dataclass(frozen=True)
class Line:
    """A counter with its seven days."""

    counter: Counter
    days: list[Day]


def open_on(point: ServicePoint, day: date) -> list[Stretch]:
    """When the counters of a point are open on a day. Refuses: onestop.point.no_hours, onestop.workdays.outside_calendar"""
    if day not in point.valid:
        return []
    clock = clock_of(point.pk, on=day)
    found: list[Stretch] = said_plainly(lambda: opening(day, clock.hours, clock.calendar))
    return found


def open_or_closed(point: ServicePoint, day: date) -> list[Stretch]:
    """The same, and never open where no hours are given or the calendar does not reach: nothing is missing there."""
    try:
        return open_on(point, day)
    except DomainError:
        return []


def staff_on(point: ServicePoint, day: date) -> frozenset[int]:
    """Who works at the point on a day."""
    return frozenset(PointStaff.objects.filter(point=point, valid__contains=day).values_list("person_id", flat=True))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(point: ServicePoint, monday: date, *, at: datetime) -> list[Line]:
    """Every counter of the point in a week, as known at a moment."""
    days = [monday + timedelta(days=number) for number in range(WEEK)]
    first, until = (
        aware(datetime.combine(day, datetime.min.time())) for day in (monday, monday + timedelta(days=WEEK))
    )
    rows = Shift.objects.select_related("person", "standby").filter(
        counter__point=point, during__startswith__gte=first, during__startswith__lt=until
    )
    by_day: dict[tuple[int, date], list[Shift]] = {}
    for one in rows.order_by("during", "pk"):
        by_day.setdefault((one.counter_id, local(one.during.lower).date()), []).append(one)
    hours = {day: open_or_closed(point, day) for day in days}
    counters = Counter.objects.filter(point=point, valid__overlap=(monday, monday + timedelta(days=WEEK))).order_by(
        "number"
    )
    return [
        Line(one, [_day(one, day, by_day.get((one.pk, day), []), hours[day], at) for day in days]) for one in counters
    ]


def _day(counter: Counter, day: date, shifts: list[Shift], hours: list[Stretch], at: datetime) -> Day:
    if day not in counter.valid:
        return Day(day, shifts, [], [])
    past = [Stretch(one.start, min(one.end, local(at))) for one in hours]
    return Day(
        day,
        shifts,
        gaps(hours, map(stretch_of, shifts)),
        gaps([one for one in past if not one.is_empty], _attended(shifts)),
    )


def stretch_of(one: Shift) -> Stretch:
    return Stretch(local(one.during.lower), local(one.during.upper))


def _attended(shifts: list[Shift]) -> list[Stretch]:
    """When somebody was there: from the beginning of the shift they checked in for until they checked out."""
    return [
        Stretch(local(one.during.lower), local(min(one.left_at or one.during.upper, one.during.upper)))
        for one in shifts if one.came_at is not None
    ]  # fmt: skip


def missed(month: date, *, at: datetime) -> QuerySet[Shift]:
    """Shifts that ended in a month to which whoever was on duty did not come and was not excused."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    since, until = (aware(datetime.combine(day, datetime.min.time())) for day in (first, following))
    rows = Shift.objects.filter(during__endswith__gte=since, during__endswith__lt=until, during__endswith__lte=at)
    return rows.filter(Q(came_at__isnull=True) | Q(stood_in=True), excused_at__isnull=True)


def missed_of(month: date, *, at: datetime, person_id: int | None = None, unit_id: int | None = None) -> list[Shift]:
    """Those of a person; or those at the points of a unit to which the stand-by did not come either: the desk stood empty."""
    rows = missed(month, at=at).select_related("person", "standby", "counter__point")
    rows = (
        rows.filter(person=person_id) if person_id else rows.filter(counter__point__unit=unit_id, came_at__isnull=True)
    )
    return list(rows.order_by("during", "pk")[:MOST_LISTED])


def next_of(person_id: int, *, at: datetime, most: int = 5) -> list[Shift]:
    """What somebody is on duty for, or stands by for, from now on."""
    rows = Shift.objects.select_related("counter__point", "person").filter(during__endswith__gt=at)
    return list(rows.filter(Q(person=person_id) | Q(standby=person_id)).order_by("during", "pk")[:most])
