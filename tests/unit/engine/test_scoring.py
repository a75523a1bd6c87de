"""NĐ 335 sentence by sentence, each open point by each of its values, and every edge of every band."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from namro.base.law import framework_schema, law_folder
from namro.engine import figures
from namro.engine.errors import RuleError, SheetError
from namro.engine.figures import to_fractions
from namro.engine.framework import Framework
from namro.engine.framework_file import parse_framework
from namro.engine.intake import read_sheets
from namro.engine.scoring import score

Score = Callable[..., dict[str, Any]]


def test_everything_done_is_one_hundred(score_one: Score) -> None:
    result = score_one({"assigned": 5, "completed": 5})
    assert (result["a"], result["b"], result["c"]) == ("1", "1", "1")
    assert (result["d"], result["đ"], result["e"]) == (None, None, None)
    assert (result["result_points"], result["total"], result["band"]) == ("70", "100", "HTXS")


@pytest.mark.parametrize(
    ("general", "band"),
    [("20", "HTXS"), ("19.99999", "HTT"), ("0.00000000000000000001", "HTT"), ("0", "HTT")],
)
def test_a_band_begins_exactly_at_its_threshold(score_one: Score, general: str, band: str) -> None:
    assert score_one({}, general=general)["band"] == band


@pytest.mark.parametrize(
    ("completed", "general", "band"),
    [
        (6, "30", "HTXS"), (6, "29.9999999999999999999999999", "HTT"),
        (4, "30", "HTT"), (4, "29.9999999999999999999999999", "HTNV"),
        (2, "30", "HTNV"), (2, "29.9999999999999999999999999", "KHT"),
    ],
)  # fmt: skip
def test_sevenths_meet_every_threshold_exactly(score_one: Score, completed: int, general: str, band: str) -> None:
    result = score_one({"assigned": 7, "completed": completed}, general=general)
    assert result["band"] == band


def test_a_total_just_below_is_never_printed_as_the_threshold(score_one: Score) -> None:
    result = score_one({"assigned": 7, "completed": 6}, general="29.9999999999999999999999999")
    assert result["total"] == "89.9999999999999999999999999"


def test_handed_over_counts_as_assigned_and_not_as_completed(score_one: Score) -> None:
    result = score_one({}, {"origin": "handed_over", "completed": 1})
    assert (result["a"], result["b"], result["c"]) == ("0.5", "0.5", "0.5")


@pytest.mark.parametrize("origin", ["received", "ad_hoc"])
def test_received_and_ad_hoc_work_adds_outside_the_assigned_total(score_one: Score, origin: str) -> None:
    result = score_one({"assigned": 4, "completed": 2}, {"assigned": 9, "completed": 1, "origin": origin})
    assert (result["a"], result["b"], result["c"]) == ("0.75", "0.75", "0.75")


def test_each_error_and_delay_takes_a_quarter_and_excuses_give_it_back(score_one: Score) -> None:
    result = score_one({"major_errors": 2, "errors_excused": 1, "delays": 3, "delays_excused": 1})
    assert (result["a"], result["b"], result["c"]) == ("1", "0.75", "0.5")


@pytest.mark.parametrize(("times", "b"), [(3, "0.25"), (4, "0"), (5, "0")])
def test_deductions_end_at_nothing(score_one: Score, times: int, b: str) -> None:
    assert score_one({"major_errors": times})["b"] == b


def test_without_a_floor_deductions_go_below_nothing(score_one: Score) -> None:
    assert score_one({"major_errors": 5}, settings={"deduction_floor": "none"})["b"] == "-0.25"


@pytest.mark.parametrize(("deduction", "b"), [("per_unit", "0.85"), ("per_line", "0.25")])
def test_five_products_and_three_errors_under_both_readings(score_one: Score, deduction: str, b: str) -> None:
    line = {"assigned": 5, "completed": 5, "major_errors": 3}
    assert score_one(line, settings={"deduction": deduction})["b"] == b


def test_the_product_at_fault_is_the_default_basis(score_one: Score) -> None:
    assert score_one({"assigned": 5, "completed": 5, "major_errors": 3})["b"] == "0.85"


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [("assigned", ("0.5", "0.5", "0.5")), ("completed", ("0.5", "1", "1")), ("declared", ("1", "1", "1"))],
)
def test_the_denominator_of_b_and_c(score_one: Score, denominator: str, expected: tuple[str, ...]) -> None:
    result = score_one({"assigned": 4, "completed": 2}, settings={"denominator": denominator})
    assert (result["a"], result["b"], result["c"]) == expected


def test_nothing_completed_earns_nothing_over_completed_work(score_one: Score) -> None:
    result = score_one({"assigned": 4, "completed": 0}, settings={"denominator": "completed"})
    assert (result["b"], result["total"], result["state"]) == ("0", "30", "RATED")


@pytest.mark.parametrize(("cap", "a", "total"), [("yes", "1", "100"), ("no", "3", "240")])
def test_ratios_stop_at_one_hundred_percent(score_one: Score, cap: str, a: str, total: str) -> None:
    result = score_one({}, {"origin": "ad_hoc", "completed": 2}, settings={"cap": cap})
    assert (result["a"], result["total"]) == (a, total)


@pytest.mark.parametrize("state", ["INSUFFICIENT_DATA", "NOT_RATED"])
@pytest.mark.parametrize("lines", [[], [{"origin": "ad_hoc"}], [{"assigned": 0, "completed": 0}]])
def test_no_assigned_work_is_neither_zero_nor_a_fail(score_one: Score, lines: list[dict[str, Any]], state: str) -> None:
    result = score_one(*lines, settings={"no_assignment": state})
    assert (result["state"], result["total"], result["band"], result["a"]) == (state, None, None, None)


UNIT = {"d": 1, "đ": 1, "e": 1}


def test_a_leader_has_six_parts(score_one: Score) -> None:
    result = score_one({"assigned": 2, "completed": 1}, leader=True, unit={**UNIT, "e": "0.5"})
    assert (result["d"], result["đ"], result["e"]) == ("1", "1", "0.5")
    assert result["total"] == "76.666666666667"


@pytest.mark.parametrize(
    ("managed", "d"),
    [([95, 72, "49.99"], "0.5"), ([95, 50], "1"), (["49.99999999999999999999"], "0.5"), ([None, 10], "0.5")],
)
def test_d_follows_from_those_managed(score_one: Score, managed: list[Any], d: str) -> None:
    assert score_one({}, leader=True, unit={"managed": managed, "đ": 1, "e": 1})["d"] == d


@pytest.mark.parametrize(
    ("unit", "missing"),
    [
        ({}, ["d_missing", "đ_missing", "e_missing"]),
        ({**UNIT, "đ": None}, ["đ_missing"]),
        ({"managed": [], "đ": 1, "e": 1}, ["d_missing"]),
        ({"managed": [80, None], "đ": 1, "e": 1}, ["d_missing"]),
    ],
)
def test_what_is_missing_of_a_leader_is_never_presumed(
    score_one: Score, unit: dict[str, Any], missing: list[str]
) -> None:
    result = score_one({}, leader=True, unit=unit)
    assert (result["state"], result["total"], result["band"]) == ("INSUFFICIENT_DATA", None, None)
    tree = next(child for child in result["explanation"]["children"] if child["key"] == "missing")
    assert [child["key"] for child in tree["children"]] == missing


def test_a_leader_without_data_may_be_left_unrated_by_setting(score_one: Score) -> None:
    assert score_one({}, leader=True, settings={"leader_missing": "NOT_RATED"})["state"] == "NOT_RATED"


def test_staff_do_not_need_d_and_e(score_one: Score) -> None:
    assert score_one({}, leader=False, unit={})["state"] == "RATED"


def test_an_override_sets_the_level_and_leaves_the_points(score_one: Score) -> None:
    result = score_one({}, overrides=["duty_breach_disciplined"])
    assert (result["total"], result["band"], result["state"]) == ("100", "KHT", "RATED")


def test_under_six_months_is_a_state_of_its_own(score_one: Score) -> None:
    result = score_one({}, not_rated="under_six_months")
    assert (result["state"], result["band"], result["total"]) == ("NOT_RATED", None, None)


def test_a_missing_general_score_is_missing(score_one: Score) -> None:
    assert score_one({}, general=None)["state"] == "INSUFFICIENT_DATA"


def test_criteria_add_up_and_a_missing_one_is_named(score_one: Score, nd335: Framework) -> None:
    full = {one.code: one.maximum for one in nd335.groups[0].criteria}
    assert score_one({}, general=full)["total"] == "100"
    result = score_one({}, general={**full, "III.4": None})
    assert result["state"] == "INSUFFICIENT_DATA"
    missing = next(child for child in result["explanation"]["children"] if child["key"] == "missing")
    assert "missing.III.4" in [child["key"] for child in missing["children"]]


# widths ----------------------------------------------------------------------------------------------------------


def frames(framework: Framework, coefficient: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same eight lines with any coefficient, which cancels out of every ratio."""
    lines = [{"assigned": 7, "completed": 6, "coefficient": coefficient, "major_errors": one % 2} for one in range(8)]
    intake = read_sheets(framework, [{"id": "x", "general": 30, "lines": lines}])
    return intake.sheets, intake.lines


