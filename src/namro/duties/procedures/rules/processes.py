"""An internal process is whole when each step has person, work, time and result, and its times fit the limit.

Law: TT 01/2018/TT-VPCP art. 8 (an internal process for each procedure); that each step names the four is the "four clears".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from namro.duties.procedures.rules.times import TimeLimit, TimeUnit


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step as proposed: the four parts; quantity 0 is a time not given."""

    who: str
    task: str
    quantity: int
    unit: TimeUnit
    result: str


PARTS = ("who", "task", "quantity", "result")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: a code, the step it is about (from 1; 0 the whole), the part missing."""

    code: str
    step: int = 0
    part: str = ""


def process_problems(steps: Sequence[StepTime], limit: TimeLimit | None, *, hours_of_a_day: int) -> list[Problem]:
    """Everything wrong with a process, in order. Times in units that cannot be added are a problem, not a guess."""
    if not steps:
        return [Problem("empty")]
    missing = [
        Problem("incomplete", number, part)
        for number, step in enumerate(steps, 1)
        for part in PARTS
        if not _given(step, part)
    ]
    if missing or limit is None:
        return missing or [Problem("no_limit")]
    total = [_weight(step.quantity, step.unit, hours_of_a_day) for step in steps]
    allowed = _weight(*_of(limit), hours_of_a_day)
    if {family for family, _amount in total} != {allowed[0]}:
        return [Problem("units")]
    return [Problem("too_long")] if sum(amount for _family, amount in total) > allowed[1] else []


def _given(step: StepTime, part: str) -> bool:
    value = getattr(step, part)
    return bool(value.strip()) if isinstance(value, str) else value > 0


def _of(limit: TimeLimit) -> tuple[int, TimeUnit]:
    """The same day is one working day of hours."""
    return (1, TimeUnit.WORKING_DAYS) if limit.unit is TimeUnit.SAME_DAY else (limit.quantity, limit.unit)


def _weight(quantity: int, unit: TimeUnit, hours_of_a_day: int) -> tuple[str, int]:
    """The family of a unit and the amount in its smallest unit: working days add up with hours, calendar days do not."""
    if unit is TimeUnit.WORKING_DAYS:
        return "work", quantity * hours_of_a_day
    if unit is TimeUnit.HOURS:
        return "work", quantity
    return unit.value, quantity


def ordinary_limit(limits: Sequence[TimeLimit], *, hours_of_a_day: int) -> TimeLimit | None:
    """The limit a process must fit: of the ordinary case where there is one, the shortest of comparable ones.

    None when there is no limit, or when limits in different families leave open which is the shortest.
    """
    ordinary = [one for one in limits if not one.condition] or list(limits)
    weighed = {one: _weight(*_of(one), hours_of_a_day) for one in ordinary}
    if len({family for family, _amount in weighed.values()}) != 1:
        return None
    return min(ordinary, key=lambda one: weighed[one][1])
