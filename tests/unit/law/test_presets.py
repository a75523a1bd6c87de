"""Local presets: settings their framework takes, cited as local policy; a bad one is refused with its line."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from namro.base.law import law_folder, load_framework
from namro.base.law.presets import Preset, load_presets, parse_preset, presets_over, read_preset
from namro.engine.errors import FrameworkError
from namro.web.ops.main import main
from namro.web.ops.scoring import score_json


@pytest.fixture(scope="module")
def presets() -> dict[str, Preset]:
    return {one.id: one for one in load_presets()}


def test_four_places_ship_and_none_is_law(presets: dict[str, Preset]) -> None:
    assert set(presets) == {"customs-kv8-2026", "da-nang-2026", "ho-chi-minh-06-hd", "thanh-hoa-1053-2026"}
    for one in presets.values():
        assert (one.authority, one.basis) == ("LOCAL_POLICY", "secondary")
        assert one.instrument and one.read_in and one.title.en


def test_customs_changed_its_settings_and_then_from_month_to_quarter(presets: dict[str, Preset]) -> None:
    customs = presets["customs-kv8-2026"]
    found = [customs.on(date(2026, month, 1)) for month in (1, 3, 4, 6, 7, 12)]
    assert [one and one.period for one in found] == ["month"] * 4 + ["quarter"] * 2
    assert [one and one.settings.get("denominator") for one in found] == [None, None, *["declared"] * 4]
    assert customs.on(date(2025, 12, 31)) is None


def test_thanh_hoas_settings_score_as_its_handbook_says(presets: dict[str, Preset]) -> None:
    version = presets["thanh-hoa-1053-2026"].on(date(2026, 7, 1))
    assert version is not None
    line = {"assigned": 5, "completed": 4, "coefficient": 1, "major_errors": 1}
    sheet = {"id": "x", "leader": False, "general": 30, "lines": [line]}
    result = score_json(load_framework("nd335-2025"), [sheet], dict(version.settings))[0]
    assert (result["a"], result["b"], result["c"]) == ("0.8", "0.75", "1")


def test_thanh_hoas_calendar(presets: dict[str, Preset]) -> None:
    days = {one.step: (one.day, one.month) for one in presets["thanh-hoa-1053-2026"].calendar}
    assert days == {
        "self_score": (25, "same"), "review": (26, "same"), "decide": (28, "same"), "publish": (5, "next"),
        "year": (15, "december"),
    }  # fmt: skip


def test_da_nangs_coefficients_are_exact(presets: dict[str, Preset]) -> None:
    income = presets["da-nang-2026"].income
    assert income is not None
    assert (income.rated_by, income.paid_by) == ("month", "quarter")
    assert [(one.band, one.coefficient, one.floor) for one in income.levels] == [
        ("HTXS", Decimal("0.5"), 1_500_000), ("HTT", Decimal("0.3"), 1_500_000), ("HTNV", Decimal("0.1"), 500_000),
        ("KHT", Decimal(0), None),
    ]  # fmt: skip


def test_what_is_not_known_of_ho_chi_minh_city_is_left_open(presets: dict[str, Preset]) -> None:
    city = presets["ho-chi-minh-06-hd"]
    assert (city.framework, city.versions[0].valid_from, city.versions[0].period) == (None, None, None)
    assert city.on(date(2026, 7, 1)) is None
    assert len(city.other_rules) == 5


def test_a_framework_is_shown_with_its_presets(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one.id for one in presets_over("nd335-2025")] == ["customs-kv8-2026", "da-nang-2026", "thanh-hoa-1053-2026"]
    assert main(["frameworks", "show", "nd335-2025"]) == 0
    shown = capsys.readouterr().out
    assert "thanh-hoa-1053-2026" in shown and "deduction=per_line" in shown and "nguồn thứ cấp" in shown
    main(["frameworks", "show", "nd335-2025", "--json"])
    listed = json.loads(capsys.readouterr().out)["presets"]
    assert listed[0]["versions"][2]["period"] == "quarter"
    main(["frameworks", "show", "hanoi-3814-2018"])
    assert "Mẫu của địa phương" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("preset", "old", "new", "code"),
    [
        ("thanh-hoa-1053-2026", "deduction: per_line", "deduction: per_page", "law.preset.setting"),
        ("thanh-hoa-1053-2026", "deduction: per_line", "colour: red", "law.preset.setting"),
        ("thanh-hoa-1053-2026", "framework: nd335-2025", "framework: nd999", "law.preset.framework"),
        ("thanh-hoa-1053-2026", "authority: LOCAL_POLICY", "authority: LEGAL", "law.schema"),
        ("thanh-hoa-1053-2026", "valid_from: 2026-06-05", "valid_from: 2025-06-05", "law.preset.dates"),
        ("thanh-hoa-1053-2026", "valid_from: 2026-06-05", "valid_from: 2026-06-31", "law.date"),
        ("customs-kv8-2026", "valid_to: 2026-03-31", "valid_to: 2026-03-30", "law.preset.dates"),
        ("customs-kv8-2026", "valid_to: 2026-03-31", "valid_to: null", "law.preset.dates"),
        ("ho-chi-minh-06-hd", "settings: {}", "settings: {deduction: per_line}", "law.preset.setting"),
        ("da-nang-2026", "    - {band: KHT, coefficient: 0}\n", "", "law.preset.band"),
        ("da-nang-2026", "band: KHT", "band: D", "law.preset.band"),
        ("da-nang-2026", "framework: nd335-2025", "framework: qd366-2025", "law.preset.period"),
    ],
)
def test_a_bad_preset_is_refused(preset: str, old: str, new: str, code: str) -> None:
    text = (law_folder() / "presets" / f"{preset}.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(FrameworkError) as refusal:
        parse_preset(text.replace(old, new, 1), "preset.yaml")
    assert (refusal.value.code, refusal.value.source) == (code, "preset.yaml")
    assert 1 < refusal.value.line <= text.count("\n") + 1


def test_the_line_of_a_bad_setting_is_named() -> None:
    text = (law_folder() / "presets" / "thanh-hoa-1053-2026.yaml").read_text(encoding="utf-8")
    with pytest.raises(FrameworkError) as refusal:
        parse_preset(text.replace("deduction: per_line", "deduction: per_page"), "preset.yaml")
    assert refusal.value.line == text[: text.index("deduction: per_line")].count("\n") + 1
    assert "per_unit" in refusal.value.text.en


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    text = (law_folder() / "presets" / "da-nang-2026.yaml").read_text(encoding="utf-8")
    (tmp_path / "elsewhere.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FrameworkError) as refusal:
        read_preset(tmp_path / "elsewhere.yaml")
    assert refusal.value.code == "law.preset.id"
