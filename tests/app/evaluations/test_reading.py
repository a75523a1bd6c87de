"""What each person's page of the month is made of."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.evaluations.month import (
    FULL,
    TODAY,
    actor,
    open_month,
    published_month,
    reviewed_month,
    self_score,
    sheet_of,
    work,
)
from tests.cast import City

from namro.duties.evaluations import selectors
from namro.duties.evaluations.models import Round, Sheet

pytestmark = pytest.mark.django_db


def loaded(city: City, who: object) -> Sheet:
    return selectors.sheet_for(actor(who), sheet_of(who).pk, on=TODAY)


def test_a_person_sees_their_score_so_far_and_why(city: City) -> None:
    open_month(city)
    work(city.an, completed="8")
    self_score(city.an)
    month = selectors.my_month(loaded(city, city.an), on=TODAY)
    assert (month.score.result.total, month.score.result.band) == (86, "HTT")
    assert month.score.is_provisional
    assert month.reviewer.pk == city.office_head.person_id
    assert month.decider.pk == city.chair.person_id
    tree = month.score.explanation()
    assert tree.value == "86"
    assert tree.find("why_not_higher") is not None


def test_typed_points_change_the_live_score_and_nothing_stored(city: City) -> None:
    open_month(city)
    work(city.an)
    lower = [400, *FULL[1:]]
    assert selectors.live_score(loaded(city, city.an), points=lower).result.total == 99
    assert sheet_of(city.an).self_points is None


def test_a_criterion_without_points_is_missing_not_zero(city: City) -> None:
    open_month(city)
    work(city.an)
    score = selectors.live_score(loaded(city, city.an), points=[None, *FULL[1:]])
    assert score.result.state == "INSUFFICIENT_DATA"
    assert score.result.reasons == ("general_missing",)
    assert score.general_so_far == 25


def test_the_reviewer_sees_the_whole_team_in_few_queries(city: City) -> None:
    month = reviewed_month(city)
    with CaptureQueriesContext(connection) as asked:
        team = selectors.team(actor(city.chair), month.period, on=TODAY)
    assert {row.sheet.person_id for row in team.rows} == {
        one.person_id for one in (city.vice_chair, city.office_head, city.economy_head, city.officer)
    }
    assert len(asked) <= 12
    head = next(row for row in team.rows if row.sheet.person_id == city.office_head.person_id)
    assert head.result.ratios["d"] == 1
    assert head.result.total == 100


def test_the_decider_sees_five_values_and_three_readings(city: City) -> None:
    month = reviewed_month(city)
    with CaptureQueriesContext(connection) as asked:
        board = selectors.board(Round.objects.select_related("period").get(pk=month.commune.pk))
    assert len(asked) <= 12
    assert len(board.rows) == 6
    assert not board.blocked
    readings = {cap.reading: (cap.cap, cap.over) for cap in board.quota.caps if cap.scope == "unit"}
    assert readings == {"literal": (1, 4), "of_a_plus_b": (1, 4), "of_all_rated": (1, 4)}
    assert {row.standing for row in board.rows if row.result.total == 100} == {"tied"}


def test_published_values_stay_what_was_decided_on(city: City) -> None:
    month = published_month(city)
    work(city.an, completed="0")
    board = selectors.board(Round.objects.select_related("period").get(pk=month.commune.pk))
    row = next(one for one in board.rows if one.sheet.person_id == city.an.person_id)
    assert row.result.total == 86
    assert row.decided.rating == "HTT"


def test_formalism_counts_maxima_and_the_gap(city: City) -> None:
    month = reviewed_month(city)
    signs = selectors.formalism(selectors.board(month.commune))
    assert (signs.whole.rated, signs.whole.top, signs.whole.at_maximum) == (6, 5, 6)
    assert signs.whole.gap == Fraction(0)
    assert signs.whole.is_high
    assert sum(bar.count for bar in signs.bars) == 6


def test_progress_is_one_query(city: City) -> None:
    month = reviewed_month(city)
    with CaptureQueriesContext(connection) as asked:
        rows = selectors.period_progress(month.period, on=TODAY)
    assert len(asked) == 1
    commune = next(row for row in rows if row.unit_id == city.commune.pk)
    assert (commune.sheets, commune.reviewed, commune.step) == (6, 6, "decide")


def test_what_waits_for_each(city: City) -> None:
    open_month(city)
    assert len(selectors.waiting_for(actor(city.an), on=TODAY)) == 1
    work(city.an)
    self_score(city.an)
    assert selectors.waiting_for(actor(city.an), on=TODAY) == []
    assert [one.count for one in selectors.waiting_for(actor(city.office_head), on=TODAY) if "review" in one.link] == [
        1
    ]
