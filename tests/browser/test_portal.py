"""The public pages in a browser: no faults by axe at any width and language, and the whole of it without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from tests.app.feedback import complaints
from tests.app.onestop.desk import make_desk, stocked
from tests.app.procedures.catalogue import CODE, published
from tests.browser.looking import problems_of
from tests.cast import City
from tests.unit.ui.test_uploads import JPEG

from namro.duties.feedback.models import Feedback
from namro.duties.feedback.services import publish
from namro.duties.onestop import offers
from namro.duties.procedures.rules.times import Unread, Why
from namro.web.portal.models import Published

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/portal/feedback/",
    "/portal/feedback/answer/",
    "/portal/feedback/published/",
    "/portal/rate/",
    "/portal/statistics/",
    "/portal/statistics/dossiers/",
    "/portal/statistics/outcomes/",
    "/portal/statistics/procedures/",
    "/portal/",
    "/portal/procedures/?q=ket",
    "/portal/procedures/?q=khong+co",
    f"/portal/procedures/{CODE}/",
    "/portal/dossiers/",
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(visit, faults, city: City, width: int, language: str) -> None:
    made = complaints.answered(city)
    publish(feedback_id=made.pk, summary="Chờ hai giờ.", version=made.version, **complaints.when(city.chair))
    given = {"month": date(2026, 10, 1), "unit": city.commune, "as_of": date(2026, 11, 1)}
    for topic, measure, number in (("dossiers", "late", 2), ("outcomes", "true", None), ("outcomes", "all", 12)):
        Published.objects.create(topic=topic, measure=measure, number=number, **given)
    published(city, unread=(Unread("không quá 03 ngày", Why.NO_KIND, "online"),))
    assert problems_of(visit, faults, [(None, path) for path in PAGES], width=width, language=language) == []


def test_a_procedure_is_found_with_the_keyboard_alone_and_no_script(visit, city: City) -> None:
    published(city)
    page = visit(None, "/portal/", width=320, javascript=False)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "nr-skip"
    page.focus("#q")
    page.keyboard.type("ket hon")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Đăng ký kết hôn").click()
    assert "Tờ khai đăng ký kết hôn" in page.inner_text("main")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_dossier_is_followed_from_the_qr_of_its_receipt_on_a_phone_without_scripts(
    visit, faults, city: City, language: str
) -> None:
    before = list(offers._KNOWN)
    stocked()
    made = make_desk(city).received(phone="0912345678")
    offers._KNOWN[:] = before
    page = visit(None, f"/portal/dossiers/{made.code}/", width=390, language=language, javascript=False)
    assert page.input_value("#id_code") == made.code
    page.fill("#id_digits", "0000")
    page.click("main button")
    assert page.get_attribute("#id_digits", "value") == "0000" and page.locator(".nr-errors a").count() == 1
    page.fill("#id_digits", "5678")
    page.click("main button")
    assert (
        page.locator("[aria-current=step]").inner_text().startswith({"vi": "Đã tiếp nhận", "en": "Received"}[language])
    )
    assert page.url.endswith("/portal/dossiers/") and "5678" not in page.content()
    assert "Trần Thị Mơ" not in page.content()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert page.problems == [one for one in page.problems if "422" in one]


def test_feedback_is_sent_with_a_picture_and_its_answer_read_without_scripts(
    visit, city: City, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = visit(None, "/portal/feedback/", width=390, javascript=False)
    page.click("main button")
    page.wait_for_load_state()
    assert page.locator(".nr-errors li").count() == 3  # what it is about, which agency, and the words
    page.select_option("#id_klass", "delay")
    page.select_option("#id_unit_id", str(city.commune.pk))
    page.fill("#id_content", "Quá hẹn ba ngày.")
    page.fill("#id_phone", "0912345678")
    page.set_input_files("#id_file", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    assert not page.locator("#id_trap").is_visible() or page.locator("#id_trap").bounding_box()["x"] < 0
    page.click("main button")
    made = Feedback.objects.get()
    assert page.inner_text(".np-state") == made.code
    page.click("main a")
    page.fill("#id_code", made.code)
    page.fill("#id_digits", "5678")
    page.click("main button")
    assert page.inner_text(".np-state") == "Chờ phân công" and page.url.endswith("/portal/feedback/answer/")
