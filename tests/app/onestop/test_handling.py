"""Who answers for what while a dossier is worked on: steps skipped, handed on, passed on late; papers and payments that come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.app.onestop.desk import COPY, Desk, moment
from tests.app.onestop.test_observing import AT, told

from namro.base.errors import DomainError
from namro.duties.onestop.jobs import observe
from namro.duties.onestop.models import Dossier, Movement, State, Step
from namro.duties.onestop.selectors.counted import APOLOGIES, LATE_STEPS, ON_TIME
from namro.duties.onestop.services import Told, apologise, begin, finish_step, hand_step, move

pytestmark = pytest.mark.django_db
RESULT = Told(result_number="12/GCN", result_on=date(2026, 11, 4), result_signer="Nguyễn Văn Lan")


def refused(act: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    return caught.value.code


def test_a_payment_asked_before_it_is_passed_on_leaves_it_to_be_passed_on(desk: Desk):
    dossier = desk.received("2026-11-02T09:00")
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.an, "2026-11-02T10:00"))
    paid = move(dossier.pk, "paid", **desk.who(desk.city.an, "2026-11-03T09:00"))
    assert (paid.state, paid.due_at) == (State.ACCEPTED, moment("2026-11-06T17:00"))
    begun = begin(dossier.pk, [desk.step(desk.city.binh)], **desk.who(desk.city.an, "2026-11-03T09:30"))
    assert begun.step_person_id == desk.city.binh.person_id


def test_only_the_head_skips_a_step_and_says_why(desk: Desk):
    city, dossier = desk.city, desk.begun()
    assert (
        refused(move, dossier.pk, "finish", RESULT, **desk.who(city.binh, "2026-11-04T10:00")) == "onestop.steps.left"
    )
    head = desk.who(city.chair, "2026-11-04T10:00")
    assert refused(move, dossier.pk, "finish", RESULT, **head) == "onestop.reason.missing"
    assert Dossier.objects.get(pk=dossier.pk).state == State.PROCESSING
    why = Told(result_number="12/GCN", result_on=date(2026, 11, 4), result_signer="Lan", reason="Chủ tịch ký thay")
    assert move(dossier.pk, "finish", why, **head).state == State.DONE
    skipped = Step.objects.get(dossier=dossier, number=2)
    assert (skipped.outcome, skipped.finished_at) == ("Bỏ qua: Chủ tịch ký thay", None)
    assert Movement.objects.get(dossier=dossier, move="finish").reason == "Chủ tịch ký thay"


def test_the_page_asks_the_head_why_and_tells_others_who_may(desk: Desk, as_):
    dossier = desk.begun()
    assert (
        "chỉ người đứng đầu cơ quan giải quyết" in as_(desk.city.binh).get(f"/dossiers/{dossier.pk}/").content.decode()
    )
    page = as_(desk.city.chair).get(f"/dossiers/{dossier.pk}/move/finish/").content.decode()
    assert "Lý do bỏ qua các bước còn lại" in page


def test_a_delay_stays_with_whoever_held_the_step_when_it_fell_due(desk: Desk):
    """Bình's step was due on the 3rd; he fell ill and An took it on the 9th, three days after the dossier was due."""
    city, dossier = desk.city, desk.begun("2026-11-02T09:00")
    handed = {"person_id": city.an.person_id, "reason": "Ốm", **desk.who(city.vice_chair, "2026-11-09T09:00")}
    hand_step(dossier.pk, **handed)
    assert refused(hand_step, dossier.pk, **handed) == "onestop.steps.same_person"
    finish_step(dossier.pk, outcome="Đủ", **desk.who(city.an, "2026-11-09T11:00"))
    move(dossier.pk, "finish", RESULT, **desk.who(city.office_head, "2026-11-09T15:00"))
    observe(AT)
    assert told(LATE_STEPS, person=city.binh.person_id) == (1, None)
    assert told(LATE_STEPS, person=city.an.person_id) is None
    assert told(APOLOGIES, person=city.binh.person_id) == (0, 1)
    assert told(APOLOGIES, person=city.an.person_id) is None
    assert told(ON_TIME, person=city.binh.person_id) == (0, 1)
    assert told(ON_TIME, person=city.an.person_id) is None


def test_a_step_handed_on_in_time_is_told_of_the_new_holder(desk: Desk):
    city, dossier = desk.city, desk.begun("2026-11-02T09:00")
    who = desk.who(city.vice_chair, "2026-11-02T15:00")
    hand_step(dossier.pk, person_id=city.an.person_id, reason="Nghỉ phép", **who)
    finish_step(dossier.pk, outcome="Đủ", **desk.who(city.an, "2026-11-09T11:00"))
    observe(AT)
    assert told(LATE_STEPS, person=city.an.person_id) == (1, None)
    assert told(LATE_STEPS, person=city.binh.person_id) is None


def test_the_page_names_who_held_it_before(desk: Desk, as_):
    dossier = desk.begun("2026-11-02T09:00")
    who = desk.who(desk.city.vice_chair, "2026-11-02T15:00")
    hand_step(dossier.pk, person_id=desk.city.an.person_id, reason="Nghỉ phép", **who)
    page = as_(desk.city.an).get(f"/dossiers/{dossier.pk}/").content.decode()
    assert f"trước đó: {desk.city.binh.person.full_name}" in page


