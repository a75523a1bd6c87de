"""The clock of a dossier: vectors checked by hand, and a minute-by-minute oracle that shares no code with it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.base.law.calendars import load_calendar
from namro.engine.clock import Clock, ClockError, Hours, Limit, Pause, Policy, Shift, Unit, months_after
from namro.engine.workdays import OutsideCalendar

DAY = (Shift(time(8), time(12)), Shift(time(13), time(17)))
OFFICE = Hours(dict.fromkeys(range(1, 6), DAY) | {6: (Shift(time(8), time(11, 30)),)})
CLOCK = Clock(load_calendar(), OFFICE)
CUT_OFF = time(15)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("accepted", "quantity", "unit", "due"),
    [
        ("2026-11-02T09:00", 3, Unit.WORKING_DAYS, "2026-11-05T17:00"),
        ("2026-11-05T16:59", 3, Unit.WORKING_DAYS, "2026-11-10T17:00"),  # over a weekend
        ("2026-11-23T09:00", 1, Unit.WORKING_DAYS, "2026-11-25T17:00"),  # 24 November is a holiday from 2026
        ("2026-01-07T09:00", 3, Unit.WORKING_DAYS, "2026-01-10T17:00"),  # Saturday 10 January is worked
        ("2026-11-06T20:00", 1, Unit.WORKING_DAYS, "2026-11-09T17:00"),  # accepted online on Friday night
        ("2026-11-02T09:00", 5, Unit.DAYS, "2026-11-09T17:00"),  # Saturday the 7th moves on to Monday
        ("2026-11-02T09:00", 2, Unit.DAYS, "2026-11-04T17:00"),
        ("2026-01-30T09:00", 1, Unit.MONTHS, "2026-03-02T17:00"),  # 28 February is a Saturday
        ("2027-11-30T09:00", 1, Unit.MONTHS, "2027-12-30T17:00"),
        ("2026-11-02T16:30", 2, Unit.HOURS, "2026-11-03T09:30"),
        ("2026-11-02T11:30", 1, Unit.HOURS, "2026-11-02T13:30"),  # over lunch
        ("2026-11-02T08:00", 8, Unit.HOURS, "2026-11-02T17:00"),  # ends at closing, not next morning
        ("2026-11-06T16:00", 4, Unit.HOURS, "2026-11-09T11:00"),  # the opening of Saturday does not count
    ],
)
def test_due_moments_checked_by_hand(accepted, quantity, unit, due):
    assert CLOCK.due(at(accepted), Limit(quantity, unit)) == at(due)


def test_transfer_at_fifteen_o_clock():
    friday = "2026-11-06T"
    assert CLOCK.transfer_due(at(friday + "14:59"), CUT_OFF) == at(friday + "17:00")
    assert CLOCK.transfer_due(at(friday + "15:00"), CUT_OFF) == at(friday + "17:00")
    assert CLOCK.transfer_due(at(friday + "15:01"), CUT_OFF) == at("2026-11-09T08:00")
    assert CLOCK.transfer_due(at("2026-11-23T15:01"), CUT_OFF) == at("2026-11-25T08:00")
    assert CLOCK.transfer_due(at("2026-11-07T09:00"), CUT_OFF) == at("2026-11-09T08:00")  # received on a Saturday


def test_a_pause_shifts_or_restarts_by_its_policy():
    accepted, limit = at("2026-11-02T09:00"), Limit(5, Unit.WORKING_DAYS)
    assert CLOCK.due(accepted, limit) == at("2026-11-09T17:00")
    shift = Pause(at("2026-11-04T10:00"), at("2026-11-06T15:00"))
    restart = Pause(shift.start, shift.end, Policy.RESTART)
    assert CLOCK.due(accepted, limit, [shift]) == at("2026-11-11T17:00")
    assert CLOCK.due(accepted, limit, [restart]) == at("2026-11-13T17:00")
    assert CLOCK.due(accepted, limit, [Pause(shift.start, None)]) is None


def test_a_pause_after_the_due_moment_leaves_a_late_dossier_late():
    accepted, limit = at("2026-11-02T09:00"), Limit(1, Unit.WORKING_DAYS)
    late = Pause(at("2026-11-04T08:00"), at("2026-11-10T08:00"), Policy.RESTART)
    assert CLOCK.due(accepted, limit, [late]) == at("2026-11-03T17:00")
    assert CLOCK.is_late(accepted, limit, [late], finished=None, at=at("2026-11-05T09:00"))


def test_lateness_is_recomputed_for_any_past_moment():
    accepted, limit = at("2026-11-02T09:00"), Limit(2, Unit.WORKING_DAYS)
    pause = [Pause(at("2026-11-03T09:00"), at("2026-11-10T09:00"))]
    late = {
        moment: CLOCK.is_late(accepted, limit, pause, finished=at("2026-11-16T09:00"), at=at(moment))
        for moment in (
            "2026-11-03T08:00",
            "2026-11-06T08:00",
            "2026-11-11T17:00",
            "2026-11-12T08:00",
            "2026-11-30T08:00",
        )
    }
    assert list(late.values()) == [False, False, False, True, True]
    assert CLOCK.due_as_of(accepted, limit, pause, at=at("2026-11-03T08:00")) == at("2026-11-04T17:00")
    assert CLOCK.due_as_of(accepted, limit, pause, at=at("2026-11-06T08:00")) is None


@pytest.mark.parametrize(
    ("code", "pauses"),
    [
        ("clock.pauses.order", [Pause(at("2026-11-01T09:00"), at("2026-11-03T09:00"))]),
        ("clock.pauses.order", [Pause(at("2026-11-03T09:00"), at("2026-11-02T10:00"))]),
        ("clock.pauses.order", [Pause(at("2026-11-02T10:00"), at("2026-11-02T12:00")), Pause(at("2026-11-02T11:00"), None)]),
        ("clock.pauses.open", [Pause(at("2026-11-02T10:00"), None), Pause(at("2026-11-02T11:00"), None)]),
    ],
)  # fmt: skip
def test_pauses_out_of_order_are_refused(code, pauses):
    with pytest.raises(ClockError) as refused:
        CLOCK.due(at("2026-11-02T09:00"), Limit(5, Unit.DAYS), pauses)
    assert refused.value.code == code


def test_limits_hours_and_years_that_mean_nothing_are_refused():
    for quantity in (0, -1):
        with pytest.raises(ClockError, match="nguyên dương"):
            Limit(quantity, Unit.DAYS)
    with pytest.raises(ClockError, match="không có giờ"):
        Hours({1: ()})
    with pytest.raises(ClockError, match="theo thứ tự"):
        Hours({1: (Shift(time(13), time(17)), Shift(time(8), time(12)))})
    with pytest.raises(OutsideCalendar):
        CLOCK.due(at("2027-12-20T09:00"), Limit(30, Unit.WORKING_DAYS))


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-11-30", 3, "2027-02-28"),
     ("2026-12-01", 1, "2027-01-01"), ("2026-11-15", 12, "2027-11-15"), ("2026-08-31", 4, "2026-12-31")],
)  # fmt: skip
def test_months(day, months, after):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(after)


# The oracle walks minutes and days one by one from the calendar's rows alone.


def is_open(minute: datetime) -> bool:
    if not CLOCK.calendar.is_working_day(minute.date()):
        return False
    clock = minute.hour * 60 + minute.minute
    return 480 <= clock < 720 or 780 <= clock < 1020


def minutes_later(start: datetime, minutes: int) -> datetime:
    while minutes:
        if is_open(start):
            minutes -= 1
        start += timedelta(minutes=1)
    return start


starts = st.datetimes(at("2025-12-29T00:00"), at("2026-02-10T00:00")).map(
    lambda one: one.replace(second=0, microsecond=0)
)


@given(start=starts, hours=st.integers(1, 30), pause=st.tuples(st.integers(0, 3000), st.integers(0, 3000)))
def test_hours_against_the_minute_by_minute_oracle(start, hours, pause):
    limit = Limit(hours, Unit.HOURS)
    due = minutes_later(start, hours * 60)
    assert CLOCK.due(start, limit) == due
    begins = start + timedelta(minutes=pause[0])
    ends = begins + timedelta(minutes=pause[1])
    paused = 0 if begins > due else sum(is_open(begins + timedelta(minutes=n)) for n in range(pause[1]))
    assert CLOCK.due(start, limit, [Pause(begins, ends)]) == minutes_later(due, paused)


@given(start=starts, days=st.integers(1, 15), pause=st.tuples(st.integers(0, 20), st.integers(0, 20)))
def test_working_days_against_the_day_by_day_oracle(start, days, pause):
    def later(day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= CLOCK.calendar.is_working_day(day)
        return day

    limit, due = Limit(days, Unit.WORKING_DAYS), later(start.date(), days)
    found = CLOCK.due(start, limit)
    assert found is not None and found.date() == due
    begins, ends = start + timedelta(days=pause[0]), start + timedelta(days=pause[0] + pause[1])
    paused = sum(CLOCK.calendar.is_working_day(begins.date() + timedelta(days=n + 1)) for n in range(pause[1]))
    shifted = CLOCK.due(start, limit, [Pause(begins, ends)])
    assert shifted is not None and shifted.date() == (due if begins > found else later(due, paused))
    restarted = CLOCK.due(start, limit, [Pause(begins, ends, Policy.RESTART)])
    assert restarted is not None and restarted.date() == (due if begins > found else later(ends.date(), days))
