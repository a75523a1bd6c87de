"""The way of a dossier: intake, steps, pauses, result, and everything that is refused."""

from __future__ import annotations

from datetime import date

import pytest
from tests.app.onestop.desk import COPY, Desk, moment

from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.onestop.models import Dossier, Movement, Pause, State, Step
from namro.duties.onestop.parameters import moves
from namro.duties.onestop.services import (
    Told,
    apologise,
    apology_sent,
    begin,
    finish_step,
    hand_step,
    move,
    receive,
    register,
    set_hours,
)
from namro.engine.clock import Limit, Unit

pytestmark = pytest.mark.django_db
RESULT = Told(result_number="12/GCN", result_on=date(2026, 11, 4), result_signer="Phạm Thị Lan")


def refused(code: str, act, *given, **named):
    with pytest.raises(DomainError) as found:
        act(*given, **named)
    assert found.value.code == code
    return found.value


def test_received_at_the_counter_it_is_numbered_and_due(desk: Desk):
    first, second = desk.received(), desk.received("2026-11-02T15:30", case="Phải xác minh")
    assert (first.code, second.code) == ("H26.19-261102-0001", "H26.19-261102-0002")
    assert first.due_at == moment("2026-11-05T17:00")
    assert second.due_at == moment("2026-11-12T17:00")
    online = desk.received("2026-11-03T16:00", channel="online")
    assert (online.code, online.due_at) == ("H26.19-261103-0001", moment("2026-11-05T16:00"))
    assert [one.form for one in Movement.objects.filter(dossier=first)] == ["01"]


def test_a_green_tuesday_gives_no_slip_but_a_number(desk: Desk):
    found = desk.received(
        "2026-11-03T09:00", procedure=COPY.code, papers=[{"name": "Bản chính", "originals": 1, "copies": 2}]
    )
    assert found.is_same_day
    assert (found.code, found.due_at) == ("H26.19-261103-0001", moment("2026-11-03T17:00"))
    assert [one.form for one in Movement.objects.filter(dossier=found)] == [""]


def test_the_whole_way_from_the_counter_to_the_citizen(desk: Desk):
    city, dossier = desk.city, desk.begun()
    assert (dossier.state, dossier.step_person_id) == (State.PROCESSING, city.binh.person_id)
    finish_step(dossier.pk, outcome="Đủ điều kiện", **desk.who(city.binh, "2026-11-03T10:00"))
    dossier.refresh_from_db()
    assert dossier.step_person_id == city.office_head.person_id
    move(dossier.pk, "finish", RESULT, **desk.who(city.office_head, "2026-11-04T10:00"))
    done = move(dossier.pk, "give_back", Told(returned_to="Trần Thị Mơ"), **desk.who(city.an, "2026-11-04T11:00"))
    assert (done.state, done.is_late, done.result_number) == (State.RETURNED, False, "12/GCN")
    steps = list(Step.objects.filter(dossier=dossier).order_by("number"))
    assert [(one.is_late, one.finished_by_id) for one in steps] == [(False, city.binh.pk), (False, city.office_head.pk)]
    kept = list(Movement.objects.filter(dossier=dossier).values_list("move", "before", "after"))
    assert kept == [
        ("accept", "draft", "accepted"), ("begin", "accepted", "processing"), ("finish", "processing", "done"),
        ("give_back", "done", "returned"),
    ]  # fmt: skip


def test_a_completion_is_asked_once_and_starts_the_limit_again(desk: Desk):
    city, dossier = desk.city, desk.begun()
    items = [{"paper": "Tờ khai", "why": "Thiếu chữ ký"}]
    asked = Told(reason="Chưa đủ", items=items)
    found = move(dossier.pk, "ask_completion", asked, **desk.who(city.binh, "2026-11-03T09:00"))
    assert (found.state, found.due_at) == (State.SUPPLEMENT, None)
    found = move(dossier.pk, "complete", Told(came=["Tờ khai"]), **desk.who(city.an, "2026-11-10T09:00"))
    assert found.due_at == moment("2026-11-13T17:00")  # three working days from the completion
    pause = Pause.objects.get(dossier=dossier)
    assert (pause.policy, pause.end) == ("restart", moment("2026-11-10T09:00"))
    assert "chưa đối chiếu" in pause.basis
    refused(
        "onestop.supplement.second",
        move,
        dossier.pk,
        "ask_completion",
        asked,
        **desk.who(city.binh, "2026-11-11T09:00"),
    )
    again = Told(reason="Chưa đủ", items=items, again_because="Điều 5 Luật chuyên ngành")
    assert (
        move(dossier.pk, "ask_completion", again, **desk.who(city.binh, "2026-11-11T09:00")).state == State.SUPPLEMENT
    )


def test_a_payment_shifts_the_due_day(desk: Desk):
    city, dossier = desk.city, desk.begun()
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(city.binh, "2026-11-03T09:00"))
    found = move(dossier.pk, "paid", **desk.who(city.an, "2026-11-05T09:00"))
    assert found.due_at == moment("2026-11-09T17:00")


