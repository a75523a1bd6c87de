"""The papers of a real year: Mẫu số 02 of one person and of a round, the minutes of a meeting, the notice of a result."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from docx import Document
from pypdf import PdfReader
from tests.app.evaluations.month import actor, city_officer, published_month, sheet_of
from tests.app.evaluations.months import month, period
from tests.app.evaluations.years import AT, ON, WHO, Year, open_year, ready, staff_of_commune
from tests.cast import City, posting

from namro.base.audit.models import Event
from namro.city.facts import services as facts
from namro.city.people.models import Posting
from namro.duties.evaluations import papers_year, services
from namro.duties.evaluations.models import DecidedRating, Decision, MeetingKind, Period, Score, Sheet
from namro.duties.evaluations.rules import month_after
from namro.duties.evaluations.services import printing
from namro.duties.evaluations.services.year import meetings, self_rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(city: City) -> Year:
    for who in [*staff_of_commune(city), city.chair]:
        for number in range(1, 12):
            month(who, number, "95" if who == city.binh else "85")
    return Year(city, open_year(city))


def published(year: Year) -> Year:
    ready(year)
    year.decide(year.city.chair, year.city.an, quota_reason="Thành tích nổi trội")
    services.publish(round_id=year.round(year.city.an).pk, by=actor(year.city.chair, ON), **WHO)
    return year


def text_of(response) -> str:
    assert response.status_code == 200, response.content[:300]
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages]
    return " ".join(re.sub(r"^\d+ ", "", one) for one in pages)


def document_of(sheet: Sheet, *, shows: bool = True):
    sheet = Sheet.objects.select_related("period", "round", "person", "posting").get(pk=sheet.pk)
    (made,) = papers_year.year_documents([sheet], shows=lambda _sheet: shows)
    return made


# Mẫu số 02 -------------------------------------------------------------------------------------------------------
def test_the_form_lists_the_months_and_their_mean_as_they_count(year: Year) -> None:
    made = document_of(year.hand_in(year.city.an))
    assert [(one.number, one.total) for one in made.rows] == [*((number, "85.00") for number in range(1, 12)), (12, "")]
    assert (made.mean, made.mean_note) == ("85.00", "trung bình của 11 tháng có điểm")
    assert "xếp loại trước khi hết năm" in made.rows[11].note
    assert (made.self_level, made.self.name, made.decided, made.handling) == ("HTT", "Nguyễn Văn An", None, "")
    assert (made.agency, made.year, made.in_quarters) == (
        papers_year.papers.agency_of(year.city.culture.pk, year.period).name,
        "2026",
        False,
    )


def test_a_month_without_a_score_says_why_and_whether_it_counts(city: City) -> None:
    for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11):
        month(city.an, number, "85")
    month(city.an, 7, not_rated="leave")
    made = document_of(Year(city, open_year(city)).sheet(city.an))
    assert (
        made.rows[6].total == "" and made.rows[6].note == "vắng mặt có lý do chính đáng; không tính vào điểm trung bình"
    )
    assert made.mean == "85.00"


def test_a_year_that_lacks_a_month_has_no_mean_and_says_which_is_missing(city: City) -> None:
    for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11):
        month(city.an, number, "85")
    made = document_of(Year(city, open_year(city)).sheet(city.an))
    assert made.mean == "" and "kỳ thứ 7" in made.mean_note
    assert made.rows[6].note == "chưa có phiếu"


def quarter(number: int) -> Period:
    made = period(3 * number - 2)
    made.pk, made.kind, made._state.adding = None, "quarter", True
    made.days = DateRange(made.days.lower, month_after(made.days.lower, 3))
    made.save()
    return made


def test_the_year_of_a_quarterly_agency_lists_its_quarters_and_says_so(city: City, as_) -> None:
    for number in (1, 2, 3, 4):
        month(city.an, 3 * number, "8" + str(number), of=quarter(number))
    Period.objects.filter(kind="month").delete()  # nothing but quarters was ever opened
    made = document_of(sheet := Year(city, open_year(city)).sheet(city.an))
    assert made.in_quarters and [(one.number, one.total) for one in made.rows] == [
        (1, "81.00"), (2, "82.00"), (3, "83.00"), (4, "84.00")
    ]  # fmt: skip
    assert (made.mean, made.mean_note) == ("82.50", "")
    assert "mỗi dòng là một quý" in text_of(as_(city.an).get(f"/sheets/{sheet.pk}/form.pdf"))


def test_a_month_replaced_after_the_decision_leaves_the_mean_decided_on_and_says_so(year: Year) -> None:
    published(year)
    may = Sheet.objects.get(
        person=year.city.an.person_id, period__days__startswith=date(2026, 5, 1), period__kind="month"
    )
    Score.objects.filter(sheet=may).update(exact="60/1")
    made = document_of(year.sheet(year.city.an))
    assert (made.rows[4].total, made.mean) == ("60.00", "85.00")
    assert "đã thay đổi sau khi quyết định" in made.mean_note


def test_a_month_in_two_units_names_both(city: City) -> None:
    month(city.an, 5, "80", days=(1, 16))
    month(city.an, 5, "90", days=(16, 31), unit=city.economy, posting=moved(city))
    made = document_of(Year(city, open_year(city)).sheet(city.an))
    names = made.rows[4].note.removeprefix("gộp kết quả tại ").split(", ")
    assert len(names) == 2 and made.rows[4].total == "85.00"


def moved(city: City) -> Posting:
    """An's post in another unit from the middle of May."""
    held = Posting.objects.get(person=city.an.person_id)
    held.valid = (held.valid.lower, date(2026, 5, 16))
    held.save(update_fields=["valid"])
    return posting(city.an.person, city.economy, since=date(2026, 5, 16))


