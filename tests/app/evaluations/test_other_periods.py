"""Other periods and other frameworks by the same steps: a quarter, and a month under Hanoi's rules of 2018."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import AT, TODAY, actor, city_officer, open_month, sheet_of, work
from tests.cast import City

from namro.base.access.models import Grant
from namro.base.accounts.models import User
from namro.base.errors import DomainError
from namro.city.organisation.models import UnitSpell
from namro.city.people.models import Posting
from namro.duties.evaluations import selectors, services
from namro.duties.evaluations.models import DecidedRating, Period, Round, Score, Sheet
from namro.duties.evaluations.rules import Deadlines

pytestmark = pytest.mark.django_db
FULL = [500, 500, 250, 250, 250, 250, 250, 250, 250, 250]
OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))
QUARTER_DEADLINES = Deadlines(date(2027, 1, 5), date(2027, 1, 8), date(2027, 1, 12), date(2027, 1, 15))
IN_2020 = datetime(2020, 5, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MAY_2020, DAY_2020 = date(2020, 5, 1), date(2020, 5, 22)
DEADLINES_2020 = Deadlines(date(2020, 5, 25), date(2020, 5, 27), date(2020, 5, 29), date(2020, 6, 5))
BEST = [1000, 1000, 3000, 2000, 2000, 1000]  # conduct 10 + 10, results 30 + 20 + 20, bonus 10


# a quarter ----------------------------------------------------------------------------------------------------------
def quarter(city: City) -> Period:
    return open_month(city, kind="quarter", first_day=OCTOBER, deadlines=QUARTER_DEADLINES)


def test_a_quarter_is_scored_on_the_work_of_its_three_months(city: City) -> None:
    period = quarter(city)
    assert (period.days.lower, period.days.upper) == (OCTOBER, date(2027, 1, 1))
    for month, done in ((OCTOBER, "10"), (NOVEMBER, "5"), (DECEMBER, "0")):
        work(city.an, completed=done, month=month)
    work(city.an, completed="10", month=date(2026, 9, 1))  # not of this quarter
    sheet = sheet_of(city.an)
    given = {"at": AT, "on": TODAY}
    services.submit_self_score(
        sheet_id=sheet.pk, points=FULL, strengths="", limits="", version=1, by=actor(city.an), **given
    )
    services.review(sheet_id=sheet.pk, points=FULL, version=2, comment="", by=actor(city.office_head), **given)
    services.recalculate(round_ids=[sheet.round_id], at=AT)
    score = Score.objects.get(sheet=sheet)
    assert (score.ratios[:3], str(score.total), score.band) == ([5000, 5000, 5000], "65.0000", "HTNV")


def test_a_month_and_its_quarter_are_two_periods_side_by_side(city: City) -> None:
    month, whole = open_month(city), quarter(city)
    assert month.pk != whole.pk
    assert Sheet.objects.filter(person=city.an.person_id).count() == 2
    work(city.an, completed="8")
    for period in (month, whole):
        sheet = sheet_of(city.an, period)
        live = selectors.live_score(sheet, points=FULL)
        assert live.result.total == 86


def test_a_quarter_locks_the_work_of_each_of_its_months(city: City) -> None:
    period = quarter(city)
    Sheet.objects.filter(period=period, person=city.an.person_id).update(state="decided")
    posting = sheet_of(city.an).posting_id
    locked = [month for month in (date(2026, 9, 1), OCTOBER, NOVEMBER, DECEMBER, date(2027, 1, 1))
              if selectors.is_locked(posting, month)]  # fmt: skip
    assert locked == [OCTOBER, NOVEMBER, DECEMBER]


# Hanoi, May 2020 ----------------------------------------------------------------------------------------------------
@pytest.fixture
def in_2020(city: City) -> City:
    """The same people six years earlier; An is a public employee, Bình on a contract."""
    since = DateRange(date(2018, 1, 1), None)
    for model in (UnitSpell, Posting, Grant):
        model.objects.update(valid=since)
    city_officer(city)
    Grant.objects.update(valid=since)
    Posting.objects.filter(person=city.an.person_id).update(staff_group="vien_chuc")
    Posting.objects.filter(person=city.binh.person_id).update(staff_group="ldhd")
    return city


def open_may(city: City) -> Period:
    return open_month(
        city, first_day=MAY_2020, framework_id="hanoi-3814-2018", deadlines=DEADLINES_2020, at=IN_2020,
        by=actor(city_officer(city), on=DAY_2020),
    )  # fmt: skip


def score_in_2020(who: User, points: list[int], by: User) -> None:
    sheet = sheet_of(who)
    given = {"sheet_id": sheet.pk, "points": points, "at": IN_2020, "on": DAY_2020}
    services.submit_self_score(**given, strengths="", limits="", version=sheet.version, by=actor(who, on=DAY_2020))
    services.review(**given, version=sheet.version + 1, comment="", by=actor(by, on=DAY_2020))


def test_hanois_framework_takes_every_staff_group(in_2020: City) -> None:
    open_may(in_2020)
    rated = [sheet_of(who).not_rated for who in (in_2020.an, in_2020.binh, in_2020.officer, in_2020.chair)]
    assert rated == ["", "", "", ""]


def decide_may(city: City, period: Period, **changes: object) -> None:
    given = {
        "round_id": Round.objects.get(period=period, unit=city.commune).pk, "ratings": {}, "number": "5/QĐ",
        "decided_on": DAY_2020, "quota_reason": "", "by": actor(city.chair, on=DAY_2020), "at": IN_2020, "on": DAY_2020,
    }  # fmt: skip
    services.decide(**{**given, **changes})


def test_a_month_of_2020_from_the_self_score_to_the_decision(in_2020: City) -> None:
    city, period = in_2020, open_may(in_2020)
    score_in_2020(city.an, BEST, city.office_head)  # 100
    score_in_2020(city.binh, [1000, 1000, 3000, 1000, 1000, 950], city.office_head)  # 79.5
    score_in_2020(city.office_head, [1000, 1000, 3000, 2000, 2000, 0], city.chair)  # 90, exactly
    score_in_2020(city.economy_head, [1000, 1000, 3000, 2000, 1950, 0], city.chair)  # 89.5
    score_in_2020(city.vice_chair, [500, 500, 1000, 1000, 1000, 950], city.chair)  # 49.5
    score_in_2020(city.officer, [500, 500, 1000, 1000, 1000, 1000], city.chair)  # 50
    with pytest.raises(DomainError) as refused:
        decide_may(city, period)  # 30 % of six is one, and two are at 90 or above
    assert refused.value.code == "evaluations.decide.over_quota"
    decide_may(city, period, rate="outstanding", quota_reason="Kết luận số 7: thành tích đặc biệt xuất sắc")
    found = dict(DecidedRating.objects.order_by("pk").values_list("sheet__person", "rating"))
    people = (city.an, city.binh, city.office_head, city.economy_head, city.vice_chair, city.officer)
    assert [found[who.person_id] for who in people] == ["A", "B", "A", "B", "D", "C"]
    score = Score.objects.get(sheet=sheet_of(city.binh))
    assert (score.total, score.ratios, score.overrides) == (Decimal("79.5"), None, [])


def test_nothing_of_the_decree_reaches_a_month_of_2020(in_2020: City) -> None:
    open_may(in_2020)
    sheet = sheet_of(in_2020.office_head)
    with pytest.raises(DomainError) as refused:
        services.review(
            sheet_id=sheet.pk, points=BEST, unit_marks=[100, 100, 100], version=sheet.version, comment="",
            by=actor(in_2020.chair, on=DAY_2020), at=IN_2020, on=DAY_2020,
        )  # fmt: skip
    assert refused.value.code == "evaluations.review.no_self"
    live = selectors.live_score(sheet, points=BEST)
    assert (live.result.total, live.result.band, live.result.ratios) == (100, "A", {})
    assert live.lines() == []
    assert live.explanation([]).children


def test_points_outside_hanois_criteria_are_refused(in_2020: City) -> None:
    open_may(in_2020)
    sheet = sheet_of(in_2020.an)
    given = {"sheet_id": sheet.pk, "strengths": "", "limits": "", "version": 1, "at": IN_2020, "on": DAY_2020}
    for points, code in (
        (FULL, "evaluations.points.count"), ([1050, *BEST[1:]], "evaluations.points.range"),
        ([925, *BEST[1:]], "evaluations.points.step"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            services.submit_self_score(points=points, by=actor(in_2020.an, on=DAY_2020), **given)
        assert refused.value.code == code
