"""Law files: the shipped ones are what the law prints, a bad one is refused with file, line and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from namro.base.law import available_frameworks, framework_schema, law_folder, load_framework, read_framework
from namro.engine.errors import FrameworkError, SettingError
from namro.engine.framework import LEGAL, LOCAL_POLICY, Framework
from namro.engine.framework_file import parse_framework

Broken = Callable[[str, str], FrameworkError]


@pytest.fixture(scope="session")
def text() -> str:
    return (law_folder() / "frameworks" / "nd335-2025.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def broken(text: str) -> Broken:
    """What is said of the NĐ 335 file with one passage replaced."""

    def refuse(old: str, new: str) -> FrameworkError:
        assert text.count(old) >= 1, old
        with pytest.raises(FrameworkError) as refusal:
            parse_framework(text.replace(old, new, 1), "law.yaml", framework_schema())
        return refusal.value

    return refuse


def line_of(text: str, passage: str) -> int:
    return text[: text.index(passage)].count("\n") + 1


def test_both_frameworks_ship_and_are_valid() -> None:
    assert {"hanoi-3814-2018", "nd335-2025"} <= set(available_frameworks())
    assert [load_framework(one).id for one in available_frameworks()] == available_frameworks()


def test_every_rule_says_where_it_comes_from(nd335: Framework, hanoi: Framework) -> None:
    for framework in (nd335, hanoi):
        rules = [
            framework.rule, framework.quota.rule, framework.rounding.rule,
            *(one.rule for part in (
                framework.settings, framework.parameters, framework.groups, framework.checks, framework.line_formulas,
                framework.sheet_formulas, framework.conditions, framework.bands, framework.overrides,
                framework.roll_ups, framework.quota.readings,
            ) for one in part),
            *(one.rule for group in framework.groups for one in group.criteria),
        ]  # fmt: skip
        for rule in rules:
            assert rule.authority in {"LEGAL", "OFFICIAL_GUIDANCE", "LOCAL_POLICY"}
            assert rule.instrument
            assert rule.article
            assert rule.title.vi
            assert rule.title.en
            assert rule.valid_from


def test_form_01_has_ten_criteria_that_make_thirty(nd335: Framework) -> None:
    maxima = [one.maximum for one in nd335.groups[0].criteria]
    assert maxima == [Decimal(5)] * 2 + [Decimal("2.5")] * 8
    assert {one.rule.authority for one in nd335.groups[0].criteria} == {LEGAL}


def test_form_01_is_worded_as_the_decree_prints_it(nd335: Framework) -> None:
    assert nd335.groups[0].criteria[1].rule.title.vi == "Ý thức kỷ luật, kỷ cương trong thực thi công vụ"
    assert nd335.groups[0].criteria[9].rule.title.vi.startswith("Chủ động đưa ra quyết định trong phạm vi thẩm quyền")


def test_what_is_inside_3814_is_local_policy(hanoi: Framework) -> None:
    assert {one.rule.authority for group in hanoi.groups for one in group.criteria} == {LOCAL_POLICY}
    assert [(group.key, group.maximum) for group in hanoi.groups] == [("conduct", 20), ("results", 70), ("bonus", 10)]


def test_open_points_are_settings_with_their_argument(nd335: Framework) -> None:
    keys = {one.key for one in nd335.settings}
    assert keys >= {"deduction", "denominator", "cap", "no_assignment", "display_decimals", "december",
                    "quarterly_year", "deduction_floor", "leader_missing", "quota_reading", "quota_ratio"}  # fmt: skip
    assert all(one.argument.vi and one.argument.en for one in nd335.settings)


def test_it_applies_from_its_first_day(nd335: Framework, hanoi: Framework) -> None:
    day = nd335.rule.valid_from
    assert nd335.in_force(day)
    assert not nd335.in_force(day.replace(year=2025))
    assert hanoi.rule.valid_to
    assert hanoi.in_force(hanoi.rule.valid_to)
    assert not hanoi.in_force(day)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("{code: I.1, section: I, maximum: 5,", "{code: I.1, section: I, maximum: 4,", "framework.criteria.sum", "29"),
        ("value: 70\n", "value: 60\n", "framework.maximum", "90"),
        ('sql: "general + result_points"', 'sql: "general + bonus_points"', "framework.formula", "bonus_points"),
        ('sql: "unit_đ"', 'sql: "os_system(unit_đ)"', "framework.formula", "os_system"),
        ('sql: "unit_đ"', 'sql: "unit_đ +"', "framework.formula", "SQL"),
        ('sql: "unit_đ"', 'sql: "ABS(unit_đ)"', "framework.formula", "không được phép"),
        ('sql: "unit_đ"', 'sql: "unit_đ * 1e-1"', "framework.formula", "Float"),
        ("origin = 'handed_over' THEN assigned", "origin = 'given_away' THEN assigned", "framework.formula", "given_away"),
        ("denominator = 'assigned' THEN", "denominator = 'asigned' THEN", "framework.formula", "asigned"),
        ("{code: HTT, at_least: 70,", "{code: HTT, at_least: 90,", "framework.bands", "chồng"),
        ("{code: KHT, at_least: 0,", "{code: KHT, at_least: 10,", "framework.bands", "hở"),
        ("{code: unit_corruption, band: KHT,", "{code: unit_corruption, band: FAIL,", "framework.band.unknown", "FAIL"),
        ("    default: per_unit\n", "    default: per_person\n", "framework.setting.default", "per_person"),
        ("state: {setting: no_assignment}", "state: {setting: nothing}", "framework.setting.unknown", "nothing"),
        ("key: deduction_floor\n", "key: deduction\n", "framework.duplicate", "deduction"),
        ("    source: local\n", "    source: nowhere\n", "framework.source", "nowhere"),
        ("valid_from: 2026-01-01     #", "valid_from: 2026-02-30     #", "framework.date", "2026-02-30"),
        ("maximum: 100\n", "maximum: a hundred\n", "framework.schema", "a hundred"),
        ("roles: [staff, leader]   ", "rolls: [staff, leader]   ", "framework.schema", "rol"),
        ("periods: [month, quarter]", "periods: [month, fortnight]", "framework.schema", "fortnight"),
        ("id: nd335-2025\n", "id: nd335-2025\nid: again\n", "framework.yaml", "hai lần"),
        ("id: nd335-2025\n", "id: [nd335-2025\n", "framework.yaml", "YAML"),
        ("value: 0.20,", "value: .nan,", "framework.yaml", ".nan"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused(broken: Broken, old: str, new: str, code: str, says: str) -> None:
    refusal = broken(old, new)
    assert refusal.code == code
    assert says in refusal.text.vi
    assert str(refusal).startswith(f"law.yaml:{refusal.line}: ")
    assert refusal.line > 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('sql: "general + result_points"', 'sql: "general + nothing"'),
        ("default: per_unit\n", "default: no\n"),
        ("{code: HTT, at_least: 70,", "{code: HTT, at_least: 95,"),
        ("state: {setting: no_assignment}", "state: SOMETHING"),
    ],
)
def test_the_line_is_the_line_at_fault(broken: Broken, text: str, old: str, new: str) -> None:
    assert broken(old, new).line == line_of(text, old)


def test_an_unknown_framework_names_the_known_ones() -> None:
    with pytest.raises(FrameworkError, match="nd335-2025"):
        load_framework("nd91-2020")


def test_a_missing_file_is_one_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError) as refusal:
        read_framework(tmp_path / "none.yaml")
    assert refusal.value.code == "framework.file"


def test_settings_take_only_what_the_framework_allows(nd335: Framework) -> None:
    assert nd335.settle({"cap": "no"})["cap"] == "no"
    with pytest.raises(SettingError, match="deduction"):
        nd335.settle({"deductions": "per_line"})
    with pytest.raises(SettingError, match="per_line"):
        nd335.settle({"deduction": "per_word"})


def test_the_law_folder_can_be_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NAMRO_LAW", str(tmp_path))
    assert law_folder() == tmp_path
    assert available_frameworks() == []