def test_nobody_reads_in_the_form_what_was_not_published_but_who_prepares_it(year: Year, as_) -> None:
    city = year.city
    ready(year)
    sheet = year.sheet(city.an)
    self_rating.propose_handling(
        sheet_id=sheet.pk, text="Đề nghị khen thưởng", version=sheet.version, by=actor(city.chair, ON), **WHO
    )
    year.decide(city.chair, city.an, number="77/QĐ-UBND", quota_reason="x")
    path = f"/sheets/{sheet.pk}/form.pdf"
    for who in (city.an, city.office_head):
        text = text_of(as_(who).get(path))
        assert "77/QĐ-UBND" not in text and "khen thưởng" not in text
    assert "Theo Quyết định số 77/QĐ-UBND ngày 10/12/2026" in text_of(as_(city.chair).get(path))
    services.publish(round_id=sheet.round_id, by=actor(city.chair, ON), **WHO)
    text = text_of(as_(city.an).get(path))
    assert "77/QĐ-UBND" in text and "Đề nghị khen thưởng" in text


def test_the_file_is_named_after_the_form_and_its_download_is_recorded(year: Year, as_) -> None:
    city, sheet = year.city, year.sheet(year.city.an)
    answer = as_(city.an).get(f"/sheets/{sheet.pk}/form.docx")
    assert 'filename="mau-02-' in answer.headers["Content-Disposition"]
    assert any("Mẫu số 02" in one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert not Event.objects.filter(tag="evaluations:sheet:printed").exists()  # one's own
    as_(city.office_head).get(f"/sheets/{sheet.pk}/form.pdf")
    assert Event.objects.filter(tag="evaluations:sheet:printed", subject_id=sheet.pk).exists()
    assert as_(city.outsider).get(f"/sheets/{sheet.pk}/form.pdf").status_code == 404


def test_discipline_leaves_the_mean_and_ticks_the_decided_level(year: Year) -> None:
    city = year.city
    facts.put_mark(
        person_id=city.an.person_id, code="disciplined_in_year", first=date(2026, 3, 1), until=date(2026, 3, 2),
        document="12/QĐ-KL", source="test", by=actor(city_officer(city), ON), at=AT,
    )  # fmt: skip
    published(year)
    made = document_of(year.sheet(city.an))
    assert (made.mean, made.decided.level, made.self_level) == ("85.00", "KHT", "HTT")


def test_a_round_of_a_year_is_one_file_of_mau_02(year: Year, as_) -> None:
    published(year)
    round_ = year.round(year.city.an)
    answer = as_(year.city.chair).get(f"/rounds/{round_.pk}/files/forms.pdf")
    text = text_of(answer)
    count = round_.sheets.filter(not_rated="").count()
    page = as_(year.city.chair).get(f"/rounds/{round_.pk}/forms").content.decode()
    assert "Mẫu số 02 của cả danh sách" in page and "Mẫu số 01" not in page
    assert text.count("Mẫu số 02") == count == printing.forms_count(round_)
    assert text.count("Theo Quyết định số 99/QĐ ngày 10/12/2026") == count
    word = Document(io.BytesIO(as_(year.city.chair).get(f"/rounds/{round_.pk}/files/forms.docx").content))
    assert len(word.sections) == count


def test_the_form_of_many_costs_no_more_questions_than_of_one(year: Year, django_assert_max_num_queries) -> None:
    published(year)
    sheets = [one for one in printing.papers.sheets_of(year.round(year.city.an)) if not one.not_rated]
    with django_assert_max_num_queries(10):
        papers_year.year_documents(sheets, shows=lambda _sheet: True)


def test_a_year_under_another_law_is_printed_on_a_template_that_says_so(city: City, as_) -> None:
    opened = open_year(
        city, framework_id="nd90-2020", first_day=date(2025, 1, 1), settings={},
        at=datetime(2025, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        by=actor(city_officer(city), date(2025, 12, 10)),
    )  # fmt: skip
    sheet = Year(city, opened).sheet(city.an)
    Sheet.objects.filter(pk=sheet.pk).update(
        self_at=AT, self_by=city.an, self_level="HTT", self_strengths="Đúng hạn cả năm", state="self_scored",
        answers={"results": 20, "results_good": 20, "general_criteria": "good"},
    )  # fmt: skip
    made = document_of(sheet)
    assert made.is_established and made.strengths == "Đúng hạn cả năm"
    assert {one.total for one in made.rows} == {""}  # nothing is told before the decision
    text = text_of(as_(city.an).get(f"/sheets/{sheet.pk}/form.pdf"))
    for said in (
        "MẪU, chưa đối chiếu nguyên văn", "PHIẾU TỰ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG", "Năm 2025", "Hoàn thành tốt nhiệm vụ",
        "Ưu điểm: Đúng hạn cả năm", "Nghị định 90/2020/NĐ-CP có mẫu phiếu riêng", "NGƯỜI TỰ XẾP LOẠI",
    ):  # fmt: skip
        assert said in text, said
    assert "335/2025" not in text and "Mẫu số 02" not in text and "{" not in text
    word = Document(io.BytesIO(as_(city.an).get(f"/sheets/{sheet.pk}/form.docx").content))
    assert "Ưu điểm: Đúng hạn cả năm" in [one.text for one in word.paragraphs]
    page = as_(city.an).get(f"/sheets/{sheet.pk}").content.decode()
    assert "Phiếu năm (mẫu gợi ý)" in page and "Mẫu số 02" not in page
    assert (
        "Phiếu năm (mẫu gợi ý) của cả danh sách (PDF)"
        in as_(city.chair).get(f"/rounds/{sheet.round_id}").content.decode()
    )
    given = {"round_id": sheet.round_id, "kind": "pdf", "by": actor(city_officer(city), ON), **WHO}
    assert printing.start_forms(**given).task == printing.TASK


def test_what_was_established_stands_on_the_template_once_decided(city: City) -> None:
    """The figures in words, with the level they give; a flag and a choice by their names."""
    opened = open_year(
        city, framework_id="nd90-2020", first_day=date(2025, 1, 1), settings={},
        at=datetime(2025, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        by=actor(city_officer(city), date(2025, 12, 10)),
    )  # fmt: skip
    sheet = Year(city, opened).sheet(city.an)
    Sheet.objects.filter(pk=sheet.pk).update(answers={"results": 20, "general_criteria": "good"}, state="decided")
    given = {"number": "7/QĐ", "on": date(2025, 12, 12), "signer": city.chair.person, "unit": city.commune}
    decision = Decision.objects.create(round=sheet.round, at=AT, by=city.chair, **given)
    DecidedRating.objects.create(decision=decision, sheet=sheet, rating="HTT")
    Score.objects.create(sheet=sheet, state="RATED", level="HTT", band="HTT", calculated_at=AT)
    made = document_of(sheet)
    assert "20" in {one.total for one in made.rows} and len(made.rows) > 4
    assert (made.mean, made.mean_note) == ("HTT", "Hoàn thành tốt nhiệm vụ")
    assert document_of(sheet, shows=False).mean == ""


# the minutes -----------------------------------------------------------------------------------------------------
def called(year: Year, kind: str = MeetingKind.EVERYBODY):
    by = year.city.office_head
    return meetings.call_meeting(
        period_id=year.period.pk, unit_id=year.city.culture.pk, kind=kind, held_on=ON, chair_id=by.person_id,
        secretary_id=year.city.binh.person_id, place="Phòng họp 2", by=actor(by, ON), **WHO,
    )  # fmt: skip


def test_a_draft_names_whom_nothing_was_minuted_about(year: Year, as_) -> None:
    found = called(year)
    text = text_of(as_(year.city.an).get(f"/meetings/{found.pk}/minutes.pdf"))
    for said in (
        "DỰ THẢO",
        "chưa được thông qua",
        "chưa ghi: 3",
        "Chưa ghi ý kiến về:",
        "Nguyễn Văn An",
        "Phòng họp 2",
    ):
        assert said in text, said


def test_adopted_minutes_tell_who_was_there_and_what_was_said(year: Year, as_) -> None:
    city, by = year.city, year.city.office_head
    year.hand_in(city.an)
    found = called(year)
    here = {one.person_id: ("present", "") for one in found.attendances.order_by("pk")}
    an = year.sheet(city.an)
    year.minute(
        found, by, presences={**here, city.binh.person_id: ("absent", "Đi công tác")}, opinions={an.pk: "Nhất trí."}
    )
    found.refresh_from_db()
    meetings.adopt_minutes(meeting_id=found.pk, version=found.version, by=actor(by, ON), **WHO)
    answer = as_(city.an).get(f"/meetings/{found.pk}/minutes.pdf")
    text = text_of(answer)
    for said in (
        "Có mặt: 2; Vắng mặt: 1", "Đi công tác", "Ông (bà) Nguyễn Văn An", "Ý kiến của cuộc họp: Nhất trí.",
        "ghi nhận trên phần mềm lúc 09:00 ngày 10/12/2026", "toàn thể công chức của",
    ):  # fmt: skip
        assert said in text, said
    assert "DỰ THẢO" not in text and "Chưa ghi ý kiến" not in text
    assert 'filename="bien-ban-hop-' in answer.headers["Content-Disposition"]
    word = as_(city.an).get(f"/meetings/{found.pk}/minutes.docx")
    assert any("Nhất trí." in one.text for one in Document(io.BytesIO(word.content)).paragraphs)
    assert Event.objects.filter(tag="evaluations:meeting:printed", subject_id=found.pk).count() == 2


def test_minutes_are_nobody_elses(year: Year, as_) -> None:
    found = called(year)
    for who in (year.city.outsider, year.city.economy_head):
        assert as_(who).get(f"/meetings/{found.pk}/minutes.pdf").status_code == 404
    assert as_(year.city.an).get(f"/meetings/{found.pk}/minutes.txt").status_code == 404


# the notice ------------------------------------------------------------------------------------------------------
def test_the_notice_of_a_year_tells_the_result_and_the_right_to_petition(year: Year, as_) -> None:
    city = published(year).city
    shown = as_(city.an).get(f"/sheets/{year.sheet(city.an).pk}").content.decode()
    assert f"/sheets/{year.sheet(city.an).pk}/notice.pdf" in shown and "form.pdf" in shown
    text = text_of(as_(city.an).get(f"/sheets/{year.sheet(city.an).pk}/notice.pdf"))
    for said in (
        "Kết quả xếp loại chất lượng năm 2026", "Căn cứ Quyết định số 99/QĐ ngày 10/12/2026", "Kính gửi: Ông (bà) Nguyễn Văn An",
        "Mức xếp loại được quyết định: Hoàn thành tốt nhiệm vụ (HTT)", "85,00", "07 ngày làm việc",
    ):  # fmt: skip
        assert said in text, said
    assert "Mức theo điểm" not in text
    assert not Event.objects.filter(tag="evaluations:notice:printed").exists()
    as_(city.chair).get(f"/sheets/{year.sheet(city.an).pk}/notice.docx")
    assert Event.objects.filter(tag="evaluations:notice:printed").count() == 1


def test_a_proposal_that_was_followed_is_no_reason_in_the_notice(year: Year) -> None:
    head = published(year).city.office_head
    sheet = Sheet.objects.select_related("period", "round", "person", "posting").get(pk=year.sheet(head).pk)
    made = papers_year.notice_document(sheet)
    assert (made.level[0], made.reason, made.by_points) == ("HTT", "", ("", ""))


def test_the_decision_of_a_year_speaks_of_the_years_rating(year: Year, as_) -> None:
    published(year)
    text = text_of(as_(year.city.chair).get(f"/rounds/{year.round(year.city.an).pk}/files/decision.pdf"))
    assert "công nhận kết quả xếp loại chất lượng năm 2026" in text and "theo dõi, đánh giá năm" not in text


def test_there_is_no_notice_before_the_result_is_published(year: Year, as_) -> None:
    ready(year)
    year.decide(year.city.chair, year.city.an, quota_reason="x")
    path = f"/sheets/{year.sheet(year.city.an).pk}/notice.pdf"
    for who in (year.city.an, year.city.chair):
        assert as_(who).get(path).status_code == 400
    assert as_(year.city.outsider).get(path).status_code == 404


def test_a_replaced_result_is_told_by_the_decision_that_replaced_it(year: Year) -> None:
    city = published(year).city
    services.replace_rating(
        sheet_id=year.sheet(city.an).pk, rating="HTNV", reason="Kết quả tháng 5 không trung thực", number="100/QĐ",
        decided_on=ON, by=actor(city.city_chair, ON), **WHO,
    )  # fmt: skip
    sheet = Sheet.objects.select_related("period", "round", "person", "posting").get(pk=year.sheet(city.an).pk)
    made = papers_year.notice_document(sheet)
    assert (made.number, made.replaces_number, made.level[0], made.by_points[0]) == ("100/QĐ", "99/QĐ", "HTNV", "HTT")
    assert made.reason == "Kết quả tháng 5 không trung thực" and made.on == ON


def test_a_level_the_law_sets_whatever_the_score_is_told_with_its_rule(year: Year) -> None:
    city = year.city
    facts.put_mark(
        person_id=city.an.person_id, code="disciplined_in_year", first=date(2026, 3, 1), until=date(2026, 3, 2),
        document="12/QĐ-KL", source="test", by=actor(city_officer(city), ON), at=AT,
    )  # fmt: skip
    published(year)
    sheet = Sheet.objects.select_related("period", "round", "person", "posting").get(pk=year.sheet(city.an).pk)
    made = papers_year.notice_document(sheet)
    assert (made.level[0], made.by_points[0]) == ("KHT", "HTT") and "kỷ luật" in made.reason


def test_a_month_has_a_notice_too(city: City, as_) -> None:
    published_month(city)
    text = text_of(as_(city.an).get(f"/sheets/{sheet_of(city.an).pk}/notice.pdf"))
    assert "Kết quả theo dõi, đánh giá tháng 11 năm 2026" in text and "quyền kiến nghị" in text
