"""How many may be in the top band: every cap under every reading, who is over, and never a demotion."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from namro.engine.framework import Framework


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
    `quota_ratio` setting ("outstanding" = 25 %).
    Result, one row per scope ("unit" | "group"), key and reading: `scope`, `key`, `ratio` (key), `reading`, `rated`,
    `pool` (top two bands), `candidates` (in the top band), `cap`, `over` (candidates above the cap, ≥ 0),
    `chosen` (Boolean: the reading of setting `quota_reading`).
    """
    raise NotImplementedError


def over_cap(
    framework: Framework,
    people: pl.DataFrame,
    *,
    ratios: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Every candidate of a scope that is over its cap, with where they stand against it.

    `people` as for `caps`, plus `person` (unique) and `total_num`, `total_den` (exact). Result: `scope`, `key`,
    `reading`, `person`, `place` (1 = highest; equal totals share a place) and `standing`: "within" the cap, "tied"
    (an equal total on both sides of the cap: the authority must choose) or "beyond" it. Nobody is moved.
    """
    raise NotImplementedError
