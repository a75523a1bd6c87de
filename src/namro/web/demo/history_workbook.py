"""The list of old ratings as an office would keep it: one sheet, a row of its own for each year."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from namro.web.demo.history_ratings import OldRating

HEADERS = {
    "STT": 5, "Mã cán bộ": 11, "Họ và tên": 26, "Ngày sinh": 12, "Đơn vị công tác": 40, "Năm": 8, "Mức xếp loại": 32, "Điểm": 8,
    "Diện cấp ủy quản lý": 12, "Số quyết định": 16, "Ngày quyết định": 14, "Người ký": 34, "Ghi chú": 40,
}  # fmt: skip


def ratings_workbook(ratings: Iterable[OldRating]) -> bytes:
    """An .xlsx for the product's own importer."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Xếp loại")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    sheet.merge_range("A1:M1", "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC TỪ 2018 ĐẾN 2025", bold)
    sheet.merge_range("A2:M2", "(Dữ liệu minh họa, mọi tên người và số quyết định đều hư cấu)", bold)
    for column, (header, width) in enumerate(HEADERS.items()):
        sheet.write(3, column, header, bold)
        sheet.set_column(column, column, width)
    row, year = 4, 0
    for number, one in enumerate(ratings, start=1):
        if one.year != year:
            sheet.write(row, 2, f"CÁC QUYẾT ĐỊNH NĂM {one.year}", bold)
            row, year = row + 1, one.year
        sheet.write_row(row, 0, _cells(number, one))
        row += 1
    book.close()
    return buffer.getvalue()


def _cells(number: int, one: OldRating) -> list[str | int]:
    person = one.member.person
    return [
        number, one.member.code, person.full_name, f"{person.birth_date:%d/%m/%Y}", one.unit_name, one.year, one.level,
        one.points, "x" if one.managed else "", one.number, f"{one.decided_on:%d/%m/%Y}", one.signer, one.note,
    ]  # fmt: skip
