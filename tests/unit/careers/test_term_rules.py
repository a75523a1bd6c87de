"""The end of a term, its state, what forbids a reappointment, and ballots counted on whole numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.duties.careers.rules.days import months_after, months_within, years_after
from namro.duties.careers.rules.terms import (
    Standing,
    TermKind,
    TermState,
    Verdict,
    Vote,
    may_extend,
    obstacles,
    state_of,
    term_end,
    vote_of,
    years_asked,
)

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("first", "end"),
    [
        (date(2022, 1, 10), date(2027, 1, 10)), (date(2024, 2, 29), date(2029, 3, 1)),
        (date(2023, 3, 1), date(2028, 3, 1)), (date(2024, 12, 31), date(2029, 12, 31)),
    ],
)  # fmt: skip
def test_five_years_later_and_a_term_begun_on_a_leap_day_ends_with_february(first, end):
    assert term_end(first, years=5, kind=TermKind.FIRST, retires_on=None) == end


def test_four_years_after_a_leap_day_is_a_leap_day():
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(DAYS, st.integers(1, 10))
def test_a_term_lasts_its_years_to_the_day(first, years):
    end = years_after(first, years)
    assert end.year == first.year + years
    assert (end - first).days in range(365 * years, 366 * years + 1)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [(date(2026, 1, 31), 1, date(2026, 3, 1)), (date(2026, 12, 5), 1, date(2027, 1, 5)), (date(2025, 10, 31), 12, date(2026, 10, 31))],
)  # fmt: skip
def test_months_after(day, months, end):
    assert months_after(day, months) == end


def test_retirement_cuts_a_term_and_is_all_there_is_of_an_extension():
    first, retires = date(2022, 1, 10), date(2025, 6, 1)
    assert term_end(first, years=5, kind=TermKind.REAPPOINTMENT, retires_on=retires) == retires
    assert term_end(first, years=5, kind=TermKind.EXTENSION, retires_on=None) is None
    assert may_extend(first, date(2024, 1, 9), below_years=2)
    assert not may_extend(first, date(2024, 1, 10), below_years=2)
    assert not may_extend(first, first, below_years=2)


FIRST, UNTIL = date(2022, 1, 10), date(2027, 1, 10)


@pytest.mark.parametrize(
    ("on", "changes", "state"),
    [
        (date(2026, 1, 1), {}, TermState.RUNNING), (date(2022, 1, 9), {}, TermState.PLANNED),
        (date(2026, 10, 12), {}, TermState.ENDING), (date(2026, 10, 11), {}, TermState.RUNNING),
        (date(2026, 10, 12), {"is_open": True}, TermState.REVIEWED), (UNTIL, {}, TermState.EXPIRED),
        (UNTIL, {"is_open": True}, TermState.EXPIRED), (date(2027, 5, 1), {"outcome": "not_reappointed"}, TermState.NOT_REAPPOINTED),
        (UNTIL, {"ended_on": date(2025, 1, 1)}, TermState.ENDED), (date(2024, 1, 1), {"ended_on": date(2025, 1, 1)}, TermState.RUNNING),
        (date(2026, 10, 12), {"outcome": "deferred"}, TermState.DEFERRED),
    ],
)  # fmt: skip
def test_the_state_of_a_term(on, changes, state):
    assert state_of(Standing(FIRST, UNTIL, **changes), on, window_days=90) == state


def test_years_with_too_little_of_the_term_are_not_asked_for():
    assert years_asked(date(2022, 7, 1), date(2027, 7, 1), least_months=6) == [2022, 2023, 2024, 2025, 2026, 2027]
    assert years_asked(date(2022, 8, 1), date(2027, 8, 1), least_months=6) == [2023, 2024, 2025, 2026, 2027]
    assert years_asked(FIRST, UNTIL, least_months=6) == [2022, 2023, 2024, 2025, 2026]
    assert months_within(FIRST, UNTIL, 2021) == 0


def test_failed_and_missing_years_stand_in_the_way_and_nothing_else():
    verdicts = {2020 + place: one for place, one in enumerate(Verdict)}
    assert set(obstacles(verdicts).values()) == {Verdict.FAILED, Verdict.MISSING}


def ballot(summoned: int, present: int, in_favour: int) -> Vote:
    return vote_of(summoned=summoned, present=present, in_favour=in_favour, half=(1, 2), quorum=(2, 3))


@pytest.mark.parametrize(
    ("summoned", "present", "in_favour", "found"),
    [
        (51, 51, 26, Vote.CHOSEN), (50, 50, 25, Vote.TIE), (51, 51, 25, Vote.NOT_CHOSEN),
        (50, 47, 24, Vote.NOT_CHOSEN),  # 51 % of those present, 48 % of those summoned
        (1000, 900, 496, Vote.NOT_CHOSEN),  # 49,6 % is not 50 %
        (3, 2, 2, Vote.CHOSEN), (3, 1, 1, Vote.NO_QUORUM), (50, 33, 33, Vote.NO_QUORUM), (1, 1, 1, Vote.CHOSEN),
    ],
)  # fmt: skip
def test_ballots(summoned, present, in_favour, found):
    assert ballot(summoned, present, in_favour) == found


@given(st.integers(1, 10_000), st.data())
def test_a_ballot_is_settled_on_those_summoned_alone(summoned, data):
    present = data.draw(st.integers(-(-summoned * 2 // 3), summoned))
    in_favour = data.draw(st.integers(0, present))
    wanted = Vote.CHOSEN if 2 * in_favour > summoned else Vote.TIE if 2 * in_favour == summoned else Vote.NOT_CHOSEN
    assert ballot(summoned, present, in_favour) == wanted


@given(DAYS, st.integers(0, 4000))
def test_every_day_of_a_term_has_one_state_and_none_slips_past_the_end(first, days):
    until, on = years_after(first, 5), first + timedelta(days=days)
    state = state_of(Standing(first, until), on, window_days=120)
    assert (state == TermState.EXPIRED) == (on >= until)
