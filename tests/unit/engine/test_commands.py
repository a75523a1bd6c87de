"""`namro score`, `namro quota` and `namro frameworks` as people and programs call them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from namro.web.ops.main import main

SHEET = (
    '{"id": "x", "leader": false, "general": 30, "lines": [{"assigned": 5, "completed": 5, "coefficient": 1, '
    '"major_errors": 0, "delays": 0, "errors_excused": 0, "delays_excused": 0, "origin": "planned"}], '
    '"unit": {"d": 1, "đ": 1, "e": 1}, "overrides": []}'
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sheets.json"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_public_example_prints_the_public_keys(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(f"[{SHEET}]", encoding="utf-8")
    status, out, err = run(capsys, "score", "nd335-2025", str(file))
    result: dict[str, Any] = json.loads(out)[0]
    assert (status, err) == (0, "")
    assert list(result) == [
        "id",
        "a",
        "b",
        "c",
        "d",
        "đ",
        "e",
        "result_points",
        "total",
        "band",
        "state",
        "explanation",
    ]
    assert {key: result[key] for key in ("id", "a", "d", "result_points", "total", "band", "state")} == {
        "id": "x", "a": "1", "d": None, "result_points": "70", "total": "100", "band": "HTXS", "state": "RATED",
    }  # fmt: skip


def test_json_numbers_are_read_exactly(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(f"[{SHEET}]".replace('"general": 30', '"general": 19.99999999999999999999'), encoding="utf-8")
    result = json.loads(run(capsys, "score", "nd335-2025", str(file))[1])[0]
    assert (result["total"], result["band"]) == ("89.99999999999999999999", "HTT")


def test_standard_input_and_settings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    data = f"[{SHEET}]".replace('"major_errors": 0', '"major_errors": 3').encode()
    for choice, b in (("deduction=per_line", "0.25"), ("deduction=per_unit", "0.85")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert json.loads(run(capsys, "score", "nd335-2025", "-", "--set", choice)[1])[0]["b"] == b


def test_3814_prints_letters(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('[{"id": 7, "scores": {"conduct": 20, "results": 69.99, "bonus": 0}}]', encoding="utf-8")
    result = json.loads(run(capsys, "score", "hanoi-3814-2018", str(file))[1])[0]
    assert (result["id"], result["total"], result["band"], result["a"]) == (7, "89.99", "B", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"[{SHEET}, {SHEET}]", "phiếu x"),
        (f"[{SHEET}]".replace('"completed": 5', '"completed": 6'), "phiếu x"),
        (f"[{SHEET}]".replace('"completed": 5', '"completed": -5'), "lines[0].completed"),
        (f"[{SHEET}]".replace('"completed": 5', '"completed": "năm"'), "lines[0].completed"),
        (f"[{SHEET}]".replace('"completed": 5', '"completed": NaN'), "lines[0].completed"),
        (f"[{SHEET}]".replace('"completed": 5', '"completed": 5, "completed": 4'), "completed"),
        ("[{", "JSON"),
        ('{"id": 1}', "danh sách"),
    ],
)
def test_a_broken_sheet_prints_no_result(file: Path, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    file.write_text(text, encoding="utf-8")
    status, out, err = run(capsys, "score", "nd335-2025", str(file))
    assert (status, out) == (1, "")
    assert says in err
    assert err.startswith("namro: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "nd91-2020", "FILE"), ("score", "nd335-2025", "/none/such"),
        ("score", "nd335-2025", "FILE", "--set", "deduction"), ("score", "nd335-2025", "FILE", "--set", "cap=perhaps"),
        ("frameworks", "show", "none"), ("frameworks", "validate", "/none/such"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_one_line(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    file.write_text(f"[{SHEET}]", encoding="utf-8")
    status, out, err = run(capsys, *(str(file) if one == "FILE" else one for one in arguments))
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_quota_prints_each_scope_and_reading(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": str(one), "unit": "U", "group": "G", "total": 95 - one if one < 5 else 70.5} for one in range(12)]
    rows.append({"id": "none", "unit": "U", "group": "G", "total": None})
    file.write_text(json.dumps(rows), encoding="utf-8")
    status, out, _ = run(capsys, "quota", "nd335-2025", str(file))
    result = json.loads(out)
    unit = result["units"][0]
    assert (status, unit["unit"], unit["rated"], unit["pool"], unit["candidates"]) == (0, "U", 12, 12, 5)
    assert unit["caps"] == {"literal": 2, "of_a_plus_b": 2, "of_all_rated": 2}
    assert [one["id"] for one in unit["over"]["literal"]["beyond"]] == ["2", "3", "4"]
    assert result["groups"][0]["group"] == "G"
    assert result["reading"] == "literal"


@pytest.mark.parametrize(
    "rows", ['[{"unit": "U", "total": 1}]', '[{"id": 1, "total": "x"}]', '[{"id": 1}]', '[{"id": 1, "total": 1, "x": 1}]',
             '[{"id": 1, "total": 1}, {"id": 1, "total": 2}]'],
)  # fmt: skip
def test_a_broken_list_of_people_is_refused(file: Path, capsys: pytest.CaptureFixture[str], rows: str) -> None:
    file.write_text(rows, encoding="utf-8")
    status, out, err = run(capsys, "quota", "nd335-2025", str(file))
    assert (status, out) == (1, "")
    assert err.startswith("namro: phiếu")


def test_frameworks_are_listed_shown_and_validated(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "nd335-2025" in run(capsys, "frameworks")[1]
    shown = run(capsys, "frameworks", "show", "nd335-2025")[1]
    assert all(one in shown for one in ("deduction=per_unit", "I.1", "degradation", "under_six_months", "of_all_rated"))
    assert json.loads(run(capsys, "frameworks", "show", "nd335-2025", "--json")[1])["bands"][0]["at_least"] == "90"
    assert run(capsys, "frameworks", "validate")[0] == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: x\n", encoding="utf-8")
    status, _, err = run(capsys, "frameworks", "validate", str(bad))
    assert status == 1
    assert f"{bad}:1:" in err
