"""Means of months and quarters; a missing one is named, never invented."""

from __future__ import annotations

from fractions import Fraction

import pytest

from namro.engine.errors import RuleError
from namro.engine.framework import Framework
from namro.engine.rollup import roll_up

YEAR = [Fraction(90)] * 12


@pytest.mark.parametrize(("kind", "count"), [("quarter", 3), ("half_year", 6), ("year", 12), ("year_of_quarters", 4)])
def test_the_mean_is_exact_and_banded_before_rounding(nd335: Framework, kind: str, count: int) -> None:
    totals = [Fraction(90)] * (count - 1) + [90 - Fraction(1, 10**9)]
    result = roll_up(nd335, kind, totals)
    assert result.total == 90 - Fraction(1, 10**9 * count)
    assert (result.state, result.band, result.missing) == ("RATED", "HTT", ())
    assert roll_up(nd335, kind, [Fraction(90)] * count).band == "HTXS"


def test_a_missing_month_is_named(nd335: Framework) -> None:
    result = roll_up(nd335, "year", [None, *YEAR[1:5], None, *YEAR[6:]])
    assert (result.state, result.total, result.band, result.missing) == ("INSUFFICIENT_DATA", None, None, (1, 6))


def test_actual_time_is_the_mean_of_what_was_worked(nd335: Framework) -> None:
    result = roll_up(nd335, "year", [None] * 6 + [Fraction(80)] * 5 + [Fraction(86)], actual_time=True)
    assert (result.state, result.total, result.missing) == ("RATED", 81, (1, 2, 3, 4, 5, 6))
    assert roll_up(nd335, "quarter", [None] * 3, actual_time=True).state == "NOT_RATED"


def test_december_may_be_left_out_only_by_setting(nd335: Framework) -> None:
    totals = [*YEAR[:11], None]
    assert roll_up(nd335, "year", totals).state == "INSUFFICIENT_DATA"
    assert roll_up(nd335, "year", totals, {"december": "eleven_months"}).total == 90
    november = [*YEAR[:10], None, Fraction(90)]
    assert roll_up(nd335, "year", november, {"december": "eleven_months"}).state == "INSUFFICIENT_DATA"


def test_the_rule_and_the_arithmetic_are_given(nd335: Framework) -> None:
    result = roll_up(nd335, "quarter", [Fraction(80), Fraction(85), Fraction("90.5")])
    assert result.rule.article == "Điều 17.3"
    assert result.arithmetic == "(80 + 85 + 90.5) / 3 = 85.166666666667"


def test_what_a_framework_does_not_roll_up_is_refused(nd335: Framework, hanoi: Framework) -> None:
    for framework, kind, count, code in (
        (hanoi, "quarter", 3, "rollup.kind.unknown"), (nd335, "quarter", 4, "rollup.count"),
    ):  # fmt: skip
        with pytest.raises(RuleError) as refusal:
            roll_up(framework, kind, [Fraction(1)] * count)
        assert refusal.value.code == code
