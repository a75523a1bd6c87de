"""Opinions of other units: asked by a day that is counted, answered in writing, and silence told once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.base.notify.models import Notice
from namro.duties.onestop import parameters
from namro.duties.onestop.jobs import daily
from namro.duties.onestop.models import Consultation, Dossier
from namro.duties.onestop.selectors import wrong_dues
from namro.duties.onestop.services import Told, Written, answer, close, consult, move
from namro.duties.onestop.services.silence import report_silence

pytestmark = pytest.mark.django_db
MONDAY_TEN = "2026-11-02T10:00"
QUESTION = "Thửa đất có tranh chấp không?"


def asked(desk: Desk, text: str = MONDAY_TEN, *, unit=None, dossier=None) -> Consultation:
    dossier = dossier or desk.begun("2026-11-02T09:00")
    unit = unit or desk.city.economy
    return consult(dossier.pk, unit_id=unit.pk, question=QUESTION, **desk.who(desk.city.binh, text))


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    return caught.value.code


@pytest.fixture
def standing_still(monkeypatch):
    """A desk that chose to let the clock stand still while others are asked."""
    known = parameters._read()
    changed = [{**one, "value": True} if one["key"] == "consultation_stops_clock" else one for one in known["clock"]]
    monkeypatch.setattr(parameters, "_read", lambda: {**known, "clock": changed})
    parameters.rule_of.cache_clear()
    yield
    parameters.rule_of.cache_clear()


def test_by_when_is_counted_and_the_head_of_the_unit_is_told(desk: Desk):
    made = asked(desk)
    assert made.due_at == moment("2026-11-09T17:00")  # five working days, the end of the office day
    [notice] = Notice.objects.filter(kind="onestop.consulted")
    assert notice.person_id == desk.city.economy_head.person_id
    assert "17:00 09/11/2026" in notice.text and "9 Nov 2026" in notice.text_en
    event = Event.objects.get(tag="onestop:consultation:asked")
    assert event.after["unit"] == desk.city.economy.pk and event.after["question"] == QUESTION


def test_the_clock_of_the_dossier_runs_on(desk: Desk):
    made = asked(desk)
    dossier = Dossier.objects.get(pk=made.dossier_id)
    assert dossier.due_at == moment("2026-11-05T17:00") and not dossier.pauses.exists()


def test_a_written_answer_is_kept(desk: Desk):
    made = asked(desk)
    written = Written("Không có tranh chấp.", date(2026, 11, 4), "12/KT")
    row = answer(made.pk, written, **desk.who(desk.city.economy_head, "2026-11-04T15:00"))
    assert (row.answer, row.answer_number, row.answer_on) == ("Không có tranh chấp.", "12/KT", date(2026, 11, 4))
    assert row.answered_by_id == desk.city.economy_head.pk
    assert Event.objects.get(tag="onestop:consultation:answered").after["number"] == "12/KT"


def test_an_answer_on_paper_is_entered_by_the_desk(desk: Desk):
    made = asked(desk)
    row = answer(made.pk, Written("Đồng ý.", date(2026, 11, 3)), **desk.who(desk.city.an, "2026-11-04T15:00"))
    assert row.answered_by_id == desk.city.an.pk


def test_one_unit_is_not_asked_twice_while_it_has_not_answered(desk: Desk):
    made = asked(desk)
    dossier = Dossier.objects.get(pk=made.dossier_id)
    assert refused(asked, desk, dossier=dossier) == "onestop.consultation.twice"
    other = asked(desk, unit=desk.city.other_commune, dossier=dossier)
    answer(made.pk, Written("Rồi.", date(2026, 11, 3)), **desk.who(desk.city.an, "2026-11-03T15:00"))
    again = asked(desk, "2026-11-03T16:00", dossier=dossier)
    assert {one.pk for one in dossier.consultations.all()} == {made.pk, other.pk, again.pk}


def test_the_database_refuses_a_second_open_question(desk: Desk):
    made = asked(desk)
    twin = Consultation(
        dossier=made.dossier, unit=made.unit, question="?", asked_at=made.asked_at, asked_by=made.asked_by, due_at=made.due_at
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="consultation_once_open"), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (Written("", date(2026, 11, 4)), "onestop.consultation.answer"),
        (Written("Có.", date(2026, 11, 1)), "onestop.consultation.before_asked"),
        (Written("Có.", date(2026, 11, 5)), "onestop.consultation.after_today"),
    ],
)
def test_an_answer_is_written_and_dated_between_the_question_and_today(desk: Desk, written, code):
    made = asked(desk)
    assert refused(answer, made.pk, written, **desk.who(desk.city.an, "2026-11-04T15:00")) == code
    assert Consultation.objects.get(pk=made.pk).answered_at is None


def test_no_answer_after_the_question_ended(desk: Desk):
    written, who = Written("Có.", date(2026, 11, 3)), desk.who(desk.city.an, "2026-11-03T15:00")
    made = asked(desk)
    answer(made.pk, written, **who)
    assert refused(answer, made.pk, written, **who) == "onestop.consultation.answered"
    given_up = asked(desk, "2026-11-03T16:00", dossier=made.dossier)
    close(given_up.pk, reason="Hỏi nhầm", **desk.who(desk.city.binh, "2026-11-03T16:30"))
    assert (
        refused(answer, given_up.pk, written, **desk.who(desk.city.an, "2026-11-04T15:00"))
        == "onestop.consultation.closed"
    )


def test_what_is_still_asked_ends_with_the_dossier(desk: Desk):
    made = asked(desk, dossier=desk.with_binh())
    result = Told(result_number="1", result_on=date(2026, 11, 4), result_signer="Lan")
    move(made.dossier_id, "finish", result, **desk.who(desk.city.binh, "2026-11-04T10:00"))
    made.refresh_from_db()
    assert made.closed_at == moment("2026-11-04T10:00") and made.closed_because == ""
    late = desk.who(desk.city.economy_head, "2026-11-05T15:00")
    assert refused(answer, made.pk, Written("Có.", date(2026, 11, 5)), **late) == "onestop.consultation.closed"
    assert report_silence(at=moment("2026-11-20T08:00")) == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"question": "  "}, "onestop.consultation.question"),
        ({"unit_id": 0}, "onestop.consultation.unit_gone"),
        ({"own": True}, "onestop.consultation.own_unit"),
    ],
)
def test_what_is_asked_is_clear(desk: Desk, changes, code):
    dossier = desk.begun("2026-11-02T09:00")
    given = {"unit_id": desk.city.economy.pk, "question": QUESTION, **changes}
    if given.pop("own", False):
        given["unit_id"] = dossier.unit_id
    assert refused(consult, dossier.pk, **given, **desk.who(desk.city.binh, MONDAY_TEN)) == code


def test_only_while_it_is_worked_on_and_only_by_whoever_works_on_it(desk: Desk):
    given = {"unit_id": desk.city.economy.pk, "question": QUESTION}
    accepted = desk.received("2026-11-02T09:00")
    who = desk.who(desk.city.vice_chair, MONDAY_TEN)
    assert refused(consult, accepted.pk, **given, **who) == "onestop.consultation.not_processing"
    begun = desk.begun("2026-11-02T09:00")
    assert refused(consult, begun.pk, **given, **desk.who(desk.city.an, MONDAY_TEN)) == "access.denied"
    assert refused(consult, begun.pk, **given, **desk.who(desk.city.outsider, MONDAY_TEN)) == "onestop.not_found"


def test_who_was_not_asked_neither_sees_nor_answers(desk: Desk):
    made = asked(desk)
    who = desk.who(desk.city.other_chair, "2026-11-03T15:00")
    assert refused(answer, made.pk, Written("Có.", date(2026, 11, 3)), **who) == "onestop.consultation.not_found"
    who = desk.who(desk.city.office_head, "2026-11-03T15:00")  # has a step of it, and is not who was asked
    assert refused(answer, made.pk, Written("Có.", date(2026, 11, 3)), **who) == "access.denied"


def test_silence_is_told_to_the_head_of_the_desk_once(desk: Desk):
    made = asked(desk)
    assert report_silence(at=moment("2026-11-09T16:59")) == 0
    daily(moment("2026-11-10T06:35"))
    [notice] = Notice.objects.filter(kind="onestop.silence")
    assert notice.person_id == desk.city.vice_chair.person_id and made.dossier.code in notice.text
    assert Consultation.objects.get(pk=made.pk).silence_told_at == moment("2026-11-10T06:35")
    daily(moment("2026-11-11T06:35"))
    assert Notice.objects.filter(kind="onestop.silence").count() == 1
    assert Event.objects.filter(tag="onestop:consultation:silent").count() == 1


def test_the_clock_stands_still_where_the_desk_chose_so(desk: Desk, standing_still):
    made = asked(desk)
    second = asked(desk, "2026-11-02T11:00", unit=desk.city.other_commune, dossier=made.dossier)
    dossier = Dossier.objects.get(pk=made.dossier_id)
    assert dossier.due_at is None and dossier.pauses.get().reason == "consultation"
    answer(made.pk, Written("Có.", date(2026, 11, 3)), **desk.who(desk.city.an, "2026-11-03T15:00"))
    assert Dossier.objects.get(pk=dossier.pk).due_at is None
    answer(second.pk, Written("Có.", date(2026, 11, 4)), **desk.who(desk.city.an, "2026-11-04T15:00"))
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.due_at == moment("2026-11-09T17:00")  # two working days later than the fifth
    assert wrong_dues(at=moment("2026-11-04T16:00")) == []


def test_another_pause_takes_the_place_of_the_opinions(desk: Desk, standing_still):
    made = asked(desk, dossier=desk.with_binh())
    binh, an = desk.city.binh, desk.city.an
    move(made.dossier_id, "ask_payment", Told(reason="Lệ phí"), **desk.who(binh, "2026-11-02T11:00"))
    assert [one.reason for one in made.dossier.pauses.order_by("pk")] == ["consultation", "payment"]
    move(made.dossier_id, "paid", **desk.who(an, "2026-11-03T09:00"))
    opened = made.dossier.pauses.get(end__isnull=True)
    assert opened.reason == "consultation" and opened.start == moment("2026-11-03T09:00")
    result = Told(result_number="1", result_on=date(2026, 11, 4), result_signer="Lan")
    move(made.dossier_id, "finish", result, **desk.who(binh, "2026-11-04T10:00"))
    dossier = Dossier.objects.get(pk=made.dossier_id)
    assert not dossier.is_late and dossier.due_at is not None and not dossier.pauses.filter(end__isnull=True).exists()


def test_the_pages_show_ask_and_answer(desk: Desk, as_, monkeypatch):
    dossier = desk.begun("2026-11-02T09:00")
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    path = f"/dossiers/{dossier.pk}/"
    page = shown(as_(desk.city.binh).get(f"{path}consult/"))
    assert "HN-TH-KT" in page and "5 ngày làm việc" in page and "Thời hạn của hồ sơ vẫn chạy" in page
    sent = {"unit": "HN-TH-KT · Phòng Kinh tế", "question": QUESTION}
    assert as_(desk.city.binh).post(f"{path}consult/", sent).status_code == 302
    row = Consultation.objects.get()
    reader = as_(desk.city.economy_head)
    assert QUESTION in shown(reader.get("/dossiers/consultations/"))
    assert f"/dossiers/consultations/{row.pk}/answer/" in shown(reader.get(path))
    refused_page = reader.post(
        f"/dossiers/consultations/{row.pk}/answer/", {"text": "Không có.", "on": "2026-11-01", "number": "1"}
    )
    assert "trước ngày hỏi" in shown(refused_page, 422)
    sent = {"text": "Không có tranh chấp.", "on": "2026-11-03", "number": "1/KT"}
    assert reader.post(f"/dossiers/consultations/{row.pk}/answer/", sent).status_code == 302
    assert "Không có tranh chấp." in shown(as_(desk.city.an).get(path))
    assert QUESTION not in shown(as_(desk.city.outsider).get("/dossiers/consultations/"))


def test_silence_shows_on_the_dossier_and_in_the_list(desk: Desk, as_, monkeypatch):
    made = asked(desk)
    at_the_desk(monkeypatch, moment("2026-11-10T09:00"))
    assert "quá hạn trả lời" in shown(as_(desk.city.binh).get(f"/dossiers/{made.dossier_id}/"))
    assert "quá hạn trả lời" in shown(as_(desk.city.vice_chair).get("/dossiers/consultations/"))


def test_the_list_asks_no_more_of_many(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    client, counts = as_(desk.city.vice_chair), []
    for more in (1, 12):
        for _number in range(more):
            asked(desk)
        client.get("/dossiers/consultations/")
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/dossiers/consultations/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12


def test_the_rule_says_it_is_the_desks_choice():
    for key in ("consultation_working_days", "consultation_stops_clock"):
        assert parameters.rule_of(key, on=date(2026, 11, 2)).authority == "LOCAL_POLICY"
    text = (Path(__file__).parents[3] / "docs" / "law.md").read_text(encoding="utf-8")
    assert "`consultation_working_days`" in text and "`consultation_stops_clock`" in text