@pytest.mark.parametrize(
    ("coefficient", "width"),
    [("1", pl.Int64), ("0.12345678901234567", pl.Int128), ("0." + "123456789" * 9, pl.String)],
)
def test_three_widths_one_answer(nd335: Framework, coefficient: str, width: Any) -> None:
    results = score(nd335, *frames(nd335, coefficient))
    assert results.schema["total_num"] == width
    assert to_fractions(results) == [30 + 70 * (Fraction(6, 7) * 3 - Fraction(1, 56)) / 3]


def test_thirty_digits_on_either_side_of_ninety(nd335: Framework) -> None:
    line = {"assigned": "1" + "0" * 30, "completed": "1" + "0" * 30}
    data = [
        {"id": "on", "general": 20, "lines": [line]},
        {"id": "below", "general": "19." + "9" * 30, "lines": [line]},
    ]
    intake = read_sheets(nd335, data)
    assert score(nd335, intake.sheets, intake.lines)["band"].to_list() == ["HTXS", "HTT"]


def test_scaled_integers_are_what_they_stand_for(nd335: Framework) -> None:
    sheets, lines = frames(nd335, "1.25")
    whole = ["assigned", "completed", "coefficient"]
    scaled = lines.with_columns((pl.col(whole).cast(pl.Decimal(20, 2)) * 100).cast(pl.Int64))
    plain, hundredths = score(nd335, sheets, lines), score(nd335, sheets, scaled, scales=dict.fromkeys(whole, 2))
    assert to_fractions(plain) == to_fractions(hundredths)


