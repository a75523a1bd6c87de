"""A year of months and quarters: each part weighs by the months it covers, and what lacks a score says so."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.documents.test_year_papers import document_of
from tests.app.evaluations.month import AT, FRAMEWORK
from tests.app.evaluations.months import YEAR, month, period
from tests.app.evaluations.years import Year, open_year
from tests.cast import City

from namro.city.people.models import Leave
from namro.duties.evaluations import yearly
from namro.duties.evaluations.models import Period, Sheet
from namro.duties.evaluations.results import results_of_sheets
from namro.duties.evaluations.rolling import PersonYear, years_of
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.rules import month_after

pytestmark = pytest.mark.django_db


def quarter(number: int) -> Period:
    first, of = date(YEAR, 3 * number - 2, 1), period(1)
    given = {"framework_text": of.framework_text, "framework_digest": of.framework_digest, "opened_at": AT}
    days = DateRange(first, month_after(first, 3))
    return Period.objects.get_or_create(kind="quarter", days=days, framework=FRAMEWORK, defaults=given)[0]


def quarter_sheet(city: City, number: int, total: str = "", **fields: str) -> Sheet:
    return month(city.an, 0, total, of=quarter(number), **fields)


@pytest.fixture
def half(city: City) -> Rulebook:
    """Six months of 80 each, before the agency changed to quarters."""
    for number in range(1, 7):
        month(city.an, number, "80")
    return rulebook_of(period(1))


def year_of(city: City, book: Rulebook) -> PersonYear:
    (found,) = years_of([city.an.person_id], year=YEAR, book=book, of=yearly.made_of_year(FRAMEWORK, YEAR))
    return found


def test_a_quarter_weighs_as_three_months(city: City, half: Rulebook) -> None:
    quarter_sheet(city, 3, "90")
    quarter_sheet(city, 4, "95")
    found = year_of(city, half)
    whole = found.rolled(half, "year")
    assert whole.total == Fraction(6 * 80 + 3 * 90 + 3 * 95, 12) == Fraction("86.25")  # not (80 + 90 + 95) / 3
    assert found.quarters == {3: (7, 8, 9), 4: (10, 11, 12)}
    assert found.rolled(half, "half_year", 7).total == Fraction("92.5")


def test_a_quarter_without_a_score_leaves_its_three_months_missing_and_is_no_zero(city: City, half: Rulebook) -> None:
    quarter_sheet(city, 3, "90")
    quarter_sheet(city, 4, step="review")
    found = year_of(city, half)
    whole = found.rolled(half, "year")
    assert (whole.state, whole.total, whole.missing) == ("INSUFFICIENT_DATA", None, (10, 11, 12))
    assert [one.part.why for one in found.entries[9:]] == ["unpublished"] * 3


def test_a_quarter_on_leave_is_left_out_and_the_others_keep_their_weight(city: City, half: Rulebook) -> None:
    quarter_sheet(city, 3, "90")
    Leave.objects.create(
        person_id=city.an.person_id, kind="maternity", valid=DateRange(date(YEAR, 10, 1), date(YEAR + 1, 1, 1))
    )
    quarter_sheet(city, 4, not_rated="leave")
    whole = year_of(city, half).rolled(half, "year")
    assert (whole.total, whole.excused) == (Fraction(6 * 80 + 3 * 90, 9), (10, 11, 12))


def test_a_month_of_its_own_counts_before_the_quarter_unless_it_lacks_a_score(city: City, half: Rulebook) -> None:
    quarter_sheet(city, 3, "90")
    quarter_sheet(city, 4, "95")
    month(city.an, 7, "60")
    month(city.an, 8, step="review")
    found = year_of(city, half)
    assert found.rolled(half, "year").total == Fraction(6 * 80 + 60 + 2 * 90 + 3 * 95, 12)
    assert found.quarters[3] == (8, 9)


def test_who_joined_within_the_quarter_counts_for_the_months_they_worked(city: City, half: Rulebook) -> None:
    sheet = quarter_sheet(city, 3, "90")
    Sheet.objects.filter(pk=sheet.pk).update(days=DateRange(date(YEAR, 8, 1), date(YEAR, 10, 1)))
    assert year_of(city, half).quarters == {3: (8, 9)}


def test_a_year_of_quarters_alone_stays_the_mean_of_four(city: City) -> None:
    for number in range(1, 5):
        quarter_sheet(city, number, str(80 + number))
    Period.objects.filter(kind="month").delete()
    assert yearly.made_of_year(FRAMEWORK, YEAR) == "quarter"
    book = (
        rulebook_of(quarter(1)) if Period.objects.filter(kind="month").exists() else rulebook_of(Period.objects.first())
    )
    assert year_of(city, book).rolled(book, "year_of_quarters").total == Fraction("82.5")


def test_the_sheet_its_form_and_its_page_say_how_the_parts_weigh(city: City, half: Rulebook, as_) -> None:
    quarter_sheet(city, 3, "90")
    quarter_sheet(city, 4, "95")
    sheet = Year(city, open_year(city, settings={})).sheet(city.an)
    assert results_of_sheets([sheet])[sheet.pk].total_text == "86.25"
    rows = document_of(sheet).rows
    assert [(one.total, one.note) for one in rows[5:8]] == [
        ("80.00", ""), ("90.00", "điểm của quý 3"), ("90.00", "điểm của quý 3")
    ]  # fmt: skip
    page = as_(city.an).get(f"/sheets/{sheet.pk}/year").content.decode()
    assert "một quý tính như ba tháng" in page and "Lựa chọn của cơ quan, không phải luật" in page
    assert page.count("điểm của quý 4") == 3 and "86,25" in page
    assert "một quý tính như ba tháng" in as_(city.an).get(f"/sheets/{sheet.pk}").content.decode()
