"""What the check of a results workbook says of a row is what writing that row alone would have been refused with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.app.assignments.conftest import AT, NOV, ON, Town
from tests.app.assignments.test_imports import RESULT, prepare, workbook

from namro.base.errors import DomainError
from namro.city.facts import watch
from namro.city.people.models import Posting
from namro.duties.assignments.imports.result_lines import Line, refusals
from namro.duties.assignments.imports.results import _write
from namro.duties.assignments.models import Assignment, Incident
from namro.duties.assignments.services.handing import hand_over
from namro.duties.assignments.services.incidents import record_incident
from namro.duties.assignments.services.results import Acceptance, accept_results

LATER = date(2026, 11, 25)
pytestmark = pytest.mark.django_db


def line(work: Assignment, **one: Any) -> Line:
    read = Assignment.objects.select_related("posting__person", "item").get(pk=work.pk)
    return Line({"row": 2, "sheet": "", "completed": Decimal(3), "completed_on": date(2026, 11, 18), **one}, read)


def written(one: Line, town: Town, by: str) -> str:
    """The refusal of writing it alone, and nothing stays."""
    try:
        with transaction.atomic():
            _write([one], town.actor(by), AT, LATER)
            transaction.set_rollback(True)
    except DomainError as error:
        return f"{error.code}: {error}"
    return ""


def checked(one: Line, town: Town, by: str) -> str:
    error = refusals([one], by=town.actor(by), on=LATER).get(one.work.pk)
    return f"{error.code}: {error}" if error else ""


ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("an", {}, ""),
    ("an", {"completed": Decimal(5)}, "assignments.result.above_assigned"),
    ("an", {"completed": Decimal(-1)}, "assignments.result.negative"),
    ("an", {"completed_on": date(2026, 11, 26)}, "assignments.result.date"),
    ("an", {"completed_on": None}, ""),
    ("office_head", {}, ""),
    ("office_head", {"completed": Decimal(5)}, "assignments.result.above_assigned"),
    ("office_head", {"completed_on": date(2026, 10, 31)}, "assignments.result.date"),
    ("office_head", {"major_errors": 2, "delays": 1}, ""),
    ("office_head", {"major_errors": 1, "errors_excused": 1}, ""),
    ("office_head", {"delays": 2, "delays_excused": 1}, ""),
    ("office_head", {"delays": 0, "delays_excused": 1}, ""),
    ("office_head", {"delays": 1, "delays_excused": 1, "completed_on": date(2026, 11, 22)}, ""),  # the computed one
    ("office_head", {"delays": 2, "delays_excused": 1, "completed_on": date(2026, 11, 22)}, ""),
    ("chair", {"major_errors": 1, "errors_excused": 1}, "access.denied"),
    ("outsider", {}, "access.not_visible"),
    ("officer", {}, "access.denied"),
    ("binh", {}, "access.not_visible"),
]  # fmt: skip


@pytest.mark.parametrize(("by", "one", "code"), ROWS)
def test_the_check_says_what_writing_says(town: Town, by: str, one: dict[str, Any], code: str) -> None:
    row = line(town.give("an"), **one)
    assert checked(row, town, by) == written(row, town, by)
    assert checked(row, town, by).partition(":")[0] == code


@pytest.mark.parametrize(
    ("one", "refused"),
    [
        ({"major_errors": 1, "errors_excused": 1}, True),
        ({"major_errors": 1, "errors_excused": 0}, False),
        ({"delays": 2, "delays_excused": 1}, True),
        ({"delays": 0, "delays_excused": 1}, False),
        ({"delays": 1, "delays_excused": 1, "completed_on": date(2026, 11, 22)}, True),  # the one the dates give
        ({"delays": 2, "delays_excused": 1, "completed_on": date(2026, 11, 22)}, True),
    ],
)
def test_where_only_the_authority_waives_others_are_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch, one: dict[str, Any], refused: bool
) -> None:
    monkeypatch.setattr("namro.duties.assignments.services.incidents.parameter", lambda _name: ["decider"])
    row = line(town.give("an"), **one)
    assert checked(row, town, "office_head") == written(row, town, "office_head")
    assert checked(row, town, "office_head").startswith("assignments.incident.not_authority") == refused


def test_delays_noted_before_are_not_counted_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("namro.duties.assignments.services.incidents.parameter", lambda _name: ["decider"])
    work = town.give("an")
    record_incident(
        assignment_id=work.pk, kind="delay", happened_on=ON, note="chậm", by=town.actor("office_head"), at=AT, on=LATER
    )
    for delays in (1, 2):
        row = line(work, delays=delays, delays_excused=1)
        assert checked(row, town, "office_head") == written(row, town, "office_head")
        assert checked(row, town, "office_head").startswith("assignments.incident.not_authority")


def test_work_that_is_over_and_months_that_are_closed_are_refused_alike(town: Town) -> None:
    accepted, handed, closed = town.give("an"), town.give("an"), town.give("binh")
    accept_results(acceptances=[Acceptance(accepted.pk, Decimal(4), ON)], by=town.actor("office_head"), at=AT, on=LATER)
    hand_over(
        assignment_id=handed.pk, to_posting_id=town.posting("binh"), deadline=date(2026, 11, 27), reason="nghỉ",
        by=town.actor("office_head"), at=AT, on=LATER,
    )  # fmt: skip
    shut = {(town.posting("binh"), NOV)}

    def locked(postings: Any, month: date) -> list[int]:
        return [one for one in postings if (one, month) in shut]

    watch.register(locked)
    try:
        cases = [
            (accepted, "an", "assignments.state"), (accepted, "office_head", ""), (handed, "an", "assignments.state"),
            (handed, "office_head", "assignments.state"), (closed, "office_head", "assignments.month.locked"),
        ]  # fmt: skip
        for work, by, code in cases:
            row = line(work)
            assert checked(row, town, by) == written(row, town, by)
            assert checked(row, town, by).partition(":")[0] == code
    finally:
        watch.unregister(locked)


def test_each_month_is_judged_by_who_headed_then(town: Town) -> None:
    """Moved to another office on 1 December, An's November is still the old head's, her December the new one's."""
    november = town.give("an")
    old = Posting.objects.get(pk=town.posting("an"))
    old.valid = (date(2025, 7, 1), date(2026, 12, 1))
    old.save()
    moved = Posting.objects.create(
        person=old.person,
        unit=town.units["economy"],
        valid=(date(2026, 12, 1), None),
        rank="staff",
        staff_group="cong_chuc",
    )
    december = town.give("cuc", by="economy_head", deadline=date(2026, 12, 4))
    Assignment.objects.filter(pk=december.pk).update(posting=moved)
    rows = [line(november), line(december, completed_on=None)]
    for by, refused in (("office_head", {december.pk}), ("economy_head", {november.pk})):
        assert set(refusals(rows, by=town.actor(by), on=date(2026, 12, 2))) == refused


