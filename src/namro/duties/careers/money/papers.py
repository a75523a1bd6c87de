"""A list as a file: the workbook, and the papers with the places of signature; their wording is law/forms/pay-list.yaml."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import override

from namro.base.accounts.models import User
from namro.base.documents import pay_list as form
from namro.base.documents.pay_list import Decided, PayListDocument, PayRow
from namro.city.organisation import selectors as organisation
from namro.duties.careers.money.models import LineState, PayLine, PayList
from namro.duties.careers.money.rules import dong
from namro.duties.careers.money.selectors.boards import lines_of
from namro.duties.careers.money.selectors.spans import called
from namro.duties.careers.money.wording import WHYS

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST = 6  # row of the heads, counted from 0
MONEY = "#,##0"
MONEY_COLUMNS = (7, 8, 9, 10)


def title_of(row: PayList) -> str:
    """What a list is of."""
    scheme = row.regulation.scheme
    return f"{scheme.get_money_display()}, {called(scheme.period, row.valid.lower)}"


def _lines(row: PayList, on: date) -> tuple[list[PayLine], dict[int, str]]:
    lines = list(lines_of(row))
    return lines, organisation.name_of({row.unit_id, *(one.unit_id for one in lines)}, on=on)


def _decided(row: PayList | PayLine | None, name: str = "") -> Decided | None:
    return Decided(row.number, row.decided_on, name) if row and row.decided_on else None


# The workbook ----------------------------------------------------------------------------------------------------
def _cells(number: int, line: PayLine, names: dict[int, str]) -> list[Any]:
    difference = None if line.before is None else line.amount - line.before
    coefficient = None if line.coefficient is None else float(line.coefficient)  # shown only
    note = str(WHYS[line.why]) if line.why else ""
    return [number, line.person.code, line.person.full_name, names.get(line.unit_id, ""), line.level, coefficient, line.days,
            line.base, line.amount, line.before, difference, note]  # fmt: skip


def xlsx(row: PayList, *, on: date) -> bytes:
    """The lines with a total that is a formula, and the sums below."""
    lines, names = _lines(row, on)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold, money = book.add_worksheet(), book.add_format({"bold": True}), book.add_format({"num_format": MONEY})
    above = (names.get(row.unit_id, ""), title_of(row), form.decision_line(_decided(row)), row.regulation.title)
    for at, text in enumerate(above):
        sheet.write_string(at, 0, text, bold)
    heads = form.workbook_heads()
    sheet.write_row(FIRST, 0, heads, bold)
    sheet.set_column(0, len(heads) - 1, 18)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(_cells(number, line, names)):
            if value is not None:
                sheet.write(FIRST + number, column, value, money if column in MONEY_COLUMNS else None)
    _totals(sheet, row, len(lines), bold, money)
    book.close()
    return buffer.getvalue()


def _totals(sheet: Any, row: PayList, count: int, bold: Any, money: Any) -> None:
    """The total adds the lines up; what is unspent and the fund stand below it."""
    at = FIRST + count + 1
    for key, amount in (("total", row.total), ("unspent", row.unspent), ("fund", row.fund)):
        sheet.write_string(at, 2, form.sum_name(key), bold)
        if key == "total" and count:
            sheet.write_formula(at, 8, f"=SUM(I{FIRST + 2}:I{FIRST + count + 1})", money, amount)
        else:
            sheet.write_number(at, 8, amount, money)
        at += 1


# The papers ------------------------------------------------------------------------------------------------------
def document(row: PayList, *, on: date) -> PayListDocument:
    """The list as it is written on paper."""
    lines, names = _lines(row, on)
    own = next((one for one in lines if one.decided_at), None)
    way = organisation.path(row.unit_id, on=on)
    rule = row.regulation
    return PayListDocument(
        agency=names.get(row.unit_id, ""), parent_agency=way[-2].name if len(way) > 1 else "", about=title_of(row),
        rule=rule.title, rule_number=rule.number, rule_on=rule.decided_on or on, decided=_decided(row),
        own_line=_decided(own, own.person.full_name) if own else None, corrects=_decided(row.corrects),
        rows=[_row(one, names) for one in lines],
        sums={"total": dong(row.total), "unspent": dong(row.unspent), "fund": dong(row.fund)},
        signers={"maker": _name(row.submitted_by or row.computed_by), "head": _name(row.decided_by)},
    )  # fmt: skip


def _row(line: PayLine, names: dict[int, str]) -> PayRow:
    difference = None if line.before is None else line.amount - line.before
    return PayRow(
        {
            "name": line.person.full_name, "unit": names.get(line.unit_id, ""), "level": line.level,
            "coefficient": "" if line.coefficient is None else f"{line.coefficient.normalize():f}".replace(".", ","),
            "days": str(line.days), "amount": dong(line.amount), "note": str(WHYS[line.why]) if line.why else "",
            "before": "" if line.before is None else dong(line.before),
            "difference": "" if difference is None else dong(difference).replace("-", "−"),
        },
        line.state == LineState.PAID,
    )  # fmt: skip


def _name(who: User | None) -> str:
    return who.person.full_name if who and who.person else ""


def word(row: PayList, *, on: date) -> bytes:
    """The payment list that is signed for: who is paid, the sums and the three signatures."""
    return form.pay_list_docx(document(row, on=on))


def sheet_pdf(row: PayList, *, on: date) -> bytes:
    """The whole list on paper, those who are not paid with why."""
    return form.pay_list_pdf(document(row, on=on), at=row.decided_at or row.computed_at)


MAKERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (xlsx, EXCEL),
    "docx": (word, WORD),
    "pdf": (sheet_pdf, "application/pdf"),
}


def made(row: PayList, kind: str, *, on: date) -> bytes:
    """The file; an official paper is written in Vietnamese whoever asks for it."""
    with override("vi"):
        return MAKERS[kind][0](row, on=on)
