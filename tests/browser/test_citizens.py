"""Signing in as a citizen in a browser: from the desk's slip to one's own dossier, on a phone, by keyboard, with no script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.app.onestop.desk import Desk, make_desk, moment, stocked
from tests.app.portal import provider as stub
from tests.app.portal.citizens import NUMBER, PASSWORD, handed_in, opened
from tests.browser.looking import WIDER, keep, problems_of
from tests.cast import City

from namro.duties.onestop import offers
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.services import FeeData, Told, apologise, ask_fees, begin, finish_step, move
from namro.web.portal.oidc.discovery import forget
from namro.web.portal.services.sessions import Proven, enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(city: City) -> Iterator[Desk]:
    before = list(offers._KNOWN)
    stocked()
    yield make_desk(city)
    offers._KNOWN[:] = before


@pytest.fixture
def dossier(desk: Desk) -> Dossier:
    """Late, apologised for, and waiting for papers: as much as one page shows."""
    made = handed_in(desk)
    steps = (desk.step(desk.city.binh), desk.step(desk.city.office_head, task="Ký", result="Giấy chứng nhận"))
    begin(made.pk, steps, **desk.who(desk.city.an, "2026-11-02T09:00"))
    ask_fees(
        made.pk, [FeeData("charge", "Lệ phí hộ tịch", 20_000, "NQ 06")], **desk.who(desk.city.an, "2026-11-02T10:00")
    )
    finish_step(made.pk, outcome="Đủ", **desk.who(desk.city.binh, "2026-11-04T09:00"))
    day, who = moment("2026-11-10T00:00").date(), desk.who(desk.city.vice_chair, "2026-11-04T10:00")
    apologise(made.pk, reason="Mất điện ba ngày", new_day=day, fault_person_id=None, **who)
    items = [{"paper": "Tờ khai", "why": "Chưa ký"}]
    told = Told(reason="Giấy tờ chưa rõ", items=items)
    move(made.pk, "ask_completion", told, **desk.who(desk.city.office_head, "2026-11-04T14:00"))
    return Dossier.objects.get(pk=made.pk)


def signed_in(visit: Any, number: str = NUMBER, **given: Any) -> Any:
    """A browser that came by a provider."""
    page = visit(None, "/portal/", **given)
    token = enter(Proven(number, "Trần Thị Mơ"), instead_of="", at=timezone.now())
    address = page.url.removesuffix(reverse("portal"))
    page.context.add_cookies([{"name": "namro_citizen", "value": token, "url": address + reverse("portal")}])
    return page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(
    visit, faults, settings, desk: Desk, dossier: Dossier, width: int, language: str
) -> None:
    named = {"issuer": "https://dinhdanh.example", "client_id": "cong", "title": "VNeID thử"}
    settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, **named}
    mine, at_desk = f"/portal/mine/{dossier.code}/", f"/dossiers/{dossier.pk}/citizen/"
    seen = [(None, "/portal/sign-in/?next=" + mine), (None, "/portal/sign-in/first/"), (desk.city.an, at_desk)]
    assert problems_of(visit, faults, seen, width=width, language=language) == []
    opened(desk, dossier)
    assert problems_of(visit, faults, [(desk.city.an, at_desk)], width=width, language=language) == []
    for number, paths in (
        (NUMBER, ["/portal/mine/", mine, "/portal/mine/?state=ended"]),
        ("001099000009", ["/portal/mine/"]),
    ):
        page = signed_in(visit, number, width=width, language=language)
        for path in paths:
            page.goto(page.url.split("/portal/")[0] + path)
            keep(page, f"{path.strip('/').replace('/', '-').partition('?')[0]}-{number[-1]}-{width}-{language}")
            assert [*faults(page), *page.problems] == [] and not page.evaluate(WIDER), path


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_the_receipt_to_ones_own_dossier_on_a_phone_without_scripts(
    visit, desk: Desk, dossier: Dossier, language: str
) -> None:
    code = opened(desk, dossier).code
    page = visit(None, f"/portal/dossiers/{dossier.code}/", width=390, language=language, javascript=False)
    page.click(f"main a[href='/portal/mine/{dossier.code}/']")
    assert "/portal/sign-in/?next=" in page.url and not page.evaluate(WIDER)
    page.click("main a[href*='/first/']")
    page.fill("#id_number", NUMBER)
    page.fill("#id_code", code)
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", "khác hẳn câu trên")
    page.click("main form button")
    assert page.locator(".nr-errors a").count() == 1 and page.input_value("#id_password") == ""
    for name, value in (("code", code), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"#id_{name}", value)
    page.press("#id_again", "Enter")
    assert page.url.endswith(f"/portal/mine/{dossier.code}/") and "Mất điện ba ngày" in page.inner_text("main")
    mine = page.url
    page.click(".np-who button")
    page.wait_for_url("**/portal/sign-out/")
    page.goto(mine)
    assert "/portal/sign-in/" in page.url


def test_by_a_provider_and_back_to_the_dossier(visit, live_server, settings, desk: Desk, dossier: Dossier) -> None:
    """A redirect from a page of ours to another site and back is let through by the content policy and the cookies."""
    forget()
    with stub.running() as provider:
        named = {
            "issuer": provider.address,
            "client_id": stub.CLIENT,
            "client_secret": stub.SECRET,
            "title": "VNeID thử",
        }
        settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, **named}
        page = visit(None, f"/portal/sign-in/?next=/portal/mine/{dossier.code}/", javascript=False)
        page.click("main a.btn-primary")
        page.wait_for_url("**/portal/mine/**")
        assert page.url == f"{live_server.url}/portal/mine/{dossier.code}/" and stub.NAME in page.inner_text(".np-who")
    forget()


def test_the_desk_hands_over_a_slip(visit, desk: Desk, dossier: Dossier) -> None:
    page = visit(desk.city.an, f"/dossiers/{dossier.pk}/", width=390)
    page.click(f"a[href='/dossiers/{dossier.pk}/citizen/']")
    page.click("button[value=open]")
    assert page.locator(".nr-errors a").count() == 1
    page.check("#opening_is_checked")
    page.click("button[value=open]")
    assert len(page.inner_text("main code")) == 14 and not page.evaluate(WIDER)
    keep(page, "citizen-slip-390")
