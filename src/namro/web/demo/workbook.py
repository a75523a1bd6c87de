"""The staff list as an office would keep it: title rows, two header rows, a row per office between people."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from namro.city.people.models import Rank, StaffGroup
from namro.web.demo.roster import Member

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]


def staff_workbook(members: Sequence[Member]) -> bytes:
    """An .xlsx for the product's own importer; birth dates stand in two columns by sex, as in many offices."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    title = book.add_format({"bold": True, "align": "center", "font_size": 14})
    sheet.merge_range("A1:L1", "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC, NGƯỜI LAO ĐỘNG", title)
    sheet.merge_range("A2:L2", "(Dữ liệu minh họa, mọi tên người đều hư cấu)", title)
    _headers(sheet, bold)
    row, group = 5, 0
    previous = ""
    for number, member in enumerate(members, start=1):
        if member.unit_name != previous:
            sheet.write(row, 0, ROMAN[group], bold)
            sheet.write(row, 2, member.unit_name.upper(), bold)
            previous, group, row = member.unit_name, group + 1, row + 1
        _row(sheet, row, number, member)
        row += 1
    book.close()
    return buffer.getvalue()


SINGLE = {0: "STT", 1: "Mã cán bộ", 2: "Họ và tên", 5: "Mã đơn vị", 6: "Đơn vị công tác", 7: "Chức vụ, chức danh",
          8: "Cấp lãnh đạo", 9: "Đối tượng", 10: "Nhóm nhiệm vụ tương đồng", 11: "Từ ngày", 12: "Thư điện tử"}  # fmt: skip


def _headers(sheet: xlsxwriter.worksheet.Worksheet, bold: object) -> None:
    sheet.merge_range(3, 3, 3, 4, "Ngày sinh", bold)
    sheet.write(4, 3, "Nam", bold)
    sheet.write(4, 4, "Nữ", bold)
    for column, text in SINGLE.items():
        sheet.merge_range(3, column, 4, column, text, bold)
    for column, width in enumerate([5, 11, 26, 12, 12, 12, 34, 28, 22, 14, 22, 12, 24]):
        sheet.set_column(column, column, width)


def _row(sheet: xlsxwriter.worksheet.Worksheet, row: int, number: int, member: Member) -> None:
    born = f"{member.person.birth_date:%d/%m/%Y}"
    values = [
        number, member.code, member.person.full_name,
        born if member.person.sex == "m" else "", born if member.person.sex == "f" else "",
        member.unit_code, member.unit_name, member.title,
        str(Rank(member.rank).label), str(StaffGroup(member.staff_group).label),
        member.task_group, f"{member.since:%d/%m/%Y}", member.email,
    ]  # fmt: skip
    sheet.write_row(row, 0, values)
