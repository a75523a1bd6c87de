"""TCVN3 and VNI are recognised by the syllables they make, and Unicode is left alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from namro.base.imports import encodings
from namro.base.imports.readers import read_workbook

UNICODE = ["Nguyễn Văn Hùng", "Trần Thị Hồng", "Đặng Quốc Đạt", "Phú Thọ", "Hà Nội", "Ủy ban nhân dân xã"]


def to_tcvn3(text: str) -> str:
    back = {letter: byte for byte, letter in zip(encodings.TCVN3_BYTES, encodings.TCVN3_LETTERS, strict=True)}
    return "".join(back.get(char, back.get(char.lower(), char)) for char in text)


def test_the_table_has_every_vietnamese_letter_once() -> None:
    assert len(encodings.TCVN3_BYTES) == len(encodings.TCVN3_LETTERS) == 74
    assert len(set(encodings.TCVN3_BYTES)) == len(set(encodings.TCVN3_LETTERS)) == 74


def test_tcvn3_is_recognised_and_converted() -> None:
    legacy = [to_tcvn3(text) for text in UNICODE]
    assert encodings.detect(legacy) == "tcvn3"
    assert [encodings.convert(text, "tcvn3").casefold() for text in legacy] == [text.casefold() for text in UNICODE]


def test_words_that_are_syllables_either_way_follow_their_column() -> None:
    """ "phó" is "phú" in TCVN3; alone it proves nothing, among others it is converted with them."""
    assert encodings.detect(["phó"]) == ""
    assert encodings.detect(["phó thä", "VÜnh phóc", "H¶i phßng"]) == "tcvn3"
    assert encodings.convert("phó thä", "tcvn3") == "phú thọ"


def test_vni_is_recognised_and_converted() -> None:
    legacy = ["Nguyeãn Vaên Ñöùc", "Traàn Thò Höôøng", "Leâ Quoác Haûi"]
    assert encodings.detect(legacy) == "vni"
    assert [encodings.convert(text, "vni") for text in legacy] == [
        "Nguyễn Văn Đức",
        "Trần Thị Hường",
        "Lê Quốc Hải",
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_is_never_taken_for_legacy(form: str) -> None:
    assert encodings.detect([unicodedata.normalize(form, text) for text in UNICODE]) == ""
    assert encodings.detect(["Tran Van A", "abc", ""]) == ""
    assert encodings.detect(["Café Crème", "Müller", "naïve"]) == ""
    assert encodings.detect(["NĐ 335/2025/NĐ-CP", "QĐ-UBND", "HĐND"]) == ""


def test_a_name_of_a_capital_font_gets_its_capitals_back() -> None:
    assert encodings.proper_name("hoàng văn thái") == "Hoàng Văn Thái"
    assert encodings.proper_name("Hoàng văn Thái") == "Hoàng văn Thái"


def test_the_ministrys_own_answer_key(shared: Path) -> None:
    """Sheet 1 is in TCVN3, partly in a capital font; sheet 2 is the same table in Unicode."""
    book = read_workbook(shared / "data/forms/bo_tai_chinh_Plan_2003.xls")
    legacy, unicode = book.sheets[:2]
    compared = 0
    for old, new in zip(legacy.rows, unicode.rows, strict=True):
        for before, after in zip(old, new, strict=True):
            if isinstance(before, str) and not before.isascii():
                compared += 1
                assert encodings.convert(before, "tcvn3").casefold() == str(after).casefold()
    assert compared == 95
    assert encodings.detect({cell for row in legacy.rows for cell in row if isinstance(cell, str)}) == "tcvn3"
    assert encodings.detect({cell for row in unicode.rows for cell in row if isinstance(cell, str)}) == ""
