"""Whatever is uploaded, the answer is an analysis or a refusal with a code; never another error."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.base.errors import DomainError
from namro.base.imports.analysis import analyse
from namro.base.imports.kinds import KINDS
from namro.base.imports.report import annotated_workbook

VOCABULARY = (
    "TT|STT|Họ và tên|Họ|Tên|Mã cán bộ|Mã CV|Nhiệm vụ|Sản phẩm đầu ra|Ngày sinh|Nam|Nữ|Đơn vị|Điểm chấm|Hệ số quy đổi"
    "|Số lượng|Số lượng hoàn thành|Thời hạn|Loại nghỉ|Từ ngày|Đến ngày|I|II|a|Tổng cộng|1|2|3|(1)|(2)|1/2/1980|5/1980"
    "|30/2/2026|Trần An|NguyÔn V¨n|N1|11-50|-1|2,5|1.234|x|=1+1|#N/A|Nguye\u0302\u0303n"
)
WORDS = st.sampled_from(VOCABULARY.split("|"))
CELLS = st.one_of(
    st.just(""), WORDS, WORDS, st.text(max_size=12), st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(2099, 12, 31)), st.booleans(),
)  # fmt: skip
GRIDS = st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=9)
MERGES = st.lists(st.tuples(*[st.integers(0, 8)] * 2, *[st.integers(0, 3)] * 2), max_size=4)


def answer(data: bytes, kind: str) -> None:
    for convert in (False, True):
        try:
            analysis = analyse(data, "x", kind, convert_legacy=convert)
        except DomainError as refused:
            refusal = refused
            break
        assert analysis.accepted_count <= analysis.row_count
        lengths = {len(values) for values in analysis.columnar().values()}
        assert lengths == {analysis.row_count}
        assert all(one.message and one.expected is not None for one in analysis.findings)
        assert annotated_workbook(data, analysis).startswith(b"PK")
    else:
        return
    assert refusal.code.startswith("imports.")
    assert str(refusal)


@settings(max_examples=60, deadline=None)
@given(GRIDS, MERGES, st.sampled_from(sorted(KINDS)))
def test_any_workbook(grid: list[list[Any]], merges: list[tuple[int, ...]], kind: str) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        taken: set[tuple[int, int]] = set()
        for top, left, height, width in merges:
            cells = {(row, column) for row in range(top, top + height + 1) for column in range(left, left + width + 1)}
            if len(cells) > 1 and not cells & taken:
                taken |= cells
                sheet.merge_range(top, left, top + height, left + width, "")
        for number, row in enumerate(grid):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell != "":
                    sheet.write(number, column, cell)
    answer(stream.getvalue(), kind)


@settings(max_examples=60, deadline=None)
@given(
    GRIDS, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(sorted(KINDS))
)
def test_any_csv(grid: list[list[Any]], delimiter: str, encoding: str, kind: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(grid)
    answer(stream.getvalue().encode(encoding, errors="replace"), kind)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"<"]),
)
def test_any_bytes(data: bytes, start: bytes) -> None:
    answer(start + data, "staff")
