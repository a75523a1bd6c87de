"""Writing what the engine calculated: scores and unit tallies by COPY, caps of the quota as one row a round."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import polars as pl
from django.db import connection

from namro.duties.evaluations.models import Round, ScoreState
from namro.duties.evaluations.rulebook import Rulebook
from namro.engine import figures
from namro.engine.quota import caps

PLACES = 10_000  # Score.total and Score.ratios keep four decimals
NOT_RATIOS = ("total", "result_points")
SCORE_COPY = """
COPY evaluations_score (sheet_id, state, reasons, general, ratios, total, exact, band, overrides, level, calculated_at)
FROM STDIN (FORMAT csv)
"""
TALLY_COPY = """
COPY evaluations_unittally (round_id, unit_id, sheets, rated, not_rated, insufficient, levels, mean) FROM STDIN (FORMAT csv)
"""
FORGET = """
DELETE FROM evaluations_score c USING evaluations_sheet s WHERE s.id = c.sheet_id AND s.round_id = ANY(%(rounds)s)
"""
QUOTA = """
UPDATE evaluations_round r SET quota = new.quota, calculated_at = %(at)s, calculated_by_id = %(by)s
FROM unnest(%(rounds)s::bigint[], %(quotas)s::jsonb[]) AS new(id, quota) WHERE r.id = new.id
"""


def store(
    book: Rulebook,
    rounds: Sequence[Round],
    computed: pl.DataFrame,
    *,
    at: datetime,
    user_id: int | None,
) -> int:
    """Replace the scores, tallies and caps of whole rounds. Returns how many sheets have a row."""
    ids = [one.pk for one in rounds]
    ready = score_rows(book, computed)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"rounds": ids})
        _copy(cursor, SCORE_COPY, ready.with_columns(calculated_at=pl.lit(at.isoformat())))
        cursor.execute("DELETE FROM evaluations_unittally WHERE round_id = ANY(%(rounds)s)", {"rounds": ids})
        _copy(cursor, TALLY_COPY, tally_rows(computed, ready))
        quotas = quota_rows(book, rounds, computed)
        cursor.execute(QUOTA, {
            "rounds": ids, "quotas": [json.dumps(quotas.get(pk, [])) for pk in ids], "at": at, "by": user_id,
        })  # fmt: skip
    return ready.height


def _copy(cursor: Any, sql: str, frame: pl.DataFrame) -> None:
    with cursor.copy(sql) as stream:
        stream.write(frame.write_csv(include_header=False, null_value=""))


def score_rows(book: Rulebook, computed: pl.DataFrame) -> pl.DataFrame:
    """The columns of the score table as text PostgreSQL reads, in its order."""
    skipped = pl.col("not_rated") != ""
    state = pl.when(skipped).then(pl.lit(ScoreState.NOT_RATED.value)).otherwise(pl.col("state"))
    reasons = pl.when(skipped).then(pl.concat_list("not_rated")).otherwise(pl.col("reasons"))
    general = pl.col("general").cast(pl.Int64) if "general" in computed.columns else pl.lit(None, dtype=pl.Int64)
    return computed.with_columns(total=total_column(book, computed)).select(
        "sheet",
        state.alias("state"),
        _json_list(reasons).alias("reasons"),
        general.alias("general"),
        _ratios(book, computed).alias("ratios"),
        "total",
        pl.concat_str(pl.col("total_num").cast(pl.String), pl.col("total_den").cast(pl.String), separator="/")
        .fill_null("").alias("exact"),
        pl.col("score_band").fill_null("").alias("band"),
        ("{" + pl.col("override").fill_null("") + "}").alias("overrides"),
        pl.col("band").fill_null("").alias("level"),
    )  # fmt: skip


def _json_list(codes: pl.Expr) -> pl.Expr:
    quoted = codes.list.eval('"' + pl.element() + '"').list.join(",").fill_null("")
    return "[" + quoted + "]"


def _ratios(book: Rulebook, computed: pl.DataFrame) -> pl.Expr:
    keys = [one.key for one in book.framework.sheet_formulas if one.output and one.key not in NOT_RATIOS]
    if book.is_year or not keys:
        return pl.lit(None, dtype=pl.String)
    values = [_half_up(computed, key).cast(pl.String).fill_null("NULL") for key in keys]
    known = pl.any_horizontal([pl.col(f"{key}_num").is_not_null() for key in keys])
    return pl.when(known).then("{" + pl.concat_str(values, separator=",") + "}")


def _half_up(computed: pl.DataFrame, key: str) -> pl.Expr:
    """Ten-thousandths of a fraction, half up, in whole numbers."""
    if computed.schema[f"{key}_num"] == pl.String:
        values = [None if one is None else _whole(one) for one in figures.to_fractions(computed, key)]
        return pl.lit(pl.Series(key, values, dtype=pl.Int64))
    num, den = pl.col(f"{key}_num").cast(pl.Int128), pl.col(f"{key}_den").cast(pl.Int128)
    return ((num * (2 * PLACES) + den) // (den * 2)).cast(pl.Int64)


def _whole(value: Fraction) -> int:
    return (value.numerator * 2 * PLACES + value.denominator) // (2 * value.denominator)


def total_column(book: Rulebook, computed: pl.DataFrame) -> pl.Expr:
    """The total with four decimals, half up, but never rounded up into a band the exact figure is not in."""
    rounded = _half_up(computed, "total")
    limits = [int(band.at_least * PLACES) for band in book.framework.bands]
    by_band = {band.code: int(band.at_least * PLACES) for band in book.framework.bands}
    own = pl.col("score_band").replace_strict(by_band, default=None, return_dtype=pl.Int64)
    crossed = rounded.is_in(limits) & (rounded > own)
    fixed = pl.when(crossed).then(rounded - 1).otherwise(rounded)
    sign = pl.when(fixed < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole, part = fixed.abs() // PLACES, fixed.abs() % PLACES
    text = sign + whole.cast(pl.String) + "." + part.cast(pl.String).str.zfill(4)
    return pl.when(pl.col("total_num").is_not_null()).then(text)


def tally_rows(computed: pl.DataFrame, ready: pl.DataFrame) -> pl.DataFrame:
    """Counts of each unit of each round, and the mean of those rated."""
    every = computed.select("sheet", "round", "unit").join(ready.select("sheet", "state", "level", "total"), on="sheet")
    levels = (
        every.filter(pl.col("level") != "").group_by("round", "unit", "level").len().sort("round", "unit", "level")
        .group_by("round", "unit")
        .agg(('"' + pl.col("level") + '":' + pl.col("len").cast(pl.String)).str.join(",").alias("levels"))
    )  # fmt: skip
    value = pl.col("total").str.replace(".", "", literal=True).cast(pl.Int64)
    rated = pl.col("state") == ScoreState.RATED.value
    counts = every.group_by("round", "unit").agg(
        pl.len().alias("sheets"),
        rated.sum().alias("rated"),
        (pl.col("state") == ScoreState.NOT_RATED.value).sum().alias("not_rated"),
        (pl.col("state") == ScoreState.INSUFFICIENT.value).sum().alias("insufficient"),
        value.sum().alias("sum"),
    )
    mean = (pl.col("sum") * 2 + pl.col("rated")) // (pl.col("rated") * 2)
    text = (mean // PLACES).cast(pl.String) + "." + (mean % PLACES).cast(pl.String).str.zfill(4)
    return counts.join(levels, on=["round", "unit"], how="left").select(
        "round", "unit", "sheets", "rated", "not_rated", "insufficient",
        ("{" + pl.col("levels").fill_null("") + "}").alias("levels"),
        pl.when(pl.col("rated") > 0).then(text).alias("mean"),
    )  # fmt: skip


def quota_rows(book: Rulebook, rounds: Sequence[Round], computed: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """The caps of every round under every reading, at the rate its authority signed."""
    found: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in rounds}
    if not book.framework.quota.readings:  # this law sets no limit
        return found
    people = quota_people(computed)
    by_rate: dict[str, list[int]] = {}
    for one in rounds:
        by_rate.setdefault(one.quota_rate or book.settings.get("quota_ratio", ""), []).append(one.pk)
    for rate, ids in by_rate.items():
        mine = people.filter(pl.col("unit").is_in(ids))
        for row in caps(book.framework, mine, settings={**book.settings, "quota_ratio": rate}).iter_rows(named=True):
            key, _colon, group = row["key"].partition(":")
            row.pop("chosen")
            found[int(key)].append({**row, "key": group})
    return found


def quota_people(computed: pl.DataFrame, level: str = "band") -> pl.DataFrame:
    """The people of computed rounds as the quota counts them: by round, and by similar-task group within a round."""
    group = pl.when(pl.col("task_group") != "").then(
        pl.concat_str(pl.col("round").cast(pl.String), pl.lit(":"), pl.col("task_group"))
    )
    return computed.select(
        pl.col("round").alias("unit"), group.alias("group"), pl.col(level).alias("band"), pl.col("sheet").alias("person"),
        "total_num", "total_den",
    )  # fmt: skip