def test_decimal_columns_are_read_exactly(nd335: Framework) -> None:
    sheets, lines = frames(nd335, "1.25")
    decimal = lines.with_columns(pl.col("assigned", "completed", "coefficient").cast(pl.Decimal(30, 6)))
    assert to_fractions(score(nd335, sheets, decimal)) == to_fractions(score(nd335, sheets, lines))


def test_binary_floats_are_refused(nd335: Framework) -> None:
    sheets, lines = frames(nd335, "1")
    with pytest.raises(RuleError) as refusal:
        score(nd335, sheets, lines.with_columns(pl.col("assigned").cast(pl.Float64)))
    assert refusal.value.code == "score.column.type"


def test_results_keep_the_order_of_the_sheets(nd335: Framework) -> None:
    data = [
        {"id": name, "general": points, "lines": [{"assigned": 1, "completed": 1}] * count}
        for name, points, count in (("z", 1, 1), ("a", 2, 0), ("m", 3, 2), ("b", 4, 1))
    ]
    intake = read_sheets(nd335, data)
    shuffled = intake.lines.reverse()
    results = score(nd335, intake.sheets, shuffled)
    assert results["sheet"].to_list() == ["z", "a", "m", "b"]
    assert to_fractions(results) == [71, None, 73, 74]


@pytest.mark.parametrize("number", [str, int])
def test_lines_in_any_order_come_to_the_same(nd335: Framework, number: Callable[[int], Any]) -> None:
    ids = [number(100 + one) for one in range(40)]
    data = [
        {"id": str(one), "general": 20, "lines": [
            {"assigned": 7, "completed": 1 + at % 6 + place % 2, "coefficient": 1 + place, "delays": at % 3}
            for place in range(1 + at % 4)
        ]}
        for at, one in enumerate(ids)
    ]  # fmt: skip
    intake = read_sheets(nd335, data)
    kind = pl.String if number is str else pl.Int64
    sheets, lines = (one.with_columns(pl.col("sheet").cast(kind)) for one in (intake.sheets, intake.lines))
    in_order = score(nd335, sheets, lines, detail=True)
    assert lines["sheet"].is_sorted() and in_order["sheet"].to_list() == ids
    mixed = lines.sample(fraction=1, shuffle=True, seed=5)
    assert not mixed["sheet"].is_sorted()
    assert score(nd335, sheets, mixed, detail=True).equals(in_order)


