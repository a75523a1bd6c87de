"""Work that is handed over or split."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.app.assignments.conftest import AT, ON, Town

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.city.facts.models import WorkLine
from namro.duties.assignments.models import Assignment
from namro.duties.assignments.services.handing import PartData, hand_over, split
from namro.duties.assignments.services.results import Acceptance, accept_results


def give_to_binh(town: Town, work: Assignment, **changes: object) -> Assignment:
    values = {
        "assignment_id": work.pk, "to_posting_id": town.posting("binh"), "deadline": date(2026, 11, 27),
        "reason": "An đi công tác", "by": town.actor("office_head"), "at": AT, "on": ON,
    }  # fmt: skip
    return hand_over(**(values | changes))  # type: ignore[arg-type]


def test_handed_over_work_stays_in_the_givers_total_and_counts_extra_for_the_receiver(town: Town) -> None:
    work = town.give("an")
    received = give_to_binh(town, work)
    accept_results(acceptances=[Acceptance(received.pk, Decimal(4))], by=town.actor("office_head"), at=AT, on=ON)
    giver = WorkLine.objects.get(source_ref=str(work.pk))
    receiver = WorkLine.objects.get(source_ref=str(received.pk))
    assert (giver.origin, giver.assigned, giver.completed) == ("handed_over", 4, 0)
    assert (receiver.origin, receiver.completed, receiver.posting_id) == ("received", 4, town.posting("binh"))
    assert received.handed_from_id == work.pk
    assert Event.objects.filter(tag__in=["assignments:work:handed_over", "assignments:work:received"]).count() == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": ""}, "assignments.reason"),
        ({"deadline": date(2026, 12, 2)}, "assignments.deadline.outside_month"),
    ],
)
def test_what_handing_over_needs(town: Town, change: dict[str, object], code: str) -> None:
    work = town.give("an")
    with pytest.raises(DomainError) as refused:
        give_to_binh(town, work, **change)
    assert refused.value.code == code


def test_nobody_hands_work_to_a_person_out_of_reach_or_twice(town: Town) -> None:
    work = town.give("an")
    with pytest.raises(NotVisible):
        give_to_binh(town, work, to_posting_id=town.posting("cuc"))
    give_to_binh(town, work)
    with pytest.raises(Conflict):
        give_to_binh(town, work)


def parts(town: Town, *quantities: object) -> list[PartData]:
    people = ("an", "binh", "an")
    return [
        PartData(town.posting(people[n]), Decimal(str(quantity)), date(2026, 11, 12 + n), f"Phần {n + 1}")
        for n, quantity in enumerate(quantities)
    ]


def test_parts_sum_to_the_whole_and_replace_it(town: Town) -> None:
    work = town.give("an")
    rows = split(
        assignment_id=work.pk, parts=parts(town, "1.5", "2.5"), reason="Làm theo nhóm",
        by=town.actor("office_head"), at=AT, on=ON,
    )  # fmt: skip
    assert [row.part_of_id for row in rows] == [work.pk, work.pk]
    assert WorkLine.objects.filter(source_ref=str(work.pk)).count() == 0
    assert sorted(WorkLine.objects.values_list("assigned", flat=True)) == [Decimal("1.5"), Decimal("2.5")]


@pytest.mark.parametrize(
    ("quantities", "code"),
    [((4,), "assignments.split.few"), ((1, 2), "assignments.split.sum"), ((5, -1), "assignments.split.quantity")],
)
def test_a_wrong_split_is_refused(town: Town, quantities: tuple[int, ...], code: str) -> None:
    work = town.give("an")
    with pytest.raises(DomainError) as refused:
        split(
            assignment_id=work.pk, parts=parts(town, *quantities), reason="x", by=town.actor("office_head"),
            at=AT, on=ON,
        )  # fmt: skip
    assert refused.value.code == code


def test_a_part_of_long_work_belongs_to_the_month_of_its_deadline(town: Town) -> None:
    work = town.give("an")
    two = [
        PartData(town.posting("an"), Decimal(1), date(2026, 11, 25), "Dự thảo"),
        PartData(town.posting("an"), Decimal(3), date(2026, 12, 15), "Bản chính"),
    ]
    rows = split(assignment_id=work.pk, parts=two, reason="Dài", by=town.actor("office_head"), at=AT, on=ON)
    assert [row.month for row in rows] == [date(2026, 11, 1), date(2026, 12, 1)]
