"""Ratings of agencies and public-service units: every row of the two decrees, their gaps and caps, and the oracle."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import agencies as oracle

from namro.base.law import load_framework
from namro.engine.explain import explain_sheet
from namro.engine.figures import to_fractions
from namro.engine.framework import LEGAL, LOCAL_POLICY, Framework
from namro.engine.intake import read_sheets
from namro.engine.quota import caps
from namro.engine.scoring import score

Facts = dict[str, Any]
Rate = Callable[..., tuple[str, str | None, list[str]]]
BOTH = ["nd335-2025-agency", "nd233-2026-agency"]
FACTS: Facts = {
    "tasks": 100, "tasks_done": 100, "tasks_good": 100, "tasks_late": 0, "tasks_exceeded": 30, "below_failing": 0,
    "shortcomings": "none",
}  # fmt: skip


@pytest.fixture(scope="session", params=BOTH)
def agency(request: pytest.FixtureRequest) -> Framework:
    return load_framework(request.param)


@pytest.fixture(scope="session")
def rate(agency: Framework) -> Rate:
    """State, level and reasons of an agency with so many points: all conditions hold unless told otherwise."""

    def run(points: Any, changed: Facts | None = None, **sheet: Any) -> Any:
        scores = {"general": 30, "outcome": None if points is None else Decimal(points) - 30}
        data = [{"id": "x", "scores": scores, "facts": {**FACTS, **(changed or {})}, **sheet}]
        row = score(agency, read_sheets(agency, data).sheets).row(0, named=True)
        return row["state"], row["band"], row["reasons"]

    return run


@pytest.mark.parametrize(
    ("points", "changed", "level"),
    [
        (90, {}, "HTXS"),
        (90, {"shortcomings": "fixed"}, "HTXS"),
        ("89.99", {}, "HTT"),
        (70, {"tasks_exceeded": 0, "below_failing": 2, "shortcomings": "open"}, "HTT"),  # asked of HTXS alone
        ("69.99", {}, "HTNV"),
        (50, {"tasks_good": 80, "tasks_late": 20}, "HTNV"),
        ("49.99", {}, "KHT"),
        (95, {"tasks_done": 69, "tasks_good": 69}, "KHT"),
    ],
)
def test_each_level_with_its_conditions(rate: Rate, points: Any, changed: Facts, level: str) -> None:
    assert rate(points, changed) == ("RATED", level, [])


@pytest.mark.parametrize(
    ("points", "changed", "reasons"),
    [
        (95, {"tasks_good": 99}, ["HTXS.all_good"]),
        (95, {"tasks_exceeded": 29}, ["HTXS.third_exceeded"]),
        (95, {"below_failing": 1}, ["HTXS.none_failing"]),
        (95, {"shortcomings": "open"}, ["HTXS.shortcomings_fixed"]),
        (80, {"tasks_good": 99}, ["HTT.all_good"]),
        (60, {"tasks_good": 79, "tasks_late": 21}, ["HTNV.fifth_late"]),
        (60, {"tasks_done": 99, "tasks_good": 99}, ["HTNV.all_done"]),
        # 70 % to under 100 % of the tasks fits no level, whatever the score from 50 up.
        (95, {"tasks_done": 70, "tasks_good": 70}, ["HTXS.all_good"]),
        (80, {"tasks_done": 85, "tasks_good": 85}, ["HTT.all_good"]),
        (50, {"tasks_done": 99, "tasks_good": 99}, ["HTNV.all_done"]),
        # Under 70 % for force majeure: the authority weighs it.
        (60, {"tasks_done": 40, "tasks_good": 40, "force_majeure": True}, ["HTNV.all_done"]),
    ],
)
def test_where_the_score_fits_and_a_condition_fails_the_authority_decides(
    rate: Rate, points: Any, changed: Facts, reasons: list[str]
) -> None:
    assert rate(points, changed) == ("AUTHORITY_DECIDES", None, reasons)
    answer = {"level": "HTNV", "document": "QĐ 7/QĐ-UBND, 12/12/2026"}
    assert rate(points, changed, authority=answer) == ("RATED", "HTNV", [])


def test_concluded_wrongdoing_is_not_met_whatever_the_score(rate: Rate) -> None:
    assert rate(100, overrides=["wrongdoing"]) == ("RATED", "KHT", [])


@pytest.mark.parametrize("name", [*oracle.COUNTS, "shortcomings"])
def test_a_missing_figure_is_named(rate: Rate, name: str) -> None:
    assert rate(95, {name: None}) == ("INSUFFICIENT_DATA", None, [f"{name}_missing"])


def test_a_missing_score_is_named(rate: Rate) -> None:
    assert rate(None)[2] == ["outcome_missing"]


def test_who_decides_is_cited(agency: Framework) -> None:
    rule = agency.authority_rule
    assert rule is not None
    expected = {
        "nd335-2025-agency": (LOCAL_POLICY, "Điều 8 (khoảng trống)"),
        "nd233-2026-agency": (LEGAL, "Điều 7.5"),
    }
    assert (rule.authority, rule.article) == expected[agency.id]


def test_the_points_of_the_criteria_are_a_template(agency: Framework) -> None:
    assert [group.maximum for group in agency.groups] == [30, 70]
    assert {group.rule.authority for group in agency.groups} == {LEGAL}
    for one in (one for group in agency.groups for one in group.criteria):
        assert one.rule.authority == LOCAL_POLICY
        assert one.rule.title.vi.startswith("MẪU điểm")


def test_an_agency_is_neither_staff_nor_leader(agency: Framework) -> None:
    assert (agency.subject, agency.staff_groups, agency.roles) == ("unit", (), ("unit",))
    with pytest.raises(Exception, match="leader"):
        read_sheets(agency, [{"id": "x", "leader": True}])


def test_the_explanation_has_every_level_and_the_gap(agency: Framework) -> None:
    facts = {**FACTS, "tasks_exceeded": 29, "general": "28", "outcome": "64"}
    tree = explain_sheet(agency, facts)
    level, failed, held = tree.find("level"), tree.find("HTXS.third_exceeded"), tree.find("HTXS.all_good")
    asked = tree.find("authority")
    assert level is not None
    assert failed is not None
    assert held is not None
    assert asked is not None
    assert (tree.value, level.value, asked.rule) == ("92", None, agency.authority_rule)
    assert (failed.holds, failed.arithmetic) == (False, "29 < 0.3 × 100 = 30")
    assert (failed.label.vi[-9:], failed.label.en[-5:]) == ("không đạt", "fails")
    assert (held.holds, held.arithmetic) == (True, "100 = 100")
    assert [child.key for child in level.children] == [
        "score_band",
        "authority",
        "level.HTXS",
        "level.HTT",
        "level.HTNV",
    ]
    assert failed.rule is not None
    assert failed.rule.article.endswith(".1a")
    answered = explain_sheet(agency, {**facts, "authority": "HTT", "authority_document": "QĐ 7"}).find("authority")
    assert answered is not None
    assert (answered.value, answered.arithmetic, answered.rule) == ("HTT", "QĐ 7", agency.authority_rule)


@st.composite
def agencies(draw: st.DrawFn) -> dict[str, Any]:
    tasks = draw(st.integers(0, 20))
    done = draw(st.one_of(st.just(tasks), st.integers(0, tasks), st.just(tasks * 7 // 10)))
    good = draw(st.one_of(st.just(done), st.integers(0, done)))
    facts: Facts = {
        "tasks": tasks,
        "tasks_done": done,
        "tasks_good": good,
        "tasks_late": draw(st.one_of(st.just(0), st.integers(0, done - good))),
        "tasks_exceeded": draw(st.integers(0, done)),
        "below_failing": draw(st.sampled_from([0, 0, 0, 1])),
        "shortcomings": draw(st.sampled_from(["none", "fixed", "open"])),
        "force_majeure": draw(st.booleans()),
    }
    if draw(st.integers(0, 6)) == 0:
        facts[draw(st.sampled_from([*oracle.COUNTS, "shortcomings"]))] = None
    points = {
        "general": draw(st.sampled_from([None, 30, 30, 30, "29.999999999", 15])),
        "outcome": draw(st.one_of(st.sampled_from([60, 40, 20, 70]), st.decimals(0, 70, places=3).map(str))),
    }
    answer = draw(st.sampled_from([None, "HTT", "KHT"]))
    return {
        "scores": points,
        "facts": facts,
        "overrides": draw(st.sampled_from([[], [], [], ["wrongdoing"]])),
        **({"authority": {"level": answer, "document": "QĐ 1"}} if answer else {}),
    }


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(agencies(), min_size=1, max_size=8))
def test_random_agencies_are_the_oracles(agency: Framework, drawn: list[dict[str, Any]]) -> None:
    data = [{"id": str(number), **one} for number, one in enumerate(drawn)]
    results = score(agency, read_sheets(agency, data).sheets)
    totals = to_fractions(results)
    for number, (sheet, row) in enumerate(zip(data, results.iter_rows(named=True), strict=True)):
        answer = sheet.get("authority", {}).get("level")
        total, level = oracle.rate(sheet["scores"], sheet["facts"], sheet["overrides"], answer)
        states = {oracle.ASK: "AUTHORITY_DECIDES", oracle.MISSING: "INSUFFICIENT_DATA"}
        assert (row["state"], totals[number]) == (states.get(level, "RATED"), total)
        assert row["band"] == (None if level in states else level)


@pytest.mark.parametrize("ratio", ["standard", "outstanding"])
@pytest.mark.parametrize("bands", [["HTXS"], ["HTXS", "HTXS", None], ["HTT"] * 4, ["HTT"] * 5, ["HTXS", *["HTT"] * 11]])
def test_under_five_units_at_most_one_is_excellent(bands: list[str | None], ratio: str) -> None:
    framework = load_framework("nd233-2026-agency")
    schema = {"unit": pl.String, "group": pl.String, "band": pl.String}
    people = pl.DataFrame({"unit": ["u"] * len(bands), "group": [None] * len(bands), "band": bands}, schema=schema)
    share = {"standard": Fraction(1, 5), "outstanding": Fraction(1, 4)}[ratio]
    for row in caps(framework, people, settings={"quota_ratio": ratio}).iter_rows(named=True):
        assert row["cap"] == oracle.cap_233(bands, share, row["reading"])


def test_decree_335_has_no_such_exception() -> None:
    people = pl.DataFrame({"unit": ["u"] * 4, "group": [None] * 4, "band": ["HTXS"] * 4},
                          schema={"unit": pl.String, "group": pl.String, "band": pl.String})  # fmt: skip
    found = caps(load_framework("nd335-2025-agency"), people)
    assert found.filter(pl.col("chosen"))["cap"].to_list() == [0]
