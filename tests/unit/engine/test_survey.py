"""Surveys: figures worked out by hand, and properties that hold for every instrument, sample and table."""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.engine import survey
from namro.engine.errors import RuleError
from namro.engine.survey import Part, Scale

F = Fraction
FIVE = Scale(levels=5, satisfied_from=4)
Z = F(196, 100)
OFFICER = Part("officer", F(3, 4), (Part("polite", F(1, 2)), Part("clear", F(1, 2))))
RESULT = Part("result", F(1, 4), (Part("on_time"),))
WHOLE = Part("whole", F(1), (OFFICER, RESULT))
COUNTS = {"polite": [0, 0, 2, 4, 4], "clear": [1, 1, 3, 3, 2], "on_time": [0, 5, 0, 5, 0]}


def test_an_index_is_the_weighted_share_of_satisfied_answers() -> None:
    found = survey.index(WHOLE, COUNTS, FIVE)
    assert found.of[0].value == F(65, 100)  # 8/10 and 5/10
    assert found.value == F(3, 4) * F(65, 100) + F(1, 4) * F(1, 2)
    assert found.size == 10 and found.is_complete


def test_a_part_nobody_answered_is_left_out_and_not_zero() -> None:
    found = survey.index(WHOLE, {**COUNTS, "on_time": [0] * 5}, FIVE)
    assert found.value == F(65, 100) and not found.is_complete
    assert survey.index(WHOLE, {}, FIVE).value is None


def test_a_part_too_few_answered_cannot_be_got_back_from_the_whole() -> None:
    """Whatever its few said, the whole that is shown is the same."""
    ends = [
        survey.index(WHOLE, {**COUNTS, "on_time": few}, FIVE, minimum=5).value
        for few in ([3, 0, 0, 0, 0], [0, 0, 0, 0, 3])
    ]
    assert ends[0] == ends[1] == F(65, 100)


@pytest.mark.parametrize(
    ("population", "error", "size"),
    [(10_000, F(5, 100), 385), (1_000, F(5, 100), 286), (400, F(5, 100), 200), (1, F(5, 100), 1), (597_918, F(5, 100), 400), (2_000, F(1, 10), 96)],
)  # fmt: skip
def test_the_sample_of_the_guide(population: int, error: F, size: int) -> None:
    assert survey.sample_size(population, error) == size


@given(st.integers(1, 10**9), st.integers(1, 999))
def test_a_sample_is_the_smallest_that_does_and_never_more_than_all(population: int, per_mille: int) -> None:
    error = F(per_mille, 1000)
    size = survey.sample_size(population, error)
    needed = population * 1_000_000
    held = 1_000_000 + population * per_mille * per_mille
    assert 1 <= size <= population
    assert size * held >= needed > (size - 1) * held


def test_a_draw_follows_from_its_seed() -> None:
    once = survey.draw(1000, 50, "QĐ 12/2026")
    assert once == survey.draw(1000, 50, "QĐ 12/2026") != survey.draw(1000, 50, "QĐ 13/2026")
    assert survey.draw(5, 2, "a") == [3, 5]  # written down: the same for ever


@given(st.integers(0, 300), st.data())
def test_a_draw_takes_each_place_once(population: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(0, population))
    found = survey.draw(population, size, "seed")
    assert len(set(found)) == size and set(found) <= set(range(1, population + 1)) and found == sorted(found)
    assert set(found) <= set(survey.draw(population, min(size + 1, population), "seed"))  # one more keeps the rest


def test_no_place_is_favoured() -> None:
    drawn = [0] * 21
    for number in range(2000):
        for place in survey.draw(20, 5, str(number)):
            drawn[place] += 1
    assert all(400 < times < 600 for times in drawn[1:])  # 500 expected, σ = 19


def test_wilsons_interval_of_81_in_263() -> None:
    """Newcombe 1998, table I: 0.2553 to 0.3662."""
    low, high = survey.interval(F(81, 263), 263, z=F(1959964, 10**6))
    assert (float(low), float(high)) == (0.2552, 0.3663)  # outwards


@given(st.integers(1, 3000), st.data(), st.one_of(st.none(), st.integers(1, 10_000)))
def test_an_interval_holds_its_share_and_is_wilsons(size: int, data: st.DataObject, population: int | None) -> None:
    getcontext().prec = 60
    share = F(data.draw(st.integers(0, size)), size)
    low, high = survey.interval(share, size, z=Z, population=population)
    assert 0 <= low <= share <= high <= 1
    if population is not None and population <= size:
        assert low == high
        return
    worth = F(size) if population is None else F(size * (population - 1), population - size)
    for bound, sign in ((low, -1), (high, 1)):  # (p − x)² = z² x (1 − x) / n at both ends
        exact = _wilson(share, worth, sign)
        assert abs(Decimal(bound.numerator) / bound.denominator - exact) <= Decimal("0.0001")


