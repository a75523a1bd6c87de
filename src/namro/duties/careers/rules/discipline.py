"""In which years' results, and of which units, a disciplined act counts.

Law: NĐ 335/2025 art. 11.3 (a: once across years and across Party and administrative decisions; b: not again when it was
used before there was a decision; c: at the old unit, to the old unit's result; d: at both, each by its time). The same
of NĐ 233/2026 art. 14.3 and NĐ 48/2023; which article is which stands in law/parameters/careers.yaml#discipline_counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Why(StrEnum):
    """Why an act counts in a year, or does not."""

    IN_YEAR = "in_year"  # a, the ordinary case
    OLD_UNIT = "old_unit"  # c
    BOTH_UNITS = "both_units"  # d
    SAME_ACT = "same_act"  # a, second paragraph: another decision on it counts already
    ALREADY_USED = "already_used"  # b
    OTHER_NATURE = "other_nature"  # neither degradation nor public duty
    NO_RULE = "no_rule"  # no framework of that group and year weighs discipline


COUNTED = frozenset({Why.IN_YEAR, Why.OLD_UNIT, Why.BOTH_UNITS})


@dataclass(frozen=True)
class Span:
    """Days on which the act was done in a unit, both included."""

    unit: int
    first: date
    last: date


@dataclass(frozen=True)
class Ruling:
    """One decision on an act: when it took effect, and in which unit the person was then.

    `used_years`: years whose failing result rested on the act before this decision (art. 11.3b).
    """

    ref: int
    effective_on: date
    unit: int
    spans: tuple[Span, ...]
    is_relevant: bool = True
    used_years: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Counting:
    """One line of the outcome: a decision, a year, the unit whose result it is, and why it counts there or not."""

    ref: int
    year: int
    unit: int
    why: Why
    by: int | None = None  # the decision that counts instead

    @property
    def is_counted(self) -> bool:
        return self.why in COUNTED


def countings(rulings: Iterable[Ruling], *, old_unit_by_act: bool) -> list[Counting]:
    """Every decision about one act, in the order of effect: the first that counts in a unit's result takes the act.

    `old_unit_by_act`: what was done at a former unit counts in the year it was done, not in that of the decision.
    """
    ordered = sorted(rulings, key=lambda one: (one.effective_on, one.ref))
    used = {year for ruling in ordered for year in ruling.used_years}
    found: list[Counting] = []
    taken: dict[int, int] = {}  # unit → the decision that counts there
    for ruling in ordered:
        for place in _places(ruling, old_unit_by_act=old_unit_by_act):
            found.append(_settled(ruling, place, taken, used))
            if found[-1].is_counted:
                taken[place.unit] = ruling.ref
    return found


@dataclass(frozen=True)
class _Place:
    year: int
    unit: int
    why: Why


def _places(ruling: Ruling, *, old_unit_by_act: bool) -> list[_Place]:
    """Where a decision would count if it were the only one about its act."""
    here = ruling.effective_on.year
    former = {span.unit: max(one.last for one in ruling.spans if one.unit == span.unit) for span in ruling.spans}
    former.pop(ruling.unit, None)
    is_at_both = bool(former) and any(span.unit == ruling.unit for span in ruling.spans)
    why = Why.BOTH_UNITS if is_at_both else Why.OLD_UNIT
    places = [
        _Place(min(last.year, here) if old_unit_by_act or is_at_both else here, unit, why)
        for unit, last in sorted(former.items(), key=lambda one: (one[1], one[0]))
    ]
    if is_at_both:
        places.append(_Place(min(_last_at(ruling.spans, ruling.unit).year, here), ruling.unit, Why.BOTH_UNITS))
    return places or [_Place(here, ruling.unit, Why.IN_YEAR)]


def _last_at(spans: Sequence[Span], unit: int) -> date:
    return max(span.last for span in spans if span.unit == unit)


def _settled(ruling: Ruling, place: _Place, taken: dict[int, int], used: set[int]) -> Counting:
    if not ruling.is_relevant:
        return Counting(ruling.ref, place.year, place.unit, Why.OTHER_NATURE)
    if any(year < ruling.effective_on.year for year in used):
        return Counting(ruling.ref, place.year, place.unit, Why.ALREADY_USED)
    # At both units each result counts once; otherwise the act counts once and for all.
    held = [taken.get(place.unit)] if place.why == Why.BOTH_UNITS else list(taken.values())
    others = next((ref for ref in held if ref not in (None, ruling.ref)), None)
    if others is not None:
        return Counting(ruling.ref, place.year, place.unit, Why.SAME_ACT, by=others)
    return Counting(ruling.ref, place.year, place.unit, place.why)


def mark_days(counting: Counting, effective_on: date, *, from_effect: bool) -> tuple[date, date]:
    """The days of the year on which the mark weighs: [first, until)."""
    first, until = date(counting.year, 1, 1), date(counting.year + 1, 1, 1)
    if from_effect and effective_on.year == counting.year:
        return effective_on, until
    return first, until


class Pace(StrEnum):
    """Whether discipline was decided in time."""

    IN_TIME = "in_time"
    COMPLEX = "complex"  # in time only where the matter was complex
    LATE = "late"


@dataclass(frozen=True)
class Handling:
    """The last days of the decision, counted in calendar days from the day the breach was found."""

    due: date
    complex_due: date
    pace: Pace


def handling(found_on: date, decided_on: date, *, days: int, complex_days: int) -> Handling:
    """How a decision stands to its time limit; law/parameters/careers.yaml#discipline_handling. Nothing is left out of the time."""
    due, complex_due = found_on + timedelta(days=days), found_on + timedelta(days=complex_days)
    if decided_on <= due:
        return Handling(due, complex_due, Pace.IN_TIME)
    return Handling(due, complex_due, Pace.COMPLEX if decided_on <= complex_due else Pace.LATE)
