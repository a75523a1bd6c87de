"""Nine indicators: exact, rounded as the rule says, bands at their edges."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.engine.desk_score import (
    Band,
    DeskScoreError,
    Online,
    Tally,
    answers,
    band,
    best,
    by_count,
    online,
    publication,
    rounded,
    tally,
    total,
    value,
    whole_process,
)

OFFICER = [Band("full", Fraction(5)), Band("most", Fraction("3.5")), Band("less", Fraction(0))]
UNIT = [
    Band("excellent", Fraction(15)), Band("good", Fraction(12)), Band("fair", Fraction(9)), Band("average", Fraction(6)),
    Band("weak", Fraction(0)),
]  # fmt: skip


def test_an_officer_just_below_and_at_the_edge() -> None:
    """1.6 + 1.2 + 1.0 + 0.7 + 0.4 = 4.9 is below all of the duty; 5.0 is all of it."""
    points = dict(zip((1, 2, 3, 4, 7), map(Fraction, ("1.6", "1.2", "1.0", "0.7", "0.4")), strict=True))
    found = total(points, (1, 2, 3, 4, 7))
    assert found == Fraction("4.9") and band(found, OFFICER).code == "most"
    assert band(Fraction(5), OFFICER).code == "full"
    assert band(Fraction("3.5"), OFFICER).code == "most" and band(Fraction("3.4"), OFFICER).code == "less"


def test_a_unit_at_its_edges() -> None:
    for points, code in (
        ("15", "excellent"),
        ("14.9", "good"),
        ("12.0", "good"),
        ("11.9", "fair"),
        ("8.9", "average"),
        ("5.9", "weak"),
    ):
        assert band(Fraction(points), UNIT).code == code


def test_an_indicator_without_data_is_left_out() -> None:
    values = {1: Fraction("1.5"), 2: None, 3: Fraction(2)}
    assert total(values, (1, 2, 3)) == Fraction("3.5") and best(values, (1, 2, 3)) == 4
    assert total({1: None}, (1, 2)) is None and value(Tally(), 1) is None


def test_rounding_is_of_the_fraction_not_of_a_float() -> None:
    """29 of 20 dossiers is 1.45, which no float holds: half up is 1.5."""
    assert value(Tally(two=9, one=11), 1) == Fraction("1.5")
    assert value(Tally(two=1, one=1, none=1), 1) == 1
    assert value(Tally(two=2, one=0, none=1), 1) == Fraction("1.3")


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=400))
def test_an_indicator_is_the_mean_of_its_points(points: list[int]) -> None:
    exact = Decimal(sum(points)) / Decimal(len(points))
    near = Fraction(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
    found = value(tally(points), 1)
    assert found == near and 0 <= found <= 2
    assert abs(found - Fraction(sum(points), len(points))) <= Fraction(1, 20)


@given(st.fractions(min_value=0, max_value=18), st.integers(0, 3))
def test_rounded_is_near_and_up_at_the_half(number: Fraction, places: int) -> None:
    found = rounded(number, places)
    assert (found * 10**places).denominator == 1
    assert -Fraction(1, 2 * 10**places) < number - found + Fraction(0) < Fraction(1, 2 * 10**places) or (
        found - number == Fraction(1, 2 * 10**places)
    )


def test_numbers_to_points() -> None:
    assert [by_count(number, two=0, one=1) for number in (0, 1, 2, 5)] == [2, 1, 0, 0]
    assert whole_process(0, 0, needed=Fraction(100), is_all_received=True) is None
    assert whole_process(9, 10, needed=Fraction(100), is_all_received=True) == 1
    assert whole_process(9, 10, needed=Fraction(100), is_all_received=False) == 0
    assert whole_process(10, 10, needed=Fraction(100), is_all_received=False) == 2
    assert whole_process(1, 5, needed=Fraction(20), is_all_received=True) == 2
    limits = {"everything": Fraction(100), "most": Fraction(90)}
    assert [answers(*given, **limits) for given in ((0, 0), (10, 10), (9, 10), (89, 100))] == [2, 2, 1, 0]


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (Online(2, 10, 30, 100, 0), 2), (Online(1, 10, 30, 100, 0), 1), (Online(2, 10, 29, 100, 0), 1), (Online(2, 10, 15, 100, 0), 1),
        (Online(2, 10, 14, 100, 0), 0), (Online(9, 10, 90, 100, 1), 0), (Online(0, 0, 9, 10, 0), None), (Online(1, 1, 0, 0, 0), None),
    ],
)  # fmt: skip
def test_online(given: Online, points: int | None) -> None:
    assert online(given, procedures=Fraction(20), dossiers=Fraction(30), least=Fraction(15)) == points


def test_what_cannot_be_is_refused() -> None:
    for refused in (lambda: tally([3]), lambda: Tally(-1), lambda: band(Fraction(1), [Band("x", Fraction(2))])):
        with pytest.raises(DeskScoreError):
            refused()


def test_publication_is_both_one_or_neither() -> None:
    found = [publication(is_posted=a, is_electronic=b) for a in (True, False) for b in (True, False)]
    assert found == [2, 1, 1, 0]
