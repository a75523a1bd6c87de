"""A list as a workbook: one sheet, its heads, its rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20_000  # rows of one file


def workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The file as a download; days stay days, moments moments."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_row(0, 0, heads, bold)
    sheet.set_column(0, len(heads) - 1, 24)
    sheet.freeze_panes(1, 1)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(count, column, value, moment if isinstance(value, datetime) else day)
            elif value is not None:
                sheet.write(count, column, value)
    sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
    book.close()
    return HttpResponse(
        buffer.getvalue(),
        content_type=EXCEL,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
