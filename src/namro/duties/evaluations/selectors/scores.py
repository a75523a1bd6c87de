"""The score of one sheet, live, and why: the same engine and the same rows as the bulk calculation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from namro.city.facts import selectors as facts
from namro.city.facts.models import WorkLine
from namro.duties.evaluations import managed, rules
from namro.duties.evaluations.models import Score, Sheet, SheetState
from namro.duties.evaluations.results import Result, live, stored
from namro.duties.evaluations.rulebook import MARK_PREFIX, Rulebook, refusal, rulebook_of
from namro.duties.evaluations.scoring import LEADER_RANKS, Scope, Typed, compute
from namro.engine.case import Node
from namro.engine.errors import RuleError
from namro.engine.explain import explain_sheet

HUNDRED = Decimal(100)
Points = Sequence[int | None]


@dataclass(frozen=True)
class LiveScore:
    """A sheet's score as it stands, from the points given or typed. `is_provisional`: nobody but the person scored yet."""

    sheet: Sheet
    book: Rulebook
    result: Result
    points: list[int | None]
    unit_marks: list[int | None]
    managed_failing: int | None
    managed_unrated: int
    overrides: tuple[str, ...]
    is_provisional: bool

    @property
    def general_so_far(self) -> Decimal:
        """Points of the general criteria given up to now, complete or not."""
        return Decimal(sum(one for one in self.points if one is not None)) / HUNDRED

    @property
    def is_complete(self) -> bool:
        return bool(self.points) and None not in self.points

    def lines(self) -> list[WorkLine]:
        """The work the score counts."""
        return lines_of(self.sheet)

    def explanation(self, lines: Sequence[WorkLine] | None = None) -> Node:
        """The tree from the total down to every input, with arithmetic and article."""
        found = self.lines() if lines is None else lines
        return explain_sheet(
            self.book.framework,
            self._inputs(),
            [_line(one) for one in found],
            self.book.settings,
            criteria=self._criteria(),
        )

    def _inputs(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "leader": self.sheet.rank in LEADER_RANKS,
            "overrides": list(self.overrides),
            managed.FAILING: self.managed_failing,
            managed.UNRATED: self.managed_unrated,
        }
        for key, first, after in self.book.slices():
            values[key] = _sum(self.points[first:after], after - first)
        for mark, value in zip(self.book.marks, self.unit_marks or [None] * len(self.book.marks), strict=True):
            values[MARK_PREFIX + mark] = None if value is None else Decimal(value) / HUNDRED
        return values

    def _criteria(self) -> Mapping[str, Mapping[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row, value in zip(self.book.criteria, self.points, strict=False):
            if value is not None:
                found.setdefault(row.group.key, {})[row.code] = Decimal(value) / HUNDRED
        return found


def _sum(points: Sequence[int | None], count: int) -> Decimal | None:
    if len(points) < count or any(one is None for one in points):
        return None
    return Decimal(sum(one for one in points if one is not None)) / HUNDRED


def _line(one: WorkLine) -> dict[str, Any]:
    return {
        "assigned": one.assigned, "completed": one.completed, "coefficient": one.coefficient, "origin": one.origin,
        "major_errors": one.major_errors, "errors_excused": one.errors_excused, "delays": one.delays,
        "delays_excused": one.delays_excused,
    }  # fmt: skip


def lines_of(sheet: Sheet) -> list[WorkLine]:
    """The work of a sheet's posting in the months of its period."""
    days = sheet.period.days
    months = rules.months_of(days.lower, days.upper)
    return [line for month in months for line in facts.work_lines([sheet.posting_id], month=month)]


def live_score(sheet: Sheet, *, points: Points | None = None, unit_marks: Points | None = None) -> LiveScore:
    """Score one sheet (its round and period loaded): from what is typed, else the reviewer's points, else the person's.

    A decided sheet keeps what was decided on. Refuses: score.… (data that breaks a rule)
    """
    book = rulebook_of(sheet.period)
    reviewed = sheet.state in (SheetState.REVIEWED, SheetState.DECIDED)
    given = _given(sheet, points, reviewed)
    marks = list(unit_marks if unit_marks is not None else sheet.unit_marks or [])
    try:
        frame = compute(sheet.period, Scope(sheets=(sheet.pk,)), typed={sheet.pk: Typed(given, marks)})
    except RuleError as error:
        raise refusal(error) from error
    row = frame.row(0, named=True)
    return LiveScore(
        sheet=sheet,
        book=book,
        result=_decided(book, sheet) or live(book, frame)[sheet.pk],
        points=given,
        unit_marks=marks,
        managed_failing=row.get(managed.FAILING),
        managed_unrated=row.get(managed.UNRATED) or 0,
        overrides=tuple(row["overrides"] or ()),
        is_provisional=not reviewed,
    )


def _given(sheet: Sheet, points: Points | None, reviewed: bool) -> list[int | None]:
    if points is not None:
        return list(points)
    return list((sheet.review_points if reviewed else sheet.self_points) or [])


def _decided(book: Rulebook, sheet: Sheet) -> Result | None:
    if sheet.state != SheetState.DECIDED:
        return None
    return stored(book, Score.objects.filter(sheet=sheet)).get(sheet.pk)
