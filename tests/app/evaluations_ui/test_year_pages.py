"""The pages of a year: what each shows to whom, and how often it asks the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import actor
from tests.app.evaluations.months import month
from tests.app.evaluations.years import ON, WHO, Year, open_year, ready, staff_of_commune
from tests.app.evaluations_ui.test_rounds import main
from tests.cast import City

from namro.duties.evaluations import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(city: City) -> Year:
    for who in [*staff_of_commune(city), city.chair]:
        for number in range(1, 12):
            month(who, number, "95" if who == city.binh else "85")
    return Year(city, open_year(city))


def test_the_sheet_of_a_year_shows_its_months_and_asks_for_a_level(year: Year, as_) -> None:
    text = main(as_(year.city.an).get(f"/sheets/{year.sheet(year.city.an).pk}"))
    assert text.count("85,00") > 11 and "Mức tự xếp loại" in text and "Gửi phiếu" in text


def test_handing_in_through_the_page_and_what_was_typed_survives_a_refusal(year: Year, as_) -> None:
    sheet = year.sheet(year.city.an)
    path = f"/sheets/{sheet.pk}/year-self"
    answer = as_(year.city.an).post(path, {"version": sheet.version, "strengths": "Sáng kiến số hóa", "limits": ""})
    assert answer.status_code == 400 and "Sáng kiến số hóa" in main(answer)
    as_(year.city.an).post(path, {"version": sheet.version, "level": "HTT", "strengths": "Sáng kiến số hóa"})
    assert year.sheet(year.city.an).self_level == "HTT"


def test_the_authority_sees_what_is_still_lacking(year: Year, as_) -> None:
    text = main(as_(year.city.chair).get(f"/sheets/{year.sheet(year.city.office_head).pk}"))
    for told in ("Chưa có nhận xét của cấp ủy", "Chưa có đề xuất của cơ quan tham mưu", "chưa được xếp loại"):
        assert told in text


def test_calibration_shows_candidates_with_their_evidence(year: Year, as_) -> None:
    ready(year)
    text = main(as_(year.city.chair).get(f"/rounds/{year.round(year.city.an).pk}/calibration"))
    assert "Đỗ Thanh Bình" in text and "Nguyễn Văn An" not in text
    assert "Nhất trí với mức tự xếp loại." in text and "thấp nhất 95,00" in text


def test_the_file_lists_every_paper_of_article_24(year: Year, as_) -> None:
    city = year.city
    ready(year)
    year.decide(city.chair, city.an, quota_reason="x")
    services.publish(round_id=year.round(city.an).pk, by=actor(city.chair, ON), **WHO)
    text = main(as_(city.an).get(f"/sheets/{year.sheet(city.an).pk}/file"))
    assert "Phòng Văn hóa - Xã hội" in text and text.count("tháng ") >= 11 and "năm 2026" in text
    assert "99/QĐ" in text and f"/sheets/{year.sheet(city.an).pk}/notice.pdf" in text
    assert as_(city.binh).get(f"/sheets/{year.sheet(city.an).pk}/file").status_code == 404


@pytest.mark.parametrize(("who", "path", "most"), [
    ("an", "sheet", 15), ("chair", "round", 15), ("chair", "calibration", 16), ("office_head", "meetings", 12),
    ("an", "file", 15),
])  # fmt: skip
def test_pages_of_a_year_ask_a_fixed_number_of_times(year: Year, as_, who: str, path: str, most: int) -> None:
    city = year.city
    ready(year)
    paths = {
        "sheet": f"/sheets/{year.sheet(city.an).pk}", "round": f"/rounds/{year.round(city.an).pk}",
        "calibration": f"/rounds/{year.round(city.an).pk}/calibration", "meetings": f"/periods/{year.period.pk}/meetings",
        "file": f"/sheets/{year.sheet(city.an).pk}/file",
    }  # fmt: skip
    client = as_(getattr(city, who))
    client.get(paths[path])
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(paths[path]).status_code == 200
    assert len(seen) <= most, "\n".join(one["sql"][:150] for one in seen)


def test_heads_of_other_units_give_advice_that_changes_no_score(year: Year, as_) -> None:
    city, sheet = year.city, year.sheet(year.city.office_head)
    page = as_(city.other_chair)
    assert "Lê Thị Hoa" in main(page.get("/advice/?q=le thi hoa"))
    sent = {"sheet": sheet.pk, "channel": "matching_department", "points": "92,5", "comment": "Phối hợp tốt"}
    assert page.post("/advice/", {**sent, "points": "150"}).status_code == 400
    page.post("/advice/", sent)
    text = main(as_(city.chair).get(f"/sheets/{sheet.pk}"))
    assert "92,5" in text and "Phối hợp tốt" in text and "85,00" in text
    assert "Lê Thị Hoa" not in main(as_(city.an).get("/advice/"))  # heads no unit


def test_opening_a_year_asks_only_what_matters_to_a_year(as_, city: City) -> None:
    page = as_(city.officer).get("/periods/open?kind=year&first=2026-11&framework=nd335-2025").content.decode()
    assert 'name="set-december"' in page and 'name="set-deduction"' not in page
    assert "14/12" in page or "2026-12-14" in page  # the last day before the day of the law


@pytest.mark.parametrize("framework", ["nd335-2025", "nd233-2026"])
def test_december_before_the_years_end_is_the_agencys_choice_with_its_argument(as_, city: City, framework: str) -> None:
    asked = f"/periods/open?kind=year&first=2026-11&framework={framework}"
    page = as_(city.officer).get(asked).content.decode().split('for="set-december"')[1].split('for="set-')[0]
    assert "cơ quan lựa chọn" in page and "theo luật" not in page
    assert '<option value="provisional" selected>chấm tạm phần đã làm của tháng 12, đủ 12 tháng (mặc định)' in page
    assert "chấm tạm" in page.split("</select>")[1]  # why it is the default
