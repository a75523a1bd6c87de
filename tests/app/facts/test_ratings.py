"""Published ratings as facts: told twice they are one, replaced they both stay, one in force of a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.cast import City

from namro.base.access.selectors import actor_of
from namro.base.errors import DomainError
from namro.city.facts import selectors
from namro.city.facts.models import Rating
from namro.city.facts.services import RatingData, put_ratings

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 12, tzinfo=UTC)


@pytest.fixture
def told(city: City) -> RatingData:
    return RatingData(
        person_id=city.an.person_id, unit_id=city.culture.pk, kind="year", first=date(2025, 1, 1), until=date(2026, 1, 1),
        framework="nd90-2020", staff_group="cong_chuc", rank="staff", level="HTT", place=1, is_failing=False, number="1/QĐ",
        decided_on=date(2025, 12, 10), published_on=date(2025, 12, 12), source="test", subject_ref="s1", source_ref="r1",
    )  # fmt: skip


def put(city: City, *rows: RatingData) -> int:
    return put_ratings(rows, by=actor_of(city.officer, on=date(2026, 12, 12)), at=AT)


def in_force(city: City) -> list[str]:
    found = selectors.ratings_of([city.an.person_id], kind="year").get(city.an.person_id, [])
    return [one.level for one in found]


def test_telling_twice_changes_nothing(city: City, told: RatingData) -> None:
    assert (put(city, told), put(city, told)) == (1, 0)
    assert in_force(city) == ["HTT"]


def test_a_later_decision_takes_the_older_out_of_force_and_both_stay(city: City, told: RatingData) -> None:
    put(city, told)
    put(city, replace(told, level="KHT", place=3, is_failing=True, number="2/QĐ", source_ref="r2"))
    assert in_force(city) == ["KHT"] and Rating.objects.count() == 2
    put(city, told)  # the older one told again, by whoever catches up late
    assert in_force(city) == ["KHT"]


def test_a_second_source_does_not_rate_the_same_year(city: City, told: RatingData) -> None:
    put(city, told)
    with pytest.raises(DomainError) as refused:
        put(city, replace(told, source="register", subject_ref="x", source_ref="x"))
    assert refused.value.code == "facts.rating.year_taken"


def test_not_being_rated_has_its_reason(city: City, told: RatingData) -> None:
    with pytest.raises(DomainError) as refused:
        put(city, replace(told, level="", place=None))
    assert refused.value.code == "facts.rating.reason"
