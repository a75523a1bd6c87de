"""Art. 11.3, case by case: where an act counts, once, and where it does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.duties.careers.rules.discipline import Counting, Ruling, Span, Why, countings, handling, mark_days

OLD, NEW, THIRD = 1, 2, 3


def day(year: int, month: int = 6) -> date:
    return date(year, month, 1)


def ruling(ref: int = 1, effective: date = date(2026, 6, 1), *spans: Span, **changes: object) -> Ruling:
    given_spans = spans or (Span(NEW, day(effective.year, 1), day(effective.year, 1)),)
    return Ruling(**{"ref": ref, "effective_on": effective, "unit": NEW, "spans": tuple(given_spans), **changes})


def counted(*rulings: Ruling, by_act: bool = True) -> list[tuple[int, int, int, str]]:
    return [(one.ref, one.year, one.unit, one.why.value) for one in countings(rulings, old_unit_by_act=by_act)]


def test_the_ordinary_case_counts_in_the_year_of_the_decision():
    assert counted(ruling()) == [(1, 2026, NEW, "in_year")]


def test_an_act_of_an_earlier_year_at_the_same_unit_counts_in_the_year_of_the_decision():
    assert counted(ruling(1, day(2026), Span(NEW, day(2023), day(2024)))) == [(1, 2026, NEW, "in_year")]


def test_a_party_and_an_administrative_decision_in_different_years_count_once_in_the_first():
    first, second = ruling(7, day(2025, 12)), ruling(3, day(2026, 2), Span(NEW, day(2025), day(2025)))
    assert counted(second, first) == [(7, 2025, NEW, "in_year"), (3, 2026, NEW, "same_act")]


def test_in_the_same_year_they_count_once_too():
    assert [one[3] for one in counted(ruling(1, day(2026, 3)), ruling(2, day(2026, 4)))] == ["in_year", "same_act"]


def test_an_act_already_used_is_not_counted_and_a_decision_of_that_year_is():
    assert counted(ruling(used_years=frozenset({2025}))) == [(1, 2026, NEW, "already_used")]
    assert counted(ruling(1, day(2025), used_years=frozenset({2025}))) == [(1, 2025, NEW, "in_year")]


def test_what_was_used_holds_for_every_decision_on_the_act():
    rulings = ruling(1, day(2026, 2)), ruling(2, day(2026, 5), used_years=frozenset({2025}))
    assert [one[3] for one in counted(*rulings)] == ["already_used", "already_used"]


def test_an_act_at_the_old_unit_counts_there():
    made = ruling(1, day(2026), Span(OLD, day(2024), day(2025)))
    assert counted(made) == [(1, 2025, OLD, "old_unit")]
    assert counted(made, by_act=False) == [(1, 2026, OLD, "old_unit")]


def test_an_act_at_both_counts_at_each_by_its_time():
    made = ruling(1, day(2026), Span(OLD, day(2024), day(2025)), Span(NEW, day(2025, 7), day(2026, 1)))
    assert counted(made) == [(1, 2025, OLD, "both_units"), (1, 2026, NEW, "both_units")]
    assert counted(made, by_act=False) == counted(made)


def test_an_act_at_two_former_units_counts_at_each():
    made = ruling(1, day(2026), Span(OLD, day(2024), day(2024)), Span(THIRD, day(2025), day(2025)))
    assert counted(made) == [(1, 2024, OLD, "old_unit"), (1, 2025, THIRD, "old_unit")]


def test_a_second_decision_on_an_act_at_both_adds_nothing():
    spans = Span(OLD, day(2025), day(2025)), Span(NEW, day(2026, 1), day(2026, 2))
    found = counted(ruling(1, day(2026, 3), *spans), ruling(2, day(2026, 4), *spans))
    assert [one[3] for one in found] == ["both_units", "both_units", "same_act", "same_act"]


def test_another_nature_counts_nowhere_and_takes_nothing():
    found = counted(ruling(1, day(2025), is_relevant=False), ruling(2, day(2026)))
    assert [one[3] for one in found] == ["other_nature", "in_year"]


@pytest.mark.parametrize(
    ("year", "from_effect", "first"),
    [(2026, True, date(2026, 6, 1)), (2026, False, date(2026, 1, 1)), (2025, True, date(2025, 1, 1))],
)
def test_the_mark_weighs_on_the_rest_of_its_year(year, from_effect, first):
    counting = Counting(1, year, NEW, Why.IN_YEAR)
    assert mark_days(counting, day(2026), from_effect=from_effect) == (first, date(year + 1, 1, 1))


years = st.integers(2018, 2030)
spans = st.builds(
    lambda unit, year, months: Span(unit, day(year, 1), day(year, months)), st.sampled_from([OLD, NEW]), years, st.integers(1, 12)
)  # fmt: skip
rulings = st.lists(
    st.builds(
        lambda year, month, one: (day(year, month), one), years, st.integers(1, 12), st.lists(spans, min_size=1, max_size=2)
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@given(rulings, st.booleans())
def test_no_unit_and_no_year_is_ever_burdened_twice_by_one_act(made, by_act):
    found = [ruling(place, effective, *one) for place, (effective, one) in enumerate(made)]
    lines = [one for one in countings(found, old_unit_by_act=by_act) if one.is_counted]
    assert len({one.unit for one in lines}) == len(lines)
    assert all(line.year <= found[line.ref].effective_on.year for line in lines)
    assert lines, "the first decision on an act always counts"


@given(rulings)
def test_the_order_of_entry_does_not_matter(made):
    found = [ruling(place, effective, *one) for place, (effective, one) in enumerate(made)]
    assert countings(found, old_unit_by_act=True) == countings(found[::-1], old_unit_by_act=True)


@pytest.mark.parametrize(
    ("decided", "pace"),
    [(date(2026, 10, 8), "in_time"), (date(2026, 10, 9), "complex"), (date(2026, 12, 7), "complex"), (date(2026, 12, 8), "late")],
)  # fmt: skip
def test_the_time_limit_runs_in_calendar_days_from_the_day_of_discovery(decided, pace):
    found = handling(date(2026, 7, 10), decided, days=90, complex_days=150)
    assert (found.due, found.complex_due, found.pace) == (date(2026, 10, 8), date(2026, 12, 7), pace)
