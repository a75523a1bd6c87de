"""The roster of a week, its gaps, the desks that stood empty, and the shifts of a month that were missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, Q, QuerySet

from namro.base.errors import DomainError
from namro.duties.onestop.clocks import aware, clock_of, local, said_plainly
from namro.duties.onestop.models import Counter, PointStaff, ServicePoint, Shift
from namro.duties.onestop.parameters import rule_of
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
    counters = Counter.objects.filter(point=point, valid__overlap=(monday, monday + timedelta(days=WEEK)))
    counters = counters.select_related("point").order_by("number")
    return [
        Line(one, [_day(one, day, by_day.get((one.pk, day), []), hours[day], at) for day in days]) for one in counters
    ]


def _day(counter: Counter, day: date, shifts: list[Shift], hours: list[Stretch], at: datetime) -> Day:
    if day not in counter.valid:
        return Day(day, shifts, [], [])
    return Day(day, shifts, gaps(hours, map(stretch_of, shifts)), _empty(shifts, hours, at, day))


def _empty(shifts: list[Shift], hours: list[Stretch], at: datetime, day: date) -> list[Stretch]:
    """The open hours gone by nobody was there, but for the minutes of law/parameters/onestop.yaml#empty_desk_minutes."""
    past = [Stretch(one.start, min(one.end, local(at))) for one in hours]
    found = gaps([one for one in past if not one.is_empty], _attended(shifts))
    let_pass = rule_of("empty_desk_minutes", on=day).value
    return [one for one in found if one.minutes > let_pass]


def stretch_of(one: Shift) -> Stretch:
    return Stretch(local(one.during.lower), local(one.during.upper))


def _attended(shifts: list[Shift]) -> list[Stretch]:
    """When somebody was there: from when they checked in, if that was after the shift began, until they checked out."""
    return [
        Stretch(local(max(one.came_at, one.during.lower)), local(min(one.left_at or one.during.upper, one.during.upper)))
        for one in shifts if one.came_at is not None
    ]  # fmt: skip


def missed(month: date, *, at: datetime) -> QuerySet[Shift]:
    """Shifts that ended in a month to which whoever was on duty did not come and was not excused."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    since, until = (aware(datetime.combine(day, datetime.min.time())) for day in (first, following))
    rows = Shift.objects.filter(during__endswith__gte=since, during__endswith__lt=until, during__endswith__lte=at)
    return rows.filter(Q(came_at__isnull=True) | Q(stood_in=True), excused_at__isnull=True)


def missed_of(month: date, *, at: datetime, person_id: int) -> list[Shift]:
    """Those of a person."""
    rows = missed(month, at=at).select_related("person", "standby", "counter__point")
    return list(rows.filter(person=person_id).order_by("during", "pk")[:MOST_LISTED])


@dataclass(frozen=True)
class Emptied:
    """Open hours of a counter nobody was at, and who was rostered for them."""

    counter: Counter
    stretch: Stretch
    shifts: list[Shift]


def emptied(month: date, *, at: datetime, unit_id: int | None = None) -> Iterator[Emptied]:
    """The open hours of a month gone by at which counters stood empty, excused or not, rostered or not.

    A point counts from the day of its first shift: before, it kept no roster. One week is read at a time.
    """
    first = month.replace(day=1)
    last = min((first + timedelta(days=32)).replace(day=1) - timedelta(days=1), local(at).date())
    points = ServicePoint.objects.filter(valid__overlap=(first, last + timedelta(days=1)))
    points = points.annotate(since=Min("counters__shifts__during__startswith")).filter(since__isnull=False)
    for point in points.filter(unit=unit_id) if unit_id else points:
        begins = max(first, local(point.since).date())
        for number in range(0, (last - monday_of(begins)).days + 1, WEEK):
            for line in week(point, monday_of(begins) + timedelta(days=number), at=at):
                for day in line.days:
                    if begins <= day.day <= last:
                        yield from (Emptied(line.counter, one, _rostered(day.shifts, one)) for one in day.empty)


def _rostered(shifts: list[Shift], during: Stretch) -> list[Shift]:
    return [one for one in shifts if stretch_of(one).start < during.end and stretch_of(one).end > during.start]


def next_of(person_id: int, *, at: datetime, most: int = 5) -> list[Shift]:
    """What somebody is on duty for, or stands by for, from now on."""
    rows = Shift.objects.select_related("counter__point", "person").filter(during__endswith__gt=at)
    return list(rows.filter(Q(person=person_id) | Q(standby=person_id)).order_by("during", "pk")[:most])
