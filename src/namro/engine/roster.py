"""Which open hours nobody covers: pure, on stretches of time.

A roster covers a counter when the union of its shifts holds every open hour; what is left are its gaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from namro.engine.clock import Hours
from namro.engine.workdays import Calendar


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From a moment up to another, in wall-clock time; empty where `end` is not after `start`."""

    start: datetime
    end: datetime

    @property
    def is_empty(self) -> bool:
        return self.end <= self.start

    @property
    def minutes(self) -> int:
        return max(0, int((self.end - self.start) / timedelta(minutes=1)))

    def within(self, other: Stretch) -> bool:
        return other.start <= self.start and self.end <= other.end


def opening(day: date, hours: Hours, calendar: Calendar) -> list[Stretch]:
    """When a counter is open on a day: its hours of the week day, none on a day off; a swapped day keeps its own hours.

    Unlike a legal limit, opening counts the Saturdays a counter opens. Raises OutsideCalendar.
    """
    if not calendar.is_working_day(day) and day in calendar.off:
        return []
    number = hours.make_up if day in calendar.worked else day.isoweekday()
    return [
        Stretch(datetime.combine(day, one.opens), datetime.combine(day, one.closes))
        for one in hours.week.get(number, ())
    ]


def gaps(open_hours: Iterable[Stretch], covered: Iterable[Stretch]) -> list[Stretch]:
    """What of the open hours no stretch covers, in order; empty when every open hour is covered."""
    shifts, found = sorted(one for one in covered if not one.is_empty), []
    for whole in sorted(open_hours):
        start = whole.start
        for one in shifts:
            if one.end <= start or one.start >= whole.end:
                continue
            if one.start > start:
                found.append(Stretch(start, one.start))
            start = max(start, one.end)
        if start < whole.end:
            found.append(Stretch(start, whole.end))
    return found
