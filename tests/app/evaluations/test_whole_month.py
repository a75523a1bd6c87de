"""One month of the commune from the opening to the closing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.app.evaluations.month import AT, TODAY, actor, published_month, reviewed_month, sheet_of
from tests.cast import City

from namro.base.audit.models import Event
from namro.duties.evaluations import services
from namro.duties.evaluations.models import DecidedRating, Round, Score, Sheet

pytestmark = pytest.mark.django_db


def test_scores_come_from_the_reviewers_points_and_the_work(city: City) -> None:
    month = reviewed_month(city)
    services.recalculate(round_ids=[month.commune.pk], at=AT)
    score = Score.objects.get(sheet=sheet_of(city.an))
    assert (score.state, score.band, str(score.total)) == ("RATED", "HTT", "86.0000")
    assert score.ratios == [8000, 8000, 8000, None, None, None]
    assert Fraction(score.exact) == 86
    assert Round.objects.get(pk=month.commune.pk).step == "decide"


def test_the_month_ends_published_and_closed(city: City) -> None:
    month = published_month(city)
    assert DecidedRating.objects.get(sheet=sheet_of(city.an)).rating == "HTT"
    closed = services.close_round(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    assert closed.step == "closed"
    tags = set(Event.objects.values_list("tag", flat=True))
    assert {"evaluations:period:opened", "evaluations:sheet:reviewed", "evaluations:round:decided",
            "evaluations:round:published", "evaluations:round:closed"} <= tags  # fmt: skip
    assert Sheet.objects.filter(round=month.commune).exclude(state="decided").count() == 0
