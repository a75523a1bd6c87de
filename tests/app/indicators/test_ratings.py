"""The spread of ratings, counted again by plain Python from the same rows; as of past days; down to the list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.app.indicators.published import AT, in_force, some_months, tell, told
from tests.cast import City

from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.city.facts.services import withdraw_ratings
from namro.insight.indicators.figures import ratings
from namro.insight.indicators.figures.shape import Cell
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.scope import scope_of

TODAY = date(2026, 11, 23)


def asked(city: City, **changes: object) -> Asked:
    given = {
        "kind": "month", "first": date(2026, 8, 1), "until": date(2026, 10, 1), "unit": city.commune.pk, "on": TODAY,
        "today": TODAY, "by": "period",
    }  # fmt: skip
    return Asked(**{**given, **changes})


def scope(city: City, on: date = TODAY):
    return scope_of(actor_of(city.officer, on=TODAY), today=TODAY, on=on)


@pytest.mark.parametrize("by", ["period", "unit", "group", "rank"])
def test_every_cut_is_what_python_counts(city: City, by: str):
    some_months(city)
    found = ratings.result(asked(city, by=by), scope(city))
    mine = [one for one in in_force() if one.unit_id != city.other_commune.pk]
    keys = {
        "period": lambda one: one.valid.lower.isoformat(),
        "unit": lambda one: "0" if one.unit_id == city.commune.pk else str(one.unit_id),
        "group": lambda one: one.staff_group, "rank": lambda one: one.rank,
    }  # fmt: skip
    for line in found.lines:
        rows = [one for one in mine if keys[by](one) == line.key]
        counts = Counter(one.place for one in rows)
        rated = [one for one in rows if one.level]
        assert line.values["rated"] == len(rated)
        assert [line.values[f"place{place}"] for place in range(4)] == [counts[place] for place in range(4)]
        assert line.values["none"] == counts[None]
        assert line.values["best"] == Fraction(counts[0], len(rated))
        assert line.values["mean"] == Fraction(sum(one.total for one in rated)) / len(rated)
    assert found.total.values["rated"] == sum(line.values["rated"] for line in found.lines) == 18
    assert found.total.values["none"] == 3


def test_a_number_and_the_list_behind_it_agree(city: City):
    some_months(city)
    question = asked(city, by="unit")
    found = ratings.result(question, scope(city))
    for line in [*found.lines, found.total]:
        for column in (one for one in found.columns if one.leads):
            count, rows = ratings.behind(question, scope(city), Cell(line.key, column.key), 0, 50)
            assert count == len(rows) == line.values[column.key], (line.label, column.key)


def test_people_are_narrowed_by_group_and_rank(city: City):
    some_months(city)
    found = ratings.result(asked(city, rank="head"), scope(city))
    assert found.total.values["rated"] + found.total.values["none"] == 9


def test_a_replaced_rating_counts_until_the_day_of_the_new_one(city: City):
    first = told(city.an, date(2026, 10, 1), "HTT", "80", on=date(2026, 11, 3))
    tell(city, [first])
    tell(city, [told(city.an, date(2026, 10, 1), "HTXS", "91", again=1, on=date(2026, 11, 12))])

    def known(on: date) -> dict[str, int]:
        question = asked(city, on=on)
        found = ratings.result(question, scope(city, on))
        for line in found.lines:
            for column in (one for one in found.columns if one.leads):
                count, _rows = ratings.behind(question, scope(city, on), Cell(line.key, column.key), 0, 50)
                assert count == line.values[column.key]
        return {key: value for key, value in found.total.values.items() if key in ("rated", "place0", "place1")}

    assert known(date(2026, 11, 2))["rated"] == 0
    assert known(date(2026, 11, 3)) == {"rated": 1, "place1": 1}
    assert known(date(2026, 11, 11)) == {"rated": 1, "place1": 1}
    assert known(date(2026, 11, 12)) == {"rated": 1, "place0": 1}
    assert known(TODAY) == {"rated": 1, "place0": 1}


def test_replaced_twice_and_then_withdrawn(city: City):
    for again, (level, day) in enumerate([("HTT", 3), ("HTNV", 6), ("KHT", 9)]):
        tell(city, [told(city.an, date(2026, 10, 1), level, "60", again=again, on=date(2026, 11, day))])
    withdraw_ratings(
        source="test",
        source_refs=["an:month:2026-10-01:2"],
        reason="Nhập nhầm",
        by=Actor(user_id=city.officer.pk),
        at=AT,
    )
    seen = {}
    for day in (3, 6, 9, 19, 20):
        on = date(2026, 11, day)
        total = ratings.result(asked(city, on=on), scope(city, on)).total.values
        seen[day] = [place for place in range(4) if total.get(f"place{place}")]
        count, _rows = ratings.behind(asked(city, on=on), scope(city, on), Cell("", "rated"), 0, 50)
        assert count == total["rated"]
    assert seen == {3: [1], 6: [2], 9: [3], 19: [3], 20: []}


def test_counting_anew_gives_the_same(city: City):
    from django.db import connection

    from namro.insight.indicators.models import RatingTally

    some_months(city)
    tell(city, [told(city.an, date(2026, 10, 1), "HTXS", "91", again=1, on=date(2026, 11, 12))])

    def sums() -> Counter:
        found: Counter = Counter()
        for one in RatingTally.objects.order_by("pk"):
            found[one.first, one.unit_id, one.rank, one.level, one.day] += one.people
        return Counter({key: number for key, number in found.items() if number})

    before = sums()
    with connection.cursor() as cursor:
        cursor.execute("SELECT indicators_count_anew()")
    assert sums() == before
    assert RatingTally.objects.order_by("pk").first() is not None


def test_concurrent_posts_are_not_counted(city: City):
    row = told(city.an, date(2026, 10, 1), "HTT", "80")
    tell(city, [row, replace(row, is_main=False, subject_ref="x", source_ref="x:0")])
    assert ratings.result(asked(city), scope(city)).total.values["rated"] == 1
