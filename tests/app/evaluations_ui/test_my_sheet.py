"""My month: who may open a sheet, what it says, and that nothing typed is lost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import (
    FULL,
    actor,
    open_month,
    published_month,
    review,
    reviewed_month,
    self_score,
    sheet_of,
    work,
)
from tests.cast import City

from namro.base.audit.models import Event
from namro.duties.evaluations.models import Sheet, SheetState

pytestmark = pytest.mark.django_db


def typed(sheet: Sheet, **changes: str) -> dict[str, str]:
    points = {f"p-{place}": "5" if place < 2 else "2,5" for place in range(10)}
    return {**points, "strengths": "Chủ động", "limits": "", "version": str(sheet.version), **changes}


@pytest.mark.parametrize("who", ["an", "office_head", "chair", "officer"])
def test_the_person_their_scorers_and_home_affairs_open_the_sheet(city: City, as_, who):
    open_month(city)
    answer = as_(getattr(city, who)).get(f"/sheets/{sheet_of(city.an).pk}")
    assert answer.status_code == 200
    assert "Nguyễn Văn An" in answer.content.decode() or who == "an"


@pytest.mark.parametrize("who", ["binh", "outsider", "administrator", "economy_head"])
def test_for_everybody_else_it_does_not_exist(city: City, as_, who):
    open_month(city)
    assert as_(getattr(city, who)).get(f"/sheets/{sheet_of(city.an).pk}").status_code == 404


def test_who_looked_is_recorded_and_shown_to_the_person(city: City, as_):
    open_month(city)
    sheet = sheet_of(city.an)
    as_(city.an).get(f"/sheets/{sheet.pk}")
    assert not Event.objects.filter(tag="evaluations:sheet:viewed").exists()
    as_(city.office_head).get(f"/sheets/{sheet.pk}")
    assert Event.objects.get(tag="evaluations:sheet:viewed").person_id == city.office_head.person_id
    assert "Lê Thị Hoa" in as_(city.an).get(f"/sheets/{sheet.pk}").content.decode().split("Ai đã xem phiếu này")[1]


def test_the_page_says_why_not_higher_and_what_each_work_counts(city: City, as_):
    reviewed_month(city)
    text = as_(city.an).get("/sheets/mine").content.decode()
    assert "86,00" in text
    assert "Vì sao HTT mà chưa phải HTXS?" in text
    assert "Còn thiếu 4 điểm" in text
    assert "giao <b>10</b>" in text and "hoàn thành <b>8</b>" in text


def test_without_work_it_is_missing_data_and_no_zero(city: City, as_):
    open_month(city)
    text = as_(city.an).get("/sheets/mine").content.decode()
    assert "Chưa đủ dữ liệu" in text
    assert "Chưa có công việc nào trong kỳ này" in text


def test_whoever_has_no_sheet_is_told_what_it_will_be(city: City, as_):
    answer = as_(city.an).get("/sheets/mine")
    assert answer.status_code == 200 and "Chưa có phiếu nào" in answer.content.decode()


def test_submitting_takes_the_vietnamese_comma(city: City, as_):
    open_month(city)
    sheet = sheet_of(city.an)
    answer = as_(city.an).post(f"/sheets/{sheet.pk}/self", typed(sheet))
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.self_points, sheet.state, sheet.self_strengths) == (FULL, SheetState.SELF_SCORED, "Chủ động")


@pytest.mark.parametrize(("name", "value"), [("p-0", "5,5"), ("p-2", "hai"), ("p-4", "")])
def test_what_cannot_be_taken_stays_on_the_page_with_what_to_do(city: City, as_, name, value):
    open_month(city)
    sheet = sheet_of(city.an)
    answer = as_(city.an).post(f"/sheets/{sheet.pk}/self", typed(sheet, **{name: value, "limits": "Còn chậm"}))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Chưa thực hiện được" in text and "Còn chậm" in text and "is-invalid" in text
    sheet.refresh_from_db()
    assert sheet.state == SheetState.OPEN


def test_a_draft_is_kept_and_the_next_save_goes_on_from_it(city: City, as_):
    open_month(city)
    sheet = sheet_of(city.an)
    browser = as_(city.an)
    draft = browser.post(f"/sheets/{sheet.pk}/draft", typed(sheet, **{"p-9": ""}), headers={"HX-Request": "true"})
    assert "Đã lưu nháp" in draft.content.decode() and f'value="{sheet.version + 1}"' in draft.content.decode()
    sheet.refresh_from_db()
    assert sheet.self_points[9] is None and sheet.state == SheetState.OPEN


def test_two_tabs_the_second_sees_both_values(city: City, as_):
    open_month(city)
    sheet = sheet_of(city.an)
    browser = as_(city.an)
    browser.post(f"/sheets/{sheet.pk}/draft", typed(sheet, **{"p-0": "4"}), headers={"HX-Request": "true"})
    answer = browser.post(f"/sheets/{sheet.pk}/self", typed(sheet, **{"p-0": "3"}))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="3"' in text and "đã lưu: 4" in text
    sheet.refresh_from_db()
    assert browser.post(f"/sheets/{sheet.pk}/self", typed(sheet, **{"p-0": "3"})).status_code == 302


def test_a_draft_of_the_same_values_is_no_conflict(city: City, as_):
    open_month(city)
    sheet = sheet_of(city.an)
    browser = as_(city.an)
    browser.post(f"/sheets/{sheet.pk}/draft", typed(sheet), headers={"HX-Request": "true"})
    assert browser.post(f"/sheets/{sheet.pk}/self", typed(sheet)).status_code == 302


def test_the_live_score_follows_what_is_typed_and_stores_nothing(city: City, as_):
    open_month(city)
    work(city.an)
    sheet = sheet_of(city.an)
    fields = {key: value for key, value in typed(sheet).items() if key.startswith("p-")}
    browser = as_(city.an)
    assert ">100,00 <" in browser.get(f"/sheets/{sheet.pk}/live", fields).content.decode()
    assert ">99,00 <" in browser.get(f"/sheets/{sheet.pk}/live", {**fields, "p-0": "4"}).content.decode()
    assert "từ 0 đến 5" in browser.get(f"/sheets/{sheet.pk}/live", {**fields, "p-0": "7"}).content.decode()
    sheet.refresh_from_db()
    assert sheet.self_points is None


def test_the_result_shows_only_once_published_with_the_reason_where_it_differs(city: City, as_):
    month = reviewed_month(city)
    month.decide({sheet_of(city.binh).pk: ("HTT", "Bằng điểm, ít việc khó hơn")})
    assert "Kết quả đã công bố" not in as_(city.binh).get("/sheets/mine").content.decode()
    from tests.app.evaluations.month import AT, TODAY

    from namro.duties.evaluations import services

    services.publish(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    text = as_(city.binh).get("/sheets/mine").content.decode()
    assert "Mức quyết định khác mức theo điểm" in text and "Bằng điểm, ít việc khó hơn" in text
    assert "Gửi kiến nghị" in text


def test_the_page_asks_few_questions_of_the_database(city: City, as_):
    published_month(city)
    browser = as_(city.an)
    browser.get("/sheets/mine")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/sheets/mine").status_code == 200
    assert len(asked) <= 15


def test_saving_a_self_score_asks_at_most_twenty(city: City, as_):
    open_month(city)
    work(city.an)
    sheet = sheet_of(city.an)
    browser = as_(city.an)
    with CaptureQueriesContext(connection) as asked:
        browser.post(f"/sheets/{sheet.pk}/self", typed(sheet))
    assert len(asked) <= 20


def test_after_the_review_the_points_are_read_only(city: City, as_):
    open_month(city)
    self_score(city.an)
    review(city.office_head, city.an)
    text = as_(city.an).get("/sheets/mine").content.decode()
    assert "self-form" not in text and "Cấp trên chấm" in text
