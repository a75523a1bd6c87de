"""The screens of the month in a real browser: accessible at any width and language, and typed in as a spreadsheet."""

from __future__ import annotations

import pytest
from tests.app.evaluations.month import open_month, published_month, review, reviewed_month, self_score, sheet_of, work
from tests.browser.looking import problems_of
from tests.cast import City

from namro.duties.evaluations.models import Sheet, SheetState
from namro.duties.evaluations.services import file_petition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_before_the_decision(visit, faults, city: City, width: int, language: str):
    month = reviewed_month(city)
    pages = [
        (city.an, "/sheets/mine"), (city.office_head, "/sheets/review"), (city.office_head, f"/sheets/{sheet_of(city.an).pk}"),
        (city.chair, "/rounds/"), (city.chair, f"/rounds/{month.commune.pk}"), (city.chair, f"/rounds/{month.commune.pk}/signs"),
        (city.officer, "/periods/"), (city.officer, f"/periods/{month.period.pk}"), (city.officer, "/periods/open"),
        (city.officer, f"/periods/{month.period.pk}/close"), (city.office_head, "/sheets/accept-all"),
    ]  # fmt: skip
    assert problems_of(visit, faults, pages, width=width, language=language) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_an_open_sheet_and_of_published_results(visit, faults, city: City, width: int, language: str):
    from tests.app.evaluations.month import AT, TODAY, actor

    month = published_month(city)
    petition = file_petition(sheet_id=sheet_of(city.an).pk, grounds="Đủ việc", by=actor(city.an), at=AT, on=TODAY)
    pages = [
        (city.an, "/sheets/mine"), (city.binh, f"/rounds/{month.commune.pk}/ratings"), (city.an, "/petitions/"),
        (city.chair, f"/petitions/{petition.pk}"), (city.binh, f"/sheets/{sheet_of(city.binh).pk}/petition"),
        (city.chair, f"/rounds/{month.commune.pk}"), (city.other_chair, "/sheets/review"), (city.city_chair, "/sheets/mine"),
        (city.outsider, "/sheets/mine"),
    ]  # fmt: skip
    assert problems_of(visit, faults, pages, width=width, language=language) == []


@pytest.fixture
def scored(city: City) -> City:
    open_month(city)
    for who in (city.an, city.binh):
        work(who)
        self_score(who)
    return city


def paste(page, text: str) -> None:
    """What the clipboard gives a page, without a clipboard."""
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        text,
    )


def row_of(page, sheet: Sheet):
    return page.locator(f"#s{sheet.pk}")


def test_a_block_pasted_from_a_spreadsheet_is_saved_row_by_row(visit, scored: City):
    page = visit(scored.office_head, "/sheets/review")
    an, binh = sheet_of(scored.an), sheet_of(scored.binh)
    first = page.locator("tbody tr[data-sheet] input[name$='-0']").first
    first.focus()
    line = "\t".join(["4,5", "5", *["2"] * 8])
    paste(page, f"{line}\n{line}\n")
    for sheet in (an, binh):
        row_of(page, sheet).locator(".ev-rowstate", has_text="Đã lưu").wait_for()
    an.refresh_from_db()
    assert an.review_points == [450, 500, *[200] * 8] and an.state == SheetState.REVIEWED
    row_of(page, an).locator("td[data-r] b", has_text="95,50").wait_for()  # read a moment after the rows are saved


def test_keys_move_as_in_a_spreadsheet_and_a_wrong_cell_says_why(visit, scored: City):
    page = visit(scored.office_head, "/sheets/review")
    cells = page.locator("tbody tr[data-sheet] input[name$='-0']")
    cells.first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == cells.nth(1).get_attribute("name")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("=")
    assert cells.first.input_value() == "5"
    assert page.evaluate("document.activeElement.name").endswith("-1")
    page.keyboard.type("9")
    assert "nhận số từ 0 đến 5" in page.locator("tbody tr.is-wrong .ev-rowstate").inner_text()
    page.keyboard.press("Escape")
    assert "Còn 9 ô trống" in page.locator("tbody tr.is-dirty .ev-rowstate").inner_text()


