"""Queue numbers: taken, booked, called in turn, given back; and the public pages that give them without asking who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from tests.app.onestop.desk import MONDAY, Desk, moment
from tests.app.onestop.test_pages import at_the_desk

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop.models import Counter, Ticket, TicketState
from namro.duties.onestop.selectors.queueing import ahead_of, slots_of, waits
from namro.duties.onestop.services import put_counter
from namro.duties.onestop.services.tickets import book, call_next, cancel, finish, take

pytestmark = pytest.mark.django_db
MORNING = "2026-11-02T09:00"
hour = datetime.fromisoformat


@pytest.fixture
def counters(desk: Desk) -> list[Counter]:
    """The first receives civil status alone, the second everything."""
    who = desk.who(desk.city.officer, "2026-01-05T09:00")
    first = {"first": date(2026, 1, 1)}
    return [
        put_counter(desk.point.pk, number=1, title="", fields=("Hộ tịch",), **first, **who),
        put_counter(desk.point.pk, number=2, title="", fields=(), **first, **who),
    ]


def taken(desk: Desk, field: str = "", at: str = MORNING) -> Ticket:
    return take(desk.point.pk, field=field, at=moment(at), on=moment(at).date())


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_numbers_run_without_gaps_each_day_anew_and_only_while_the_point_is_open(
    desk: Desk, counters: list[Counter]
) -> None:
    assert [taken(desk).number for _turn in range(3)] == [1, 2, 3]
    assert code_of(lambda: taken(desk, at="2026-11-02T12:30")) == "onestop.ticket.closed"
    assert code_of(lambda: taken(desk, at="2026-11-08T09:00")) == "onestop.ticket.closed"  # a Sunday
    assert taken(desk, at="2026-11-02T13:05").number == 4
    assert taken(desk, at="2026-11-03T09:00").number == 1


def test_a_counter_calls_in_order_what_it_receives_and_ends_the_one_before(desk: Desk, counters: list[Counter]) -> None:
    land, birth, _any = taken(desk, "Đất đai"), taken(desk, "Hộ tịch"), taken(desk)
    who = desk.who(desk.city.an, "2026-11-02T09:10")
    assert call_next(counters[0].pk, **who).pk == birth.pk
    assert call_next(counters[1].pk, **who).pk == land.pk
    called = call_next(counters[0].pk, **desk.who(desk.city.an, "2026-11-02T09:20"))
    birth.refresh_from_db()
    assert (called.number, birth.state, birth.done_at) == (3, TicketState.SERVED, moment("2026-11-02T09:20"))
    assert (
        code_of(lambda: call_next(counters[1].pk, **desk.who(desk.city.an, "2026-11-02T09:30")))
        == "onestop.ticket.nobody"
    )
    finish(called.pk, is_there=False, **desk.who(desk.city.an, "2026-11-02T09:31"))
    assert code_of(lambda: finish(called.pk, is_there=True, **who)) == "onestop.ticket.not_called"
    told = waits(desk.point.pk, on=MONDAY)
    assert (told.missed, told.median, told.longest) == (1, 10, 20)
    assert Event.objects.filter(tag="onestop:ticket:called").count() == 3


def test_only_whoever_works_there_calls(desk: Desk, counters: list[Counter]) -> None:
    taken(desk)
    assert code_of(lambda: call_next(counters[0].pk, **desk.who(desk.city.binh, MORNING))) == "access.denied"
    assert code_of(lambda: call_next(10**6, **desk.who(desk.city.an, MORNING))) == "onestop.ticket.counter"


def test_a_time_is_booked_until_it_is_full_and_given_back_by_its_code(desk: Desk, counters: list[Counter]) -> None:
    at, on, slot = moment(MORNING), MONDAY, hour("2026-11-04T08:15")
    [found] = [one for one in slots_of(desk.point, slot.date(), at=at, on=on) if one.start == slot]
    assert found.left == 2  # one a counter
    first, _second = (book(desk.point.pk, field="", slot=slot, at=at, on=on) for _turn in range(2))
    assert code_of(lambda: book(desk.point.pk, field="", slot=slot, at=at, on=on)) == "onestop.ticket.full"
    assert len(first.code) == 10 and cancel(first.code.lower(), at=at).state == TicketState.CANCELLED
    assert code_of(lambda: cancel(first.code, at=at)) == "onestop.ticket.late"
    assert code_of(lambda: cancel("", at=at)) == code_of(lambda: cancel("KHONGCO", at=at)) == "onestop.ticket.unknown"
    assert book(desk.point.pk, field="", slot=slot, at=at, on=on).number == 3  # the refused one left no gap


@pytest.mark.parametrize(
    "slot",
    [
        "2026-11-02T08:00",
        "2026-11-04T08:07",
        "2026-11-04T12:00",
        "2026-11-08T08:00",
        "2026-11-30T08:00",
        "2026-11-04T07:00",
    ],
)
def test_times_gone_between_closed_or_too_far_are_no_times(desk: Desk, counters: list[Counter], slot: str) -> None:
    act = lambda: book(desk.point.pk, field="", slot=hour(slot), at=moment(MORNING), on=MONDAY)  # noqa: E731
    assert code_of(act) == "onestop.ticket.no_slot"
    assert not Ticket.objects.exists()


def test_whoever_booked_is_called_first_once_their_time_has_come(desk: Desk, counters: list[Counter]) -> None:
    walked_in = taken(desk)
    booked = book(desk.point.pk, field="", slot=hour("2026-11-02T09:30"), at=moment(MORNING), on=MONDAY)
    third = taken(desk)
    assert ahead_of(third) == 2
    assert call_next(counters[1].pk, **desk.who(desk.city.an, "2026-11-02T09:20")).pk == walked_in.pk
    assert call_next(counters[1].pk, **desk.who(desk.city.an, "2026-11-02T09:40")).pk == booked.pk
    assert waits(desk.point.pk, on=MONDAY).longest == 20  # from 9:00; the booking waited from 9:30


def test_the_pages_of_the_desk_call_and_the_screen_shows_no_menu(
    desk: Desk, counters: list[Counter], as_: Any, monkeypatch: Any
) -> None:
    at_the_desk(monkeypatch, moment(MORNING))
    client, base = as_(desk.city.an), f"/points/{desk.point.pk}/queue/"
    assert client.post(f"{base}take/", {"field": "Hộ tịch"}).headers["Location"].endswith("/queue/1/")
    assert "001" in client.get(f"{base}1/").content.decode()
    done = client.post(f"{base}call/", {"counter": counters[0].pk}, follow=True).content.decode()
    assert "Mời số 001 đến quầy 1." in done and "Đang phục vụ số 001" in done
    screen = client.get(f"{base}screen/").content.decode()
    assert "Số 001 – quầy 1" in screen and 'class="nr-side"' not in screen
    ticket = Ticket.objects.get()
    client.post(f"{base}done/", {"counter": counters[0].pk, "ticket": ticket.pk, "there": "1"})
    ticket.refresh_from_db()
    assert ticket.state == TicketState.SERVED
    nobody = client.post(f"{base}call/", {"counter": counters[0].pk}, follow=True).content.decode()
    assert "Không còn ai chờ ở quầy này." in nobody
    assert as_(desk.city.binh).get(base).status_code == 404


def test_the_public_takes_a_number_or_books_a_time_without_saying_who(
    desk: Desk, counters: list[Counter], client: Client, monkeypatch: Any
) -> None:
    at_the_desk(monkeypatch, moment(MORNING))
    page = client.get(f"/portal/visit/?point={desk.point.pk}").content.decode()
    assert "Lấy số bây giờ" in page and "09:15" in page and "09:00<" not in page
    now = client.post("/portal/visit/", {"point": desk.point.pk, "day": "2026-11-02", "slot": "", "field": "Hộ tịch"})
    assert "Số của anh/chị: 001" in now.content.decode() and now.headers["Cache-Control"] == "no-store"
    assert Ticket.objects.get().field == "Hộ tịch"
    later = client.post("/portal/visit/", {"point": desk.point.pk, "slot": "2026-11-03T10:00", "field": "Không có"})
    booked = Ticket.objects.get(slot__isnull=False)
    assert booked.code in later.content.decode() and booked.field == ""
    seen = client.post("/portal/visit/booked/", {"code": booked.code.lower()}).content.decode()
    assert "Đang chờ" in seen and "Hủy lịch này" in seen
    assert "Đã hủy" in client.post("/portal/visit/booked/", {"code": booked.code, "act": "cancel"}).content.decode()
    for bad in ({"slot": "không"}, {"slot": "2026-11-02T08:00"}, {"slot": "2026-11-03T10:00+07:00"}):
        refused = client.post("/portal/visit/", {"point": desk.point.pk, **bad})
        assert refused.status_code == 422 and "nr-errors" in refused.content.decode()
    assert Ticket.objects.count() == 2


def test_nobody_takes_all_the_numbers_and_guessing_codes_is_stopped(
    desk: Desk, counters: list[Counter], client: Client, monkeypatch: Any
) -> None:
    at_the_desk(monkeypatch, moment(MORNING))
    answers = [client.post("/portal/visit/", {"point": desk.point.pk, "slot": ""}).status_code for _turn in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert Ticket.objects.count() == 5
    guesses = [client.post("/portal/visit/booked/", {"code": f"SAI{turn}"}).status_code for turn in range(21)]
    assert guesses == [422] * 20 + [429]
    assert not Event.objects.filter(tag__startswith="onestop:ticket").exists()
