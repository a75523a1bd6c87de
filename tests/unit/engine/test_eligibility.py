"""What the rules allow somebody to have, and which decided rating may not stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from namro.base.law import load_framework
from namro.engine.eligibility import Standing, best_level, check_decision
from namro.engine.errors import RuleError
from namro.engine.framework import Framework

TOP = Standing("HTXS", "HTXS")


@pytest.mark.parametrize(
    ("given", "best", "lowered"),
    [
        ({}, "HTXS", ()),
        ({"unit_level": "HTXS"}, "HTXS", ()),
        ({"unit_level": "HTT"}, "HTT", ("head_above_unit",)),
        ({"unit_level": "HTXS", "band": "HTNV", "level": "HTNV"}, "HTNV", ()),
        ({"level": "KHT", "override": "degradation"}, "KHT", ("override:degradation",)),
        ({"level": "HTNV", "override": "x", "unit_level": "KHT"}, "KHT", ("override:x", "head_above_unit")),
        ({"band": None, "level": None, "unit_level": "HTT"}, None, ()),
    ],
)
def test_the_best_level_and_what_lowered_it(
    nd335: Framework, given: dict[str, Any], best: str | None, lowered: tuple[str, ...]
) -> None:
    assert best_level(nd335, replace(TOP, **given)) == (best, lowered)


def test_the_head_rule_is_the_frameworks(hanoi: Framework) -> None:
    assert best_level(hanoi, Standing("A", "A", unit_level="C")) == ("A", ())


@pytest.mark.parametrize(
    ("given", "decided", "reason", "code"),
    [
        ({}, "A", "", "decision.band.unknown"),
        ({}, "", "", "decision.band.unknown"),
        ({"band": None, "level": None}, "HTT", "because", "decision.insufficient"),
        ({"band": "HTT", "level": "HTT"}, "HTXS", "because", "decision.above_level"),
        ({"level": "KHT", "override": "degradation"}, "HTXS", "because", "decision.above_level"),
        ({"unit_level": "HTT"}, "HTXS", "because", "decision.head_above_unit"),
        ({"band": "HTT", "level": "HTT", "unit_level": "HTNV"}, "HTXS", "because", "decision.above_level"),
        ({}, "HTT", "", "decision.reason.missing"),
        ({}, "HTT", "  ", "decision.reason.missing"),
        ({"unit_level": "HTT"}, "HTT", "", "decision.reason.missing"),
    ],
)
def test_a_decision_that_may_not_stand(
    nd335: Framework, given: dict[str, Any], decided: str, reason: str, code: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        check_decision(nd335, replace(TOP, **given), decided=decided, reason=reason)
    assert refusal.value.code == code
    assert refusal.value.text.vi != refusal.value.text.en


@pytest.mark.parametrize(
    ("given", "decided", "reason"),
    [
        ({}, "HTXS", ""),
        ({}, "HTT", "Vượt tỷ lệ"),
        ({"unit_level": "HTT"}, "HTT", "Mức của tổ chức"),
        ({"unit_level": "HTT"}, "KHT", "Vi phạm"),
        ({"level": "KHT", "override": "degradation"}, "KHT", ""),
    ],
)
def test_a_decision_that_stands(nd335: Framework, given: dict[str, Any], decided: str, reason: str) -> None:
    standing = replace(TOP, **given)
    assert check_decision(nd335, standing, decided=decided, reason=reason) is None


OPEN = Standing("HTXS", None, authority_decides=True)


def test_where_the_authority_decides_any_level_may_stand_with_its_reason() -> None:
    agency = load_framework("nd335-2025-agency")
    assert best_level(agency, OPEN) == ("HTXS", ("authority_decides",))
    for level in ("HTXS", "HTT", "HTNV", "KHT"):
        check_decision(agency, OPEN, decided=level, reason="QĐ 7/QĐ-UBND")
        with pytest.raises(RuleError, match="ghi lý do"):
            check_decision(agency, OPEN, decided=level, reason=" ")
    with pytest.raises(RuleError, match="Chưa đủ dữ liệu"):
        check_decision(agency, replace(OPEN, authority_decides=False), decided="HTT", reason="x")


def test_the_authority_does_not_lift_a_head_above_the_unit() -> None:
    nd90 = load_framework("nd90-2020")
    head = replace(OPEN, band=None, unit_level="HTNV")
    assert best_level(nd90, head) == ("HTNV", ("authority_decides", "head_above_unit"))
    check_decision(nd90, head, decided="HTNV", reason="QĐ 7")
    with pytest.raises(RuleError) as refusal:
        check_decision(nd90, head, decided="HTT", reason="QĐ 7")
    assert refusal.value.code == "decision.head_above_unit"
