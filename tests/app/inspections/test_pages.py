"""The pages of the register: from the form to the remedy, the list and its workbook, what each role is shown."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.app.inspections.concluded import of_the_unit, recorded, remedied, stated, when, withdrawn
from tests.cast import City

from namro.base.audit.models import Event
from namro.duties.inspections import services
from namro.duties.inspections.models import Finding

pytestmark = pytest.mark.django_db
HERE = "/inspections/findings/"
TYPED = {
    "number": "12/KL-UBND", "concluded_on": "2026-11-12", "body": "Thanh tra Thành phố", "kind": "planned", "whose": "person",
    "found_on": "2026-11-05", "content": "Đi muộn ba lần", "article": "Điều 5", "severity": "less", "recommendation": "",
    "due_on": "",
}  # fmt: skip


def test_from_the_form_to_the_remedy(city: City, as_) -> None:
    officer = as_(city.officer)
    form = officer.get(f"{HERE}new/").content.decode()
    assert f'value="{city.an.person.code} · {city.an.person.full_name}"' in form and 'list="people"' in form
    typed = {**TYPED, "unit": city.culture.code, "person": f"{city.an.person.code} · {city.an.person.full_name}"}
    wrong = officer.post(f"{HERE}new/", {**typed, "unit": city.economy.code})
    assert wrong.status_code == 422
    assert "không công tác ở đơn vị đã ghi" in wrong.content.decode() and "Đi muộn ba lần" in wrong.content.decode()
    assert "Chưa ghi của ai" in officer.post(f"{HERE}new/", {**typed, "person": ""}).content.decode()
    assert "Hãy chọn một trong hai" in officer.post(f"{HERE}new/", {**typed, "whose": "collective"}).content.decode()
    assert officer.post(f"{HERE}new/", typed).status_code == 302
    made = Finding.objects.get()
    assert (made.person_id, made.severity) == (city.an.person_id, "less")
    page = officer.get(f"{HERE}{made.pk}/").content.decode()
    assert f'href="{HERE}{made.pk}/remedy/"' in page and "chưa khắc phục" in page
    sent = {"remedied_on": "2026-11-20", "remedy": "Đã kiểm điểm", "proof": "Biên bản", "proof_number": ""}
    assert officer.post(f"{HERE}{made.pk}/remedy/", sent).status_code == 422
    assert officer.post(f"{HERE}{made.pk}/remedy/", {**sent, "proof_number": "45/BC"}).status_code == 302
    page = officer.get(f"{HERE}{made.pk}/").content.decode()
    assert "45/BC" in page and "đã khắc phục" in page and "/remedy/" not in page
    assert officer.post(f"{HERE}{made.pk}/remedy/", {**sent, "proof_number": "46/BC"}).status_code == 422
    assert officer.post(f"{HERE}{made.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert officer.post(f"{HERE}{made.pk}/withdraw/", {"reason": "Ghi nhầm người"}).status_code == 302
    page = officer.get(f"{HERE}{made.pk}/").content.decode()
    assert "Ghi nhầm người" in page and "/withdraw/" not in page
    assert Event.objects.filter(tag="inspections:finding:viewed", subject_id=made.pk).exists()


def test_the_unit_as_a_whole_on_the_form(city: City, as_) -> None:
    typed = {**TYPED, "unit": city.culture.code, "whose": "collective", "person": ""}
    assert as_(city.officer).post(f"{HERE}new/", typed).status_code == 302
    assert Finding.objects.get().is_collective


def test_an_officer_of_another_unit_is_refused(city: City, as_) -> None:
    typed = {**TYPED, "unit": city.other_commune.code, "person": city.outsider.person.code}
    assert as_(city.officer).post(f"{HERE}new/", typed).status_code == 403
    assert not Finding.objects.exists()


def test_whom_it_is_about_and_the_head_read_it_and_change_nothing(city: City, as_) -> None:
    made = recorded(city)
    for who in (city.an, city.office_head, city.chair):
        page = as_(who).get(f"{HERE}{made.pk}/").content.decode()
        assert "Không có mặt tại nơi làm việc" in page and "/withdraw/" not in page
        assert as_(who).post(f"{HERE}{made.pk}/withdraw/", {"reason": "x"}).status_code == 404
        assert as_(who).get(f"{HERE}new/").status_code == 404
    for who in (city.binh, city.outsider, city.administrator):
        assert as_(who).get(f"{HERE}{made.pk}/").status_code == 404
    assert Finding.objects.get().is_open


def test_the_empty_list_says_how_it_is_filled(city: City, as_) -> None:
    page = as_(city.officer).get(HERE).content.decode()
    assert "/imports/new/?kind=findings" in page and "Sổ chưa có tồn tại nào" in page
    assert "/imports/new/?kind=findings" not in as_(city.an).get(HERE).content.decode()
    recorded(city)
    assert "Không có tồn tại nào khớp" in as_(city.officer).get(f"{HERE}?month=2020-01").content.decode()


def test_the_list_shows_states_sorts_and_keeps_its_filter(city: City, as_) -> None:
    recorded(city)
    remedied(city, content="Đi muộn")
    withdrawn(city, content="Bỏ vị trí")
    of_the_unit(city)
    page = as_(city.officer).get(f"{HERE}?unit={city.culture.code}&sort=person").content.decode()
    for text in ("chưa khắc phục", "đã khắc phục", "đã rút", "Tập thể", "Nguyễn Văn An"):
        assert text in page
    assert f'<option value="{city.culture.code}" selected>' in page and 'name="sort" value="person"' in page
    shown = as_(city.officer).get(f"{HERE}?state=withdrawn").content.decode()
    assert "Bỏ vị trí" in shown and "Không niêm yết" not in shown


def test_the_workbook_holds_what_the_list_shows(city: City, as_) -> None:
    remedied(city)
    of_the_unit(city)
    sent = as_(city.officer).get("/inspections/findings.xlsx?state=remedied")
    rows = list(load_workbook(io.BytesIO(sent.content)).active.values)
    assert len(rows) == 2
    assert rows[1][0] == "12/KL-UBND" and rows[1][6:8] == (city.an.person.code, city.an.person.full_name)
    assert "45/BC-VH" in rows[1]
    whole = list(load_workbook(io.BytesIO(as_(city.chair).get("/inspections/findings.xlsx").content)).active.values)
    assert {row[7] for row in whole[1:]} == {city.an.person.full_name, "Tập thể"}
    assert (
        len(list(load_workbook(io.BytesIO(as_(city.binh).get("/inspections/findings.xlsx").content)).active.values))
        == 1
    )


def test_a_workbook_of_the_list_can_be_imported_again(city: City, as_, settings, tmp_path) -> None:
    """Its columns are named as the importer knows them."""
    from namro.base.imports.analysis import analyse

    remedied(city)
    of_the_unit(city)
    sent = as_(city.officer).get("/inspections/findings.xlsx")
    analysis = analyse(sent.content, "ton-tai.xlsx", "findings")
    found = {one.field for one in analysis.tables[0].table.matches if one.field}
    assert {
        "code",
        "full_name",
        "unit_code",
        "found_on",
        "number",
        "content",
        "article",
        "kind",
        "proof_number",
    } <= found
    assert analysis.errors == []


def test_the_list_costs_the_same_for_one_and_for_many(city: City, as_) -> None:
    recorded(city)
    officer = as_(city.officer)
    officer.get(HERE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            officer.get(HERE)
        return len(found)

    one = queries()
    services.record_findings(rows=[stated(city, content=f"Tồn tại {n}") for n in range(40)], **when(city.officer))
    assert queries() == one


def test_pages_of_the_list(city: City, as_) -> None:
    services.record_findings(rows=[stated(city, content=f"Tồn tại {n}") for n in range(60)], **when(city.officer))
    page = as_(city.officer).get(f"{HERE}?page=2&q=ton+tai").content.decode()
    assert "51–60 trong 60" in page


@pytest.mark.parametrize("path", ["2026-13/person/1/", "2026-11/nobody/1/", "2026-11/unit/999999999/"])
def test_an_address_behind_no_fact_is_not_found(city: City, as_, path: str) -> None:
    assert as_(city.officer).get(f"{HERE}{path}").status_code == 404


def test_a_month_with_nothing_says_so(city: City, as_) -> None:
    page = as_(city.office_head).get(f"{HERE}2026-11/unit/{city.culture.pk}/").content.decode()
    assert "Không có tồn tại nào trong tháng này" in page