def _wilson(share: F, worth: F, sign: int) -> Decimal:
    p, n, z = (Decimal(one.numerator) / one.denominator for one in (share, worth, Z))
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
    return (p + z * z / (2 * n) + sign * half) / (1 + z * z / n)


def test_more_answers_never_widen_the_interval() -> None:
    widths = [high - low for low, high in (survey.interval(F(4, 5), size, z=Z) for size in (5, 50, 500, 5000))]
    assert widths == sorted(widths, reverse=True)


def test_all_satisfied_of_few_is_not_certain() -> None:
    assert survey.interval(F(1), 5, z=Z)[0] < F(6, 10)


def test_one_small_cell_takes_another_with_it() -> None:
    assert survey.suppressed({"a": 3, "b": 40, "c": 12, "d": 0}, 5) == {"a", "c"}
    assert survey.suppressed({"a": 30, "b": 40}, 5) == frozenset()
    assert survey.suppressed({"a": 1, "b": 1, "c": 50, "d": 20}, 5) == {"a", "b", "d"}  # two of one are still too few


TABLES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 30), max_size=8)


@given(TABLES, st.integers(1, 12), st.data())
def test_nothing_hidden_is_the_total_less_what_is_shown(
    sizes: dict[str, int], minimum: int, data: st.DataObject
) -> None:
    already = data.draw(st.sets(st.sampled_from(sorted(sizes)))) if sizes else set()
    hidden = survey.suppressed(sizes, minimum, already)
    assert all(sizes[key] >= minimum for key in sizes if sizes[key] and key not in hidden)
    assert {key for key in already if sizes[key]} <= hidden
    if survey.shows_total(sizes, minimum, hidden):
        rest = sum(sizes.values()) - sum(sizes[key] for key in sizes if key not in hidden)
        assert rest == 0 or (rest >= minimum and sum(1 for key in hidden if sizes[key]) >= 2)


@given(TABLES, st.integers(1, 12))
def test_no_more_is_hidden_than_needed(sizes: dict[str, int], minimum: int) -> None:
    """Among tables where hiding the smallest works: without its last complement something would be found out."""
    small = {key for key in sizes if 0 < sizes[key] < minimum}
    added = survey.suppressed(sizes, minimum) - small
    for fewer in combinations(sorted(added), max(len(added) - 1, 0)):
        held = small | set(fewer)
        assert not added or len(held) < 2 or sum(sizes[key] for key in held) < minimum


def test_straight_lines_and_bursts() -> None:
    assert survey.is_straight({"a": 5, "b": 5, "c": 5}, 3)
    assert not survey.is_straight({"a": 5, "b": 5}, 3) and not survey.is_straight({"a": 5, "b": 4, "c": 5}, 3)
    assert survey.bursts([0, 500, 20, 40, 90, 119], window=120, most=4) == {0, 2, 3, 4, 5}
    assert survey.bursts([0, 30, 60, 90, 120], window=120, most=4) == frozenset()


@given(st.lists(st.integers(0, 500), max_size=30), st.integers(1, 100), st.integers(1, 5))
def test_bursts_are_those_of_every_window(moments: list[int], window: int, most: int) -> None:
    crowded = {
        place for start in moments for place, one in enumerate(moments)
        if start <= one < start + window and sum(start <= other < start + window for other in moments) > most
    }  # fmt: skip
    assert survey.bursts(moments, window, most) == crowded


def test_two_keyings_are_compared() -> None:
    assert survey.differences({"a": 1, "b": 2}, {"b": 2, "a": 1}) == []
    assert survey.differences({"a": 1, "b": 2}, {"a": 3, "c": 1}) == ["a", "b", "c"]


def test_what_an_instrument_may_not_be() -> None:
    assert survey.faults(WHOLE, FIVE) == []
    odd = Part("whole", F(1), (Part("a", F(1, 3)), Part("a", F(1, 3))))
    assert len(survey.faults(odd, Scale(5, 6))) == 3


@pytest.mark.parametrize(
    ("code", "work"),
    [
        ("survey.level", lambda: survey.counted(["a"], FIVE, [{"a": 6}])),
        ("survey.level", lambda: survey.counted(["a"], FIVE, [{"a": 0}])),
        ("survey.question", lambda: survey.counted(["a"], FIVE, [{"b": 1}])),
        ("survey.empty", lambda: survey.interval(F(0), 0, z=Z)),
        ("survey.population", lambda: survey.sample_size(0, F(1, 20))),
        ("survey.draw", lambda: survey.draw(3, 4, "s")),
    ],
)
def test_bad_input_is_refused(code: str, work) -> None:
    with pytest.raises(RuleError) as caught:
        work()
    assert caught.value.code == code


def test_counts_of_responses() -> None:
    assert survey.counted(["a", "b"], FIVE, [{"a": 5}, {"a": 5, "b": 1}]) == {
        "a": [0, 0, 0, 0, 2],
        "b": [1, 0, 0, 0, 0],
    }
