"""The month list: an officer who recalculates it gets what the engine got, and cells that cannot be recalculated say so."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from tests.unit.documents.sheet_calculator import Calculator

from namro.base.documents.month_list import month_list_xlsx
from namro.base.documents.spreadsheet import NotInSheetError, Writer, band_formula
from namro.base.documents.types import Band, Column, MethodLine, MonthList, MonthRow, Quota, QuotaReading
from namro.base.law import load_framework
from namro.engine.expression import parse
from namro.engine.plan import plan_for

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
LAW = load_framework("nd335-2025")
SUMS = ("assigned_units", "completed_units", "quality_units", "progress_units")
RATIOS = ("a", "b", "c", "d", "đ", "e")
LIST, COUNTS = "Danh sách", "Tổng hợp"


def row(name, figures, band, decided="", *, leader=False, state="Đã chấm", reason=""):
    return MonthRow(
        f"M-{name}", name, "Chuyên viên", "Văn phòng", "CV", figures, band, state, decided, reason, {"leader": leader}
    )


def figures(sums, ratios, result, general, total):
    named = {**dict(zip(SUMS, sums, strict=False)), **dict(zip(RATIOS, ratios, strict=False))}
    return {**named, "result_points": result, "general": general, "total": total}


STAFF = row(
    "Lê An",
    figures(("30", "20", "20", "20"), ("0.666666666667",) * 3, "46.666666666667", "30", "76.666666666667"),
    "HTT",
    "HTT",
)
EDGE = row(
    "Vũ Bình",
    figures(("7", "6", "6", "6"), ("0.857142857143",) * 3, "60", "30", "90"),
    "HTXS",
    "HTT",
    reason="Vượt tỷ lệ",
)
LEADER = row(
    "Hà Chi",
    figures(
        ("10", "12", "9.5", "10"), ("1", "0.95", "1", "0.5", "1", "1"), "63.583333333333", "28.5", "92.083333333333"
    ),
    "HTXS",
    leader=True,
)
ABSENT = row("Ngô Dung", {}, "", state="Nghỉ thai sản")
KEPT = row("Đỗ Giang", figures((), ("0.6667", "0.6667", "0.6667"), "46.666666666667", "30", "76.666666666667"), "HTT")


def month(*rows, settings=None, **changes):
    plan = plan_for(LAW, settings)
    columns = [
        *(Column(key, key) for key in SUMS), *(Column(key, key, is_ratio=True) for key in RATIOS),
        Column("result_points", "Điểm kết quả"), Column("general", "Điểm chung"), Column("total", "Tổng điểm"),
    ]  # fmt: skip
    made = MonthList(
        agency="Ủy ban nhân dân phường Ba Đình", parent_agency="Ủy ban nhân dân thành phố Hà Nội",
        title="Danh sách kết quả", period="tháng 10 năm 2026", rows=list(rows), columns=columns,
        formulas={one.key: tree for one, tree in plan.sheet},
        bands=[Band(one.code, one.rule.title.vi, str(one.at_least)) for one in LAW.bands], made_at=AT,
        quota=Quota("0.20", "HTXS", LAW.quota.pool_bands, tuple(QuotaReading(one.rule.title.vi, one.sql, one.key == "literal") for one in LAW.quota.readings)),
        method=(MethodLine("a: tỷ lệ về số lượng", "NĐ 335/2025, Điều 14.2a"),),
    )  # fmt: skip
    return replace(made, **changes)


def opened(made, **options):
    return openpyxl.load_workbook(io.BytesIO(month_list_xlsx(made)), **options)


def headed(sheet, title):
    return next(cell.column_letter for cell in sheet[6] if cell.value == title)


def test_recalculating_every_formula_gives_the_value_written_beside_it():
    made = month(STAFF, EDGE, LEADER, ABSENT, KEPT)
    formulas, values = opened(made), opened(made, data_only=True)
    calculator = Calculator(formulas)
    checked = 0
    for sheet in formulas:
        for cell in (one for line in sheet.iter_rows() for one in line):
            if isinstance(cell.value, str) and cell.value.startswith("="):
                ours = values[sheet.title][cell.coordinate].value
                theirs = calculator.value(sheet.title, cell.coordinate)
                assert theirs == (pytest.approx(ours, abs=1e-9) if isinstance(ours, (int, float)) else ours), cell.value
                checked += 1
    assert checked > 40


def test_the_formulas_are_the_frameworks_own():
    sheet = opened(month(STAFF, LEADER))[LIST]
    at = {key: headed(sheet, key) for key in (*SUMS, *RATIOS)}
    assigned, completed, quality = (at[key] for key in SUMS[:3])
    a, b, c, e = at["a"], at["b"], at["c"], at["e"]
    result, general, total = headed(sheet, "Điểm kết quả"), headed(sheet, "Điểm chung"), headed(sheet, "Tổng điểm")
    assert sheet[f"{a}7"].value == f"=MIN(1,{completed}7/{assigned}7)"
    assert sheet[f"{b}7"].value == f"=MIN(1,{quality}7/{assigned}7)"
    assert sheet[f"{result}7"].value == f"=({a}7+{b}7+{c}7)/3*70"
    assert sheet[f"{result}8"].value.startswith(f"=({a}8+{b}8+{c}8+")
    assert f"{e}8)/6*70" in sheet[f"{result}8"].value
    assert sheet[f"{total}7"].value == f"={general}7+{result}7"


def test_a_setting_of_the_unit_changes_the_formulas():
    settings = {"denominator": "completed", "cap": "no"}
    half = row(
        "Lê An", figures(("30", "15", "15", "15"), ("0.5", "1", "1"), "58.333333333333", "30", "88.333333333333"), "HTT"
    )
    sheet = opened(month(half, settings=settings))[LIST]
    b, completed, quality = (headed(sheet, key) for key in ("b", "completed_units", "quality_units"))
    assert f"{quality}7/{completed}7" in sheet[f"{b}7"].value
    assert "MIN" not in sheet[f"{b}7"].value


def test_who_stands_exactly_on_a_threshold_stays_there_in_binary():
    made = month(EDGE)
    calculator = Calculator(opened(made))
    band = headed(opened(made)[LIST], "Mức theo điểm")
    assert calculator.value(LIST, f"{band}7") == "HTXS"


def test_where_rounding_would_tell_another_level_the_cell_holds_ours():
    near = row("Lý Hà", {"general": "30", "result_points": "59.999999999999", "total": "89.999999999999"}, "HTT")
    sheet = opened(month(near))[LIST]
    assert sheet[f"{headed(sheet, 'Mức theo điểm')}7"].value == "HTT"


def test_figures_kept_rounded_are_not_dressed_as_exact_formulas():
    sheet = opened(month(KEPT))[LIST]
    result, total = headed(sheet, "Điểm kết quả"), headed(sheet, "Tổng điểm")
    assert sheet[f"{result}7"].value == pytest.approx(46.666666666667)
    assert sheet[f"{total}7"].value.startswith("=")


def test_somebody_not_rated_has_no_figures_and_says_why():
    sheet = opened(month(ABSENT))[LIST]
    figures_of_row = [sheet.cell(7, column).value for column in range(7, 7 + len(SUMS) + len(RATIOS) + 3)]
    assert set(figures_of_row) == {None}
    assert "Nghỉ thai sản" in [cell.value for cell in sheet[7]]


def test_the_counts_and_every_reading_of_the_quota_agree_with_the_rows():
    people = [replace(EDGE, decided="HTXS", code=str(n)) for n in range(8)] + [
        replace(STAFF, code=f"s{n}") for n in range(28)
    ]
    calculator = Calculator(opened(month(*people, ABSENT)))
    assert [calculator.value(COUNTS, f"C{at}") for at in range(2, 6)] == [8, 28, 0, 0]
    caps = [(calculator.value(COUNTS, f"B{at}"), calculator.value(COUNTS, f"C{at}")) for at in range(13, 16)]
    assert caps == [(6, 2), (7, 1), (7, 1)]
    assert "(đang áp dụng)" in opened(month(STAFF))[COUNTS]["A13"].value


def test_those_not_decided_yet_count_by_their_points():
    sheet = opened(month(replace(EDGE, decided=""), replace(EDGE, decided="HTT")), data_only=True)[COUNTS]
    assert [sheet[f"{column}2"].value for column in "BCD"] == [2, 0, 1]


def test_the_page_is_ready_to_print():
    sheet = opened(month(STAFF))[LIST]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.freeze_panes == "D7"
    assert sheet.auto_filter.ref.startswith("A6:")
    assert sheet.page_setup.fitToHeight == 0


def test_a_name_that_looks_like_a_formula_stays_a_name():
    sheet = opened(month(replace(STAFF, name="=1+1", reason="+84")))[LIST]
    assert sheet["C7"].value == "=1+1"
    assert sheet["C7"].data_type == "s"


def test_what_the_sheet_does_not_show_is_not_reached_for():
    with pytest.raises(NotInSheetError):
        Writer({"a": "A1"}, {}, {}).write(parse("a + secret"))


@pytest.mark.parametrize(
    ("sql", "formula"),
    [
        ("x - (y + x)", "X1-(Y1+X1)"),
        ("x / (y * x)", "X1/(Y1*X1)"),
        ("(x + y) * 0.25", "(X1+Y1)*0.25"),
        ("x - y - x", "X1-Y1-X1"),
        ("FLOOR(x / 3)", "INT(ROUND(X1/3,8))"),
        ("GREATEST(0, LEAST(1, x))", "MAX(0,MIN(1,X1))"),
        ("CASE WHEN x >= y AND x > 0 THEN x ELSE y END", "IF(AND(X1>=Y1,X1>0),X1,Y1)"),
        ("CASE WHEN leader THEN x ELSE y END", "X1"),
        ("half * 2", "(X1+Y1)*2"),
    ],
)
def test_formulas_keep_their_meaning(sql, formula):
    writer = Writer({"x": "X1", "y": "Y1"}, {"leader": True}, {"half": parse("x + y")})
    assert writer.write(parse(sql)) == formula


def test_bands_are_tested_from_the_top():
    assert (
        band_formula("T1", [("A", "90"), ("B", "70"), ("C", "0")])
        == 'IF(ROUND(T1,8)>=90,"A",IF(ROUND(T1,8)>=70,"B","C"))'
    )


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice to recalculate as an officer's program does"
)
def test_libreoffice_calculates_what_we_wrote(tmp_path):
    made = month(STAFF, EDGE, LEADER, ABSENT, KEPT)
    (tmp_path / "in.xlsx").write_bytes(month_list_xlsx(made))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        tmp_path,
        tmp_path / "in.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    subprocess.run(
        [*command[:4], "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out", tmp_path / "in.ods"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    ours = opened(made, data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "out" / "in.xlsx", data_only=True)
    for name in (LIST, COUNTS):
        for cell in (one for line in ours[name].iter_rows() for one in line if isinstance(one.value, (int, float))):
            assert theirs[name][cell.coordinate].value == pytest.approx(cell.value, abs=1e-9), cell.coordinate
