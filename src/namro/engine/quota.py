"""How many may be in the top band: every cap under every reading, who is over, and never a demotion."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from namro.engine import figures
from namro.engine.errors import RuleError, Text
from namro.engine.exact import INT128_MAX, Compiler
from namro.engine.expression import parse, settle
from namro.engine.framework import Framework

SCOPES = ("unit", "group")


def caps(
    framework: Framework,
    people: pl.DataFrame,
    *,
    ratios: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The caps of every unit and similar-task group.

    `people`: columns `unit` and `group` (String or integer, null = belongs to none) and `band` (the level after
    overrides, null = not rated). `ratios`: unit -> ratio key where the authority signed another than the
    `quota_ratio` setting ("outstanding" = 25 %); a group always has the setting's.
    Result, one row per scope ("unit" | "group"), key and reading: `scope`, `key` (String), `ratio` (key), `reading`,
    `rated`, `pool` (those in quota.pool_bands), `candidates` (in the top band), `cap`, `over` (candidates above the
    cap, ≥ 0), `chosen` (Boolean: the reading of setting `quota_reading`). A reading may also count `members`, everyone
    in the scope, rated or not.
    Refuses: quota.ratio.unknown, quota.none (the framework sets no limit)
    """
    if not framework.quota.readings:
        text = Text(f"khung {framework.id} không giới hạn tỷ lệ mức cao nhất", f"{framework.id} sets no limit")
        raise RuleError("quota.none", text)
    settled = framework.settle(settings)
    counted = pl.concat([_count(framework, people, scope, ratios or {}, settled) for scope in SCOPES])
    readings = [_under(framework, counted, reading.key, reading.sql) for reading in framework.quota.readings]
    order = {reading.key: index for index, reading in enumerate(framework.quota.readings)}
    return (
        pl.concat(readings)
        .with_columns(
            over=(pl.col("candidates") - pl.col("cap")).clip(0),
            chosen=pl.col("reading") == settled["quota_reading"],
        )
        .sort("scope", "key", pl.col("reading").replace_strict(order), descending=[True, False, False])
    )


def _count(
    framework: Framework, people: pl.DataFrame, scope: str, ratios: Mapping[str, str], settled: Mapping[str, str]
) -> pl.DataFrame:
    quota, default = framework.quota, settled["quota_ratio"]
    unknown = [ratio for ratio in ratios.values() if ratio not in quota.ratios]
    if unknown:
        listed = ", ".join(quota.ratios)
        text = Text(f"không có tỷ lệ “{unknown[0]}”; hãy dùng: {listed}", f"no ratio “{unknown[0]}”; use: {listed}")
        raise RuleError("quota.ratio.unknown", text)
    band = pl.col("band").cast(pl.String) if people.schema["band"] == pl.String else pl.col("band")
    counted = (
        people.lazy()
        .filter(pl.col(scope).is_not_null())
        .group_by(pl.col(scope).alias("key"))
        .agg(
            pl.len().cast(pl.Int64).alias("members"),
            band.is_not_null().sum().cast(pl.Int64).alias("rated"),
            band.is_in(list(quota.pool_bands)).sum().cast(pl.Int64).alias("pool"),
            (band == quota.band).sum().cast(pl.Int64).alias("candidates"),
        )
        .with_columns(pl.col("key").cast(pl.String), pl.lit(scope).alias("scope"))
        .collect()
    )
    named = pl.col("key").replace_strict(dict(ratios), default=default, return_dtype=pl.String)
    chosen = named if scope == "unit" and ratios else pl.lit(default)
    return counted.select("scope", "key", chosen.alias("ratio"), "members", "rated", "pool", "candidates")


def _under(framework: Framework, counted: pl.DataFrame, key: str, sql: str) -> pl.DataFrame:
    """The caps of one reading: its formula compiled once for each ratio in use."""
    cap = pl.lit(None, dtype=pl.Int64)
    for ratio in counted["ratio"].unique():
        compiler = Compiler(pl.Int64())
        for name in ("members", "pool", "rated"):
            compiler.add_column(name, name, 1, 0, int(str(counted[name].max() or 0)), nullable=False)
        value = Fraction(framework.quota.ratios[ratio][0])
        figure = compiler.number(settle(parse(sql), {}, {"ratio": value}))
        cap = pl.when(pl.col("ratio") == ratio).then(figure.num // figure.den).otherwise(cap)
    return counted.select(
        "scope", "key", "ratio", pl.lit(key).alias("reading"), "rated", "pool", "candidates", cap.alias("cap")
    )


def over_cap(
    framework: Framework,
    people: pl.DataFrame,
    *,
    ratios: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Every candidate of a scope that is over its cap, with where they stand against it.

    `people` as for `caps`, plus `person` (unique) and `total_num`, `total_den` (exact, as `scoring.score` gives them).
    Result: `scope`, `key`, `reading`, `person`, `place` (1 = highest; equal totals share a place) and `standing`:
    "within" the cap, "tied" (an equal total on both sides of the cap: the authority must choose) or "beyond" it.
    Nobody is moved.
    """
    over = caps(framework, people, ratios=ratios, settings=settings).filter(pl.col("over") > 0)
    top = people.filter(pl.col("band") == framework.quota.band).drop_nulls("total_num")
    ranked = top.with_columns(_rank_key(top))
    placed = pl.concat([_place(ranked, over, scope) for scope in SCOPES])
    return placed.sort("scope", "key", "reading", "place", descending=[True, False, False, False], maintain_order=True)


def _rank_key(top: pl.DataFrame) -> pl.Series:
    """An integer that orders exact totals exactly, ties included.

    Two different fractions with denominators up to D differ by at least 1/D², so their numerators scaled by D² and
    divided in whole numbers differ too. Where 128 bits do not hold that, fractions are sorted instead.
    """
    if top.height and top.schema["total_num"] != pl.String:
        largest = int(str(top["total_den"].max()))
        scale = largest * largest
        if int(str(top["total_num"].abs().max())) * scale <= INT128_MAX:
            wide = pl.Int128()
            return top.select(
                (pl.col("total_num").cast(wide) * pl.lit(scale, dtype=wide) // pl.col("total_den").cast(wide)).alias(
                    "rank"
                )
            )["rank"]
    totals = figures.to_fractions(top)
    order = {total: index for index, total in enumerate(sorted({total for total in totals if total is not None}))}
    return pl.Series("rank", [order[total] for total in totals if total is not None], dtype=pl.Int64)


def _place(ranked: pl.DataFrame, over: pl.DataFrame, scope: str) -> pl.DataFrame:
    """Places within each scope; `place` counts those strictly above, `last` those at or above."""
    keyed = ranked.filter(pl.col(scope).is_not_null()).select(
        pl.col(scope).cast(pl.String).alias("key"), "person", "rank"
    )
    joined = over.filter(pl.col("scope") == scope).select("scope", "key", "reading", "cap").join(keyed, on="key")
    place = pl.col("rank").rank("min", descending=True).over("key", "reading").cast(pl.Int64)
    last = pl.col("rank").rank("max", descending=True).over("key", "reading").cast(pl.Int64)
    standing = (
        pl.when(last <= pl.col("cap")).then(pl.lit("within"))
        .when(place > pl.col("cap")).then(pl.lit("beyond"))
        .otherwise(pl.lit("tied"))
    )  # fmt: skip
    return joined.select("scope", "key", "reading", "person", place.alias("place"), standing.alias("standing"))
