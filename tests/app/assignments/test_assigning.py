"""Giving work: who may, what must be there, what is written."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.app.assignments.conftest import AT, NOV, ON, Town

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.base.notify.models import Notice
from namro.city.facts import watch
from namro.city.facts.models import WorkLine
from namro.duties.assignments.models import Assignment, CatalogueItem
from namro.duties.assignments.services.assigning import (
    OrdersRefused,
    assign,
    discard_drafts,
    save_drafts,
    undo_batch,
    withdraw,
)
from namro.duties.assignments.services.orders import faults_of


def test_the_office_head_assigns_and_the_fact_follows(town: Town) -> None:
    work = town.give("an", quantity=Decimal("4.5"))
    assert (work.state, work.coefficient, work.title, work.product) == ("assigned", 1, "Soạn công văn", "Công văn")
    assert work.assigner_id == work.accountable_id == town.person("office_head")
    line = WorkLine.objects.get(source="assignments", source_ref=str(work.pk))
    assert (line.posting_id, line.month, line.assigned, line.completed) == (town.posting("an"), NOV, Decimal("4.5"), 0)
    assert Notice.objects.filter(person=town.person("an")).count() == 1
    event = Event.objects.get(tag="assignments:work:assigned")
    assert (event.subject_id, event.unit_id) == (work.pk, town.units["office"].pk)


@pytest.mark.parametrize(
    ("who", "to", "may"),
    [
        ("office_head", "an", True),
        ("chair", "an", True),  # decides for An
        ("chair", "office_head", True),
        ("chair", "vice", True),
        ("mayor", "chair", True),
        ("mayor", "an", False),
        ("economy_head", "an", False),
        ("vice", "an", False),
        ("an", "binh", False),
        ("an", "an", False),
        ("outsider", "an", False),
        ("officer", "an", False),
        ("administrator", "an", False),
    ],
)
def test_who_may_assign_to_whom(town: Town, who: str, to: str, may: bool) -> None:
    faults = faults_of([town.order(to)], actor=town.actor(who), month=NOV, on=ON)
    denied = any(fault.code == "assignments.person.not_yours" for fault in faults)
    assert denied is not may


def test_a_delegate_assigns_in_the_heads_name_but_not_to_themself(delegated: Town) -> None:
    work = delegated.give("binh", by="an")
    assert work.assigner_id == delegated.person("an")
    assert work.accountable_id == delegated.person("office_head")
    assert Event.objects.get(tag="assignments:work:assigned").acting_for_id == delegated.person("office_head")
    with pytest.raises(OrdersRefused):
        delegated.give("an", by="an")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"posting_id": None}, "assignments.clear.who"),
        ({"item_id": None, "title": "Việc"}, "assignments.clear.what"),
        ({"quantity": None}, "assignments.clear.what"),
        ({"process": " "}, "assignments.clear.process"),
        ({"deadline": None}, "assignments.clear.effect"),
        ({"deadline": date(2026, 12, 1)}, "assignments.deadline.outside_month"),
        ({"quantity": Decimal(-1)}, "assignments.quantity"),
        ({"quantity": Decimal("0.00001")}, "assignments.quantity"),
        ({"origin": "received"}, "assignments.origin"),
        ({"coordinator_ids": (999_999,)}, "assignments.coordinator.unknown"),
    ],
)
def test_a_missing_clear_or_a_bad_figure_is_named(town: Town, change: dict[str, object], code: str) -> None:
    faults = faults_of([town.order(**change)], actor=town.actor("office_head"), month=NOV, on=ON)
    assert code in [fault.code for fault in faults]


def test_the_focal_point_is_one_and_never_also_a_coordinator(town: Town) -> None:
    orders = [town.order(coordinator_ids=(town.person("an"),))]
    faults = faults_of(orders, actor=town.actor("office_head"), month=NOV, on=ON)
    assert [fault.code for fault in faults] == ["assignments.coordinator.focal"]
    work = town.give("an", coordinator_ids=(town.person("binh"), town.person("cuc")))
    assert set(work.coordinators.values_list("pk", flat=True)) == {town.person("binh"), town.person("cuc")}


def test_one_bad_row_refuses_the_whole_plan_and_says_which(town: Town) -> None:
    orders = [town.order("an"), town.order("binh", row=2, quantity=None), town.order("cuc", row=3)]
    with pytest.raises(OrdersRefused) as refused:
        assign(month=NOV, orders=orders, by=town.actor("office_head"), at=AT, on=ON)
    assert {fault.row for fault in refused.value.faults} == {2, 3}
    assert not Assignment.objects.exists()
    assert not WorkLine.objects.exists()


def test_the_database_itself_refuses_work_without_the_five_clears(town: Town) -> None:
    with pytest.raises(IntegrityError, match="assignment_five_clears"), transaction.atomic():
        Assignment.objects.create(month=NOV, state="assigned", title="Việc", created_at=AT)


def test_the_coefficient_stays_the_one_of_the_day_it_was_assigned(town: Town) -> None:
    work = town.give("an")
    CatalogueItem.objects.filter(pk=work.item_id).update(coefficient=9)
    work.refresh_from_db()
    assert work.coefficient == 1


def test_an_item_of_another_units_catalogue_is_refused(town: Town) -> None:
    town.catalogue.unit = town.units["other"]
    town.catalogue.save()
    faults = faults_of([town.order()], actor=town.actor("office_head"), month=NOV, on=ON)
    assert [fault.code for fault in faults] == ["assignments.item.not_in_force"]


def test_drafts_survive_are_mine_alone_and_become_work(town: Town) -> None:
    head = town.actor("office_head")
    unfinished = town.order("an", deadline=None, process="")
    (draft,) = save_drafts(month=NOV, orders=[unfinished], by=head, at=AT, on=ON)
    assert not WorkLine.objects.exists()
    assert discard_drafts(ids=[draft], by=town.actor("chair"), at=AT) == 0
    assign(month=NOV, orders=[town.order("an", draft_id=draft)], by=head, at=AT, on=ON)
    assert list(Assignment.objects.values_list("state", flat=True)) == ["assigned"]


def test_a_draft_cannot_name_a_person_out_of_reach(town: Town) -> None:
    with pytest.raises(OrdersRefused):
        save_drafts(month=NOV, orders=[town.order("cuc")], by=town.actor("office_head"), at=AT, on=ON)


def test_withdrawing_needs_a_reason_and_removes_the_fact(town: Town) -> None:
    work, head = town.give("an"), town.actor("office_head")
    with pytest.raises(DomainError, match="Hãy ghi lý do"):
        withdraw(ids=[work.pk], reason=" ", by=head, at=AT, on=ON)
    withdraw(ids=[work.pk], reason="Trùng việc", by=head, at=AT, on=ON)
    work.refresh_from_db()
    assert (work.state, work.end_reason) == ("withdrawn", "Trùng việc")
    assert not WorkLine.objects.exists()


@pytest.mark.parametrize(
    ("who", "refusal"), [("an", NotAllowed), ("officer", NotAllowed), ("outsider", NotVisible), ("cuc", NotVisible)]
)
def test_who_may_not_withdraw(town: Town, who: str, refusal: type[DomainError]) -> None:
    work = town.give("an")
    with pytest.raises(refusal):
        withdraw(ids=[work.pk], reason="x", by=town.actor(who), at=AT, on=ON)


def test_a_batch_is_undone_until_somebody_has_begun(town: Town) -> None:
    head = town.actor("office_head")
    batch = assign(month=NOV, orders=[town.order("an"), town.order("binh", row=2)], by=head, at=AT, on=ON)
    with pytest.raises(NotVisible):
        undo_batch(batch=batch, by=town.actor("chair"), at=AT, on=ON)
    assert undo_batch(batch=batch, by=head, at=AT, on=ON) == 2
    with pytest.raises(Conflict):
        undo_batch(batch=batch, by=head, at=AT, on=ON)


def test_a_closed_month_takes_no_change(town: Town) -> None:
    def closed(postings: object, month: date) -> list[int]:
        return [town.posting("an")] if month == NOV else []

    work = town.give("an")
    watch.register(closed)
    try:
        with pytest.raises(Conflict, match="11/2026"):
            withdraw(ids=[work.pk], reason="x", by=town.actor("office_head"), at=AT, on=ON)
        faults = faults_of([town.order()], actor=town.actor("office_head"), month=NOV, on=ON)
        assert "assignments.month.locked" in [fault.code for fault in faults]
        assert not faults_of([town.order("binh")], actor=town.actor("office_head"), month=NOV, on=ON)
    finally:
        watch.unregister(closed)


def test_queries_do_not_grow_with_the_plan(town: Town) -> None:
    counts = []
    for size in (2, 40):
        orders = [town.order("an" if n % 2 else "binh", row=n) for n in range(size)]
        with CaptureQueriesContext(connection) as captured:
            assign(month=NOV, orders=orders, by=town.actor("office_head"), at=AT, on=ON)
        statements = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
        counts.append(len(statements))
    assert counts[1] <= counts[0] <= 20


def test_a_person_who_left_is_not_assigned_to_later(town: Town) -> None:
    posting = town.postings["an"]
    posting.valid = (SINCE_START, ON - timedelta(days=1))
    posting.save()
    faults = faults_of([town.order("an")], actor=town.actor("office_head"), month=NOV, on=ON)
    assert "assignments.person.not_yours" in [fault.code for fault in faults]


SINCE_START = date(2025, 7, 1)
