"""Finds the table in a workbook: the sheet, the header rows, each column's header path, where data starts.

Titles above, decision lines, up to six header rows with merged cells, numbering rows under the header: an
office's workbook is laid out to be printed, and the table must be found inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from namro.base.imports.grids import Cell, Merge, Row, SheetGrid
from namro.base.imports.kinds import Kind
from namro.base.imports.matching import Match, match_columns, plain

SEARCH_ROWS = 80  # a header further down than this is not looked for
MOST_HEADER_ROWS = 6
LONGEST_HEADER = 120
SURE_ENOUGH = 0.75  # two columns matched this well make a header; one may be chance
NUMBERING = re.compile(r"\(?\s*(?:\d{1,3}|[a-e])\s*\)?(?:\s*=.*)?", re.IGNORECASE)
SPLIT_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Table:
    """Where the table is; all rows and columns 0-based. `titles` are the texts above the header."""

    grid: SheetGrid
    header_rows: tuple[int, ...]
    first_row: int
    matches: tuple[Match, ...]
    score: float = 0.0
    titles: tuple[str, ...] = ()
    numbering_row: int | None = None
    paths: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def column_of(self, name: str) -> int | None:
        """The column that holds the field, if any."""
        return next((match.column for match in self.matches if match.field == name), None)

    @property
    def columns(self) -> dict[str, int]:
        """Field to column."""
        return {match.field: match.column for match in self.matches if match.field}


def find_tables(
    grids: Iterable[SheetGrid],
    kind: Kind,
    corrections: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> list[Table]:
    """The best table of each sheet that has one of this kind, best first (sheet order for equal scores)."""
    found = [table for grid in grids if (table := find_table(grid, kind, corrections, remembered))]
    return sorted(found, key=lambda table: (table.grid.hidden, -table.score))


def find_table(
    grid: SheetGrid,
    kind: Kind,
    corrections: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Table | None:
    """The best table of this kind on the sheet, or None when no row looks like its header."""
    best: Table | None = None
    for top in range(min(len(grid.rows), SEARCH_ROWS)):
        if not could_be_header(grid.rows[top]):
            continue
        for bottom in header_bottoms(grid, top):
            table = _table_at(grid, kind, top, bottom, remembered)
            if table and (best is None or table.score > best.score + 1e-9):
                best = table
    if best is None or not corrections:
        return best
    return replace(best, matches=match_columns(best.paths, kind, corrections, remembered))


def table_at(
    grid: SheetGrid,
    kind: Kind,
    header_rows: tuple[int, int],
    corrections: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Table:
    """The table whose header the officer has pointed at: first and last header row, 0-based."""
    top, bottom = header_rows
    paths = header_paths(grid, top, bottom)
    first, numbering = _first_row(grid, bottom)
    matches = match_columns(paths, kind, corrections, remembered)
    header = tuple(range(top, bottom + 1))
    return Table(grid, header, first, matches, 0.0, _titles(grid, top), numbering, paths)


def could_be_header(row: Row) -> bool:
    """At least two cells, mostly short texts, no number that is not a year-less label."""
    filled = [cell for cell in row if cell != ""]
    texts = [cell for cell in filled if isinstance(cell, str) and cell.strip()]
    if len(texts) < 2 or len(texts) * 3 < len(filled) * 2 - 12:
        return False
    return sum(len(text) <= LONGEST_HEADER for text in texts) * 4 >= len(texts) * 3


def header_bottoms(grid: SheetGrid, top: int) -> list[int]:
    """The last header row: what the merged cells say, or else one to three rows as their texts suggest."""
    by_merges = _bottom_by_merges(grid, top)
    if by_merges > top:
        return [min(by_merges, top + MOST_HEADER_ROWS - 1, len(grid.rows) - 1)]
    bottoms = [top]
    while len(bottoms) < 4 and _continues_header(grid, bottoms[-1] + 1):
        bottoms.append(bottoms[-1] + 1)
    return bottoms[::-1]


def _bottom_by_merges(grid: SheetGrid, top: int) -> int:
    """Follow merged cells down: the header ends no earlier than a tall one, and a wide one has labels below."""
    bottom, reached = top, top - 1
    while reached < bottom < top + MOST_HEADER_ROWS:
        reached = bottom
        for merge in _touching(grid.merges, top, bottom):
            wide = merge.right > merge.left and merge.bottom == bottom and merge.right - merge.left < grid.width - 1
            below = wide and _labels_below(grid, merge)
            bottom = max(bottom, merge.bottom + (1 if below else 0))
    return bottom


def _touching(merges: Sequence[Merge], top: int, bottom: int) -> list[Merge]:
    return [merge for merge in merges if top <= merge.top <= bottom]


def _labels_below(grid: SheetGrid, merge: Merge) -> bool:
    """Two different short texts under a wide merged cell are its sub-columns; a record's values are not."""
    below = merge.bottom + 1
    if below >= len(grid.rows) or is_numbering(grid.rows[below]):
        return False
    row = grid.rows[below]
    cells = [cell for cell in row[merge.left : merge.right + 1] if cell != ""]
    texts = [cell for cell in cells if isinstance(cell, str)]
    if texts and len(texts) == len(cells):
        return len(set(texts)) > 1 and all(len(text) < LONGEST_HEADER for text in texts)
    return _are_numbered_labels(cells) and all(cell == "" for cell in row[: merge.left])


