"""Work of a month that was decided on no longer changes: not by those who assign it, not by any other source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.app.evaluations.month import AT, FIRST, TODAY, Month, actor, published_month, reviewed_month, sheet_of, work
from tests.cast import City

from namro.base.errors import Conflict
from namro.city.facts import services as facts
from namro.city.facts.models import WorkLine
from namro.city.people.models import Posting
from namro.duties.assignments.models import Assignment, Catalogue, CatalogueItem
from namro.duties.assignments.services.assigning import OrdersRefused, assign, withdraw
from namro.duties.assignments.services.handing import PartData, hand_over, split
from namro.duties.assignments.services.incidents import record_incident
from namro.duties.assignments.services.orders import Order
from namro.duties.assignments.services.results import (
    Acceptance,
    Report,
    accept_results,
    reopen_result,
    report_results,
)
from namro.duties.evaluations import services
from namro.duties.evaluations.models import Score

pytestmark = pytest.mark.django_db
DEADLINE = date(2026, 11, 20)


@dataclass
class Job:
    """One piece of work of An's, assigned and accepted, in a month since published."""

    month: Month
    item: CatalogueItem
    piece: Assignment

    @property
    def line(self) -> WorkLine:
        return WorkLine.objects.get(source="assignments", source_ref=str(self.piece.pk))


def catalogue_item(city: City) -> CatalogueItem:
    by = city.chair.pk
    catalogue = Catalogue.objects.create(
        unit=city.commune, title="Danh mục phường", state="decided", standard_points=Decimal(5), rule="ROUND(points / 5, 2)",
        groups=[{"code": "N1", "from": "1", "to": "10"}], valid=(date(2026, 6, 1), None), number="1/QĐ",
        decided_on=date(2026, 5, 31), created_at=AT, created_by_id=by, decided_at=AT, decided_by_id=by,
    )  # fmt: skip
    return CatalogueItem.objects.create(
        catalogue=catalogue, code="DC.01", part="shared", task="Soạn công văn", product="Công văn", group="N1", points=5,
        coefficient=1, search_key="dc.01",
    )  # fmt: skip


def assigned(city: City, item: CatalogueItem) -> Any:
    posting = Posting.objects.get(person=city.an.person_id)
    order = Order(
        row=1,
        posting_id=posting.pk,
        item_id=item.pk,
        quantity=Decimal(4),
        deadline=DEADLINE,
        process="Quy trình nội bộ",
    )
    return assign(month=FIRST, orders=[order], by=actor(city.office_head), at=AT, on=TODAY)


@pytest.fixture
def job(city: City) -> Job:
    item = catalogue_item(city)
    piece = Assignment.objects.get(batch=assigned(city, item))
    report = Report(piece.pk, Decimal(4), DEADLINE, "Công văn số 5")
    report_results(reports=[report], by=actor(city.an), at=AT, on=TODAY)
    done = Acceptance(piece.pk, Decimal(3))
    accept_results(acceptances=[done], by=actor(city.office_head), at=AT, on=TODAY)
    return Job(published_month(city), item, piece)


def reported(city: City, job: Job) -> None:
    report = Report(job.piece.pk, Decimal(4), DEADLINE, "Công văn số 6")
    report_results(reports=[report], by=actor(city.an), at=AT, on=TODAY)


def accepted(city: City, job: Job) -> None:
    done = Acceptance(job.piece.pk, Decimal(4))
    accept_results(acceptances=[done], by=actor(city.office_head), at=AT, on=TODAY)


def reopened(city: City, job: Job) -> None:
    reopen_result(assignment_id=job.piece.pk, reason="Nhầm", by=actor(city.office_head), at=AT, on=TODAY)


def withdrawn(city: City, job: Job) -> None:
    withdraw(ids=[job.piece.pk], reason="Không cần nữa", by=actor(city.office_head), at=AT, on=TODAY)


def incident(city: City, job: Job) -> None:
    record_incident(
        assignment_id=job.piece.pk, kind="major_error", happened_on=DEADLINE, note="Sai", by=actor(city.office_head),
        at=AT, on=TODAY,
    )  # fmt: skip


def handed(city: City, job: Job) -> None:
    binh = Posting.objects.get(person=city.binh.person_id)
    hand_over(
        assignment_id=job.piece.pk, to_posting_id=binh.pk, deadline=DEADLINE, reason="Bận", by=actor(city.office_head),
        at=AT, on=TODAY,
    )  # fmt: skip


