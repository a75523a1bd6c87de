"""The public pages in a browser: no faults by axe at any width and language, and the whole of it without scripts."""

from __future__ import annotations

import pytest
from tests.app.procedures.catalogue import CODE, published
from tests.browser.looking import problems_of
from tests.cast import City

from namro.duties.procedures.rules.times import Unread, Why

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ["/portal/", "/portal/procedures/?q=ket", "/portal/procedures/?q=khong+co", f"/portal/procedures/{CODE}/"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(visit, faults, city: City, width: int, language: str) -> None:
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
