"""CSV as offices really save it: any of four delimiters, any of five encodings."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from django.utils.translation import gettext_lazy as _

from namro.base.errors import DomainError
from namro.base.imports.containers import not_spreadsheet
from namro.base.imports.encodings import looks_legacy
from namro.base.imports.grids import SheetGrid, Workbook

DELIMITERS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAMPLE_ROWS = 60
FIELD_LIMIT = 1_000_000


def read_csv(data: bytes, name: str) -> Workbook:
    """The text as one sheet. Refuses: imports.file.not_spreadsheet, imports.file.damaged"""
    text, encoding = decode(data, name)
    delimiter = find_delimiter(text)
    rows = _parse(text, delimiter, name)
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Workbook(name, "csv", (SheetGrid("CSV", rows),), encoding, delimiter)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: by mark, then UTF-16 by its zero bytes, UTF-8, the old Windows pages."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name), encoding.removesuffix("-sig")
    if encoding := _utf16_without_mark(data):
        return _strict(data, encoding, name), encoding
    if b"\x00" in data:
        raise not_spreadsheet(name, _("tệp nhị phân không rõ loại"))
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _old_page(data)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = _("Tệp “%(name)s” có ký tự hỏng. Hãy lưu lại dạng CSV UTF-8 rồi tải lên lại.")
        raise DomainError("imports.file.damaged", message % {"name": name}) from error


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return ""
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"


def _old_page(data: bytes) -> tuple[str, str]:
    """CP1258 (Windows in Vietnamese), unless the letters only make sense as TCVN3 or VNI in CP1252."""
    western = data.decode("cp1252", errors="replace")
    if looks_legacy(western):
        return western, "cp1252"
    return data.decode("cp1258", errors="replace"), "cp1258"


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, most regularly."""
    sample = "\n".join(text.splitlines()[:SAMPLE_ROWS])
    return max(DELIMITERS, key=lambda mark: _regularity(sample, mark))


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
    except csv.Error:
        return (0, 0)
    width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
    return (times if width > 1 else 0, width)


def _parse(text: str, delimiter: str, name: str) -> list[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        message = _("Tệp “%(name)s” không đọc được như CSV: hãy kiểm tra dấu nháy kép rồi lưu lại.")
        raise DomainError("imports.file.damaged", message % {"name": name}) from error
