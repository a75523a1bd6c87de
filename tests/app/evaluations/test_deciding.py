"""The decision, the quota, reopening, publication, petitions, closing, and the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import (
    AT,
    DAY,
    TODAY,
    Month,
    actor,
    city_officer,
    open_month,
    published_month,
    review,
    reviewed_month,
    round_of,
    self_score,
    sheet_of,
    work,
)
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.base.notify.models import Notice
from namro.city.facts.models import Mark
from namro.duties.evaluations import selectors, services
from namro.duties.evaluations.models import DecidedRating, Petition, Reopening, Round, Sheet, SheetState, UnitRating

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "who", ["an", "office_head", "vice_chair", "officer", "administrator", "outsider", "city_chair"]
)
def test_only_the_authority_decides(city: City, who: str) -> None:
    month = reviewed_month(city)
    with pytest.raises((NotVisible, NotAllowed)):
        month.decide(by=actor(getattr(city, who)))
    assert not DecidedRating.objects.exists()


def test_over_the_quota_needs_its_reason(city: City) -> None:
    month = reviewed_month(city)
    with pytest.raises(DomainError) as refused:
        month.decide(quota_reason="")
    assert refused.value.code == "evaluations.decide.over_quota"
    assert not DecidedRating.objects.exists()
    month.decide()
    assert DecidedRating.objects.filter(rating="HTXS").count() == 5


def test_lowering_somebody_needs_a_reason_and_raising_is_refused(city: City) -> None:
    month = reviewed_month(city)
    an, binh = sheet_of(city.an).pk, sheet_of(city.binh).pk
    with pytest.raises(DomainError) as refused:
        month.decide({an: ("HTXS", "Có cố gắng"), binh: ("HTT", "")})
    assert {pk: [code for code, _text in found] for pk, found in refused.value.details["blocked"].items()} == {
        an: ["decision.above_level"], binh: ["decision.reason.missing"],
    }  # fmt: skip
    month.decide({binh: ("HTT", "Vượt tỷ lệ của đơn vị")})
    lowered = DecidedRating.objects.get(sheet=binh)
    assert (lowered.rating, lowered.differs, lowered.reason) == ("HTT", True, "Vượt tỷ lệ của đơn vị")
    assert sheet_of(city.binh).score.level == "HTXS"


def test_a_discipline_sets_the_level_and_leaves_the_points(city: City) -> None:
    month = reviewed_month(city)
    Mark.objects.create(
        person_id=city.an.person_id, code="duty_breach_disciplined", valid=DateRange(date(2026, 1, 1), date(2027, 1, 1)),
        document="7/QĐ", source="test", known_at=AT, known_by=city.officer,
    )  # fmt: skip
    month.decide()
    score = sheet_of(city.an).score
    assert (score.band, score.level, str(score.total)) == ("HTT", "KHT", "86.0000")
    assert DecidedRating.objects.get(sheet=sheet_of(city.an)).rating == "KHT"


def test_unreviewed_sheets_block_the_decision_or_are_decided_not_rated(city: City) -> None:
    period = open_month(city)
    for who in (city.an, city.vice_chair, city.office_head, city.economy_head, city.officer):
        work(who)
        self_score(who)
        review(city.office_head if who == city.an else city.chair, who, **(
            {} if who in (city.an, city.officer) else {"unit_marks": [100, 100, 100]}
        ))  # fmt: skip
    given = {
        "round_id": round_of(period, city.commune).pk, "number": "1/QĐ", "decided_on": TODAY, "quota_reason": "Có căn cứ",
        "by": actor(city.chair), "at": AT, "on": TODAY,
    }  # fmt: skip
    binh = sheet_of(city.binh).pk
    with pytest.raises(DomainError) as refused:
        services.decide(ratings={}, **given)
    assert list(refused.value.details["blocked"]) == [binh]
    services.decide(ratings={binh: ("KXL", "Chưa có kết quả bàn giao")}, **given)
    assert DecidedRating.objects.get(sheet=binh).rating == "KXL"


def test_a_head_is_not_rated_above_the_unit(city: City) -> None:
    month = reviewed_month(city)
    given = {
        "period_id": month.period.pk,
        "unit_id": city.culture.pk,
        "rating": "HTT",
        "number": "3/QĐ",
        "decided_on": TODAY,
    }
    with pytest.raises(NotAllowed):
        services.rate_unit(**given, by=actor(city.office_head), at=AT, on=TODAY)
    services.rate_unit(**given, by=actor(city.chair), at=AT, on=TODAY)
    with pytest.raises(DomainError) as refused:
        month.decide()
    blocked = refused.value.details["blocked"]
    assert blocked[sheet_of(city.office_head).pk][0][0] == "decision.head_above_unit"


def rate_culture(month: Month, **changes: object) -> UnitRating:
    given = {
        "period_id": month.period.pk, "unit_id": month.city.culture.pk, "rating": "HTXS", "number": "3/QĐ",
        "decided_on": TODAY, "by": actor(month.city.chair), "at": AT, "on": TODAY,
    }  # fmt: skip
    return services.rate_unit(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "evaluations.decide.number"),
        ({"decided_on": TODAY + DAY}, "evaluations.decide.date"),
        ({"rating": "XX"}, "evaluations.rating.unknown"),
    ],
)
def test_a_units_rating_without_its_papers_is_refused(city: City, changes: dict[str, object], code: str) -> None:
    month = reviewed_month(city)
    with pytest.raises(DomainError) as refused:
        rate_culture(month, **changes)
    assert refused.value.code == code
    assert not UnitRating.objects.exists()


def test_a_units_rating_is_corrected_until_its_head_is_decided_and_after_a_reopening(city: City) -> None:
    month = reviewed_month(city)
    rate_culture(month)
    month.decide()
    with pytest.raises(Conflict) as refused:
        rate_culture(month, rating="HTT")
    assert refused.value.code == "evaluations.decide.already"
    assert UnitRating.objects.get().rating == "HTXS"
    services.reopen_round(
        round_id=month.commune.pk, to_step="decide", reason="Sai mức đơn vị", by=actor(city.chair), at=AT, on=TODAY
    )
    assert rate_culture(month, rating="HTT").rating == "HTT"


@pytest.mark.parametrize("close", [False, True])
def test_a_units_rating_is_not_rewritten_once_results_are_published(city: City, close: bool) -> None:
    month = published_month(city)
    if close:
        services.close_round(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    with pytest.raises(DomainError) as refused:
        rate_culture(month)
    assert refused.value.code == "evaluations.round.closed"
    assert not UnitRating.objects.exists()


def test_nobody_rates_the_unit_they_head(city: City) -> None:
    month = reviewed_month(city)
    for unit, who in ((city.city_unit, city.city_chair), (city.commune, city.chair)):
        with pytest.raises(NotAllowed):
            rate_culture(month, unit_id=unit.pk, by=actor(who))
    assert rate_culture(month, unit_id=city.commune.pk, by=actor(city.city_chair)).rating == "HTXS"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "evaluations.decide.number"),
        ({"decided_on": TODAY + DAY}, "evaluations.decide.date"),
        ({"reading": "generous"}, "evaluations.quota.reading"),
        ({"rate": "half"}, "evaluations.quota.rate"),
        ({"rate": "outstanding", "quota_reason": ""}, "evaluations.quota.reason"),
    ],
)
def test_a_decision_without_its_papers_is_refused(city: City, changes: dict[str, object], code: str) -> None:
    month = reviewed_month(city)
    with pytest.raises(DomainError) as refused:
        month.decide(**changes)
    assert refused.value.code == code


def test_deciding_twice_is_refused(city: City) -> None:
    month = reviewed_month(city)
    month.decide()
    with pytest.raises(Conflict):
        month.decide(number="13/QĐ")


def test_what_fits_is_only_proposed_and_ties_are_left_alone(city: City) -> None:
    month = reviewed_month(city)
    assert services.propose_what_fits(round_id=month.commune.pk, by=actor(city.officer), at=AT, on=TODAY) == 0
    review(city.office_head, city.binh, [0, *sheet_of(city.binh).review_points[1:]])
    review(city.chair, city.officer, [450, *sheet_of(city.officer).review_points[1:]])
    assert services.propose_what_fits(round_id=month.commune.pk, by=actor(city.officer), at=AT, on=TODAY) == 1
    assert services.propose_what_fits(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY) == 2
    assert {sheet_of(city.binh).proposed_rating, sheet_of(city.officer).proposed_rating} == {"HTT"}
    assert not DecidedRating.objects.exists()


def test_nobody_proposes_for_themself(city: City) -> None:
    month = reviewed_month(city)
    own = {sheet_of(city.officer).pk: ("HTXS", "")}
    with pytest.raises(NotAllowed):
        services.propose(round_id=month.commune.pk, proposals=own, by=actor(city.officer), at=AT, on=TODAY)


def test_reopening_clears_what_came_after_and_keeps_it_on_record(city: City) -> None:
    month = reviewed_month(city)
    month.decide()
    an = sheet_of(city.an)
    with pytest.raises((NotAllowed, NotVisible)):
        services.reopen_sheet(sheet_id=an.pk, to_step="review", reason="x", by=actor(city.office_head), at=AT, on=TODAY)
    services.reopen_sheet(
        sheet_id=an.pk, to_step="self_score", reason="Sai số liệu", by=actor(city.chair), at=AT, on=TODAY
    )
    an = sheet_of(city.an)
    assert (an.state, an.review_points, an.self_points[0]) == (SheetState.OPEN, None, 500)
    assert sheet_of(city.binh).state == SheetState.REVIEWED
    assert not DecidedRating.objects.filter(in_force=True).exists()
    kept = Reopening.objects.get()
    assert kept.cleared[str(an.pk)]["rating"] == "HTT"
    assert kept.cleared[str(an.pk)]["points"][0] == 500
    assert Round.objects.get(pk=month.commune.pk).step == "self_score"


def test_reopening_needs_a_reason_and_stops_at_publication(city: City) -> None:
    month = published_month(city)
    with pytest.raises(DomainError) as refused:
        services.reopen_round(
            round_id=month.commune.pk, to_step="review", reason="x", by=actor(city.chair), at=AT, on=TODAY
        )
    assert refused.value.code == "evaluations.round.closed"


def test_publication_tells_each_person_once_and_opens_the_level_to_colleagues(city: City) -> None:
    month = reviewed_month(city)
    month.decide()
    assert not selectors.ratings_visible_to(actor(city.binh), on=TODAY).exists()
    services.publish(round_id=month.commune.pk, by=actor(city.chair), at=AT, on=TODAY)
    assert Notice.objects.filter(kind="evaluations.published").count() == 6
    assert selectors.ratings_visible_to(actor(city.binh), on=TODAY).count() == 6
    assert not selectors.ratings_visible_to(actor(city.outsider), on=TODAY).exists()
    assert not selectors.ratings_visible_to(actor(city.administrator), on=TODAY).exists()


@pytest.mark.parametrize(
    ("who", "count"),
    [("an", 1), ("binh", 1), ("office_head", 3), ("chair", 7), ("officer", 7), ("administrator", 0), ("outsider", 1)],
)
def test_the_detail_is_for_the_person_their_scorers_and_home_affairs(city: City, who: str, count: int) -> None:
    published_month(city)
    assert selectors.sheets_visible_to(actor(getattr(city, who)), on=TODAY).count() == count


def petition(city: City) -> Petition:
    return services.file_petition(
        sheet_id=sheet_of(city.an).pk, grounds="Đã xong 10 hồ sơ", by=actor(city.an), at=AT, on=TODAY
    )


def test_a_petition_has_seven_working_days_and_one_open_at_a_time(city: City) -> None:
    published_month(city)
    assert petition(city).due_on == date(2026, 12, 2)  # 24 November is a working day unless the setting says otherwise
    with pytest.raises(Conflict):
        petition(city)
    with pytest.raises((NotAllowed, NotVisible)):
        services.file_petition(sheet_id=sheet_of(city.binh).pk, grounds="x", by=actor(city.an), at=AT, on=TODAY)


def test_a_petition_is_not_examined_by_the_scorer(city: City) -> None:
    published_month(city)
    filed = petition(city)
    given = {"petition_id": filed.pk, "by": actor(city.chair), "at": AT, "on": TODAY}
    for wrong in (city.office_head, city.an):
        with pytest.raises(DomainError) as refused:
            services.assign_petition(handler_id=wrong.person_id, **given)
        assert refused.value.code == "evaluations.petition.handler"
    with pytest.raises(DomainError):
        services.answer_petition(outcome="rejected", answer="Đúng quy định", **given)
    services.assign_petition(handler_id=city.vice_chair.person_id, **given)
    assert services.answer_petition(outcome="rejected", answer="Đúng quy định", **given).outcome == "rejected"
    assert DecidedRating.objects.get(sheet=sheet_of(city.an), in_force=True).rating == "HTT"


def test_an_upheld_petition_is_a_new_decision_that_points_at_the_old(city: City) -> None:
    published_month(city)
    filed = petition(city)
    given = {"petition_id": filed.pk, "by": actor(city.chair), "at": AT, "on": TODAY}
    services.assign_petition(handler_id=city.vice_chair.person_id, **given)
    done = services.answer_petition(
        outcome="upheld", answer="Thiếu hai hồ sơ", rating="HTXS", number="20/QĐ", decided_on=TODAY, **given
    )
    assert done.decision.replaces.number == "12/QĐ"
    ratings = DecidedRating.objects.filter(sheet=sheet_of(city.an)).order_by("pk").values_list("rating", "in_force")
    assert list(ratings) == [("HTT", False), ("HTXS", True)]
    assert Notice.objects.filter(kind="evaluations.petition_answered", person=city.an.person_id).count() == 1


def test_a_wrong_result_is_replaced_only_by_the_managing_agency(city: City) -> None:
    published_month(city)
    given = {
        "sheet_id": sheet_of(city.an).pk,
        "rating": "HTNV",
        "reason": "Kê khai sai",
        "number": "9/QĐ",
        "decided_on": TODAY,
    }
    with pytest.raises(NotAllowed):
        services.replace_rating(**given, by=actor(city.chair), at=AT, on=TODAY)
    decision = services.replace_rating(**given, by=actor(city.city_chair), at=AT, on=TODAY)
    assert (decision.unit_id, decision.replaces.number) == (city.city_unit.pk, "12/QĐ")


def test_closing_waits_for_reviews_publication_and_petitions(city: City) -> None:
    month = reviewed_month(city)
    given = {"round_id": month.commune.pk, "by": actor(city.chair), "at": AT, "on": TODAY}
    with pytest.raises(DomainError) as refused:
        services.close_round(**given)
    assert refused.value.code == "evaluations.close.unpublished"
    month.decide()
    services.publish(**given)
    filed = petition(city)
    with pytest.raises(DomainError) as refused:
        services.close_round(**given)
    assert refused.value.code == "evaluations.close.petitions"
    outcome = services.close_period(period_id=month.period.pk, by=actor(city_officer(city)), at=AT)
    assert outcome["closed"] == 0
    assert outcome["held"][str(month.commune.pk)] == "evaluations.close.petitions"
    services.assign_petition(
        petition_id=filed.pk, handler_id=city.vice_chair.person_id, by=actor(city.chair), at=AT, on=TODAY
    )
    services.answer_petition(
        petition_id=filed.pk, outcome="rejected", answer="Đúng", by=actor(city.chair), at=AT, on=TODAY
    )
    assert services.close_period(period_id=month.period.pk, by=actor(city_officer(city)), at=AT)["closed"] == 1
    assert selectors.is_locked(sheet_of(city.an).posting_id, date(2026, 11, 1))


def test_closing_with_unreviewed_sheets_is_refused(city: City) -> None:
    period = open_month(city)
    with pytest.raises(DomainError) as refused:
        services.close_round(round_id=round_of(period, city.commune).pk, by=actor(city.chair), at=AT, on=TODAY)
    assert refused.value.code == "evaluations.close.unreviewed"


def at(day: date) -> datetime:
    return datetime.combine(day, AT.timetz())


def test_deadlines_remind_then_forward_and_doing_it_twice_changes_nothing(city: City) -> None:
    period = open_month(city)
    round_ = round_of(period, city.commune)
    services.tick(at(round_.self_score_by - timedelta(days=2)))
    reminded = Notice.objects.filter(kind="evaluations.remind.self").count()
    assert reminded == 9
    services.tick(at(round_.self_score_by - timedelta(days=2)))
    assert Notice.objects.filter(kind="evaluations.remind.self").count() == reminded
    assert sheet_of(city.an).state == "open"
    services.tick(at(round_.self_score_by + DAY))
    assert (sheet_of(city.an).state, sheet_of(city.an).self_points) == ("forwarded", None)
    events = Event.objects.filter(tag="evaluations:round:forwarded").count()
    services.tick(at(round_.self_score_by + DAY))
    assert Event.objects.filter(tag="evaluations:round:forwarded").count() == events


def test_a_round_that_chose_to_wait_is_not_forwarded(city: City) -> None:
    period = open_month(city)
    round_ = round_of(period, city.commune)
    services.choose_forwarding(round_id=round_.pk, forwards_without_self=False, by=actor(city.chair), at=AT, on=TODAY)
    services.tick(at(round_.self_score_by + DAY))
    assert set(Sheet.objects.filter(round=round_).values_list("state", flat=True)) == {"open"}
