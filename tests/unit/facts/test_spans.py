"""The words offices use for a span of time, and what they do not mean."""

from __future__ import annotations

from datetime import date

import pytest

from namro.city.facts.imports.spans import Span, read_span, span_of, year_above


@pytest.mark.parametrize(
    ("period", "year", "heading", "expected"),
    [
        ("", "2023", "", ("year", "2023-01-01", "2024-01-01")),
        ("", "Năm 2023", "", ("year", "2023-01-01", "2024-01-01")),
        ("", "", "2019", ("year", "2019-01-01", "2020-01-01")),
        ("Cả năm", "2021", "", ("year", "2021-01-01", "2022-01-01")),
        ("năm 2020", "2021", "", ("year", "2020-01-01", "2021-01-01")),
        ("Quý I/2024", "", "", ("quarter", "2024-01-01", "2024-04-01")),
        ("Quý IV năm 2024", "", "", ("quarter", "2024-10-01", "2025-01-01")),
        ("Quý 2", "2024", "", ("quarter", "2024-04-01", "2024-07-01")),
        ("Q3/2024", "", "", ("quarter", "2024-07-01", "2024-10-01")),
        ("6 tháng đầu năm 2024", "", "", ("half_year", "2024-01-01", "2024-07-01")),
        ("6 tháng cuối năm", "2023", "", ("half_year", "2023-07-01", "2024-01-01")),
        ("Tháng 03/2022", "", "", ("month", "2022-03-01", "2022-04-01")),
        ("12/2022", "", "", ("month", "2022-12-01", "2023-01-01")),
        ("01/03/2024", "", "", ("month", "2024-03-01", "2024-04-01")),
        ("5", "", "2021", ("month", "2021-05-01", "2021-06-01")),
    ],
)
def test_a_span_is_read(period: str, year: str, heading: str, expected: tuple[str, str, str]):
    kind, first, until = expected
    found = read_span(period, year, heading)
    assert found == Span(kind, date.fromisoformat(first), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("period", "year"),
    [("", ""), ("Quý V/2024", ""), ("13/2022", ""), ("nhiệm kỳ", "2024"), ("", "0000"), ("Quý I", "")],
)
def test_what_names_no_span_is_not_guessed(period: str, year: str):
    assert read_span(period, year, "") is None


def test_the_year_above_the_table_is_taken_only_when_there_is_one():
    assert year_above(["KẾT QUẢ XẾP LOẠI NĂM 2022", "(kèm theo Quyết định ngày 20/12/2022)"]) == "2022"
    assert year_above(["Năm 2021 và năm 2022"]) == ""
    assert year_above(["Danh sách"]) == ""


def test_the_last_day_of_a_span_lies_in_it():
    assert span_of("half_year", 2024, 2).last == date(2024, 12, 31)
    assert span_of("quarter", 2024, 1).last == date(2024, 3, 31)
