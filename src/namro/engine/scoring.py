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
    <name>          any other input of the framework (“facts”): whole numbers, quantities, Boolean, or String codes of a
                    choice; null = not known, and INSUFFICIENT_DATA wherever a level needs it
    authority       String: the level the authority chose where the law leaves it open, or null; may be absent
    not_rated       String: a key of `framework.not_rated`, or null; may be absent
    overrides       List(String): codes of `framework.overrides`; may be absent

lines, any number per sheet, NĐ 335 only
    sheet           as above, same dtype
    assigned, completed, coefficient          quantity ≥ 0 (standard units = quantity × coefficient)
    major_errors, delays, errors_excused, delays_excused   whole numbers ≥ 0
    origin          String or Enum: planned, handed_over, received, ad_hoc

results, one row per sheet, in the order of `sheets`
    sheet
    state           Enum RATED, NOT_RATED, INSUFFICIENT_DATA, AUTHORITY_DECIDES (points and conditions give no level, and
                    no answer of the authority is given)
    reasons         List(String): why not rated (keys of `framework.conditions` or `framework.not_rated`,
                    “<input>_missing”, and “<band>.<condition>” for what failed where the authority decides);
                    `Plan.rule_of` has the rule of each
    total_num, total_den   the exact total as one fraction, null unless RATED or AUTHORITY_DECIDES, and throughout
                    where the framework gives no points: Int64 or Int128, or String (whole
                    numbers in decimal) when figures outgrow 38 digits. `figures.to_fractions` reads all three
    score_band      Enum of the framework's bands, from the points alone; null where there is no total
    override        String: the first override that applies, given or computed, or null
    band            Enum: the level by points, conditions, overrides or the authority; null unless RATED
    authority       Enum: the level where it is the authority's answer, else null; only with frameworks that have levels
    with `detail=True` also <key>_num and <key>_den for every output formula (a, b, c, d, đ, e, result_points)
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import polars as pl

from namro.engine.columns import TooWideError, score_columns
from namro.engine.errors import RuleError, Text
from namro.engine.frames import Prepared, prepare
from namro.engine.framework import Framework
from namro.engine.marks import check_sheets, marks_of
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
    score.not_rated.unknown, score.authority.unknown, the column refusals of `frames.prepare`, score.<key> for each of the framework's checks
    (completed above assigned on planned work, more done than assigned …), sheet.maximum, sheet.value, framework.setting.unknown,
    framework.setting.value
    """
    plan = plan_for(framework, settings)
    by_sheet = prepare(sheets, framework.sheet_inputs, scales or {}, nulls=True)
    by_line = _lines(framework, sheets, lines, scales or {})
    check_sheets(framework, by_sheet)
    marks = marks_of(framework, sheets)
    if not by_sheet.wide and not by_line.wide:
        with suppress(TooWideError):
            return score_columns(plan, by_sheet, by_line, marks, detail=detail)
    return score_rows(plan, by_sheet, by_line, marks, detail=detail)


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
