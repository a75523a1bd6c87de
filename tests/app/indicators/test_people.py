"""Figures of people: leniency of reviewers with its smallest cell, and the gap between the months and the year."""

from __future__ import annotations

import statistics
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import AT, published_month
from tests.app.evaluations.months import month
from tests.app.indicators.published import tell, told
from tests.cast import City

from namro.base.access.rules import Actor
from namro.city.facts.models import Rating
from namro.city.facts.services import withdraw_ratings
from namro.duties.evaluations.models import Round, Sheet
from namro.insight.indicators.figures import gap, reviewers
from namro.insight.indicators.figures.shape import Cell
from namro.insight.indicators.models import YearMean, YearWaiting
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.services import adding

SUMS = {"HTXS": 90, "HTT": 70, "HTNV": 50, "KHT": 0}


def scored(city: City, points: dict[int, list[int]]) -> None:
    """Published sheets of October: by reviewing unit, what each was given in hundredths."""
    people = [city.chair, city.vice_chair, city.office_head, city.economy_head, city.an, city.binh, city.officer, city.outsider,
              city.other_chair, city.city_chair]  # fmt: skip
    left = iter(people)
    for unit, given in points.items():
        for one in given:
            who = next(left)
            sheet = month(who, 10, "90", unit=city.other_commune if unit == city.other_commune.pk else city.commune)
            Sheet.objects.filter(pk=sheet.pk).update(reviewer_unit=unit, review_points=[one])
    Round.objects.update(published_at=AT)
    adding.add_up_published(at=AT)


def test_leniency_is_the_mean_less_that_of_the_city(city: City, ask):
    given = {
        city.culture.pk: [3000, 2900, 2800, 2950, 3000],
        city.other_commune.pk: [2000, 2500],
        city.economy.pk: [1000, 1200],
    }
    scored(city, given)
    question = ask(first=date(2026, 10, 1), until=date(2026, 10, 1), by="reviewer")
    found = reviewers.result(*question)
    everyone = [one for points in given.values() for one in points]
    mine = given[city.culture.pk]
    (line,) = found.lines
    assert line.key == str(city.culture.pk)
    assert line.values["sheets"] == len(mine) == parameters().fewest
    assert line.values["mean"] == Fraction(sum(mine), 100 * len(mine))
    assert line.values["lean"] == Fraction(sum(mine), 100 * len(mine)) - Fraction(sum(everyone), 100 * len(everyone))
    assert float(line.values["spread"]) == pytest.approx(statistics.pstdev(mine) / 100, abs=1e-3)
    assert (line.values["lowest"], line.values["highest"]) == (28, 30)
    count, rows = reviewers.behind(*question, Cell(line.key, "sheets"), 0, 50)
    assert count == len(rows) == len(mine)


def test_too_few_sheets_are_never_shown(city: City, ask, as_):
    scored(city, {city.culture.pk: [3000, 2900, 2800, 2950, 3000], city.economy.pk: [1000, 1200, 1100, 1000]})
    question = ask(first=date(2026, 10, 1), until=date(2026, 10, 1), by="reviewer")
    found = reviewers.result(*question)
    assert [one.key for one in found.lines] == [str(city.culture.pk)]
    # Neither the total nor the rest of the agency gives the four away by subtraction.
    assert found.total is None
    assert found.lines[0].values["agency"] is None
    assert "1 đơn vị chấm có dưới 5 phiếu" in found.notes[0]
    page = f"/figures/reviewers/sheets?column=sheets&row={city.economy.pk}&from=2026-10-01&to=2026-10-01"
    assert as_(city.officer).get(page).status_code == 404
    assert as_(city.officer).get(page.replace(str(city.economy.pk), str(city.culture.pk), 1)).status_code == 200


def test_a_real_month_of_two_small_offices_shows_nobody(city: City, ask, as_):
    published_month(city)
    adding.add_up_published(at=AT)
    found = reviewers.result(*ask(by="reviewer"))
    assert found.lines == [] and len(found.notes) == 1


def test_the_year_beside_the_mean_of_its_months(city: City, ask):
    months = {
        city.an: ("92", "94", "90"), city.binh: ("92", "91", "90"), city.officer: ("60", "70", "71"), city.vice_chair: ("75", "76", "77"),
    }  # fmt: skip
    decided = {city.an: ("HTT", "92"), city.binh: ("HTXS", "91"), city.officer: ("HTT", "67"), city.vice_chair: ("KHT", "76"),
               city.chair: ("HTT", "80")}  # fmt: skip
    tell(
        city,
        [
            told(who, date(2026, number, 1), "HTT", total)
            for who, totals in months.items()
            for number, total in enumerate(totals, 1)
        ],
    )
    rows = [
        told(who, date(2026, 1, 1), level, total, kind="year", on=date(2026, 11, 10))
        for who, (level, total) in decided.items()
    ]
    tell(city, rows)
    assert YearMean.objects.count() == 4
    assert adding.put_means() == 0  # made when they were told
    places = {level: place for place, level in enumerate(SUMS)}
    means = {who: Fraction(sum(map(int, totals)), len(totals)) for who, totals in months.items()}
    by_mean = {
        who: next(places[level] for level, least in SUMS.items() if mean >= least) for who, mean in means.items()
    }
    by_decision = {who: places[decided[who][0]] for who in months}
    question = ask(kind="year", first=date(2026, 1, 1), until=date(2026, 1, 1), by="rank")
    total = gap.result(*question).total.values
    assert total["people"] == 4
    assert total["higher"] == sum(by_decision[who] < by_mean[who] for who in months) == 1
    assert total["same"] == sum(by_decision[who] == by_mean[who] for who in months) == 1
    assert total["lower"] == sum(by_decision[who] > by_mean[who] for who in months) == 2
    assert total["differs"] == Fraction(3, 4)
    assert float(total["mean"]) == pytest.approx(float(sum(means.values()) / 4))
    assert float(total["gap"]) == pytest.approx(float(sum(int(decided[who][1]) - means[who] for who in months) / 4))
    for line in gap.result(*question).lines:
        for key in ("people", "higher", "same", "lower", "unknown"):
            count, listed = gap.behind(*question, Cell(line.key, key), 0, 50)
            assert count == len(listed) == line.values[key]


