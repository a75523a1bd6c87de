"""What people do from end to end, in the demonstration, with JavaScript and without it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.utils import timezone
from tests.browser.pages_of_the_demo import AUTHORITY, CITY_OFFICER, STAFF, actor

from namro.base.accounts.models import User
from namro.base.imports.models import Upload, UploadState
from namro.city.people.models import Person
from namro.city.people.selectors import relations_of
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Decision, Petition, Round, Sheet, SheetState, Step
from namro.duties.evaluations.rulebook import rulebook_of
from namro.web.demo.build import NOVEMBER, OCTOBER, TODAY
from namro.web.demo.city import PASSWORD
from namro.web.demo.names import People
from namro.web.demo.roster import members
from namro.web.demo.workbook import staff_workbook

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
SHEET_OF_THE_FILE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def user(name: str) -> User:
    return User.objects.get(username=name)


def sign_in(page: Any, name: str, password: str = PASSWORD) -> None:
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")


@SCRIPTS
def test_signing_in_leads_back_to_what_was_asked_for(demo, visit, javascript: bool):
    page = visit(None, "/work/mine", javascript=javascript)
    sign_in(page, STAFF, "sai-mat-khau-nhe")
    assert page.locator(".nr-errors, .invalid-feedback").first.is_visible()
    sign_in(page, STAFF)
    page.wait_for_url("**/work/mine")
    assert page.locator("h1").inner_text() == "Công việc của tôi"


# The session ends while somebody types.


def my_sheet(name: str) -> Sheet:
    return Sheet.objects.get(period__days__startswith=NOVEMBER, person=user(name).person)


def some_waiting() -> str:
    """Somebody who has not sent a self-score yet."""
    sheet = Sheet.objects.filter(period__days__startswith=NOVEMBER, state=SheetState.OPEN, not_rated="", rank="staff")
    return User.objects.get(person=sheet.order_by("pk")[0].person).username


@SCRIPTS
def test_what_was_typed_comes_back_after_the_session_ended(demo, visit, javascript: bool):
    who = some_waiting()
    page = visit(user(who), "/sheets/mine", javascript=javascript)
    page.context.clear_cookies(name="sessionid")
    page.fill("#strengths", "Hoàn thành sớm việc khó")
    for place in range(10):
        page.fill(f"#p-{place}", "2")
    page.click("#self-form button[type=submit]")
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, who)
    page.wait_for_load_state()
    assert "Hoàn thành sớm việc khó" in page.content()
    page.locator("main form:has([name=nr_typed]) button[type=submit]").click()
    page.wait_for_load_state()
    sheet = my_sheet(who)
    assert (sheet.self_strengths, sheet.state) == ("Hoàn thành sớm việc khó", SheetState.SELF_SCORED)


def test_pressing_twice_acts_once(demo, visit):
    published = Sheet.objects.get(period__days__startswith=OCTOBER, person=user(STAFF).person)
    page = visit(user(STAFF), f"/sheets/{published.pk}/petition")
    page.fill("#grounds", "Chưa tính việc đột xuất ngày 20.")
    before, sent = Petition.objects.count(), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("() => { const b = document.querySelector('main form[data-draft] button'); b.click(); b.click(); }")
    page.wait_for_url("**/petitions/**")
    assert (Petition.objects.count() - before, len(sent)) == (1, 1)


# The wizard.


def spoilt_workbook() -> bytes:
    """The demonstration's own list with new people: one date that does not exist, and a column under a strange name."""
    listed = list(members(People(seed=77)))[:6]
    book = openpyxl.load_workbook(io.BytesIO(staff_workbook(listed)))
    sheet = book.active
    for row in sheet.iter_rows(min_row=6):
        if isinstance(row[1].value, str) and row[1].value.startswith("BD"):
            row[1].value = row[1].value.replace("BD", "MOI")
            row[12].value = None
    sheet["H4"] = "Ghi ở cột này"
    first = next(row for row in sheet.iter_rows(min_row=6) if str(row[1].value).startswith("MOI"))
    first[3].value, first[4].value = "31/02/1990", None
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def give(page: Any, name: str, data: bytes) -> None:
    page.select_option("[name=kind]", "staff")
    page.set_input_files("[name=file]", {"name": name, "mimeType": SHEET_OF_THE_FILE, "buffer": data})
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_load_state()


def good_rows(page: Any) -> int:
    return int(page.locator("label[for=only]").inner_text().split("Chỉ nhập ")[1].split()[0])


@SCRIPTS
def test_a_workbook_from_upload_to_undo(demo, visit, javascript: bool):
    page = visit(user(CITY_OFFICER), "/imports/new/", javascript=javascript)
    give(page, "danh-sach-moi.xlsx", spoilt_workbook())
    assert "31/02/1990" in page.locator("#findings").inner_text()
    page.select_option("[name='column:H']", "position")
    page.click("#columns button[type=submit]")
    page.wait_for_load_state()
    assert page.locator("[name='column:H']").input_value() == "position"
    with page.expect_download() as download:
        page.click("a[href$='/annotated/']")
    noted = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert any("lịch" in str(cell.value or "") for row in noted.active.iter_rows() for cell in row)
    before, accepted = Person.objects.count(), good_rows(page)
    assert accepted >= 3
    page.check("#only")
    page.click("form[action$='/confirm/'] button")
    page.locator("details:has(#reason) summary").wait_for()
    assert Person.objects.count() == before + accepted
    page.locator("details:has(#reason) summary").click()
    page.fill("#reason", "Nhập nhầm danh sách")
    page.click("form[action$='/undo/'] button")
    page.wait_for_load_state()
    assert Person.objects.count() == before
    assert Upload.objects.order_by("-pk")[0].state == UploadState.UNDONE