def test_a_step_does_not_run_late_while_the_clock_stands_still(desk: Desk):
    """A step of one working day; two days wait for the citizen: it begins again with the dossier, as the rule of the day says."""
    city, dossier = desk.city, desk.begun()
    step = Step.objects.get(dossier=dossier, number=1)
    assert step.due_at == moment("2026-11-03T17:00")
    ask = Told(reason="Thiếu", items=[{"paper": "Tờ khai", "why": "Chưa ký"}])
    move(dossier.pk, "ask_completion", ask, **desk.who(city.binh, "2026-11-03T09:00"))
    step.refresh_from_db()
    assert step.due_at is None
    move(dossier.pk, "complete", Told(came=["Tờ khai"]), **desk.who(city.an, "2026-11-05T09:00"))
    step.refresh_from_db()
    assert step.due_at == moment("2026-11-06T17:00")
    finish_step(dossier.pk, outcome="Đủ", **desk.who(city.binh, "2026-11-06T16:00"))
    step.refresh_from_db()
    assert not step.is_late


def test_a_step_that_was_late_already_stays_so_through_a_pause(desk: Desk):
    city, dossier = desk.city, desk.begun()
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(city.binh, "2026-11-04T09:00"))
    move(dossier.pk, "paid", **desk.who(city.binh, "2026-11-05T09:00"))
    finish_step(dossier.pk, outcome="Đủ", **desk.who(city.binh, "2026-11-05T10:00"))
    step = Step.objects.get(dossier=dossier, number=1)
    assert (step.due_at, step.is_late) == (moment("2026-11-03T17:00"), True)


def test_lateness_is_frozen_at_the_end_and_keeps_its_step(desk: Desk):
    city, dossier = desk.city, desk.begun()
    finish_step(dossier.pk, outcome="Đủ", **desk.who(city.binh, "2026-11-06T10:00"))
    late = Told(result_number="9", result_on=date(2026, 11, 6), result_signer="Lan")
    found = move(dossier.pk, "finish", late, **desk.who(city.office_head, "2026-11-06T16:00"))
    assert found.is_late
    assert [one.is_late for one in Step.objects.filter(dossier=dossier).order_by("number")] == [True, False]


def test_one_apology_and_one_new_day(desk: Desk):
    city, dossier = desk.city, desk.begun()
    who = desk.who(city.vice_chair, "2026-11-04T09:00")
    given = {"reason": "Mất điện", "fault_person_id": city.binh.person_id}
    refused("onestop.apology.not_later", apologise, dossier.pk, new_day=date(2026, 11, 5), **given, **who)
    refused("onestop.apology.day_off", apologise, dossier.pk, new_day=date(2026, 11, 8), **given, **who)
    refused(
        "access.denied",
        apologise,
        dossier.pk,
        new_day=date(2026, 11, 9),
        **given,
        **desk.who(city.an, "2026-11-04T09:00"),
    )
    made = apologise(dossier.pk, new_day=date(2026, 11, 9), **given, **who)
    assert (made.old_due, made.new_due) == (moment("2026-11-05T17:00"), moment("2026-11-09T17:00"))
    assert made.fault_unit_id == city.culture.pk
    refused("onestop.apology.second", apologise, dossier.pk, new_day=date(2026, 11, 12), **given, **who)
    sent = apology_sent(dossier.pk, channel="Điện thoại", **desk.who(city.an, "2026-11-04T10:00"))
    assert sent.sent_at == moment("2026-11-04T10:00")
    refused("onestop.apology.sent", apology_sent, dossier.pk, channel="Thư", **desk.who(city.an, "2026-11-04T11:00"))


def test_a_registered_dossier_is_accepted_or_refused_with_a_reason(desk: Desk):
    city = desk.city
    waiting = register(desk.handed(channel="online"), **desk.who(city.an, "2026-11-02T20:00"))
    assert (waiting.state, waiting.code, waiting.due_at) == (State.REGISTERED, None, None)
    found = move(waiting.pk, "accept", **desk.who(city.an, "2026-11-03T08:00"))
    assert (found.state, found.code, found.due_at) == (State.ACCEPTED, "H26.19-261103-0001", moment("2026-11-04T17:00"))
    other = register(desk.handed(), **desk.who(city.an, "2026-11-03T08:00"))
    refused("onestop.reason.missing", move, other.pk, "refuse", **desk.who(city.an, "2026-11-03T08:10"))
    sent_back = move(other.pk, "refuse", Told(reason="Không thuộc thẩm quyền"), **desk.who(city.an, "2026-11-03T08:10"))
    assert (sent_back.state, sent_back.code) == (State.REFUSED, None)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("onestop.papers.missing", {"papers": [{"name": "Tờ khai"}]}),
        ("onestop.papers.twice", {"papers": [{"name": "Tờ khai"}, {"name": "Tờ khai"}]}),
        ("onestop.applicant.missing", {"applicant": "  "}),
        ("onestop.channel.unknown", {"channel": "fax"}),
        ("onestop.agent.paper", {"agent": "Công ty Tư vấn"}),
        ("onestop.limit.none", {"case": "Không có"}),
        ("onestop.procedure.not_in_force", {"procedure": "9.999999"}),
    ],
)
def test_what_intake_refuses(desk: Desk, code, changes):
    refused(code, desk.received, **changes)
    assert Dossier.objects.count() == 0


