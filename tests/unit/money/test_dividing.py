"""The fund is divided to the last đồng, whoever stands in whatever order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.duties.careers.money.rules import (
    Base,
    Level,
    Method,
    Recipient,
    Terms,
    Unspent,
    divide,
    faults,
    stretches,
    weighed_base,
    without,
)
from namro.engine.errors import RuleError

COEFFICIENTS = [Fraction(0), Fraction(1, 10), Fraction(3, 10), Fraction(1, 2), Fraction(1)]


@st.composite
def crowds(draw):
    """Up to thirty people; floors rise with the coefficient, as a regulation must say."""
    made = []
    for n in range(draw(st.integers(1, 30))):
        rank = draw(st.integers(0, 4))
        part = Fraction(draw(st.integers(1, 31)), 31)
        base = draw(st.integers(1_000_000, 20_000_000)) * part
        floor = draw(st.sampled_from([0, 100_000 * rank])) * part
        made.append(Recipient(f"CB{n:03}", COEFFICIENTS[rank], base, floor, part))
    return made


def of(key: str, coefficient: str, base: int, floor: int = 0, part: str = "1") -> Recipient:
    return Recipient(key, Fraction(coefficient), Fraction(base), Fraction(floor), Fraction(part))


def shares(people, fund: int, shared: str = "0", unit: int = 1):
    return divide(people, fund=fund, method=Method.SHARES, shared=Fraction(shared), unit=unit)


@given(crowds(), st.integers(0, 10**9), st.sampled_from(["0", "1/2", "1/3", "1"]), st.sampled_from([1, 100, 1000]))
def test_lines_and_unspent_come_to_the_fund(people, fund, shared, unit):
    try:
        found = shares(people, fund, shared, unit)
    except RuleError:
        assert sum(-int(-one.floor // unit) * unit for one in people) > fund // unit * unit
        return
    assert found.total + found.unspent == fund == sum(one.amount for one in found.paid.values()) + found.unspent
    assert 0 <= found.unspent < unit
    assert all(found.paid[one.key].amount >= one.floor for one in people)
    assert all(one.amount % unit == 0 for one in found.paid.values())


@given(crowds(), st.integers(10**8, 10**9), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(people, fund, random):
    shuffled = list(people)
    random.shuffle(shuffled)
    assert shares(people, fund, "1/2").paid == shares(shuffled, fund, "1/2").paid


@given(st.lists(st.integers(0, 4), min_size=2, max_size=20), st.integers(10**7, 10**9), st.sampled_from(["0", "1/2"]))
def test_a_better_rating_never_brings_less(ranks, fund, shared):
    people = [of(f"{n:02}", str(COEFFICIENTS[rank]), 5_000_000, 100_000 * rank) for n, rank in enumerate(ranks)]
    paid = shares(people, fund, shared, 1000).paid
    for one in people:
        for other in people:
            if one.coefficient > other.coefficient:
                assert paid[one.key].amount >= paid[other.key].amount


@given(crowds(), st.integers(0, 10**9), st.sampled_from([1, 1000]))
def test_rates_are_paid_or_the_fund_is_refused(people, fund, unit):
    try:
        found = divide(people, fund=fund, method=Method.RATES, shared=Fraction(0), unit=unit)
    except RuleError:
        assert sum(max(one.coefficient * one.base, one.floor) for one in people) > fund - unit * len(people)
        return
    for one in people:
        line = found.paid[one.key]
        exact = one.coefficient * one.base
        assert line.amount >= one.floor
        assert line.floored or exact - unit < line.amount <= exact
    assert found.unspent >= 0


def test_the_units_left_go_to_the_largest_remainders_then_to_the_first_code():
    found = shares([of("C", "1", 1), of("A", "1", 1), of("B", "1", 1)], 100)
    assert {key: one.amount for key, one in found.paid.items()} == {"A": 34, "B": 33, "C": 33}
    assert [key for key, one in found.paid.items() if one.up] == ["A"]


def test_half_is_even_and_half_is_weighed():
    paid = shares([of("A", "1/2", 10), of("B", "3/10", 10)], 1600, "1/2").paid
    assert (paid["A"].amount, paid["B"].amount) == (400 + 500, 400 + 300)


def test_a_floor_is_paid_by_the_others_in_proportion():
    paid = shares([of("A", "1", 60), of("B", "1", 30), of("C", "1", 10, floor=190)], 1000).paid
    assert (paid["C"].amount, paid["C"].floored) == (190, True)
    assert (paid["A"].amount, paid["B"].amount) == (540, 270)


def test_the_refusal_names_the_figures():
    with pytest.raises(RuleError) as refused:
        divide([of("A", "1/2", 5_000_000)], fund=2_000_000, method=Method.RATES, shared=Fraction(0), unit=1)
    assert refused.value.code == "money.fund.short"
    assert "2.500.000" in refused.value.text.vi and "500.000" in refused.value.text.vi


def test_nobody_to_pay_leaves_the_fund_unspent():
    assert shares([], 500).unspent == 500


# Days ------------------------------------------------------------------------------------------------------------
JUNE = (date(2026, 6, 1), date(2026, 7, 1))


def test_days_away_are_cut_out():
    away = [(date(2026, 5, 20), date(2026, 6, 3)), (date(2026, 6, 10), date(2026, 6, 12))]
    left = without([JUNE], away)
    assert left == [(date(2026, 6, 3), date(2026, 6, 10)), (date(2026, 6, 12), date(2026, 7, 1))]
    assert without([JUNE], [(date(2026, 5, 1), date(2026, 8, 1))]) == []


def test_the_base_follows_its_days_and_only_the_highest_counts():
    bases = [((date(2026, 1, 1), date(2026, 6, 16)), 3_000_000), ((date(2026, 6, 16), date(2027, 1, 1)), 6_000_000),
             ((date(2026, 6, 1), date(2026, 7, 1)), 1_000_000)]  # fmt: skip
    found = stretches([JUNE], bases)
    assert [(one.days, one.base) for one in found] == [(15, 3_000_000), (15, 6_000_000)]
    assert weighed_base(found, 30, 1) == 4_500_000
    assert [one.base for one in stretches([JUNE], [])] == [None]


# Terms -----------------------------------------------------------------------------------------------------------
def terms(**changes) -> Terms:
    given_terms = {
        "method": Method.RATES, "base": Base.PAY, "fixed": 0, "shared": Fraction(0), "by_days": True,
        "levels": (Level("HTXS", Fraction(1, 2)), Level("HTT", Fraction(3, 10)), Level("KHT", Fraction(0), excluded=True)),
        "absences": frozenset(), "groups": frozenset(), "per_month": True, "unit": 1, "unspent": Unspent.RETURNED,
    }  # fmt: skip
    return Terms(**{**given_terms, **changes})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"levels": (Level("HTXS", Fraction(1, 10)), Level("HTT", Fraction(3, 10)))}, "order"),
        ({"levels": (Level("HTXS", Fraction(1), 1), Level("HTT", Fraction(1), 2))}, "order"),
        ({"levels": (Level("HTXS", Fraction(1)), Level("HTXS", Fraction(1)))}, "twice"),
        ({"levels": (Level("KHT", Fraction(0), excluded=True),)}, "levels"),
        ({"base": Base.FIXED}, "fixed"),
        ({"shared": Fraction(1, 2)}, "shared"),
        ({"shared": Fraction(3, 2), "method": Method.SHARES}, "shared"),
        ({"unit": 0}, "unit"),
    ],
)
def test_unfit_terms_say_what_is_wrong(changes, fault):
    assert faults(terms(**changes)) == [fault]


def test_fit_terms_have_no_fault():
    assert faults(terms()) == []
