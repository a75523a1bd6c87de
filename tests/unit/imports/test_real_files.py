"""Every real workbook is read: its table is found, or the refusal says why."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from namro.base.errors import DomainError
from namro.base.imports.analysis import Analysis, analyse
from namro.base.imports.layout import header_bottoms, header_paths, is_numbering
from namro.base.imports.readers import read_workbook
from namro.base.imports.report import annotated_workbook

NO_STAFF = [
    "bo_tai_chinh_Final_2007.xls", "bo_tai_chinh_Plan_2003.xls", "bo_tai_chinh_Plan_2006.xls",
    "mau_BC_KETQUATIEPCONGDAN.xls", "mau_BC_SOTIEPCONGDAN.xls", "mau_BC_TONGHOPKETQUAXULYDONTOCAO.xls",
    "y_kien_nguoi_dung_lan1_2014.csv",
]  # fmt: skip


def read(shared: Path, name: str, kind: str = "staff", **options: Any) -> Analysis:
    folder = "catalogue" if name.startswith("nghia_lam") else "forms"
    return analyse((shared / "data" / folder / name).read_bytes(), name, kind, **options)


@pytest.mark.parametrize(
    ("name", "sheet", "header", "rows"),
    [
        ("mau_nhap_thong_tin_can_bo.xlsx", "Sheet1", [1, 2, 3], 2),
        ("bang_tong_hop_xep_loai_thang_2025-04.xlsx", "Worksheet", [6], 13),
        ("quan_ly_can_bo_nhap_xuat_2014.xlsx", "XUAT du lieu", [1, 2, 3], 8),
        ("bang_luong_that_ra_la_xlsx.xls", "Bảng lương", [5, 6, 7], 2),
        ("mau_bang_tong_hop_phan_loai_thang.xlsx", "Sheet1", [7, 8], 0),
        ("mau_bang_tong_hop_phan_loai_nam.xlsx", "Sheet1", [7], 0),
    ],
)
def test_real_staff_lists_import_without_editing(
    shared: Path, name: str, sheet: str, header: list[int], rows: int
) -> None:
    analysis = read(shared, name)
    report = analysis.report()
    assert (report["format"], report["sheet"], report["header_rows"]) == ("xlsx", sheet, header)
    assert (report["rows"], report["rows_accepted"], report["errors"]) == (rows, rows, [])
    assert any(one.code == "file.no_rows" for one in analysis.findings) is (rows == 0)


@pytest.mark.parametrize("name", NO_STAFF)
def test_workbooks_about_other_things_are_read_and_refused_with_the_reason(shared: Path, name: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(shared, name)
    assert refused.value.code == "imports.table.not_found"
    assert name in str(refused.value)


def test_no_form_is_forgotten(shared: Path) -> None:
    names = {path.name for path in (shared / "data/forms").iterdir() if path.suffix in (".xls", ".xlsx", ".csv")}
    assert len(names) == 14
    for name in names:
        assert read_workbook(shared / "data/forms" / name).sheets


def test_the_input_template_has_three_header_rows_and_split_names(shared: Path) -> None:
    first, second = read(shared, "mau_nhap_thong_tin_can_bo.xlsx").records()
    assert (first["full_name"], first["sex"], first["birth_date"]) == (
        "Phùng Quang",
        "male",
        date(1987, 5, 7),
    )
    assert first["code"].startswith("T99-")
    assert second["full_name"] == "Hà Thị Anh"


def test_the_rating_summary_keeps_groups_as_context(shared: Path) -> None:
    analysis = read(shared, "bang_tong_hop_xep_loai_thang_2025-04.xlsx")
    report = analysis.report()
    assert report["numbering_row"] == 7
    assert report["groups"] == ["Lãnh đạo Chi cục", "Nghiệp vụ", "Phòng Tổ chức cán bộ", "Văn phòng"]
    by_row = {record["row"]: record for record in analysis.records()}
    assert (by_row[9]["full_name"], by_row[9]["section"]) == ("Cao Minh Phi", "Lãnh đạo Chi cục")
    assert (by_row[24]["full_name"], by_row[24]["section"]) == ("Trương Bách", "Văn phòng")
    assert {11, 16, 21}.isdisjoint(by_row)


def test_the_export_has_the_birth_date_in_two_columns_by_sex(shared: Path) -> None:
    analysis = read(shared, "quan_ly_can_bo_nhap_xuat_2014.xlsx")
    columns = {match.letter: match.field for match in analysis.tables[0].table.matches}
    assert (columns["E"], columns["F"]) == ("birth_date_male", "birth_date_female")
    people = list(analysis.records())
    assert [person["sex"] for person in people].count("male") == 2
    assert (people[1]["birth_date"], people[1]["sex"]) == (date(1973, 5, 9), "female")
    named = {one.sheet for one in analysis.findings if one.code == "file.other_table"}
    assert named == {"XUAT du lieu", "NHẬP du lieu"}


def test_the_input_sheet_of_the_same_workbook_holds_two_tables(shared: Path) -> None:
    analysis = read(shared, "quan_ly_can_bo_nhap_xuat_2014.xlsx", sheet="NHẬP du lieu")
    assert analysis.report()["header_rows"] == [3, 4, 5]
    assert [record["row"] for record in analysis.records()] == [6]
    other = next(one for one in analysis.findings if one.code == "file.other_table")
    assert other.values["row"] == 9


def test_a_self_assessment_sheet_gives_its_work_lines(shared: Path) -> None:
    analysis = read(shared, "phieu_tu_danh_gia_thang_2025-04.xlsx", "assignments")
    lines = list(analysis.records())
    assert analysis.report()["header_rows"] == [15]
    assert [line["row"] for line in lines] == list(range(16, 25))
    assert (lines[0]["assigned_on"], lines[0]["deadline"]) == (date(2025, 4, 5), date(2025, 4, 8))
    assert lines[0]["month"] == date(2025, 4, 1)
    assert lines[0]["full_name"].startswith("Nghiêm Thị")
    assert all(line["needs_code"] for line in lines)


def test_the_catalogue_of_nghia_lam(shared: Path) -> None:
    analysis = read(shared, "nghia_lam_qd283_2026.xlsx", "catalogue")
    assert analysis.errors == []
    assert [(columns.values["part"][0], len(columns.numbers)) for columns in analysis.tables] == [
        ("leaders", 18), ("shared", 62), ("office", 291),
    ]  # fmt: skip
    items = list(analysis.records())
    assert len(items) == len({item["code"] for item in items}) == 371
    assert {item["group"] for item in items} <= {"1", "2", "3", "4", "5"}
    assert all(item["points"] / 5 == item["coefficient"] for item in items)
    assert items[80]["office"] == "Văn phòng HĐND-UBND"
    assert analysis.coefficient_rule == {"divisor": "5", "places": "2"}
    assert analysis.decision == ("283/QĐ-UBND", date(2026, 5, 31))
    assert analysis.report()["decision"] == {"number": "283/QĐ-UBND", "date": "2026-05-31"}
    criteria = analysis.companion[0]
    assert len(criteria.numbers) == 10
    assert sum(criteria.values["maximum"]) == 30
    assert len(set(criteria.sections)) == 3


def test_the_catalogue_without_cached_values_is_recomputed_to_the_same(shared: Path) -> None:
    """Some programs save formulas without their values."""
    source = shared / "data/catalogue/nghia_lam_qd283_2026.xlsx"
    book = openpyxl.load_workbook(source)
    stream = io.BytesIO()
    book.save(stream)
    bare = analyse(stream.getvalue(), "bare.xlsx", "catalogue")
    cached = analyse(source.read_bytes(), "cached.xlsx", "catalogue")
    assert bare.columnar()["coefficient"] == cached.columnar()["coefficient"]
    assert sum(one.code == "coefficient.recomputed" for one in bare.findings) == 371
    assert all(isinstance(value, Decimal) for value in bare.columnar()["coefficient"])


def test_four_header_rows_are_flattened(shared: Path) -> None:
    grid = read_workbook(shared / "data/forms/mau_BC_KETQUATIEPCONGDAN.xls").sheets[0]
    assert header_bottoms(grid, 5) == [8]
    paths = header_paths(grid, 5, 8)
    assert paths[0] == ("STT",)
    assert paths[11] == ("Tiếp thường xuyên", "Trong đó đoàn đông người", "Tiếp lần đầu")
    assert len(paths[16]) == 4


def test_a_numbering_row_with_sums_is_recognised(shared: Path) -> None:
    sheets = {sheet.name: sheet for sheet in read_workbook(shared / "data/forms/bo_tai_chinh_Final_2007.xls").sheets}
    assert is_numbering(sheets["M07+"].rows[11])
    assert not is_numbering(sheets["M07+"].rows[12])


@pytest.mark.parametrize("name", ["bang_tong_hop_xep_loai_thang_2025-04.xlsx", "quan_ly_can_bo_nhap_xuat_2014.xlsx"])
def test_the_commented_copy_keeps_the_workbook_as_it_was(shared: Path, name: str) -> None:
    data = (shared / "data/forms" / name).read_bytes()
    copy = openpyxl.load_workbook(io.BytesIO(annotated_workbook(data, analyse(data, name, "staff"))))
    original = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in original:
        for row in sheet.iter_rows():
            for cell in row:
                assert copy[sheet.title].cell(cell.row, cell.column).value == cell.value