def _are_numbered_labels(cells: Sequence[object]) -> bool:
    """1, 2, 3 … under "Bậc lương"."""
    return len(cells) > 2 and all(cell == number for number, cell in enumerate(cells, start=1))


def _continues_header(grid: SheetGrid, row: int) -> bool:
    """Without merged cells: labels only under blanks of the row above, or under a group's first column."""
    if row >= len(grid.rows) or is_numbering(grid.rows[row]):
        return False
    labels = {column: cell for column, cell in enumerate(grid.rows[row]) if cell != ""}
    above = grid.rows[row - 1]
    if len(labels) < 2 or not all(isinstance(cell, str) for cell in labels.values()):
        return False
    blanks = [column for column in labels if above[column] == ""]
    starts = [column for column in labels if column + 1 < len(above) and above[column + 1] == ""]
    return bool(blanks) and set(labels) <= set(blanks) | set(starts)


def is_numbering(row: Row) -> bool:
    """A row like (1) (2) (3), 1 2 3, or A B 1 2=3+4 under the header."""
    cells = [_as_label(cell) for cell in row if cell != "" and str(cell).strip()]
    if len(cells) < 2 or not all(NUMBERING.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(found.group()) for cell in cells if (found := SPLIT_NUMBER.search(cell.split("=")[0]))]
    if len(numbers) < 2 or numbers[0] > 2:
        return False
    return all(later - earlier == 1 for earlier, later in pairwise(numbers))


def _as_label(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def header_paths(grid: SheetGrid, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
    """Each column's labels from the top header row down, merged cells spread over what they cover."""
    block = [list(grid.rows[row]) for row in range(top, bottom + 1)]
    for merge in _touching(grid.merges, top, bottom):
        label = block[merge.top - top][merge.left] if merge.left < len(block[0]) else ""
        for row in range(merge.top, min(merge.bottom, bottom) + 1):
            for column in range(merge.left, min(merge.right + 1, len(block[0]))):
                block[row - top][column] = label
    if bottom > top and not _touching(grid.merges, top, bottom):
        _spread_groups(block)
    return {column: path for column in range(len(block[0])) if (path := _path(block, column))}


def _spread_groups(block: list[list[Cell]]) -> None:
    """Without merged cells a group's label stands over its first column only."""
    for upper, lower in pairwise(block):
        for column in range(1, len(upper)):
            if upper[column] == "" and lower[column] != "" and lower[column - 1] != "":
                upper[column] = upper[column - 1]


def _path(block: Sequence[Sequence[object]], column: int) -> tuple[str, ...]:
    labels: list[str] = []
    for row in block:
        label = " ".join(_as_label(row[column]).split())
        if label and (not labels or label != labels[-1]):
            labels.append(label)
    return tuple(labels)


def _table_at(grid: SheetGrid, kind: Kind, top: int, bottom: int, remembered: Mapping[str, str] | None) -> Table | None:
    paths = header_paths(grid, top, bottom)
    matches = match_columns(paths, kind, None, remembered)
    fields = {match.field for match in matches if match.field}
    sure = sum(match.confidence >= SURE_ENOUGH for match in matches if match.field)
    if not fields & set(kind.anchors) or sure < 2:
        return None
    first, numbering = _first_row(grid, bottom)
    score = sum(match.confidence for match in matches if match.field) + 0.2 * bool(bottom > top)
    missing = sum(one.required and one.name not in fields for one in kind.fields)
    rows = min(len(grid.rows) - first, 20) * 0.01
    titles = _titles(grid, top)
    header = tuple(range(top, bottom + 1))
    return Table(grid, header, first, matches, score - 2 * missing + rows, titles, numbering, paths)


def _first_row(grid: SheetGrid, bottom: int) -> tuple[int, int | None]:
    """Where data starts under the header, and the numbering row passed over, if there is one."""
    below = bottom + 1
    if below < len(grid.rows) and is_numbering(grid.rows[below]):
        return below + 1, below
    return below, None


def _titles(grid: SheetGrid, top: int) -> tuple[str, ...]:
    cells = (cell for row in grid.rows[:top] for cell in row)
    return tuple(" ".join(cell.split()) for cell in cells if isinstance(cell, str) and cell.strip())


def looks_like_header(row: Row, labels: frozenset[str]) -> bool:
    """Whether a row further down repeats or restarts a header: two or more of its texts are header labels."""
    texts = [cell for cell in row if isinstance(cell, str) and cell]
    return len(texts) >= 2 and sum(plain(text) in labels for text in texts) >= 2
