"""The frameworks by points beside 3814 and Decree 335: what they score, and what in them is no law."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from namro.base.law import framework_schema, law_folder, load_framework
from namro.engine.errors import FrameworkError, SheetError
from namro.engine.framework import LEGAL, LOCAL_POLICY, OFFICIAL_GUIDANCE, Framework, Rule
from namro.engine.framework_file import parse_framework
from namro.web.ops.scoring import quota_json, score_json

HANOI, DECREE, PARTY = "hanoi-1841-2021", "nd233-2026", "qd366-2025"


@pytest.fixture(params=[HANOI, DECREE, PARTY])
def framework(request: pytest.FixtureRequest) -> Framework:
    return load_framework(request.param)


def rules(framework: Framework) -> Iterator[Rule]:
    yield from (framework.rule, framework.quota.rule, framework.rounding.rule)
    for part in (
        framework.settings, framework.parameters, framework.groups, framework.sheet_formulas, framework.conditions,
        framework.bands, framework.overrides, framework.roll_ups, framework.quota.readings,
        *(group.criteria for group in framework.groups), *(level.conditions for level in framework.levels),
    ):  # fmt: skip
        yield from (one.rule for one in part)
    yield from (rule for _, rule in framework.quota.ratios.values())


DONE = {"tasks": 10, "tasks_done": 10, "tasks_on_time": 10, "tasks_exceeded": 3}


def rated(framework_id: str, settings: dict[str, str] | None = None, **sheet: Any) -> tuple[Any, ...]:
    result = score_json(load_framework(framework_id), [{"id": "x", **sheet}], settings or {})[0]
    return result["total"], result["band"], result["state"]


def test_every_rule_is_cited_in_both_languages(framework: Framework) -> None:
    for rule in rules(framework):
        assert rule.instrument and rule.article and rule.title.vi and rule.title.en


def test_only_the_decree_is_law(framework: Framework) -> None:
    legal = {rule.instrument for rule in rules(framework) if rule.authority == LEGAL}
    assert legal == ({"Nghị định 233/2026/NĐ-CP"} if framework.id == DECREE else set())


@pytest.mark.parametrize("framework_id", [HANOI, DECREE, PARTY])
@pytest.mark.parametrize(
    ("points", "place"), [(100, 0), (90, 0), ("89.99", 1), (70, 1), ("69.99", 2), (50, 2), (49, 3)]
)
def test_the_four_bands(framework_id: str, points: object, place: int) -> None:
    framework = load_framework(framework_id)
    assert framework.band_of(Decimal(str(points))) == framework.bands[place].code


def test_points_add_up() -> None:
    assert rated(HANOI, scores={"conduct": 20, "results": 65, "bonus": 5}) == ("90", "A", "RATED")
    assert rated(PARTY, scores={"general": 25, "results": 44}, facts=DONE) == ("69", "HTNV", "RATED")
    assert rated(DECREE, scores={"general": 25, "results": 45}) == ("70", "HTT", "RATED")


@pytest.mark.parametrize("framework_id", [HANOI, DECREE, PARTY])
def test_missing_points_are_no_zero(framework_id: str) -> None:
    group = load_framework(framework_id).groups[0]
    assert rated(framework_id, scores={group.key: 10}) == (None, None, "INSUFFICIENT_DATA")


# 1841 ----------------------------------------------------------------------------------------------------------


def test_only_the_bands_and_who_evaluates_come_from_1841() -> None:
    framework = load_framework(HANOI)
    known = [rule.key for rule in rules(framework) if rule.authority == OFFICIAL_GUIDANCE]
    assert known == [HANOI, "scorer", "A", "B", "C", "D"]
    assert [(band.code, band.at_least) for band in framework.bands] == [("A", 90), ("B", 70), ("C", 50), ("D", 0)]


def test_what_1841_lacks_says_on_screen_that_it_is_a_template() -> None:
    framework = load_framework(HANOI)
    assert {rule.authority for rule in (framework.quota.rule, *(group.rule for group in framework.groups))} == {
        LOCAL_POLICY
    }
    for rule in (framework.quota.rule, *(one.rule for group in framework.groups for one in group.criteria)):
        assert "mẫu" in rule.title.vi and "template" in rule.title.en
    for setting in framework.settings:
        if setting.key.startswith("quota"):
            assert "mẫu" in setting.rule.title.vi and "template" in setting.rule.title.en


# Decree 233 ----------------------------------------------------------------------------------------------------


def test_a_manager_has_three_criteria_more() -> None:
    scores = {"general": 30, "results": 70}
    assert rated(DECREE, scores=scores, leader=True, unit={"d": 1, "đ": 1, "e": 1})[0] == "100"
    assert rated(DECREE, scores=scores, leader=True, unit={"d": 1, "đ": "0.5", "e": 0})[:2] == ("82.5", "HTT")
    half = {"general": 30, "results": 35}
    assert rated(DECREE, scores=half, leader=True, unit={"d": 1, "đ": 1, "e": 1})[0] == "82.5"
    assert rated(DECREE, scores=half)[0] == "65"


def test_a_manager_without_one_of_them_is_not_given_it() -> None:
    sheet: dict[str, Any] = {"scores": {"general": 30, "results": 70}, "leader": True, "unit": {"d": 1, "đ": 1}}
    assert rated(DECREE, **sheet) == (None, None, "INSUFFICIENT_DATA")
    assert rated(DECREE, {"leader_missing": "NOT_RATED"}, **sheet) == (None, None, "NOT_RATED")


def test_fails_whatever_the_score_and_the_points_stay() -> None:
    scores = {"general": 30, "results": 70}
    for code in ("degradation", "duty_breach_disciplined", "disciplined_in_year"):
        assert rated(DECREE, scores=scores, overrides=[code]) == ("100", "KHT", "RATED")
    unit = {"d": 1, "đ": 1, "e": 1}
    assert rated(DECREE, scores=scores, leader=True, unit=unit, overrides=["unit_corruption"])[1] == "KHT"


def test_the_points_of_233_are_the_units_annex() -> None:
    framework = load_framework(DECREE)
    own = [one.rule for group in framework.groups for one in group.criteria] + [
        one.rule for one in framework.parameters
    ]
    assert {rule.authority for rule in own} == {LOCAL_POLICY}
    assert all("Quy chế" in rule.instrument and "MẪU" in rule.instrument for rule in own)
    assert [(group.key, group.maximum, group.rule.authority) for group in framework.groups] == [
        ("general", 30, LEGAL), ("results", 70, LEGAL),
    ]  # fmt: skip
    assert framework.head_rule is not None and framework.head_rule.article == "Điều 12.7"


def test_a_managers_template_adds_up_to_seventy() -> None:
    value = {one.key: one.value for one in load_framework(DECREE).parameters}
    assert 70 * value["manager_own_share"] + value["manager_criteria_points"] == 70


def test_the_cap_of_233_is_twenty_percent_or_twenty_five_by_recognition() -> None:
    framework = load_framework(DECREE)
    people = [{"id": n, "unit": "U", "group": "G", "total": 95 if n < 4 else 75} for n in range(12)]
    caps = [
        quota_json(framework, people, {"quota_ratio": ratio})["units"][0]["caps"]
        for ratio in ("standard", "outstanding")
    ]
    assert caps == [
        {"literal": 2, "of_a_plus_b": 2, "of_all_rated": 2}, {"literal": 2, "of_a_plus_b": 3, "of_all_rated": 3},
    ]  # fmt: skip
    assert framework.quota.ratios["outstanding"][1].article == "Điều 12.6b"


# 366 -----------------------------------------------------------------------------------------------------------


def test_366_is_guidance_and_what_is_not_verified_is_local() -> None:
    framework = load_framework(PARTY)
    assert framework.rule.authority == OFFICIAL_GUIDANCE
    assert {one.rule.authority for one in framework.bands} == {OFFICIAL_GUIDANCE}
    assert {one.rule.authority for one in framework.overrides} == {LOCAL_POLICY}
    assert framework.quota.rule.authority == LOCAL_POLICY
    assert {one.rule.authority for group in framework.groups for one in group.criteria} == {LOCAL_POLICY}


@pytest.mark.parametrize(
    ("results", "facts", "expected"),
    [
        (60, {}, ("90", "HTXS", "RATED")),
        (60, {"tasks_exceeded": 2}, ("90", None, "AUTHORITY_DECIDES")),
        (60, {"tasks_done": 9, "tasks_on_time": 9}, ("90", None, "AUTHORITY_DECIDES")),
        (59, {"tasks_exceeded": 0}, ("89", "HTT", "RATED")),
        (59, {"tasks_on_time": 9}, ("89", None, "AUTHORITY_DECIDES")),
        (39, {"tasks_on_time": 8}, ("69", "HTNV", "RATED")),
        (39, {"tasks_on_time": 7}, ("69", None, "AUTHORITY_DECIDES")),
        (39, {"tasks_done": 9, "tasks_on_time": 9}, ("69", None, "AUTHORITY_DECIDES")),
        (19, {"tasks_done": 3, "tasks_on_time": 3}, ("49", "KHT", "RATED")),
    ],
)
def test_366_asks_each_band_for_its_conditions(results: int, facts: dict[str, int], expected: tuple[Any, ...]) -> None:
    assert rated(PARTY, scores={"general": 30, "results": results}, facts={**DONE, **facts}) == expected


def test_366_asks_a_leader_for_the_unit_as_well() -> None:
    unit = {"targets": 20, "targets_done": 20, "targets_exceeded": 6}
    sheet: dict[str, Any] = {"scores": {"general": 30, "results": 60}, "leader": True}
    assert rated(PARTY, facts={**DONE, **unit}, **sheet) == ("90", "HTXS", "RATED")
    assert rated(PARTY, facts={**DONE, **unit, "targets_exceeded": 5}, **sheet) == ("90", None, "AUTHORITY_DECIDES")
    assert rated(PARTY, facts=DONE, **sheet) == (None, None, "INSUFFICIENT_DATA")
    assert rated(PARTY, facts={**DONE, **dict.fromkeys(unit, 0)}, **sheet) == (None, None, "INSUFFICIENT_DATA")


def test_366_uses_the_authoritys_answer_only_where_it_is_asked() -> None:
    answer = {"level": "HTT", "document": "QĐ 12-QĐ/TU, 10/12/2025"}
    sheet: dict[str, Any] = {"scores": {"general": 30, "results": 60}, "authority": answer}
    assert rated(PARTY, facts={**DONE, "tasks_exceeded": 0}, **sheet)[1] == "HTT"
    assert rated(PARTY, facts=DONE, **sheet)[1] == "HTXS"


def test_the_conditions_of_366_are_guidance_and_its_silence_is_local() -> None:
    framework = load_framework(PARTY)
    rules = [condition.rule for level in framework.levels for condition in level.conditions]
    assert {rule.authority for rule in rules} == {OFFICIAL_GUIDANCE}
    assert framework.authority_rule is not None and framework.authority_rule.authority == LOCAL_POLICY


# the unit's own regulation -------------------------------------------------------------------------------------


def test_a_unit_makes_its_own_version_of_233_by_replacing_the_annex() -> None:
    text = (law_folder() / "frameworks" / f"{DECREE}.yaml").read_text(encoding="utf-8")
    for old, new in (
        (f"id: {DECREE}\n", f"id: {DECREE}-school-1\n"),
        ("Quy chế đánh giá của đơn vị (MẪU, thay bằng số và ngày của Quy chế)", "Quy chế 15/QC-THPT ngày 20/11/2026"),
        ("code: SL, maximum: 30", "code: SL, maximum: 20"),
        ("code: CL, maximum: 20", "code: CL, maximum: 30"),
        ("value: 0.5\n", "value: 0.6\n"),
        ("value: 35\n", "value: 28\n"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    own = parse_framework(text, "own.yaml", framework_schema())
    assert own.parameters[0].rule.instrument == "Quy chế 15/QC-THPT ngày 20/11/2026"
    scores = {"general": {"I": 10, "II": 10, "III": 10}, "results": {"SL": 20, "CL": 30, "TD": 10}}
    sheets = [
        {"id": "s", "scores": scores},
        {"id": "m", "scores": scores, "leader": True, "unit": dict.fromkeys("dđe", 1)},
    ]
    assert [one["total"] for one in score_json(own, sheets, {})] == ["90", "94"]


def test_a_version_whose_points_do_not_make_seventy_is_refused() -> None:
    text = (law_folder() / "frameworks" / f"{DECREE}.yaml").read_text(encoding="utf-8")
    with pytest.raises(FrameworkError) as refusal:
        parse_framework(text.replace("code: SL, maximum: 30", "code: SL, maximum: 25"), "own.yaml", framework_schema())
    assert (refusal.value.code, refusal.value.source) == ("framework.criteria.sum", "own.yaml")


def test_a_version_that_gives_managers_other_than_seventy_is_refused_when_it_scores() -> None:
    text = (
        (law_folder() / "frameworks" / f"{DECREE}.yaml")
        .read_text(encoding="utf-8")
        .replace("value: 35\n", "value: 36\n")
    )
    own = parse_framework(text, "own.yaml", framework_schema())
    with pytest.raises(SheetError) as refusal:
        score_json(own, [{"id": "s", "scores": {"general": 30, "results": 70}}], {})
    assert refusal.value.code == "score.annex_adds_up"
