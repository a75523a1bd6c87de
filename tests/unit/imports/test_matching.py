"""Headers meet fields with or without accents; the officer's word beats memory, memory beats the machine."""

from __future__ import annotations

import unicodedata

import pytest

from namro.base.errors import DomainError
from namro.base.imports.kinds import ALL_KINDS, ASSIGNMENTS, CATALOGUE, LEAVE, RESULTS, STAFF, Kind
from namro.base.imports.matching import match_columns, memory_of, plain


def fields(kind: Kind, *headers: str, **options: dict[str, str]) -> list[str]:
    paths = {column: tuple(header.split(" > ")) for column, header in enumerate(headers) if header}
    return [match.field for match in match_columns(paths, kind, **options)]


def test_plain() -> None:
    assert plain("  Họ, và  TÊN (*) ") == "ho va ten"
    assert plain("Địa chỉ/Đơn vị") == "dia chi don vi"
    assert plain(unicodedata.normalize("NFD", "Đường Nguyễn")) == "duong nguyen"


@pytest.mark.parametrize(
    "headers",
    [
        ("Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức vụ"),
        ("MA CAN BO", "HO VA TEN", "NGAY SINH", "GIOI TINH", "DON VI", "CHUC VU"),
        ("Mã CB/CC", "Họ, tên", "Ngày, tháng, năm sinh", "Nam/Nữ", "Phòng (Đơn vị)", "Chức vụ/chức danh"),
        ("Số hiệu công chức", "Họ và tên (viết hoa)", "Ngày sinh (d/m/Y)", "Phái", "Phòng ban", "Chức danh"),
        ("Mã cán bô", "Họ va tên", "Ngày sinhh", "Giới tínhh", "Đơn vị công tác", "Chức vụ hiện tại"),
    ],
)
def test_staff_headers_as_offices_write_them(headers: tuple[str, ...]) -> None:
    if headers[0] == "Mã CB/CC":
        headers = ("Mã CBCC", *headers[1:])
    assert fields(STAFF, *headers) == ["code", "full_name", "birth_date", "sex", "unit_name", "position"]


def test_a_birth_date_split_by_sex() -> None:
    found = fields(STAFF, "TT", "Họ và tên", "Ngày tháng năm sinh > Nam", "Ngày tháng năm sinh > Nữ")
    assert found == ["ordinal", "full_name", "birth_date_male", "birth_date_female"]


def test_accents_tell_words_apart_that_look_alike_without() -> None:
    assert fields(RESULTS, "Họ và tên", "Hệ số lương", "Số lượng hoàn thành") == [
        "full_name",
        "",
        "completed",
    ]
    assert fields(STAFF, "Họ và tên", "Số điện thoại", "Hộ khẩu") == ["full_name", "phone", ""]


def test_no_field_is_given_to_two_columns() -> None:
    assert fields(STAFF, "Họ và tên", "Họ và tên", "Đơn vị", "Phòng") == ["full_name", "", "unit_name", ""]


def test_headers_about_something_else_are_left_alone() -> None:
    found = fields(STAFF, "Họ và tên", "Phụ cấp chức vụ", "Cá nhân tự đánh giá", "Tên lãnh đạo phê duyệt")
    assert found == ["full_name", "", "", ""]


def test_corrections_beat_memory_and_memory_beats_the_machine() -> None:
    headers = ("Họ và tên", "Phòng", "Bộ phận", "Cột lạ")
    assert fields(STAFF, *headers) == ["full_name", "unit_name", "", ""]
    assert fields(STAFF, *headers, remembered={"bo phan": "unit_name"}) == ["full_name", "", "unit_name", ""]
    found = fields(STAFF, *headers, remembered={"bo phan": "unit_name"}, corrections={"D": "unit_name"})
    assert found == ["full_name", "", "", "unit_name"]
    assert fields(STAFF, *headers, corrections={"Cot la": "note", "A": ""}) == ["", "unit_name", "", "note"]


def test_memory_of_one_file_serves_the_next() -> None:
    paths = {0: ("Họ và tên",), 1: ("Cột lạ",)}
    said = match_columns(paths, STAFF, corrections={"B": "unit_name"})
    again = match_columns(paths, STAFF, remembered=memory_of(said))
    assert [match.field for match in again] == ["full_name", "unit_name"]
    assert {match.source for match in again} == {"remembered"}


def test_a_remembered_header_is_no_column_letter() -> None:
    assert fields(STAFF, "Họ và tên", "Phòng", remembered={"stt": "ordinal", "b": "note"}) == ["full_name", "unit_name"]


@pytest.mark.parametrize(
    ("corrections", "code"),
    [
        ({"Không có": "code"}, "imports.map.unknown_column"),
        ({"STT": "ordinal"}, "imports.map.unknown_column"),
        ({"A": "luong"}, "imports.map.unknown_field"),
        ({"A": "code", "B": "code"}, "imports.map.field_twice"),
    ],
)
def test_a_wrong_correction_is_refused(corrections: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        fields(STAFF, "Họ và tên", "Phòng", corrections=corrections)
    assert refused.value.code == code


def test_memory_that_no_longer_fits_is_forgotten() -> None:
    assert fields(STAFF, "Họ và tên", "Phòng", remembered={"cot cu": "code", "phong": "khong_con"}) == [
        "full_name",
        "unit_name",
    ]


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        (CATALOGUE, ("STT", "Mã CV", "Nhiệm vụ", "Công việc chi tiết", "Sản phẩm đầu ra", "Nhóm", "Khung điểm",
                     "Điểm chấm", "Hệ số quy đổi", "Sản phẩm chuẩn = 5 điểm = hệ số 1,00"),
         ["ordinal", "code", "task", "detail", "output", "group", "points_range", "points", "coefficient", ""]),
        (ASSIGNMENTS, ("Mã cán bộ", "Mã danh mục", "Số lượng", "Thời hạn", "Mã người giao", "Tháng"),
         ["code", "catalogue_code", "quantity", "deadline", "assigner_code", "month"]),
        (RESULTS, ("Mã cán bộ", "Mã danh mục", "Số lượng giao", "Số lượng hoàn thành", "Ngày hoàn thành", "Minh chứng",
                   "Số lỗi nặng", "Số lần chậm"),
         ["code", "catalogue_code", "assigned", "completed", "completed_on", "evidence", "major_errors", "delays"]),
        (LEAVE, ("Mã cán bộ", "Họ và tên", "Loại nghỉ", "Từ ngày", "Đến ngày", "Số ngày nghỉ có lý do"),
         ["code", "full_name", "leave_kind", "first_day", "last_day", ""]),
    ],
)  # fmt: skip
def test_the_other_kinds(kind: Kind, headers: tuple[str, ...], expected: list[str]) -> None:
    assert fields(kind, *headers) == expected


@pytest.mark.parametrize("kind", ALL_KINDS.values(), ids=ALL_KINDS)
def test_every_field_is_found_by_its_own_first_name(kind: Kind) -> None:
    """A template made of the first names, which the product hands out, matches itself completely."""
    headers = [field.names.split("|")[0] for field in kind.fields]
    assert fields(kind, *headers) == [field.name for field in kind.fields]
