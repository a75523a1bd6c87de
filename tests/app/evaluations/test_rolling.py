"""A person's year from published months: what counts, what is excused, what is missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import AT, FRAMEWORK
from tests.app.evaluations.months import YEAR, month, period
from tests.cast import City

from namro.base.accounts.models import User
from namro.city.people.models import Leave, Posting
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rolling import PersonYear, years_of
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.rules import month_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(city: City) -> Rulebook:
    return rulebook_of(period(1))


def year_of(who: User, book: Rulebook) -> PersonYear:
    (found,) = years_of([who.person_id], year=YEAR, book=book)
    return found


def whys(found: PersonYear) -> list[str]:
    return ["" if one.part.total is not None else one.part.why for one in found.entries]


def test_twelve_published_months_make_an_exact_year(city: City, book: Rulebook) -> None:
    for number in range(1, 13):
        month(city.an, number, "90" if number < 12 else "269/3")
    found = year_of(city.an, book)
    year = found.rolled(book, "year")
    assert year.total == Fraction(11 * 90 * 3 + 269, 36)  # 89.97…: good, not excellent
    assert (year.state, year.band) == ("RATED", "HTT")
    assert found.rolled(book, "quarter", 1).band == "HTXS"
    assert found.rolled(book, "half_year", 7).total == Fraction(5 * 90 * 3 + 269, 18)


def test_months_without_a_score_are_named_with_why(city: City, book: Rulebook) -> None:
    month(city.an, 2, "80")
    month(city.an, 3, "80", step="review")
    month(city.an, 4)
    found = year_of(city.an, book)
    assert whys(found)[:5] == ["unopened", "", "unpublished", "unscored", "unopened"]
    year = found.rolled(book, "year")
    assert (year.state, year.missing) == ("INSUFFICIENT_DATA", (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))


@pytest.mark.parametrize(
    ("kind", "why"), [("maternity", "maternity"), ("sick", "sick"), ("unpaid", "unpaid"), ("other", "absent")]
)
def test_months_on_leave_are_excused_by_their_kind(city: City, book: Rulebook, kind: str, why: str) -> None:
    Leave.objects.create(person_id=city.an.person_id, kind=kind, valid=DateRange(date(YEAR, 1, 1), date(YEAR, 4, 1)))
    for number in range(1, 13):
        month(city.an, number, "" if number < 4 else "72", not_rated="leave" if number < 4 else "")
    found = year_of(city.an, book)
    assert whys(found)[:4] == [why, why, why, ""]
    year = found.rolled(book, "year")
    assert (year.state, year.total, year.excused) == ("RATED", 72, (1, 2, 3))


def test_who_joined_in_september_is_not_rated_and_nobody_says_they_failed(city: City, book: Rulebook) -> None:
    Posting.objects.filter(person=city.an.person_id).update(valid=DateRange(date(YEAR, 9, 7), None))
    for number in range(9, 13):
        month(city.an, number, "95")
    found = year_of(city.an, book)
    assert whys(found) == ["not_posted"] * 8 + [""] * 4
    year = found.rolled(book, "year")
    assert (year.state, year.reasons, year.band) == ("NOT_RATED", ("under_six_months",), None)


def test_whoever_moved_carries_their_results_along(city: City, book: Rulebook) -> None:
    old = Posting.objects.get(person=city.an.person_id)
    Posting.objects.filter(pk=old.pk).update(valid=DateRange(old.valid.lower, date(YEAR, 6, 11)))
    new = Posting.objects.create(
        person_id=city.an.person_id,
        unit=city.economy,
        valid=DateRange(date(YEAR, 6, 11), None),
        staff_group="cong_chuc",
    )
    for number in range(1, 6):
        month(city.an, number, "60", posting=old)
    month(city.an, 6, "60", posting=old, days=(1, 11))
    month(city.an, 6, "90", posting=new, unit=city.economy, days=(11, 30))
    for number in range(7, 13):
        month(city.an, number, "90", posting=new, unit=city.economy)
    found = year_of(city.an, book)
    june = found.entries[5]
    assert [one.unit_id for one in june.sheets] == [old.unit_id, city.economy.pk]
    assert june.part.total == Fraction(60 * 10 + 90 * 19, 29)
    assert found.rolled(book, "year").state == "RATED"


def test_one_of_two_sheets_still_missing_leaves_the_month_missing(city: City, book: Rulebook) -> None:
    old = Posting.objects.get(person=city.an.person_id)
    Posting.objects.filter(pk=old.pk).update(valid=DateRange(old.valid.lower, date(YEAR, 6, 11)))
    new = Posting.objects.create(
        person_id=city.an.person_id,
        unit=city.economy,
        valid=DateRange(date(YEAR, 6, 11), None),
        staff_group="cong_chuc",
    )
    month(city.an, 6, "60", posting=old, days=(1, 11))
    month(city.an, 6, "90", posting=new, unit=city.economy, days=(11, 30), step="decide")
    assert whys(year_of(city.an, book))[5] == "unpublished"


def test_a_concurrent_post_is_scored_by_itself(city: City, book: Rulebook) -> None:
    also = Posting.objects.create(
        person_id=city.an.person_id, unit=city.economy, valid=DateRange(date(YEAR, 1, 1), None), staff_group="cong_chuc",
        kind="concurrent",
    )  # fmt: skip
    month(city.an, 1, "80")
    month(city.an, 1, "20", posting=also, unit=city.economy)
    assert year_of(city.an, book).entries[0].part.total == 80


def test_months_under_another_framework_or_group_are_outside(city: City, book: Rulebook) -> None:
    month(city.an, 1, "80", framework="hanoi-3814-2018")
    month(city.an, 2, not_rated="outside")
    assert whys(year_of(city.an, book))[:2] == ["outside", "outside"]


def test_a_quarterly_agency_rolls_its_quarters_up(city: City, book: Rulebook) -> None:
    of = period(1)
    for quarter in range(4):
        first = date(YEAR, 1 + 3 * quarter, 1)
        given = {"framework_text": of.framework_text, "framework_digest": of.framework_digest, "opened_at": AT}
        days = DateRange(first, month_after(first, 3))
        of = Period.objects.create(kind="quarter", days=days, framework=FRAMEWORK, **given)
        month(city.an, 0, "85", of=of)
    (found,) = years_of([city.an.person_id], year=YEAR, book=book, of="quarter")
    assert [one.number for one in found.entries] == [1, 2, 3, 4]
    assert found.rolled(book, "year_of_quarters").total == 85
    counted = year_of(city.an, book)  # where months are counted too, each quarter stands for its three
    assert counted.quarters == {1: (1, 2, 3), 2: (4, 5, 6), 3: (7, 8, 9), 4: (10, 11, 12)}
    assert counted.rolled(book, "year").total == 85


def test_many_people_come_in_order_of_their_numbers(city: City, book: Rulebook) -> None:
    month(city.an, 1, "80")
    people = list(Posting.objects.values_list("person", flat=True).distinct())
    found = list(years_of(people, year=YEAR, book=book))
    assert [one.person_id for one in found] == sorted(people)
    assert {one.entries[0].part.total for one in found} == {None, Fraction(80)}