def test_a_total_that_asks_nothing_of_the_lines_is_added_up_too() -> None:
    """How many lines there are: the same figure on each."""
    text = (law_folder() / "frameworks" / "nd335-2025.yaml").read_text(encoding="utf-8")
    old = "CASE WHEN origin = 'handed_over' THEN 0 ELSE completed * coefficient END"
    counting = parse_framework(text.replace(old, "2", 1), "law.yaml", framework_schema())
    sheets, lines = frames(counting, "1")
    twice = pl.concat([lines, lines])
    result = score(counting, sheets, twice.with_columns(assigned=pl.lit(5), completed=pl.lit(5)), detail=True)
    assert to_fractions(result, "a") == [Fraction(2, 5)]


# refusals of frames ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("assigned", -1, "sheet.negative"), ("major_errors", "0.5", "sheet.whole"), ("completed", 8, "score.completed_above_assigned"),
        ("errors_excused", 3, "score.errors_excused"), ("delays_excused", 1, "score.delays_excused"), ("coefficient", None, "score.column.null"),
        ("origin", "other", "sheet.origin"), ("sheet", "y", "score.line.orphan"),
    ],
)  # fmt: skip
def test_a_broken_line_is_refused(nd335: Framework, column: str, value: Any, code: str) -> None:
    sheets, lines = frames(nd335, "1")
    broken = (
        lines.with_columns(pl.lit(value).alias(column))
        if value is not None
        else lines.with_columns(pl.lit(None, dtype=pl.String).alias(column))
    )
    with pytest.raises(RuleError) as refusal:
        score(nd335, sheets, broken)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("general", "30.01", "sheet.maximum"), ("unit_d", "0.8", "sheet.value"), ("unit_đ", "0", "sheet.value"),
        ("not_rated", "no", "score.not_rated.unknown"), ("overrides", ["no"], "score.override.unknown"),
        ("overrides", ["unit_corruption"], "score.override.role"),
    ],
)  # fmt: skip
def test_a_broken_sheet_is_refused(nd335: Framework, column: str, value: Any, code: str) -> None:
    sheets, lines = frames(nd335, "1")
    broken = sheets.with_columns(pl.Series(column, [value]))
    with pytest.raises(SheetError) as refusal:
        score(nd335, broken, lines)
    assert (refusal.value.code, refusal.value.sheet) == (code, "x")


def test_no_sheets_give_no_results(nd335: Framework, hanoi: Framework) -> None:
    for framework in (nd335, hanoi):
        intake = read_sheets(framework, [])
        assert score(framework, intake.sheets, intake.lines, detail=True).height == 0


def test_overrides_apply_only_to_whom_they_name(nd335: Framework) -> None:
    data = [
        {"id": "1", "general": 30, "lines": [{"assigned": 1, "completed": 1}], "overrides": codes}
        for codes in ([], ["degradation"], ["disciplined_in_year", "degradation"])
    ]
    intake = read_sheets(nd335, [{**one, "id": str(number)} for number, one in enumerate(data)])
    results = score(nd335, intake.sheets, intake.lines)
    assert results["override"].to_list() == [None, "degradation", "degradation"]
    assert results["band"].to_list() == ["HTXS", "KHT", "KHT"]
    assert results["score_band"].to_list() == ["HTXS"] * 3


def test_the_same_sheet_twice_is_refused(nd335: Framework) -> None:
    sheets, lines = frames(nd335, "1")
    with pytest.raises(SheetError) as refusal:
        score(nd335, pl.concat([sheets, sheets]), lines)
    assert refusal.value.code == "score.sheet.duplicate"


# display ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(89996, 1000), "89.996"), (Fraction(90), "90.00"), (Fraction("89.994"), "89.99"),
        (Fraction("89.99999"), "89.99999"), (Fraction("75.125"), "75.13"), (Fraction("75.124"), "75.12"),
        (90 - Fraction(1, 3 * 10**15), "89.9999999999999997"), (Fraction("49.995"), "49.995"), (Fraction(-1, 8), "-0.12"),
    ],
)  # fmt: skip
def test_display_rounds_half_up_and_never_across_a_threshold(nd335: Framework, value: Fraction, shown: str) -> None:
    assert figures.display(nd335, value) == shown


@pytest.mark.parametrize(("places", "shown"), [("1", "66.7"), ("3", "66.667"), ("4", "66.6667")])
def test_display_decimals_are_a_setting(nd335: Framework, places: str, shown: str) -> None:
    assert figures.display(nd335, Fraction(200, 3), {"display_decimals": places}) == shown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(90), "90"),
        (Fraction(1, 10**14), "0.00000000000001"),
        (Fraction(1, 8), "0.125"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(0), "0"),
    ],
)
def test_machine_figures_are_exact_where_they_end(nd335: Framework, value: Fraction, written: str) -> None:
    assert figures.machine(nd335, value) == written
