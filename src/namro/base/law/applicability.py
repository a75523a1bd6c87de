"""Which framework applies to a person in a period: one table (law/applicability.yaml), one pure function.

`applies(table, spells, kind)` cuts the period where the law or the person's standing changes and names the row of each
part. Nothing is guessed: where the text is not known, where an authority decides, or where what is known of the person
leaves several rows, the part carries questions instead of a framework.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from namro.base.errors import DomainError
from namro.engine.errors import Text

GROUPS = ("can_bo", "cong_chuc", "vien_chuc", "ldhd")
STANDINGS = STAFF, LEADER, MANAGED_LEADER = ("staff", "leader", "managed_leader")
REGULATIONS = HAS, NONE = ("has", "none")
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FRAMEWORK, NO_RATING, AUTHORITY_DECIDES, NOT_KNOWN = "FRAMEWORK", "NO_RATING", "AUTHORITY_DECIDES", "NOT_KNOWN"
_ONE_DAY = timedelta(days=1)

Cell = tuple[str, str, str]  # staff group, standing, the unit's own regulation


@dataclass(frozen=True)
class Row:
    """One row of the table: the cells it covers, between which days, and what applies there (or stands instead)."""

    key: str
    cells: frozenset[Cell]
    periods: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    outcome: str
    framework: str | None
    candidates: tuple[str, ...]
    authority: str
    instrument: str
    article: str
    basis: str
    title: Text
    question: Text | None
    note: Text | None

    def covers(self, cell: Cell, kind: str, on: date) -> bool:
        """Whether the row is in force for that cell and period kind on that day."""
        in_force = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_force and kind in self.periods and cell in self.cells


@dataclass(frozen=True)
class Table:
    """The whole table. `applicability_file.load_table` has made sure that every cell has exactly one row a day."""

    valid_from: date
    rows: tuple[Row, ...]
    rating_rule: Text
    standing_question: Text
    regulation_question: Text


@dataclass(frozen=True)
class Spell:
    """What is known of a person from one day to another. `managed` (by a Party committee) matters for leaders only;
    `own_regulation`: has the unit issued its own Quy chế? None: not said."""

    first: date
    last: date
    group: str
    leader: bool
    managed: bool | None = None
    own_regulation: bool | None = None

    def cells(self) -> list[Cell]:
        """The cells the person may stand in: one, or several where something is not said."""
        standings = [STAFF] if not self.leader else _either(self.managed, MANAGED_LEADER, LEADER)
        return [(self.group, one, has) for one in standings for has in _either(self.own_regulation, HAS, NONE)]


def _either(said: bool | None, yes: str, no: str) -> list[str]:
    return [yes, no] if said is None else [yes if said else no]


@dataclass(frozen=True)
class Part:
    """Days of the period under one row, or under several where what was said leaves them open."""

    first: date
    last: date
    rows: tuple[Row, ...]
    questions: tuple[Text, ...]

    @property
    def framework(self) -> str | None:
        """The framework's id; None where nothing was rated or somebody has to be asked."""
        return self.rows[0].framework if len(self.rows) == 1 else None

    @property
    def outcome(self) -> str:
        """The row's outcome; NOT_KNOWN while several rows are possible."""
        return self.rows[0].outcome if len(self.rows) == 1 else NOT_KNOWN


@dataclass(frozen=True)
class Applied:
    """The parts of a period in order. The last one rates the whole; the others pass on their results."""

    parts: tuple[Part, ...]

    @property
    def rating(self) -> Part:
        return self.parts[-1]


def applies(table: Table, spells: Sequence[Spell], kind: str) -> Applied:
    """What applies to the days of the spells (in order, without a gap) for a period of that kind.

    Refuses: law.applicability.kind, law.applicability.group, law.applicability.spells, law.applicability.before
    """
    _check(table, spells, kind)
    parts: list[Part] = []
    for spell in spells:
        for part in _parts(table, spell, kind):
            _append(parts, part)
    return Applied(tuple(parts))


