"""The shell's own pages: no faults by axe at any width and language, nothing wider than a phone, no script errors."""

from __future__ import annotations

import pytest
from tests.browser.looking import problems_of
from tests.cast import City, person, posting, with_password

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    (None, "/accounts/login/"),
    ("an", "/"),
    ("officer", "/"),
    ("an", "/account/"),
    ("an", "/accounts/password/"),
    ("an", "/accounts/2fa/"),
    ("an", "/nowhere/"),
    ("an", "/gallery"),
    ("officer", "/admin/accounts/"),
    ("administrator", "/admin/grants/"),
    ("officer", "/audit/"),
    ("administrator", "/language/"),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(visit, faults, city: City, width: int, language: str):
    with_password(city.an)
    posting(person("CB-GIANG", "Ngô Hương Giang"), city.culture)
    pages = [(getattr(city, who) if who else None, path) for who, path in PAGES]
    found = problems_of(visit, faults, pages, width=width, language=language)
    assert [one for one in found if "404" not in one] == []


def test_what_was_typed_survives_a_closed_tab(visit, city: City):
    page = visit(city.administrator, "/admin/grants/")
    page.fill("#id_basis", "QĐ 12/QĐ-UBND")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#id_basis") == "QĐ 12/QĐ-UBND"
    assert page.locator("#nr-messages").inner_text().startswith("Đã khôi phục")
    page.click("#nr-messages button")
    page.wait_for_load_state()
    assert page.input_value("#id_basis") == ""


def test_draft_goes_once_it_is_saved(visit, city: City):
    page = visit(city.administrator, "/admin/grants/")
    page.fill("#id_user", "an")
    page.select_option("#id_role", "administrator")
    page.click("form[data-draft] button[type=submit]")
    page.wait_for_selector("[data-level=success]")
    assert page.input_value("#id_user") == ""
    page.reload()
    assert page.input_value("#id_user") == ""


def test_menu_and_account_work_without_script(visit, city: City):
    page = visit(city.officer, "/", width=390, javascript=False)
    page.click(".nr-bottom a[href='#nr-nav']")
    assert page.locator(".nr-side a[href='/units/']").is_visible()
    page.click(".nr-side .nr-shut")
    assert not page.locator(".nr-side").is_visible()
    page.click(".nr-me > summary")
    page.click(".nr-me-menu button:has-text('English')")
    assert page.locator("html").get_attribute("lang") == "en"


def test_keyboard_reaches_content_search_and_menu(visit, city: City):
    page = visit(city.an, "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "nr-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_errors_take_the_focus_and_lead_to_their_fields(visit, city: City):
    page = visit(city.administrator, "/admin/grants/")
    page.click("form[data-draft] button[type=submit]")
    page.wait_for_selector(".nr-errors")
    assert "nr-errors" in page.evaluate("document.activeElement.className")
    page.click(".nr-errors a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_user"
