"""Results reach people in person, by post with its proof, or electronically; and who hands in for somebody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown
from tests.unit.ui.test_uploads import PDF

from namro.base.errors import DomainError
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.boards import moments_of, uncollected_before
from namro.duties.onestop.selectors.finding import UNCOLLECTED, Asked, find
from namro.duties.onestop.services import Told, add_result_file, move, receive

pytestmark = pytest.mark.django_db
NOON = "2026-11-04T11:00"


def done(desk: Desk, at: str = "2026-11-04T10:00") -> Dossier:
    """Done on that day."""
    dossier = desk.with_binh()
    result = Told(result_number="12", result_on=date.fromisoformat(at[:10]), result_signer="Lan")
    return move(dossier.pk, "finish", result, **desk.who(desk.city.binh, at))


def given(desk: Desk, dossier: Dossier | None = None, **told) -> Dossier:
    return move((dossier or done(desk)).pk, "give_back", Told(**told), **desk.who(desk.city.an, NOON))


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    return caught.value.code


def test_in_person_needs_who_took_it(desk: Desk):
    made = given(desk, returned_to=" Trần Thị Mơ ")
    assert (made.returned_way, made.returned_to, made.returned_tracking) == ("person", "Trần Thị Mơ", "")


def test_by_post_needs_tracking_and_address_and_goes_to_the_applicant(desk: Desk):
    made = given(desk, returned_way="post", tracking="EA123456789VN", address="12 Thụy Khuê")
    assert (made.returned_to, made.returned_tracking, made.returned_address) == (
        "Trần Thị Mơ", "EA123456789VN", "12 Thụy Khuê",
    )  # fmt: skip


def test_electronically_needs_where_to(desk: Desk):
    dossier = done(desk)
    add_result_file(dossier.pk, SimpleUploadedFile("1.pdf", PDF), **desk.who(desk.city.an, "2026-11-04T10:30"))
    made = given(desk, dossier, returned_way="electronic", returned_to="mo@example.org", address="12 Thụy Khuê")
    assert (made.returned_way, made.returned_to, made.returned_address) == ("electronic", "mo@example.org", "")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "onestop.returned_to.missing"),
        ({"returned_to": "  "}, "onestop.returned_to.missing"),
        ({"returned_way": "electronic"}, "onestop.returned_to.missing"),
        ({"returned_way": "post", "address": "12 Thụy Khuê"}, "onestop.return.tracking"),
        ({"returned_way": "post", "tracking": "EA1"}, "onestop.return.address"),
        ({"returned_way": "pigeon", "returned_to": "Mơ"}, "onestop.return.way"),
        ({"returned_to": "Mơ", "tracking": "EA1"}, "onestop.return.not_posted"),
    ],
)
def test_no_result_is_returned_without_proof(desk: Desk, told, code):
    dossier = done(desk)
    assert refused(given, desk, dossier, **told) == code
    assert Dossier.objects.get(pk=dossier.pk).state == "done"


def test_the_database_wants_both_too(desk: Desk):
    dossier = done(desk)
    for wrong in (
        {"returned_way": "post", "returned_tracking": "EA1"},
        {"returned_way": "person", "returned_tracking": "EA1"},
    ):
        with pytest.raises(IntegrityError, match="dossier_posted_whole"), transaction.atomic():
            Dossier.objects.filter(pk=dossier.pk).update(**wrong)


def uncollected(desk: Desk, on: date) -> list[int]:
    sight = sight_of(desk.actor(desk.city.an, on), on=on)
    asked = Asked(state=UNCOLLECTED, done_before=uncollected_before(on=on))
    return find(asked, sight, moments_of(at=moment(f"{on}T09:00"), on=on))


def test_what_nobody_fetched_is_listed_after_ten_working_days(desk: Desk):
    waits, fetched = done(desk), done(desk)
    given(desk, fetched, returned_to="Mơ")
    assert uncollected(desk, date(2026, 11, 18)) == []  # the tenth working day after
    assert uncollected(desk, date(2026, 11, 19)) == [waits.pk]


def test_the_list_page_shows_them(desk: Desk, as_, monkeypatch):
    waits, fresh = done(desk), done(desk, "2026-11-16T10:00")
    at_the_desk(monkeypatch, moment("2026-11-19T09:00"))
    page = shown(as_(desk.city.an).get("/dossiers/?state=uncollected"))
    assert waits.code in page and fresh.code not in page and "Chưa đến nhận kết quả" in page


def test_the_form_offers_the_ways_and_keeps_what_was_refused(desk: Desk, as_, monkeypatch):
    dossier = done(desk)
    at_the_desk(monkeypatch, moment(NOON))
    client, path = as_(desk.city.an), f"/dossiers/{dossier.pk}/move/give_back/"
    assert "Bưu chính công ích" in shown(client.get(path))
    sent = {"returned_way": "post", "tracking": "EA123456789VN", "address": "", "returned_to": ""}
    page = shown(client.post(path, sent), 422)
    assert "địa chỉ gửi đến" in page and "EA123456789VN" in page
    assert client.post(path, {**sent, "address": "12 Thụy Khuê"}).status_code == 302
    assert "EA123456789VN" in shown(client.get(f"/dossiers/{dossier.pk}/"))
    reader = shown(as_(desk.city.city_chair).get(f"/dossiers/{dossier.pk}/"))
    assert "12 Thụy Khuê" not in reader  # where somebody lives is for whoever works on it


OFFICE = {
    "agent": "Công ty Tư vấn Hồ Tây", "agent_kind": "consultancy", "agent_paper": "Giấy ủy quyền 5/2026",
    "agent_licence": "GPKD 0101234567",
}  # fmt: skip


def test_a_consultancy_office_acts_with_its_papers(desk: Desk, as_, monkeypatch):
    made = desk.received(**OFFICE)
    assert (made.agent_kind, made.agent_licence) == ("consultancy", "GPKD 0101234567")
    at_the_desk(monkeypatch, moment("2026-11-02T10:00"))
    page = shown(as_(desk.city.an).get(f"/dossiers/{made.pk}/"))
    assert "Công ty Tư vấn Hồ Tây" in page and "GPKD 0101234567" in page
    somebody = desk.received(agent="Trần Văn Tú", agent_paper="Giấy ủy quyền", agent_licence="không có gì")
    assert (somebody.agent_kind, somebody.agent_licence) == ("person", "")
    assert desk.received().agent_kind == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agent": ""}, "onestop.agent.missing"),
        ({"agent_paper": " "}, "onestop.agent.paper"),
        ({"agent_licence": " "}, "onestop.agent.licence"),
        ({"agent_kind": "lawyer"}, "onestop.agent.kind"),
    ],
)
def test_an_office_without_its_papers_is_refused(desk: Desk, changes, code):
    handed = desk.handed(**{**OFFICE, **changes})
    assert refused(receive, handed, **desk.who(desk.city.an, "2026-11-02T09:00")) == code
    assert not Dossier.objects.exists()


def test_the_database_wants_the_offices_papers_too(desk: Desk):
    made = desk.received(**OFFICE)
    for wrong in ({"agent_licence": ""}, {"agent": ""}, {"agent_kind": "person"}):
        with pytest.raises(IntegrityError, match="dossier_agent_whole"), transaction.atomic():
            Dossier.objects.filter(pk=made.pk).update(**wrong)
