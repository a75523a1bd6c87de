"""Eligibility: the best level the rules let somebody have, and whether a decided rating may stand.

It lies between what was calculated (the exact total and its band) and what an authority proposes and decides; the quota
is not part of it: `quota` counts and warns, and never changes what somebody may have.
"""

from __future__ import annotations

from dataclasses import dataclass

from namro.engine.errors import RuleError, Text
from namro.engine.framework import Framework

HEAD_ABOVE_UNIT = "head_above_unit"
AUTHORITY_DECIDES = "authority_decides"


@dataclass(frozen=True)
class Standing:
    """What a rating is decided on. None stands for "none": no score, or nothing that caps the level.

    `band` is from the points alone, `level` is the band after overrides (`scoring.score` returns both), `override` the
    code that set it, and `unit_level` the rating of the organisation this person heads, once that has one.
    `authority_decides`: points and conditions give no level (state AUTHORITY_DECIDES), so any level may be decided.
    """

    band: str | None
    level: str | None
    override: str | None = None
    unit_level: str | None = None
    authority_decides: bool = False


def best_level(framework: Framework, standing: Standing) -> tuple[str | None, tuple[str, ...]]:
    """The best level the rules allow, and what set it: "override:<code>", "authority_decides", "head_above_unit".

    Law: NĐ 335/2025 art. 20.1 to 20.4 (points and overrides), 20.6 (a head is not above the organisation; a framework
    without that rule has no `head_rule`).
    """
    level = standing.level or None
    lowered = (f"override:{standing.override}",) if standing.override else ()
    if level is None and standing.authority_decides:
        level, lowered = framework.bands[0].code, (AUTHORITY_DECIDES,)
    if level is None or framework.head_rule is None or not standing.unit_level:
        return level, lowered
    if framework.rank_of(standing.unit_level) <= framework.rank_of(level):
        return level, lowered
    return standing.unit_level, (*lowered, HEAD_ABOVE_UNIT)


def check_decision(framework: Framework, standing: Standing, *, decided: str, reason: str) -> None:
    """Whether a decided rating may stand. `reason` is why it differs from the calculated level, or why that one where
    the law leaves it to the authority.

    Refuses: decision.insufficient (no level to decide on), decision.band.unknown, decision.head_above_unit,
    decision.above_level (points and overrides allow less), decision.reason.missing
    """
    best, _lowered = best_level(framework, standing)
    if best is None:
        raise _refusal(
            "insufficient",
            "Chưa đủ dữ liệu để tính điểm: bổ sung, hoặc quyết định không xếp loại và nêu lý do.",
            "Not enough data for a score: complete it, or decide “not rated” and say why.",
        )
    codes = [band.code for band in framework.bands]
    if decided not in codes:
        listed = ", ".join(codes)
        raise _refusal("band.unknown", f"Hãy chọn một mức của khung đánh giá: {listed}.", f"Choose one of: {listed}.")
    _check_level(framework, decided, standing.level or framework.bands[0].code, best)
    if decided != standing.level:
        require_reason(reason)


def _check_level(framework: Framework, decided: str, level: str, best: str) -> None:
    if framework.rank_of(decided) < framework.rank_of(level):
        raise _refusal(
            "above_level",
            "Không quyết định cao hơn mức điểm cho phép; muốn sửa điểm thì mở lại bước chấm.",
            "A rating may not be above the level the score allows; to change the score, reopen the scoring step.",
        )
    if framework.rank_of(decided) < framework.rank_of(best):
        raise _refusal(
            "head_above_unit",
            f"Người đứng đầu không được xếp cao hơn mức của tổ chức ({best}).",
            f"The head may not be rated above the organisation ({best}).",
        )


def require_reason(reason: str) -> None:
    """A rating other than the calculated one, "not rated" included, says why. Refuses: decision.reason.missing"""
    if not reason.strip():
        raise _refusal(
            "reason.missing",
            "Mức quyết định khác mức tính được: ghi lý do.",
            "The decided rating differs from the calculated level: state the reason.",
        )


def _refusal(code: str, vi: str, en: str) -> RuleError:
    return RuleError(f"decision.{code}", Text(vi, en))
