"""Whole files: the table is found, the rows are told apart, every fault is named by its cell."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from namro.base.errors import DomainError
from namro.base.imports.analysis import Analysis, analyse

HEADER = ["STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức vụ"]


def staff(rows: list[list[Any]], workbook: Any, **options: Any) -> Analysis:
    return analyse(workbook([HEADER, *rows]), "ds.xlsx", "staff", **options)


def found(analysis: Analysis) -> set[tuple[str, str]]:
    return {(one.cell, one.code) for one in analysis.findings if one.cell}


def csv(text: str, kind: str = "staff", **options: Any) -> Analysis:
    return analyse(text.encode(), "ds.csv", kind, **options)


def test_a_plain_list(workbook: Any) -> None:
    analysis = staff([[1, "A1", "Trần Thị Hồng", date(1980, 2, 1), "Nữ", "Văn phòng", "Trưởng phòng"],
                      [2, "A2", "Lê Văn Đức", "1/2/1985", "Nam", "Văn phòng", "Chuyên viên"]], workbook)  # fmt: skip
    first, second = analysis.records()
    assert (analysis.row_count, analysis.accepted_count) == (2, 2)
    assert first["code"] == "A1"
    assert first["sex"] == "female"
    assert first["rank"] == "head"
    assert second["birth_date"] == date(1985, 2, 1)
    assert second["row"] == 3


def test_every_fault_is_named_by_its_cell_with_what_was_expected(workbook: Any) -> None:
    analysis = staff(
        [
            [1, "A1", "Trần Thị Hồng", "tháng 5/1980", "Nữ", "VP", "x"],
            [2, "A2", "", "1/2/1985", "Nam", "VP", "x"],
            [3, "A1", "Lê Văn Đức", "1/2/85", "không rõ", "VP", "x"],
            [4, "", "Vũ Minh", "1/2/1985", "Nam", "VP", "x"],
        ],
        workbook,
    )
    assert found(analysis) == {
        ("D2", "date.partial"), ("C3", "required"), ("B4", "code.duplicate"), ("D4", "date.short_year"),
        ("E4", "choice.unknown"), ("B5", "person.needs_code"),
    }  # fmt: skip
    assert analysis.accepted_count == 2
    report = analysis.report()
    assert report["rows_accepted"] == 2
    partial = next(one for one in report["warnings"] if one["cell"] == "D2")
    assert (partial["row"], partial["field"], partial["got"]) == (2, "birth_date", "tháng 5/1980")
    assert "15/05/1980" in partial["expected"]
    json.dumps(report)


TITLES = [
    ["UBND XÃ A", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["DANH SÁCH CÁN BỘ"],
    ["(Kèm theo QĐ số 1)"],
    [],
]


def test_titles_two_header_rows_numbering_groups_totals_and_signatures(workbook: Any) -> None:
    rows = [
        *TITLES,
        ["TT", "", "Họ và tên", "Ngày sinh", "", "Chức vụ", "Mã cán bộ"],
        ["", "", "", "Nam", "Nữ", "", ""],
        ["(1)", "", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["", "", "LÃNH ĐẠO"],
        [1, 1, "Trần Văn An", "1/2/1970", "", "Chủ tịch", "A1"],
        ["", "I", "Phòng Kinh tế"],
        [2, 1, "Lê Thị Bình", "", "3/4/1980", "Trưởng phòng", "A2"],
        [3, 2, "Vũ Văn Cường", "", "", "", ""],
        ["", "II", "Văn phòng"],
        [4, 1, "Tống Văn Dũng", "5/6/1990", "", "Chuyên viên", "A4"],
        ["", "", "Tổng cộng: 4 người"],
        [],
        ["", "", "Người lập biểu", "", "", "Ngày 30 tháng 10 năm 2026"],
    ]
    data = workbook(rows, ["A5:A6", "C5:C6", "D5:E5", "F5:F6", "G5:G6"])
    analysis = analyse(data, "ds.xlsx", "staff")
    report = analysis.report()
    assert (report["header_rows"], report["numbering_row"], report["first_data_row"]) == ([5, 6], 7, 8)
    records = list(analysis.records())
    assert [record["full_name"] for record in records] == [
        "Trần Văn An",
        "Lê Thị Bình",
        "Vũ Văn Cường",
        "Tống Văn Dũng",
    ]
    assert [record["unit_name"] for record in records] == [
        "LÃNH ĐẠO",
        "Phòng Kinh tế",
        "Phòng Kinh tế",
        "Văn phòng",
    ]
    assert [record["sex"] for record in records] == ["male", "female", "", "male"]
    assert records[1]["birth_date"] == date(1980, 4, 3)


def test_a_birth_date_in_both_columns_or_against_the_sex_is_an_error(workbook: Any) -> None:
    rows = [
        ["Họ và tên", "Năm sinh", "", "Giới tính"],
        ["", "Nam", "Nữ", ""],
        ["Trần Văn An", "1/2/1970", "1/2/1970", ""],
        ["Lê Thị Bình", "", "3/4/1980", "Nam"],
    ]
    analysis = analyse(workbook(rows, ["A1:A2", "B1:C1", "D1:D2"]), "ds.xlsx", "staff")
    assert {("C3", "date.two_columns"), ("D4", "person.sex_mismatch")} <= found(analysis)
    assert analysis.accepted_count == 0


def test_two_header_rows_in_a_csv_without_merged_cells() -> None:
    analysis = csv("TT;Họ và tên;Ngày sinh;;Chức vụ\n;;Nam;Nữ;\n1;Trần An;1/2/1970;;Chủ tịch\n2;Lê Bình;;3/4/1980;\n")
    assert analysis.report()["header_rows"] == [1, 2]
    assert [record["sex"] for record in analysis.records()] == ["male", "female"]


def test_a_header_repeated_on_each_page_is_passed_over_and_another_table_is_named(workbook: Any) -> None:
    person = ["A{0}", "Trần Văn An", "VP", "x"]
    header = ["Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ"]
    rows = [
        header, ["A1", *person[1:]], header, ["A2", *person[1:]], [], ["BẢNG LƯƠNG"],
        ["Mã cán bộ", "Họ và tên", "Bậc", "Hệ số lương"], ["A1", "Trần Văn An", 3, 3.0],
    ]  # fmt: skip
    analysis = analyse(workbook(rows), "ds.xlsx", "staff")
    assert [record["row"] for record in analysis.records()] == [2, 4]
    other = next(one for one in analysis.findings if one.code == "file.other_table")
    assert other.values["row"] == 7


def test_the_sheet_with_the_table_is_chosen_and_others_like_it_are_named(workbook: Any) -> None:
    rows = [["Mã cán bộ", "Họ và tên", "Đơn vị"], ["A1", "An", "VP"], ["A2", "Bình", "VP"]]
    data = workbook([["Hướng dẫn"], ["Điền vào trang sau"]], Nhap=rows, Cu=rows[:2])
    analysis = analyse(data, "ds.xlsx", "staff")
    assert analysis.report()["sheet"] == "Nhap"
    assert [one.sheet for one in analysis.findings if one.code == "file.other_table"] == ["Cu"]
    assert analyse(data, "ds.xlsx", "staff", sheet="Cu").row_count == 1
    with pytest.raises(DomainError, match="Nhap"):
        analyse(data, "ds.xlsx", "staff", sheet="Không có")


def test_the_officer_points_at_the_header_and_the_columns(workbook: Any) -> None:
    data = workbook([["x"], ["Cột một", "Cột hai"], ["A1", "An"], ["A2", "Bình"]])
    with pytest.raises(DomainError) as refused:
        analyse(data, "ds.xlsx", "staff")
    assert refused.value.code == "imports.table.not_found"
    analysis = analyse(data, "ds.xlsx", "staff", {"A": "code", "Cot hai": "full_name"}, header_rows=(2, 2))
    assert [(record["code"], record["full_name"]) for record in analysis.records()] == [
        ("A1", "An"),
        ("A2", "Bình"),
    ]
    assert analyse(data, "ds.xlsx", "staff", remembered=analysis.memory).row_count == 2
    with pytest.raises(DomainError):
        analyse(data, "ds.xlsx", "staff", header_rows=(9, 9))


def test_namesakes_without_codes_are_questions_and_with_codes_are_two_people() -> None:
    without = csv("Họ và tên,Đơn vị\nTrần An,VP\nTrân  an,KT\nTRẦN AN,KT\n")
    assert found(without) == {("A3", "person.namesake"), ("A4", "person.namesake")}
    assert without.accepted_count == 3
    assert without.columnar()["needs_code"] == [True] * 3
    with_codes = csv("Mã cán bộ,Họ và tên\nA1,Trần An\nA2,Trần An\n")
    assert not found(with_codes)


def test_legacy_names_are_offered_and_converted_only_when_accepted() -> None:
    text = "Mã cán bộ,Họ và tên,Đơn vị\nA1,NguyÔn V¨n Hïng,V¨n phßng\nA2,hoµng thÞ lôa,Phßng Kinh tÕ\n"
    offered = csv(text)
    assert offered.legacy == {"full_name": "tcvn3", "unit_name": "tcvn3"}
    assert [record["full_name"] for record in offered.records()] == ["NguyÔn V¨n Hïng", "hoµng thÞ lôa"]
    cell = next(one for one in offered.findings if one.cell == "B2")
    assert (cell.severity, cell.code, cell.expected) == ("warning", "text.legacy", "Nguyễn Văn Hùng")
    accepted = csv(text, convert_legacy=True)
    assert [record["full_name"] for record in accepted.records()] == ["Nguyễn Văn Hùng", "Hoàng Thị Lụa"]
    assert [record["unit_name"] for record in accepted.records()] == ["Văn phòng", "Phòng Kinh tế"]
    assert not found(accepted)


def test_headers_in_legacy_letters_are_matched() -> None:
    analysis = csv("M· c¸n bé,Hä vµ tªn,Ngµy sinh,Chøc vô\nA1,NguyÔn V¨n Hïng,1/2/1980,Chuyªn viªn\n")
    assert analysis.tables[0].table.columns == {"code": 0, "full_name": 1, "birth_date": 2, "position": 3}


def test_names_in_nfd_are_recognised_said_and_stored_composed() -> None:
    analysis = csv(unicodedata.normalize("NFD", "Mã cán bộ,Họ và tên,Đơn vị\nA1,Nguyễn Thị Ngọc Ánh,Phòng Kinh tế\n"))
    assert next(analysis.records())["full_name"] == "Nguyễn Thị Ngọc Ánh"
    assert any(one.code == "file.nfd" and one.field == "full_name" for one in analysis.findings)


CATALOGUE = "STT,Mã CV,Nhiệm vụ,Sản phẩm đầu ra,Nhóm,Khung điểm,Điểm chấm,Hệ số quy đổi\n"


def test_a_catalogue_is_checked_against_its_own_ranges_and_codes() -> None:
    analysis = csv(CATALOGUE + '1,A.1,Soạn,Công văn,N1,1-10,12,"2,4"\n2,A.1,Soạn,Công văn,N7,11-50,"12,5","2,5"\n3,,x,y,N1,1-10,5,1\n',
                   "catalogue")  # fmt: skip
    assert found(analysis) == {
        ("G2", "points.out_of_range"), ("B3", "code.duplicate"), ("E3", "choice.unknown"), ("B4", "required"),
    }  # fmt: skip
    assert analysis.columnar()["points"] == [Decimal(12), Decimal("12.5"), Decimal(5)]


def test_a_catalogue_without_codes_is_refused_as_a_whole() -> None:
    analysis = csv("Nhiệm vụ,Sản phẩm đầu ra,Điểm\nSoạn,Công văn,5\n", "catalogue")
    assert [one.code for one in analysis.errors] == ["file.missing_column"]
    assert analysis.accepted_count == 0
    assert not next(analysis.records())["accepted"]


def test_coefficient_formulas_decide_and_typed_values_are_compared(workbook: Any) -> None:
    header = ["Mã CV", "Nhiệm vụ", "Sản phẩm đầu ra", "Điểm chấm", "Hệ số quy đổi"]
    data = workbook([header, ["A", "a", "b", 33, "=ROUND(D2/5,2)"], ["B", "a", "b", 7.125, "=ROUND(D3/5,2)"],
                     ["C", "a", "b", 10, 3]])  # fmt: skip
    analysis = analyse(data, "dm.xlsx", "catalogue")
    assert analysis.coefficient_rule == {"divisor": "5", "places": "2"}
    assert analysis.columnar()["coefficient"] == [Decimal("6.60"), Decimal("1.43"), Decimal(3)]
    assert ("E4", "coefficient.mismatch") in found(analysis)


def test_assignments_results_and_leave() -> None:
    work = csv('Mã cán bộ,Mã danh mục,Số lượng,Thời hạn\nA1,DC.01,"2,5",30/10/2026\nA2,,1,31/11/2026\nA3,DC.02,-1,1/10/2026\n',
               "assignments")  # fmt: skip
    assert found(work) == {("B3", "target.missing"), ("D3", "date.impossible"), ("C4", "number.negative")}
    assert work.columnar()["quantity"][0] == Decimal("2.5")
    done = csv("Mã cán bộ,Mã danh mục,Số lượng hoàn thành,Số lỗi nặng,Số lỗi được miễn\nA1,DC.01,2,1,2\nA2,DC.01,,0,0\n",
               "results")  # fmt: skip
    assert found(done) == {("E2", "excused.above"), ("C3", "required")}
    away = csv(
        "Mã cán bộ,Loại nghỉ,Từ ngày,Đến ngày\nA1,Thai sản,1/5/2026,1/11/2026\nA2,Ốm,5/5/2026,1/5/2026\n,Ốm,x,\n",
        "leave",
    )
    assert found(away) == {("D3", "date.order"), ("A4", "person.needs_code"), ("C4", "date.unreadable")}


@pytest.mark.parametrize("text", ["a", "a,b\n1,2\n", "Họ và tên\nTrần An\n", "1,2,3\n4,5,6\n", ",,,\n,,,\n"])
def test_a_file_without_the_table_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        csv(text)
    assert refused.value.code in ("imports.table.not_found", "imports.file.empty")


def test_a_file_of_another_kind_is_recognised() -> None:
    with pytest.raises(DomainError, match="nghỉ của cán bộ"):
        csv("Mã cán bộ,Loại nghỉ,Từ ngày,Đến ngày\nA1,Ốm,1/5/2026,1/6/2026\n", "catalogue")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        csv("a,b\n", "luong")
    assert refused.value.code == "imports.kind.unknown"


def test_ragged_rows_and_stray_blanks_do_no_harm() -> None:
    analysis = csv("\n\nMã cán bộ,Họ và tên,Đơn vị\nA1,An\n\nA2,Bình,VP,thừa\n   ,  ,\n")
    assert [record["code"] for record in analysis.records()] == ["A1", "A2"]


def test_a_year_alone_leaves_a_birth_date_empty_and_refuses_a_deadline() -> None:
    people = csv("Mã cán bộ,Họ và tên,Năm sinh\nA1,An,1980\nA2,Bình,30/2/1980\n")
    assert people.columnar()["birth_date"] == [None, None]
    assert people.columnar()["accepted"] == [True, False]
    work = csv("Mã cán bộ,Mã danh mục,Thời hạn\nA1,DC.01,10/2026\n", "assignments")
    assert [one.code for one in work.errors] == ["date.partial"]
