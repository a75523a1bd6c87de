"""Official documents: what is on them, in which typeface, and that their formulas say what we say."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from docx import Document
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from namro.base.documents import decision_list, national_export, sheet_form
from namro.base.documents.types import (
    CriterionRow,
    DecisionDocument,
    DecisionRow,
    ExplanationLine,
    Export,
    ExportedResult,
    SheetDocument,
    Signature,
)
from namro.base.documents.typesetting import FONTS
from namro.base.errors import DomainError

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


def sheet(name="Lê Thị An", **changes):
    criteria = [
        CriterionRow("I", "Phẩm chất chính trị", "10", "9.5", is_section=True),
        CriterionRow("1", "Ý thức kỷ luật & kỷ cương <thử>", "5", "4.5"),
        CriterionRow("2", "Văn hóa thực thi công vụ", "5", "5"),
    ]
    made = SheetDocument(
        agency="Ủy ban nhân dân phường Ba Đình", parent_agency="Ủy ban nhân dân thành phố Hà Nội",
        period="tháng 10 năm 2026", name=name, title="Chuyên viên", unit="Văn phòng", criteria=criteria, maximum="30",
        general_self="29.5", general="29.5", result_points="68.25", total="97.75", strengths="Chủ động.",
        comment="Nhất trí.", place="Ba Đình", self=Signature(name, AT), reviewer=Signature("Trần Văn Bình", AT),
    )  # fmt: skip
    return replace(made, **changes)


def pages_of(data):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_the_form_says_everything_the_annex_does_in_its_order():
    text = " ".join(pages_of(sheet_form.sheets_pdf([sheet()])))
    expected = [
        "Mẫu số 01", "ỦY BAN NHÂN DÂN PHƯỜNG BA ĐÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC", "(Kỳ theo dõi, đánh giá: tháng 10 năm 2026)", "Họ và tên: Lê Thị An",
        "I. KẾT QUẢ THEO DÕI, ĐÁNH GIÁ THEO TIÊU CHÍ CHUNG", "Điểm do cá nhân tự chấm", "Ý thức kỷ luật & kỷ cương <thử> 5 4,5",
        "Tổng cộng 30 29,5", "II. TỔNG HỢP KẾT QUẢ", "1. Điểm tiêu chí chung: 29,5", "68,25",
        "3. Tổng điểm theo dõi, đánh giá công chức: 97,75", "4. Ưu điểm: Chủ động.", "5. Hạn chế, khuyết điểm:....",
        "Nhất trí.", "CÔNG CHỨC TỰ ĐÁNH GIÁ",
    ]  # fmt: skip
    position = -1
    for part in expected:
        assert part in text[position + 1 :] or part in text, part
        position = max(position, text.find(part))
    assert "Ba Đình, ngày 02 tháng 11 năm 2026" in text


def test_one_typeface_is_embedded_and_holds_every_vietnamese_letter():
    everything = LETTERS + LETTERS.upper()
    data = sheet_form.sheets_pdf([sheet(strengths=everything)])
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in PdfReader(io.BytesIO(data)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(name.startswith("Tinos") for name in fonts)
    found = "".join(pages_of(data))
    assert [letter for letter in everything if letter not in found] == []


def test_the_typeface_ships_with_its_licence():
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text()


def test_each_sheet_of_a_unit_starts_on_a_page_of_its_own_numbered_anew():
    people = [sheet(f"Nguyễn Thị Số {number}") for number in range(5)]
    long = replace(people[2], criteria=people[2].criteria * 15)
    pages = pages_of(sheet_form.sheets_pdf([*people[:2], long, *people[3:]]))
    starts = [index for index, text in enumerate(pages) if "Mẫu số 01" in text]
    assert len(starts) == 5
    assert all(text.startswith("Mẫu số 01") for text in (pages[index] for index in starts))
    second = pages[starts[2] + 1]
    assert second.startswith("2 ") or second.endswith(" 2")


def test_a_sheet_nobody_has_reviewed_keeps_its_dotted_lines():
    text = " ".join(pages_of(sheet_form.sheets_pdf([sheet(reviewer=None, comment="", total="")])))
    assert "....., ngày....tháng.....năm....." in text
    assert "Trần Văn Bình" not in text


def test_the_explanation_is_a_page_of_its_own_when_asked_for():
    lines = [ExplanationLine(0, "Tổng điểm", "29,5 + 68,25 = 97,75", "NĐ 335/2025, Điều 17.1")]
    text = pages_of(sheet_form.sheets_pdf([sheet(explanation=lines)]))[-1]
    assert "DIỄN GIẢI ĐIỂM" in text
    assert "29,5 + 68,25 = 97,75" in text


def test_nothing_to_print_is_said():
    with pytest.raises(DomainError) as refusal:
        sheet_form.sheets_pdf([])
    assert refusal.value.code == "documents.nothing"


def test_the_word_form_holds_every_sheet_with_its_marks_of_text_intact():
    document = Document(io.BytesIO(sheet_form.sheets_docx([sheet("Lê An"), sheet("Vũ <Bình> & Co")])))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    tables = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert text.count("PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC") == 2
    assert "Họ và tên: Vũ <Bình> & Co" in text
    assert "Ý thức kỷ luật & kỷ cương <thử>" in tables
    assert "{{" not in text + tables
    assert "{%" not in text + tables


def decision(count=3, **changes):
    rows = [DecisionRow(f"Người {number}", "Chuyên viên", "91.25", "HTXS", "HTXS") for number in range(count)]
    rows[0] = replace(rows[0], rating="HTT", reason="Vượt tỷ lệ 20%")
    made = DecisionDocument(
        agency="UBND phường Ba Đình", parent_agency="UBND thành phố Hà Nội", unit="Ủy ban nhân dân phường Ba Đình",
        period="tháng 10 năm 2026", number="101/QĐ-UBND", on=date(2026, 11, 9), place="Ba Đình", signer="Nguyễn Văn Cường",
        signer_title="Chủ tịch", rows=rows, counts=[("HTXS", count - 1), ("HTT", 1)], reading="theo chữ",
    )  # fmt: skip
    return replace(made, **changes)


def test_a_decision_names_its_number_its_people_and_why_somebody_was_lowered():
    text = " ".join(pages_of(decision_list.decision_pdf(decision(60))))
    assert "Số: 101/QĐ-UBND" in text
    assert "đối với 60 người" in text
    assert "Vượt tỷ lệ 20%" in text
    assert "HTXS: 59; HTT: 1" in text
    assert "Điều 22 Nghị định số 335/2025/NĐ-CP" in text


def test_a_replacing_decision_points_at_the_one_it_replaces():
    text = " ".join(
        pages_of(decision_list.decision_pdf(decision(replaces_number="90/QĐ-UBND", replaces_on=date(2026, 11, 1))))
    )
    assert "thay thế Quyết định số 90/QĐ-UBND ngày 01/11/2026" in text


def test_the_word_decision_lists_the_same_people():
    document = Document(io.BytesIO(decision_list.decision_docx(decision())))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"Người 0", "Người 1", "Người 2", "Vượt tỷ lệ 20%"} <= set(cells)


def export():
    one = ExportedResult(
        "A1", "Lê An", "VP", "Văn phòng", "cong_chuc", "RATED", "90.00", "HTXS", "HTT", "101/QĐ", date(2026, 11, 9)
    )
    none = ExportedResult(
        "A4", "Ngô Dung", "VP", "Văn phòng", "cong_chuc", "NOT_RATED", None, None, None, None, None, "Nghỉ thai sản"
    )
    return Export(
        "month", date(2026, 10, 1), date(2026, 10, 31), "nd335-2025", "abc", "00004", "Phường Ba Đình",
        date(2026, 11, 11), date(2026, 11, 16), [one, none],
    )  # fmt: skip


def test_the_export_keeps_to_its_published_schema_and_to_exact_figures():
    document = json.loads(national_export.national_export(export(), at=AT))
    Draft202012Validator(national_export.schema()).validate(document)
    assert document["results"][0]["total"] == "90.00"
    assert Decimal(document["results"][0]["total"]) == 90
    assert document["sync_due_on"] == "2026-11-16"


def test_the_schema_refuses_a_result_without_a_state():
    document = json.loads(national_export.national_export(export(), at=AT))
    del document["results"][0]["state"]
    assert list(Draft202012Validator(national_export.schema()).iter_errors(document))
