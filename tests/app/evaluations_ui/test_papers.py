"""What the papers of the month say: the signer by their post, the explanation as an annex where somebody asks."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.app.evaluations.month import published_month, reviewed_month, sheet_of

from namro.city.organisation.models import UnitSpell
from namro.city.people.models import Posting
from namro.duties.evaluations import explained, papers
from namro.duties.evaluations.selectors.standing import loaded

pytestmark = pytest.mark.django_db


def annex_of(who):
    sheet = loaded(sheet_of(who).pk)
    (document,) = papers.sheet_documents([sheet])
    return document, explained.with_explanation(document, sheet)


@pytest.mark.parametrize(
    ("title", "agency", "line"),
    [
        ("Chủ tịch", "Phường Tây Hồ", "Chủ tịch Phường Tây Hồ"),
        ("Chủ tịch Ủy ban nhân dân", "Ủy ban nhân dân phường Tây Hồ", "Chủ tịch Ủy ban nhân dân phường Tây Hồ"),
        ("Chủ tịch Ủy ban nhân dân", "Phường Tây Hồ", "Chủ tịch Ủy ban nhân dân Phường Tây Hồ"),
        ("Giám đốc Sở Nội vụ", "Sở Nội vụ", "Giám đốc Sở Nội vụ"),
    ],
)
def test_the_authority_is_title_and_agency_said_once(title, agency, line):
    assert papers.authority_line(title, agency) == line


def test_the_decision_is_signed_by_the_post_held_that_day(city):
    Posting.objects.filter(person=city.chair.person_id).update(title="Chủ tịch Ủy ban nhân dân")
    UnitSpell.objects.filter(unit=city.commune).update(name="Ủy ban nhân dân phường Tây Hồ")
    month = published_month(city)
    decision = month.commune.decisions.get()
    paper = papers.decision_document(month.commune, decision)
    assert (paper.signer, paper.signer_title) == ("Nguyễn Thị Lan", "Chủ tịch Ủy ban nhân dân")
    assert paper.authority == "Chủ tịch Ủy ban nhân dân phường Tây Hồ"
    Posting.objects.filter(person=city.chair.person_id).update(title="")
    assert papers.decision_document(month.commune, decision).signer_title == "Người đứng đầu"


def test_the_annex_says_how_the_score_came_about(city):
    reviewed_month(city)
    plain, annexed = annex_of(city.an)
    assert plain.explanation == []
    first = annexed.explanation[0]
    assert (first.depth, first.label, first.arithmetic) == (0, "Tổng điểm theo dõi, đánh giá", "30 + 56 = 86")
    assert first.rule == "Điều 17.1, Nghị định 335/2025/NĐ-CP"
    said = {one.label: one for one in annexed.explanation}
    assert said["Tinh thần trách nhiệm trong thực thi công vụ"].arithmetic == "2,5 (tối đa 2,5)"
    assert (3, "a: tỷ lệ về số lượng") in [(one.depth, one.label) for one in annexed.explanation]
    assert said["Mức xếp loại"].arithmetic == "HTT (70 ≤ 86 < 90)"
    assert "Dòng 1 (Hồ sơ)" in said
    assert not [one for one in annexed.explanation if "planned" in one.arithmetic or "666666" in one.arithmetic]


def test_a_step_met_again_is_not_written_out_twice(city):
    reviewed_month(city)
    _plain, annexed = annex_of(city.an)
    again = [one for one in annexed.explanation if one.arithmetic.endswith("(như trên)")]
    assert again
    places = [annexed.explanation.index(one) for one in again]
    assert all(
        len(annexed.explanation) == place + 1
        or annexed.explanation[place + 1].depth <= annexed.explanation[place].depth
        for place in places
    )


def test_whoever_prints_chooses_the_annex(city, as_):
    reviewed_month(city)
    sheet = sheet_of(city.an)
    browser = as_(city.an)
    assert b"explained=1" in browser.get(f"/sheets/{sheet.pk}").content
    words = {
        asked: zipfile.ZipFile(io.BytesIO(browser.get(f"/sheets/{sheet.pk}/form.docx{asked}").content)).read("word/document.xml").decode()
        for asked in ("", "?explained=1")
    }  # fmt: skip
    assert "PHỤ LỤC: DIỄN GIẢI ĐIỂM" in words["?explained=1"]
    assert "30 + 56 = 86" in words["?explained=1"]
    assert "30 + 56 = 86" not in words[""]
    assert as_(city.binh).get(f"/sheets/{sheet.pk}/form.docx?explained=1").status_code == 404
