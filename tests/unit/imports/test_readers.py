"""Files are read by what they are, whatever they are called; what is no spreadsheet is named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from namro.base.errors import DomainError
from namro.base.imports.containers import Limits
from namro.base.imports.grids import Merge, cell_name, column_index, column_letter
from namro.base.imports.readers import read_workbook

STAFF = "Mã cán bộ;Họ và tên\nA1;Trần Thị Hồng\nA2;Lê Văn Đức\n"


def refusal(data: bytes, name: str = "danh_sach.xlsx", limits: Limits | None = None) -> DomainError:
    with pytest.raises(DomainError) as refused:
        read_workbook(data, name, limits)
    assert "\n" not in str(refused.value)
    return refused.value


def zipped(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_an_xlsx_named_xls_is_read(workbook) -> None:
    rows = [["Mã", "Tên"], ["1", "An"], ["x", ""], ["", ""]]
    book = read_workbook(workbook(rows, ["A3:B4"]), "luong.xls")
    assert book.format == "xlsx"
    assert book.sheets[0].rows[1][1] == "An"
    assert book.sheets[0].merges == (Merge(2, 0, 3, 1),)


@pytest.mark.parametrize(
    ("encoding", "seen"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("utf-16-be", "utf-16-be")],
)  # fmt: skip
def test_csv_in_every_unicode_encoding(encoding: str, seen: str) -> None:
    book = read_workbook(STAFF.encode(encoding), "x.csv")
    assert (book.format, book.encoding, book.delimiter) == ("csv", seen, ";")
    assert book.sheets[0].rows[2] == ["A2", "Lê Văn Đức"]


def test_csv_of_the_old_vietnamese_windows_page() -> None:
    data = "Ma,Ho ten\r\nA1,Tr\u00e2\u0300n Thi\u0323 H\u00f4\u0300ng\r\nA2,\u0110\u00f4\u0303 Ha\u0301\r\n".encode(
        "cp1258"
    )
    book = read_workbook(data, "x.csv")
    assert book.encoding == "cp1258"
    assert str(book.sheets[0].rows[1][1]).startswith("Tr\u00e2\u0300n")


def test_csv_of_tcvn3_bytes_keeps_the_bytes_for_conversion() -> None:
    data = "M·,Hä vµ tªn\nA1,NguyÔn V¨n Hïng\nA2,TrÇn ThÞ Hång\n".encode("cp1252")
    book = read_workbook(data, "x.csv")
    assert book.encoding == "cp1252"
    assert book.sheets[0].rows[1][1] == "NguyÔn V¨n Hïng"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_delimiters(mark: str) -> None:
    text = f'Mã{mark}Họ tên{mark}Ghi chú\n1{mark}"Lê An{mark} phó phòng"{mark}\n2{mark}Vũ Bình{mark}x\n'
    book = read_workbook(text.encode(), "x.txt")
    assert book.delimiter == mark
    assert book.sheets[0].rows[1] == ["1", f"Lê An{mark} phó phòng", ""]


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "imports.file.empty", "trống"),
        (b" \r\n\t", "imports.file.empty", "trống"),
        (b"%PDF-1.7 ...", "imports.file.not_spreadsheet", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "imports.file.not_spreadsheet", "HTML"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "imports.file.not_spreadsheet", "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "imports.file.not_spreadsheet", "2003"),
        (b"\x89PNG\r\n\x1a\n", "imports.file.not_spreadsheet", "PNG"),
        (b"abc\x00\x01\x02def" * 30, "imports.file.not_spreadsheet", "nhị phân"),
        (zipped(readme=b"x"), "imports.file.not_spreadsheet", "ZIP"),
        (zipped(word__document_xml=b"<w/>"), "imports.file.not_spreadsheet", "Word"),
        (zipped(xl__workbook_xml=b"<broken"), "imports.file.damaged", "hỏng"),
        (zipped(xl__workbook_xml=b"<w/>")[:60], "imports.file.damaged", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "imports.file.encrypted", "mật khẩu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "imports.file.not_spreadsheet", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "imports.file.damaged", "hỏng"),
    ],
)  # fmt: skip
def test_what_is_no_spreadsheet_is_named(data: bytes, code: str, says: str) -> None:
    error = refusal(data)
    assert error.code == code
    assert says in str(error)
    assert "danh_sach.xlsx" in str(error)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    limits = Limits(file_bytes=1024 * 1024)
    error = refusal(b"x" * (3 * 1024 * 1024), limits=limits)
    assert error.code == "imports.file.too_large"
    assert "3 MB" in str(error)
    big = tmp_path / "to.xlsx"
    big.write_bytes(b"x" * (2 * 1024 * 1024))
    with pytest.raises(DomainError, match="2 MB"):
        read_workbook(big, limits=limits)


def test_a_small_file_that_unpacks_into_a_large_one_is_refused() -> None:
    bomb = zipped(xl__workbook_xml=b" " * 5_000_000)
    assert len(bomb) < 10_000
    assert refusal(bomb, limits=Limits(unpacked_bytes=1_000_000)).code == "imports.file.too_big_inside"


def test_a_stray_cell_far_away_does_not_eat_the_memory(workbook) -> None:
    rows: list[list[str]] = [["Mã", "Tên"]] + [[]] * 3000
    rows[3000] = [""] * 16000 + ["lạc"]
    error = refusal(workbook(rows), limits=Limits(cells=1_000_000))
    assert error.code == "imports.file.too_big_inside"


def test_addresses() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_index(column_letter(n)) == n for n in range(2000))
    assert cell_name(11, 2) == "C12"
    for bad in ("", "1", "A1", "ABCD", "Đ"):
        with pytest.raises(ValueError, match=f"^{bad}$"):
            column_index(bad)
