"""What the officer takes away: the JSON report, and the same workbook with a comment column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font, PatternFill

from namro.base.imports.analysis import Analysis
from namro.base.imports.checks import Columns
from namro.base.imports.findings import ERROR, Finding
from namro.base.imports.grids import SheetGrid
from namro.base.imports.matching import Match

STYLED_ROWS = 20_000  # above this the copy keeps values only: keeping styles would take a minute
RED, YELLOW = "FFF4CCCC", "FFFFF2CC"
COMMENT_WIDTH = 60


def report_of(analysis: Analysis) -> dict[str, Any]:
    """Sheet, header rows and columns of the table (of each, for a catalogue), counts, errors and warnings."""
    tables = [_table_report(columns) for columns in analysis.tables]
    return {
        "file": analysis.workbook.name,
        "kind": analysis.kind.name,
        "format": analysis.workbook.format,
        "encoding": analysis.workbook.encoding or None,
        "delimiter": analysis.workbook.delimiter or None,
        **tables[0],
        "rows": analysis.row_count,
        "rows_accepted": analysis.accepted_count,
        "tables": tables,
        "companions": [_table_report(columns) for columns in analysis.companion],
        "coefficient_rule": analysis.coefficient_rule,
        "decision": _decision_report(analysis),
        "legacy": analysis.legacy,
        "errors": [finding.as_dict() for finding in analysis.errors],
        "warnings": [finding.as_dict() for finding in analysis.warnings],
    }


def _decision_report(analysis: Analysis) -> dict[str, str | None] | None:
    if analysis.decision is None:
        return None
    number, day = analysis.decision
    return {"number": number, "date": day.isoformat() if day else None}


def _table_report(columns: Columns) -> dict[str, Any]:
    table = columns.table
    numbering = table.numbering_row
    return {
        "sheet": table.grid.name,
        "header_rows": [row + 1 for row in table.header_rows],
        "numbering_row": None if numbering is None else numbering + 1,
        "first_data_row": table.first_row + 1,
        "columns": [_match_report(match) for match in table.matches],
        "rows": len(columns.numbers),
        "groups": list(dict.fromkeys(section for section in columns.sections if section)),
    }


def _match_report(match: Match) -> dict[str, Any]:
    return {
        "column": match.letter,
        "header": match.header,
        "field": match.field or None,
        "confidence": min(match.confidence, 1.0),
        "source": match.source,
    }


def annotated_workbook(data: bytes, analysis: Analysis) -> bytes:
    """The officer's own workbook with a comment column right of each table; styles kept where that is quick."""
    rows = sum(len(grid.rows) for grid in analysis.workbook.sheets)
    if analysis.workbook.format == "xlsx" and rows <= STYLED_ROWS:
        return _annotate_original(data, analysis)
    return _annotate_copy(analysis)


def comments_by_row(findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Sheet and 0-based row to the sentences about that row."""
    comments: dict[tuple[str, int], list[str]] = {}
    for finding in findings:
        if finding.row >= 0:
            comments.setdefault((finding.sheet, finding.row), []).append(_sentence(finding))
    return {place: "\n".join(texts) for place, texts in comments.items()}


def _sentence(finding: Finding) -> str:
    kind = _("Lỗi") if finding.severity == ERROR else _("Lưu ý")
    return _("%(kind)s ô %(cell)s: %(message)s Cần: %(expected)s.") % {
        "kind": kind,
        "cell": finding.cell or "-",
        "message": finding.message,
        "expected": finding.expected,
    }


def _comment_column(columns: Columns) -> int:
    return max(columns.table.grid.width, max((match.column for match in columns.table.matches), default=0) + 1)


def _annotate_original(data: bytes, analysis: Analysis) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    comments = comments_by_row(analysis.findings)
    for columns in analysis.tables:
        sheet = book[columns.table.grid.name]
        place = _comment_column(columns) + 1
        header = sheet.cell(columns.table.header_rows[-1] + 1, place, _("Ghi chú kiểm tra"))
        header.font = Font(bold=True)
        sheet.column_dimensions[header.column_letter].width = COMMENT_WIDTH
        for number in columns.numbers:
            if text := comments.get((columns.table.grid.name, number)):
                sheet.cell(number + 1, place, _inert(text)).alignment = Alignment(wrap_text=True, vertical="top")
    _paint(book, analysis.findings)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _paint(book: Any, findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.cell and finding.sheet in book.sheetnames:
            cell = book[finding.sheet][finding.cell]
            color = RED if finding.severity == ERROR else YELLOW
            if type(cell).__name__ == "Cell":  # the inner cells of a merged range have no style of their own
                cell.fill = PatternFill("solid", start_color=color, end_color=color)


def _annotate_copy(analysis: Analysis) -> bytes:
    """Values only, written row by row in constant memory."""
    stream = io.BytesIO()
    options: Mapping[str, Any] = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "nan_inf_to_errors": True,
        "default_date_format": "dd/mm/yyyy",
    }  # fmt: skip
    comments = comments_by_row(analysis.findings)
    columns_of = {columns.table.grid.name: columns for columns in analysis.tables}
    with xlsxwriter.Workbook(stream, dict(options)) as book:
        for grid in analysis.workbook.sheets:
            sheet = book.add_worksheet(grid.name[:31])
            _copy_sheet(sheet, grid, columns_of.get(grid.name), comments)
    return stream.getvalue()


def _copy_sheet(sheet: Any, grid: SheetGrid, columns: Columns | None, comments: Mapping[tuple[str, int], str]) -> None:
    place = _comment_column(columns) if columns else 0
    header = columns.table.header_rows[-1] if columns else -1
    for number, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
        if number == header:
            sheet.write_string(number, place, _("Ghi chú kiểm tra"))
        elif columns and (text := comments.get((grid.name, number))):
            sheet.write_string(number, place, text)


def _inert(text: str) -> str:
    """A comment never becomes a formula when the workbook is opened."""
    return f"'{text}" if text[:1] in "=+-@" else text
