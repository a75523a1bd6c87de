"""What a list of merit rests on, on the edges of days and years."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.app.money.purse import actor, year

from namro.city.facts import services as facts
from namro.city.people.models import Posting
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.selectors.merit import Wanted, candidates, judged

pytestmark = pytest.mark.django_db
HALF_PAST_MIDNIGHT = datetime(2026, 11, 22, 0, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # still the 21st in UTC


def told(city, rule: str, on: date):
    rows = judged(parameters().merit_rule(rule), [unit_of(city)], Wanted(), on=on)
    return {row.person_id: row for row in rows}


def unit_of(city) -> int:
    return Posting.objects.get(person=city.an.person_id).unit_id


def test_a_rating_withdrawn_after_midnight_still_stood_the_day_before(city):
    row = year(city.an, 2025, "HTXS")
    facts.withdraw_ratings(source="test", source_refs=[row.source_ref], reason="Nhập nhầm", by=actor(city.officer),
                           at=HALF_PAST_MIDNIGHT)  # fmt: skip
    before = told(city, "training", date(2026, 11, 21))[city.an.person_id]
    assert (before.standing, [one.pk for one in before.ratings]) == ("first", [row.pk])
    after = told(city, "training", date(2026, 11, 22))[city.an.person_id]
    assert (after.standing, after.ratings) == ("unknown", ())


def test_two_ratings_within_one_year_are_one_year(city):
    year(city.an, 2025, "HTXS", first=date(2025, 1, 1), until=date(2025, 7, 1))
    year(city.an, 2025, "HTXS", first=date(2025, 7, 1), until=date(2026, 1, 1))
    rule = next(one for one in parameters().rewards if one.key == "merit-of-city")
    assert candidates(rule, [unit_of(city)], 2025, on=date(2026, 11, 22)) == []
    year(city.an, 2024, "HTXS")
    found = candidates(rule, [unit_of(city)], 2025, on=date(2026, 11, 22))
    assert [one.person_id for one in found] == [city.an.person_id]
