"""The paper of the decision on the units of a year, and what papers of another law may cite."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document
from tests.app.documents.test_year_papers import text_of
from tests.app.evaluations.month import actor, city_officer
from tests.app.evaluations.test_unit_years import correct, decide, ready, sheet_of
from tests.app.evaluations.years import ON, WHO
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.papers_units import unit_decision_document
from namro.duties.evaluations.selectors.unit_sheets import unit_sheet_for
from namro.duties.evaluations.services.year import units

pytestmark = pytest.mark.django_db
LOWERED = "Một nhiệm vụ để chậm"


@pytest.fixture
def period(city: City) -> Period:
    by = actor(city_officer(city), ON)
    return units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)


def decided(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    ready(period, city.economy, city.economy_head, city.chair)
    given = {city.culture: ("HTT", LOWERED), city.economy: ("HTT", LOWERED)}
    decide(period, city.commune, city.chair, given, number="12/QĐ-UBND")


def document(city: City, period: Period, of: object):
    sheet = unit_sheet_for(actor(city.chair, ON), sheet_of(period, of).pk, on=ON)
    return unit_decision_document(sheet)


def path(period: Period, of: object, kind: str = "pdf") -> str:
    return f"/unit-years/{period.pk}/units/{sheet_of(period, of).pk}/decision.{kind}"


def test_the_paper_lists_every_unit_of_the_decision_with_what_it_proposed_and_why_lowered(
    city: City, period: Period
) -> None:
    decided(city, period)
    made = document(city, period, city.culture)
    assert [(one.name, one.post, one.total, one.band, one.rating, one.reason) for one in made.rows] == [
        ("Phòng Kinh tế", "Hoàn thành tốt nhiệm vụ (HTT)", "95.00", "HTXS", "HTT", LOWERED),
        ("Phòng Văn hóa - Xã hội", "Hoàn thành tốt nhiệm vụ (HTT)", "95.00", "HTXS", "HTT", LOWERED),
    ]
    assert made.counts == [("Hoàn thành tốt nhiệm vụ", 2)]
    assert (made.number, made.signer, made.replaces_number) == ("12/QĐ-UBND", city.chair.person.full_name, "")
    assert made.reading.count(";") == 1  # how it was read, and the rate


def test_the_pdf_cites_the_decree_and_promises_no_petition(city: City, period: Period, as_) -> None:
    decided(city, period)
    answer = as_(city.chair).get(path(period, city.economy))
    text = text_of(answer)
    for said in (
        "Số: 12/QĐ-UBND", "Nghị định số 335/2025/NĐ-CP", "đối với 2 cơ quan, đơn vị có tên", "Phòng Kinh tế", LOWERED,
        "Mức đơn vị tự đề xuất",
    ):  # fmt: skip
        assert said in text, said
    assert "kiến nghị" not in text and "{" not in text
    assert 'filename="quyet-dinh-xep-loai-don-vi-' in answer["Content-Disposition"]
    assert Event.objects.filter(tag="evaluations:unit:printed", subject_type="unit_sheet").count() == 1


def test_the_word_file_holds_the_same_and_can_be_edited(city: City, period: Period, as_) -> None:
    decided(city, period)
    found = Document(io.BytesIO(as_(city.chair).get(path(period, city.culture, "docx")).content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    assert {"Cơ quan, đơn vị", "Phòng Kinh tế", LOWERED} <= set(cells)
    assert as_(city.chair).get(path(period, city.culture, "xlsx")).status_code == 404


def test_a_decision_put_right_says_what_it_replaces_and_the_old_paper_stays_as_signed(
    city: City, period: Period
) -> None:
    decided(city, period)
    correct(period, city.culture, city.chair, number="20/QĐ-UBND")
    new, old = document(city, period, city.culture), document(city, period, city.economy)
    assert [(one.name, one.rating) for one in new.rows] == [("Phòng Văn hóa - Xã hội", "HTNV")]
    assert (new.number, new.replaces_number, new.replaces_on) == ("20/QĐ-UBND", "12/QĐ-UBND", ON)
    assert [(one.name, one.rating) for one in old.rows] == [
        ("Phòng Kinh tế", "HTT"),
        ("Phòng Văn hóa - Xã hội", "HTT"),
    ]


def test_there_is_no_paper_before_the_decision_and_none_for_others(city: City, period: Period, as_) -> None:
    with pytest.raises(DomainError) as told:
        document(city, period, city.culture)
    assert told.value.code == "evaluations.unit.undecided"
    assert as_(city.chair).get(path(period, city.culture)).status_code == 400
    decided(city, period)
    for who, status in ((city.office_head, 403), (city.economy_head, 404), (city.an, 404), (city.officer, 200)):
        assert as_(who).get(path(period, city.culture)).status_code == status, who
    shown = f"/unit-years/{period.pk}/units/{sheet_of(period, city.culture).pk}"
    assert "decision.pdf" in as_(city.chair).get(shown).content.decode()
    assert "decision.pdf" not in as_(city.office_head).get(shown).content.decode()


def test_under_a_law_the_form_does_not_know_its_own_instrument_is_cited(city: City, period: Period) -> None:
    from namro.base.documents.decision_list import _values

    decided(city, period)
    other = replace(document(city, period, city.culture), framework="x", instrument="Nghị định 90/2020/NĐ-CP")
    assert _values(other)["grounds"][0] == "Căn cứ Nghị định 90/2020/NĐ-CP;"
