"""Five values kept apart: calculated score, band, eligibility, proposed rating, decided rating."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from namro.engine.errors import RuleError, Text
from namro.engine.framework import Framework

HEAD_ABOVE_UNIT, UNIT_NOT_RATED = "head_above_unit", "unit_not_rated_yet"


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

    `people`: `score_band`, `band` (after overrides) and `override` as `scoring.score` returns them, plus `head`
    (Boolean: heads an organisation that is rated for the same period), `unit_band` (that organisation's own rating,
    null = not rated yet) and optionally `quota` ("within", "tied", "beyond", null: `quota.over_cap`).
    Adds `best` (Enum) and `blocks` (List(String)): "override:<code>", "head_above_unit", "unit_not_rated_yet",
    "quota_tied", "quota_beyond". Quota only warns: it never changes `best`.
    """
    codes = pl.Enum([band.code for band in framework.bands])
    band, unit = pl.col("band").cast(codes).to_physical(), pl.col("unit_band").cast(codes).to_physical()
    applies = pl.col("head") & pl.lit(framework.head_rule is not None) & pl.col("band").is_not_null()
    above = (applies & (unit > band)).fill_null(False)
    quota = pl.col("quota") if "quota" in people.columns else pl.lit(None, dtype=pl.String)
    blocks = [
        pl.when(pl.col("override").is_not_null()).then(pl.concat_str(pl.lit("override:"), pl.col("override"))),
        pl.when(above).then(pl.lit(HEAD_ABOVE_UNIT)),
        pl.when(applies & unit.is_null()).then(pl.lit(UNIT_NOT_RATED)),
        pl.when(quota.is_in(["tied", "beyond"])).then(pl.concat_str(pl.lit("quota_"), quota)),
    ]
    best = pl.when(above).then(pl.col("unit_band").cast(codes)).otherwise(pl.col("band").cast(codes))
    return people.with_columns(best=best, blocks=pl.concat_list(blocks).list.drop_nulls())


def check_decision(framework: Framework, standing: Standing) -> None:
    """Whether a decided rating may stand.

    Refuses: decision.band.unknown, decision.not_rated (no level to decide on), decision.unit_not_rated (the
    organisation is rated before its head), decision.above_best (an override or the head rule forbids it),
    decision.reason.missing (it differs from the band and does not say why)
    """
    codes = [band.code for band in framework.bands]
    if standing.decided not in codes:
        listed = ", ".join(codes)
        raise _refuse("band.unknown", f"mức quyết định phải là một trong: {listed}", f"must be one of: {listed}")
    if standing.best is None or standing.score_band is None:
        raise _refuse("not_rated", "chưa có điểm để quyết định; hãy bổ sung dữ liệu", "there is no score to decide on")
    if UNIT_NOT_RATED in standing.blocks:
        raise _refuse(
            "unit_not_rated",
            "tổ chức phải được xếp loại trước người đứng đầu",
            "the organisation must be rated before its head",
        )
    if framework.rank_of(standing.decided) < framework.rank_of(standing.best):
        raise _refuse(
            "above_best",
            f"không được cao hơn mức “{standing.best}” do: {', '.join(standing.blocks) or 'điểm'}",
            f"may not be above “{standing.best}” because of: {', '.join(standing.blocks) or 'the score'}",
        )
    if standing.decided != standing.score_band and not standing.reason.strip():
        raise _refuse(
            "reason.missing",
            f"khác mức theo điểm ({standing.score_band}): phải ghi lý do",
            f"differs from the band by points ({standing.score_band}): a reason is needed",
        )


def _refuse(code: str, vi: str, en: str) -> RuleError:
    return RuleError(f"decision.{code}", Text(vi, en))
