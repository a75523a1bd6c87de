"""What was calculated and stored never stays behind what it was calculated from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.app.evaluations.month import (
    AT,
    FIRST,
    FULL,
    TODAY,
    Month,
    actor,
    city_officer,
    review,
    reviewed_month,
    sheet_of,
    work,
)
from tests.cast import City

from namro.base.accounts.models import User
from namro.city.facts import services as facts
from namro.city.facts.models import WorkLine
from namro.city.organisation import services as organisation
from namro.city.people import services as people
from namro.duties.evaluations import managed, services
from namro.duties.evaluations.models import Round, Score, ScoreState, Sheet, StaleMark
from namro.duties.evaluations.results import Result, results_of_round
from namro.duties.evaluations.selectors.board import board
from namro.duties.evaluations.services import staling

pytestmark = pytest.mark.django_db
ALL_DONE, ONE_FAILING = Fraction(1), Fraction(1, 2)  # d is half as soon as one of those managed fails


def line_of_an(city: City) -> facts.WorkLineData:
    line = WorkLine.objects.get(posting=sheet_of(city.an).posting_id)
    return facts.WorkLineData(
        month=line.month, posting_id=line.posting_id, coefficient=line.coefficient, assigned=line.assigned,
        label=line.label, source=line.source, source_ref=line.source_ref, completed=line.completed,
    )  # fmt: skip


def put(city: City, **changes: object) -> None:
    facts.put_work_lines([replace(line_of_an(city), **changes)], by=actor(city.office_head), at=AT)


def chair_of(city: City) -> Result:
    """The commune's chair as the city's board shows them now: their d counts six people of another round."""
    sheet = sheet_of(city.chair)
    return results_of_round(Round.objects.select_related("period").get(pk=sheet.round_id))[sheet.pk]


@pytest.fixture
def month(city: City) -> Month:
    """The commune calculated and not decided; its chair reviewed by the city, d to be computed."""
    made = reviewed_month(city)
    work(city.chair)
    services.submit_self_score(
        sheet_id=sheet_of(city.chair).pk,
        points=FULL,
        strengths="",
        limits="",
        version=1,
        by=actor(city.chair),
        at=AT,
        on=TODAY,
    )
    review(city.city_chair, city.chair, unit_marks=[None, 100, 100])
    services.recalculate(round_ids=[made.commune.pk, sheet_of(city.chair).round_id], at=AT)
    assert chair_of(city).ratios["d"] == ALL_DONE
    return made


def test_work_taken_back_after_the_calculation_counts_at_once_in_another_round(city: City, month: Month) -> None:
    assert not StaleMark.objects.exists()
    put(city, completed=Decimal(0))
    assert chair_of(city).ratios["d"] == ONE_FAILING
    assert Score.objects.get(sheet=sheet_of(city.an)).band == "HTT"  # as stored, until somebody calculates
    rows = {row.sheet.pk: row for row in board(month.commune).rows}
    assert rows[sheet_of(city.an).pk].result.band == "KHT"


def test_the_change_is_marked_on_the_sheet_and_on_every_leader_above(city: City, month: Month) -> None:
    put(city, completed=Decimal(7))
    marked = set(StaleMark.objects.order_by("pk").values_list("sheet", flat=True))
    above = (city.office_head, city.vice_chair, city.chair)
    # The city's own chair is nobody's to rate here, but is a leader above all the same.
    assert marked - {sheet_of(city.city_chair).pk} == {sheet_of(who).pk for who in (city.an, *above)}


def test_the_clock_calculates_what_became_stale_and_takes_the_marks_away(city: City, month: Month) -> None:
    put(city, completed=Decimal(0))
    services.tick(AT + timedelta(minutes=10))
    assert not StaleMark.objects.exists()
    assert Score.objects.get(sheet=sheet_of(city.an)).band == "KHT"
    assert Score.objects.get(sheet=sheet_of(city.chair)).ratios[3] == 5000


def test_a_change_made_while_a_round_is_calculated_keeps_its_mark(city: City, month: Month) -> None:
    staling.seen([month.commune.pk])
    put(city, completed=Decimal(0))
    assert StaleMark.objects.filter(sheet=sheet_of(city.an).pk).count() == 1


def test_a_line_taken_away_or_given_to_another_counts_for_both(city: City, month: Month) -> None:
    put(city, posting_id=sheet_of(city.binh).posting_id)
    assert {sheet_of(city.an).pk, sheet_of(city.binh).pk} <= set(StaleMark.objects.values_list("sheet", flat=True))
    StaleMark.objects.all().delete()
    line = WorkLine.objects.filter(posting=sheet_of(city.binh).posting_id).order_by("pk").first()
    facts.remove_work_line(source=line.source, source_ref=line.source_ref, by=actor(city.officer), at=AT)
    assert sheet_of(city.binh).pk in set(StaleMark.objects.values_list("sheet", flat=True))


def test_another_month_of_the_same_person_changes_nothing(city: City, month: Month) -> None:
    line = replace(line_of_an(city), month=FIRST.replace(month=12), source_ref="december")
    facts.put_work_lines([line], by=actor(city.officer), at=AT)
    assert not StaleMark.objects.exists()


def test_scoring_again_after_the_calculation_counts_at_once_too(city: City, month: Month) -> None:
    put(city, completed=Decimal(3))
    services.recalculate(round_ids=[month.commune.pk], at=AT)
    assert chair_of(city).ratios["d"] == ALL_DONE  # 30 + 70 × 0.3 = 51
    review(city.office_head, city.an, [0] * len(FULL))
    assert chair_of(city).ratios["d"] == ONE_FAILING


def test_sending_a_sheet_back_leaves_the_leader_without_a_score_not_with_the_old_one(city: City, month: Month) -> None:
    an = sheet_of(city.an)
    services.send_back(
        sheet_id=an.pk, reason="Thiếu minh chứng", version=an.version, by=actor(city.office_head), at=AT, on=TODAY
    )
    found = chair_of(city)
    assert (found.state, found.ratios["d"]) == (ScoreState.INSUFFICIENT, None)


def test_more_stale_people_than_are_scored_on_the_way_count_as_unknown(
    city: City, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(managed, "MOST_STALE", 1)
    put(city, completed=Decimal(0))
    assert chair_of(city).state == ScoreState.INSUFFICIENT
    services.recalculate(round_ids=[month.commune.pk], at=AT)
    assert chair_of(city).ratios["d"] == ONE_FAILING


def test_a_decision_is_made_on_the_work_as_it_stands_that_moment(city: City, month: Month) -> None:
    put(city, completed=Decimal(10))
    month.decide()
    assert Score.objects.get(sheet=sheet_of(city.an)).level == "HTXS"
    assert not StaleMark.objects.filter(sheet__round=month.commune).exists()


def test_who_is_in_the_period_changing_makes_the_leaders_stale(city: City, month: Month) -> None:
    staling.people_changed(month.period.pk)
    leaders = Sheet.objects.filter(rank__in=["head", "deputy"], score__isnull=False)
    assert set(StaleMark.objects.values_list("sheet", flat=True)) == set(leaders.values_list("pk", flat=True))


def d_of(who: User) -> int | None:
    """The stored d, in ten-thousandths."""
    ratio: int | None = Score.objects.get(sheet=sheet_of(who)).ratios[3]
    return ratio


def marked() -> set[int]:
    return set(StaleMark.objects.values_list("sheet", flat=True))


@pytest.fixture
def failing(city: City, month: Month) -> Month:
    """An of the office of culture fails; everything is stored with that, and the vice chair looks after economy alone."""
    people.give_field(
        posting_id=sheet_of(city.vice_chair).posting_id,
        unit_id=city.economy.pk,
        on=FIRST,
        by=actor(city.officer),
        at=AT,
    )
    review(city.chair, city.vice_chair, unit_marks=[None, 100, 100])
    put(city, completed=Decimal(0))
    services.tick(AT + timedelta(minutes=10))
    assert (d_of(city.chair), d_of(city.vice_chair)) == (5000, 10000)
    assert not StaleMark.objects.exists()
    return month


def test_a_unit_that_moves_makes_the_leaders_it_leaves_and_comes_to_stale(city: City, failing: Month) -> None:
    who = {"by": actor(city_officer(city)), "at": AT}
    organisation.move_unit(unit_id=city.culture.pk, parent_id=city.other_commune.pk, on=FIRST, **who)
    assert {sheet_of(one).pk for one in (city.office_head, city.chair, city.vice_chair)} <= marked()
    services.tick(AT + timedelta(minutes=20))
    assert (d_of(city.chair), StaleMark.objects.count()) == (10000, 0)
    organisation.move_unit(unit_id=city.culture.pk, parent_id=city.commune.pk, on=TODAY, **who)
    assert sheet_of(city.chair).pk in marked()
    services.tick(AT + timedelta(minutes=30))
    assert d_of(city.chair) == 5000


def test_a_unit_that_is_merged_and_closed_makes_the_leaders_above_stale(city: City, failing: Month) -> None:
    given = {"by": actor(city_officer(city)), "at": AT}
    people.merge_units(unit_ids=[city.culture.pk], into_id=city.economy.pk, on=TODAY, **given)
    assert {sheet_of(city.chair).pk, sheet_of(city.vice_chair).pk} <= marked()


def test_a_deputy_who_looks_after_another_unit_is_scored_again_with_those_above(city: City, failing: Month) -> None:
    given = {"by": actor(city.officer), "at": AT}
    field = people.give_field(
        posting_id=sheet_of(city.vice_chair).posting_id, unit_id=city.culture.pk, on=FIRST, **given
    )
    assert marked() - {sheet_of(city.city_chair).pk} == {sheet_of(city.vice_chair).pk, sheet_of(city.chair).pk}
    services.tick(AT + timedelta(minutes=20))
    assert (d_of(city.vice_chair), StaleMark.objects.count()) == (5000, 0)
    people.end_field(field_id=field.pk, on=TODAY, **given)
    assert sheet_of(city.vice_chair).pk in marked()


def test_what_changes_after_the_period_or_in_name_alone_makes_nothing_stale(city: City, failing: Month) -> None:
    given, december = {"by": actor(city_officer(city)), "at": AT}, FIRST.replace(month=12)
    organisation.rename_unit(unit_id=city.culture.pk, name="Phòng Văn hóa", on=TODAY, **given)
    organisation.move_unit(unit_id=city.culture.pk, parent_id=city.other_commune.pk, on=december, **given)
    people.give_field(posting_id=sheet_of(city.vice_chair).posting_id, unit_id=city.culture.pk, on=december, **given)
    assert not StaleMark.objects.exists()


def test_a_list_already_decided_keeps_its_scores_when_units_move(city: City, failing: Month) -> None:
    failing.decide({sheet_of(city.an).pk: ("KXL", "Chờ xác minh")})
    organisation.move_unit(
        unit_id=city.culture.pk, parent_id=city.other_commune.pk, on=FIRST, by=actor(city_officer(city)), at=AT
    )
    assert not StaleMark.objects.filter(sheet__round=failing.commune).exists()
    assert sheet_of(city.chair).pk in marked()
