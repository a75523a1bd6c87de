"""Plain values for workbooks: cells, merged ranges, sheets; A1 addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta  # an empty cell is ""
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside the range."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class SheetGrid:
    """One sheet: rows start at A1; every row is as wide as the sheet."""

    name: str
    rows: Sequence[Row]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False

    @property
    def width(self) -> int:
        """How many columns the sheet has."""
        return max((len(row) for row in self.rows[:200]), default=0)


@dataclass(frozen=True)
class Workbook:
    """What the file really is (`xlsx`, `xls`, `ods`, `csv`), and its sheets in order."""

    name: str
    format: str
    sheets: tuple[SheetGrid, ...]
    encoding: str = ""
    delimiter: str = ""


def column_letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A is 0; raises ValueError when it is not one to three letters A to Z."""
    text = letters.strip().upper()
    if not 1 <= len(text) <= 3 or not text.isascii() or not text.isalpha():
        raise ValueError(letters)
    index = 0
    for letter in text:
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_name(row: int, column: int) -> str:
    """The A1 name of a 0-based cell: (11, 2) is C12."""
    return f"{column_letter(column)}{row + 1}"
