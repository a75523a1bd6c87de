"""The report says everything in JSON; the commented workbook says it where the officer looks."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl

from namro.base.imports import report
from namro.base.imports.analysis import analyse
from namro.base.imports.report import annotated_workbook

ROWS = [
    ["DANH SÁCH"],
    ["Mã cán bộ", "Họ và tên", "Ngày sinh", "Đơn vị"],
    ["A1", "Trần An", "1/2/1980", "VP"],
    ["A1", "Lê Bình", "30/2/1980", "VP"],
    ["A3", "=1+1", "1/2/80", "VP"],
]


def test_the_report_is_json_with_every_promised_key(workbook: Any) -> None:
    analysis = analyse(workbook(ROWS), "ds.xls", "staff", {"D": ""})
    found = json.loads(json.dumps(analysis.report(), ensure_ascii=False))
    assert found["file"] == "ds.xls"
    assert (found["format"], found["sheet"], found["header_rows"]) == ("xlsx", "Sheet1", [2])
    assert (found["rows"], found["rows_accepted"]) == (3, 2)
    assert found["columns"][1] == {
        "column": "B", "header": "Họ và tên", "field": "full_name", "confidence": 1.0, "source": "automatic",
    }  # fmt: skip
    assert (found["columns"][3]["field"], found["columns"][3]["source"]) == (None, "corrected")
    assert [(one["row"], one["cell"], one["code"]) for one in found["errors"]] == [
        (4, "C4", "date.impossible"), (4, "A4", "code.duplicate"),
    ]  # fmt: skip
    assert {"row", "cell", "field", "code", "message", "expected", "got"} <= set(found["errors"][0])
    assert [(one["cell"], one["code"]) for one in found["warnings"]] == [("C5", "date.short_year")]


def test_the_commented_workbook_has_one_more_column(workbook: Any) -> None:
    data = workbook(ROWS)
    copy = openpyxl.load_workbook(io.BytesIO(annotated_workbook(data, analyse(data, "ds.xlsx", "staff"))))
    sheet = copy["Sheet1"]
    assert sheet["E2"].value == "Ghi chú kiểm tra"
    assert sheet["E3"].value is None
    assert "C4" in sheet["E4"].value
    assert "A4" in sheet["E4"].value
    assert sheet["C4"].fill.fgColor.rgb == report.RED
    assert sheet["C5"].fill.fgColor.rgb == report.YELLOW
    assert sheet["B5"].value == "=1+1"


def test_csv_and_large_files_get_a_plain_copy_in_which_nothing_becomes_a_formula(
    monkeypatch: Any, workbook: Any
) -> None:
    text = "Mã cán bộ,Họ và tên,Đơn vị\nA1,=HYPERLINK(1),VP\nA1,Lê Bình,VP\n".encode()
    analysis = analyse(text, "ds.csv", "staff")
    sheet = openpyxl.load_workbook(io.BytesIO(annotated_workbook(text, analysis)))["CSV"]
    assert sheet["B2"].value == "=HYPERLINK(1)"
    assert sheet["B2"].data_type == "s"
    assert "A3" in sheet["D3"].value
    monkeypatch.setattr(report, "STYLED_ROWS", 2)
    data = workbook(ROWS)
    sheet = openpyxl.load_workbook(io.BytesIO(annotated_workbook(data, analyse(data, "ds.xlsx", "staff"))))["Sheet1"]
    assert (sheet["B3"].value, "C4" in sheet["E4"].value) == ("Trần An", True)
