"""What is published gives nobody away: few are hidden, and what would give them back goes with them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from namro.web.portal.services.publishing import ALL, without_few

LEAST = 5


def test_enough_of_everything_is_shown_with_its_total() -> None:
    assert without_few({"a": 12, "b": 7, "c": 0}, LEAST) == {"a": 12, "b": 7, "c": 0, ALL: 19}


def test_one_small_cell_takes_another_with_it() -> None:
    assert without_few({"a": 12, "b": 7, "c": 2}, LEAST) == {"a": 12, "b": None, "c": None, ALL: 21}


def test_too_few_in_all_show_nothing_not_even_the_total() -> None:
    assert without_few({"a": 3, "b": 0}, LEAST) == {"a": None, "b": None, ALL: None}


def test_a_level_that_is_everybodys_is_not_said() -> None:
    assert without_few({"a": 30, "b": 0}, LEAST, hides_alike=True) == {"a": None, "b": None, ALL: 30}
    assert without_few({"a": 30, "b": 0}, LEAST) == {"a": 30, "b": 0, ALL: 30}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1), st.integers(2, 12), st.booleans())
def test_no_small_cell_can_be_got_back(row: dict[str, int], least: int, hides: bool) -> None:
    shown = without_few(row, least, hides_alike=hides)
    total = shown.pop(ALL)
    assert set(shown) == set(row)
    for key, number in shown.items():
        assert number is None or number == row[key]
        assert number is None or number == 0 or number >= least
    hidden = [row[key] for key, number in shown.items() if number is None and row[key]]
    if total is not None:
        assert total == sum(row.values()) >= least or not hidden
        # What is left of the total is no single small cell.
        assert not hidden or sum(hidden) >= least
        assert len(hidden) != 1 or hides
