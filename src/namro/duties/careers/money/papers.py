"""A list as a file: the workbook, and the payment list with the places of signature."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import docx
import xlsxwriter
from django.utils.translation import gettext as _

from namro.base.documents.figure_table import FigureDocument, FigureRow, figure_pdf
from namro.city.organisation import selectors as organisation
from namro.duties.careers.money.models import LineState, PayLine, PayList
from namro.duties.careers.money.rules import dong
from namro.duties.careers.money.selectors.boards import lines_of
from namro.duties.careers.money.wording import WHYS

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST = 6  # row of the heads, counted from 0
MONEY = "#,##0"


def _heads() -> list[str]:
    return [_("TT"), _("Mã"), _("Họ và tên"), _("Đơn vị"), _("Mức"), _("Hệ số"), _("Số ngày"), _("Căn cứ tính (đồng)"),
            _("Số tiền (đồng)"), _("Đã chi (đồng)"), _("Chênh lệch (đồng)"), _("Ghi chú")]  # fmt: skip


def _cells(number: int, line: PayLine, names: dict[int, str]) -> list[Any]:
    difference = None if line.before is None else line.amount - line.before
    coefficient = None if line.coefficient is None else float(line.coefficient)  # shown only
    note = str(WHYS[line.why]) if line.why else ""
    return [number, line.person.code, line.person.full_name, names.get(line.unit_id, ""), line.level, coefficient, line.days,
            line.base, line.amount, line.before, difference, note]  # fmt: skip


def _lines(row: PayList, on: date) -> tuple[list[PayLine], dict[int, str]]:
    lines = list(lines_of(row))
    return lines, organisation.name_of({row.unit_id, *(one.unit_id for one in lines)}, on=on)


def _sums(row: PayList) -> Iterator[tuple[str, int]]:
    yield _("Tổng chi"), row.total
    yield _("Chưa chi"), row.unspent
    yield _("Quỹ"), row.fund


def _decision(row: PayList) -> str:
    if not row.decided_on:
        return _("Dự thảo, chưa có quyết định")
    return _("Kèm theo Quyết định số %(number)s ngày %(day)s") % {
        "number": row.number,
        "day": f"{row.decided_on:%d/%m/%Y}",
    }


def _rule(row: PayList) -> str:
    rule = row.regulation
    return _("Theo %(title)s, số %(number)s") % {"title": rule.title, "number": rule.number}


def xlsx(row: PayList, title: str, *, on: date) -> bytes:
    """The lines with a total that is a formula, and the sums below."""
    lines, names = _lines(row, on)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold, money = book.add_worksheet(), book.add_format({"bold": True}), book.add_format({"num_format": MONEY})
    for at, text in enumerate((names.get(row.unit_id, ""), title, _decision(row), _rule(row))):
        sheet.write_string(at, 0, text, bold)
    sheet.write_row(FIRST, 0, _heads(), bold)
    sheet.set_column(0, len(_heads()) - 1, 18)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(_cells(number, line, names)):
            if value is not None:
                sheet.write(FIRST + number, column, value, money if column in (7, 8, 9, 10) else None)
    _totals(sheet, row, len(lines), bold, money)
    book.close()
    return buffer.getvalue()


def _totals(sheet: Any, row: PayList, count: int, bold: Any, money: Any) -> None:
    at = FIRST + count + 1
    for text, amount in _sums(row):
        sheet.write_string(at, 2, text, bold)
        if amount == row.total and at == FIRST + count + 1 and count:
            sheet.write_formula(at, 8, f"=SUM(I{FIRST + 2}:I{FIRST + count + 1})", money, amount)
        else:
            sheet.write_number(at, 8, amount, money)
        at += 1


def word(row: PayList, title: str, *, on: date) -> bytes:
    """The payment list on paper: who is paid, with a place to sign, the sums and the three signatures."""
    lines, names = _lines(row, on)
    paper = docx.Document()
    paper.add_paragraph(names.get(row.unit_id, "").upper())
    paper.add_heading(_("DANH SÁCH CHI: %(title)s") % {"title": title}, level=1)
    paper.add_paragraph(_decision(row))
    paper.add_paragraph(_rule(row))
    heads = [_("TT"), _("Họ và tên"), _("Đơn vị"), _("Mức"), _("Số tiền (đồng)"), _("Ký nhận")]
    paid = [one for one in lines if one.state == LineState.PAID]
    table = paper.add_table(rows=len(paid) + 1, cols=len(heads), style="Table Grid")
    cells = table._cells  # noqa: SLF001 - one read; asking row by row takes minutes for thousands
    texts = [heads, *([str(n), one.person.full_name, names.get(one.unit_id, ""), one.level, dong(one.amount), ""]
                      for n, one in enumerate(paid, 1))]  # fmt: skip
    for cell, text in zip(cells, (text for line in texts for text in line), strict=True):
        cell.text = text
    for text, amount in _sums(row):
        paper.add_paragraph(_("%(name)s: %(amount)s đồng") % {"name": text, "amount": dong(amount)})
    signs = paper.add_table(rows=1, cols=3).rows[0].cells
    for cell, text in zip(signs, (_("NGƯỜI LẬP"), _("KẾ TOÁN"), _("NGƯỜI ĐỨNG ĐẦU")), strict=True):
        cell.text = text
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def sheet_pdf(row: PayList, title: str, *, on: date) -> bytes:
    """The whole list on paper, those who are not paid with why."""
    lines, names = _lines(row, on)
    heads = [_("Họ và tên"), _("Mức"), _("Số ngày"), _("Số tiền (đồng)"), _("Ghi chú")]
    notes = [f"{text}: {dong(amount)}" for text, amount in _sums(row)]
    made = [
        FigureRow(
            [one.person.full_name, one.level, str(one.days), dong(one.amount), str(WHYS[one.why]) if one.why else ""],
            [],
        )
        for one in lines
    ]
    paper = FigureDocument(
        title=title, unit=names.get(row.unit_id, ""), span=title, on=f"{row.decided_on or on:%d/%m/%Y}",
        definition=[_decision(row), _rule(row)], notes=notes, heads=heads, kinds=["count"] * len(heads), rows=made,
    )  # fmt: skip
    return figure_pdf(paper, at=row.decided_at or row.computed_at)


MAKERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (xlsx, EXCEL),
    "docx": (word, WORD),
    "pdf": (sheet_pdf, "application/pdf"),
}
