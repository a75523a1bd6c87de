"""What M1 of the rules names as bad input about dossiers: each refused in words, nothing lost, nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.app.onestop.desk import COPY, MARRIAGE, Desk, moment

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.onestop import offers
from namro.duties.onestop.models import CodeCounter, Dossier, Movement, Step
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.services import (
    FeeData,
    Payment,
    StepData,
    Told,
    apologise,
    ask_fees,
    begin,
    move,
    pay,
    receive,
)
from namro.duties.onestop.services import register as note
from namro.engine.clock import ClockError, Limit, Unit

pytestmark = pytest.mark.django_db
RESULT = Told(result_number="12", result_on=date(2026, 11, 4), result_signer="Lan")


def refused(act: Callable[..., Any], *given: Any, **named: Any) -> tuple[str, str]:
    """The code and the words of the refusal; nothing is written and nothing is recorded."""
    before = (Dossier.objects.count(), Movement.objects.count(), Event.objects.count())
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    assert (Dossier.objects.count(), Movement.objects.count(), Event.objects.count()) == before
    return caught.value.code, str(caught.value)


def database_refuses(dossier: Dossier, name: str, **wrong: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(**wrong)


def test_accepted_before_submitted(desk: Desk):
    """A moment is never typed: acceptance is now. A clock set back is refused, by the database too."""
    noted = note(desk.handed(channel="online"), **desk.who(desk.city.an, "2026-11-03T09:00"))
    code, words = refused(move, noted.pk, "accept", **desk.who(desk.city.an, "2026-11-03T08:59"))
    assert code == "onestop.accepted.before_submitted" and "trước lúc nộp" in words
    assert Dossier.objects.get(pk=noted.pk).state == "registered"
    accepted = move(noted.pk, "accept", **desk.who(desk.city.an, "2026-11-03T09:05"))
    database_refuses(accepted, "dossier_submitted_first", accepted_at=moment("2026-11-03T08:00"))


def test_finish_before_acceptance(desk: Desk):
    dossier = desk.with_binh("2026-11-03T09:00")
    early = replace(RESULT, result_on=date(2026, 11, 2))
    code, words = refused(move, dossier.pk, "finish", early, **desk.who(desk.city.binh, "2026-11-04T10:00"))
    assert code == "onestop.result.before_acceptance" and "từ ngày tiếp nhận đến hôm nay" in words
    late = replace(RESULT, result_on=date(2026, 11, 5))
    assert refused(move, dossier.pk, "finish", late, **desk.who(desk.city.binh, "2026-11-04T10:00"))[0] == code
    back = replace(RESULT, result_on=date(2026, 11, 3))
    code, words = refused(move, dossier.pk, "finish", back, **desk.who(desk.city.binh, "2026-11-03T08:59"))
    assert code == "onestop.finished.before_acceptance" and "trước lúc tiếp nhận" in words
    finished = move(dossier.pk, "finish", RESULT, **desk.who(desk.city.binh, "2026-11-04T10:00"))
    database_refuses(finished, "dossier_finished_after", finished_at=moment("2026-11-03T08:00"))


def test_a_code_copied_from_another_dossier(desk: Desk):
    """Codes are given, never typed; the database knows each once, and only in its form."""
    first, second = desk.received(), desk.received()
    assert first.code != second.code
    database_refuses(second, "code", code=first.code)
    database_refuses(second, "dossier_code_form", code="HS 12/2026")


def test_a_procedure_that_is_not_in_force_on_the_day(desk: Desk):
    class Ended:
        def find(self, code: str, *, on: date) -> Offer | None:
            return MARRIAGE if on < date(2026, 11, 2) else None

        def search(self, words: str, *, on: date, most: int) -> list[tuple[str, str]]:
            return []

    offers.connect(Ended)
    desk.received("2026-10-30T09:00")
    code, words = refused(receive, desk.handed(), **desk.who(desk.city.an, "2026-11-02T09:00"))
    assert code == "onestop.procedure.not_in_force" and "02/11/2026" in words and MARRIAGE.code in words
    waits = note(desk.handed(), **desk.who(desk.city.an, "2026-10-30T09:00"))
    assert refused(move, waits.pk, "accept", **desk.who(desk.city.an, "2026-11-02T09:00"))[0] == code


@pytest.mark.parametrize("jump", ["give_back", "finish", "complete", "paid", "resume"])
def test_a_state_is_not_jumped_over(desk: Desk, jump: str):
    """From 2 straight to 10, and every other leap the table does not have."""
    accepted = desk.received("2026-11-02T09:00")
    told = replace(RESULT, returned_to="Mơ", reason="Vội")
    for user in (desk.city.an, desk.city.vice_chair):
        code, words = refused(move, accepted.pk, jump, told, **desk.who(user, "2026-11-04T10:00"))
        assert code == "onestop.move.not_from_here" and "Được tiếp nhận" in words
    assert Dossier.objects.get(pk=accepted.pk).state == "accepted"


def test_two_receipts_for_one_code(desk: Desk):
    """A dossier is accepted once: one code, one receipt and appointment."""
    noted = note(desk.handed(), **desk.who(desk.city.an, "2026-11-02T09:00"))
    accepted = move(noted.pk, "accept", **desk.who(desk.city.an, "2026-11-02T09:10"))
    code, _words = refused(move, noted.pk, "accept", **desk.who(desk.city.an, "2026-11-02T09:20"))
    assert code == "onestop.move.not_from_here"
    kept = Dossier.objects.get(pk=noted.pk)
    assert kept.code == accepted.code and kept.movements.filter(form="01").count() == 1
    assert CodeCounter.objects.get().last == 1


def test_the_same_paper_handed_in_as_two(desk: Desk):
    twice = [{"name": "Tờ khai"}, {"name": "Giấy tờ tùy thân"}, {"name": "Tờ khai"}]
    code, words = refused(receive, desk.handed(papers=twice), **desk.who(desk.city.an, "2026-11-02T09:00"))
    assert code == "onestop.papers.twice" and "Tờ khai" in words
    assert not CodeCounter.objects.filter(last__gt=0).exists()  # the number is not spent


def test_a_fee_paid_twice(desk: Desk):
    dossier, who = desk.begun(), desk.who(desk.city.an, "2026-11-03T10:00")
    [fee] = ask_fees(dossier.pk, [FeeData("charge", "Lệ phí hộ tịch", 20_000, "Nghị quyết 06")], **who)
    pay(fee.pk, Payment("cash", "BL-1"), **who)
    code, words = refused(pay, fee.pk, Payment("cash", "BL-2"), **who)
    assert code == "onestop.fee.paid_twice" and "BL-1" in words


def test_posted_with_a_number_and_no_address(desk: Desk):
    dossier = desk.with_binh()
    move(dossier.pk, "finish", RESULT, **desk.who(desk.city.binh, "2026-11-04T10:00"))
    told = Told(returned_way="post", tracking="EA123456789VN")
    code, words = refused(move, dossier.pk, "give_back", told, **desk.who(desk.city.an, "2026-11-04T11:00"))
    assert code == "onestop.return.address" and "địa chỉ" in words


def test_a_same_day_dossier_finished_the_day_before(desk: Desk):
    """Its result is of the day it was handed in, not of yesterday; one that ends tomorrow is late."""
    papers = [{"name": name} for name in COPY.papers]
    given = {"procedure": COPY.code, "papers": papers}
    dossier = desk.received("2026-11-03T09:00", **given)
    who = desk.who(desk.city.an, "2026-11-03T09:05")
    begin(dossier.pk, [desk.step(desk.city.binh)], **who)
    yesterday = replace(RESULT, result_on=date(2026, 11, 2))
    who = desk.who(desk.city.binh, "2026-11-03T09:30")
    code, words = refused(move, dossier.pk, "finish", yesterday, **who)
    assert code == "onestop.result.before_acceptance" and "từ ngày tiếp nhận" in words
    today, early = replace(RESULT, result_on=date(2026, 11, 3)), desk.who(desk.city.binh, "2026-11-02T16:00")
    assert refused(move, dossier.pk, "finish", yesterday, **early)[0] == code  # the clock of yesterday helps nobody
    assert refused(move, dossier.pk, "finish", today, **early)[0] == code
    done = move(dossier.pk, "finish", today, **who)
    assert done.is_same_day and not done.is_late


def test_one_number_under_two_names_is_told_to_whoever_works_on_it(desk: Desk, as_):
    first = desk.received(id_number="001190000345", applicant="Trần Thị Mơ")
    same = desk.received(id_number="001190000345", applicant="TRẦN THỊ  MƠ")
    other = desk.received(id_number="001190000345", applicant="Lê Văn Sáu")
    desk.received(applicant="Lê Văn Sáu")  # without a number
    client = as_(desk.city.an)
    told = client.get(f"/dossiers/{other.pk}/").content.decode()
    assert "đã khai với tên khác" in told and str(first.code) in told and "Trần Thị Mơ" not in told
    assert (
        str(other.code) in client.get(f"/dossiers/{same.pk}/").content.decode().split("đã khai với tên khác")[1][:200]
    )
    Dossier.objects.filter(pk=other.pk).update(id_number="001190000999")
    assert "đã khai với tên khác" not in client.get(f"/dossiers/{first.pk}/").content.decode(), (
        "spaces and capitals are no other name"
    )
    Dossier.objects.filter(pk=other.pk).update(id_number="001190000345")
    above = as_(desk.city.officer).get(f"/dossiers/{first.pk}/").content.decode()
    assert "đã khai với tên khác" not in above, "who does not work on it is told nothing of numbers"


def test_a_due_date_on_a_holiday(desk: Desk):
    """Due moments are counted past days off; the one that may be named, of an apology, is refused on one."""
    over = desk.received("2026-11-19T09:00")  # three working days, over a weekend and the holiday of the 24th
    assert over.due_at == moment("2026-11-25T17:00")
    dossier = desk.begun("2026-11-18T09:00")
    who = desk.who(desk.city.vice_chair, "2026-11-20T10:00")
    given = {"reason": "Mất điện", "fault_person_id": None}
    code, words = refused(apologise, dossier.pk, new_day=date(2026, 11, 24), **given, **who)
    assert code == "onestop.apology.day_off" and "ngày nghỉ" in words


@pytest.mark.parametrize("hours", [0, -8])
def test_negative_hours(desk: Desk, hours: int):
    with pytest.raises(ClockError, match="số nguyên dương"):
        Limit(hours, Unit.HOURS)
    dossier = desk.begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(dossier=dossier).update(limit_quantity=hours)


def test_a_unit_that_was_abolished(desk: Desk):
    desk.city.other_commune.spells.update(valid=("2025-07-01", "2026-10-01"))
    dossier = desk.received()
    gone = StepData(desk.city.outsider.person_id, "Xác minh", "Phiếu", Limit(1, Unit.WORKING_DAYS))
    desk.city.outsider.person.postings.update(valid=("2025-07-01", "2026-10-01"))
    code, words = refused(begin, dossier.pk, [gone], **desk.who(desk.city.an, "2026-11-02T10:00"))
    assert code == "onestop.steps.not_posted" and "Hãy chọn người khác" in words
    handed = desk.handed(unit_id=desk.city.other_commune.pk)
    code, words = refused(receive, handed, **desk.who(desk.city.an, "2026-11-02T10:00"))
    assert code == "onestop.unit.gone" and "không hoạt động" in words


def test_what_is_due_is_never_what_somebody_typed(desk: Desk):
    """No service takes a due moment: the only way to another is the apology, with its reason and its approver."""
    dossier = desk.begun()
    who = desk.who(desk.city.vice_chair, "2026-11-04T10:00")
    made = apologise(dossier.pk, reason="Mất điện", fault_person_id=None, new_day=date(2026, 11, 9), **who)
    dossier.refresh_from_db()
    assert dossier.due_at == moment("2026-11-05T17:00") and dossier.due_override == made.new_due
    assert made.approved_by_id == desk.city.vice_chair.pk and made.new_due - made.old_due > timedelta(days=1)
