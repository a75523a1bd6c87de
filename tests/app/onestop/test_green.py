"""Results on the spot: the point's own rule, what it refuses, and how a green day went."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from tests.app.onestop.desk import COPY, MARRIAGE, Desk, moment
from tests.app.onestop.test_pages import at_the_desk, typed

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop.models import GreenHours
from namro.duties.onestop.services import Told, begin, move
from namro.duties.onestop.services.green import set_green

pytestmark = pytest.mark.django_db
TUESDAY = "2026-11-03"
BASIS = "Kế hoạch 45/KH-UBND ngày 30/10/2026"


def ruled(desk: Desk, **changes: Any) -> GreenHours:
    given = {
        "week": {"2": [["08:00", "11:30"]]},
        "procedures": [MARRIAGE.code],
        "basis": BASIS,
        "first": date(2026, 11, 2),
    }
    return set_green(desk.point.pk, **{**given, **changes}, **desk.who(desk.city.officer, "2026-11-02T08:00"))


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_in_the_hours_of_the_rule_a_dossier_is_returned_on_the_spot_without_a_slip_and_numbered(desk: Desk) -> None:
    ruled(desk)
    made = desk.received(f"{TUESDAY}T09:00", is_same_day=True)
    assert made.code and made.is_same_day and made.due_at == moment(f"{TUESDAY}T17:00")
    assert made.movements.get().form == ""  # no slip


def test_outside_the_list_or_the_hours_it_is_refused_and_nothing_is_numbered(desk: Desk) -> None:
    ruled(desk, procedures=[COPY.code])
    assert code_of(lambda: desk.received(f"{TUESDAY}T09:00", is_same_day=True)) == "onestop.green.not_listed"
    ruled(desk, first=date(2026, 11, 3))
    for text in (f"{TUESDAY}T11:30", f"{TUESDAY}T14:00", "2026-11-04T09:00"):
        assert code_of(lambda at=text: desk.received(at, is_same_day=True)) == "onestop.green.not_now"
    assert desk.received(f"{TUESDAY}T09:00").code.endswith("-0001")


def test_what_the_catalogue_does_at_once_needs_no_rule_and_without_a_rule_the_receiver_says(desk: Desk) -> None:
    assert desk.received(f"{TUESDAY}T15:00", is_same_day=True).is_same_day  # no rule: as before
    ruled(desk)
    copy = desk.received(
        f"{TUESDAY}T15:00", procedure=COPY.code, papers=[{"name": "Bản chính", "originals": 1, "copies": 0}]
    )
    assert copy.is_same_day


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": " "}, "onestop.green.basis"),
        ({"procedures": ["", " "]}, "onestop.green.procedures"),
        ({"procedures": ["9.999999"]}, "onestop.green.procedure"),
        ({"week": {}}, "onestop.clock.hours.none"),
        ({"week": {"2": [["11:00", "08:00"]]}}, "onestop.clock.hours.order"),
    ],
)
def test_a_rule_needs_its_paper_procedures_in_force_and_hours(desk: Desk, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: ruled(desk, **changes)) == code
    assert not GreenHours.objects.exists()


def test_a_new_rule_ends_the_one_before_and_home_affairs_alone_writes_it(desk: Desk) -> None:
    ruled(desk)
    assert code_of(lambda: ruled(desk)) == "onestop.hours.earlier"
    ruled(desk, first=date(2026, 12, 1))
    assert [(one.valid.lower.day, one.valid.upper) for one in GreenHours.objects.order_by("valid")] == [
        (2, date(2026, 12, 1)),
        (1, None),
    ]
    given = {
        "week": {"2": [["08:00", "09:00"]]},
        "procedures": [MARRIAGE.code],
        "basis": BASIS,
        "first": date(2027, 1, 1),
    }
    assert (
        code_of(lambda: set_green(desk.point.pk, **given, **desk.who(desk.city.an, f"{TUESDAY}T08:00")))
        == "access.denied"
    )
    assert Event.objects.filter(tag="onestop:point:green").count() == 2


def test_a_green_day_says_how_many_and_how_long(desk: Desk, as_: Any, monkeypatch: Any) -> None:
    ruled(desk)
    for hour, done in (("08:00", "08:40"), ("09:00", "11:00"), ("10:00", "")):
        made = desk.received(f"{TUESDAY}T{hour}", is_same_day=True)
        begin(made.pk, [desk.step(desk.city.binh)], **desk.who(desk.city.an, f"{TUESDAY}T{hour}"))
        if done:
            told = Told(result_number="1", result_on=date(2026, 11, 3), result_signer="Lê Thị Hoa")
            move(made.pk, "finish", told, **desk.who(desk.city.binh, f"{TUESDAY}T{done}"))
    at_the_desk(monkeypatch, moment("2026-11-03T18:00"))
    client = as_(desk.city.vice_chair)
    rows = list(openpyxl.load_workbook(io.BytesIO(client.get("/dossiers/green.xlsx").content)).active.values)
    assert rows[1][1:] == (3, 2, 2, 80, 120)
    page = client.get("/dossiers/green/").content.decode()
    assert "/dossiers/?state=all&amp;today=1&amp;day=2026-11-03" in page
    assert client.get("/dossiers/?state=all&today=1&day=2026-11-03").content.decode().count("H26.19-261103-") >= 3
    assert "Chưa có hồ sơ nào hẹn trả ngay" in as_(desk.city.outsider).get("/dossiers/green/").content.decode()


def test_the_intake_page_offers_it_in_its_hours_and_says_why_not_outside_them(
    desk: Desk, as_: Any, monkeypatch: Any
) -> None:
    ruled(desk)
    client, path = as_(desk.city.an), f"/dossiers/new/?procedure={MARRIAGE.code}"
    for text, is_offered in ((f"{TUESDAY}T09:00", True), (f"{TUESDAY}T15:00", False)):
        at_the_desk(monkeypatch, moment(text))
        box = client.get(path).content.decode().split('name="is_same_day"')[1].split(">")[0]
        assert ("checked" in box) == is_offered
    refused = client.post("/dossiers/new/", typed(desk, is_same_day="on"))
    assert refused.status_code == 422 and "Ngoài giờ trả kết quả ngay" in refused.content.decode()
    assert BASIS in as_(desk.city.an).get(f"/points/{desk.point.pk}/").content.decode()


def test_home_affairs_writes_the_rule_on_its_page(desk: Desk, as_: Any, monkeypatch: Any) -> None:
    at_the_desk(monkeypatch, moment("2026-11-02T09:00"))
    path, client = f"/points/{desk.point.pk}/green/", as_(desk.city.officer)
    sent = {"procedures": f"{MARRIAGE.code}\n", "first": "2026-11-03", "basis": BASIS, "day2": "08:00-11:30"}
    assert client.post(path, {**sent, "procedures": "9.999999"}).status_code == 422
    assert client.post(path, sent).status_code == 302
    assert GreenHours.objects.get().week == {"2": [["08:00", "11:30"]]}
    assert as_(desk.city.an).get(path).status_code in (403, 404)
