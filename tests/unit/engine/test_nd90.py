"""Decree 90/2020 with 48/2023: every row of its conditions, its gaps, and random sheets against the oracle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import nd90 as oracle

from namro.base.law import load_framework
from namro.engine.framework import LEGAL, LOCAL_POLICY, Framework
from namro.engine.intake import read_sheets
from namro.engine.scoring import score

Facts = dict[str, Any]
Rate = Callable[..., tuple[str, str | None, list[str]]]

STAFF: Facts = {
    "staff_group": "vien_chuc", "general_criteria": "good", "absence_months": 0, "results": 20, "results_done": 20,
    "results_good": 20, "results_high": 20, "results_exceeded": 10,
}  # fmt: skip
LEADER: Facts = {
    **{key: value for key, value in STAFF.items() if key != "results_exceeded"},
    "targets": 10, "targets_done": 10, "targets_good": 10, "targets_exceeded": 5, "below": 10, "below_met": 10,
    "below_good": 7,
}  # fmt: skip
GOOD = {"results_high": 0, "results_exceeded": 0}
MET = {**GOOD, "results_good": 16}
LEADER_GOOD = {"results_high": 0, "targets_exceeded": 0, "targets_good": 8}
LEADER_MET = {"results_high": 0, "results_good": 16, "targets_exceeded": 0, "targets_good": 0, "targets_done": 8,
              "below_met": 7, "below_good": 0}  # fmt: skip


@pytest.fixture(scope="session")
def nd90() -> Framework:
    return load_framework("nd90-2020")


@pytest.fixture(scope="session")
def rate(nd90: Framework) -> Rate:
    """State, level and reasons of one sheet: the facts of an excellent one unless told otherwise."""

    def run(changed: Facts, *, leader: bool = False, chosen: dict[str, str] | None = None, **sheet: Any) -> Any:
        facts = {**(LEADER if leader else STAFF), **changed}
        if leader:
            facts.pop("results_exceeded", None)
        intake = read_sheets(nd90, [{"id": "x", "leader": leader, "facts": facts, **sheet}], chosen)
        row = score(nd90, intake.sheets, intake.lines, chosen).row(0, named=True)
        return row["state"], row["band"], row["reasons"]

    return run


GROUPS = ["vien_chuc", "cong_chuc"]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, "HTXS"),
        ({"general_criteria": "met"}, "HTT"),  # met, not observed well
        ({"results_high": 19}, "HTT"),
        ({"results_exceeded": 9}, "HTT"),
        (GOOD, "HTT"),
        ({**GOOD, "general_criteria": "met"}, "HTT"),
        ({**GOOD, "results_good": 19}, "HTNV"),
        (MET, "HTNV"),  # exactly 20 % short
        ({**GOOD, "results_good": 9}, "KHT"),  # 55 % short
    ],
)
def test_staff_by_the_table(rate: Rate, group: str, changed: Facts, level: str) -> None:
    assert rate({**changed, "staff_group": group}) == ("RATED", level, [])


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, "HTXS"),
        ({"results_high": 19}, "HTT"),
        ({"targets_exceeded": 4}, "HTT"),
        (LEADER_GOOD, "HTT"),
        ({"below": 0, "below_met": 0, "below_good": 0}, "HTXS"),  # no units below: nothing is asked of them
        ({"targets_done": 9, "targets_good": 9}, "HTNV"),
        ({**LEADER_GOOD, "targets_good": 7}, "HTNV"),
        ({"below_met": 9}, "HTNV"),
        ({"below_good": 6}, "HTNV"),
        (LEADER_MET, "HTNV"),
        ({**LEADER_MET, "targets_done": 4}, "KHT"),  # 40 % of the targets
        ({**LEADER_MET, "results_good": 9}, "KHT"),
    ],
)
def test_leaders_by_the_table(rate: Rate, group: str, changed: Facts, level: str) -> None:
    assert rate({**changed, "staff_group": group}, leader=True) == ("RATED", level, [])


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("short", [5, 7, 10])
def test_gap_staff_with_20_to_50_percent_short(rate: Rate, group: str, short: int) -> None:
    state, level, reasons = rate({**GOOD, "results_good": 20 - short, "staff_group": group})
    assert (state, level) == ("AUTHORITY_DECIDES", None)
    assert reasons[-1] == "HTNV.fifth_short"
    assert "HTT.all_good" in reasons


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("done", [5, 6, 7])
def test_gap_leader_whose_unit_met_50_to_70_percent(rate: Rate, group: str, done: int) -> None:
    state, level, reasons = rate({**LEADER_MET, "targets_done": done, "staff_group": group}, leader=True)
    assert (state, level) == ("AUTHORITY_DECIDES", None)
    assert reasons[-1] == "HTNV.targets_over_70"


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("leader", [False, True])
def test_little_short_but_not_all_done_fits_no_level(rate: Rate, group: str, *, leader: bool) -> None:
    base = LEADER_MET if leader else GOOD
    state, level, reasons = rate({**base, "results_done": 19, "results_good": 18, "staff_group": group}, leader=leader)
    assert (state, level) == ("AUTHORITY_DECIDES", None)
    assert [one for one in reasons if one.startswith("HTNV")] == ["HTNV.all_done"]


def test_general_criteria_not_met_fits_no_level_either(rate: Rate) -> None:
    state, _, reasons = rate({"general_criteria": "not_met"})
    assert state == "AUTHORITY_DECIDES"
    assert {"HTXS.general_good", "HTT.general_met", "HTNV.general_met"} == set(reasons)


def test_the_authority_s_answer_fills_the_gap_and_nothing_else(nd90: Framework) -> None:
    answer = {"level": "HTT", "document": "QĐ 12/QĐ-UBND ngày 10/12/2024"}
    gap = {**STAFF, **GOOD, "results_good": 13}
    sheets = [
        {"id": "gap", "facts": gap, "authority": answer},
        {"id": "clear", "facts": {**STAFF, **MET}, "authority": answer},
        {"id": "fails", "facts": gap, "authority": answer, "overrides": ["degradation"]},
        {"id": "unknown", "facts": {**gap, "results_good": None}, "authority": answer},
    ]
    results = score(nd90, read_sheets(nd90, sheets).sheets)
    assert results["state"].to_list() == ["RATED", "RATED", "RATED", "INSUFFICIENT_DATA"]
    assert results["band"].to_list() == ["HTT", "HTNV", "KHT", None]
    assert results["authority"].to_list() == ["HTT", None, None, None]
    assert results["total_num"].null_count() == 4


@pytest.mark.parametrize("code", ["degradation", "disciplined", "disciplined_in_year"])
def test_one_case_makes_it_not_met_whatever_the_figures(rate: Rate, code: str) -> None:
    assert rate({}, overrides=[code])[:2] == ("RATED", "KHT")


def test_corruption_in_the_unit_is_a_leaders_case(rate: Rate) -> None:
    assert rate({}, leader=True, overrides=["unit_corruption"])[1] == "KHT"
    with pytest.raises(Exception, match="lãnh đạo"):
        rate({}, overrides=["unit_corruption"])


@pytest.mark.parametrize(("setting", "level"), [("below_good", "HTNV"), ("at_most_good", "HTT")])
@pytest.mark.parametrize("months", [3, "5.5"])
def test_a_long_absence_bars_the_upper_levels(rate: Rate, setting: str, level: str, months: Any) -> None:
    assert rate({"absence_months": months}, chosen={"long_leave": setting})[1] == level
    assert rate({"absence_months": "2.99"}, chosen={"long_leave": setting})[1] == "HTXS"


@pytest.mark.parametrize("leader", [False, True])
def test_any_figure_missing_is_insufficient_and_named(rate: Rate, *, leader: bool) -> None:
    for name in oracle.needed(leader):
        assert rate({name: None}, leader=leader) == ("INSUFFICIENT_DATA", None, [f"{name}_missing"])


def test_nothing_assigned_is_no_rating(rate: Rate) -> None:
    nothing = dict.fromkeys(("results", "results_done", "results_good", "results_high", "results_exceeded"), 0)
    assert rate(nothing)[2] == ["no_results"]
    assert rate(dict.fromkeys(("targets", "targets_done", "targets_good", "targets_exceeded"), 0), leader=True)[2] == [
        "no_targets"
    ]


def test_under_six_months_is_not_rated(rate: Rate) -> None:
    assert rate({}, not_rated="under_six_months") == ("NOT_RATED", None, ["under_six_months"])


@pytest.mark.parametrize(
    "changed", [{"results_done": 21}, {"results_good": 20, "results_done": 19}, {"results_high": 20, "results_good": 5}]
)
def test_figures_that_contradict_each_other_are_refused(rate: Rate, changed: Facts) -> None:
    with pytest.raises(Exception, match="phiếu x results: số hoàn thành"):
        rate(changed)


def test_what_was_not_read_is_a_template(nd90: Framework) -> None:
    for level in nd90.levels:
        unread = level.band == "HTNV" and level.when == "staff_group = 'cong_chuc'"
        for one in level.conditions:
            assert one.rule.authority == (LOCAL_POLICY if unread else LEGAL)
            assert one.rule.title.vi.startswith("MẪU") is unread
    assert {one.rule.authority for one in nd90.overrides if one.code.endswith("_civil")} == {LOCAL_POLICY}


def test_rules_are_in_force_between_their_own_dates(nd90: Framework) -> None:
    before, after = nd90.as_of(date(2023, 9, 14)), nd90.as_of(date(2023, 9, 15))
    assert "disciplined_in_year" not in {one.code for one in before.overrides}
    assert "disciplined_in_year" in {one.code for one in after.overrides}
    assert not before.quota.readings
    assert after.quota.readings
    assert {one.when for one in nd90.as_of(date(2025, 12, 31)).levels} == {f"staff_group = '{one}'" for one in GROUPS}
    assert {one.when for one in nd90.as_of(date(2026, 1, 1)).levels} == {"staff_group = 'vien_chuc'"}
    assert (nd90.rule.valid_from, nd90.rule.valid_to) == (date(2020, 8, 20), date(2026, 6, 30))
    assert nd90.as_of(date(2024, 1, 1)) is nd90.as_of(date(2024, 12, 31))


def test_whom_the_framework_no_longer_covers_is_not_rated_by_it(nd90: Framework) -> None:
    data = [{"id": group, "facts": {**STAFF, "staff_group": group}} for group in GROUPS]
    results = score(nd90.as_of(date(2026, 1, 1)), read_sheets(nd90, data).sheets)
    assert results["band"].to_list() == ["HTXS", None]
    assert results["reasons"].to_list() == [[], ["not_covered"]]
    assert results["state"][1] == "NOT_RATED"


@st.composite
def counted(draw: st.DrawFn, whole: str, order: tuple[str, ...], also: tuple[str, ...], most: int) -> Facts:
    """A count and parts of it, each no greater than the one before; often near the thresholds."""
    top = draw(st.integers(0, most))
    found, last = {whole: top}, top
    for name in order:
        last = draw(st.one_of(st.just(last), st.integers(0, last), st.just((last * 7) // 10)))
        found[name] = last
    upper = found[order[0]]
    return {**found, **{name: draw(st.one_of(st.just(upper // 2), st.integers(0, upper))) for name in also}}


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    leader = draw(st.booleans())
    facts: Facts = {
        "staff_group": draw(st.sampled_from(GROUPS)),
        "general_criteria": draw(st.sampled_from(["good", "good", "met", "not_met"])),
        "absence_months": draw(st.sampled_from([0, 0, "2.5", 3, "5.9"])),
        **draw(counted("results", ("results_done", "results_good", "results_high"), (), 12)),
        **draw(counted("targets", ("targets_done", "targets_good"), ("targets_exceeded",), 12)),
        **draw(counted("below", ("below_met", "below_good"), (), 10)),
    }
    facts["results_exceeded"] = draw(st.integers(0, facts["results_done"]))
    if draw(st.integers(0, 5)) == 0:
        facts[draw(st.sampled_from(sorted(facts)))] = None
    answer = draw(st.sampled_from([None, "HTT", "KHT"]))
    return {
        "leader": leader,
        "facts": facts,
        "overrides": draw(st.sampled_from([[], [], [], ["degradation"]])),
        **({"authority": {"level": answer, "document": "QĐ 1"}} if answer else {}),
    }


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(people(), min_size=1, max_size=8), long_leave=st.sampled_from(["below_good", "at_most_good"]))
def test_random_sheets_are_the_oracles(nd90: Framework, drawn: list[dict[str, Any]], long_leave: str) -> None:
    data = [{"id": str(number), **one} for number, one in enumerate(drawn)]
    chosen = {"long_leave": long_leave}
    results = score(nd90, read_sheets(nd90, data, chosen).sheets, settings=chosen)
    for sheet, row in zip(data, results.iter_rows(named=True), strict=True):
        answer = sheet.get("authority", {}).get("level")
        expected = oracle.rate(sheet["leader"], sheet["facts"], sheet["overrides"], answer, long_leave)
        states = {oracle.ASK: "AUTHORITY_DECIDES", oracle.MISSING: "INSUFFICIENT_DATA"}
        assert row["state"] == states.get(expected, "RATED")
        assert row["band"] == (None if expected in states else expected)
