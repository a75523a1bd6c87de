"""What a month's dossiers say of officers and units: each number counted by hand beside the one told."""

from __future__ import annotations

from datetime import date

import pytest
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_linking import linked

from namro.city.facts.models import Observation
from namro.duties.onestop.jobs import observe
from namro.duties.onestop.selectors.counted import APOLOGIES, LATE_STEPS, ON_TIME, behind
from namro.duties.onestop.services import Told, apologise, apology_sent, finish_part, finish_step, move

pytestmark = pytest.mark.django_db
NOVEMBER, AT = date(2026, 11, 1), moment("2026-12-01T01:40")


def finished(desk: Desk, received: str, step: str, result: str) -> str:
    """Bình ends his step of one working day, the head signs: the code. Due three working days after it was received."""
    city, dossier = desk.city, desk.begun(received)
    finish_step(dossier.pk, outcome="Đủ", **desk.who(city.binh, step))
    told = Told(result_number="1/GCN", result_on=date.fromisoformat(result[:10]), result_signer="Trưởng phòng")
    return str(move(dossier.pk, "finish", told, **desk.who(city.office_head, result)).code)


def told(kind: str, *, person: int | None = None, unit: int | None = None) -> tuple[int | None, int | None] | None:
    rows = Observation.objects.filter(kind=kind, month=NOVEMBER, withdrawn_at=None, source="onestop", person=person)
    found = (rows if person else rows.filter(unit=unit)).first()
    return (found.number, found.total) if found else None


def test_late_by_their_own_step_alone(desk: Desk) -> None:
    """One in time; one late because the head signed late; one late because Bình sat on it for a week."""
    city = desk.city
    finished(desk, "2026-11-02T09:00", "2026-11-03T09:00", "2026-11-04T09:00")
    finished(desk, "2026-11-02T10:00", "2026-11-03T09:30", "2026-11-10T09:00")
    slow = finished(desk, "2026-11-02T11:00", "2026-11-09T09:00", "2026-11-09T10:00")
    observe(AT)
    assert told(ON_TIME, unit=city.commune.pk) == (1, 3)
    assert told(ON_TIME, person=city.binh.person_id) == (2, 3)
    assert told(ON_TIME, person=city.office_head.person_id) == (2, 3)
    assert told(LATE_STEPS, person=city.binh.person_id) == (1, None)
    assert told(LATE_STEPS, person=city.office_head.person_id) == (1, None)
    assert Observation.objects.get(kind=LATE_STEPS, person=city.binh.person_id).note == slow
    rows = behind(ON_TIME, NOVEMBER, at=AT, person_id=city.binh.person_id)
    assert [(one.code == slow, one.met) for one in rows] == [(True, False), (False, True), (False, True)]


def test_apologies_owed_by_whoever_held_it_on_its_day(desk: Desk) -> None:
    city = desk.city
    finished(desk, "2026-11-02T09:00", "2026-11-09T09:00", "2026-11-10T09:00")  # Bình's, never apologised for
    waiting = desk.begun("2026-11-16T09:00")
    finish_step(waiting.pk, outcome="Đủ", **desk.who(city.binh, "2026-11-17T09:00"))
    who = desk.who(city.vice_chair, "2026-11-18T09:00")
    apologise(waiting.pk, reason="Chờ ký", new_day=date(2026, 11, 25), fault_person_id=None, **who)
    observe(AT)
    assert told(APOLOGIES, unit=city.commune.pk) == (0, 2)
    apology_sent(waiting.pk, channel="Điện thoại", **desk.who(city.an, "2026-11-18T10:00"))
    observe(AT)
    assert told(APOLOGIES, unit=city.commune.pk) == (1, 2)
    assert told(APOLOGIES, person=city.binh.person_id) == (0, 1)
    assert told(APOLOGIES, person=city.office_head.person_id) == (1, 1)


def test_a_running_step_counts_once_past_its_day_and_not_while_the_clock_stands_still(desk: Desk) -> None:
    city = desk.city
    desk.begun("2026-11-02T09:00")
    paused = desk.begun("2026-11-02T10:00")
    ask = Told(reason="Thiếu", items=[{"paper": "Tờ khai", "why": "Chưa ký"}])
    move(paused.pk, "ask_completion", ask, **desk.who(city.binh, "2026-11-03T09:00"))
    observe(AT)
    assert told(LATE_STEPS, person=city.binh.person_id) == (1, None)


def test_a_part_of_another_unit_done_late_is_told_of_whoever_did_it(desk: Desk) -> None:
    """The economy had until the 4th and took until the 6th; the other commune, next in turn, was in time."""
    city = desk.city
    dossier, (first, second) = linked(desk)
    finish_part(first.pk, outcome="Phù hợp", **desk.who(city.economy_head, "2026-11-06T09:00"))
    finish_part(second.pk, outcome="Đúng", **desk.who(city.other_chair, "2026-11-09T09:00"))
    observe(AT)
    assert told(LATE_STEPS, person=city.economy_head.person_id) == (1, None)
    assert told(LATE_STEPS, unit=city.economy.pk) == (1, None)
    assert told(LATE_STEPS, person=city.other_chair.person_id) is None
    assert told(LATE_STEPS, unit=city.other_commune.pk) is None
    [row] = behind(LATE_STEPS, NOVEMBER, at=AT, person_id=city.economy_head.person_id)
    assert row.dossier_id == dossier.pk


def test_telling_twice_changes_nothing_and_what_is_no_longer_so_is_withdrawn(desk: Desk) -> None:
    city = desk.city
    running = desk.begun("2026-11-02T09:00")
    observe(moment("2026-11-20T01:40"))
    before = list(Observation.objects.order_by("pk").values_list("pk", "number", "total", "withdrawn_at"))
    assert before
    observe(moment("2026-11-20T01:40"))
    assert list(Observation.objects.order_by("pk").values_list("pk", "number", "total", "withdrawn_at")) == before
    move(running.pk, "withdraw", Told(reason="Theo đề nghị"), **desk.who(city.an, "2026-11-20T09:00"))
    observe(AT)
    assert told(APOLOGIES, unit=city.commune.pk) is None  # a withdrawn dossier owes nobody an apology
    gone = Observation.objects.get(kind=APOLOGIES, person=None)
    assert gone.withdrawn_at == AT


def test_who_sees_the_dossiers_behind_a_number(desk: Desk, as_) -> None:
    city = desk.city
    slow = finished(desk, "2026-11-02T11:00", "2026-11-09T09:00", "2026-11-09T10:00")
    observe(AT)
    link = Observation.objects.get(kind=LATE_STEPS, person=city.binh.person_id).link
    for who in (city.binh, city.office_head, city.chair, city.officer):
        page = as_(who).get(link)
        assert page.status_code == 200
        assert slow in page.content.decode()
    for who in (city.an, city.outsider):
        assert as_(who).get(link).status_code == 404
    assert as_(city.binh).get(link.replace("2026-11", "2026-99")).status_code == 404
