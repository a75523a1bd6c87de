"""A city's months of work, made by hashing: a third of the sheets lie exactly on, or one hundredth off, a threshold.

Quantities and coefficients are integers in hundredths, as they are stored. On a threshold sheet every line has
assigned 7n and completed 6n, 4n or 2n: with 30 general points the total is exactly 90, 70 or 50, a figure that binary
floats reach only by luck, since 6/7 has no end in binary.
"""

from __future__ import annotations

import polars as pl

ORIGINS = ["planned", "handed_over", "received", "ad_hoc"]
SCALES = {"assigned": 2, "completed": 2, "coefficient": 2, "general": 2}
LINES_PER_SHEET = 8


def _pick(low: int, high: int, seed: int) -> pl.Expr:
    """Whole numbers from low to high, spread by hash."""
    return (pl.col("row").hash(seed) % (high - low + 1)).cast(pl.Int64) + low


def lines(sheets: int) -> pl.DataFrame:
    """Eight lines for each sheet, in the order of the sheets."""
    edge = pl.col("sheet") % 3 == 0
    parts = pl.col("sheet") // 3 % 3 * -2 + 6  # 6, 4 or 2 sevenths
    whole = _pick(1, 20, 1) * 100
    origin = pl.when(edge | (_pick(0, 99, 2) < 85)).then(0).otherwise(_pick(1, 3, 3))
    errors = pl.when(edge).then(0).otherwise((_pick(0, 9, 4) - 7).clip(0))
    delays = pl.when(edge).then(0).otherwise((_pick(0, 9, 5) - 7).clip(0))
    return (
        pl.select(pl.int_range(sheets * LINES_PER_SHEET, dtype=pl.Int64).alias("row"))
        .with_columns(sheet=pl.col("row") // LINES_PER_SHEET)
        .with_columns(
            assigned=pl.when(edge).then(whole * 7).otherwise(whole),
            coefficient=_pick(20, 400, 6),
            origin=origin,
            errors=errors,
            delays=delays,
            share=_pick(80, 100, 7),
        )
        .with_columns(completed=pl.when(edge).then(whole * parts).otherwise(whole * pl.col("share") // 100))
        .select(
            "sheet", "assigned", "completed", "coefficient",
            pl.col("errors").cast(pl.Int16).alias("major_errors"),
            pl.col("delays").cast(pl.Int16),
            (pl.col("errors") * (pl.col("row") % 2)).cast(pl.Int16).alias("errors_excused"),
            (pl.col("delays") * (pl.col("row") % 3 == 0)).cast(pl.Int16).alias("delays_excused"),
            pl.col("origin").replace_strict(dict(enumerate(ORIGINS)), return_dtype=pl.Enum(ORIGINS)),
        )
    )  # fmt: skip


def sheets(count: int) -> pl.DataFrame:
    """Staff with 30 general points on the thresholds (29.99 on every ninth of them), else 24 to 30."""
    near = pl.when(pl.col("row") % 27 == 0).then(2999).otherwise(3000)
    return pl.select(pl.int_range(count, dtype=pl.Int64).alias("row")).select(
        pl.col("row").alias("sheet"),
        pl.lit(False).alias("leader"),
        pl.when(pl.col("row") % 3 == 0).then(near).otherwise(_pick(2400, 3000, 8)).alias("general"),
        (pl.col("row") // 25).alias("unit"),
        (pl.col("row") // 40 % 5000).alias("group"),
    )