def test_a_refused_intake_leaves_no_gap_in_the_numbers(desk: Desk):
    desk.received()
    refused("onestop.papers.missing", desk.received, papers=[])
    assert desk.received().code == "H26.19-261102-0002"


def test_only_staff_of_the_point_receive(desk: Desk):
    with pytest.raises(NotAllowed):
        receive(desk.handed(), **desk.who(desk.city.binh, "2026-11-02T09:00"))


def test_a_year_without_a_calendar_promises_nothing(desk: Desk):
    refused("onestop.workdays.outside_calendar", desk.received, "2027-12-30T09:00")
    assert Dossier.objects.count() == 0


def test_every_move_that_the_table_does_not_have_is_refused(desk: Desk):
    """From each state, every move that does not start there; nothing is written."""
    dossier = desk.begun()
    for key, one in moves().items():
        if State.PROCESSING not in one.sources:
            refused(
                "onestop.move.not_from_here",
                move,
                dossier.pk,
                key,
                RESULT,
                **desk.who(desk.city.chair, "2026-11-03T09:00"),
            )
    refused("onestop.move.unknown", move, dossier.pk, "jump", **desk.who(desk.city.chair, "2026-11-03T09:00"))
    assert Movement.objects.filter(dossier=dossier).count() == 2


def test_who_may_do_what(desk: Desk):
    city, dossier = desk.city, desk.begun()
    asked = Told(reason="Thiếu", items=[{"paper": "Tờ khai", "why": "Thiếu"}])
    with pytest.raises(NotAllowed):
        move(dossier.pk, "ask_completion", asked, **desk.who(city.an, "2026-11-03T09:00"))
    with pytest.raises(NotVisible):
        move(dossier.pk, "ask_completion", asked, **desk.who(city.outsider, "2026-11-03T09:00"))
    with pytest.raises(NotAllowed):
        finish_step(dossier.pk, outcome="Xong", **desk.who(city.an, "2026-11-03T09:00"))


def test_two_editors(desk: Desk):
    dossier = desk.begun()
    seen = dossier.version
    hand_step(
        dossier.pk,
        person_id=desk.city.an.person_id,
        reason="Ốm",
        version=seen,
        **desk.who(desk.city.vice_chair, "2026-11-03T09:00"),
    )
    with pytest.raises(Conflict, match="người khác cập nhật"):
        move(dossier.pk, "stop", Told(reason="x"), version=seen, **desk.who(desk.city.chair, "2026-11-03T09:05"))


def test_results_and_steps_that_say_too_little(desk: Desk):
    city, accepted = desk.city, desk.received()
    receiver = desk.who(city.an, "2026-11-02T10:00")
    refused("onestop.steps.missing", begin, accepted.pk, [], **receiver)
    refused("onestop.steps.unclear", begin, accepted.pk, [desk.step(city.binh, result=" ")], **receiver)
    gone = desk.step(city.binh, person_id=10**9)
    refused("onestop.steps.not_posted", begin, accepted.pk, [gone], **receiver)
    begin(accepted.pk, [desk.step(city.binh, limit=Limit(4, Unit.HOURS))], **receiver)
    handler = desk.who(city.binh, "2026-11-03T10:00")
    refused("onestop.result.missing", move, accepted.pk, "finish", Told(result_number="1"), **handler)
    early = Told(result_number="1", result_on=date(2026, 11, 1), result_signer="Lan")
    refused("onestop.result.before_acceptance", move, accepted.pk, "finish", early, **handler)
    refused("onestop.step.last", finish_step, accepted.pk, outcome="Xong", **handler)
    move(accepted.pk, "finish", Told(result_number="1", result_on=date(2026, 11, 3), result_signer="Lan"), **handler)
    refused("onestop.returned_to.missing", move, accepted.pk, "give_back", **desk.who(city.an, "2026-11-03T10:10"))


def test_new_hours_apply_from_their_day(desk: Desk):
    week = {str(day): [["07:30", "11:30"], ["13:30", "17:30"]] for day in range(1, 6)}
    keeper = desk.who(desk.city.officer, "2026-11-02T08:00")
    set_hours(desk.point.pk, week=week, first=date(2026, 11, 4), **keeper)
    assert desk.received("2026-11-03T09:00").due_at == moment("2026-11-06T17:00")
    assert desk.received("2026-11-04T09:00").due_at == moment("2026-11-09T17:30")
    refused("onestop.hours.earlier", set_hours, desk.point.pk, week=week, first=date(2026, 11, 4), **keeper)
    refused("onestop.clock.hours.none", set_hours, desk.point.pk, week={"1": []}, first=date(2026, 12, 1), **keeper)
