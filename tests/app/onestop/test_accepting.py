"""What a point takes: everything while it has no list, then what is on it; added, ended, and ended with the procedure."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.app.onestop.desk import COPY, MARRIAGE, Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown, typed
from tests.app.procedures import catalogue

from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed
from namro.config.joining import DeskCatalogue
from namro.duties.onestop import offers
from namro.duties.onestop.models import AcceptanceEntry, Dossier, State
from namro.duties.onestop.selectors.accepting import codes_taken
from namro.duties.onestop.services import move, register
from namro.duties.onestop.services.accepting import Chosen, accept_from, accept_until
from namro.duties.procedures.data import LineData

pytestmark = pytest.mark.django_db
FIRST = date(2026, 11, 2)
NOON = "2026-11-02T12:00"


def listed(desk: Desk, *codes: str, first: date = FIRST, **given) -> int:
    chosen = Chosen(codes, **given)
    return accept_from(
        desk.point.pk, chosen, first=first, decision_number="12/QĐ-UBND", **desk.who(desk.city.officer, NOON)
    )


def ended(desk: Desk, *codes: str, until: date, **given) -> int:
    return accept_until(desk.point.pk, Chosen(codes, **given), until=until, **desk.who(desk.city.officer, NOON))


def refused(code: str, act, *given, **named) -> str:
    with pytest.raises(DomainError) as told:
        act(*given, **named)
    assert told.value.code == code
    return str(told.value)


def test_a_point_without_a_list_takes_everything_and_one_with_a_list_only_what_is_on_it(desk: Desk):
    assert codes_taken(desk.point.pk, on=FIRST) is None
    desk.received()
    listed(desk, COPY.code, first=date(2026, 11, 3))
    desk.received("2026-11-02T10:00")  # the list begins tomorrow
    words = refused("onestop.acceptance.not_here", desk.received, "2026-11-03T09:00")
    assert MARRIAGE.code in words and "Cơ quan có thẩm quyền quyết định" in words
    who = desk.who(desk.city.an, "2026-11-03T09:00")
    refused("onestop.acceptance.not_here", register, desk.handed(channel="online"), **who)
    assert (
        desk.received("2026-11-03T09:00", procedure=COPY.code, papers=[{"name": "Bản chính"}]).state == State.ACCEPTED
    )


def test_a_list_whose_lines_all_ended_takes_nothing(desk: Desk):
    listed(desk, MARRIAGE.code)
    assert ended(desk, MARRIAGE.code, until=date(2026, 11, 4)) == 1
    desk.received("2026-11-03T09:00")
    refused("onestop.acceptance.not_here", desk.received, "2026-11-04T09:00")
    assert codes_taken(desk.point.pk, on=date(2026, 11, 4)) == frozenset()


def test_what_was_noted_while_it_was_on_the_list_is_still_accepted(desk: Desk):
    waits = register(desk.handed(), **desk.who(desk.city.an, "2026-11-02T09:00"))
    listed(desk, COPY.code, first=date(2026, 11, 3))
    assert move(waits.pk, "accept", **desk.who(desk.city.an, "2026-11-03T09:00")).state == State.ACCEPTED


def test_lines_come_by_level_and_field_and_as_a_list_of_codes(desk: Desk):
    assert listed(desk, field="Hộ tịch") == 1
    assert listed(desk, MARRIAGE.code, level="commune") == 1  # what is there already stays as it is
    rows = AcceptanceEntry.objects.order_by("procedure_code")
    assert [(one.procedure_code, one.decision_number) for one in rows] == [
        (MARRIAGE.code, "12/QĐ-UBND"),
        (COPY.code, "12/QĐ-UBND"),
    ]
    assert Event.objects.filter(tag="onestop:point:accepts").latest("pk").after["codes"] == [COPY.code]
    assert ended(desk, level="commune", until=date(2026, 12, 1)) == 2


def test_wrong_codes_are_told_by_line_and_nothing_is_written(desk: Desk):
    words = refused("onestop.acceptance.not_in_force", listed, desk, COPY.code, "9.999999", "", "8.888888")
    assert "Dòng 2: 9.999999; Dòng 4: 8.888888" in words and not AcceptanceEntry.objects.exists()
    refused("onestop.acceptance.none", listed, desk, " ", "")
    listed(desk, COPY.code, first=date(2026, 12, 1))
    assert "Dòng 1: " + COPY.code in refused("onestop.acceptance.later", listed, desk, COPY.code)
    assert "Dòng 1: " + MARRIAGE.code in refused(
        "onestop.acceptance.not_listed", ended, desk, MARRIAGE.code, until=FIRST
    )
    with pytest.raises(NotAllowed):
        accept_from(desk.point.pk, Chosen([COPY.code]), first=FIRST, **desk.who(desk.city.an, NOON))


def test_the_database_keeps_a_code_once_a_day(desk: Desk):
    given = {"point": desk.point, "procedure_code": COPY.code}
    AcceptanceEntry.objects.create(**given, valid=(FIRST, date(2026, 12, 1)))
    AcceptanceEntry.objects.create(**given, valid=(date(2026, 12, 1), None))
    with pytest.raises(IntegrityError, match="acceptance_once"), transaction.atomic():
        AcceptanceEntry.objects.create(**given, valid=(date(2026, 11, 20), date(2026, 12, 10)))


def test_abolishing_a_procedure_takes_it_off_every_list_and_leaves_what_runs(desk: Desk):
    offers.connect(DeskCatalogue)
    catalogue.published(desk.city)
    catalogue.published(desk.city, code="1.000656", number="2/QĐ-UBND", name="Đăng ký khai tử")
    listed(desk, level="commune")
    papers = [{"name": "Tờ khai đăng ký kết hôn"}, {"name": "Giấy xác nhận tình trạng hôn nhân"}]
    runs = desk.received(papers=papers)
    gone = catalogue.decision(desk.city, LineData(catalogue.CODE, "abolished", date(2026, 11, 25)))
    catalogue.services.publish_decision(
        decision_id=gone.pk,
        number="3/QĐ-UBND",
        signed_on=date(2026, 11, 23),
        signer="Chủ tịch",
        **catalogue.when(desk.city),
    )
    assert codes_taken(desk.point.pk, on=date(2026, 11, 24)) == {catalogue.CODE, "1.000656"}
    assert codes_taken(desk.point.pk, on=date(2026, 11, 25)) == {"1.000656"}
    runs.refresh_from_db()
    assert runs.state == State.ACCEPTED
    assert Event.objects.filter(tag="onestop:point:accepts_no_more").get().after == {
        "ended": {catalogue.CODE: "2026-11-25"}
    }


def test_the_pages_keep_the_list_and_intake_finds_only_what_is_on_it(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    officer, receiver, page = as_(desk.city.officer), as_(desk.city.an), f"/points/{desk.point.pk}/"
    assert "chưa có danh mục tiếp nhận nên nhận mọi thủ tục" in shown(officer.get(page))
    assert "Cấp xã" in shown(officer.get(f"{page}accepts/"))
    given = {
        "level": "",
        "field": "",
        "codes": f"{COPY.code}\n9.9",
        "first": "2026-11-03",
        "decision_number": "",
        "decision_on": "",
    }
    wrong = shown(officer.post(f"{page}accepts/", given), 422)
    assert "Dòng 2: 9.9" in wrong and COPY.code in wrong
    assert officer.post(f"{page}accepts/", {**given, "codes": COPY.code}).status_code == 302
    one = shown(officer.get(page))
    assert "Danh mục tiếp nhận có 1 thủ tục" in one and COPY.name in one and MARRIAGE.name not in one
    found = shown(receiver.get("/dossiers/new/"))
    assert COPY.name in found and MARRIAGE.name not in found
    assert "không tiếp nhận thủ tục" in shown(receiver.get(f"/dossiers/new/?procedure={MARRIAGE.code}"), 422)
    assert "không tiếp nhận thủ tục" in shown(receiver.post("/dossiers/new/", typed(desk)), 422)
    assert Dossier.objects.count() == 0
    assert (
        officer.post(
            f"{page}accepts/end/", {"codes": COPY.code, "level": "", "field": "", "until": "2026-11-10"}
        ).status_code
        == 302
    )
    assert as_(desk.city.chair).get(f"{page}accepts/").status_code == 404
    assert codes_taken(desk.point.pk, on=date(2026, 11, 10)) == frozenset()
