"""One cell to one value: day-first dates, exact decimals, ticks, choices, ranks."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from namro.base.imports import values
from namro.base.imports.kinds import CATALOGUE, LEAVE, STAFF


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1/2/2026", date(2026, 2, 1)),
        ("01-02-2026", date(2026, 2, 1)),
        ("1.2.2026", date(2026, 2, 1)),
        ("  05 / 04 / 2025 ", date(2025, 4, 5)),
        ("2026-02-01", date(2026, 2, 1)),
        ("2026/02/01", date(2026, 2, 1)),
        ("01/02/2026 08:30", date(2026, 2, 1)),
        ("ngày 5 tháng 4 năm 1980", date(1980, 4, 5)),
        ("20260201", date(2026, 2, 1)),
        ("01022026", date(2026, 2, 1)),
        (46054.0, date(2026, 2, 1)),
        (46054.75, date(2026, 2, 1)),
        ("46054", date(2026, 2, 1)),
        (20260201.0, date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 2, 1)),
        (datetime(2026, 2, 1, 23, 59), date(2026, 2, 1)),  # noqa: DTZ001 (a cell has no zone)
        ("29/2/2024", date(2024, 2, 29)),
    ],
)
def test_dates(cell: Any, expected: date) -> None:
    assert values.read_date(cell) == (expected, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("tháng 5/1980", "date.partial"),
        ("5/1980", "date.partial"),
        ("1980", "date.partial"),
        (1980.0, "date.partial"),
        ("năm 1980", "date.partial"),
        ("00/05/1980", "date.partial"),
        ("5/13/1980", "date.impossible"),
        ("30/2/1980", "date.impossible"),
        ("29/2/2023", "date.impossible"),
        ("hôm qua", "date.unreadable"),
        ("1/2/198", "date.unreadable"),
        (-5.0, "date.unreadable"),
        (1e300, "date.unreadable"),
        (float("nan"), "date.unreadable"),
        (True, "date.unreadable"),
        (time(8, 0), "date.unreadable"),
    ],
)
def test_what_is_no_whole_date_is_refused_not_guessed(cell: Any, code: str) -> None:
    value, problem = values.read_date(cell)
    assert value is None
    assert problem is not None
    assert problem[:2] == ("error", code)


def test_a_short_year_is_read_with_a_warning() -> None:
    assert values.read_date("1/2/80") == (date(1980, 2, 1), ("warning", "date.short_year", {"year": 1980}))
    assert values.read_date("1/2/05")[0] == date(2005, 2, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (14.0, "14"),
        (7, "7"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("0,125", "0.125"),
        (" 12 ", "12"),
        ("1 000", "1000"),
    ],
)
def test_decimals_are_exact(cell: Any, expected: str) -> None:
    value, problem = values.read_decimal(cell)
    assert (value, problem) == (Decimal(expected), None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("-1", "number.negative"), (-0.5, "number.negative"), ("hai", "number.unreadable"), ("1,2,3", "number.unreadable"),
     (float("inf"), "number.unreadable"), (True, "number.unreadable"), ("١٢", "number.unreadable"),
     ("9" * 100, "number.unreadable"), (date(2026, 1, 2), "number.unreadable")],
)  # fmt: skip
def test_bad_numbers(cell: Any, code: str) -> None:
    value, problem = values.read_decimal(cell)
    assert value is None
    assert problem is not None
    assert problem[1] == code


def test_a_number_with_two_readings_takes_the_vietnamese_one_and_says_so() -> None:
    assert values.read_decimal("1.234") == (Decimal(1234), ("warning", "number.ambiguous", {"value": "1234"}))
    assert values.read_decimal("1,234")[0] == Decimal("1.234")


def test_whole_numbers() -> None:
    assert values.read_whole("3") == (3, None)
    problem = values.read_whole("2,5")[1]
    assert problem is not None
    assert problem[1] == "number.not_whole"


@pytest.mark.parametrize(("cell", "expected"), [("x", True), ("X ", True), ("có", True), ("✓", True), ("", False),
                                                ("Không", False), (1.0, True), (False, False)])  # fmt: skip
def test_ticks(cell: Any, expected: bool) -> None:
    assert values.read_boolean(cell) == (expected, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("10/2026", date(2026, 10, 1)), ("Tháng 10/2026", date(2026, 10, 1)), ("tháng 10 năm 2026", date(2026, 10, 1)),
     ("2026-10", date(2026, 10, 1)), (date(2026, 10, 15), date(2026, 10, 1)), ("", None)],
)  # fmt: skip
def test_months(cell: Any, expected: date | None) -> None:
    assert values.read_month(cell) == (expected, None)


@pytest.mark.parametrize("cell", ["13/2026", "tháng mười", "2026-13"])
def test_bad_months(cell: str) -> None:
    problem = values.read_month(cell)[1]
    assert problem is not None
    assert problem[1] == "month.unreadable"


@pytest.mark.parametrize(
    ("kind", "field", "cell", "expected"),
    [
        (STAFF, "sex", "NỮ", "female"),
        (STAFF, "sex", "nam", "male"),
        (STAFF, "staff_group", "Công chức", "cong_chuc"),
        (STAFF, "staff_group", "cong chuc", "cong_chuc"),
        (STAFF, "staff_group", "LĐHĐ", "ldhd"),
        (STAFF, "staff_group", "Hợp đồng lao động", "ldhd"),
        (STAFF, "rank", "Cấp phó", "deputy"),
        (CATALOGUE, "group", "N3", "3"),
        (CATALOGUE, "group", "Nhóm 5", "5"),
        (LEAVE, "leave_kind", "Thai sản", "maternity"),
        (LEAVE, "leave_kind", "Nghỉ ốm", "sick"),
    ],
)
def test_choices(kind: Any, field: str, cell: str, expected: str) -> None:
    assert values.reader_of(kind.field(field))(cell) == (expected, None)


def test_a_sixth_complexity_group_is_refused() -> None:
    problem = values.reader_of(CATALOGUE.field("group"))("N6")[1]
    assert problem is not None
    assert problem[:2] == ("error", "choice.unknown")


@pytest.mark.parametrize(
    ("title", "rank"),
    [("Trưởng phòng", "head"), ("Phó Trưởng phòng", "deputy"), ("P. chánh VP ", "deputy"), ("Chi cục phó", "deputy"),
     ("Đội trưởng thuộc CC", "head"), ("Chủ tịch UBND", "head"), ("Công chức thừa hành", "staff"), ("", ""),
     ("Kế toán trưởng", "staff"), ("Chánh Văn phòng", "head"), ("Chuyên viên", "staff")],
)  # fmt: skip
def test_ranks_as_titles_suggest_them(title: str, rank: str) -> None:
    assert values.rank_of_title(title) == rank


def test_codes_keep_their_text() -> None:
    assert values.read_code("007 ") == ("007", None)
    assert values.read_code(1234.0) == ("1234", None)
    assert values.read_code(8.051) == ("8.051", ("warning", "code.number", {}))


def test_text_is_nfc_with_single_spaces() -> None:
    assert values.clean("  Nguye\u0302\u0303n \u00a0Va\u0306n\tA\n") == "Nguyễn Văn A"
