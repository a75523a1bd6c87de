"""Levels by conditions: one way for a sheet and for a million, the explanation, the commands, what a file may not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from namro.base.law import framework_schema, law_folder, load_framework
from namro.engine.describe import describe, describe_text
from namro.engine.errors import FrameworkError, RuleError, SheetError
from namro.engine.explain import explain_sheet
from namro.engine.framework import Framework
from namro.engine.framework_file import parse_framework
from namro.engine.intake import read_sheets
from namro.engine.plan import plan_for
from namro.engine.quota import caps
from namro.engine.scoring import score
from namro.web.ops.main import main

STAFF: dict[str, Any] = {
    "staff_group": "vien_chuc", "general_criteria": "good", "absence_months": 0, "results": 20, "results_done": 20,
    "results_good": 14, "results_high": 0, "results_exceeded": 0,
}  # fmt: skip
ANSWER = {"level": "HTNV", "document": "QĐ 12/QĐ-UBND"}
Broken = Callable[[str, str], FrameworkError]


@pytest.fixture(scope="session")
def nd90() -> Framework:
    return load_framework("nd90-2020")


@pytest.fixture(scope="session")
def nd56() -> Framework:
    return load_framework("nd56-2015")


@pytest.fixture(scope="session")
def broken() -> Broken:
    text = (law_folder() / "frameworks" / "nd90-2020.yaml").read_text(encoding="utf-8")

    def refuse(old: str, new: str) -> FrameworkError:
        assert old in text
        with pytest.raises(FrameworkError) as refusal:
            parse_framework(text.replace(old, new, 1), "law.yaml", framework_schema())
        return refusal.value

    return refuse


def test_a_frame_of_many_is_rated_as_one_by_one(nd90: Framework) -> None:
    data = [
        {"id": f"{good}-{leader}", "leader": leader, "facts": {**STAFF, "results_good": good}}
        for good in (*range(21), None)
        for leader in (False, True)
    ]
    whole = score(nd90, read_sheets(nd90, data).sheets)
    single = pl.concat([score(nd90, read_sheets(nd90, [one]).sheets) for one in data])
    assert whole.equals(single)
    assert set(whole["state"]) == {"RATED", "AUTHORITY_DECIDES", "INSUFFICIENT_DATA"}


def test_figures_beyond_128_bits_are_rated_the_same(nd90: Framework) -> None:
    big = 10**45
    wide = {**STAFF, "results": 20 * big, "results_done": 20 * big, "results_good": 14 * big}
    sheets = [
        {"id": "wide", "facts": wide},
        {"id": "answered", "facts": wide, "authority": ANSWER},
        {"id": "just", "facts": {**wide, "results_good": 16 * big}},
        {"id": "below", "facts": {**wide, "results_good": 16 * big - 1}},
        {"id": "fails", "facts": {**wide, "results_good": 10 * big - 1}},
        {"id": "missing", "facts": {**wide, "results_done": None}},
    ]
    results = score(nd90, read_sheets(nd90, sheets).sheets)
    assert results["band"].to_list() == [None, "HTNV", "HTNV", None, "KHT", None]
    assert results["state"].to_list() == [
        "AUTHORITY_DECIDES", "RATED", "RATED", "AUTHORITY_DECIDES", "RATED", "INSUFFICIENT_DATA",
    ]  # fmt: skip
    assert results["override"].to_list() == [None, None, None, None, "over_half_short", None]
    assert results["reasons"][0].to_list() == [
        "HTXS.all_high", "HTXS.half_exceeded", "HTT.all_good", "HTNV.fifth_short",
    ]  # fmt: skip


def test_every_reason_has_its_rule(nd90: Framework) -> None:
    plan = plan_for(nd90)
    for reason in ("HTNV.fifth_short", "results_done_missing", "under_six_months", "no_results", "not_covered"):
        rule = plan.rule_of(reason)
        assert rule is not None
        assert rule.title.vi
        assert rule.article
    assert plan.rule_of("nothing") is None


def test_the_tree_says_of_every_level_what_held_and_what_failed(nd90: Framework) -> None:
    tree = explain_sheet(nd90, STAFF)
    assert (tree.key, tree.value) == ("rating", None)
    level = tree.find("level")
    assert level is not None
    assert [child.key for child in level.children] == ["authority", "level.HTXS", "level.HTT", "level.HTNV"]
    found = {node.key: (node.holds, node.arithmetic) for part in level.children for node in part.children}
    assert found["HTNV.all_done"] == (True, "20 = 20")
    assert found["HTNV.fifth_short"] == (False, "6 > 0.2 × 20 = 4")
    assert found["HTXS.general_good"] == (True, "")
    short = tree.find("HTNV.fifth_short")
    assert short is not None
    assert short.rule is not None
    assert short.rule.article == "Điều 14.1b"
    assert short.label.vi.endswith(": không đạt")
    assert short.label.en.endswith(": fails")
    assert [child.key for child in short.children] == ["results_short", "results"]
    chosen = tree.find("general_criteria")
    assert chosen is not None
    assert chosen.label.vi == "Tiêu chí chung (Điều 3): thực hiện tốt"


def test_the_tree_cites_the_authority_s_answer_or_says_it_was_not_needed(nd90: Framework) -> None:
    answer = {"authority": "HTNV", "authority_document": "QĐ 12/QĐ-UBND"}
    tree = explain_sheet(nd90, {**STAFF, **answer})
    decided, level = tree.find("authority"), tree.find("level")
    assert decided is not None
    assert level is not None
    assert (tree.value, level.value, decided.value, decided.arithmetic) == ("HTNV", "HTNV", "HTNV", "QĐ 12/QĐ-UBND")
    unneeded = explain_sheet(nd90, {**STAFF, "results_good": 16, **answer}).find("authority.unneeded")
    assert unneeded is not None
    assert "Không cần" in unneeded.label.vi


def test_the_tree_shows_what_an_override_was_computed_from(nd90: Framework) -> None:
    tree = explain_sheet(nd90, {**STAFF, "results_good": 9})
    override = tree.find("override")
    assert override is not None
    assert (tree.value, override.value) == ("KHT", "over_half_short")
    assert override.arithmetic == "11 > 0.5 × 20 = 10 → KHT"


def test_the_tree_of_missing_figures_names_each(nd90: Framework) -> None:
    tree = explain_sheet(nd90, {**STAFF, "results_good": None, "absence_months": None})
    missing = tree.find("missing")
    assert missing is not None
    assert (missing.value, tree.value) == ("INSUFFICIENT_DATA", None)
    assert [child.key for child in missing.children] == ["absence_months_missing", "results_good_missing"]
    assert all(child.rule for child in missing.children)


def test_a_flag_is_said_in_words_and_kept_as_one(nd56: Framework) -> None:
    facts = {"staff_group": "cong_chuc", "conduct_met": False, "work": 4, "work_done": 4, "work_good": 4}
    tree = explain_sheet(nd56, {**facts, "work_early": 4, "initiatives": 1})
    conduct = tree.find("conduct_met")
    assert conduct is not None
    assert (conduct.holds, conduct.value, conduct.label.vi[-7:]) == (False, None, ": không")
    assert conduct.as_dict()["holds"] is False
    assert "holds" not in tree.as_dict()


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ({"authority": {"level": "A", "document": "QĐ"}}, "sheet.authority.level"),
        ({"authority": {"level": "HTT", "document": " "}}, "sheet.authority.document"),
        ({"authority": "HTT"}, "sheet.type"),
        ({"facts": {"results": 1.5}}, "sheet.number"),
        ({"facts": {"results": "1.5"}}, "sheet.whole"),
        ({"facts": {"results": -1}}, "sheet.negative"),
        ({"facts": {"general_criteria": "excellent"}}, "sheet.value"),
        ({"facts": {"work": 1}}, "sheet.key.unknown"),
        ({"scores": {}}, "sheet.key.unknown"),
    ],
)
def test_a_wrong_fact_or_answer_is_refused(nd90: Framework, sheet: dict[str, Any], code: str) -> None:
    with pytest.raises(SheetError) as refusal:
        read_sheets(nd90, [{"id": "x", **sheet}])
    assert refusal.value.code == code
    assert refusal.value.text.en


def test_a_frame_with_an_unknown_answer_is_refused(nd90: Framework) -> None:
    frame = read_sheets(nd90, [{"id": "x", "facts": STAFF, "authority": ANSWER}]).sheets
    with pytest.raises(SheetError) as refusal:
        score(nd90, frame.with_columns(authority=pl.lit("A")))
    assert refusal.value.code == "score.authority.unknown"


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("authority_decides:\n", "authority_decide:\n", "framework.schema", "authority_decide"),
        ('sql: "results_high = results"', 'sql: "results_hi = results"', "framework.formula", "results_hi"),
        ("when: \"staff_group = 'vien_chuc'\"", "when: \"staff_group = 'giao_vien'\"", "framework.formula", "giao_vien"),
        ("  - band: HTXS\n", "  - band: A\n", "framework.band.unknown", "A"),
        ("when: \"staff_group = 'cong_chuc'\"", "when: \"staff_group = 'vien_chuc'\"", "framework.duplicate", "HTXS (staff)"),
        ("{code: HTXS, source", "{code: HTXS, at_least: 90, source", "framework.bands", "at_least"),
        ("results_short > 0.5 * results", "short > 0.5 * results", "framework.formula", "short"),
        ('vien_chuc: {vi: "viên chức"', 'vien_chu: {vi: "viên chức"', "framework.input", "choice_titles"),
        ("{code: HTNV, source: decree", "{code: ABC, source: decree", "framework.band.unknown", "HTNV"),
        ("results_done <= results AND", "done <= results AND", "framework.formula", "done"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused(broken: Broken, old: str, new: str, code: str, says: str) -> None:
    refusal = broken(old, new)
    assert refusal.code == code
    assert says in refusal.text.vi
    assert refusal.line > 0


def test_levels_need_to_say_who_decides_where_none_holds() -> None:
    text = (law_folder() / "frameworks" / "nd90-2020.yaml").read_text(encoding="utf-8")
    start = text.index("authority_decides:\n")
    without = text[:start] + text[text.index("# The lowest level", start) :]
    with pytest.raises(FrameworkError) as refusal:
        parse_framework(without, "law.yaml", framework_schema())
    assert refusal.value.code == "framework.levels"


def test_a_band_nothing_leads_to_is_refused() -> None:
    text = (law_folder() / "frameworks" / "nd90-2020.yaml").read_text(encoding="utf-8")
    more = text.replace(
        "bands:\n", 'bands:\n  - {code: TOP, source: decree, article: "x", title: {vi: "x", en: "x"}}\n', 1
    )
    with pytest.raises(FrameworkError, match="TOP"):
        parse_framework(more, "law.yaml", framework_schema())


def test_no_points_no_band_of_a_total(nd90: Framework) -> None:
    with pytest.raises(ValueError, match="no points"):
        nd90.band_of(95)


def test_a_framework_without_a_limit_says_so(nd56: Framework) -> None:
    people = pl.DataFrame({"unit": ["u"], "group": ["g"], "band": ["HTXS"]})
    with pytest.raises(RuleError) as refusal:
        caps(nd56, people)
    assert refusal.value.code == "quota.none"


def test_decree_56_is_a_template_wherever_it_was_not_read(nd56: Framework) -> None:
    for level in nd56.levels:
        for one in level.conditions:
            assert one.rule.title.vi.startswith("MẪU") == (one.rule.authority == "LOCAL_POLICY")
    assert all(one.rule.title.vi.startswith("MẪU") for one in nd56.overrides)
    assert "MẪU" in nd56.rule.title.vi


@pytest.mark.parametrize(
    ("group", "setting", "initiatives", "level"),
    [
        ("cong_chuc", "civil_servants", 1, "HTXS"), ("cong_chuc", "civil_servants", 0, "HTT"),
        ("vien_chuc", "civil_servants", 0, "HTXS"), ("vien_chuc", "everybody", 0, "HTT"),
        ("cong_chuc", "nobody", 0, "HTXS"),
    ],
)  # fmt: skip
def test_decree_56_and_the_initiative(nd56: Framework, group: str, setting: str, initiatives: int, level: str) -> None:
    work = dict.fromkeys(("work", "work_done", "work_good", "work_early"), 8)
    facts = {"staff_group": group, "conduct_met": True, "initiatives": initiatives, **work}
    chosen = {"initiative": setting}
    results = score(nd56, read_sheets(nd56, [{"id": "x", "facts": facts}], chosen).sheets, settings=chosen)
    assert results["band"].to_list() == [level]


@pytest.mark.parametrize(("done", "level"), [(10, "HTNV"), (7, "HTNV"), (6, "KHT")])
def test_decree_56_from_70_percent(nd56: Framework, done: int, level: str) -> None:
    facts = {"staff_group": "vien_chuc", "conduct_met": True, "initiatives": 0, "work": 10, "work_done": done,
             "work_good": 0, "work_early": 0}  # fmt: skip
    assert score(nd56, read_sheets(nd56, [{"id": "x", "facts": facts}]).sheets)["band"].to_list() == [level]
    told = {**facts, "conduct_met": False}
    asked = score(nd56, read_sheets(nd56, [{"id": "x", "facts": told}]).sheets)
    assert asked["state"].to_list() == ["RATED" if level == "KHT" else "AUTHORITY_DECIDES"]


def test_it_is_described_for_people_and_programs(nd90: Framework) -> None:
    shown, data = describe_text(nd90), describe(nd90)
    for one in (
        "results_short <= 0.2 * results",
        "AUTHORITY_DECIDES",
        "long_leave",
        "over_half_short",
        "absence_months",
    ):
        assert one in shown
    assert data["bands"][0]["at_least"] is None
    assert data["levels"][0]["conditions"][0]["rule"]["article"] == "Điều 12.1a"
    assert data["authority_decides"]["rule"]["authority"] == "LOCAL_POLICY"
    assert describe(load_framework("nd56-2015"))["quota"] is None


def test_the_command_scores_and_says_why_the_authority_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sheets.json"
    file.write_text(
        json.dumps([{"id": 1, "facts": STAFF}, {"id": 2, "facts": STAFF, "authority": ANSWER}]), encoding="utf-8"
    )
    assert main(["score", "nd90-2020", str(file)]) == 0
    asked, answered = json.loads(capsys.readouterr().out)
    assert (asked["state"], asked["band"], asked["total"]) == ("AUTHORITY_DECIDES", None, None)
    assert asked["reasons"][-1] == "HTNV.fifth_short"
    assert (answered["state"], answered["band"], answered["authority"]) == ("RATED", "HTNV", "HTNV")


def test_the_command_counts_levels_where_there_is_no_total(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.json"
    rows = [{"id": str(one), "unit": "U", "level": "HTXS" if one < 3 else "HTT"} for one in range(12)]
    file.write_text(json.dumps([*rows, {"id": "none", "unit": "U"}]), encoding="utf-8")
    assert main(["quota", "nd90-2020", str(file)]) == 0
    unit = json.loads(capsys.readouterr().out)["units"][0]
    assert (unit["rated"], unit["pool"], unit["candidates"]) == (12, 12, 3)
    assert unit["caps"] == {"of_good": 2, "of_all_rated": 2}
    assert unit["over"]["of_good"]["count"] == 1