def test_months_told_after_the_year_do_not_count(city: City):
    tell(
        city,
        [
            told(city.an, date(2026, 1, 1), "HTT", "80"),
            told(city.an, date(2026, 2, 1), "HTT", "90", on=date(2026, 11, 19)),
        ],
    )
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", "80", kind="year", on=date(2026, 11, 10))])
    (mean,) = YearMean.objects.order_by("pk")
    assert (mean.months, mean.mean, mean.place) == (1, 80, 1)
    assert mean.rating == Rating.objects.get(kind="year")


def test_a_year_rated_by_conditions_cannot_be_compared(city: City, ask):
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", "80")])
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", kind="year", framework="nd90-2020", on=date(2026, 11, 10))])
    total = gap.result(*ask(kind="year", first=date(2026, 1, 1), until=date(2026, 1, 1))).total.values
    assert (total["people"], total["unknown"], total["differs"], total["gap"]) == (1, 1, None, None)


def test_a_month_told_after_the_year_changes_the_mean(city: City):
    year = {"kind": "year", "on": date(2026, 11, 10)}
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", "80"), told(city.binh, date(2026, 1, 1), "HTT", "75")])
    tell(city, [told(who, date(2026, 1, 1), "HTT", "80", **year) for who in (city.an, city.binh)])

    def mean() -> tuple[int, object, int]:
        one = YearMean.objects.get(rating__person=city.an.person_id)
        return one.months, one.mean, one.place

    assert mean() == (1, 80, 1)
    # From a register, of a month published in its time: it was known then, only not here.
    tell(city, [told(city.an, date(2026, 2, 1), "HTXS", "100", on=date(2026, 3, 5))])
    assert mean() == (2, 90, 0)
    # Replaced before the year was published: the later one counts; replaced after it: the year stood beside the earlier.
    tell(city, [told(city.an, date(2026, 2, 1), "HTT", "70", again=1, on=date(2026, 4, 5))])
    assert mean() == (2, 75, 1)
    tell(city, [told(city.an, date(2026, 2, 1), "HTXS", "99", again=2, on=date(2026, 11, 15))])
    assert mean() == (2, 75, 1)
    assert YearMean.objects.get(rating__person=city.binh.person_id).months == 1


def test_months_told_without_their_year_wait_for_nothing(city: City):
    tell(city, [told(city.an, date(2025, 12, 1), "HTT", "80", on=date(2026, 1, 5))])
    assert not YearWaiting.objects.exists()
    tell(city, [told(city.an, date(2025, 1, 1), "HTT", kind="year", on=date(2026, 1, 10))])
    assert YearMean.objects.get().mean == 80 and not YearWaiting.objects.exists()


def test_a_month_withdrawn_before_the_year_was_published_leaves_its_mean(city: City):
    tell(city, [told(city.an, date(2026, month, 1), "HTT", str(60 + month)) for month in (1, 2)])
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", kind="year", on=date(2026, 11, 22))])
    assert YearMean.objects.get().mean == Decimal("61.5")
    withdraw_ratings(
        source="test",
        source_refs=["an:month:2026-01-01:0"],
        reason="Nhầm người",
        by=Actor(user_id=city.officer.pk),
        at=AT,
    )
    assert adding.add_up_published(at=AT)["years"] == 1
    assert YearMean.objects.get().mean == 62
    withdraw_ratings(
        source="test",
        source_refs=["an:month:2026-02-01:0"],
        reason="Nhầm người",
        by=Actor(user_id=city.officer.pk),
        at=AT,
    )
    adding.add_up_published(at=AT)
    assert not YearMean.objects.exists()


def test_rows_put_in_bulk_are_averaged_by_the_next_run(city: City):
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", kind="year", on=date(2026, 11, 10))])
    one = Rating.objects.get()
    Rating.objects.bulk_create(
        Rating(
            person_id=one.person_id, unit_id=one.unit_id, kind="month", valid=DateRange(date(2026, m, 1), date(2026, m + 1, 1)),
            framework=one.framework, staff_group=one.staff_group, rank=one.rank, level="HTT", place=1, total=80 + m, number="2",
            decided_on=date(2026, 10, 1), published_on=date(2026, 10, 1), source="bulk", subject_ref=str(m), source_ref=str(m),
            known_at=AT,
        ) for m in (1, 2, 3)
    )  # fmt: skip
    assert not YearMean.objects.exists()
    assert adding.add_up_published(at=AT)["years"] == 1
    assert YearMean.objects.get().mean == 82
