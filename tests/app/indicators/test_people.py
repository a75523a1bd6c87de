"""Figures of people: leniency of reviewers with its smallest cell, and the gap between the months and the year."""

from __future__ import annotations

import statistics
from datetime import date
from fractions import Fraction

import pytest
from tests.app.evaluations.month import AT, published_month
from tests.app.evaluations.months import month
from tests.app.indicators.published import tell, told
from tests.cast import City

from namro.city.facts.models import Rating
from namro.duties.evaluations.models import Round, Sheet
from namro.insight.indicators.figures import gap, reviewers
from namro.insight.indicators.figures.shape import Cell
from namro.insight.indicators.models import YearMean
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
    assert adding.put_means(on=date(2026, 11, 20)) == 4
    assert adding.put_means(on=date(2026, 11, 20)) == 0
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
    adding.put_means(on=date(2026, 11, 20))
    (mean,) = YearMean.objects.order_by("pk")
    assert (mean.months, mean.mean, mean.place) == (1, 80, 1)
    assert mean.rating == Rating.objects.get(kind="year")


def test_a_year_rated_by_conditions_cannot_be_compared(city: City, ask):
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", "80")])
    tell(city, [told(city.an, date(2026, 1, 1), "HTT", kind="year", framework="nd90-2020", on=date(2026, 11, 10))])
    adding.put_means(on=date(2026, 11, 20))
    total = gap.result(*ask(kind="year", first=date(2026, 1, 1), until=date(2026, 1, 1))).total.values
    assert (total["people"], total["unknown"], total["differs"], total["gap"]) == (1, 1, None, None)
