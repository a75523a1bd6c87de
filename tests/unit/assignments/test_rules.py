"""The rules of assigning and of catalogues, on plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from namro.base.errors import DomainError
from namro.base.law.calendars import standard_calendar
from namro.duties.assignments.catalogue_rules import Group, Item, compare, flags_of, group_problems, read_rule
from namro.duties.assignments.rules import (
    Clear,
    Clears,
    Counts,
    completed_of,
    counted_incidents,
    is_late,
    missing_clears,
    next_month,
    previous_month,
    progress_of,
    shifted_deadline,
    split_difference,
)

NOV, DEC = date(2026, 11, 1), date(2026, 12, 1)
WHOLE = Clears(1, 2, "Việc", Decimal(1), 3, 4, "Quy trình", "Công văn", date(2026, 11, 20))


def test_nothing_is_missing_from_a_whole_assignment_and_all_from_an_empty_one() -> None:
    assert missing_clears(WHOLE) == []
    assert missing_clears(Clears()) == list(Clear)


@pytest.mark.parametrize(
    ("finished_on", "late"), [(None, False), (date(2026, 11, 20), False), (date(2026, 11, 21), True)]
)
def test_late_is_after_the_deadline(finished_on: date | None, late: bool) -> None:
    assert is_late(date(2026, 11, 20), finished_on) is late


@pytest.mark.parametrize(
    ("deadline", "moved"),
    [
        (date(2026, 11, 2), date(2026, 12, 1)),  # first working day to first working day
        (date(2026, 11, 10), date(2026, 12, 9)),  # seventh
        (date(2026, 11, 1), date(2026, 12, 1)),  # a Sunday before any working day
        (date(2026, 11, 30), date(2026, 12, 29)),
    ],
)
def test_a_deadline_moves_to_the_same_working_day(deadline: date, moved: date) -> None:
    # 24 November 2026 is conditional in the calendar and off only when the setting says so.
    assert shifted_deadline(deadline, DEC, standard_calendar()) in {moved, date(2026, 12, 28)}


def test_a_deadline_past_the_working_days_of_a_short_month_takes_its_last_one() -> None:
    calendar = standard_calendar()
    moved = shifted_deadline(date(2026, 1, 30), date(2026, 2, 1), calendar)
    assert moved == date(2026, 2, 27)
    assert calendar.is_working_day(moved)


def test_months_follow_each_other() -> None:
    assert (next_month(DEC), previous_month(date(2026, 1, 1))) == (date(2027, 1, 1), date(2025, 12, 1))


def test_incidents_are_counted_with_their_waivers() -> None:
    rows = [("major_error", True), ("major_error", False), ("delay", True)]
    assert counted_incidents(rows) == Counts(2, 1, 1, 1)


def test_only_accepted_work_of_whoever_kept_it_is_completed() -> None:
    assert completed_of("planned", handed_over=False, accepted=Decimal(3)) == 3
    assert completed_of("planned", handed_over=False, accepted=None) == 0
    assert completed_of("planned", handed_over=True, accepted=Decimal(3)) == 0


def test_a_split_is_exact_in_decimals() -> None:
    assert split_difference(Decimal("0.3"), [Decimal("0.1"), Decimal("0.2")]) == 0
    assert split_difference(Decimal(4), [Decimal(1), Decimal(2)]) == -1


def test_progress_weighs_by_coefficient() -> None:
    rows = [
        {"state": "accepted", "quantity": "2", "coefficient": "5", "accepted_quantity": "1", "deadline": NOV},
        {"state": "assigned", "quantity": "10", "coefficient": "1", "accepted_quantity": None, "deadline": NOV},
    ]
    found = progress_of(rows, date(2026, 11, 20))
    assert (found.assigned, found.accepted, found.percent, found.overdue) == (20, 5, 25, 1)


@pytest.mark.parametrize(
    ("sql", "points", "coefficient"),
    [
        ("ROUND(points / 5, 2)", "70", "14"),
        ("ROUND(points / 3, 2)", "0.5", "0.17"),  # half up: 0.1666…
        ("ROUND(points / 8, 2)", "1", "0.13"),  # 0.125 exactly
        ("points / standard_points", "70", "14"),
        ("CASE WHEN points <= 10 THEN 1.0 WHEN points <= 50 THEN 1.2 ELSE 2 END", "30", "1.2"),
        ("GREATEST(points / 5, 1)", "2", "1"),
    ],
)
def test_a_versions_own_rule_is_evaluated_exactly(sql: str, points: str, coefficient: str) -> None:
    assert read_rule(sql).coefficient(Decimal(points), Decimal(5)) == Decimal(coefficient)


@pytest.mark.parametrize("sql", ["", "points /", "SUM(points)", "salary / 5", "points = 5", "points / 0"])
def test_a_rule_that_cannot_be_read_is_refused(sql: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_rule(sql).coefficient(Decimal(5), Decimal(5))
    assert refused.value.code == "catalogue.rule.invalid"


def test_a_coefficient_with_too_many_digits_asks_for_rounding() -> None:
    with pytest.raises(DomainError) as refused:
        read_rule("points / 3").coefficient(Decimal(5), Decimal(5))
    assert refused.value.code == "catalogue.rule.not_representable"


GROUPS = [Group("N1", Decimal(1), Decimal(10)), Group("N2", Decimal(11), Decimal(50))]


@pytest.mark.parametrize(
    ("groups", "problem"),
    [
        (GROUPS, []),
        ([Group(f"N{n}", Decimal(n * 10), Decimal(n * 10 + 5)) for n in range(6)], ["too_many"]),
        ([GROUPS[0], GROUPS[0]], ["repeated", "overlapping"]),
        ([Group("N1", Decimal(9), Decimal(1))], ["reversed"]),
        ([GROUPS[0], Group("N2", Decimal(10), Decimal(20))], ["overlapping"]),
    ],
)
def test_what_is_wrong_with_groups(groups: list[Group], problem: list[str]) -> None:
    assert group_problems(groups, 5) == problem


def item(pk: int, **changes: object) -> Item:
    values: dict[str, object] = {
        "office": "Văn phòng", "task": f"Việc {pk}", "product": "Công văn", "group": "N1", "points": Decimal(5),
        "coefficient": Decimal(1),
    }  # fmt: skip
    return Item(pk, **(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("items", "flags"),
    [
        ([item(1), item(2)], {}),
        ([item(1, task="Soạn"), item(2, task="SOAN")], {1: ["duplicate"], 2: ["duplicate"]}),
        ([item(1, task="Soạn"), item(2, task="Soạn", office="Phòng Kinh tế")], {}),
        ([item(1, points=Decimal(11), coefficient=Decimal("2.2"))], {1: ["outside_range"]}),
        ([item(1, group="N9")], {1: ["unknown_group"]}),
        ([item(1, coefficient=Decimal(2))], {1: ["wrong_coefficient"]}),
        ([item(1, product=" ")], {1: ["no_output"]}),
    ],
)
def test_what_the_check_flags(items: list[Item], flags: dict[int, list[str]]) -> None:
    assert flags_of(items, GROUPS, read_rule("ROUND(points / 5, 2)"), Decimal(5)) == flags


def test_two_versions_are_compared_by_code() -> None:
    before = {"A": {"coefficient": "1"}, "B": {"coefficient": "2"}}
    after = {"B": {"coefficient": "3"}, "C": {"coefficient": "4"}}
    found = [(one.code, one.kind, one.changes) for one in compare(before, after)]
    assert found == [("A", "removed", ()), ("B", "changed", ("coefficient",)), ("C", "added", ())]
