"""The pages of the register: a complaint from the form to the answer, and what the one it is about sees."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.app.feedback.complaints import TODAY, received, verified
from tests.cast import City

from namro.duties.feedback.models import Feedback

pytestmark = pytest.mark.django_db


def test_from_the_form_to_the_answer(city: City, as_) -> None:
    typed = {
        "klass": "delay", "channel": "phone", "received_on": TODAY.isoformat(), "content": "Quá hẹn ba ngày chưa có giấy.",
        "unit_id": city.culture.code, "person": city.an.person.code, "sender": "Lê Thị Hẹn",
    }  # fmt: skip
    wrong = as_(city.officer).post("/feedback/new/", {**typed, "person": "KHONG-CO"})
    assert wrong.status_code == 422 and "Không có cán bộ mang mã này" in wrong.content.decode()
    assert "Quá hẹn ba ngày chưa có giấy." in wrong.content.decode()
    assert as_(city.officer).post("/feedback/new/", typed).status_code == 302
    made = Feedback.objects.get()
    here = f"/feedback/{made.pk}"
    page = as_(city.office_head).get(f"{here}/").content.decode()
    assert "Lê Thị Hẹn" in page and f'href="{here}/assign/"' in page
    as_(city.office_head).post(f"{here}/assign/", {"version": 1, "person": city.binh.person.code})
    as_(city.binh).post(f"{here}/verify/", {"version": 2, "outcome": "true", "finding": "Đúng là quá hẹn."})
    as_(city.binh).post(f"{here}/answer/", {"version": 3, "answer": "Đã trả kết quả."})
    assert Feedback.objects.get().state == "answered"
    late = as_(city.binh).post(f"{here}/answer/", {"version": 3, "answer": "Lần hai"})
    assert late.status_code == 422 and "vừa được người khác xử lý" in late.content.decode()


def test_whom_it_is_about_reads_it_once_verified_without_the_sender(city: City, as_) -> None:
    waiting = received(city)
    assert as_(city.an).get(f"/feedback/{waiting.pk}/").status_code == 404
    made = verified(city)
    page = as_(city.an).get(f"/feedback/{made.pk}/").content.decode()
    assert "Cán bộ nói trống không" in page and "không hiện cho người bị phản ánh" in page
    assert "Trần Văn Dân" not in page and "0912345678" not in page


def test_the_workbook_names_no_sender(city: City, as_) -> None:
    verified(city)
    sheet = load_workbook(io.BytesIO(as_(city.chair).get("/feedback.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][0] == "PA-2026-000001" and rows[1][-1] == "Đúng"
    assert not any("Trần Văn Dân" in str(value) for row in rows for value in row)


def test_an_empty_list_teaches(city: City, as_) -> None:
    assert "Chưa có phản ánh nào" in as_(city.outsider).get("/feedback/").content.decode()


def test_the_list_costs_the_same_for_many(city: City, as_) -> None:
    browser = as_(city.chair)
    received(city)
    with CaptureQueriesContext(connection) as few:
        browser.get("/feedback/")
    for _ in range(8):
        received(city)
    with CaptureQueriesContext(connection) as many:
        browser.get("/feedback/")
    assert len(many) == len(few) <= 12


def test_whoever_works_here_may_record_and_chooses_among_the_agencys_units(city: City, as_) -> None:
    page = as_(city.binh).get("/feedback/new/").content.decode()
    assert f'<option value="{city.culture.code}">' in page and f'<option value="{city.other_commune.code}">' not in page
