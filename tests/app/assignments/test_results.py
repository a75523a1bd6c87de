"""Reporting, accepting, being late, errors and their excuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.app.assignments.conftest import AT, Town

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.city.facts.models import WorkLine
from namro.duties.assignments.models import Assignment, Incident
from namro.duties.assignments.services.incidents import excuse, record_incident, take_back
from namro.duties.assignments.services.results import (
    Acceptance,
    Report,
    accept_as_reported,
    accept_results,
    reopen_result,
    report_results,
)

LATER = date(2026, 11, 25)


def report(town: Town, work: Any, quantity: object = 4, finished_on: date = date(2026, 11, 18), by: str = "an") -> None:
    one = Report(work.pk, Decimal(str(quantity)), finished_on, evidence="12/BC-VP")
    report_results(reports=[one], by=town.actor(by), at=AT, on=LATER)


def line_of(work: Assignment) -> WorkLine:
    return WorkLine.objects.get(source_ref=str(work.pk))


def test_a_report_is_not_yet_a_result(town: Town) -> None:
    work = town.give("an")
    report(town, work)
    work.refresh_from_db()
    assert (work.state, work.reported_quantity, work.evidence) == ("reported", 4, "12/BC-VP")
    assert line_of(work).completed == 0
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("quantity", "finished_on", "code"),
    [
        (5, date(2026, 11, 18), "assignments.result.above_assigned"),
        (-1, date(2026, 11, 18), "assignments.result.negative"),
        (4, date(2026, 11, 26), "assignments.result.date"),
        (4, date(2026, 10, 31), "assignments.result.date"),
    ],
)
def test_what_a_report_may_not_say(town: Town, quantity: int, finished_on: date, code: str) -> None:
    work = town.give("an")
    with pytest.raises(DomainError) as refused:
        report(town, work, quantity, finished_on)
    assert refused.value.code == code


@pytest.mark.parametrize(("who", "refusal"), [("office_head", NotAllowed), ("binh", NotVisible), ("mayor", NotVisible)])
def test_only_the_person_reports(town: Town, who: str, refusal: type[DomainError]) -> None:
    work = town.give("an")
    with pytest.raises(refusal):
        report(town, work, by=who)


def test_an_accepted_quantity_becomes_the_fact(town: Town) -> None:
    work = town.give("an")
    report(town, work)
    accept_results(acceptances=[Acceptance(work.pk, Decimal(3))], by=town.actor("office_head"), at=AT, on=LATER)
    work.refresh_from_db()
    assert (work.state, work.reported_quantity, work.accepted_quantity) == ("accepted", 4, 3)
    assert work.accepted_as_reported is False
    assert line_of(work).completed == 3


def test_accepting_all_as_reported_is_recorded_as_that(town: Town) -> None:
    works = [town.give("an"), town.give("binh")]
    for work, who in zip(works, ("an", "binh"), strict=True):
        report(town, work, by=who)
    accept_as_reported(ids=[work.pk for work in works], by=town.actor("office_head"), at=AT, on=LATER)
    assert Assignment.objects.filter(accepted_as_reported=True, accepted_quantity=4).count() == 2
    assert Event.objects.filter(tag="assignments:result:accepted_as_reported").count() == 1


@pytest.mark.parametrize(
    ("who", "refusal"), [("an", NotAllowed), ("chair", NotAllowed), ("officer", NotAllowed), ("outsider", NotVisible)]
)
def test_who_may_not_accept(town: Town, who: str, refusal: type[DomainError]) -> None:
    work = town.give("an")
    report(town, work)
    with pytest.raises(refusal):
        accept_as_reported(ids=[work.pk], by=town.actor(who), at=AT, on=LATER)


def test_late_is_computed_from_the_dates_and_goes_with_them(town: Town) -> None:
    work, head = town.give("an"), town.actor("office_head")
    report(town, work, finished_on=date(2026, 11, 21))
    assert (line_of(work).delays, line_of(work).delays_excused) == (1, 0)
    report(town, work, finished_on=date(2026, 11, 22))
    assert Incident.objects.filter(assignment=work).count() == 1
    accept_results(acceptances=[Acceptance(work.pk, Decimal(4), date(2026, 11, 20))], by=head, at=AT, on=LATER)
    assert line_of(work).delays == 0


def test_a_computed_delay_is_not_taken_back_by_hand(town: Town) -> None:
    work = town.give("an")
    report(town, work, finished_on=date(2026, 11, 21))
    incident = Incident.objects.get()
    with pytest.raises(Conflict):
        take_back(incident_id=incident.pk, reason="x", by=town.actor("office_head"), at=AT, on=LATER)


def error_on(town: Town, work: Assignment, by: str = "office_head") -> Incident:
    return record_incident(
        assignment_id=work.pk, kind="major_error", happened_on=date(2026, 11, 19), note="Sai số liệu",
        by=town.actor(by), at=AT, on=LATER,
    )  # fmt: skip


def test_an_error_counts_until_its_cause_is_confirmed(town: Town) -> None:
    work = town.give("an")
    incident = error_on(town, work)
    assert (line_of(work).major_errors, line_of(work).errors_excused) == (1, 0)
    excuse(
        incident_id=incident.pk, cause="Mất điện diện rộng", document="15/TB", by=town.actor("chair"), at=AT, on=LATER
    )
    incident.refresh_from_db()
    assert incident.confirmed_by_id == town.person("chair")
    assert (line_of(work).major_errors, line_of(work).errors_excused) == (1, 1)


@pytest.mark.parametrize("who", ["an", "officer"])
def test_who_may_not_confirm_an_objective_cause(town: Town, who: str) -> None:
    incident = error_on(town, town.give("an"))
    with pytest.raises(NotAllowed):
        excuse(incident_id=incident.pk, cause="x", document="", by=town.actor(who), at=AT, on=LATER)


def test_a_delegate_records_an_error_but_does_not_excuse_it(delegated: Town) -> None:
    incident = error_on(delegated, delegated.give("binh"), by="an")
    with pytest.raises(NotAllowed):
        excuse(incident_id=incident.pk, cause="x", document="", by=delegated.actor("an"), at=AT, on=LATER)


def test_an_error_recorded_by_mistake_is_taken_back_on_record(town: Town) -> None:
    work = town.give("an")
    incident = error_on(town, work)
    take_back(incident_id=incident.pk, reason="Nhầm người", by=town.actor("office_head"), at=AT, on=LATER)
    assert line_of(work).major_errors == 0
    assert Event.objects.get(tag="assignments:incident:taken_back").reason == "Nhầm người"


def test_a_result_sent_back_is_no_longer_accepted(town: Town) -> None:
    work = town.give("an")
    report(town, work)
    accept_as_reported(ids=[work.pk], by=town.actor("office_head"), at=AT, on=LATER)
    reopen_result(assignment_id=work.pk, reason="Thiếu phụ lục", by=town.actor("office_head"), at=AT, on=LATER)
    work.refresh_from_db()
    assert (work.state, work.accepted_quantity, work.review_note) == ("assigned", None, "Thiếu phụ lục")
    assert line_of(work).completed == 0


def test_reporting_many_is_all_or_nothing_and_cheap(town: Town, django_assert_max_num_queries: Any) -> None:
    works = [town.give("an") for _ in range(3)]
    good = [Report(work.pk, Decimal(1), date(2026, 11, 18)) for work in works]
    with pytest.raises(DomainError):
        report_results(
            reports=[*good[:2], Report(works[2].pk, Decimal(9), date(2026, 11, 18))],
            by=town.actor("an"), at=AT, on=LATER,
        )  # fmt: skip
    assert not Assignment.objects.filter(state="reported").exists()
    with django_assert_max_num_queries(20):
        report_results(reports=good, by=town.actor("an"), at=AT, on=LATER)
