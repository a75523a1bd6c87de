"""Checks a table column by column: typed values, legacy letters, findings. Repeated values are read once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from namro.base.imports import encodings, kinds
from namro.base.imports.findings import ERROR, WARNING, Finding
from namro.base.imports.grids import Cell
from namro.base.imports.kinds import Field, Kind
from namro.base.imports.layout import Table
from namro.base.imports.rows import Rows
from namro.base.imports.values import Problem, clean, reader_of

IN_LETTERS = frozenset({kinds.TEXT, kinds.NAME, kinds.CHOICE})
SAMPLE = 400
CACHE_LIMIT = 100_000


@dataclass
class Columns:
    """The typed values of one table: one list per field, all as long as `numbers` (0-based sheet rows)."""

    table: Table
    numbers: Sequence[int]
    sections: Sequence[str]
    values: dict[str, list[Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    legacy: dict[str, str] = field(default_factory=dict)

    def say(self, severity: str, code: str, name: str, index: int, got: Any = "", **values: Any) -> None:
        """Record a finding at the row `index` of the values, in the column of the field."""
        column = self.table.column_of(name)
        number = self.numbers[index]
        place = -1 if column is None else column
        text = clean(got)[:200] if got is not None else ""
        self.findings.append(Finding(severity, code, name, self.table.grid.name, number, place, text, values))

    def say_once(self, severity: str, code: str, name: str = "", **values: Any) -> None:
        """Record a finding about the whole table."""
        self.findings.append(Finding(severity, code, name, self.table.grid.name, values=values))

    def has(self, name: str) -> bool:
        """Whether a column holds the field."""
        return name in self.values

    def get(self, name: str, default: Any = "") -> list[Any]:
        """The field's values, or the default for every row."""
        return self.values.get(name) or [default] * len(self.numbers)

    def raw(self, name: str, index: int) -> Cell:
        """The cell as it stands in the file."""
        column = self.table.column_of(name)
        return "" if column is None else self.table.grid.rows[self.numbers[index]][column]


def check_columns(table: Table, rows: Rows, kind: Kind, *, convert_legacy: bool) -> Columns:
    """Read every matched column of the records."""
    columns = Columns(table, rows.records, rows.sections)
    grid = table.grid.rows
    for name, position in table.columns.items():
        one = kind.field(name)
        cells = [grid[number][position] for number in rows.records]
        cells = _unify(columns, one, cells, convert_legacy)
        columns.values[name] = _read(columns, one, cells)
    for one in kind.fields:
        if one.required:
            _require(columns, one)
    return columns


def _unify(columns: Columns, one: Field, cells: list[Cell], convert_legacy: bool) -> list[Cell]:
    """Convert legacy letters when the officer has agreed; offer it otherwise."""
    if one.type not in IN_LETTERS:
        return cells
    sample = _sample(cells)
    if decomposed := [text for text in sample if not unicodedata.is_normalized("NFC", text)]:
        columns.say_once(WARNING, "file.nfd", one.name, title=str(one.title), sample=clean(min(decomposed)))
    encoding = encodings.detect(sample)
    if not encoding:
        return cells
    columns.legacy[one.name] = encoding
    converted: list[Cell] = [_convert(cell, encoding, one) for cell in cells]
    if convert_legacy:
        return converted
    title = encodings.ENCODINGS[encoding].title
    changed = [i for i, (old, new) in enumerate(zip(cells, converted, strict=True)) if old != new]
    columns.say_once(
        WARNING, "file.legacy", one.name, title=str(one.title), encoding=title, sample=converted[changed[0]]
    )
    for index in changed:
        columns.say(WARNING, "text.legacy", one.name, index, cells[index], encoding=title, value=converted[index])
    return cells


def _sample(cells: Sequence[Cell]) -> set[str]:
    """Some of the texts that have letters outside ASCII, spread over the column."""
    step = max(1, len(cells) // 5000)
    texts = (cell for cell in cells[::step] if isinstance(cell, str) and not cell.isascii())
    return set(islice(texts, SAMPLE))


def _convert(cell: Cell, encoding: str, one: Field) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = cell if cell.isascii() else encodings.convert(cell, encoding)
    return encodings.proper_name(text) if one.type == kinds.NAME and not cell.isascii() else text


def _read(columns: Columns, one: Field, cells: Sequence[Cell]) -> list[Any]:
    """Read a column, each distinct cell once; floats, ints and booleans of equal value stay apart."""
    read = reader_of(one)
    seen: dict[Any, tuple[Any, Problem | None]] = {}
    values: list[Any] = []
    for index, cell in enumerate(cells):
        key = cell if type(cell) is str else (type(cell), cell)
        reading = seen.get(key)
        if reading is None:
            reading = read(cell)
            if len(seen) < CACHE_LIMIT:
                seen[key] = reading
        value, problem = reading
        values.append(value)
        if problem is not None:
            severity = WARNING if one.lenient and problem[1] == "date.partial" else problem[0]
            columns.say(severity, problem[1], one.name, index, cell, **problem[2])
    return values


def _require(columns: Columns, one: Field) -> None:
    if one.name not in columns.values:
        columns.say_once(ERROR, "file.missing_column", one.name, title=str(one.title))
        return
    wrong = {finding.row for finding in columns.findings if finding.field == one.name}
    for index, value in enumerate(columns.values[one.name]):
        if value in ("", None) and columns.numbers[index] not in wrong:
            columns.say(ERROR, "required", one.name, index, title=str(one.title))