def test_two_editors_choose_and_nothing_is_lost(visit, scored: City):
    review(scored.office_head, scored.an)
    an = sheet_of(scored.an)
    one, two = visit(scored.office_head, "/sheets/review"), visit(scored.office_head, "/sheets/review")
    row_of(one, an).locator("input[name$='-0']").fill("4")
    row_of(one, an).locator(".ev-rowstate", has_text="Đã lưu").wait_for()
    row_of(two, an).locator("input[name$='-1']").fill("3")
    box = two.locator("tr[data-conflict]")
    box.wait_for()
    assert "I.1: anh/chị 5 · Lê Thị Hoa 4" in box.inner_text() and "I.2: anh/chị 3 · Lê Thị Hoa 5" in box.inner_text()
    box.locator("button").first.click()
    row_of(two, an).locator(".ev-rowstate", has_text="Đã lưu").wait_for()
    an.refresh_from_db()
    assert an.review_points[:2] == [400, 300]


def test_an_unfinished_row_survives_a_closed_tab(visit, scored: City):
    page = visit(scored.office_head, "/sheets/review")
    row = row_of(page, sheet_of(scored.an))
    row.locator("input[name$='-0']").fill("4")
    page.reload()
    assert row_of(page, sheet_of(scored.an)).locator("input[name$='-0']").input_value() == "4"
    assert "Còn 9 ô trống" in row.locator(".ev-rowstate").inner_text()


def test_on_a_phone_every_cell_says_its_column_and_its_field_whose_it_is(visit, faults, scored: City):
    page = visit(scored.office_head, "/sheets/review", width=390)
    row = row_of(page, sheet_of(scored.an))
    said = row.locator("td").evaluate_all("cells => cells.map(one => getComputedStyle(one, '::before').content)")
    codes = page.locator("thead th[data-max]").evaluate_all("all => all.map(one => one.dataset.code)")
    assert said[:10] == [f'"{code}"' for code in codes]
    assert said[10:] == ['"Tổng, mức"', '"Trạng thái"', '"Nhận xét"']
    field = row.get_by_role("textbox", name="Nguyễn Văn An Chuyên viên I.1")
    field.first.fill("4")
    assert "Còn 9 ô trống" in row.locator(".ev-rowstate").inner_text()
    plain = visit(scored.office_head, "/sheets/review", width=390, javascript=False)
    assert plain.locator("thead th[data-code='I.1']").is_visible()
    assert plain.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_total_calculated_again_keeps_its_label(visit, scored: City):
    page = visit(scored.office_head, "/sheets/review", width=390)
    row = row_of(page, sheet_of(scored.an))
    row.locator("button[name=accept]").click()
    row.locator("td[data-r] b", has_text="100,00").wait_for()
    assert row.locator("td[data-r]").get_attribute("data-label") == "Tổng, mức"


def test_the_score_follows_the_self_score_while_it_is_typed(visit, city: City):
    open_month(city)
    work(city.an)
    page = visit(city.an, "/sheets/mine")
    for place in range(10):
        page.fill(f"#p-{place}", "2,5")
    page.locator("#score", has_text="95,00").wait_for()
    page.locator("#draft-state", has_text="Đã lưu nháp").wait_for()
    page.locator(".ev-step").first.locator("button[data-by='1']").click()
    assert page.input_value("#p-0") == "3"
    page.locator("#score", has_text="95,50").wait_for()
    page.click("#self-form button[type=submit]")
    page.locator("#nr-messages", has_text="Đã gửi phần tự chấm").wait_for()
    assert sheet_of(city.an).self_points[:2] == [300, 250]


def test_without_script_the_table_and_the_form_work(visit, scored: City):
    page = visit(scored.office_head, "/sheets/review", javascript=False)
    an = sheet_of(scored.an)
    for place in range(10):
        page.fill(f"#s{an.pk} [name$='-{place}']", "2,5")
    page.click("button:has-text('Lưu tất cả')")
    assert "Đã lưu 1 dòng" in page.locator("#nr-messages").inner_text()
    an.refresh_from_db()
    assert an.review_points == [250] * 10
