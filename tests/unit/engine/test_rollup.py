"""Means of months and quarters; a missing one is named, an excused one does not count, nothing is invented."""

from __future__ import annotations

from fractions import Fraction

import pytest

from namro.base.law import framework_schema, law_folder
from namro.engine.errors import FrameworkError, RuleError
from namro.engine.framework import Framework
from namro.engine.framework_file import parse_framework
from namro.engine.rollup import Part, joined, roll_up


def scored(*totals: object) -> list[Part]:
    """A number is a score, a text why there is none."""
    return [Part(None, one) if isinstance(one, str) else Part(Fraction(str(one))) for one in totals]


YEAR = scored(*[90] * 12)


@pytest.mark.parametrize(("kind", "count"), [("quarter", 3), ("half_year", 6), ("year", 12), ("year_of_quarters", 4)])
def test_the_mean_is_exact_and_banded_before_rounding(nd335: Framework, kind: str, count: int) -> None:
    parts = [*YEAR[: count - 1], Part(90 - Fraction(1, 10**9))]
    result = roll_up(nd335, kind, parts)
    assert result.total == 90 - Fraction(1, 10**9 * count)
    assert (result.state, result.band, result.missing) == ("RATED", "HTT", ())
    assert roll_up(nd335, kind, YEAR[:count]).band == "HTXS"


@pytest.mark.parametrize("why", ["", "unpublished", "under_six_months"])
def test_a_missing_month_is_named(nd335: Framework, why: str) -> None:
    result = roll_up(nd335, "year", [Part(None, why), *YEAR[1:5], Part(None, why), *YEAR[6:]])
    assert (result.state, result.total, result.band, result.missing) == ("INSUFFICIENT_DATA", None, None, (1, 6))
    assert result.arithmetic(nd335) == ""


@pytest.mark.parametrize("why", ["maternity", "sick", "unpaid", "absent", "not_posted", "outside"])
def test_actual_time_is_the_mean_of_what_was_worked(nd335: Framework, why: str) -> None:
    result = roll_up(nd335, "year", scored(*[why] * 6, 80, 80, 80, 80, 80, 86))
    assert (result.state, result.total, result.missing, result.excused) == ("RATED", 81, (), (1, 2, 3, 4, 5, 6))
    nothing = roll_up(nd335, "quarter", scored(why, why, why))
    assert (nothing.state, nothing.reasons, nothing.rule.article) == ("NOT_RATED", ("no_working_time",), "Điều 11.2")


@pytest.mark.parametrize("why", ["unpaid", "not_posted", "outside", "absent"])
def test_under_six_months_of_work_is_not_rated_but_not_failed(nd335: Framework, why: str) -> None:
    result = roll_up(nd335, "year", scored(*[why] * 7, 90, 90, 90, 90, 90))
    assert (result.state, result.reasons, result.total) == ("NOT_RATED", ("under_six_months",), None)
    assert result.rule.article == "Điều 11.1, 11.2"


@pytest.mark.parametrize("why", ["maternity", "sick"])
def test_the_sick_and_mothers_are_rated_on_the_time_they_worked(nd335: Framework, why: str) -> None:
    result = roll_up(nd335, "year", scored(*[why] * 10, 70, 72))
    assert (result.state, result.total, result.band) == ("RATED", 71, "HTT")


def test_months_worked_without_a_score_are_work_all_the_same(nd335: Framework) -> None:
    result = roll_up(nd335, "year", scored(*["not_posted"] * 6, 80, "", "", "", "", ""))
    assert (result.state, result.missing) == ("INSUFFICIENT_DATA", (8, 9, 10, 11, 12))


def test_december_may_be_left_out_only_by_setting(nd335: Framework) -> None:
    parts = [*YEAR[:11], Part(None)]
    assert roll_up(nd335, "year", parts).state == "INSUFFICIENT_DATA"
    assert roll_up(nd335, "year", parts, {"december": "eleven_months"}).total == 90
    november = [*YEAR[:10], Part(None), *YEAR[:1]]
    assert roll_up(nd335, "year", november, {"december": "eleven_months"}).state == "INSUFFICIENT_DATA"


def test_the_rule_and_the_arithmetic_are_given(nd335: Framework) -> None:
    result = roll_up(nd335, "quarter", [Part(Fraction(80)), Part(Fraction(85)), Part(Fraction("90.5"))])
    assert result.rule.article == "Điều 17.3"
    assert result.arithmetic(nd335) == "(80 + 85 + 90.5) / 3 = 85.166666666667"


def test_a_month_in_two_posts_is_weighted_by_its_days_or_the_last_as_chosen(nd335: Framework) -> None:
    parts = [(Fraction(60), 10), (Fraction(90), 20)]
    assert joined(nd335, parts, {}) == 80
    assert joined(nd335, parts, {"split_month": "last"}) == 90
    assert joined(nd335, parts[:1], {}) == 60


def test_what_a_framework_does_not_roll_up_is_refused(nd335: Framework, hanoi: Framework) -> None:
    for framework, kind, count, code in (
        (hanoi, "quarter", 3, "rollup.kind.unknown"), (nd335, "quarter", 4, "rollup.count"),
    ):  # fmt: skip
        with pytest.raises(RuleError) as refusal:
            roll_up(framework, kind, YEAR[:count])
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("excused: [maternity, sick, unpaid, absent, not_posted, outside]", "excused: [parental]"),
        ("unless: [maternity, sick]", "unless: [parental]"),
        ("not_rated: under_six_months", "not_rated: under_a_year"),
    ],
)
def test_an_absence_or_reason_that_is_not_declared_is_refused(old: str, new: str) -> None:
    text = (law_folder() / "frameworks" / "nd335-2025.yaml").read_text(encoding="utf-8")
    with pytest.raises(FrameworkError) as refusal:
        parse_framework(text.replace(old, new, 1), "law.yaml", framework_schema())
    assert refusal.value.code == "framework.absence"
    assert refusal.value.line
