"""Five values apart, and what a decision may not do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from namro.engine.eligibility import Standing, check_decision, standings
from namro.engine.errors import RuleError
from namro.engine.framework import Framework


def stand(framework: Framework, **given: Any) -> dict[str, Any]:
    person = {"score_band": "HTXS", "band": "HTXS", "override": None, "head": False, "unit_band": None, "quota": None}
    schema = dict.fromkeys(("score_band", "band", "override", "unit_band", "quota"), pl.String)
    frame = pl.DataFrame([{**person, **given}], schema_overrides=schema)
    return standings(framework, frame).select("best", "blocks").row(0, named=True)


@pytest.mark.parametrize(
    ("given", "best", "blocks"),
    [
        ({}, "HTXS", []),
        ({"head": True, "unit_band": "HTXS"}, "HTXS", []),
        ({"head": True, "unit_band": "HTT"}, "HTT", ["head_above_unit"]),
        ({"head": True, "unit_band": "HTXS", "score_band": "HTNV", "band": "HTNV"}, "HTNV", []),
        ({"head": True}, "HTXS", ["unit_not_rated_yet"]),
        ({"head": False, "unit_band": "KHT"}, "HTXS", []),
        ({"band": "KHT", "override": "degradation"}, "KHT", ["override:degradation"]),
        ({"quota": "tied"}, "HTXS", ["quota_tied"]),
        ({"quota": "beyond"}, "HTXS", ["quota_beyond"]),
        ({"quota": "within"}, "HTXS", []),
        ({"score_band": None, "band": None, "head": True}, None, []),
    ],
)
def test_the_best_level_and_what_stands_in_the_way(
    nd335: Framework, given: dict[str, Any], best: str | None, blocks: list[str]
) -> None:
    assert stand(nd335, **given) == {"best": best, "blocks": blocks}


def test_the_head_rule_is_the_frameworks(hanoi: Framework) -> None:
    assert stand(hanoi, score_band="A", band="A", head=True, unit_band="C") == {"best": "A", "blocks": []}


GOOD = Standing("92", "HTXS", "HTXS", (), "HTXS", "HTXS")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"decided": "A"}, "decision.band.unknown"),
        ({"decided": None}, "decision.band.unknown"),
        ({"score_band": None, "best": None}, "decision.not_rated"),
        ({"blocks": ("unit_not_rated_yet",)}, "decision.unit_not_rated"),
        ({"best": "HTT", "reason": "because"}, "decision.above_best"),
        ({"decided": "HTT"}, "decision.reason.missing"),
        ({"decided": "HTT", "reason": "  "}, "decision.reason.missing"),
    ],
)
def test_a_decision_that_may_not_stand(nd335: Framework, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check_decision(nd335, replace(GOOD, **changed))
    assert refusal.value.code == code


@pytest.mark.parametrize("changed", [{}, {"decided": "HTT", "reason": "Vượt tỷ lệ"}, {"blocks": ("quota_beyond",)}])
def test_a_decision_that_stands(nd335: Framework, changed: dict[str, Any]) -> None:
    standing = replace(GOOD, **changed)
    check_decision(nd335, standing)
    assert standing.score_band == "HTXS"
