"""The one way to score: a frame of sheets and a frame of lines in, a frame of results out.

Shapes (columns not listed are ignored; a quantity is Int*, pl.Decimal or pl.String holding decimals, exact to the
last digit; Float columns are refused because binary floats are not exact; an integer column held in hundredths says
so in `scales`, e.g. {"assigned": 2}). A sheet column that is absent takes the default of its input, or is unknown.

sheets, one row per sheet
    sheet           any integer or string dtype, unique: the caller's own id
    leader          Boolean: head or deputy (adds d, đ, e)
    general         quantity 0..30, points given by judgement; null = not known (NĐ 335)
    unit_d, unit_đ, unit_e   quantity, 1 or 0.5; null = not known; leaders only (NĐ 335)
    managed_failing whole: how many of those managed lie in the lowest band; null = nobody managed, or not known
    managed_unrated whole: how many of those managed have no score yet (default 0)
    conduct, results, bonus   quantity, points; null = not known (3814)
    not_rated       String: a key of `framework.not_rated`, or null; may be absent
    overrides       List(String): codes of `framework.overrides`; may be absent

lines, any number per sheet, NĐ 335 only
    sheet           as above, same dtype
    assigned, completed, coefficient          quantity ≥ 0 (standard units = quantity × coefficient)
    major_errors, delays, errors_excused, delays_excused   whole numbers ≥ 0
    origin          String or Enum: planned, handed_over, received, ad_hoc

results, one row per sheet, in the order of `sheets`
    sheet
    state           Enum RATED, NOT_RATED, INSUFFICIENT_DATA
    reasons         List(String): why not rated (keys of `framework.conditions` or `framework.not_rated`)
    total_num, total_den   the exact total as one fraction, null unless RATED: Int64 or Int128, or String (whole
                    numbers in decimal) when figures outgrow 38 digits. `figures.to_fractions` reads all three
    score_band      Enum of the framework's bands, from the points alone; null unless RATED
    override        String: the first override that applies, or null
    band            Enum: the level after overrides; null unless RATED
    with `detail=True` also <key>_num and <key>_den for every output formula (a, b, c, d, đ, e, result_points)
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from namro.engine.columns import TooWide, score_columns
from namro.engine.errors import RuleError, SheetError, Text
from namro.engine.frames import Prepared, prepare
from namro.engine.framework import Framework
from namro.engine.plan import plan_for
from namro.engine.rows import score_rows


def score(
    framework: Framework,
    sheets: pl.DataFrame,
    lines: pl.DataFrame | None = None,
    settings: Mapping[str, str] | None = None,
    *,
    detail: bool = False,
    scales: Mapping[str, int] | None = None,
) -> pl.DataFrame:
    """Score every sheet exactly; see the module docstring for the columns.

    The compiled formulas run on Int64 where the frame's own bounds prove that wide enough, else on Int128, else row
    by row in unbounded fractions: one set of formulas, three widths, the same answer.

    Refuses: score.sheet.missing, score.sheet.duplicate, score.line.orphan, score.override.unknown,
    score.not_rated.unknown, the column refusals of `frames.prepare`, score.<key> for each of the framework's checks
    (completed above assigned on planned work …), sheet.maximum, sheet.value, framework.setting.unknown,
    framework.setting.value
    """
    plan = plan_for(framework, settings)
    by_sheet = prepare(sheets, framework.sheet_inputs, scales or {}, nulls=True)
    by_line = _lines(framework, sheets, lines, scales or {})
    _check_sheets(framework, sheets, by_sheet)
    flags = _flags(framework, sheets)
    if not by_sheet.wide and not by_line.wide:
        for dtype in (pl.Int64(), pl.Int128()):
            try:
                return score_columns(plan, by_sheet, by_line, flags, dtype, detail=detail)
            except TooWide:
                continue
    return score_rows(plan, by_sheet, by_line, flags, detail=detail)


def _lines(
    framework: Framework, sheets: pl.DataFrame, lines: pl.DataFrame | None, scales: Mapping[str, int]
) -> Prepared:
    if not framework.line_inputs or lines is None or not lines.height:
        return Prepared(pl.DataFrame({"sheet": sheets["sheet"].clear()}), {}, {})
    if "sheet" not in lines.columns:
        raise RuleError("score.column.missing", Text("thiếu cột “sheet”", "the column “sheet” is missing"))
    if lines.schema["sheet"] != sheets.schema["sheet"]:
        text = Text("cột “sheet” của hai bảng phải cùng kiểu", "the two “sheet” columns must have one type")
        raise RuleError("score.column.type", text)
    return prepare(lines, framework.line_inputs, scales, nulls=False)


def _check_sheets(framework: Framework, sheets: pl.DataFrame, prepared: Prepared) -> None:
    ids = sheets["sheet"]
    if ids.null_count():
        raise RuleError("score.sheet.missing", Text("có phiếu không có mã", "a sheet has no id"))
    if not (ids.is_sorted() and not (ids.rle_id().max() or 0) < ids.len() - 1) and ids.n_unique() != ids.len():
        first = sheets.filter(pl.col("sheet").is_duplicated())["sheet"][0]
        text = Text("mã phiếu bị trùng", "the sheet id appears twice")
        raise SheetError("score.sheet.duplicate", text, sheet=str(first))
    for one in framework.sheet_inputs:
        if one.maximum is not None:
            text = Text(f"phải từ 0 đến {one.maximum}", f"must be between 0 and {one.maximum}")
            _refuse_where(prepared, one.name, "sheet.maximum", text, above=one.maximum)
        elif one.allowed:
            listed = ", ".join(str(value) for value in one.allowed)
            text = Text(f"chỉ nhận: {listed}", f"must be one of: {listed}")
            _refuse_where(prepared, one.name, "sheet.value", text, within=one.allowed)


def _refuse_where(prepared: Prepared, name: str, code: str, text: Text, **rule: object) -> None:
    wrong = _wrong_rows(prepared, name, **rule)
    if wrong is not None:
        raise SheetError(code, text, sheet=str(prepared.frame["sheet"][wrong]), field=name)


def _wrong_rows(prepared: Prepared, name: str, above: object = None, within: object = None) -> int | None:
    """The first row whose value is above the maximum or not among those allowed."""
    if name in prepared.wide:
        return next((row for row, value in enumerate(prepared.wide[name]) if not _fits(value, above, within)), None)
    facts, unit = prepared.facts[name], 10 ** prepared.facts[name].scale
    if above is not None and facts.high <= above * unit:  # type: ignore[operator]
        return None
    distinct = prepared.frame[name].unique().to_list()
    bad = [value for value in distinct if value is not None and not _fits_scaled(value, unit, above, within)]
    return prepared.frame[name].is_in(bad).arg_max() if bad else None


def _fits(value: object, above: object, within: object) -> bool:
    if value is None:
        return True
    return value <= above if above is not None else value in within  # type: ignore[operator, no-any-return]


def _fits_scaled(value: int, unit: int, above: object, within: object) -> bool:
    from fractions import Fraction

    return _fits(Fraction(value, unit), above, within)


def _flags(framework: Framework, sheets: pl.DataFrame) -> pl.DataFrame:
    """The columns that are facts about a sheet rather than figures: not_rated and overrides."""
    return sheets