def test_a_second_confirmation_finds_it_done(demo, visit):
    first = visit(user(CITY_OFFICER), "/imports/new/")
    give(first, "danh-sach-moi.xlsx", spoilt_workbook())
    second = visit(user(CITY_OFFICER), urlsplit(first.url).path)
    before, accepted = Person.objects.count(), good_rows(first)
    for page in (first, second):
        page.check("#only")
        page.click("form[action$='/confirm/'] button")
        page.wait_for_load_state()
    assert Person.objects.count() == before + accepted
    assert "đã" in second.locator("main").inner_text().lower()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("bao-cao.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "PDF"), ("rong.xlsx", b"", "trống")],
    ids=["pdf", "empty"],
)
def test_a_file_that_is_not_what_it_says_is_refused(demo, visit, name: str, data: bytes, said: str):
    page = visit(user(CITY_OFFICER), "/imports/new/")
    give(page, name, data)
    refusal = page.locator(".nr-errors, .nr-note.is-bad, .invalid-feedback").first.inner_text()
    assert said.lower() in refusal.lower() or "rỗng" in refusal.lower()


def test_a_hundred_megabytes_are_refused_before_they_are_sent(demo, visit, tmp_path: Path):
    large = tmp_path / "lon.xlsx"
    with large.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(100 * 1024 * 1024)
    page = visit(user(CITY_OFFICER), "/imports/new/")
    page.select_option("[name=kind]", "staff")
    page.set_input_files("[name=file]", str(large))
    page.click("main form[enctype] button[type=submit]")
    page.locator("#nr-messages", has_text="tối đa 64 MB").wait_for()
    assert page.locator("main form[enctype] button[type=submit]").get_attribute("aria-busy") is None
    assert not Upload.objects.filter(name="lon.xlsx").exists()


# The decision.


def ready_to_decide() -> Round:
    """November's list of the commune, with everybody scored: more are excellent than the share allows."""
    found = Round.objects.get(period__days__startswith=NOVEMBER, unit__postings__person=user(AUTHORITY).person)
    for sheet in found.sheets.filter(not_rated="").select_related("posting", "person").order_by("pk"):
        score(sheet, [int(one.maximum * 100) for one in rulebook_of(found.period).criteria])
    services.recalculate(round_ids=[found.pk], at=timezone.now())
    return found


def score(sheet: Sheet, points: list[int]) -> None:
    """What is missing of the person's own and the reviewer's scores."""
    when: dict[str, Any] = {"at": timezone.now(), "on": TODAY}
    if sheet.state == SheetState.OPEN:
        by = actor(User.objects.get(person=sheet.person).username)
        said = {"strengths": "", "limits": "", "version": sheet.version}
        services.submit_self_score(sheet_id=sheet.pk, points=points, **said, by=by, **when)
        sheet.refresh_from_db()
    if (sheet.unit_marks and None in sheet.unit_marks) or sheet.state in (SheetState.SELF_SCORED, SheetState.FORWARDED):
        scorer = relations_of(sheet.posting, on=TODAY).reviewer
        marks = () if sheet.rank == "staff" else (100, 100, 100)
        services.review(
            sheet_id=sheet.pk, points=points, unit_marks=marks, comment="", version=sheet.version,
            by=actor(scorer.code.lower()), **when,
        )  # fmt: skip


@SCRIPTS
def test_deciding_over_the_quota_needs_grounds_then_publishes(demo, visit, javascript: bool):
    found = ready_to_decide()
    page = visit(user(AUTHORITY), f"/rounds/{found.pk}", javascript=javascript)
    page.fill("#number", "990/QĐ-UBND")
    page.locator("#decide-form .ev-bar button[type=submit]").first.click()
    page.locator("#quota_reason").wait_for()
    page.fill("#quota_reason", " ")  # enough for the browser, not for the law
    page.locator("main form:has(#quota_reason) button.btn-primary").click()
    page.locator(".nr-errors, .nr-note.is-bad").first.wait_for()
    assert not Decision.objects.filter(number="990/QĐ-UBND").exists()
    if not page.locator("#quota_reason").count():
        page.locator("#decide-form .ev-bar button[type=submit]").first.click()
    page.fill("#quota_reason", "Kết luận của Ban Thường vụ ngày 20/11/2026")
    page.locator("main form:has(#quota_reason) button.btn-primary").click()
    page.click("form[action$='/do/publish'] button")
    page.locator("a", has_text="Kết quả công bố").first.wait_for()
    found.refresh_from_db()
    assert found.step == Step.PUBLISHED
    assert found.quota_reason.startswith("Kết luận") and Decision.objects.filter(number="990/QĐ-UBND").exists()
