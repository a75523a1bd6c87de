"""The clock of a dossier: when it is due, how its pauses move that, and whether it was late on any day.

Pure: the working calendar, the opening hours and the pauses are arguments. Moments are wall-clock times of the service
point (`datetime` without a zone): a legal day is a local day, and the caller knows the place.

How time is counted.
- **Working days**: the day of acceptance is not counted; due at the end of the office day of the last one.
- **Days and months**: by the calendar, from the day after acceptance; a last day that is not worked moves on to the
  next working day. A month that lacks the day ends on its last day.
- **Hours**: the opening hours of working days only, to the minute. A Saturday on which a counter opens helps people; it
  does not shorten a legal limit.
- **At once**: as the counter closes that day, a Saturday it opens too; taken after closing, the next day it opens.
- **Pauses** either *shift* the due moment by the time they took, counted in the unit of the limit, or *restart* the
  whole limit when they end. A pause that began after the due moment changes nothing: late stays late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from namro.engine.errors import RuleError, Text
from namro.engine.workdays import ONE_DAY, Calendar

MONTHS_OF_A_YEAR = 12


class Unit(StrEnum):
    """What a time limit is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Policy(StrEnum):
    """What the end of a pause does to the time limit."""

    SHIFT = "shift"
    RESTART = "restart"


