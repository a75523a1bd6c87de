"""Numbers as pages say them, bars as they are drawn, spans as they are counted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from namro.insight.indicators import charts
from namro.insight.indicators.figures.shape import Column, Line, Result
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.asked import after
from namro.insight.indicators.wording import text_of


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (None, "share", "–"), (Fraction(1, 3), "share", "33,3 %"), (Fraction(2, 3), "points", "0,67"), (1234, "count", "1.234"),
        (Fraction(-7, 20), "signed", "−0,35"), (Fraction(7, 20), "signed", "+0,35"), (Fraction(0), "signed", "0,00"),
    ],
)  # fmt: skip
def test_numbers_are_said_in_the_language_of_the_page(value: object, kind: str, said: str):
    assert text_of(value, kind) == said


def test_a_stack_says_every_share_and_escapes_names():
    columns = [Column("a", "Tốt", tone="good", mark="A"), Column("b", "Kém", tone="bad", mark="B")]
    drawn = charts.stacked([Line("1", "<Sở>", {"a": 3, "b": 1})], columns, "Phân bố")
    assert "&lt;Sở&gt;" in drawn and "A 75,0 % · B 25,0 %" in drawn
    assert "<title" in drawn and "<desc" in drawn and "style=" not in drawn


def test_a_bar_below_zero_ends_at_the_axis():
    drawn = charts.bars(
        [Line("1", "x", {"n": Fraction(-1)}), Line("2", "y", {"n": Fraction(1)})], Column("n", "N", "signed"), "N"
    )
    middle = f"{charts.LABEL + charts.WIDTH / 2:.1f}"
    assert f'x="{charts.LABEL}.0"' in drawn and f'x="{middle}"' in drawn


def test_lines_without_the_number_sorted_by_come_last_either_way():
    lines = [Line(key, key, {"n": value}) for key, value in (("a", 1), ("b", None), ("c", 3))]
    found = Result([Column("n", "N")], lines, None, ("", None, "count"))
    assert [one.key for one in found.ordered("n")] == ["a", "c", "b"]
    assert [one.key for one in found.ordered("-n")] == ["c", "a", "b"]
    assert found.ordered("nonsense") == lines


def test_months_are_counted_across_years():
    assert after(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert after(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_every_limit_is_argued_in_both_languages_and_dated():
    for choice in vars(parameters()).values():
        assert set(choice.argument) == {"vi", "en"} and all(choice.argument.values())
        assert choice.holds(date(2026, 11, 22)) and not choice.holds(date(2017, 1, 1))