def applies_to(
    table: Table, *, group: str, leader: bool, kind: str, first: date, last: date,
    managed: bool | None = None, own_regulation: bool | None = None,
) -> Applied:  # fmt: skip
    """The same for a person whose group and post do not change. Refuses: as `applies`."""
    return applies(table, [Spell(first, last, group, leader, managed, own_regulation)], kind)


def period_around(kind: str, on: date) -> tuple[date, date]:
    """First and last day of the calendar period of that kind the day lies in. Refuses: law.applicability.kind"""
    _check_kind(kind)
    months = MONTHS_OF[kind]
    begin = (on.month - 1) // months * months + 1
    end = begin + months - 1
    return date(on.year, begin, 1), date(on.year, end, calendar.monthrange(on.year, end)[1])


def _parts(table: Table, spell: Spell, kind: str) -> Iterable[Part]:
    cells = spell.cells()
    rows = [row for row in table.rows if kind in row.periods and not row.cells.isdisjoint(cells)]
    first = spell.first
    while first <= spell.last:
        found = [_row_on(rows, cell, kind, first) for cell in cells]
        ends = [row.valid_to for row in found if row.valid_to is not None]
        last = min([spell.last, *ends])
        yield Part(first, last, tuple(dict.fromkeys(found)), _questions(table, spell, cells, found))
        first = last + _ONE_DAY


def _row_on(rows: Iterable[Row], cell: Cell, kind: str, on: date) -> Row:
    return next(row for row in rows if row.covers(cell, kind, on))


def _questions(table: Table, spell: Spell, cells: Sequence[Cell], found: Sequence[Row]) -> tuple[Text, ...]:
    """What has to be asked: of the person, where it decides the row; then of whoever knows or decides."""
    asked = []
    if spell.leader and spell.managed is None and _matters(cells, found, 1):
        asked.append(table.standing_question)
    if spell.own_regulation is None and _matters(cells, found, 2):
        asked.append(table.regulation_question)
    rows = dict.fromkeys(found)
    return (*asked, *(row.question for row in rows if row.question is not None and len(rows) == 1))


def _matters(cells: Sequence[Cell], found: Sequence[Row], place: int) -> bool:
    """Whether two cells that differ in that place alone lie in different rows."""
    by_rest: dict[tuple[str, ...], Row] = {}
    for cell, row in zip(cells, found, strict=True):
        rest = cell[:place] + cell[place + 1 :]
        if by_rest.setdefault(rest, row) is not row:
            return True
    return False


def _append(parts: list[Part], part: Part) -> None:
    """Add a part, or lengthen the last one where nothing changed."""
    if parts and (parts[-1].rows, parts[-1].questions) == (part.rows, part.questions):
        parts[-1] = Part(parts[-1].first, part.last, part.rows, part.questions)
    else:
        parts.append(part)


def _check_kind(kind: str) -> None:
    if kind not in MONTHS_OF:
        message = f"Không có loại kỳ “{kind}”. Hãy chọn một trong: {', '.join(MONTHS_OF)}."
        raise DomainError("law.applicability.kind", message)


def _check(table: Table, spells: Sequence[Spell], kind: str) -> None:
    _check_kind(kind)
    for spell in spells:
        if spell.group not in GROUPS:
            message = f"Không có nhóm “{spell.group}”. Hãy chọn một trong: {', '.join(GROUPS)}."
            raise DomainError("law.applicability.group", message)
    begins = [spell.first for spell in spells[1:]]
    joined = all(spell.last + _ONE_DAY == begin for spell, begin in zip(spells, begins, strict=False))
    if not spells or not joined or any(spell.last < spell.first for spell in spells):
        message = "Các đoạn thời gian của một người phải nối tiếp nhau, không hở và không chồng. Hãy sửa lại các ngày."
        raise DomainError("law.applicability.spells", message)
    if spells[0].first < table.valid_from:
        message = (
            f"Bảng khung áp dụng bắt đầu từ {table.valid_from:%d/%m/%Y}. Hãy chọn ngày từ đó trở đi, "
            "hoặc bổ sung law/applicability.yaml."
        )
        raise DomainError("law.applicability.before", message)
