"""Any spreadsheet an office sends, as grids of cells. The content decides how it is read, never the name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from namro.base.imports.containers import Limits, damaged, encrypted, sniff, too_big_inside, too_large
from namro.base.imports.csvtext import read_csv
from namro.base.imports.grids import Merge, SheetGrid, Workbook


def read_workbook(source: bytes | Path, name: str = "", limits: Limits | None = None) -> Workbook:
    """Read a whole workbook.

    Refuses: imports.file.too_large, imports.file.empty, imports.file.not_spreadsheet, imports.file.encrypted,
    imports.file.damaged, imports.file.too_big_inside
    """
    limits = limits or Limits()
    if isinstance(source, Path):
        name = name or source.name
        if source.stat().st_size > limits.file_bytes:
            raise too_large(name, source.stat().st_size, limits)
        source = source.read_bytes()
    kind = sniff(source, name, limits)
    if kind == "csv":
        return read_csv(source, name)
    return Workbook(name, kind, tuple(_sheets(source, name, limits)))


def _sheets(data: bytes, name: str, limits: Limits) -> Iterator[SheetGrid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in book.sheets_metadata:
            if meta.typ is SheetTypeEnum.WorkSheet:
                yield _sheet(book, meta.name, meta.visible is not SheetVisibleEnum.Visible, name, limits)
    except PasswordError as error:
        raise encrypted(name) from error
    except CalamineError as error:
        raise damaged(name) from error


def _sheet(book: CalamineWorkbook, title: str, hidden: bool, name: str, limits: Limits) -> SheetGrid:
    sheet = book.get_sheet_by_name(title)
    if sheet.total_height * sheet.total_width > limits.cells:
        raise too_big_inside(name)
    rows = sheet.to_python(skip_empty_area=False) if sheet.start else []
    merges = tuple(Merge(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ())
    return SheetGrid(title, rows, merges, hidden)
