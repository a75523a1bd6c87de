"""Decisions on plain values: the five clears, deadlines, lateness, what counts where, splitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from namro.engine.workdays import Calendar


class Clear(StrEnum):
    """The five clears (năm rõ) an assignment needs before it can start."""

    WHO = "who"
    WHAT = "what"
    RESPONSIBILITY = "responsibility"
    PROCESS = "process"
    EFFECT = "effect"


@dataclass(frozen=True)
class Clears:
    """What an assignment says under each clear; None or empty is not said."""

    posting_id: int | None = None
    item_id: int | None = None
    title: str = ""
    quantity: Decimal | None = None
    assigner_id: int | None = None
    accountable_id: int | None = None
    process: str = ""
    product: str = ""
    deadline: date | None = None


def missing_clears(work: Clears) -> list[Clear]:
    """The clears not yet there, in the order people say them. Law: art. 18.1b (concrete output, quantity, deadline)."""
    said = {
        Clear.WHO: work.posting_id is not None,
        Clear.WHAT: work.item_id is not None and bool(work.title.strip()) and (work.quantity or 0) > 0,
        Clear.RESPONSIBILITY: work.assigner_id is not None and work.accountable_id is not None,
        Clear.PROCESS: bool(work.process.strip()),
        Clear.EFFECT: bool(work.product.strip()) and work.deadline is not None,
    }
    return [clear for clear in Clear if not said[clear]]


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """The last day of the month."""
    return next_month(month) - timedelta(days=1)


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(month: date) -> date:
    return month_of(month.replace(day=1) - timedelta(days=1))


def is_inside(deadline: date, month: date) -> bool:
    """Whether a deadline lies in its month."""
    return month_of(deadline) == month


def shifted_deadline(deadline: date, to_month: date, calendar: Calendar) -> date:
    """The day at the same working-day position in another month, its last working day when it has fewer.

    A deadline on a day off takes the position of the working day before it.
    """
    position = calendar.working_days_between(month_of(deadline), deadline)
    first = calendar.first_working_day(to_month)
    moved = calendar.add_working_days(first, max(position - 1, 0))
    if month_of(moved) == to_month:
        return moved
    return calendar.add_working_days(next_month(to_month), -1)


def is_late(deadline: date, finished_on: date | None) -> bool:
    """Late follows from two dates and from nothing else; unfinished work is incomplete, not late. Law: art. 14.2c."""
    return finished_on is not None and finished_on > deadline


@dataclass(frozen=True)
class Counts:
    """Incidents of an assignment: how many, and how many of them were waived."""

    major_errors: int = 0
    errors_excused: int = 0
    delays: int = 0
    delays_excused: int = 0


def counted_incidents(incidents: Iterable[tuple[str, bool]]) -> Counts:
    """`incidents` are (kind, waived?). Law: art. 14.2b and 14.2c (waived when the cause is confirmed as objective)."""
    rows = list(incidents)
    errors = [waived for kind, waived in rows if kind == "major_error"]
    delays = [waived for kind, waived in rows if kind == "delay"]
    return Counts(len(errors), sum(errors), len(delays), sum(delays))


def completed_of(origin: str, *, handed_over: bool, accepted: Decimal | None) -> Decimal:
    """What counts as completed: only what was accepted, and nothing for whoever handed the work over (art. 18.1d)."""
    if handed_over or origin == "handed_over" or accepted is None:
        return Decimal(0)
    return accepted


def split_difference(whole: Decimal, parts: Sequence[Decimal]) -> Decimal:
    """By how much the parts exceed the whole (negative: fall short); zero is a right split. Law: art. 18.1c."""
    return sum(parts, Decimal(0)) - whole


@dataclass(frozen=True)
class Progress:
    """How far a set of work is: pieces, standard units assigned and accepted, how many overdue."""

    pieces: int
    assigned: Decimal
    accepted: Decimal
    waiting: int
    overdue: int

    @property
    def percent(self) -> int:
        """Accepted of assigned, rounded down, for the bar only."""
        return int(self.accepted * 100 / self.assigned) if self.assigned else 0


def progress_of(rows: Iterable[Mapping[str, object]], on: date) -> Progress:
    """Rows with state, quantity, coefficient, accepted_quantity, deadline."""
    pieces = waiting = overdue = 0
    assigned = accepted = Decimal(0)
    for row in rows:
        pieces += 1
        units = Decimal(str(row["coefficient"]))
        assigned += units * Decimal(str(row["quantity"]))
        accepted += units * Decimal(str(row["accepted_quantity"] or 0))
        waiting += row["state"] == "reported"
        deadline = row["deadline"]
        overdue += row["state"] == "assigned" and isinstance(deadline, date) and deadline < on
    return Progress(pieces, assigned, accepted, waiting, overdue)
