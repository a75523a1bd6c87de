"""Working days: which days a public office works, and the day N working days later.

Pure: a `Calendar` is built from data (law/calendars) by the caller. A day outside the years the calendar
covers is refused, never guessed, because a guessed holiday moves a legal deadline.
Source of the week: five days, Monday to Friday, unless the calendar says a Saturday is worked instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from namro.engine.errors import RuleError, Text

ONE_DAY = timedelta(days=1)


class OutsideCalendar(RuleError):
    """The calendar has no data for the year of `day`; it covers `first_year` to `last_year`."""

    def __init__(self, day: date, first_year: int, last_year: int) -> None:
        text = Text(
            vi=f"Lịch làm việc chỉ có từ năm {first_year} đến năm {last_year}, không có ngày "
            f"{day.isoformat()}: hãy bổ sung năm còn thiếu vào lịch làm việc.",
            en=f"The working calendar covers {first_year} to {last_year}, not {day.isoformat()}: "
            "add the missing year to it.",
        )
        super().__init__("workdays.outside_calendar", text)
        self.day = day
        self.first_year = first_year
        self.last_year = last_year


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off and the worked weekend days of whole years, both ends included.

    `off` holds dated days off (holidays, days in lieu, swapped days); weekends need no row.
    `worked` holds weekend days worked instead of a swapped day.
    """

    first_year: int
    last_year: int
    off: frozenset[date]
    worked: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({6, 7})  # ISO week days: Saturday and Sunday

    def is_working_day(self, day: date) -> bool:
        """Whether public offices work on `day`. Raises OutsideCalendar."""
        self._must_cover(day)
        if day in self.worked:
            return True
        return day.isoweekday() not in self.weekend and day not in self.off

    def add_working_days(self, day: date, count: int) -> date:
        """The day `count` working days after `day` (before it, when negative); `day` itself is not counted.

        A count of 0 gives `day` back, working or not. Raises OutsideCalendar.
        """
        self._must_cover(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day = self._next(day, step)
            if self.is_working_day(day):
                left -= 1
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie from `first` to `last`, both included; 0 when `last` is earlier."""
        self._must_cover(first)
        self._must_cover(last)
        days = (last - first).days + 1
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(days))

    def first_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the next day that is: where a deadline on a day off falls."""
        while not self.is_working_day(day):
            day = self._next(day, ONE_DAY)
        return day

    def _next(self, day: date, step: timedelta) -> date:
        try:
            return day + step
        except OverflowError:
            raise OutsideCalendar(day, self.first_year, self.last_year) from None

    def _must_cover(self, day: date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise OutsideCalendar(day, self.first_year, self.last_year)