def test_a_check_of_many_rows_asks_no_more_than_of_one_and_leaves_nothing(town: Town) -> None:
    counts = []
    for size in (2, 30):
        works = [town.give("an", title=f"Việc {size} {number}") for number in range(size)]
        rows = [("Mã việc được giao", *RESULT), *((work.pk, "CB-AN", "DC.01", 3, "22/11/2026", 1, 1) for work in works)]
        data = workbook(*rows)
        with CaptureQueriesContext(connection) as captured:
            prepared = prepare("results", data, town, "office_head", month="2026-11")
        assert (prepared.counts["changed"], prepared.findings) == (size, [])
        counts.append(len(captured))
        assert not any("SAVEPOINT" in one["sql"] for one in captured.captured_queries)
    assert counts[0] == counts[1]
    assert not Incident.objects.exists()


def test_refusals_stand_in_the_order_of_the_file(town: Town) -> None:
    first, second, third = (town.give("an", title=f"Việc {number}") for number in range(3))
    rows = [
        ("Mã việc được giao", *RESULT), (first.pk, "CB-AN", "DC.01", 5, "18/11/2026", "", ""),
        (second.pk, "CB-AN", "DC.01", 1, "", "", ""), (third.pk, "CB-AN", "DC.01", 9, "18/11/2026", "", ""),
    ]  # fmt: skip
    prepared = prepare("results", workbook(*rows), town, "office_head", month="2026-11")
    found = [(one.code, one.cell) for one in prepared.findings]
    assert found == [("result.refused", "D2"), ("result.date", "E3"), ("result.refused", "D4")]
