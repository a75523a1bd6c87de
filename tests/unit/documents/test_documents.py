"""Official documents: what is on them, in which typeface, and that their formulas say what we say."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from namro.base.documents import decision_list, national_export, replacing, sheet_form
from namro.base.documents.types import (
    CriterionRow,
    DecisionDocument,
    DecisionRow,
    ExplanationLine,
    Export,
    ExportedResult,
    ReplacingDocument,
    SheetDocument,
    Signature,
)
from namro.base.documents.typesetting import FONTS
from namro.base.documents.wording import agency_lines, dated, form
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


def test_the_annex_prints_the_footnote_and_the_empty_form():
    blank = sheet(name="", title="", unit="", period="", place="", self=None, reviewer=None, strengths="", comment="",
                  general_self="", general="", result_points="", total="")  # fmt: skip
    text = " ".join(pages_of(sheet_form.sheets_pdf([blank])))
    assert "(Kỳ theo dõi, đánh giá: ..........) 1" in text.replace(")1", ") 1")
    assert "1 Ghi rõ kỳ theo dõi là tháng/quý ... năm... ." in text
    assert "Họ và tên:....." in text
    assert text.count("....., ngày....tháng.....năm.....") == 2


def test_the_pdf_names_itself_and_is_fit_to_be_kept():
    reader = PdfReader(io.BytesIO(sheet_form.sheets_pdf([sheet()])))
    assert reader.metadata.title == "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC (Kỳ theo dõi, đánh giá: tháng 10 năm 2026)"
    assert reader.metadata.creation_date == AT
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert "pdfaid:part>2<" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    page = reader.pages[0].mediabox
    assert (round(page.width), round(page.height)) == (595, 842)


def test_the_same_sheets_make_the_same_file():
    assert sheet_form.sheets_pdf([sheet()]) == sheet_form.sheets_pdf([sheet()])


def test_sixty_sheets_with_long_names_and_comments_stay_whole():
    long = "Nguyễn Thị Hoàng Phương Thảo Nguyên Công Tằng Tôn Nữ"
    comment = "Đề nghị tiếp tục phát huy; khắc phục việc chậm báo cáo. " * 6
    people = [
        sheet(f"{long} {number}", comment=comment, unit="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân " * 2)
        for number in range(60)
    ]
    pages = pages_of(sheet_form.sheets_pdf(people))
    text = " ".join(pages)
    assert sum("Mẫu số 01" in page for page in pages) == 60
    assert all(f"Họ và tên: {long} {number} Chức vụ" in text for number in range(60))
    assert text.count("khắc phục việc chậm báo cáo") == 60 * 6


def test_what_somebody_typed_is_never_read_as_markup():
    typed = r"#pagebreak() *đậm* $x$ \ @nhãn {{ 7*7 }} {% raw %}"
    assert typed in " ".join(pages_of(sheet_form.sheets_pdf([sheet(strengths=typed)])))
    document = Document(io.BytesIO(sheet_form.sheets_docx([sheet(strengths=typed)])))
    assert any(typed in paragraph.text for paragraph in document.paragraphs)


def test_a_line_break_somebody_typed_is_kept():
    text = (
        PdfReader(io.BytesIO(sheet_form.sheets_pdf([sheet(comment="Nhất trí.\nĐề nghị phát huy.")])))
        .pages[0]
        .extract_text()
    )
    assert "Nhất trí.\nĐề nghị phát huy." in text


def test_each_word_sheet_is_a_section_that_counts_its_own_pages():
    document = Document(io.BytesIO(sheet_form.sheets_docx([sheet(f"Người {number}") for number in range(3)])))
    assert len(document.sections) == 3
    for section in document.sections:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)


def test_the_word_table_repeats_its_header_and_keeps_its_widths():
    document = Document(io.BytesIO(sheet_form.sheets_docx([sheet()])))
    criteria = next(table for table in document.tables if table.rows[0].cells[0].text == "TT")
    repeated = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in criteria.rows]
    assert repeated == [True, True, *[False] * (len(criteria.rows) - 2)]
    assert [round(cell.width.mm) for cell in criteria.rows[0].cells] == [11, 110, 19, 25]


def test_the_word_form_explains_the_score_when_asked_to():
    lines = [ExplanationLine(0, "Tổng điểm", "29,5 + 68,25 = 97,75", "Điều 17.1"), ExplanationLine(1, "a", "100%", "")]
    asked = Document(io.BytesIO(sheet_form.sheets_docx([sheet(explanation=lines)])))
    text = "\n".join(paragraph.text for paragraph in asked.paragraphs)
    assert "PHỤ LỤC: DIỄN GIẢI ĐIỂM" in text
    assert "Tổng điểm: 29,5 + 68,25 = 97,75 (Điều 17.1)" in text
    assert "\ta: 100%" in text
    plain = Document(io.BytesIO(sheet_form.sheets_docx([sheet()])))
    assert "DIỄN GIẢI" not in "\n".join(paragraph.text for paragraph in plain.paragraphs)


def test_a_code_to_look_the_sheet_up_by_stands_on_each_of_its_pages():
    long = sheet(verification="NR-1", criteria=sheet().criteria * 15)
    pages = pages_of(sheet_form.sheets_pdf([long, sheet(verification="NR-2"), sheet()]))
    codes = [next((code for code in ("NR-1", "NR-2") if code in page), "") for page in pages]
    assert [code for code, _pages in groupby(codes)] == ["NR-1", "NR-2", ""]
    assert codes.count("NR-1") > 2


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân phường Ba Đình", ["ỦY BAN NHÂN DÂN", "PHƯỜNG BA ĐÌNH"]),
        ("Sở Nội vụ", ["SỞ NỘI VỤ"]),
        ("", []),
        (
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã Đông Anh",
            ["VĂN PHÒNG HỘI ĐỒNG", "NHÂN DÂN VÀ ỦY BAN", "NHÂN DÂN XÃ ĐÔNG ANH"],
        ),
    ],
)
def test_the_name_of_an_agency_is_broken_evenly(name, lines):
    assert agency_lines(name) == lines


@pytest.mark.parametrize(
    ("on", "text"), [(date(2026, 1, 5), "ngày 05 tháng 01"), (date(2026, 3, 15), "ngày 15 tháng 3")]
)
def test_dates_are_written_as_the_format_of_official_documents_asks(on, text):
    assert text in dated("{place}, ngày {day} tháng {month} năm {year}", "Ba Đình", on)


def test_a_form_that_is_not_there_is_named():
    with pytest.raises(DomainError) as refusal:
        form("mau-99")
    assert refusal.value.code == "documents.form.missing"


def decision(count=3, **changes):
    rows = [DecisionRow(f"Người {number}", "Chuyên viên", "91.25", "HTXS", "HTXS") for number in range(count)]
    rows[0] = replace(rows[0], rating="HTT", reason="Vượt tỷ lệ 20%")
    made = DecisionDocument(
        agency="UBND phường Ba Đình", parent_agency="UBND thành phố Hà Nội", unit="Ủy ban nhân dân phường Ba Đình",
        period="tháng 10 năm 2026", number="101/QĐ-UBND", on=date(2026, 11, 9), place="Ba Đình", signer="Nguyễn Văn Cường",
        signer_title="Chủ tịch", rows=rows, counts=[("HTXS", count - 1), ("HTT", 1)], reading="theo chữ",
        framework="nd335-2025",
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


def test_the_decision_gives_its_authority_its_receivers_and_what_the_codes_mean():
    made = decision(levels=(("HTXS", "Hoàn thành xuất sắc nhiệm vụ"),))
    text = " ".join(pages_of(decision_list.decision_pdf(made)))
    for said in (
        "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG",
        "UBND PHƯỜNG BA ĐÌNH",
        "Nơi nhận:",
        "HTXS: Hoàn thành xuất sắc nhiệm vụ",
    ):
        assert said in text.replace("CHỦ TỊCH UBND", "CHỦ TỊCH ỦY BAN NHÂN DÂN"), said


def test_the_list_of_a_decision_lies_on_its_side_and_its_pages_go_on_counting():
    reader = PdfReader(io.BytesIO(decision_list.decision_pdf(decision(60))))
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages]
    assert sizes[0] == (595, 842)
    assert set(sizes[1:]) == {(842, 595)}
    assert all(str(number) in page.extract_text().split() for number, page in enumerate(reader.pages[1:], start=2))


def test_the_word_decision_lists_the_same_people():
    document = Document(io.BytesIO(decision_list.decision_docx(decision())))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"Người 0", "Người 1", "Người 2", "Vượt tỷ lệ 20%"} <= set(cells)


def replacing_document(**changes):
    made = ReplacingDocument(
        agency="Ủy ban nhân dân thành phố Hà Nội", parent_agency="", unit="Ủy ban nhân dân phường Ba Đình",
        period="tháng 10 năm 2026", number="205/QĐ-UBND", on=date(2026, 12, 3), place="Hà Nội", signer="Nguyễn Văn Cường",
        signer_title="Chủ tịch", authority="Chủ tịch Ủy ban nhân dân thành phố Hà Nội", name="Lê Thị <An>",
        post="Chuyên viên, Văn phòng", old_number="101/QĐ-UBND", old_on=date(2026, 11, 9),
        old_rating=("HTXS", "Hoàn thành xuất sắc nhiệm vụ"), new_rating=("HTT", "Hoàn thành tốt nhiệm vụ"),
        reason="Số liệu hồ sơ khai trùng & sai", is_part=True,
    )  # fmt: skip
    return replace(made, **changes)


def word_text(data):
    document = Document(io.BytesIO(data))
    cells = [
        one.text for table in document.tables for row in table.rows for cell in row.cells for one in cell.paragraphs
    ]
    return " ".join(" ".join([*(one.text for one in document.paragraphs), *cells]).split())


@pytest.mark.parametrize(
    "text_of", [lambda made: " ".join(pages_of(replacing.replacing_pdf(made))), lambda made: word_text(replacing.replacing_docx(made))]
)  # fmt: skip
def test_a_replacement_says_whom_it_concerns_what_changes_why_and_which_decision_it_replaces(text_of):
    text = text_of(replacing_document())
    for said in (
        "Số: 205/QĐ-UBND", "Hà Nội, ngày 03 tháng 12 năm 2026", "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
        "của ông (bà) Lê Thị <An>, Chuyên viên, Văn phòng, như sau:",
        "Mức xếp loại tại Quyết định số 101/QĐ-UBND ngày 09/11/2026: Hoàn thành xuất sắc nhiệm vụ (HTXS)",
        "Mức xếp loại mới: Hoàn thành tốt nhiệm vụ (HTT)", "Lý do: Số liệu hồ sơ khai trùng & sai",
        "thay thế Quyết định số 101/QĐ-UBND ngày 09/11/2026 đối với kết quả của ông (bà) Lê Thị <An>; kết quả của những người khác",
        "được phát hiện là không chính xác", "Nơi nhận:", "Nguyễn Văn Cường",
    ):  # fmt: skip
        assert said in text, said
    assert "{" not in text


def test_a_replacement_of_a_decision_about_one_person_replaces_it_whole_and_names_the_petition_it_answers():
    made = replacing_document(is_part=False, petition_on=date(2026, 11, 25), new_rating=("", "Không xếp loại"))
    text = " ".join(pages_of(replacing.replacing_pdf(made)))
    assert "Quyết định này thay thế Quyết định số 101/QĐ-UBND ngày 09/11/2026. Quyết định này có hiệu lực" in text
    assert "những người khác" not in text
    assert "Xét kiến nghị nhận ngày 25/11/2026 của ông (bà) Lê Thị <An>." in text
    assert "không chính xác" not in text
    assert "Mức xếp loại mới: Không xếp loại Lý do" in text


def test_a_replacement_fits_on_one_page_and_the_same_one_is_the_same_file():
    first, again = (replacing.replacing_pdf(replacing_document()) for _ in range(2))
    assert len(pages_of(first)) == 1
    assert first == again


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


def test_the_export_says_that_its_fields_are_not_the_ministrys():
    assert json.loads(national_export.national_export(export(), at=AT))["mapping"] == "unverified"


def test_a_corrected_result_keeps_its_id_and_two_people_never_share_one():
    first = json.loads(national_export.national_export(export(), at=AT))["results"]
    corrected = replace(
        export(), results=[replace(export().results[0], total="89.50", rating="HTT"), export().results[1]]
    )
    again = json.loads(national_export.national_export(corrected, at=AT))["results"]
    assert [one["id"] for one in first] == [one["id"] for one in again]
    assert first[0]["id"] != first[1]["id"]


def test_every_field_of_the_export_is_in_its_documentation():
    page = (Path(__file__).parents[3] / "docs/schemas/national-export.md").read_text(encoding="utf-8")
    properties = national_export.schema()["properties"]
    fields = [*properties, *properties["results"]["items"]["properties"]]
    assert [name for name in fields if f"`{name}`" not in page and name != "results"] == []


def test_the_schema_refuses_a_result_without_a_state():
    document = json.loads(national_export.national_export(export(), at=AT))
    del document["results"][0]["state"]
    assert list(Draft202012Validator(national_export.schema()).iter_errors(document))
