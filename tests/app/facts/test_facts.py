"""Work lines by their source's own reference, exact in bulk; marks with their documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.city.facts import selectors, services
from namro.city.facts.models import WorkLine
from namro.city.facts.services import WorkLineData
from namro.city.people.models import Posting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
MONTH = date(2026, 11, 1)


@pytest.fixture
def line(city) -> WorkLineData:
    posting = Posting.objects.get(person=city.an.person)
    return WorkLineData(
        month=MONTH, posting_id=posting.pk, coefficient=Decimal("1.3333"), assigned=Decimal(3), label="Tờ trình",
        source="assignments", source_ref="1", completed=Decimal("2.5"), delays=1,
    )  # fmt: skip


@pytest.fixture
def by(city) -> Actor:
    return Actor(user_id=city.officer.pk)


def test_the_same_reference_replaces_and_nothing_else_does(line, by):
    services.put_work_lines([line, replace(line, source_ref="2")], by=by, at=AT)
    services.put_work_lines([replace(line, completed=Decimal(3))], by=by, at=AT)
    found = selectors.work_lines([line.posting_id], month=date(2026, 11, 22))
    assert [(row.source_ref, row.completed) for row in found] == [("1", 3), ("2", Decimal("2.5"))]
    assert services.remove_work_line(source="assignments", source_ref="1", by=by, at=AT) == 1
    assert WorkLine.objects.count() == 1


def test_the_bulk_read_is_exact_and_scaled(line, by):
    services.put_work_lines([line], by=by, at=AT)
    (row,) = selectors.copy_work_lines(MONTH).rows(named=True)
    assert (row["coefficient"], row["assigned"], row["completed"], row["delays"]) == (13333, 30000, 25000, 1)
    assert selectors.copy_work_lines(date(2026, 10, 1)).is_empty()
    assert selectors.copy_work_lines(MONTH, posting_ids=[line.posting_id + 1]).is_empty()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"completed": Decimal("3.1")}, "facts.work.above_assigned"),
        ({"completed": Decimal(-1)}, "facts.work.negative"),
        ({"coefficient": Decimal(0)}, "facts.work.coefficient"),
        ({"delays_excused": 2}, "facts.work.excused"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_the_batch_stays(line, by, changes, code):
    with pytest.raises(DomainError) as refused:
        services.put_work_lines([replace(line, source_ref="9"), replace(line, **changes)], by=by, at=AT)
    assert refused.value.code == code
    assert not WorkLine.objects.exists()


def test_ad_hoc_work_may_exceed_what_was_assigned(line, by):
    services.put_work_lines([replace(line, origin="ad_hoc", assigned=Decimal(0))], by=by, at=AT)
    assert WorkLine.objects.get().completed == Decimal("2.5")


def test_a_mark_needs_its_document_and_weighs_while_it_overlaps(city, by):
    def put(document):
        return services.put_mark(
            person_id=city.an.person_id, code="disciplined", first=date(2026, 10, 20), until=date(2026, 11, 2), document=document,
            source="test", by=by, at=AT,
        )  # fmt: skip

    with pytest.raises(DomainError):
        put(" ")
    put("12/QĐ-KL")
    assert len(selectors.marks_on([city.an.person_id], first=MONTH, until=date(2026, 12, 1))[city.an.person_id]) == 1
    assert selectors.marks_on([city.an.person_id], first=date(2026, 11, 2), until=date(2026, 12, 1)) == {}


def test_a_mark_is_withdrawn_with_a_reason_and_weighs_no_more(city, by, monkeypatch):
    told = []
    monkeypatch.setattr("namro.city.facts.watch._told", [told.append])
    mark = services.put_mark(
        person_id=city.an.person_id, code="disciplined", first=date(2026, 11, 20), until=date(2027, 1, 1), document="12/QĐ-KL",
        source="test", by=by, at=AT,
    )  # fmt: skip
    with pytest.raises(DomainError) as refused:
        services.withdraw_mark(mark_id=mark.pk, reason=" ", by=by, at=AT)
    assert refused.value.code == "facts.mark.reason"
    services.withdraw_mark(mark_id=mark.pk, reason="Bị hủy", by=by, at=AT)
    assert selectors.marks_on([city.an.person_id], first=MONTH, until=date(2026, 12, 1)) == {}
    posting = Posting.objects.get(person=city.an.person)
    assert told == [{MONTH: {posting.pk}, date(2026, 12, 1): {posting.pk}}] * 2
    with pytest.raises(DomainError) as refused:
        services.withdraw_mark(mark_id=mark.pk, reason="Lần nữa", by=by, at=AT)
    assert refused.value.code == "facts.mark.withdrawn"
