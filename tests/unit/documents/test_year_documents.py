"""The papers of a year: Mẫu số 02, the minutes of a meeting, the notice of a result; in both formats."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from namro.base.documents import meeting_minutes, result_notice, year_form
from namro.base.documents.types import Signature
from namro.base.documents.year_types import (
    Attendee,
    DecidedLevel,
    MinutesDocument,
    NoticeDocument,
    Opinion,
    PartRow,
    YearDocument,
)
from namro.base.errors import DomainError

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ON = date(2026, 12, 14)
WARD = "Ủy ban nhân dân phường Ba Đình"
CITY = "Ủy ban nhân dân thành phố Hà Nội"
LEVELS = ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"]


def pdf_text(data):
    """The words of all pages as one text, without their numbers."""
    first, *others = (" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)
    whole = " ".join([first, *(re.sub(r"^\d+ ", "", one) for one in others)])
    return whole.replace("IV .", "IV.")  # kerned apart


def word_text(data):
    """Paragraphs and tables in the order they stand in, as words."""
    document = Document(io.BytesIO(data))
    texts = [Paragraph(one, document).text for one in document.element.body.iter() if one.tag.endswith("}p")]
    return " ".join(" ".join(texts).split())


def year_sheet(name="Lê Thị An", **changes):
    rows = [PartRow(number, f"{80 + number}.5") for number in range(1, 12)]
    rows[4] = PartRow(5, "", "nghỉ thai sản; không tính vào điểm trung bình")
    rows.append(PartRow(12, "", "chưa có điểm; xếp loại trước khi hết năm"))
    made = YearDocument(
        agency=WARD, parent_agency=CITY, year="2026", name=name, title="Chuyên viên", unit="Văn phòng", rows=tuple(rows),
        mean="86.6", mean_note="trung bình của 10 tháng có điểm", self_level="HTXS",
        decided=DecidedLevel("HTT", "Vượt tỷ lệ", "101/QĐ-UBND", ON, "Trần Văn Bình"), handling="Đề nghị khen thưởng.",
        place="Ba Đình", self=Signature(name, AT),
    )  # fmt: skip
    return replace(made, **changes)


BLANK = YearDocument("", "", "", "", "", "")
FORMATS = [
    pytest.param(lambda made: pdf_text(year_form.year_forms_pdf(made)), id="pdf"),
    pytest.param(lambda made: word_text(year_form.year_forms_docx(made)), id="docx"),
]


def in_order(text, parts):
    """Every part is said, each after the one before."""
    position = 0
    for part in parts:
        assert part in text[position:], part
        position = text.index(part, position) + len(part)


@pytest.mark.parametrize("text_of", FORMATS)
def test_the_form_of_a_year_says_everything_the_annex_does_in_its_order(text_of):
    in_order(
        text_of([year_sheet()]),
        [
            "Mẫu số 02", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
            "PHIẾU XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC", "Năm 2026", "Họ và tên: Lê Thị An", "Chức vụ, chức danh: Chuyên viên",
            "Đơn vị công tác: Văn phòng", "I. TỔNG HỢP KẾT QUẢ THEO DÕI, ĐÁNH GIÁ", "Tháng", "Ghi chú", "1 81,5", "2 82,5",
            "5 nghỉ thai sản; không tính vào điểm trung bình", "12 chưa có điểm; xếp loại trước khi hết năm",
            "86,6 trung bình của 10 tháng có điểm", "II. CÔNG CHỨC TỰ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG", *LEVELS,
            "III. KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CỦA CẤP CÓ THẨM QUYỀN CÔNG CHỨC", *LEVELS, "IV. ĐỀ XUẤT PHƯƠNG ÁN XỬ LÝ",
            "Đề nghị khen thưởng.", "CÔNG CHỨC TỰ XẾP LOẠI", "(Ký tên, ghi rõ họ tên)", "Lê Thị An",
            "căn cứ vào quy định tại Điều 20 Nghị định này.", "căn cứ quy định tại Điều 23 Nghị định này.",
        ],
    )  # fmt: skip


@pytest.mark.parametrize("text_of", FORMATS)
def test_a_form_decided_says_who_signed_which_decision_when(text_of):
    text = text_of([year_sheet()])
    for said in (
        "Trần Văn Bình",
        "Theo Quyết định số 101/QĐ-UBND ngày 14/12/2026",
        "Ba Đình, ngày 14 tháng 12 năm 2026",
    ):
        assert said in text
    text = text_of([year_sheet(decided=None)])
    assert "Trần Văn Bình" not in text and "Theo Quyết định" not in text
    assert text.count("....., ngày....tháng.....năm.....") == 1


def ticked(text):
    """The levels with a tick, in the order of the form: of the person, then of the authority."""
    marks = text.replace("□ ×", "☒").replace("□×", "☒").replace("□", "☐").replace("☒ ", "☒").replace("☐ ", "☐")
    assert marks.count("☒") + marks.count("☐") == 8
    return [part.split(" nhiệm vụ")[0] for part in marks.split("☒")[1:]]


@pytest.mark.parametrize("text_of", FORMATS)
@pytest.mark.parametrize(("code", "place"), [("HTXS", 0), ("HTT", 1), ("HTNV", 2), ("KHT", 3)])
def test_the_box_of_the_level_said_and_of_the_level_decided_is_ticked_and_no_other(text_of, code, place):
    decided = DecidedLevel(code, "", "1/QĐ", ON, "Trần Văn Bình")
    said = LEVELS[place].removesuffix(" nhiệm vụ")
    assert ticked(text_of([year_sheet(decided=decided)])) == ["Hoàn thành xuất sắc", said]
    assert ticked(text_of([year_sheet(self_level=code, decided=None)])) == [said]


@pytest.mark.parametrize("text_of", FORMATS)
def test_whoever_is_not_rated_has_no_box_ticked_and_a_reason(text_of):
    none = DecidedLevel("", "Nghỉ thai sản từ tháng 3", "1/QĐ", ON, "Trần Văn Bình")
    text = text_of([year_sheet(self_level="", decided=none, mean="", mean_note="")])
    assert ticked(text) == []
    assert "Không xếp loại. Lý do: Nghỉ thai sản từ tháng 3" in text


@pytest.mark.parametrize("text_of", FORMATS)
def test_the_empty_form_is_the_annex(text_of):
    text = text_of([BLANK])
    assert ticked(text) == []
    in_order(text, ["Năm....", "I. TỔNG HỢP", *map(str, range(1, 13)), "Tổng điểm trung bình"])
    assert text.count("....., ngày....tháng.....năm.....") == 2
    assert "{" not in text and "None" not in text and "Theo Quyết định" not in text


@pytest.mark.parametrize("text_of", FORMATS)
def test_a_year_of_quarters_says_so(text_of):
    rows = tuple(PartRow(number, "85") for number in range(1, 5))
    text = text_of([year_sheet(rows=rows, in_quarters=True)])
    in_order(text, ["mỗi dòng là một quý", "Quý", "1 85", "4 85", "Tổng điểm trung bình cả năm"])
    assert "5 85" not in text


def test_the_form_fits_two_pages_and_no_part_is_torn():
    pages = PdfReader(io.BytesIO(year_form.year_forms_pdf([year_sheet()]))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert len(texts) == 2
    assert all(sum(level in one for level in LEVELS) in (0, 4) for one in texts)


def test_each_person_of_a_unit_begins_on_a_page_numbered_anew():
    made = [
        year_sheet("Người Một"),
        year_sheet("Người Hai", handling="Đề nghị bồi dưỡng thêm. " * 250),
        year_sheet("Ba"),
    ]
    texts = [
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(year_form.year_forms_pdf(made))).pages
    ]
    starts = [index for index, text in enumerate(texts) if "Mẫu số 02" in text]
    assert len(starts) == 3 and starts[1] == 2
    assert texts[starts[1] + 1].startswith("2 ") and texts[starts[2] + 1].startswith("2 ")
    document = Document(io.BytesIO(year_form.year_forms_docx(made)))
    assert len(document.sections) == 3


@pytest.mark.parametrize("text_of", FORMATS)
def test_nothing_long_is_cut_off(text_of):
    long = "Nguyễn Thị Hoàng Phương Thảo Nguyên Công Tằng Tôn Nữ"
    typed = r"#pagebreak() *đậm* $x$ {{ 7*7 }} {% raw %} <b>&"
    note = "nghỉ việc riêng không hưởng lương; không tính vào điểm trung bình " * 4
    rows = (PartRow(1, "", note.strip()), *year_sheet().rows[1:])
    text = text_of([year_sheet(long, handling=f"{'Đề nghị tiếp tục phát huy. ' * 300}{typed}", rows=rows)])
    assert text.count("Đề nghị tiếp tục phát huy.") == 300
    assert typed in text and note.strip() in text and text.count(long) == 2


def test_the_form_of_a_year_is_fit_to_be_kept_and_the_same_each_time():
    first, again = (year_form.year_forms_pdf([year_sheet()]) for _ in range(2))
    assert first == again
    reader = PdfReader(io.BytesIO(first))
    assert reader.metadata.title == "PHIẾU XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC năm 2026"
    assert "pdfaid:part>2<" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    fonts = {
        one.get_object()["/BaseFont"].split("+")[1]
        for page in reader.pages
        for one in page["/Resources"]["/Font"].values()
    }
    assert fonts and all(name.startswith("Tinos") for name in fonts)


def test_no_form_of_a_year_to_print_is_said():
    for make in (year_form.year_forms_pdf, year_form.year_forms_docx):
        with pytest.raises(DomainError) as told:
            make([])
        assert told.value.code == "documents.nothing"


# the minutes -----------------------------------------------------------------------------------------------------
def minutes(**changes):
    attendees = (
        Attendee("Trần Văn Bình", "Chánh Văn phòng", "Thành viên đơn vị", "Có mặt"),
        Attendee("Lê Thị <An>", "Chuyên viên", "Thành viên đơn vị", "Vắng mặt", "Đi công tác & họp"),
    )
    made = MinutesDocument(
        agency=WARD, parent_agency=CITY, unit="Văn phòng", year="2026", on=date(2026, 12, 8), place="Ba Đình",
        venue="Phòng họp số 2", kind="everybody", framework="nd335-2025", chair="Trần Văn Bình",
        chair_title="Chánh Văn phòng", secretary="Vũ Thị Hoa", secretary_title="", attendees=attendees,
        counts=(("Có mặt", 1), ("Vắng mặt", 1)), course="Từng người trình bày.\nCuộc họp góp ý.",
        opinions=(Opinion("Lê Thị <An>", "Chuyên viên", "Nhất trí.\nCần báo cáo sớm hơn."),), adopted_at=AT,
    )  # fmt: skip
    return replace(made, **changes)


MINUTES = [
    pytest.param(lambda made: pdf_text(meeting_minutes.meeting_minutes_pdf(made)), id="pdf"),
    pytest.param(lambda made: word_text(meeting_minutes.meeting_minutes_docx(made)), id="docx"),
]


@pytest.mark.parametrize("text_of", MINUTES)
def test_minutes_say_who_met_who_was_absent_why_what_was_said_and_that_they_were_adopted(text_of):
    text = text_of(minutes())
    in_order(
        text,
        [
            "Ba Đình, ngày 08 tháng 12 năm 2026", "BIÊN BẢN", "Họp nhận xét, đánh giá công chức năm 2026", "Điều 21 Nghị định",
            "1. Thời gian: ngày 08 tháng 12 năm 2026", "Phòng họp số 2", "Ông (bà) Trần Văn Bình, Chánh Văn phòng",
            "4. Thư ký: Ông (bà) Vũ Thị Hoa", "toàn thể công chức của Văn phòng", "2 người, trong đó: Có mặt: 1; Vắng mặt: 1.",
            "Lê Thị <An>", "Đi công tác & họp", "Từng người trình bày. Cuộc họp góp ý.", "7.1. Ông (bà) Lê Thị <An>, Chuyên viên",
            "Ý kiến của cuộc họp: Nhất trí. Cần báo cáo sớm hơn.", "lúc 10:00 ngày 25/11/2026", "THƯ KÝ",
        ],
    )  # fmt: skip
    assert "CHỦ TRÌ" in text and "DỰ THẢO" not in text and "{" not in text


@pytest.mark.parametrize("text_of", MINUTES)
def test_minutes_not_yet_adopted_are_a_draft_and_say_what_is_missing(text_of):
    bare = minutes(adopted_at=None, course="", opinions=(), waiting=("Lê Thị An",), venue="", kind="leaders")
    text = text_of(bare)
    for said in (
        "DỰ THẢO", "(Chưa được thông qua)", "là dự thảo, chưa được thông qua", "Chưa ghi ý kiến về: Lê Thị An.", "(chưa ghi)",
        "tập thể lãnh đạo, đại diện cấp ủy đảng",
    ):  # fmt: skip
        assert said in text, said


def test_a_draft_is_marked_on_every_page_and_nothing_of_long_minutes_is_lost():
    opinions = tuple(
        Opinion(f"Người {number}", "Chuyên viên", "Nhất trí với mức tự xếp loại. " * 8) for number in range(40)
    )
    made = minutes(adopted_at=None, opinions=opinions, attendees=minutes().attendees * 40)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(meeting_minutes.meeting_minutes_pdf(made))).pages]
    assert len(pages) > 3 and all("DỰ THẢO" in page for page in pages)
    text = " ".join(" ".join(pages).split())
    assert (
        text.count("Nhất trí với mức tự xếp loại.")
        == 320
        == word_text(meeting_minutes.meeting_minutes_docx(made)).count("Nhất trí với mức tự xếp loại.")
    )
    word = Document(io.BytesIO(meeting_minutes.meeting_minutes_docx(made)))
    assert "DỰ THẢO" in "".join(one.text for one in word.sections[0].header.paragraphs)


def test_minutes_under_a_law_without_a_ground_cite_none():
    assert "Điều 21 Nghị định" not in pdf_text(meeting_minutes.meeting_minutes_pdf(minutes(framework="nd90-2020")))


# the notice ------------------------------------------------------------------------------------------------------
def notice(**changes):
    made = NoticeDocument(
        agency=WARD, parent_agency=CITY, framework="nd335-2025", is_year=True, period="năm 2026", place="Ba Đình", on=ON,
        name="Lê Thị <An>", post="Chuyên viên, Văn phòng", number="101/QĐ-UBND", decided_on=date(2026, 12, 11),
        authority="Chủ tịch Ủy ban nhân dân phường Ba Đình", signer="Trần Văn Bình", signer_title="Chủ tịch",
        level=("HTT", "Hoàn thành tốt nhiệm vụ"), total="91.25", answer_days=7,
    )  # fmt: skip
    return replace(made, **changes)


NOTICES = [
    pytest.param(lambda made: pdf_text(result_notice.result_notice_pdf(made)), id="pdf"),
    pytest.param(lambda made: word_text(result_notice.result_notice_docx(made)), id="docx"),
]


@pytest.mark.parametrize("text_of", NOTICES)
def test_a_notice_tells_the_level_the_decision_and_the_right_to_petition(text_of):
    text = text_of(notice())
    in_order(
        text,
        [
            "Ba Đình, ngày 14 tháng 12 năm 2026", "THÔNG BÁO", "Kết quả xếp loại chất lượng năm 2026",
            "Kính gửi: Ông (bà) Lê Thị <An>, Chuyên viên, Văn phòng",
            "Căn cứ Quyết định số 101/QĐ-UBND ngày 11/12/2026 của Chủ tịch Ủy ban nhân dân phường Ba Đình,",
            "Điểm theo dõi, đánh giá: 91,25", "Mức xếp loại được quyết định: Hoàn thành tốt nhiệm vụ (HTT)",
            "thì ông (bà) có quyền kiến nghị", "trong thời hạn 07 ngày làm việc kể từ ngày nhận được kiến nghị (Điều 22",
        ],
    )  # fmt: skip
    assert "Mức theo điểm" not in text and "Lý do" not in text and "thay thế" not in text
    assert "CHỦ TỊCH" in text and "Trần Văn Bình" in text


@pytest.mark.parametrize("text_of", NOTICES)
def test_a_notice_of_a_level_other_than_the_score_gives_says_why(text_of):
    text = text_of(notice(by_points=("HTXS", "Hoàn thành xuất sắc nhiệm vụ"), reason="Vượt tỷ lệ 20%"))
    in_order(
        text,
        [
            "Mức theo điểm: Hoàn thành xuất sắc nhiệm vụ (HTXS)",
            "Hoàn thành tốt nhiệm vụ (HTT)",
            "Lý do: Vượt tỷ lệ 20%",
        ],
    )


@pytest.mark.parametrize("text_of", NOTICES)
def test_a_notice_of_a_month_of_a_replaced_result_and_of_nobody_rated(text_of):
    text = text_of(notice(is_year=False, period="tháng 10 năm 2026"))
    assert "Kết quả theo dõi, đánh giá tháng 10 năm 2026" in text and "xếp loại chất lượng tháng" not in text
    text = text_of(notice(replaces_number="90/QĐ", replaces_on=date(2026, 12, 1)))
    assert "(thay thế Quyết định số 90/QĐ ngày 01/12/2026)" in text
    text = text_of(notice(level=("", "Không xếp loại"), total="", reason="Nghỉ thai sản"))
    assert "được quyết định: Không xếp loại" in text and "Điểm theo dõi" not in text and "Lý do: Nghỉ thai sản" in text


def test_a_notice_promises_no_right_it_cannot_cite():
    assert "kiến nghị" not in pdf_text(result_notice.result_notice_pdf(notice(framework="nd56-2015")))


def test_a_notice_fits_one_page():
    long = notice(reason="Còn chậm báo cáo. " * 20, name="Nguyễn Thị Hoàng Phương Thảo Nguyên Công Tằng Tôn Nữ")
    assert len(PdfReader(io.BytesIO(result_notice.result_notice_pdf(long))).pages) == 1
