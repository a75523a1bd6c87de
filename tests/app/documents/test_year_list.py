"""The list of a year as a workbook: the months behind each figure, own level, level found and decided, and why."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from tests.app.evaluations.month import actor, city_officer
from tests.app.evaluations.months import month
from tests.app.evaluations.years import ON, WHO, Year, open_year, ready, staff_of_commune
from tests.cast import City

from namro.duties.evaluations import services

pytestmark = pytest.mark.django_db


def rows_of(content: bytes) -> dict[str, dict[str, Any]]:
    """By name: what stands under each heading of the list."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Danh sách"]
    heads = [cell.value for cell in sheet[6]]
    found = (dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=7))
    return {one["Họ và tên"]: one for one in found if one["Mã cán bộ"]}


def downloaded(city: City, as_: Any, year: Year, who: Any) -> dict[str, dict[str, Any]]:
    answer = as_(city_officer(city)).get(f"/rounds/{year.round(who).pk}/files/list.xlsx")
    assert answer.status_code == 200 and answer["Content-Type"].endswith("spreadsheetml.sheet")
    return rows_of(answer.content)


def test_the_list_of_a_year_tells_the_months_their_mean_and_what_was_decided(city: City, as_) -> None:
    for who in [*staff_of_commune(city), city.chair]:
        for number in range(1, 12):
            month(who, number, "95" if who == city.binh else "85")
    year = Year(city, open_year(city))
    ready(year)
    year.decide(city.chair, city.an, quota_reason="Thành tích nổi trội")
    services.publish(round_id=year.round(city.an).pk, by=actor(city.chair, ON), **WHO)
    rows = downloaded(city, as_, year, city.an)
    assert len(rows) == len(staff_of_commune(city))
    an = rows[city.an.person.full_name]
    assert [an[f"Tháng {number}"] for number in range(1, 13)] == [*[85] * 11, None]
    assert (an["Điểm năm"], an["Tự xếp loại"], an["Mức tính được"], an["Mức quyết định"]) == (85, "HTT", "HTT", "HTT")
    assert an["Quyết định số, ngày"] == "99/QĐ ngày 10/12/2026"
    assert "Tháng 12: chưa có phiếu" in an["Lý do, ghi chú"]
    assert rows[city.binh.person.full_name]["Mức tính được"] == "HTXS"


def test_a_gap_is_left_empty_and_explained_and_there_is_no_mean(city: City, as_) -> None:
    for number in (*range(1, 8), *range(9, 12)):
        month(city.an, number, "85")
    year = Year(city, open_year(city))
    an = downloaded(city, as_, year, city.an)[city.an.person.full_name]
    assert (an["Tháng 8"], an["Điểm năm"], an["Mức tính được"], an["Mức quyết định"]) == (None, None, "", "")
    assert "Tháng 8: chưa có phiếu" in an["Lý do, ghi chú"]


def test_under_a_law_of_conditions_what_was_counted_stands_where_the_months_would(city: City, as_) -> None:
    opened = open_year(
        city, framework_id="nd90-2020", first_day=date(2025, 1, 1), settings={},
        at=datetime(2025, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        by=actor(city_officer(city), date(2025, 12, 10)),
    )  # fmt: skip
    year = Year(city, opened)
    rows = downloaded(city, as_, year, city.an)
    heads = list(rows[city.an.person.full_name])
    assert "Tháng 1" not in heads and "Điểm năm" not in heads and len(heads) > 11
    assert rows[city.an.person.full_name]["Mức quyết định"] == ""
