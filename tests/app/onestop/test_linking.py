"""Dossiers of several agencies: parts laid down within the whole, done in their order, and delay laid on who caused it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.base.notify.models import Notice
from namro.duties.onestop.models import Dossier, LinkedPart
from namro.duties.onestop.selectors.linking import Caused, linked_of
from namro.duties.onestop.services import PartData, Told, begin, finish_part, link, move, name_own
from namro.engine.clock import Limit, Unit

pytestmark = pytest.mark.django_db
LONG = "Phải xác minh"  # eight working days: due at the end of 12 November


def days(number: int) -> Limit:
    return Limit(number, Unit.WORKING_DAYS)


def begun(desk: Desk, case: str = "") -> Dossier:
    """In the hands of Bình since Monday morning; three working days, or eight."""
    dossier = desk.received("2026-11-02T09:00", case=case)
    steps = [desk.step(desk.city.binh)]
    return begin(dossier.pk, steps, **desk.who(desk.city.an, "2026-11-02T09:00"))


def two(desk: Desk, first: int = 2, then: int = 3) -> list[PartData]:
    """The economy first, then the other commune."""
    dung = desk.city.economy_head.person_id
    return [
        PartData(desk.city.economy.pk, "Xác minh quy hoạch", 1, days(first), dung),
        PartData(desk.city.other_commune.pk, "Xác nhận cư trú", 2, days(then)),
    ]


def linked(desk: Desk, *parts: PartData, case: str = LONG) -> tuple[Dossier, list[LinkedPart]]:
    dossier = begun(desk, case)
    rows = link(dossier.pk, parts or two(desk), **desk.who(desk.city.binh, "2026-11-02T10:00"))
    return dossier, rows


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given, **named)
    return caught.value.code


def test_the_first_begin_at_once_and_who_does_them_is_told(desk: Desk):
    dossier, (first, second) = linked(desk)
    assert (first.started_at, first.due_at) == (moment("2026-11-02T10:00"), moment("2026-11-04T17:00"))
    assert second.started_at is None and second.due_at is None
    [notice] = Notice.objects.filter(kind="onestop.part")
    assert notice.person_id == desk.city.economy_head.person_id and "17:00 04/11/2026" in notice.text
    event = Event.objects.get(tag="onestop:linked:begun")
    assert [one["order"] for one in event.after["parts"]] == [1, 2] and event.subject_id == dossier.pk


def test_the_next_begin_when_those_before_are_done(desk: Desk):
    _dossier, (first, second) = linked(desk)
    head = desk.city.economy_head
    done = finish_part(first.pk, outcome="Phù hợp quy hoạch", **desk.who(head, "2026-11-04T15:00"))
    assert not done.is_late and done.finished_by_id == head.pk
    second.refresh_from_db()
    assert (second.started_at, second.due_at) == (moment("2026-11-04T15:00"), moment("2026-11-09T17:00"))
    told = Notice.objects.filter(kind="onestop.part").values_list("person_id", flat=True)
    assert set(told) == {head.person_id, desk.city.other_chair.person_id}


def test_side_by_side_all_are_waited_for(desk: Desk):
    both = [
        PartData(desk.city.economy.pk, "Quy hoạch", 1, days(2)),
        PartData(desk.city.other_commune.pk, "Cư trú", 1, days(8)),
        PartData(desk.city.city_unit.pk, "Thẩm định", 2, days(1)),
    ]
    dossier = begun(desk, LONG)
    who = desk.who(desk.city.binh, "2026-11-02T10:00")
    assert refused(link, dossier.pk, both, **who) == "onestop.linked.too_long"
    both[1] = PartData(desk.city.other_commune.pk, "Cư trú", 1, days(7))
    first, second, third = link(dossier.pk, both, **who)
    finish_part(first.pk, outcome="Xong", **desk.who(desk.city.economy_head, "2026-11-03T15:00"))
    assert LinkedPart.objects.get(pk=third.pk).started_at is None
    finish_part(second.pk, outcome="Xong", **desk.who(desk.city.other_chair, "2026-11-04T15:00"))
    assert LinkedPart.objects.get(pk=third.pk).started_at == moment("2026-11-04T15:00")


@pytest.mark.parametrize(("first", "then", "fits"), [(5, 3, True), (5, 4, False), (8, 1, False)])
def test_limits_one_after_another_fit_into_the_whole(desk: Desk, first, then, fits):
    dossier = begun(desk, LONG)
    given = two(desk, first, then)
    who = desk.who(desk.city.binh, "2026-11-02T10:00")
    if fits:
        assert len(link(dossier.pk, given, **who)) == 2
    else:
        assert refused(link, dossier.pk, given, **who) == "onestop.linked.too_long"
        assert not LinkedPart.objects.exists() and not Notice.objects.filter(kind="onestop.part").exists()


def changed(desk: Desk, what: str) -> list[PartData]:
    economy, culture = desk.city.economy.pk, desk.city.culture.pk
    return {
        "none": [],
        "unclear": [PartData(economy, " ", 1, days(1))],
        "own_unit": [PartData(desk.city.commune.pk, "Việc", 1, days(1))],
        "unit_gone": [PartData(0, "Việc", 1, days(1))],
        "not_posted": [PartData(economy, "Việc", 1, days(1), desk.city.an.person_id)],
        "twice": [PartData(economy, "Việc", 1, days(1)), PartData(economy, "Việc khác", 1, days(1))],
        "order": [PartData(economy, "Việc", 1, days(1)), PartData(culture, "Việc", 3, days(1))],
    }[what]


@pytest.mark.parametrize("what", ["none", "unclear", "own_unit", "unit_gone", "not_posted", "twice", "order"])
def test_every_part_is_clear(desk: Desk, what):
    dossier = begun(desk, LONG)
    who = desk.who(desk.city.binh, "2026-11-02T10:00")
    assert refused(link, dossier.pk, changed(desk, what), **who).endswith(f"linked.{what}")
    assert not LinkedPart.objects.exists()


def test_once_only_while_it_is_worked_on_and_by_whoever_works_on_it(desk: Desk):
    dossier, _rows = linked(desk)
    who = desk.who(desk.city.binh, "2026-11-02T11:00")
    assert refused(link, dossier.pk, two(desk), **who) == "onestop.linked.already"
    other = begun(desk, LONG)
    assert refused(link, other.pk, two(desk), **desk.who(desk.city.an, "2026-11-02T11:00")) == "access.denied"
    move(other.pk, "ask_payment", Told(reason="Lệ phí"), **who)
    who = desk.who(desk.city.vice_chair, "2026-11-02T12:00")
    assert refused(link, other.pk, two(desk), **who) == "onestop.linked.not_processing"


def test_the_whole_is_not_finished_before_its_parts(desk: Desk):
    dossier, (first, second) = linked(desk)
    result = Told(result_number="1", result_on=date(2026, 11, 4), result_signer="Lan")
    who = desk.who(desk.city.binh, "2026-11-04T16:00")
    assert refused(move, dossier.pk, "finish", result, **who) == "onestop.linked.open"
    finish_part(first.pk, outcome="Xong", **desk.who(desk.city.economy_head, "2026-11-04T15:00"))
    finish_part(second.pk, outcome="Xong", **desk.who(desk.city.other_chair, "2026-11-04T15:30"))
    assert move(dossier.pk, "finish", result, **who).state == "done"


def test_parts_end_with_a_dossier_that_is_withdrawn(desk: Desk):
    dossier, (first, _second) = linked(desk)
    move(dossier.pk, "withdraw", Told(reason="Đổi ý"), **desk.who(desk.city.an, "2026-11-03T15:00"))
    assert {one.closed_at for one in dossier.parts.all()} == {moment("2026-11-03T15:00")}
    who = desk.who(desk.city.economy_head, "2026-11-04T15:00")
    assert refused(finish_part, first.pk, outcome="Xong", **who) == "onestop.part.not_running"


def test_a_part_waits_while_the_clock_stands_still(desk: Desk):
    dossier, (first, _second) = linked(desk)
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-03T09:00"))
    assert LinkedPart.objects.get(pk=first.pk).due_at is None
    move(dossier.pk, "paid", **desk.who(desk.city.an, "2026-11-05T09:00"))
    assert LinkedPart.objects.get(pk=first.pk).due_at == moment("2026-11-06T17:00")


def test_the_delay_of_the_whole_is_laid_on_the_part_that_was_late(desk: Desk):
    dossier, (first, second) = linked(desk, *two(desk, 2, 6))
    head, other = desk.city.economy_head, desk.city.other_chair
    finish_part(first.pk, outcome="Xong", **desk.who(head, "2026-11-05T17:00"))  # a day late
    finish_part(second.pk, outcome="Xong", **desk.who(other, "2026-11-13T17:00"))  # in its own time
    dossier.refresh_from_db()
    assert dossier.due_at == moment("2026-11-12T17:00")
    result = Told(result_number="1", result_on=date(2026, 11, 16), result_signer="Lan")
    move(dossier.pk, "finish", result, **desk.who(desk.city.binh, "2026-11-16T10:00"))
    dossier.refresh_from_db()
    found = linked_of(dossier, at=moment("2026-11-20T08:00"), on=date(2026, 11, 20))
    # One working day and two hours late: the day is the economy's, by name; what is left is the lead's.
    assert found is not None and found.caused == [
        Caused("Phòng Kinh tế", "Vũ Tiến Dũng", False, 8, 0),
        Caused("Phường Tây Hồ", "", True, 2, 0),
    ]
    assert [one.is_late for one in found.parts] == [True, False]


def test_nobody_is_named_while_the_whole_is_in_time(desk: Desk):
    dossier, (first, _second) = linked(desk)
    finish_part(first.pk, outcome="Xong", **desk.who(desk.city.economy_head, "2026-11-06T15:00"))
    found = linked_of(dossier, at=moment("2026-11-06T16:00"), on=date(2026, 11, 6))
    assert found is not None and found.parts[0].is_late and found.caused == []


def test_who_did_it_may_be_named_when_it_is_done(desk: Desk):
    part = PartData(desk.city.culture.pk, "Xác minh", 1, days(1))
    _dossier, [row] = linked(desk, part)
    dung, an = desk.city.economy_head.person_id, desk.city.an.person_id
    who = desk.who(desk.city.office_head, "2026-11-03T15:00")
    assert refused(finish_part, row.pk, outcome="Xong", person_id=dung, **who) == "onestop.linked.not_posted"
    assert refused(finish_part, row.pk, outcome=" ", **who) == "onestop.outcome.missing"
    assert finish_part(row.pk, outcome="Xong", person_id=an, **who).person_id == an


def test_only_whoever_does_it_or_works_on_the_whole_finishes_a_part(desk: Desk):
    _dossier, (first, second) = linked(desk)
    at = "2026-11-03T15:00"
    assert refused(finish_part, first.pk, outcome="x", **desk.who(desk.city.an, at)) == "access.denied"
    assert refused(finish_part, first.pk, outcome="x", **desk.who(desk.city.outsider, at)) == "onestop.part.not_found"
    assert (
        refused(finish_part, second.pk, outcome="x", **desk.who(desk.city.other_chair, at))
        == "onestop.part.not_running"
    )


def test_a_code_of_another_dossier_is_not_copied(desk: Desk):
    dossier, (first, _second) = linked(desk)
    own = desk.received("2026-11-02T11:00", unit_id=desk.city.economy.pk)
    who = desk.who(desk.city.economy_head, "2026-11-03T15:00")
    assert refused(name_own, first.pk, code=dossier.code, **who) == "onestop.part.no_dossier"
    assert refused(name_own, first.pk, code="H26.19-991231-0001", **who) == "onestop.part.no_dossier"
    others = desk.received("2026-11-02T11:00")
    assert refused(name_own, first.pk, code=others.code, **who) == "onestop.part.other_unit"
    assert name_own(first.pk, code=own.code.lower(), **who).own_id == own.pk
    _lead, (again, _rest) = linked(desk)
    assert refused(name_own, again.pk, code=own.code, **who) == "onestop.part.code_taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkedPart.objects.filter(pk=again.pk).update(own=own)


def test_both_pages_show_the_parts(desk: Desk, as_, monkeypatch):
    dossier, (first, _second) = linked(desk)
    own = desk.received("2026-11-02T11:00", unit_id=desk.city.economy.pk)
    who = desk.who(desk.city.economy_head, "2026-11-03T15:00")
    name_own(first.pk, code=own.code, **who)
    at_the_desk(monkeypatch, moment("2026-11-05T09:00"))
    lead_page = shown(as_(desk.city.binh).get(f"/dossiers/{dossier.pk}/"))
    assert "Xác minh quy hoạch" in lead_page and "Xác nhận cư trú" in lead_page and "chưa đến lượt" in lead_page
    own_page = shown(as_(desk.city.an).get(f"/dossiers/{own.pk}/"))
    assert f"của hồ sơ liên thông {dossier.code}" in own_page
    reader = as_(desk.city.economy_head)
    part_page = shown(reader.get(f"/dossiers/parts/{first.pk}/"))
    assert dossier.code in part_page and own.code in part_page and "chậm" in part_page
    assert "Xác minh quy hoạch" in shown(reader.get("/dossiers/parts/"))
    assert "Xác minh quy hoạch" not in shown(as_(desk.city.outsider).get("/dossiers/parts/"))
    assert as_(desk.city.outsider).get(f"/dossiers/parts/{first.pk}/").status_code == 404


def test_the_form_lays_parts_down_and_keeps_what_was_refused(desk: Desk, as_, monkeypatch):
    dossier = begun(desk, LONG)
    at_the_desk(monkeypatch, moment("2026-11-02T10:00"))
    client, path = as_(desk.city.binh), f"/dossiers/{dossier.pk}/link/"
    assert "HN-TH-KT" in shown(client.get(path))
    sent = {
        "form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0", "form-0-unit": "HN-TH-KT · Phòng Kinh tế",
        "form-0-content": "Xác minh quy hoạch", "form-0-order": "1", "form-0-quantity": "9",
        "form-0-limit_unit": "working_days", "form-1-order": "1", "form-1-limit_unit": "working_days", "form-2-order": "1", "form-2-limit_unit": "working_days",
    }  # fmt: skip
    page = shown(client.post(path, sent), 422)
    assert "Hãy rút ngắn các phần" in page and "Xác minh quy hoạch" in page
    assert client.post(path, {**sent, "form-0-quantity": "2"}).status_code == 302
    row = LinkedPart.objects.get()
    sent = {"outcome": "Phù hợp", "person": "CB-DUNG"}
    assert as_(desk.city.economy_head).post(f"/dossiers/parts/{row.pk}/finish/", sent).status_code == 302
    row.refresh_from_db()
    assert row.outcome == "Phù hợp" and row.person_id == desk.city.economy_head.person_id


def test_the_list_asks_no_more_of_many(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T09:00"))
    client, counts = as_(desk.city.vice_chair), []
    for more in (1, 8):
        for _number in range(more):
            linked(desk)
        client.get("/dossiers/parts/")
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/dossiers/parts/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12
