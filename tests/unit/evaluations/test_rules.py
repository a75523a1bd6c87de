"""Days, deadlines and months on plain values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.base.errors import DomainError
from namro.base.law.calendars import standard_calendar
from namro.duties.evaluations import rules
from namro.duties.evaluations.parameters import parameters


def test_a_quarter_holds_its_three_months() -> None:
    first, until = rules.period_days("quarter", date(2026, 10, 1))
    assert (first, until) == (date(2026, 10, 1), date(2027, 1, 1))
    assert rules.months_of(first, until) == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]


@given(st.dates(min_value=date(2018, 1, 1), max_value=date(2027, 12, 1)), st.integers(-24, 24))
def test_months_after_and_back_are_the_same_month(day: date, months: int) -> None:
    there = rules.month_after(day, months)
    assert there.day == 1
    assert rules.month_after(there, -months) == day.replace(day=1)


@given(st.dates(min_value=date(2018, 1, 1), max_value=date(2027, 6, 1)))
def test_default_deadlines_are_working_days_in_order(day: date) -> None:
    first, until = rules.period_days("month", day.replace(day=1))
    calendar = standard_calendar()
    found = rules.default_deadlines(until, parameters().deadline_days, calendar)
    rules.check_deadlines(found, first=first, until=until, latest=parameters().deadline_latest)
    assert all(
        calendar.is_working_day(one)
        for one in (found.self_score_by, found.review_by, found.decide_by, found.publish_by)
    )


def test_relations_are_taken_inside_the_period() -> None:
    first, until = date(2026, 10, 1), date(2026, 11, 1)
    assert rules.reference_day(date(2026, 9, 20), first, until) == first
    assert rules.reference_day(date(2026, 10, 12), first, until) == date(2026, 10, 12)
    assert rules.reference_day(date(2026, 11, 22), first, until) == date(2026, 10, 31)


def test_the_petition_clock_is_the_decrees() -> None:
    assert parameters().petition_days == 7
    assert parameters().sync_days == 5


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2026, 11, 30)])
def test_a_period_begins_on_a_first(day: date) -> None:
    with pytest.raises(DomainError) as refused:
        rules.period_days("month", day)
    assert refused.value.code == "evaluations.period.first_day"
