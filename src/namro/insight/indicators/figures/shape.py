"""What every figure gives: its definition, lines with numbers, a chart, and the sheets behind a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.scope import Scope

Number = int | Fraction | Decimal | None
TOTAL = ""  # the key of the line that holds the whole


@dataclass(frozen=True)
class Column:
    """One column: `kind` is count, share, points, signed (points with a sign) or text; `leads` to what is behind it."""

    key: str
    title: str
    kind: str = "count"
    leads: bool = False
    tone: str = ""  # of its part of a bar; empty: not drawn
    mark: str = ""  # what stands in the bar beside the colour


@dataclass(frozen=True)
class Line:
    """One line: what it is about, its numbers by column, and the unit one may go down to."""

    key: str
    label: str
    values: dict[str, Any]
    note: str = ""
    order: Any = None
    unit: int = 0
    flag: str = ""


@dataclass(frozen=True)
class Result:
    """A figure as asked for. `headline` is its one number: what it is, how much, of which kind."""

    columns: list[Column]
    lines: list[Line]
    total: Line | None
    headline: tuple[str, Number, str]
    notes: list[str] = field(default_factory=list)
    chart: str = ""  # the column drawn as bars, where no column is part of a bar
    over_time: str = ""  # the column whose course the overview draws

    def main(self) -> Column:
        """The column drawn as bars."""
        return next((one for one in self.columns if one.key == self.chart), self.columns[0])

    def course(self) -> list[Number]:
        """The headline's column, line by line, of a result cut by period."""
        return [one.values.get(self.over_time) for one in self.lines]

    def ordered(self, sort: str) -> list[Line]:
        """By a column, descending with a minus; lines without that number come last either way."""
        key, down = sort.removeprefix("-"), sort.startswith("-")
        if key == "label":
            return sorted(self.lines, key=lambda one: one.label.casefold(), reverse=down)
        if key not in {one.key for one in self.columns}:
            return self.lines
        known = [one for one in self.lines if one.values.get(key) is not None]
        without = [one for one in self.lines if one.values.get(key) is None]
        return sorted(known, key=lambda one: one.values[key], reverse=down) + without


@dataclass(frozen=True)
class Behind:
    """One thing behind a number: whose, where, when, what level, and the page that explains it."""

    name: str
    code: str
    unit_id: int
    rank: str
    period: str
    level: str
    note: str
    link: str
    person_id: int | None = None


@dataclass(frozen=True)
class Cell:
    """A number of a figure: line and column."""

    row: str
    column: str


@dataclass(frozen=True)
class Figure:
    """One figure of the list. `kinds`: of which periods; `dimensions`: how its lines may be cut."""

    slug: str
    title: Any
    definition: Sequence[Any]
    source: Any
    kinds: tuple[str, ...]
    dimensions: tuple[str, ...]
    result: Callable[[Asked, Scope], Result]
    behind: Callable[[Asked, Scope, Cell, int, int], tuple[int, list[Behind]]]  # …, from, how many
    people: bool = True  # may be narrowed by staff group and rank
    is_current: bool = False  # shown up to the period of the day looked at, not to the last published one
    choices: tuple[str, ...] = ()  # parameters of the agency the figure rests on
    private: bool = False  # names only of those whose sheets the reader may open


def number_of(found: Result, cell: Cell) -> int:
    """The number of a cell; of a line that is not there, none."""
    line = found.total if cell.row == TOTAL else next((one for one in found.lines if one.key == cell.row), None)
    return int(line.values.get(cell.column) or 0) if line else 0


def share(part: int, whole: int) -> Fraction | None:
    """A share, or None of nothing."""
    return Fraction(part, whole) if whole else None
