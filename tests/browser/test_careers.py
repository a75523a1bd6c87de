"""What ratings lead to, in a real browser: a reappointment refused and overridden, a case closed, a move barred."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.app.careers.career import rated, review, since, term, voted
from tests.cast import City

from namro.duties.careers.models import RemovalCase, Term

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])


def press(page: Any, name: str = "Ghi nhận") -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def said(page: Any) -> str:
    return str(page.locator("main").inner_text())


@SCRIPTS
def test_whoever_failed_a_year_is_not_reappointed_but_by_a_decision_that_is_reported(
    visit, city: City, javascript: bool
):
    for year, level in ((2022, "HTT"), (2023, "KHT"), (2024, "HTNV"), (2025, "HTT")):
        rated(city.office_head, year, level, link=f"/sheets/{year}")
    made = term(city)
    voted(city, review(city, made))
    page = visit(city.chair, f"/careers/terms/{made.pk}/", javascript=javascript)
    assert page.locator("a[href='/sheets/2023']").is_visible()
    page.get_by_role("link", name="Quyết định", exact=True).click()
    page.get_by_label("Bổ nhiệm lại", exact=True).check()
    page.get_by_label("Số quyết định").fill("9/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("2026-11-20")
    press(page)
    assert "2023: không hoàn thành nhiệm vụ" in said(page)
    assert page.get_by_label("Số quyết định").input_value() == "9/QĐ-UBND"
    assert not Term.objects.filter(previous=made).exists()
    page.get_by_label("Quyết định khác quy định").check()
    page.get_by_label("Lý do, căn cứ").fill("Theo nghị quyết của Ban Thường vụ")
    press(page)
    assert "khác quy định" in said(page)
    assert Term.objects.get(previous=made).valid.lower == date(2027, 1, 10)
    report = visit(city.officer, "/careers/overrides/", javascript=javascript)
    assert "Theo nghị quyết của Ban Thường vụ" in said(report) and "Lê Thị Hoa" in said(report)


@SCRIPTS
def test_two_failing_years_open_a_case_that_only_a_decision_closes(visit, city: City, javascript: bool):
    since(city.an, date(2024, 1, 1))
    rated(city.an, 2025, "KHT", link="/sheets/5")
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18), link="/sheets/6")
    page = visit(city.officer, "/", javascript=javascript)
    page.get_by_role("link", name="Hồ sơ không hoàn thành nhiệm vụ chờ xử lý").click()
    page.locator("tbody").get_by_role("link", name="Nguyễn Văn An").first.click()
    assert page.locator("a[href='/sheets/5']").is_visible() and page.locator("a[href='/sheets/6']").is_visible()
    page.get_by_role("link", name="Ghi nhận", exact=True).click()
    page.get_by_label("Ngày thực hiện").fill("2026-11-20")
    page.get_by_label("Văn bản").fill("5/TTr-VP")
    press(page)
    found = RemovalCase.objects.get()
    chair = visit(city.chair, f"/careers/cases/{found.pk}/decide/", javascript=javascript)
    chair.get_by_label("Bố trí vị trí việc làm thấp hơn").check()
    chair.get_by_label("Số quyết định").fill("40/QĐ-UBND")
    chair.get_by_label("Ngày quyết định").fill("2026-11-20")
    press(chair)  # without a reason it stays open
    found.refresh_from_db()
    assert found.is_open and chair.get_by_label("Số quyết định").input_value() == "40/QĐ-UBND"
    chair.get_by_label("Lý do, căn cứ").fill("Hai năm liên tiếp không hoàn thành nhiệm vụ")
    press(chair)
    found.refresh_from_db()
    assert not found.is_open and "đã khép" in said(chair)


def test_whoever_failed_the_last_year_is_not_moved_up_by_the_form_of_postings(visit, city: City):
    rated(city.an, 2025, "KHT")
    page = visit(city.officer, f"/people/{city.an.person_id}/move/")
    page.select_option("#id_unit", "HN-TH-KT")
    page.select_option("#id_rank", "deputy")
    press(page)
    assert "không hoàn thành nhiệm vụ" in said(page)
    assert city.an.person.postings.get().unit == city.culture