class ClockError(RuleError):
    """Moments or limits that cannot be counted: the code and the text say which."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: a whole number above 0 of a unit."""

    quantity: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ClockError("clock.limit", Text(
                vi=f"Thời hạn phải là số nguyên dương, không phải {self.quantity}.",
                en=f"A time limit is a whole number above 0, not {self.quantity}.",
            ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; `end` None: it still does."""

    start: datetime
    end: datetime | None
    policy: Policy = Policy.SHIFT


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of opening on a day, `opens` before `closes`."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a service point: the shifts of each ISO week day, in order and apart.

    A weekend day worked in place of a swapped one keeps the hours of `make_up`, an ISO week day.
    """

    week: Mapping[int, tuple[Shift, ...]]
    make_up: int = 1

    def __post_init__(self) -> None:
        if not any(self.week.values()):
            raise ClockError("clock.hours.none", Text(vi="Điểm phục vụ không có giờ làm việc nào.",
                                                      en="The service point has no opening hours."))  # fmt: skip
        for shifts in self.week.values():
            if any(one.opens >= one.closes for one in shifts) or any(a.closes > b.opens for a, b in pairwise(shifts)):
                raise ClockError("clock.hours.order", Text(vi="Các ca trong ngày phải theo thứ tự và không chồng nhau.",
                                                           en="The shifts of a day are in order and apart."))  # fmt: skip

    def on(self, day: date, calendar: Calendar) -> tuple[Shift, ...]:
        """The shifts that count towards a limit on `day`: none on a day off. Raises OutsideCalendar."""
        if not calendar.is_working_day(day):
            return ()
        return self.week.get(self.make_up if day in calendar.worked else day.isoweekday(), ())

    def open_on(self, day: date, calendar: Calendar) -> tuple[Shift, ...]:
        """The shifts people are received in on `day`, weekends that open too; none on a holiday. Raises OutsideCalendar."""
        if calendar.is_working_day(day):
            return self.on(day, calendar)
        return (
            self.week.get(day.isoweekday(), ())
            if day.isoweekday() in calendar.weekend and day not in calendar.off
            else ()
        )

    def closing(self, day: date, calendar: Calendar) -> datetime:
        """The end of the office day; midnight of the day after where nothing opens. Raises OutsideCalendar."""
        shifts = self.on(day, calendar)
        return datetime.combine(day, shifts[-1].closes) if shifts else datetime.combine(day + ONE_DAY, time())


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts limits by one calendar and one set of opening hours."""

    calendar: Calendar
    hours: Hours

    def due(self, accepted: datetime, limit: Limit, pauses: Sequence[Pause] = ()) -> datetime | None:
        """When a dossier accepted at that moment is due; None while a pause that stops the clock is open.

        `pauses` are in order, apart, and none begins before acceptance. Raises ClockError and OutsideCalendar.
        """
        self._must_be_in_order(accepted, pauses)
        due = self._count(accepted, limit)
        for pause in pauses:
            if pause.start > due:
                break  # late before it began
            if pause.end is None:
                return None
            if pause.policy is Policy.RESTART:
                due = self._count(pause.end, limit)
            else:
                due = self._moved(due, limit.unit, pause.start, pause.end)
        return due

    def same_day_due(self, accepted: datetime) -> datetime:
        """When what is done at once is due: as the counter closes that day; taken after that, the next day it opens.

        Raises OutsideCalendar.
        """
        day = accepted.date()
        while True:
            shifts = self.hours.open_on(day, self.calendar)
            if shifts and datetime.combine(day, shifts[-1].closes) >= accepted:
                return datetime.combine(day, shifts[-1].closes)
            day += ONE_DAY

    def due_as_of(self, accepted: datetime, limit: Limit, pauses: Sequence[Pause], *, at: datetime) -> datetime | None:
        """When it was due as things stood at a moment past: later pauses had not begun, open ones had not ended."""
        known = [
            Pause(one.start, one.end if one.end is not None and one.end <= at else None, one.policy)
            for one in pauses if one.start <= at
        ]  # fmt: skip
        return self.due(accepted, limit, known)

    def is_late(
        self, accepted: datetime, limit: Limit, pauses: Sequence[Pause], *, finished: datetime | None, at: datetime
    ) -> bool:
        """Whether the dossier was late at a moment: done after it was due, or not done and due before it."""
        done = finished if finished is not None and finished <= at else None
        due = self.due_as_of(accepted, limit, pauses, at=done or at)
        return due is not None and (done or at) > due

    def transfer_due(self, received: datetime, cut_off: time) -> datetime:
        """By when a dossier goes on to who handles it: the same day; received after the cut-off, the next morning.

        Source: NĐ 118/2025 as amended by NĐ 309/2026 (`cut_off` is 15:00 there). Raises OutsideCalendar.
        """
        day = received.date()
        if received.time() <= cut_off and self.calendar.is_working_day(day):
            return self.hours.closing(day, self.calendar)
        return self._opening_after(day)

    def working_minutes(self, first: datetime, last: datetime) -> int:
        """The minutes of opening on working days between two moments; 0 when `last` is not after `first`."""
        total, day = 0, first.date()
        while day <= last.date():
            for shift in self.hours.on(day, self.calendar):
                start = max(datetime.combine(day, shift.opens), first)
                end = min(datetime.combine(day, shift.closes), last)
                total += max(0, int((end - start).total_seconds()) // 60)
            day += ONE_DAY
        return total

    def _count(self, start: datetime, limit: Limit) -> datetime:
        if limit.unit is Unit.HOURS:
            return self._after_minutes(start, limit.quantity * 60)
        day = start.date()
        if limit.unit is Unit.WORKING_DAYS:
            last = self.calendar.add_working_days(day, limit.quantity)
        elif limit.unit is Unit.DAYS:
            last = self.calendar.first_working_day(day + timedelta(days=limit.quantity))
        else:
            last = self.calendar.first_working_day(months_after(day, limit.quantity))
        return self.hours.closing(last, self.calendar)

    def _moved(self, due: datetime, unit: Unit, start: datetime, end: datetime) -> datetime:
        """The due moment after a pause that shifts it."""
        if unit is Unit.HOURS:
            return self._after_minutes(due, self.working_minutes(start, end))
        if unit is Unit.WORKING_DAYS:
            paused = self.calendar.working_days_between(start.date() + ONE_DAY, end.date())
            last = self.calendar.add_working_days(due.date(), paused)
        else:
            last = self.calendar.first_working_day(due.date() + (end.date() - start.date()))
        return self.hours.closing(last, self.calendar)

    def _after_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment after so many minutes of opening; a count that ends at closing ends there, not next morning."""
        left, day = timedelta(minutes=minutes), start.date()
        if not left:
            return start
        while True:
            for shift in self.hours.on(day, self.calendar):
                begins = max(datetime.combine(day, shift.opens), start)
                room = datetime.combine(day, shift.closes) - begins
                if room >= left:
                    return begins + left
                left -= max(room, timedelta())
            day += ONE_DAY

    def _opening_after(self, day: date) -> datetime:
        while True:
            day = self.calendar.first_working_day(day + ONE_DAY)
            if shifts := self.hours.on(day, self.calendar):
                return datetime.combine(day, shifts[0].opens)

    def _must_be_in_order(self, accepted: datetime, pauses: Sequence[Pause]) -> None:
        before = accepted
        for index, one in enumerate(pauses):
            if one.start < before or (one.end is not None and one.end < one.start):
                raise ClockError("clock.pauses.order", Text(
                    vi=f"Lần tạm dừng bắt đầu {one.start:%d/%m/%Y %H:%M} chồng lên lần trước hoặc trước khi tiếp nhận.",
                    en=f"The pause from {one.start:%Y-%m-%d %H:%M} overlaps another or begins before acceptance.",
                ))  # fmt: skip
            if one.end is None and index + 1 < len(pauses):
                raise ClockError("clock.pauses.open", Text(vi="Chỉ lần tạm dừng cuối cùng được chưa kết thúc.",
                                                           en="Only the last pause may be open."))  # fmt: skip
            before = one.end or one.start


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that lacks it."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    first_of_next = date(year + (month + 1) // MONTHS_OF_A_YEAR, (month + 1) % MONTHS_OF_A_YEAR + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - ONE_DAY).day))
