"""Up, level, down; failing years in a row; the rule of the day; the clocks of a file. And the data they stand on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.base.law import available_frameworks, load_framework
from namro.duties.careers.parameters import forms_on, in_force, lasts_on, parameters
from namro.duties.careers.rules.moves import Bar, Direction, Place, bars, direction, is_equal_or_higher
from namro.duties.careers.rules.removal import earliest_end, first_due, rule_for, run_of

WARD, CITY = 1, 3
GROUPS = ("can_bo", "cong_chuc", "vien_chuc", "ldhd")


@pytest.mark.parametrize(
    ("from_level", "to_level", "from_height", "to_height", "found"),
    [
        (WARD, CITY, 0, 0, Direction.UP), (WARD, CITY, 4, 0, Direction.UP), (CITY, WARD, 0, 4, Direction.UP),
        (WARD, WARD, 0, 1, Direction.UP), (CITY, WARD, 0, 0, Direction.DOWN), (WARD, WARD, 2, 0, Direction.DOWN),
        (WARD, WARD, 2, 2, Direction.LEVEL), (CITY, CITY, 0, 0, Direction.LEVEL),
    ],
)  # fmt: skip
def test_direction(from_level, to_level, from_height, to_height, found):
    assert direction(from_level, to_level, from_height, to_height) == found


@given(st.tuples(st.integers(1, 3), st.integers(0, 4)), st.tuples(st.integers(1, 3), st.integers(0, 4)))
def test_no_way_up_is_a_way_down_and_standing_still_is_neither(here, there):
    found = direction(here[0], there[0], here[1], there[1])
    assert direction(here[0], here[0], here[1], here[1]) == Direction.LEVEL
    if found == Direction.DOWN:
        assert direction(there[0], here[0], there[1], here[1]) == Direction.UP


def test_equal_or_higher_than_a_post_given_up():
    assert is_equal_or_higher(WARD, WARD, 2, 2) and is_equal_or_higher(WARD, WARD, 2, 4)
    assert is_equal_or_higher(WARD, CITY, 4, 1)
    assert not is_equal_or_higher(WARD, WARD, 2, 1)
    assert not is_equal_or_higher(WARD, CITY, 2, 0)


def test_only_upward_moves_are_barred_to_the_weak_and_equal_ones_to_the_not_reappointed():
    weak = frozenset({Bar.FAILING_YEAR})
    assert bars(Place(WARD, 0), Place(WARD, 1), weak=weak, given_up=None) == [Bar.FAILING_YEAR]
    assert bars(Place(WARD, 1), Place(WARD, 0), weak=weak, given_up=None) == []
    assert bars(None, Place(WARD, 1), weak=weak, given_up=None) == [Bar.FAILING_YEAR]
    assert bars(Place(WARD, 0), Place(WARD, 2), weak=frozenset(), given_up=Place(WARD, 2)) == [Bar.NOT_REAPPOINTED]
    assert bars(Place(WARD, 0), Place(WARD, 1), weak=frozenset(), given_up=Place(WARD, 2)) == []


F, R, N = "failing", "rated", "not_rated"


@pytest.mark.parametrize(
    ("years", "passes", "earlier"),
    [
        ({2025: F}, False, 2025), ({2025: R}, False, None), ({}, False, None), ({2024: F}, False, None), ({2024: F}, True, None),
        ({2024: F, 2025: N}, False, None), ({2024: F, 2025: N}, True, 2024), ({2023: F, 2024: N, 2025: N}, True, 2023),
        ({2023: F, 2025: N}, True, None), ({2024: R, 2025: N}, True, None),
    ],
)  # fmt: skip
def test_two_in_a_row(years, passes, earlier):
    assert run_of({**years, 2026: F}, 2026, passes_over_not_rated=passes).earlier == earlier


def test_a_run_says_what_it_passed_over_or_was_broken_by():
    years = {2024: F, 2025: N, 2026: F}
    assert run_of(years, 2026, passes_over_not_rated=True).passed_over == (2025,)
    assert run_of(years, 2026, passes_over_not_rated=False).broken_by == (2025,)


@pytest.mark.parametrize(
    ("group", "rank", "years", "on", "key"),
    [
        ("cong_chuc", "staff", 1, date(2026, 1, 1), "nd335-one-year"), ("cong_chuc", "staff", 1, date(2025, 12, 31), None),
        ("vien_chuc", "staff", 1, date(2026, 6, 30), "template-one-year"),
        ("vien_chuc", "staff", 1, date(2026, 7, 1), "employee-act-2025-one-year"),
        ("vien_chuc", "staff", 2, date(2026, 6, 30), "contract-2010-two-years"),
        ("vien_chuc", "deputy", 2, date(2026, 6, 30), "managers-2020-two-years"),
        ("vien_chuc", "deputy", 2, date(2020, 1, 1), "template-two-years"),
        ("vien_chuc", "staff", 2, date(2026, 7, 1), "template-two-years"),
        ("cong_chuc", "head", 2, date(2025, 12, 31), "civil-2008-two-years"),
        ("cong_chuc", "head", 2, date(2026, 1, 1), "civil-2026-two-years"), ("can_bo", "head", 2, date(2019, 1, 1), "template-two-years"),
    ],
)  # fmt: skip
def test_the_rule_is_that_of_the_day_group_and_rank(group, rank, years, on, key):
    found = rule_for(parameters().removals, years=years, group=group, rank=rank, on=on)
    assert (found.key if found else None) == key


def test_the_plan_of_a_file_counts_each_step_from_the_one_before():
    rule = next(one for one in parameters().removals if one.key == "managers-2020-two-years")
    due = first_due(rule.steps, date(2026, 1, 5), lambda day, count: day + timedelta(days=count))
    assert due == {"proposal": date(2026, 1, 15), "vote": date(2026, 1, 25), "decision": date(2026, 1, 25)}
    assert earliest_end(date(2026, 1, 1), 45) == date(2026, 2, 15)


# The data ---------------------------------------------------------------------------------------------------------
def test_every_code_of_the_data_is_an_override_of_its_framework():
    assert {one.framework for one in parameters().counts} <= set(available_frameworks())
    for row in parameters().counts:
        assert row.code in {one.code for one in load_framework(row.framework).overrides}, row.basis.citation


@given(
    st.dates(date(2018, 1, 1), date(2030, 1, 1)), st.sampled_from(GROUPS), st.sampled_from(["party", "administrative"])
)
def test_no_day_group_or_kind_is_without_its_rules(on, group, kind):
    assert forms_on(on, kind=kind, group=group) is not None
    assert lasts_on(on, kind=kind, group=group) is not None
    assert in_force(parameters().terms, on, group) is not None
    assert all(
        rule_for(parameters().removals, years=2, group=group, rank=rank, on=on) for rank in ("head", "deputy", "staff")
    )


def test_what_was_not_read_in_the_text_says_so():
    unread = [
        one.basis for one in (*parameters().forms, *parameters().lasts, *parameters().counts, *parameters().terms)
    ]
    for basis in (*unread, *(one.basis for one in parameters().removals)):
        assert (basis.authority == "LOCAL_POLICY") == basis.title.vi.startswith("MẪU"), basis.citation
        assert (basis.authority == "LOCAL_POLICY") == basis.title.en.startswith("TEMPLATE"), basis.citation


def test_every_form_and_step_has_its_words():
    from namro.duties.careers.wording import STEPS

    assert {code for row in parameters().forms for code in row.forms} <= set(parameters().form_titles)
    for rule in parameters().removals:
        keys = [one.key for one in rule.steps]
        assert keys[-1] == "decision" and set(keys) <= set(STEPS)
        assert all(one.after in ("opened", *keys) for one in rule.steps)
