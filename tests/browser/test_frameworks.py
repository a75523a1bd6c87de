"""A jurist's way from a framework in force to a decided one, with JavaScript and without it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.browser.pages_of_the_demo import CITY_OFFICER

from namro.base.accounts.models import User
from namro.base.law.models import FrameworkVersion, VersionState
from namro.duties.evaluations.rulebook import framework_in_force

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
THRESHOLD = "{code: HTT, at_least: 70,"


def save(page: Any) -> None:
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


@SCRIPTS
def test_a_new_threshold_is_drafted_corrected_compared_and_decided(demo: None, visit: Any, *, javascript: bool) -> None:
    page = visit(User.objects.get(username=CITY_OFFICER), "/frameworks/nd335-2025/", javascript=javascript)
    page.get_by_role("link", name="Dự thảo mới từ khung này").click()
    page.fill("[name=note]", "Nâng ngưỡng hoàn thành tốt")
    save(page)
    text = page.locator("#text").input_value()
    page.fill("#text", text.replace(THRESHOLD, THRESHOLD.replace("70", "95")))
    save(page)
    line = text[: text.index(THRESHOLD)].count("\n") + 1
    assert page.locator("#faults").inner_text().count(f"Dòng {line}") == 1
    assert page.locator(f"#l{line}").inner_text() == str(line)
    page.get_by_role("link", name="Các giá trị").click()
    page.get_by_role("link", name="Mức, ngưỡng").click()
    page.fill("[name='v/bands/1/at_least']", "72,5")
    save(page)
    page.get_by_role("link", name="So sánh").click()
    assert "72,5" in page.locator(".law-changes ins").inner_text()
    page.get_by_role("link", name="Ban hành").click()
    page.fill("[name=number]", "45/QĐ-UBND")
    page.fill("[name=authority]", "Chủ tịch Thành phố")
    page.fill("[name=valid_from]", "2027-01-01")
    save(page)
    assert "45/QĐ-UBND" in page.locator(".nr-note.is-good").last.inner_text()
    made = FrameworkVersion.objects.get()
    assert (made.state, made.text) == (VersionState.DECIDED, text.replace(THRESHOLD, THRESHOLD.replace("70", "72.5")))
    chosen = framework_in_force("nd335-2025", kind="month", first_day=date(2027, 1, 1))
    assert str(chosen.band("HTT").at_least) == "72.5"


def test_the_line_at_fault_is_where_typing_goes_on(demo: None, visit: Any) -> None:
    page = visit(User.objects.get(username=CITY_OFFICER), "/frameworks/nd335-2025/new/")
    save(page)
    page.fill("#text", page.locator("#text").input_value().replace(THRESHOLD, THRESHOLD.replace("70", "95")))
    save(page)
    page.locator("a[data-line]").click()
    page.keyboard.press("End")
    page.keyboard.type("  # sửa ở đây")
    typed = page.locator("#text").input_value().splitlines()
    line = int(page.locator("a[data-line]").get_attribute("data-line"))
    assert typed[line - 1].endswith("# sửa ở đây")
    sizes = page.evaluate("['text', 'law-numbers'].map((id) => document.getElementById(id).clientHeight)")
    assert sizes[0] == sizes[1]
