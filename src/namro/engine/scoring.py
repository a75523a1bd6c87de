"""The one way to score: a frame of sheets and a frame of lines in, a frame of results out.

Shapes (columns not listed are ignored; `quantity` is Int*, pl.Decimal or pl.String holding decimals, exact to the
last digit; Float columns are refused because binary floats are not exact):

sheets, one row per sheet
    sheet           any integer or string dtype, unique: the caller's own id
    leader          Boolean: head or deputy (adds d, đ, e)
    general         quantity 0..30, points given by judgement; null = not known (NĐ 335)
    d, đ, e         quantity, 1 or 0.5; null = not known; leaders only (NĐ 335)
    managed_failing UInt*: how many of those managed lie in the lowest band; null = nobody managed, or not known
    managed_unrated UInt*: how many of those managed have no score yet; may be absent (0)
    conduct, results, bonus   quantity, points (3814)
    not_rated       String: a reason code of `framework.not_rated`, or null; may be absent
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
    total_num, total_den   the exact total as one fraction; null unless RATED. Int64, Int128, or String when the
                    figures are wider than 38 digits
    score_band      Enum of the framework's bands, from the points alone; null unless RATED
    override        String: the first override that applies, or null
    band            Enum: the level after overrides; null unless RATED
    with `detail=True` also <key>_num and <key>_den for every output formula (a, b, c, d, đ, e, result_points)
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from namro.engine.framework import Framework


def score(
    framework: Framework,
    sheets: pl.DataFrame,
    lines: pl.DataFrame | None = None,
    settings: Mapping[str, str] | None = None,
    *,
    detail: bool = False,
) -> pl.DataFrame:
    """Score every sheet exactly; see the module docstring for the columns.

    Refuses: score.column.missing, score.column.type, score.sheet.duplicate, score.line.orphan,
    score.<check key> (the framework's own checks, e.g. completed above assigned on planned work),
    framework.setting.unknown, framework.setting.value
    """
    raise NotImplementedError
