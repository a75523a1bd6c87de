"""Five values kept apart: calculated score, band, eligibility, proposed rating, decided rating."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from namro.engine.framework import Framework


@dataclass(frozen=True)
class Standing:
    """One person's five values. `best` is the best level the rules allow; `blocks` says what lowered or holds it."""

    total: str | None
    score_band: str | None
    best: str | None
    blocks: tuple[str, ...]
    proposed: str | None = None
    decided: str | None = None
    reason: str = ""


def standings(framework: Framework, people: pl.DataFrame) -> pl.DataFrame:
    """The best level each person may be given, and what stands in the way.

    `people`: `score_band`, `band` (after overrides), `override` as `scoring.score` returns them, plus `head` (Boolean:
    heads the organisation), `unit_band` (the organisation's own rating, null = not rated yet) and optionally
    `quota` ("within", "tied", "beyond", null).
    Adds `best` (Enum) and `blocks` (List(String)): "override:<code>", "head_above_unit", "unit_not_rated_yet",
    "quota_tied", "quota_beyond". Quota only warns: it never changes `best`.
    """
    raise NotImplementedError


def check_decision(framework: Framework, standing: Standing) -> None:
    """Whether a decided rating may stand.

    Refuses: decision.band.unknown, decision.not_rated (no score to decide on), decision.above_best (an override or the
    head rule forbids it), decision.reason.missing (it differs from the band and says not why)
    """
    raise NotImplementedError
