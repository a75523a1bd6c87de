"""Which rows under the header are records, and which are groups, totals, signatures or another table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from namro.base.imports.grids import Cell, Row
from namro.base.imports.kinds import Kind
from namro.base.imports.layout import Table, could_be_header, looks_like_header
from namro.base.imports.matching import plain

ROMAN = re.compile(r"[ivx]{1,5}|[a-h]", re.IGNORECASE)
TOTALS = ("tổng cộng", "tổng số", "cộng", "total", "tong cong", "tong so")
SIGNATURES = re.compile(r"ngày\W+.*tháng|ký tên|thủ trưởng|người lập|nơi nhận|lập biểu", re.IGNORECASE)


@dataclass
class Rows:
    """The records' row numbers with the group title above each, and where another table began."""

    records: list[int] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    other_table: int | None = None


def find_rows(table: Table, kind: Kind) -> Rows:
    """Walk down from the first row under the header; records keep the title of the group they stand in."""
    walk = _Walk(table, kind)
    rows = table.grid.rows
    for number in range(table.first_row, len(rows)):
        if not walk.step(number, rows[number]):
            break
    return walk.found


class _Walk:
    """One pass down a table."""

    def __init__(self, table: Table, kind: Kind) -> None:
        columns = table.columns
        self.table = table
        self.found = Rows()
        self.section = ""
        self.identity = [columns[name] for name in kind.identity if name in columns]
        self.ordinal = _ordinals(table)
        self.values = [column for name, column in columns.items() if name != "ordinal"]
        self.others = [column for column in self.values if column not in self.identity]
        self.labels = frozenset(plain(label) for path in table.paths.values() for label in path)
        header = (table.grid.rows[number] for number in table.header_rows)
        self.spoken = {cell for row in header for cell in row if cell != ""}

    def step(self, number: int, row: Row) -> bool:
        """False when the table has ended."""
        identity = [row[column] for column in self.identity if row[column] != ""]
        if identity and self._is_plain(identity, row):
            return self._record(number)
        return self._unusual(number, row, bool(identity))

    def _is_plain(self, identity: Sequence[Cell], row: Row) -> bool:
        """The cheap answer for almost every row: two more values, no header label where a name should be."""
        if not self.spoken.isdisjoint(identity):
            return False
        filled = 0
        for column in self.others:
            if row[column] != "":
                filled += 1
                if filled == 2:
                    return True
        return False

    def _record(self, number: int) -> bool:
        self.found.records.append(number)
        self.found.sections.append(self.section)
        return True

    def _unusual(self, number: int, row: Row, named: bool) -> bool:
        filled = [cell for cell in row if cell != "" and str(cell).strip()]
        if not filled:
            return True
        if could_be_header(row) and looks_like_header(row, self.labels):
            return self._header_again(number, row)
        if self._is_total(row) or any(isinstance(cell, str) and SIGNATURES.search(cell) for cell in filled):
            return True
        if named and self._is_numbered(row):
            return self._record(number)
        if self._is_group(row, filled):
            self.section = _title(filled)
            return True
        return self._record(number) if named or self._has_values(row) else True

    def _header_again(self, number: int, row: Row) -> bool:
        """The same header on a new page is passed over; another one starts another table."""
        same = [plain(str(cell)) for cell in self.table.grid.rows[self.table.header_rows[-1]] if cell != ""]
        if [plain(str(cell)) for cell in row if cell != ""] == same:
            return True
        self.found.other_table = number
        return False

    def _is_numbered(self, row: Row) -> bool:
        return any(_is_whole(row[column]) for column in self.ordinal)

    def _is_total(self, row: Row) -> bool:
        first = next((cell for cell in row if isinstance(cell, str) and cell.strip()), "")
        return first.strip().casefold().startswith(TOTALS) and not self._is_numbered(row)

    def _is_group(self, row: Row, filled: Sequence[Cell]) -> bool:
        """One text alone, or a text with a Roman numeral or letter as its number."""
        texts = [cell for cell in filled if isinstance(cell, str)]
        if len(self.values) > 1 and len(filled) == 1:
            return True
        numeral = any(isinstance(row[c], str) and ROMAN.fullmatch(str(row[c]).strip(" .)")) for c in self.ordinal)
        return numeral and bool(texts)

    def _has_values(self, row: Row) -> bool:
        return sum(row[column] != "" for column in self.values) >= 2


def _ordinals(table: Table) -> list[int]:
    """The numbering columns: there may be two, one through the list and one within each group."""
    wanted = {"tt", "stt", "so tt", "so thu tu", "no"}
    named = [column for column, path in table.paths.items() if plain(path[0]) in wanted]
    beside = (column + 1 for column in named if column + 1 < table.grid.width)
    return named + [column for column in beside if column not in table.paths]


def _is_whole(cell: Cell) -> bool:
    if isinstance(cell, float):
        return cell.is_integer()
    return isinstance(cell, int) or (isinstance(cell, str) and cell.strip(" .").isdigit())


def _title(filled: Sequence[Cell]) -> str:
    texts = [cell for cell in filled if isinstance(cell, str) and not ROMAN.fullmatch(cell.strip(" .)"))]
    return " ".join(max(texts, key=len, default="").split())
