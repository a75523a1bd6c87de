"""Failing years in a row, which rule they fall under, and when the steps of the file are due.

Law: law/parameters/careers.yaml#removal_rules, #consecutive_years; NĐ 335/2025 art. 23.3đ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from namro.duties.careers.parameters import RemovalRow, StepRow

FAILING, RATED, NOT_RATED = "failing", "rated", "not_rated"


@dataclass(frozen=True)
class Run:
    """A failing year with the one before it in the row, and the years passed over between them."""

    year: int
    earlier: int | None
    passed_over: tuple[int, ...] = ()
    broken_by: tuple[
        int, ...
    ] = ()  # years not rated after an earlier failing one, which break the row under this reading


def run_of(years: Mapping[int, str], year: int, *, passes_over_not_rated: bool) -> Run:
    """Whether a failing year is the second in a row. `years`: what each year came to; a year without a record is missing.

    A year not rated is no failing year: it breaks the row, unless the reading passes over it. A missing year always breaks it.
    """
    between: list[int] = []
    before = year - 1
    while years.get(before) == NOT_RATED:
        between.append(before)
        before -= 1
    passed = tuple(reversed(between))
    if years.get(before) != FAILING:
        return Run(year, None)
    if passed and not passes_over_not_rated:
        return Run(year, None, broken_by=passed)
    return Run(year, before, passed)


def rule_for(rows: Iterable[RemovalRow], *, years: int, group: str, rank: str, on: date) -> RemovalRow | None:
    """The rule of the day for so many failing years in a row; the first that fits."""
    fits = (one for one in rows if one.years == years and rank in one.ranks and one.basis.holds(on, group))
    return next(fits, None)


def first_due(steps: Sequence[StepRow], opened_on: date, add: Callable[[date, int], date]) -> dict[str, date]:
    """The day each step is due, counted through the plan from the day the case was opened."""
    due: dict[str, date] = {"opened": opened_on}
    for step in steps:
        due[step.key] = add(due[step.after], step.working_days)
    return {step.key: due[step.key] for step in steps}


def earliest_end(notice_on: date, days: int) -> date:
    """The first day service may end after a notice of so many days."""
    return notice_on + timedelta(days=days)
