"""Small workbooks made in the test: rows in, bytes out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

MakeWorkbook = Callable[..., bytes]


@pytest.fixture
def workbook() -> MakeWorkbook:
    """Rows from A1 (and merged ranges as A1 texts) to the bytes of an .xlsx; several sheets by keyword."""

    def make(rows: Sequence[Sequence[Any]], merges: Iterable[str] = (), **sheets: Sequence[Sequence[Any]]) -> bytes:
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for name, lines in {"Sheet1": rows, **sheets}.items():
                sheet = book.add_worksheet(name)
                for number, line in enumerate(lines):
                    for column, cell in enumerate(line):
                        if isinstance(cell, date):
                            sheet.write_datetime(number, column, cell, day)
                        elif cell is not None and cell != "":
                            sheet.write(number, column, cell)
                for area in merges if name == "Sheet1" else ():
                    sheet.merge_range(area, "")
                    first = xlsxwriter.utility.xl_cell_to_rowcol(area.split(":")[0])
                    sheet.write(*first, lines[first[0]][first[1]])
        return stream.getvalue()

    return make
