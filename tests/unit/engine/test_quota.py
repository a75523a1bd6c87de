"""The quota: every reading, both scopes, ties shown as ties, and nobody moved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from namro.engine.errors import RuleError
from namro.engine.framework import Framework
from namro.engine.quota import caps, over_cap


def people(framework: Framework, totals: list[Any], unit: str = "u", group: str | None = None) -> pl.DataFrame:
    """One unit of people with these totals (None: not rated)."""
    exact = [None if total is None else Fraction(str(total)) for total in totals]
    return pl.DataFrame(
        {
            "person": [f"{unit}{number}" for number in range(len(totals))],
            "unit": [unit] * len(totals),
            "group": [group] * len(totals),
            "band": [None if total is None else framework.band_of(total) for total in exact],
            "total_num": [None if total is None else total.numerator for total in exact],
            "total_den": [None if total is None else total.denominator for total in exact],
        },
        schema_overrides={"group": pl.String, "band": pl.String},
    )


def caps_of(framework: Framework, frame: pl.DataFrame, **options: Any) -> dict[str, int]:
    found = caps(framework, frame, **options).filter(pl.col("scope") == "unit")
    return dict(found.select("reading", "cap").iter_rows())


def test_thirty_six_good_or_better_give_six_seven_seven(nd335: Framework) -> None:
    assert caps_of(nd335, people(nd335, [95] * 10 + [75] * 26)) == {
        "literal": 6, "of_a_plus_b": 7, "of_all_rated": 7,
    }  # fmt: skip


def test_the_customs_decision_is_over_every_reading(nd335: Framework) -> None:
    frame = people(nd335, [95] * 112 + [75] * 430 + [60] * 4)
    assert caps_of(nd335, frame) == {"literal": 90, "of_a_plus_b": 108, "of_all_rated": 109}
    over = dict(caps(nd335, frame).select("reading", "over").iter_rows())
    assert over == {"literal": 22, "of_a_plus_b": 4, "of_all_rated": 3}


@pytest.mark.parametrize(("pool", "cap"), [(0, 0), (5, 0), (6, 1), (11, 1), (12, 2), (36, 6)])
def test_by_the_letter_one_in_six(nd335: Framework, pool: int, cap: int) -> None:
    assert caps_of(nd335, people(nd335, [75] * pool + [10]))["literal"] == cap


@pytest.mark.parametrize(("pool", "cap"), [(4, 0), (5, 1), (9, 1), (10, 2)])
def test_an_outstanding_unit_has_one_in_five(nd335: Framework, pool: int, cap: int) -> None:
    frame = people(nd335, [75] * pool)
    assert caps_of(nd335, frame, settings={"quota_ratio": "outstanding"})["literal"] == cap
    assert caps_of(nd335, frame, ratios={"u": "outstanding"})["literal"] == cap


def test_the_ratio_is_signed_unit_by_unit(nd335: Framework) -> None:
    both = pl.concat([people(nd335, [75] * 60, "u"), people(nd335, [75] * 60, "v")])
    found = caps(nd335, both, ratios={"v": "outstanding"}).filter(pl.col("chosen"))
    assert dict(found.select("key", "cap").iter_rows()) == {"u": 10, "v": 12}
    with pytest.raises(RuleError, match="outstanding"):
        caps(nd335, both, ratios={"v": "generous"})


def test_those_not_rated_are_not_counted(nd335: Framework) -> None:
    found = caps(nd335, people(nd335, [75] * 10 + [None] * 50)).filter(pl.col("reading") == "of_all_rated")
    assert found.select("rated", "cap").row(0) == (10, 2)


def test_both_scopes_are_counted(nd335: Framework) -> None:
    both = pl.concat([people(nd335, [95] + [75] * 11, "u", "g"), people(nd335, [95] + [75] * 5, "v", "g")])
    found = caps(nd335, both).filter(pl.col("chosen"))
    assert found.select("scope", "key", "pool", "cap", "over").rows() == [
        ("unit", "u", 12, 2, 0), ("unit", "v", 6, 1, 0), ("group", "g", 18, 3, 0),
    ]  # fmt: skip


def test_those_over_the_cap_are_placed_by_their_exact_totals(nd335: Framework) -> None:
    frame = people(nd335, ["95.0000000001", "95", "99", "90"] + [75] * 8)
    found = over_cap(nd335, frame).filter(pl.col("reading") == "literal").sort("place")
    assert found.select("person", "place", "standing").rows() == [
        ("u2", 1, "within"), ("u0", 2, "within"), ("u1", 3, "beyond"), ("u3", 4, "beyond"),
    ]  # fmt: skip


def test_a_tie_at_the_cap_is_reported_as_a_tie(nd335: Framework) -> None:
    frame = people(nd335, [99, 95, 95, 95, 92] + [75] * 7)
    found = over_cap(nd335, frame).filter(pl.col("reading") == "literal")
    assert dict(found.select("person", "standing").iter_rows()) == {
        "u0": "within", "u1": "tied", "u2": "tied", "u3": "tied", "u4": "beyond",
    }  # fmt: skip


def test_nobody_is_listed_where_the_cap_holds(nd335: Framework) -> None:
    assert over_cap(nd335, people(nd335, [95] + [75] * 5)).height == 0


def test_wide_totals_are_placed_exactly_too(nd335: Framework) -> None:
    tiny = "0." + "0" * 40
    frame = people(nd335, [95] * 3 + [75] * 3).with_columns(
        pl.Series("total_num", [str(Fraction("95" + tiny[1:] + end).numerator) for end in "012"] + ["75"] * 3),
        pl.Series("total_den", [str(Fraction("95" + tiny[1:] + end).denominator) for end in "012"] + ["1"] * 3),
    )
    found = over_cap(nd335, frame).filter(pl.col("reading") == "literal").sort("place")
    assert found["person"].to_list() == ["u2", "u1", "u0"]
