"""The engine against the independent oracles, on random sheets under every setting."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import hanoi3814
from tests.oracle import nd335 as oracle

from namro.engine.figures import to_fractions
from namro.engine.framework import Framework
from namro.engine.intake import read_sheets
from namro.engine.quota import caps
from namro.engine.scoring import score

FIGURES = ("a", "b", "c", "d", "đ", "e", "result_points", "total")
SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

quantities = st.one_of(
    st.integers(0, 40), st.decimals(0, 50, places=2), st.sampled_from(["0.1", "0.333333333", "7", "3.5"])
).map(str)


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    origin = draw(st.sampled_from(["planned", "planned", "handed_over", "received", "ad_hoc"]))
    assigned, completed = draw(quantities), draw(quantities)
    if origin == "planned" and Fraction(completed) > Fraction(assigned):
        assigned, completed = completed, assigned
    errors, delays = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    return {
        "assigned": assigned,
        "completed": completed,
        "coefficient": draw(quantities),
        "major_errors": errors,
        "delays": delays,
        "errors_excused": draw(st.integers(0, errors)),
        "delays_excused": draw(st.integers(0, delays)),
        "origin": origin,
    }


@st.composite
def units(draw: st.DrawFn) -> dict[str, Any]:
    unit = {key: draw(st.sampled_from([1, "0.5", None])) for key in ("đ", "e")}
    if draw(st.booleans()):
        return {**unit, "d": draw(st.sampled_from([1, "0.5", None]))}
    totals = st.sampled_from([95, 72, 50, "49.99", "49.999999999999", "50.0", None])
    return {**unit, "managed": draw(st.lists(totals, max_size=4))}


@st.composite
def on_a_threshold(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Lines whose ratios are 6/7, 4/7 or 2/7: with 30 general points exactly 90, 70 or 50."""
    part = draw(st.sampled_from([6, 4, 2]))
    amounts = draw(st.lists(st.integers(1, 50), min_size=1, max_size=4))
    return [
        {"assigned": 7 * one, "completed": part * one, "coefficient": draw(quantities.filter(lambda q: Fraction(q) > 0)),
         "major_errors": 0, "delays": 0, "errors_excused": 0, "delays_excused": 0, "origin": "planned"}
        for one in amounts
    ]  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 6))
    return [
        {
            "id": str(number),
            "leader": draw(st.booleans()),
            "general": draw(st.one_of(st.none(), st.just(30), st.decimals(0, 30, places=3).map(str))),
            "lines": draw(st.one_of(st.lists(lines(), max_size=5), on_a_threshold())),
            "unit": draw(units()),
            "overrides": draw(st.sampled_from([[], [], ["degradation"], ["disciplined_in_year"]])),
            "not_rated": draw(st.sampled_from([None, None, None, "under_six_months"])),
        }
        for number in range(count)
    ]


choices = st.fixed_dictionaries(
    {
        "deduction": st.sampled_from(["per_unit", "per_line"]),
        "deduction_floor": st.sampled_from(["zero", "none"]),
        "denominator": st.sampled_from(["assigned", "completed", "declared"]),
        "cap": st.sampled_from(["yes", "no"]),
        "no_assignment": st.sampled_from(["INSUFFICIENT_DATA", "NOT_RATED"]),
        "leader_missing": st.sampled_from(["INSUFFICIENT_DATA", "NOT_RATED"]),
    }
)


@SLOW
@given(data=sheets(), chosen=choices)
def test_every_figure_state_and_band_is_the_oracles(
    nd335: Framework, data: list[dict[str, Any]], chosen: dict[str, str]
) -> None:
    intake = read_sheets(nd335, data, chosen)
    results = score(nd335, intake.sheets, intake.lines, chosen, detail=True)
    found = {key: to_fractions(results, key) for key in FIGURES}
    for number, (sheet, row) in enumerate(zip(data, results.iter_rows(named=True), strict=True)):
        expected = oracle.score(sheet, chosen)
        assert {key: found[key][number] for key in FIGURES} == {key: expected[key] for key in FIGURES}
        assert (row["state"], row["band"]) == (expected["state"], expected["band"])


def test_the_sheets_on_a_threshold_are_on_it(nd335: Framework) -> None:
    for part, total in ((6, 90), (4, 70), (2, 50)):
        line = {"assigned": 7, "completed": part, "coefficient": "0.3", "origin": "planned"}
        full = {**line, "major_errors": 0, "delays": 0, "errors_excused": 0, "delays_excused": 0}
        assert oracle.score({"leader": False, "general": 30, "lines": [full]})["total"] == total


@SLOW
@given(
    parts=st.fixed_dictionaries(
        {
            "conduct": st.one_of(st.none(), st.decimals(0, 20, places=4).map(str)),
            "results": st.one_of(st.none(), st.decimals(0, 70, places=4).map(str)),
            "bonus": st.one_of(st.none(), st.decimals(0, 10, places=4).map(str)),
        }
    ),
    overrides=st.sampled_from([[], ["unit_rule_d"]]),
)
def test_3814_is_its_oracles(hanoi: Framework, parts: dict[str, Any], overrides: list[str]) -> None:
    intake = read_sheets(hanoi, [{"id": "x", "scores": parts, "overrides": overrides}])
    results = score(hanoi, intake.sheets, intake.lines)
    expected = hanoi3814.score(parts, overrides)
    row = results.row(0, named=True)
    if expected is None:
        assert (row["state"], row["total_num"], row["band"]) == ("INSUFFICIENT_DATA", None, None)
    else:
        assert (to_fractions(results)[0], row["band"]) == expected


@SLOW
@given(
    bands=st.lists(st.sampled_from(["HTXS", "HTT", "HTNV", "KHT", None]), min_size=1, max_size=60),
    ratio=st.sampled_from(["standard", "outstanding"]),
)
def test_caps_are_the_largest_number_each_reading_allows(nd335: Framework, bands: list[str | None], ratio: str) -> None:
    people = pl.DataFrame(
        {"unit": ["u"] * len(bands), "group": [None] * len(bands), "band": bands},
        schema={"unit": pl.String, "group": pl.String, "band": pl.String},
    )
    value = {"standard": Fraction(1, 5), "outstanding": Fraction(1, 4)}[ratio]
    for row in caps(nd335, people, settings={"quota_ratio": ratio}).iter_rows(named=True):
        assert row["cap"] == oracle.cap(bands, value, row["reading"])
        assert row["over"] == max(0, bands.count("HTXS") - row["cap"])


@pytest.mark.parametrize("rated", [0, 1, 9, 10, 36, 99])
def test_3814_caps_count_everyone_rated(hanoi: Framework, rated: int) -> None:
    people = pl.DataFrame(
        {"unit": ["u"] * (rated + 1), "group": [None] * (rated + 1), "band": ["A"] * rated + [None]},
        schema={"unit": pl.String, "group": pl.String, "band": pl.String},
    )
    for ratio, share in (("standard", "0.3"), ("outstanding", "0.4")):
        found = caps(hanoi, people, settings={"quota_ratio": ratio})
        assert found["cap"].to_list() == [hanoi3814.cap(rated, share)]
