"""The page of a person's year: who may read it, what it says, what it costs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.months import YEAR, month
from tests.cast import City

from namro.base.accounts.models import User
from namro.base.audit.models import Event
from namro.city.people.models import Posting
from namro.duties.evaluations.models import Sheet

pytestmark = pytest.mark.django_db


def page(client, who: User, sheet: Sheet, **headers: str):
    client.force_login(who)
    return client.get(f"/sheets/{sheet.pk}/year", headers=headers)


@pytest.fixture
def ten_months(city: City) -> Sheet:
    """January to October, the last of them awaited; An heads nothing and is scored by the head of the office."""
    sheets = [
        month(city.an, number, "85" if number % 2 else "86.5", reviewer_unit=city.culture) for number in range(1, 10)
    ]
    month(city.an, 10, step="review", reviewer_unit=city.culture)
    return sheets[0]


def test_each_month_says_its_score_or_why_it_has_none(client, city: City, ten_months: Sheet) -> None:
    text = page(client, city.an, ten_months).content.decode()
    assert f"Năm {YEAR} của tôi" in text
    assert text.count("chưa công bố") == 1
    assert text.count("chưa có phiếu") == 2
    assert "Tháng 10 – Tháng 12" in text
    assert "(85,00 + 86,50 + 85,00) / 3 = 85,50" in text  # the first quarter
    assert "Bình quân các kỳ đã có điểm" in text
    assert "Điều 17.3" in text


def test_it_reads_in_english(client, city: City, ten_months: Sheet) -> None:
    client.cookies["namro_language"] = "en"
    text = page(client, city.an, ten_months).content.decode()
    assert "My year 2026" in text
    assert "(85.00 + 86.50 + 85.00) / 3 = 85.50" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("an", 200), ("office_head", 200), ("officer", 200), ("binh", 404), ("outsider", 404), ("administrator", 404)],
)
def test_whoever_may_read_the_newest_sheet_may_read_the_year(
    client, city: City, ten_months: Sheet, who: str, status: int
) -> None:
    answer = page(client, getattr(city, who), ten_months)
    assert answer.status_code == status
    looked = Event.objects.filter(tag="evaluations:sheet:viewed").exists()
    assert looked == (status == 200 and who != "an")


def test_who_scored_the_old_post_is_not_shown_the_new_one(client, city: City) -> None:
    """An moves to the other office in June: the head of the old one reads what was scored there, not the year."""
    old = Posting.objects.get(person=city.an.person_id)
    Posting.objects.filter(pk=old.pk).update(valid=DateRange(old.valid.lower, date(YEAR, 6, 1)))
    new = Posting.objects.create(
        person_id=city.an.person_id, unit=city.economy, valid=DateRange(date(YEAR, 6, 1), None), staff_group="cong_chuc"
    )
    first = month(city.an, 5, "80", posting=old, reviewer_unit=city.culture)
    month(city.an, 6, "80", posting=new, reviewer_unit=city.economy)
    assert page(client, city.office_head, first).status_code == 404
    answer = page(client, city.economy_head, first)
    assert answer.status_code == 200
    assert f'href="/sheets/{first.pk}"' not in answer.content.decode()  # the figure is theirs to use, the sheet is not


def test_a_year_costs_as_many_queries_as_a_list(
    client, city: City, ten_months: Sheet, django_assert_max_num_queries
) -> None:
    client.force_login(city.officer)
    client.get(f"/sheets/{ten_months.pk}/year")
    with django_assert_max_num_queries(15):
        client.get(f"/sheets/{ten_months.pk}/year")
