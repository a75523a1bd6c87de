"""What follows a publication, in a real browser: a petition examined and answered, a wrong result replaced and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from tests.app.evaluations.month import AT, TODAY, actor, published_month, sheet_of
from tests.cast import City

from namro.duties.evaluations.models import DecidedRating, Petition
from namro.duties.evaluations.services import file_petition

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])


def download(page: Any, folder: Path) -> str:
    """The words of the PDF behind the first link to one on the page."""
    with page.expect_download() as coming:
        page.locator("main a:text-is('PDF')[href*='/replacements/']").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return " ".join(" ".join(one.extract_text() for one in PdfReader(path).pages).split())


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


@SCRIPTS
def test_a_petition_is_given_to_an_examiner_and_upheld_with_a_new_decision(
    visit, city: City, tmp_path, javascript: bool
):
    published_month(city)
    an = sheet_of(city.an)
    petition = file_petition(sheet_id=an.pk, grounds="Đủ việc", by=actor(city.an), at=AT, on=TODAY)
    page = visit(city.chair, "/petitions/", javascript=javascript)
    page.get_by_role("link", name="Nguyễn Văn An").click()
    page.select_option("#handler", str(city.officer.person_id))
    press(page, "Giao")
    assert page.locator("dd", has_text="Hoàng Thị Oanh").is_visible()
    page.get_by_label("Chấp nhận, ra quyết định mới").check()
    page.fill("#answer", "Hồ sơ số 3 và số 4 đã hoàn thành đúng hạn.")
    page.select_option("#rating", "HTXS")
    press(page, "Gửi trả lời")  # without its number the new decision is refused, and nothing typed is lost
    assert page.locator(".nr-errors").is_visible()
    assert page.input_value("#answer") == "Hồ sơ số 3 và số 4 đã hoàn thành đúng hạn."
    page.fill("#number", "15/QĐ")
    press(page, "Gửi trả lời")
    assert "Đã trả lời" in page.locator("#nr-messages").inner_text()
    petition.refresh_from_db()
    assert (petition.outcome, petition.decision.number) == (Petition.Outcome.UPHELD, "15/QĐ")
    assert DecidedRating.objects.get(sheet=an, in_force=True).rating == "HTXS"
    assert "Xét kiến nghị nhận ngày" in download(page, tmp_path)
    mine = visit(city.an, f"/sheets/{an.pk}", javascript=javascript)
    assert "Thay quyết định số 12/QĐ" in mine.locator("main").inner_text()
    assert [one for one in (*page.problems, *mine.problems) if "400" not in one] == []


@SCRIPTS
def test_a_wrong_result_is_replaced_from_the_list_and_the_decision_printed(
    visit, city: City, tmp_path, javascript: bool
):
    month = published_month(city)
    page = visit(city.city_chair, f"/rounds/{month.commune.pk}/ratings", javascript=javascript)
    page.get_by_role("link", name="Thay kết quả: Nguyễn Văn An").click()
    page.select_option("#rep-rating", "HTNV")
    page.fill("#rep-number", "9/QĐ")
    page.fill("#rep-on", "2031-01-01")
    page.fill("#rep-reason", "Số liệu hồ sơ khai trùng")
    press(page, "Ra quyết định thay thế")
    assert "Ngày quyết định không được sau hôm nay" in page.locator(".nr-errors").inner_text()
    assert page.input_value("#rep-reason") == "Số liệu hồ sơ khai trùng"
    page.fill("#rep-on", TODAY.isoformat())
    press(page, "Ra quyết định thay thế")
    assert "Đã ra quyết định thay thế" in page.locator("#nr-messages").inner_text()
    assert "theo số 9/QĐ ngày 22/11/2026" in page.locator("main").inner_text()
    text = download(page, tmp_path)
    assert "thay thế Quyết định số 12/QĐ ngày 22/11/2026" in text
    assert "Mức xếp loại mới: Hoàn thành nhiệm vụ (HTNV)" in text
    assert DecidedRating.objects.get(sheet=sheet_of(city.an), in_force=True).rating == "HTNV"
    page.goto(page.url.replace(f"/sheets/{sheet_of(city.an).pk}/replace", f"/rounds/{month.commune.pk}/ratings"))
    assert "9/QĐ" in page.locator("tr", has_text="Nguyễn Văn An").inner_text()
    assert [one for one in page.problems if "400" not in one] == []
