"""A dossier at the counter from the citizen's papers to the result in their hands, with JavaScript and without it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from tests.browser.pages_of_the_demo import DESK, DESK_HEAD, HEAD, STAFF, procedure_of_the_desk
from tests.browser.test_flows import SCRIPTS, user

from namro.duties.onestop.models import Dossier, State

pytestmark = pytest.mark.django_db(transaction=True)


def code_of(name: str) -> str:
    return f"{user(name).person.code} · "


@SCRIPTS
def test_a_dossier_from_the_counter_to_the_citizen(demo, visit, javascript: bool):
    offered = procedure_of_the_desk()
    page = visit(user(DESK), "/dossiers/new/", javascript=javascript)
    page.fill("#q", offered.name[:30])
    page.click("form.nr-filters button")
    page.click(f"main a:has-text('{offered.name[:40]}')")
    page.fill("[name=applicant]", "Trần Thị Mơ")
    page.fill("[name=phone]", "0912 345 678")
    for number in range(1, len(offered.papers)):
        page.check(f"[name=paper{number}]")
    page.click("button[value=accept]")  # the first paper is not ticked
    assert offered.papers[0] in page.locator(".nr-errors").inner_text()
    assert page.input_value("[name=applicant]") == "Trần Thị Mơ"
    page.check("[name=paper0]")
    page.click("button[value=accept]")
    page.wait_for_url("**/dossiers/*/")
    made = Dossier.objects.latest("pk")
    assert page.locator("h1").inner_text() == made.code
    begin(page)
    worked(visit, made, javascript=javascript)
    page = visit(user(DESK), f"/dossiers/{made.pk}/", javascript=javascript)
    page.click("main a:has-text('Trả kết quả')")
    page.fill("[name=returned_to]", "Trần Thị Mơ")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/dossiers/{made.pk}/")
    made.refresh_from_db()
    assert (made.state, made.returned_to, made.is_late) == (State.RETURNED, "Trần Thị Mơ", False)


def begin(page: Any) -> None:
    """Two steps, each clear about person, task, time and result; what else the process proposes is emptied."""
    page.click("main a:has-text('Chuyển xử lý')")
    page.wait_for_load_state()  # counting does not wait
    rows = page.locator("[name^=task]").count()
    for number in range(1, rows + 1):
        page.fill(f"[name=person{number}]", {1: code_of(STAFF), 2: code_of(HEAD)}.get(number, ""))
        for name, text in (("task", "Thẩm định"), ("result", "Phiếu trình"), ("quantity", "1")):
            page.fill(f"[name={name}{number}]", text if number < 3 else "")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/dossiers/*/")


def worked(visit: Any, made: Dossier, *, javascript: bool) -> None:
    """The first step ends with an outcome, the last with the result."""
    page = visit(user(STAFF), f"/dossiers/{made.pk}/", javascript=javascript)
    page.click("main a:has-text('Xong bước đang làm')")
    page.fill("[name=outcome]", "Đủ điều kiện")
    page.click("main form button[type=submit]")
    page = visit(user(HEAD), f"/dossiers/{made.pk}/move/finish/", javascript=javascript)
    made.refresh_from_db()
    assert made.accepted_at is not None
    page.fill("[name=result_number]", "12/GCN")
    page.fill("[name=result_on]", f"{made.accepted_at:%Y-%m-%d}")
    page.fill("[name=result_signer]", "Lê Thị Hoa")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/dossiers/{made.pk}/")


def test_the_board_keeps_itself_up_to_date(demo, visit, live_server):
    """It counts anew every minute; not under somebody's keyboard; and leads to the sign-in and back once nobody is signed in."""
    page = visit(user(DESK_HEAD), "/dossiers/")
    page.clock.install()
    page.goto(f"{live_server.url}/dossiers/board/")
    running = page.locator("#board .nr-tile", has_text="Đang giải quyết").first
    before = running.inner_text()
    gone = Dossier.objects.filter(state=State.PROCESSING).order_by("pk")[:2]
    Dossier.objects.filter(pk__in=[one.pk for one in gone]).update(state=State.WITHDRAWN, finished_at=timezone.now())

    def a_minute() -> None:
        with page.expect_response("**/dossiers/board/"):
            page.clock.run_for(61_000)

    page.locator("#board a").first.focus()
    page.clock.run_for(61_000)
    assert running.inner_text() == before and page.evaluate("document.activeElement.closest('#board') !== null")
    page.locator("#on").focus()
    a_minute()
    page.wait_for_function("text => document.querySelector('#board').innerText.includes(text)", arg=_less(before, 2))
    assert page.evaluate("document.activeElement.id") == "on"
    page.context.clear_cookies()
    page.clock.run_for(61_000)
    page.wait_for_url("**/accounts/login/?next=%2Fdossiers%2Fboard%2F")


def _less(tile: str, count: int) -> str:
    return str(int(re.search(r"\d+", tile)[0]) - count)
