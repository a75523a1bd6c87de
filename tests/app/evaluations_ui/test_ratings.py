"""Ratings of organisations, published ratings, replacing a wrong one; and choices that outlive a filter."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import TODAY, published_month, reviewed_month, sheet_of

from namro.duties.evaluations.models import DecidedRating, UnitRating

pytestmark = pytest.mark.django_db


def main(answer) -> str:
    return answer.content.decode().split("<main")[1]


def of_unit(unit, **changes: str) -> dict[str, str]:
    given = {"unit": str(unit.pk), "rating": "HTT", "number": "3/QĐ", "decided_on": TODAY.isoformat()}
    return {**given, **changes}


def test_the_decider_of_heads_rates_their_organisations(city, as_):
    month = reviewed_month(city)
    browser = as_(city.chair)
    path = f"/rounds/{month.commune.pk}/units"
    assert path in main(browser.get(f"/rounds/{month.commune.pk}"))
    assert "Phòng Kinh tế" in main(browser.get(path))
    assert browser.post(path, of_unit(city.culture)).status_code == 302
    assert UnitRating.objects.get(unit=city.culture).rating == "HTT"
    text = main(browser.get(path))
    assert "theo số 3/QĐ" in text
    refused = browser.post(
        f"/rounds/{month.commune.pk}/decide", {"stage": "check", "number": "1", "decided_on": TODAY.isoformat()}
    )
    assert "Lê Thị Hoa" in main(refused)


@pytest.mark.parametrize("changes", [{"number": " "}, {"decided_on": "2027-01-01"}, {"rating": "XX"}, {"unit": "x"}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(city, as_, changes):
    month = reviewed_month(city)
    sent = of_unit(city.culture, number="77/QĐ-XYZ") | changes
    answer = as_(city.chair).post(f"/rounds/{month.commune.pk}/units", sent)
    assert answer.status_code == 400
    assert not UnitRating.objects.exists()
    if "decided_on" in changes:
        assert "77/QĐ-XYZ" in main(answer)


def test_only_the_decider_rates_organisations(city, as_):
    month = reviewed_month(city)
    path = f"/rounds/{month.commune.pk}/units"
    for who in (city.officer, city.office_head, city.an, city.outsider):
        assert as_(who).post(path, of_unit(city.culture)).status_code in (403, 404)
    assert "/units" not in main(as_(city.officer).get(f"/rounds/{month.commune.pk}"))
    month.decide()
    assert as_(city.chair).post(path, of_unit(city.culture)).status_code == 409
    assert not UnitRating.objects.exists()


def test_replacing_is_shown_only_to_the_head_of_the_managing_agency(city, as_):
    month = published_month(city)
    sheet = sheet_of(city.an)
    path = f"/sheets/{sheet.pk}/replace"
    assert path not in main(as_(city.chair).get(f"/sheets/{sheet.pk}"))
    assert path not in main(as_(city.chair).get(f"/rounds/{month.commune.pk}/ratings"))
    assert as_(city.chair).get(path).status_code == 302
    sent = {"rating": "HTNV", "reason": "Sai số liệu", "number": "9/QĐ", "decided_on": TODAY.isoformat()}
    assert as_(city.chair).post(path, sent).status_code == 403
    over = as_(city.city_chair)
    assert path in main(over.get(f"/rounds/{month.commune.pk}/ratings"))
    bare = over.post(path, {**sent, "reason": " "})
    assert bare.status_code == 400
    assert "9/QĐ" in main(bare)
    done = over.post(path, sent, follow=True)
    assert "theo số 9/QĐ" in main(done)
    assert DecidedRating.objects.get(sheet=sheet, in_force=True).rating == "HTNV"


def test_published_ratings_ask_few_questions(city, as_):
    month = published_month(city)
    for who in (city.an, city.chair, city.city_chair, city.officer):
        browser = as_(who)
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/rounds/{month.commune.pk}/ratings").status_code == 200
        assert len(asked) <= 12, (who.username, "\n".join(one["sql"][:150] for one in asked.captured_queries))


def test_a_filter_keeps_what_was_chosen(city, as_):
    month = reviewed_month(city)
    browser = as_(city.chair)
    binh = sheet_of(city.binh)
    page = main(browser.get(f"/rounds/{month.commune.pk}"))
    assert f'form="decide-form" formaction="/rounds/{month.commune.pk}/do/filter"' in page
    sent = {
        f"rating-{binh.pk}": "HTT", f"reason-{binh.pk}": "Ít việc khó hơn", "number": "88/QĐ", "decided_on": "2026-11-20",
        "q": "an", "show": "all", "stage": "check",
    }  # fmt: skip
    shown = browser.post(f"/rounds/{month.commune.pk}/do/filter", sent, follow=True)
    text = main(shown)
    assert shown.request["QUERY_STRING"].startswith("q=an&show=all")
    assert 'value="88/QĐ"' in text and 'value="2026-11-20"' in text
    assert "Nguyễn Văn An" in text.split("<tbody")[-1]
    assert sheet_of(city.binh).proposed_rating == "HTT"
    check = browser.post(
        f"/rounds/{month.commune.pk}/decide", {"stage": "check", "number": "88/QĐ", "decided_on": TODAY.isoformat()}
    )
    assert "Ít việc khó hơn" in main(check)


def test_a_filter_with_nothing_chosen_saves_nothing(city, as_):
    month = reviewed_month(city)
    before = list(month.commune.sheets.order_by("pk").values_list("version", flat=True))
    shown = as_(city.chair).post(f"/rounds/{month.commune.pk}/do/filter", {"q": "binh", "show": "all"}, follow=True)
    assert "Đã lưu" not in main(shown)
    assert list(month.commune.sheets.order_by("pk").values_list("version", flat=True)) == before


@pytest.mark.parametrize("changes", [{"stage": "edit"}, {"stage": "check", "number": ""}])
def test_going_back_or_being_refused_keeps_every_choice(city, as_, changes):
    month = reviewed_month(city)
    binh = sheet_of(city.binh)
    sent = {
        f"rating-{binh.pk}": "HTT",
        f"reason-{binh.pk}": "Ít việc khó hơn",
        "number": "88/QĐ",
        "decided_on": TODAY.isoformat(),
    }
    page = as_(city.chair).post(f"/rounds/{month.commune.pk}/decide", sent | changes)
    row = main(page).split(f'id="row-{binh.pk}"')[1].split("</tr>")[0]
    assert '<option value="HTT" selected>' in row
    assert "Ít việc khó hơn" in row
    assert sheet_of(city.binh).proposed_rating == ""
