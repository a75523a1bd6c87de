"""Gaps of a roster: none exactly where the shifts together hold every open hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from namro.engine.clock import Hours, Shift
from namro.engine.roster import Stretch, gaps, opening
from namro.engine.workdays import Calendar

DAY = datetime.fromisoformat("2026-11-23")
MINUTES = st.integers(0, 24 * 60)


def stretch(first: int, last: int) -> Stretch:
    return Stretch(DAY + timedelta(minutes=first), DAY + timedelta(minutes=last))


STRETCHES = st.lists(st.builds(lambda pair: stretch(*pair), st.tuples(MINUTES, MINUTES)), max_size=6)
OPEN = st.lists(
    st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: stretch(*pair)), max_size=3
)


def minutes_of(stretches: list[Stretch]) -> set[int]:
    found: set[int] = set()
    for one in stretches:
        found |= set(range(int((one.start - DAY).total_seconds() // 60), int((one.end - DAY).total_seconds() // 60)))
    return found


@given(OPEN, STRETCHES)
def test_gaps_are_the_open_minutes_no_shift_covers(open_hours: list[Stretch], shifts: list[Stretch]) -> None:
    found = gaps(open_hours, shifts)
    assert minutes_of(found) == minutes_of(open_hours) - minutes_of(shifts)
    assert (found == []) == (minutes_of(open_hours) <= minutes_of(shifts))
    assert all(not one.is_empty for one in found)


HOURS = Hours({1: (Shift(time(8), time(12)), Shift(time(13), time(17))), 6: (Shift(time(8), time(11)),)})
CALENDAR = Calendar(2026, 2026, off=frozenset({date(2026, 11, 30)}), worked=frozenset({date(2026, 11, 28)}))


def test_a_counter_opens_by_its_week_on_saturdays_too_never_on_a_day_off_and_by_mondays_hours_on_a_swapped_day() -> (
    None
):
    monday, saturday = date(2026, 11, 23), date(2026, 11, 21)
    assert [(one.start.hour, one.end.hour) for one in opening(monday, HOURS, CALENDAR)] == [(8, 12), (13, 17)]
    assert [(one.start.hour, one.end.hour) for one in opening(saturday, HOURS, CALENDAR)] == [(8, 11)]
    assert opening(date(2026, 11, 30), HOURS, CALENDAR) == []  # a Monday off
    assert len(opening(date(2026, 11, 28), HOURS, CALENDAR)) == 2  # a Saturday worked keeps Monday's hours
    assert opening(date(2026, 11, 22), HOURS, CALENDAR) == []  # Sunday: no hours
