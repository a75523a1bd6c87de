"""What a file really is, judged by its bytes and never by its name, and whether it is safe to open."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from namro.base.errors import DomainError

MEGABYTE = 1024 * 1024
CHUNK = MEGABYTE
HEAD = 4096

# Everything a spreadsheet is mistaken for: first bytes, and the words for it.
NOT_SPREADSHEETS = (
    (b"%PDF", _("tệp PDF")),
    (b"{\\rtf", _("tài liệu RTF")),
    (b"\x89PNG", _("ảnh PNG")),
    (b"\xff\xd8\xff", _("ảnh JPEG")),
    (b"GIF8", _("ảnh GIF")),
    (b"Rar!", _("tệp nén RAR")),
    (b"7z\xbc\xaf", _("tệp nén 7z")),
    (b"\x1f\x8b", _("tệp nén gzip")),
    (b"MZ", _("tệp chương trình")),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
FAR_COLUMN = re.compile(rb'r="([A-Z]{3})\d+"')
LAST_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be at most; a setting of the installation."""

    file_bytes: int = 64 * MEGABYTE
    unpacked_bytes: int = 1024 * MEGABYTE
    cells: int = 40_000_000


def sniff(data: bytes, name: str, limits: Limits) -> str:
    """`xlsx`, `xls`, `ods` or `csv`.

    Refuses: imports.file.too_large, imports.file.empty, imports.file.not_spreadsheet, imports.file.encrypted,
    imports.file.damaged, imports.file.too_big_inside
    """
    if len(data) > limits.file_bytes:
        raise too_large(name, len(data), limits)
    if not data.strip(b"\x00 \t\r\n"):
        raise DomainError("imports.file.empty", _("Tệp “%(name)s” trống.") % {"name": name})
    if data.startswith(ZIP):
        return _inside_zip(data, name, limits)
    if data.startswith(OLE):
        return _inside_ole(data, name)
    for magic, what in NOT_SPREADSHEETS:
        if data.startswith(magic):
            raise not_spreadsheet(name, what)
    _refuse_markup(data[:HEAD], name)
    return "csv"


def too_large(name: str, size: int, limits: Limits) -> DomainError:
    """The refusal of a file above the limit; also for callers that know the size before reading."""
    message = _(
        "Tệp “%(name)s” nặng %(size)s MB, vượt mức tối đa %(limit)s MB. Hãy xóa hình ảnh, trang tính thừa "
        "hoặc chia tệp thành nhiều phần."
    )
    figures = {"name": name, "size": size // MEGABYTE, "limit": limits.file_bytes // MEGABYTE}
    return DomainError("imports.file.too_large", message % figures)


def not_spreadsheet(name: str, what: object) -> DomainError:
    """The refusal of a file that is something else, saying what it is and what to do."""
    message = _(
        "Tệp “%(name)s” không phải bảng tính mà là %(what)s. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại "
        "dạng .xlsx, .xls hoặc .csv."
    )
    return DomainError("imports.file.not_spreadsheet", message % {"name": name, "what": what})


def damaged(name: str) -> DomainError:
    """The refusal of a spreadsheet that cannot be read to its end."""
    message = _("Tệp “%(name)s” bị hỏng hoặc chưa tải lên hết. Hãy mở bằng Excel, lưu lại và tải lên lần nữa.")
    return DomainError("imports.file.damaged", message % {"name": name})


def encrypted(name: str) -> DomainError:
    """The refusal of a file that asks for a password."""
    message = _("Tệp “%(name)s” có mật khẩu. Hãy bỏ mật khẩu trong Excel (Tệp › Thông tin) rồi tải lên lại.")
    return DomainError("imports.file.encrypted", message % {"name": name})


def too_big_inside(name: str) -> DomainError:
    """The refusal of a small file that unpacks into a very large one, or of a sheet with a stray far cell."""
    message = _(
        "Tệp “%(name)s” khi mở ra quá lớn. Thường do một ô lạc ở rất xa bảng hoặc định dạng kéo hết trang "
        "tính: hãy chép riêng bảng dữ liệu sang tệp mới."
    )
    return DomainError("imports.file.too_big_inside", message % {"name": name})


def _refuse_markup(head: bytes, name: str) -> None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"excel.sheet" in text or b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise not_spreadsheet(name, _("bảng XML của Excel 2003"))
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<style")):
        raise not_spreadsheet(name, _("trang web (HTML) được đặt tên như bảng tính"))
    if text.startswith(b"<?xml") and b"<html" in text:
        raise not_spreadsheet(name, _("trang web (HTML) được đặt tên như bảng tính"))
    if text.startswith(b"<?xml"):
        raise not_spreadsheet(name, _("tệp XML"))
    if text.startswith((b"{", b"[")) and b'"' in text[:80]:
        raise not_spreadsheet(name, _("tệp JSON"))


def _inside_ole(data: bytes, name: str) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise encrypted(name)
    if has("Workbook") or has("Book"):
        return "xls"
    if has("WordDocument"):
        raise not_spreadsheet(name, _("tài liệu Word"))
    if has("PowerPoint Document"):
        raise not_spreadsheet(name, _("bản trình chiếu PowerPoint"))
    raise not_spreadsheet(name, _("một tệp Office cũ không có bảng tính"))


def _inside_zip(data: bytes, name: str, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _kind_of_zip(archive, name)
            _refuse_bomb(archive, name, limits)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise damaged(name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise damaged(name) from error
    return kind


def _kind_of_zip(archive: zipfile.ZipFile, name: str) -> str:
    entries = set(archive.namelist())
    if "xl/workbook.xml" in entries or "xl/workbook.bin" in entries:
        return "xlsx"
    if any(entry.startswith("xl/") and entry.endswith("workbook.xml") for entry in entries):
        return "xlsx"
    if "mimetype" in entries and b"spreadsheet" in archive.read("mimetype")[:200]:
        return "ods"
    if "word/document.xml" in entries:
        raise not_spreadsheet(name, _("tài liệu Word"))
    if "ppt/presentation.xml" in entries:
        raise not_spreadsheet(name, _("bản trình chiếu PowerPoint"))
    raise not_spreadsheet(name, _("tệp nén ZIP (hãy giải nén trước)"))


def _refuse_bomb(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """Unpack in small pieces and stop at the limit: sizes written in a ZIP can lie."""
    left = limits.unpacked_bytes
    if sum(entry.file_size for entry in archive.infolist()) > left:
        raise too_big_inside(name)
    for entry in archive.infolist():
        if entry.filename.endswith((".png", ".jpg", ".jpeg", ".emf")):
            continue
        with archive.open(entry) as stream:
            left -= _measure(stream, name, left, limits, "/worksheets/" in entry.filename)


def _measure(stream: IO[bytes], name: str, left: int, limits: Limits, is_sheet: bool) -> int:
    size = 0
    width = 702  # ZZ: columns of three letters are looked for
    tail = b""
    last = 1
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > left:
            raise too_big_inside(name)
        if is_sheet:
            chunk = tail + chunk
            width = max([width, *map(_column_number, set(FAR_COLUMN.findall(chunk)))])
            rows = LAST_ROW.findall(chunk, max(0, len(chunk) - HEAD * 4)) or LAST_ROW.findall(chunk)[-1:]
            last = max([last, *map(int, rows)])
            tail = chunk[-64:]
    if width > 702 and width * last > limits.cells:
        raise too_big_inside(name)
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
