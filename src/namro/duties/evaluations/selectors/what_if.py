"""What if: the sheets of a round scored under another framework or other settings, beside what stands. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from namro.base.law.selectors import offered_on
from namro.duties.evaluations.models import Period, Round, Sheet
from namro.duties.evaluations.quota_fit import Candidate, Cap, count_caps
from namro.duties.evaluations.results import Result, live
from namro.duties.evaluations.rulebook import (
    NOT_RATED,
    Rulebook,
    is_by_points,
    may_open,
    refusal,
    rulebook,
    rulebook_of,
)
from namro.duties.evaluations.scoring import Scope, compute
from namro.duties.evaluations.selectors.board import Board, BoardRow, board
from namro.engine.errors import RuleError
from namro.engine.framework import Framework

SAME, UP, DOWN, OTHER = "same", "up", "down", "other"


@dataclass(frozen=True)
class Compared:
    """One sheet before and after. `before` is what was decided, or calculated where nothing was; empty: not rated."""

    sheet: Sheet
    unit_name: str
    before: str
    calculated: str  # before, by points and overrides alone
    result_before: Result
    result_after: Result
    direction: str  # against what was calculated: the same rules on both sides of the comparison

    @property
    def after(self) -> str:
        return self.result_after.level


@dataclass(frozen=True)
class WhatIf:
    """A round under its own rules and under others."""

    board: Board
    book: Rulebook
    rows: list[Compared]
    caps_before: list[Cap]
    caps_after: list[Cap]

    @property
    def counts(self) -> Counter[str]:
        """Sheets by direction."""
        return Counter(one.direction for one in self.rows)

    @property
    def matrix(self) -> Counter[tuple[str, str]]:
        """Sheets by level calculated before and after; empty: not rated."""
        return Counter((one.calculated, one.after) for one in self.rows)

    @property
    def by_unit(self) -> dict[str, Counter[str]]:
        """Directions by unit, in order of the units' names."""
        found: dict[str, Counter[str]] = {}
        for one in self.rows:
            found.setdefault(one.unit_name, Counter())[one.direction] += 1
        return dict(sorted(found.items()))


def comparable(own: Rulebook, period: Period) -> list[tuple[Framework, str]]:
    """Frameworks the sheets of a period could be scored under, each with what keeps it from being so (or nothing).

    A sheet holds points by criterion, lines of work, and d, đ, e: another framework must ask for the same.
    """
    found = [(own.framework, "")]
    if own.is_year:
        return found + _years(own, period)
    asked = _asks(own.framework)
    for one in offered_on(period.days.lower):
        if one.framework.id != own.framework.id and is_by_points(one.framework):
            lacking = "" if _asks(one.framework) == asked else "criteria"
            found.append((one.framework, lacking))
    return found


def _years(own: Rulebook, period: Period) -> list[tuple[Framework, str]]:
    """Of a year: laws that take the mean of its months too, or that ask for the same facts."""
    every = [one.framework for one in offered_on(period.days.lower) if one.framework.id != own.framework.id]
    found = [one for one in every if may_open(one, Period.Kind.YEAR)]
    if own.is_rolled_up:
        return [(one, "" if one.maximum == own.framework.maximum else "criteria") for one in found if _rolls_up(one)]
    return [(one, "" if _asks(one) == _asks(own.framework) else "criteria") for one in found if not _rolls_up(one)]


def _rolls_up(framework: Framework) -> bool:
    return any(one.key.startswith("year") for one in framework.roll_ups)


def _asks(framework: Framework) -> tuple[object, ...]:
    criteria = [(one.code, one.maximum) for group in framework.groups for one in group.criteria]
    return (
        criteria,
        sorted(one.name for one in framework.line_inputs),
        sorted(one.name for one in framework.sheet_inputs),
    )


def other_rules(
    own: Rulebook, period: Period, *, framework_id: str = "", settings: Mapping[str, str] | None = None
) -> Rulebook:
    """The rules chosen: another framework with its defaults, or the period's own with some settings changed.

    Refuses: framework.setting.unknown, framework.setting.value
    """
    offered = (one for one, lacks in comparable(own, period) if one.id == framework_id and not lacks)
    framework = next(offered, own.framework)
    kept = own.settings if framework.id == own.framework.id else {}
    try:
        chosen = rulebook(framework, {**kept, **(settings or {})}, own.staff_groups)
        return replace(chosen, criteria=(), marks=(), is_year=True) if own.is_year else chosen
    except RuleError as error:
        raise refusal(error) from error


def what_if(round_: Round, *, framework_id: str = "", settings: Mapping[str, str] | None = None) -> WhatIf:
    """A round re-scored; without a choice, under its own rules.

    Refuses: framework.setting.unknown, framework.setting.value, evaluations.framework.not_in_force
    """
    own = rulebook_of(round_.period)
    book = other_rules(own, round_.period, framework_id=framework_id, settings=settings)
    found = board(round_)
    results = live(book, compute(round_.period, Scope(rounds=(round_.pk,)), book=book))
    rows = [_compared(own, book, one, results[one.sheet.pk]) for one in found.rows]
    before = _caps(own, [(one, one.calculated, one.result_before) for one in rows])
    return WhatIf(found, book, rows, before, _caps(book, [(one, one.after, one.result_after) for one in rows]))


def _caps(book: Rulebook, levels: list[tuple[Compared, str, Result]]) -> list[Cap]:
    """The quota on calculated levels: what the rules give before anybody decides, so that both sides are alike."""
    people = [Candidate(one.sheet.pk, one.sheet.task_group, level, result.total) for one, level, result in levels]
    return count_caps(
        book, people, reading=book.settings.get("quota_reading", ""), rate=book.settings.get("quota_ratio", "")
    )


def _compared(own: Rulebook, book: Rulebook, row: BoardRow, after: Result) -> Compared:
    decided = row.decided.rating if row.decided else row.result.level
    before = "" if decided == NOT_RATED else decided
    calculated = row.result.level
    return Compared(
        sheet=row.sheet,
        unit_name=row.unit_name,
        before=before, calculated=calculated, result_before=row.result,
        result_after=after, direction=direction(own, book, calculated, after.level),
    )  # fmt: skip


def direction(own: Rulebook, book: Rulebook, before: str, after: str) -> str:
    """Up, down, the same, or other: rated on one side only, or levels that cannot be set against each other."""
    if before == after:
        return SAME
    if not before or not after or len(own.band_codes) != len(book.band_codes):
        return OTHER
    one, other = own.band_codes.index(before), book.band_codes.index(after)
    return SAME if one == other else UP if other < one else DOWN