def cut_in_two(city: City, job: Job) -> None:
    half = PartData(posting_id=sheet_of(city.an).posting_id, quantity=Decimal(2), deadline=DEADLINE, product="Công văn")
    split(
        assignment_id=job.piece.pk, parts=[half, half], reason="Dài", by=actor(city.office_head), at=AT, on=TODAY
    )  # fmt: skip


@pytest.mark.parametrize("act", [reported, accepted, reopened, withdrawn, incident, handed, cut_in_two])
def test_no_act_on_work_of_a_published_month_goes_through(
    city: City, job: Job, act: Callable[[City, Job], None]
) -> None:
    before = WorkLine.objects.values().get(pk=job.line.pk)
    with pytest.raises(Conflict) as refused:
        act(city, job)
    assert refused.value.code == "assignments.month.locked"
    assert WorkLine.objects.values().get(pk=job.line.pk) == before


def test_no_new_work_enters_a_published_month(city: City, job: Job) -> None:
    with pytest.raises(OrdersRefused) as refused:
        assigned(city, job.item)
    assert "assignments.month.locked" in {fault.code for fault in refused.value.faults}
    assert Assignment.objects.count() == 1


def external(posting_id: int, **changes: Any) -> facts.WorkLineData:
    given = {
        "month": FIRST, "coefficient": Decimal(1), "assigned": Decimal(2), "label": "Hồ sơ một cửa", "source": "onestop",
        "source_ref": "HS-1", "completed": Decimal(2),
    }  # fmt: skip
    return facts.WorkLineData(posting_id=posting_id, **{**given, **changes})


def test_another_source_is_refused_as_well(city: City, job: Job) -> None:
    by = actor(city.officer)
    an = sheet_of(city.an).posting_id
    own = external(an, source="assignments", source_ref=str(job.piece.pk))
    for line in (
        external(an),
        own,
        external(an, source="assignments", source_ref=own.source_ref, month=date(2026, 12, 1)),
    ):
        with pytest.raises(Conflict) as refused:
            facts.put_work_lines([line], by=by, at=AT)
        assert refused.value.code == "facts.work.locked"
    with pytest.raises(Conflict):
        facts.remove_work_line(source="assignments", source_ref=own.source_ref, by=by, at=AT)
    assert (job.line.month, job.line.completed) == (FIRST, 3)
    facts.put_work_lines([external(an, month=date(2026, 12, 1))], by=by, at=AT)


def test_one_locked_line_keeps_the_whole_batch_out(city: City, job: Job) -> None:
    work(city.outsider)
    other = Posting.objects.get(person=city.outsider.person_id).pk
    lines = [external(other, source_ref="HS-2"), external(sheet_of(city.an).posting_id)]
    with pytest.raises(Conflict):
        facts.put_work_lines(lines, by=actor(city.officer), at=AT)
    assert not WorkLine.objects.filter(source="onestop").exists()
    facts.put_work_lines(lines[:1], by=actor(city.officer), at=AT)


def test_a_closed_month_stays_locked(city: City, job: Job) -> None:
    services.close_round(round_id=job.month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    total = Score.objects.get(sheet=sheet_of(city.an)).exact
    with pytest.raises(Conflict):
        accepted(city, job)
    with pytest.raises(Conflict):
        facts.put_work_lines([external(sheet_of(city.an).posting_id)], by=actor(city.officer), at=AT)
    assert Score.objects.get(sheet=sheet_of(city.an)).exact == total


def test_reopening_a_decision_lets_work_be_corrected_and_counts_it(city: City) -> None:
    item = catalogue_item(city)
    piece = Assignment.objects.get(batch=assigned(city, item))
    month = reviewed_month(city)
    done = Acceptance(piece.pk, Decimal(4), DEADLINE)
    month.decide()
    with pytest.raises(Conflict):
        accept_results(acceptances=[done], by=actor(city.office_head), at=AT, on=TODAY)
    services.reopen_round(
        round_id=month.commune.pk, to_step="decide", reason="Bổ sung", by=actor(city.chair), at=AT, on=TODAY
    )
    before = Score.objects.get(sheet=sheet_of(city.an)).total
    accept_results(acceptances=[done], by=actor(city.office_head), at=AT, on=TODAY)
    month.decide(number="13/QĐ")
    assert Score.objects.get(sheet=sheet_of(city.an)).total > before
