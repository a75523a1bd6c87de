"""Limits of linked parts against the whole, and the delay of the whole laid on whoever caused it."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

import pytest

from namro.engine.clock import Clock, Hours, Limit, Shift, Unit
from namro.engine.linked import Blame, Done, LinkedError, Planned, delay_by, last_due
from namro.engine.workdays import Calendar

CLOCK = Clock(
    Calendar(2026, 2026, frozenset()),
    Hours({day: (Shift(time(8), time(12)), Shift(time(13), time(17))) for day in range(1, 6)}),
)
MONDAY = datetime(2026, 11, 2, 9)  # noqa: DTZ001 - the wall clock, as the engine counts


def days(number: int) -> Limit:
    return Limit(number, Unit.WORKING_DAYS)


def at(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 11, day, hour)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([Planned(1, days(3))], at(5)),
        ([Planned(1, days(1)), Planned(2, days(2))], at(5)),
        ([Planned(1, days(1)), Planned(1, days(3))], at(5)),
        ([Planned(1, days(1)), Planned(1, days(3)), Planned(2, days(1))], at(6)),
        ([Planned(1, Limit(8, Unit.HOURS)), Planned(2, Limit(8, Unit.HOURS))], at(4, 9)),
    ],
)  # fmt: skip
def test_side_by_side_takes_the_longest_one_after_another_the_sum(parts, expected):
    assert last_due(parts, MONDAY, CLOCK) == expected


@pytest.mark.parametrize("orders", [[], [2], [1, 3], [0, 1]])
def test_orders_follow_one_another_from_one(orders):
    with pytest.raises(LinkedError, match="liền nhau"):
        last_due([Planned(order, days(1)) for order in orders], MONDAY, CLOCK)


def test_the_part_that_was_late_bears_the_delay():
    parts = [Done(7, 1, at(3), at(3)), Done(8, 2, at(4), at(6))]
    assert delay_by(parts, at(5), at(6), CLOCK) == [Blame(8, 480)]


def test_nobody_is_to_blame_for_what_was_in_time():
    late_part = [Done(7, 1, at(3), at(4)), Done(8, 2, at(5), at(5, 9))]
    assert delay_by(late_part, at(5), at(5, 10), CLOCK) == []


def test_what_no_part_overran_is_the_leads():
    parts = [Done(7, 1, at(3), at(4)), Done(8, 2, at(5), at(5))]
    assert delay_by(parts, at(5), at(9), CLOCK) == [Blame(7, 480), Blame(None, 480)]


def test_of_parts_side_by_side_the_last_one_held_the_whole_up():
    parts = [Done(7, 1, at(3), at(4)), Done(8, 1, at(3), at(5))]
    assert delay_by(parts, at(4), at(5), CLOCK) == [Blame(8, 480)]


def test_a_part_not_done_yet_is_late_until_now():
    parts = [Done(7, 1, at(3), None)]
    assert delay_by(parts, at(4), at(5), CLOCK) == [Blame(7, 480)]


def test_overruns_longer_than_the_delay_are_shared():
    parts = [Done(7, 1, at(3), at(5)), Done(8, 2, at(5), at(6))]  # two days and one, of which the limits left two
    found = delay_by(parts, at(5), at(6), CLOCK)
    assert found == [Blame(7, 320), Blame(8, 160)]


def test_a_part_that_has_not_begun_is_nobodys_delay():
    assert delay_by([Done(7, 1, None, None)], at(4), at(5), CLOCK) == [Blame(None, 480)]


def test_the_shares_always_add_up_to_the_delay():
    draw = random.Random(20261123)
    for _number in range(300):
        parts = []
        for key in range(draw.randint(1, 6)):
            due = MONDAY + timedelta(minutes=draw.randrange(60 * 24 * 10))
            ended = due + timedelta(minutes=draw.randrange(-600, 60 * 24 * 6)) if draw.random() < 0.8 else None
            parts.append(Done(key, draw.randint(1, 3), due if draw.random() < 0.9 else None, ended))
        due = MONDAY + timedelta(minutes=draw.randrange(60 * 24 * 10))
        ended = due + timedelta(minutes=draw.randrange(-2000, 60 * 24 * 10))
        delay = CLOCK.working_minutes(due, ended)
        found = delay_by(parts, due, ended, CLOCK)
        assert sum(one.minutes for one in found) == delay
        assert all(one.minutes > 0 for one in found) and len({one.key for one in found}) == len(found)
