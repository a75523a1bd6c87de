"""The decision that replaces a wrong result, printed: what it says, who may have it, and that the old one stays told."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader
from tests.app.evaluations.month import AT, TODAY, actor, published_month, sheet_of

from namro.base.audit.models import Event
from namro.city.people.models import Posting
from namro.duties.evaluations import replacing_paper, services
from namro.duties.evaluations.selectors.standing import loaded

pytestmark = pytest.mark.django_db


def replaced(city, rating="HTNV", number="9/QĐ", by=None):
    return services.replace_rating(
        sheet_id=sheet_of(city.an).pk, rating=rating, reason="Sai số liệu hồ sơ", number=number, decided_on=TODAY,
        by=actor(by or city.city_chair), at=AT, on=TODAY,
    )  # fmt: skip


def paper_of(who, decision):
    sheet = loaded(sheet_of(who).pk)
    return replacing_paper.replacing_document(sheet, replacing_paper.replacement(sheet, decision.pk))


def path(city, decision, kind="pdf"):
    return reverse("replacement_file", args=[sheet_of(city.an).pk, decision.pk, kind])


def said_in(answer) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_the_paper_says_what_was_replaced_by_whom_and_why(city):
    published_month(city)
    paper = paper_of(city.an, replaced(city))
    assert (paper.agency, paper.unit) == ("Thành phố Hà Nội", "Phường Tây Hồ")
    assert (paper.number, paper.on, paper.old_number, paper.old_on) == ("9/QĐ", TODAY, "12/QĐ", TODAY)
    assert paper.name == "Nguyễn Văn An"
    assert paper.post == "Chuyên viên, Phòng Văn hóa - Xã hội"
    assert paper.old_rating == ("HTT", "Hoàn thành tốt nhiệm vụ")
    assert paper.new_rating == ("HTNV", "Hoàn thành nhiệm vụ")
    assert (paper.signer, paper.signer_title, paper.reason) == ("Phạm Trung Kiên", "Chủ tịch", "Sai số liệu hồ sơ")
    assert paper.is_part
    assert paper.petition_on is None


def test_one_replaced_twice_keeps_both_papers_each_pointing_at_the_one_before(city):
    published_month(city)
    first = replaced(city)
    second = replaced(city, rating="KXL", number="10/QĐ")
    earlier, later = paper_of(city.an, first), paper_of(city.an, second)
    assert (earlier.old_number, earlier.new_rating[0], earlier.is_part) == ("12/QĐ", "HTNV", True)
    assert (later.old_number, later.old_rating[0], later.is_part) == ("9/QĐ", "HTNV", False)
    assert later.new_rating == ("", "Không xếp loại")


def test_an_upheld_petition_is_named_on_the_decision_it_brought_about(city, as_):
    published_month(city)
    filed = services.file_petition(sheet_id=sheet_of(city.an).pk, grounds="Đủ việc", by=actor(city.an), at=AT, on=TODAY)
    services.assign_petition(
        petition_id=filed.pk, handler_id=city.officer.person_id, by=actor(city.chair), at=AT, on=TODAY
    )
    done = services.answer_petition(
        petition_id=filed.pk, outcome="upheld", answer="Đúng", rating="HTXS", number="15/QĐ", decided_on=TODAY,
        by=actor(city.chair), at=AT, on=TODAY,
    )  # fmt: skip
    paper = paper_of(city.an, done.decision)
    assert (paper.agency, paper.petition_on) == ("Phường Tây Hồ", TODAY)
    for who in (city.an, city.chair):
        assert path(city, done.decision) in as_(who).get(f"/petitions/{filed.pk}").content.decode()


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_it_is_printed_by_the_person_the_scorer_the_authority_home_affairs_and_who_replaced(city, as_, kind):
    published_month(city)
    decision = replaced(city)
    for who in (city.an, city.office_head, city.chair, city.officer, city.city_chair):
        answer = as_(who).get(path(city, decision, kind))
        assert answer.status_code == 200, who.username
        assert (
            answer.headers["Content-Disposition"]
            == f'attachment; filename="quyet-dinh-thay-the-9-qd-nguyen-van-an.{kind}"'
        )
    for who in (city.binh, city.economy_head, city.outsider, city.administrator):
        assert as_(who).get(path(city, decision, kind)).status_code == 404, who.username


def test_the_files_hold_what_the_paper_says(city, as_):
    published_month(city)
    decision = replaced(city)
    assert "thay thế Quyết định số 12/QĐ ngày 22/11/2026" in said_in(as_(city.an).get(path(city, decision)))
    word = Document(io.BytesIO(as_(city.an).get(path(city, decision, "docx")).content))
    assert "Mức xếp loại mới: Hoàn thành nhiệm vụ (HTNV)" in [one.text for one in word.paragraphs]


def test_only_a_decision_that_replaced_this_persons_result_is_printed_so(city, as_):
    month = published_month(city)
    decision = replaced(city)
    binh = reverse("replacement_file", args=[sheet_of(city.binh).pk, decision.pk, "pdf"])
    assert as_(city.chair).get(binh).status_code == 404
    assert as_(city.chair).get(path(city, month.commune.decisions.get(pk=decision.replaces_id))).status_code == 404
    assert as_(city.chair).get(path(city, decision, "xlsx")).status_code == 404


def test_the_pages_lead_to_the_paper(city, as_):
    published_month(city)
    assert "/replacements/" not in as_(city.an).get(f"/sheets/{sheet_of(city.an).pk}").content.decode()
    decision = replaced(city)
    for who, page in ((city.an, "/sheets/{}"), (city.chair, "/sheets/{}"), (city.city_chair, "/sheets/{}/replace")):
        shown = as_(who).get(page.format(sheet_of(city.an).pk)).content.decode()
        assert path(city, decision, "pdf") in shown and path(city, decision, "docx") in shown, who.username


def test_whoever_prints_anothers_is_told_to_them(city, as_):
    published_month(city)
    decision = replaced(city)
    as_(city.an).get(path(city, decision))
    assert not Event.objects.filter(tag="evaluations:replacement:printed").exists()
    as_(city.officer).get(path(city, decision))
    event = Event.objects.get(tag="evaluations:replacement:printed")
    assert (event.user_id, event.subject_id) == (city.officer.pk, sheet_of(city.an).pk)
    viewers = as_(city.an).get(f"/sheets/{sheet_of(city.an).pk}").context["m"]["viewers"]
    assert [one.text for one in viewers] == ["Hoàng Thị Oanh"]


def test_papers_are_vietnamese_whoever_prints_them(city, as_):
    published_month(city)
    decision = replaced(city)
    Posting.objects.filter(person=city.an.person_id).update(title="")
    browser = as_(city.an)
    browser.cookies["namro_language"] = "en"
    assert 'lang="en"' in browser.get("/sheets/mine").content.decode()
    text = said_in(browser.get(path(city, decision)))
    assert "của ông (bà) Nguyễn Văn An, Phòng Văn hóa - Xã hội, như sau:" in text
    form = said_in(browser.get(f"/sheets/{sheet_of(city.an).pk}/form.pdf"))
    assert "Chức vụ, chức danh: Không giữ chức vụ lãnh đạo" in form
