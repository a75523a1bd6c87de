"""The unit's month as a workbook an officer can check: every figure that follows from others is a formula."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from namro.base.documents.types import MonthList, MonthRow

HEADERS = [
    "TT", "Mã cán bộ", "Họ và tên", "Chức vụ, chức danh", "Đơn vị", "Nhóm nhiệm vụ", "Điểm tiêu chí chung",
    "a", "b", "c", "d", "đ", "e", "Điểm kết quả", "Tổng điểm", "Mức theo điểm", "Mức quyết định", "Lý do, ghi chú",
]  # fmt: skip
WIDTHS = [5, 11, 25, 24, 26, 16, 10, 8, 8, 8, 8, 8, 8, 10, 10, 10, 10, 40]
FIRST = 6  # row of the first person, counted from 0
NUMBER, CODE, NAME, TITLE, UNIT, GROUP, GENERAL, A, B, C, D, DD, E, RESULT, TOTAL, BAND, DECIDED, NOTE = range(18)


def month_list_xlsx(month: MonthList) -> bytes:
    """The workbook: one sheet with the people, one with the counts and the cap of the quota.

    Formulas carry our own values, so a viewer that does not calculate shows the same figures.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False})
    styles = _styles(book)
    last = FIRST + max(len(month.rows), 1) - 1
    _people(book, styles, month, last)
    _counts(book, styles, month, last)
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11}
    cell = {**font, "border": 1, "valign": "vcenter"}
    return {
        "plain": book.add_format({**cell, "text_wrap": True}),
        "middle": book.add_format({**cell, "align": "center"}),
        "ratio": book.add_format({**cell, "num_format": "0.00%"}),
        "points": book.add_format({**cell, "num_format": "0.00"}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF4"}),
        "bold": book.add_format({**font, "bold": True}),
        "title": book.add_format({**font, "bold": True, "font_size": 14, "align": "center"}),
        "note": book.add_format({**font, "italic": True}),
    }


def _people(book: Any, styles: dict[str, Any], month: MonthList, last: int) -> None:
    sheet = book.add_worksheet("Danh sách")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST - 1)
    sheet.freeze_panes(FIRST, NAME + 1)
    sheet.set_footer("&C&P/&N")
    sheet.write_string(0, 0, month.parent_agency.upper(), styles["note"])
    sheet.write_string(1, 0, month.agency.upper(), styles["bold"])
    sheet.merge_range(2, 0, 2, NOTE, month.title.upper(), styles["title"])
    sheet.merge_range(3, 0, 3, NOTE, f"Kỳ: {month.period}", styles["title"])
    sheet.write_row(FIRST - 1, 0, HEADERS, styles["head"])
    for index, row in enumerate(month.rows):
        _person(sheet, styles, month, FIRST + index, index + 1, row)
    sheet.autofilter(FIRST - 1, 0, last, NOTE)


def _person(sheet: Any, styles: dict[str, Any], month: MonthList, at: int, number: int, row: MonthRow) -> None:
    sheet.write_number(at, NUMBER, number, styles["middle"])
    for column, text in zip(
        range(CODE, GENERAL), (row.code, row.name, row.title, row.unit, row.task_group), strict=True
    ):
        sheet.write_string(at, column, text, styles["plain"])
    _number(sheet, at, GENERAL, row.general, styles["points"])
    ratios = [*row.ratios, *[""] * (6 - len(row.ratios))]
    for column, ratio in zip(range(A, RESULT), ratios, strict=True):
        _number(sheet, at, column, ratio, styles["ratio"])
    if row.total and row.general and row.ratios:
        _calculated(sheet, styles, month, at, row)
    else:
        for column in (RESULT, TOTAL):
            _number(sheet, at, column, row.total if column == TOTAL else "", styles["points"])
        sheet.write_string(at, BAND, row.band, styles["middle"])
    sheet.write_string(at, DECIDED, row.decided, styles["middle"])
    sheet.write_string(at, NOTE, " ".join(part for part in (row.state, row.reason) if part), styles["plain"])


def _calculated(sheet: Any, styles: dict[str, Any], month: MonthList, at: int, row: MonthRow) -> None:
    """Result points, total and band as formulas over the cells beside them."""
    first, final = xl_rowcol_to_cell(at, A), xl_rowcol_to_cell(at, A + len(row.ratios) - 1)
    result = f"=SUM({first}:{final})/{len(row.ratios)}*{month.results_maximum}"
    total = f"={xl_rowcol_to_cell(at, GENERAL)}+{xl_rowcol_to_cell(at, RESULT)}"
    sheet.write_formula(at, RESULT, result, styles["points"], float(Decimal(row.total) - Decimal(row.general)))
    sheet.write_formula(at, TOTAL, total, styles["points"], float(Decimal(row.total)))
    sheet.write_formula(at, BAND, _band_formula(month, xl_rowcol_to_cell(at, TOTAL)), styles["middle"], row.band)


def _band_formula(month: MonthList, total: str) -> str:
    """The level by points alone. Spreadsheets count in binary, so the comparison is made at eight decimals."""
    formula = f'"{month.bands[-1].code}"'
    for band in reversed(month.bands[:-1]):
        formula = f'IF(ROUND({total},8)>={band.at_least},"{band.code}",{formula})'
    return f"={formula}"


def _number(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    if text:
        sheet.write_number(row, column, float(Decimal(text)), style)
    else:
        sheet.write_blank(row, column, None, style)


def _counts(book: Any, styles: dict[str, Any], month: MonthList, last: int) -> None:
    sheet = book.add_worksheet("Tổng hợp")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 16)
    sheet.write_row(0, 0, ["Mức", "Theo điểm", "Quyết định"], styles["head"])
    for index, band in enumerate(month.bands, start=1):
        sheet.write_string(index, 0, f"{band.code}: {band.title}", styles["plain"])
        for column, source, attribute in ((1, BAND, "band"), (2, DECIDED, "decided")):
            span = f"'Danh sách'!{xl_rowcol_to_cell(FIRST, source, True, True)}:{xl_rowcol_to_cell(last, source, True, True)}"
            value = sum(getattr(row, attribute) == band.code for row in month.rows)
            sheet.write_formula(index, column, f'=COUNTIF({span},"{band.code}")', styles["middle"], value)
    bottom = len(month.bands) + 2
    if month.quota_ratio and month.quota_band:
        _quota(sheet, styles, month, bottom)
        bottom += 3
    sheet.write_string(bottom, 0, f"Lập lúc {month.made_at:%H:%M %d/%m/%Y}", styles["note"])


def _quota(sheet: Any, styles: dict[str, Any], month: MonthList, at: int) -> None:
    """The cap read by the letter: the best level at most the ratio of those at the next one."""
    best = next(index for index, band in enumerate(month.bands, start=1) if band.code == month.quota_band)
    pool = sum(row.decided in (month.bands[best - 1].code, month.bands[best].code) for row in month.rows)
    ratio = Decimal(month.quota_ratio)
    cap = int(ratio * pool / (1 + ratio))
    top, second = xl_rowcol_to_cell(best, 2), xl_rowcol_to_cell(best + 1, 2)
    sheet.write_string(at, 0, f"Tối đa {month.quota_band} (theo chữ của quy định)", styles["plain"])
    formula = f"=INT(ROUND({ratio}*({top}+{second})/(1+{ratio}),8))"
    sheet.write_formula(at, 2, formula, styles["middle"], cap)