def test_passed_on_after_its_moment_is_told_of_whoever_received_it(desk: Desk, as_):
    """Received at nine, due to go on the same day; it went the next."""
    late, in_time = desk.received("2026-11-02T09:00"), desk.received("2026-11-02T15:30")
    for one in (late, in_time):  # the second came after the cut-off: the start of the next day is its moment
        at = "2026-11-03T08:00" if one == in_time else "2026-11-03T10:00"
        begin(one.pk, [desk.step(desk.city.binh)], **desk.who(desk.city.an, at))
    observe(AT)
    assert told(LATE_STEPS, person=desk.city.an.person_id) == (1, None)
    page = as_(desk.city.an).get(f"/dossiers/{late.pk}/").content.decode()
    assert "phải chuyển trước 17:00 02/11/2026" in page
    assert "phải chuyển trước" not in as_(desk.city.an).get(f"/dossiers/{in_time.pk}/").content.decode()


def test_a_citizen_is_not_sent_back_after_the_days_for_it_nor_twice(desk: Desk):
    city, dossier = desk.city, desk.begun("2026-11-02T09:00")
    ask = Told(reason="Thiếu", items=[{"paper": "Tờ khai", "why": "Chưa ký"}])
    late = desk.who(city.binh, "2026-11-06T09:00")  # the fourth working day
    assert refused(move, dossier.pk, "ask_completion", ask, **late) == "onestop.supplement.too_late"
    allowed = Told(reason="Thiếu", items=ask.items, again_because="Điều 5 Luật chuyên ngành")
    assert move(dossier.pk, "ask_completion", allowed, **late).state == State.SUPPLEMENT
    noted = desk.received("2026-11-03T09:00", channel="online")
    begin(noted.pk, [desk.step(city.binh)], **desk.who(city.an, "2026-11-03T10:00"))
    last = desk.who(city.binh, "2026-11-06T16:00")  # the third working day after the 3rd
    assert move(noted.pk, "ask_completion", ask, **last).state == State.SUPPLEMENT


def test_a_request_at_intake_is_the_one_request(desk: Desk):
    from namro.duties.onestop.services import register

    noted = register(desk.handed(channel="online"), **desk.who(desk.city.an, "2026-11-02T09:00"))
    ask = Told(items=[{"paper": "Tờ khai", "why": "Chưa ký"}])
    move(noted.pk, "ask_papers", ask, **desk.who(desk.city.an, "2026-11-02T09:05"))
    move(noted.pk, "accept", **desk.who(desk.city.an, "2026-11-02T10:00"))
    begin(noted.pk, [desk.step(desk.city.binh)], **desk.who(desk.city.an, "2026-11-02T10:05"))
    again = Told(reason="Thiếu", items=ask.items)
    binh = desk.who(desk.city.binh, "2026-11-03T09:00")
    assert refused(move, noted.pk, "ask_completion", again, **binh) == "onestop.supplement.second"


def test_half_of_what_was_asked_for_does_not_complete_a_dossier(desk: Desk, as_):
    dossier = desk.begun("2026-11-02T09:00")
    items = [{"paper": "Tờ khai", "why": "Chưa ký"}, {"paper": "Ảnh", "why": "Mờ"}]
    move(
        dossier.pk, "ask_completion", Told(reason="Thiếu", items=items), **desk.who(desk.city.binh, "2026-11-03T09:00")
    )
    an = desk.who(desk.city.an, "2026-11-04T09:00")
    with pytest.raises(DomainError, match="Còn thiếu: Ảnh") as caught:
        move(dossier.pk, "complete", Told(came=["Tờ khai"]), **an)
    assert caught.value.code == "onestop.items.not_all"
    page = as_(desk.city.an).get(f"/dossiers/{dossier.pk}/move/complete/").content.decode()
    assert "Tờ khai" in page and "Ảnh" in page and page.count('type="checkbox"') == 2
    assert move(dossier.pk, "complete", Told(came=["Ảnh", "Tờ khai"]), **an).state == State.PROCESSING


def test_a_receipt_of_what_is_done_at_once_is_printed_for_whoever_asks(desk: Desk, as_):
    papers = [{"name": "Bản chính", "originals": 1, "copies": 2}]
    made = desk.received("2026-11-03T09:00", procedure=COPY.code, papers=papers)
    assert f"/dossiers/{made.pk}/form-01.pdf" in as_(desk.city.an).get(f"/dossiers/{made.pk}/").content.decode()
    assert as_(desk.city.an).get(f"/dossiers/{made.pk}/form-01.pdf").status_code == 200


def test_nobody_who_left_is_named_for_a_delay(desk: Desk):
    dossier = desk.begun("2026-11-02T09:00")
    who = desk.who(desk.city.vice_chair, "2026-11-04T09:00")
    given = {"reason": "Chờ ký", "new_day": date(2026, 11, 9), **who}
    assert refused(apologise, dossier.pk, fault_person_id=10**9, **given) == "onestop.apology.not_posted"
