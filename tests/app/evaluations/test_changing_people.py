"""People and authorities that change inside a month, from the opening to the decision."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.evaluations.month import (
    AT,
    FIRST,
    FULL,
    TODAY,
    Month,
    actor,
    city_officer,
    commune_people,
    open_month,
    review,
    reviewed_month,
    round_of,
    self_score,
    sheet_of,
    work,
)
from tests.cast import SINCE, City, posting

from namro.base.accounts.models import User
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.city.people.models import Delegation, Leave, Posting, Rank
from namro.duties.evaluations import selectors, services
from namro.duties.evaluations.models import DecidedRating, Sheet
from namro.duties.evaluations.selectors.board import board

pytestmark = pytest.mark.django_db
NOVEMBER_10, NOVEMBER_16 = date(2026, 11, 10), date(2026, 11, 16)


def scored(sheet: Sheet, who: User, by: User) -> Sheet:
    """Self-scored and reviewed at full points."""
    given = {"sheet_id": sheet.pk, "points": FULL, "at": AT, "on": TODAY}
    services.submit_self_score(**given, strengths="", limits="", version=sheet.version, by=actor(who))
    return services.review(**given, version=sheet.version + 1, comment="", by=actor(by))


def leaves(who: User, on: date) -> None:
    Posting.objects.filter(person=who.person_id).update(valid=DateRange(SINCE, on))


def decided(city: City) -> dict[int, str]:
    """The ratings in force, by sheet."""
    return dict(DecidedRating.objects.filter(in_force=True).order_by("pk").values_list("sheet", "rating"))


def decide(city: City, number: str = "12/QĐ", by: User | None = None, **ratings: tuple[str, str]) -> None:
    round_ = sheet_of(city.vice_chair).round
    services.decide(
        round_id=round_.pk, ratings={int(pk.removeprefix("s")): one for pk, one in ratings.items()}, number=number,
        decided_on=TODAY, quota_reason="Thành tích nổi trội", by=actor(by or city.chair), at=AT, on=TODAY,
    )  # fmt: skip


def everybody_else(city: City, *but: User) -> None:
    """The rest of the commune worked, scored and were reviewed."""
    for who in commune_people(city):
        if who in but:
            continue
        work(who)
        self_score(who)
        leader = who in (city.vice_chair, city.office_head, city.economy_head)
        by = city.chair if leader or who == city.officer else city.office_head
        review(by, who, **({"unit_marks": [100, 100, 100]} if leader else {}))


# one person, two postings -------------------------------------------------------------------------------------------
def test_two_postings_are_scored_by_two_heads_and_rated_apart(city: City) -> None:
    second = posting(city.an.person, city.economy, kind="concurrent", since=NOVEMBER_10)
    open_month(city)
    everybody_else(city, city.an)
    first = Sheet.objects.get(person=city.an.person_id, unit=city.culture)
    other = Sheet.objects.get(posting=second.pk)
    work(city.an, completed="8")  # in the main posting only
    scored(first, city.an, city.office_head)
    with pytest.raises((NotAllowed, NotVisible)):
        scored(other, city.an, city.office_head)  # the self-score goes in, the review does not
    other.refresh_from_db()
    assert other.state == "self_scored"
    scored(other, city.an, city.economy_head)
    with pytest.raises(DomainError) as refused:
        decide(city)  # nothing was assigned in the second posting: neither a zero nor a fail
    assert list(refused.value.details["blocked"]) == [other.pk]
    decide(city, **{f"s{other.pk}": ("KXL", "Không được giao việc ở phòng Kinh tế")})
    ratings = decided(city)
    assert (ratings[first.pk], ratings[other.pk]) == ("HTT", "KXL")
    assert other.days == DateRange(NOVEMBER_10, date(2026, 12, 1))


# leave --------------------------------------------------------------------------------------------------------------
def test_maternity_leave_is_decided_as_not_rated_without_a_score(city: City) -> None:
    Leave.objects.create(
        person_id=city.binh.person_id, kind="maternity", valid=DateRange(date(2026, 9, 1), date(2027, 3, 1))
    )
    open_month(city)
    everybody_else(city, city.binh)
    with pytest.raises(DomainError) as refused:
        self_score(city.binh)
    assert refused.value.code == "evaluations.sheet.not_rated"
    decide(city)
    rating = DecidedRating.objects.get(sheet=sheet_of(city.binh))
    assert (rating.rating, rating.reason) == ("KXL", "Nghỉ thai sản")
    rated = {(cap.scope, cap.rated) for cap in board(sheet_of(city.binh).round).quota.caps}
    assert ("unit", 5) in rated  # whoever is not rated does not widen the quota


def test_back_from_maternity_leave_within_the_month_is_rated_on_what_was_done(city: City) -> None:
    Leave.objects.create(
        person_id=city.binh.person_id, kind="maternity", valid=DateRange(date(2026, 5, 16), NOVEMBER_16)
    )
    open_month(city)
    everybody_else(city)
    decide(city)
    assert decided(city)[sheet_of(city.binh).pk] == "HTXS"


# moving, retiring ---------------------------------------------------------------------------------------------------
def test_a_mover_is_rated_by_both_units_each_for_its_days(city: City) -> None:
    leaves(city.an, NOVEMBER_10)
    posting(city.an.person, city.other_commune, since=NOVEMBER_10)
    period = open_month(city)
    old = Sheet.objects.get(person=city.an.person_id, unit=city.culture)
    new = Sheet.objects.get(person=city.an.person_id, unit=city.other_commune)
    assert (old.round.unit_id, new.round.unit_id) == (city.commune.pk, city.other_commune.pk)
    everybody_else(city, city.an)
    work(city.an)
    scored(old, city.an, city.office_head)
    with pytest.raises((NotAllowed, NotVisible)):
        scored(new, city.an, city.office_head)
    decide(city)
    assert decided(city)[old.pk] == "HTXS"
    assert new.pk not in decided(city)
    services.refresh_period(period_id=period.pk, by=actor(city_officer(city)), at=AT, on=TODAY)
    assert Sheet.objects.get(pk=old.pk).round.unit_id == city.commune.pk


def test_a_move_after_the_opening_leaves_the_old_sheet_with_the_old_unit(city: City) -> None:
    month = reviewed_month(city)
    leaves(city.an, NOVEMBER_16)
    posting(city.an.person, city.economy, since=NOVEMBER_16)
    services.refresh_period(period_id=month.period.pk, by=actor(city_officer(city)), at=AT, on=TODAY)
    sheets = {one.unit_id: one for one in Sheet.objects.filter(person=city.an.person_id)}
    assert sheets[city.culture.pk].days == DateRange(FIRST, NOVEMBER_16)
    assert sheets[city.culture.pk].state == "reviewed"
    assert (sheets[city.economy.pk].days.lower, sheets[city.economy.pk].state) == (NOVEMBER_16, "open")


def test_whoever_retired_within_the_month_is_rated_where_they_served(city: City) -> None:
    leaves(city.binh, NOVEMBER_16)
    period = open_month(city)
    everybody_else(city, city.binh)
    work(city.binh)
    round_ = round_of(period, city.commune)
    services.tick(AT.replace(day=26))  # past the self-score deadline: it goes up without
    sheet = sheet_of(city.binh)
    assert (sheet.state, sheet.self_points) == ("forwarded", None)
    review(city.office_head, city.binh)
    decide(city)
    rating = decided(city)[sheet_of(city.binh).pk]
    assert (rating, sheet_of(city.binh).days.upper, round_.unit_id) == ("HTXS", NOVEMBER_16, city.commune.pk)


# vacancy, delegation, acting ----------------------------------------------------------------------------------------
def test_a_vacant_headship_waits_and_whoever_fills_it_scores(city: City) -> None:
    leaves(city.office_head, date(2026, 10, 20))
    open_month(city)
    self_score(city.an)
    work(city.an)
    assert sheet_of(city.an).reviewer_unit_id == city.culture.pk
    for who in (city.office_head, city.chair, city.vice_chair, city.economy_head):
        with pytest.raises((NotAllowed, NotVisible)):
            review(who, city.an)
    posting(city.economy_head.person, city.culture, Rank.HEAD, since=NOVEMBER_16, kind="acting")
    assert review(city.economy_head, city.an).state == "reviewed"
    early = {"sheet_id": sheet_of(city.an).pk, "points": FULL, "version": sheet_of(city.an).version, "comment": ""}
    with pytest.raises((NotAllowed, NotVisible)):
        services.review(**early, by=actor(city.economy_head, on=NOVEMBER_10), at=AT, on=NOVEMBER_10)


def test_a_vacancy_that_appears_at_the_decision_is_filled_by_the_acting_head(city: City) -> None:
    month = reviewed_month(city)
    leaves(city.chair, NOVEMBER_16)
    with pytest.raises((NotAllowed, NotVisible)):
        month.decide()
    posting(city.other_chair.person, city.commune, Rank.HEAD, since=NOVEMBER_16, kind="acting")
    month.decide(by=actor(city.other_chair))
    assert set(decided(city).values()) == {"HTXS", "HTT"}


def test_an_acting_head_from_the_same_list_does_not_decide_their_own_sheet(city: City) -> None:
    month = reviewed_month(city)
    leaves(city.chair, NOVEMBER_16)
    leaves(city.vice_chair, NOVEMBER_16)
    posting(city.vice_chair.person, city.commune, Rank.HEAD, since=NOVEMBER_16, kind="acting")
    with pytest.raises(NotAllowed) as refused:
        month.decide(by=actor(city.vice_chair))
    assert refused.value.code == "evaluations.decide.own_sheet"
    services.refresh_period(period_id=month.period.pk, by=actor(city_officer(city)), at=AT, on=TODAY)
    lifted = {one.round.unit_id for one in Sheet.objects.filter(person=city.vice_chair.person_id)}
    assert lifted == {city.city_unit.pk}
    month.decide(by=actor(city.vice_chair))
    own = set(Sheet.objects.filter(person=city.vice_chair.person_id).values_list("pk", flat=True))
    assert not own & decided(city).keys()
    assert decided(city)


@pytest.fixture
def acting(city: City) -> Month:
    """The vice chair heads the commune since the 16th; their sheet as a deputy still stands in the list they decide."""
    month = reviewed_month(city)
    leaves(city.chair, NOVEMBER_16)
    leaves(city.vice_chair, NOVEMBER_16)
    posting(city.vice_chair.person, city.commune, Rank.HEAD, since=NOVEMBER_16, kind="acting")
    return month


def test_nobody_marks_their_own_sheet_in_the_list_they_decide_nor_unmarks_it(acting: Month) -> None:
    city = acting.city
    own, given = sheet_of(city.vice_chair), {"by": actor(city.vice_chair), "at": AT, "on": TODAY}
    with pytest.raises(NotAllowed) as refused:
        services.set_not_rated(sheet_id=own.pk, why="other", note="Bận", version=own.version, **given)
    assert refused.value.code == "evaluations.own_sheet"
    Sheet.objects.filter(pk=own.pk).update(not_rated="leave")
    with pytest.raises(NotAllowed) as refused:
        services.clear_not_rated(sheet_id=own.pk, reason="Nhầm", version=own.version, **given)
    assert refused.value.code == "evaluations.own_sheet"
    assert sheet_of(city.vice_chair).not_rated == "leave"


def test_nobody_decides_that_they_are_not_rated_themselves(acting: Month) -> None:
    city = acting.city
    own = sheet_of(city.vice_chair)
    services.set_not_rated(
        sheet_id=own.pk,
        why="other",
        note="Biệt phái",
        version=own.version,
        by=actor(city_officer(city)),
        at=AT,
        on=TODAY,
    )
    with pytest.raises(NotAllowed) as refused:
        acting.decide(by=actor(city.vice_chair))
    assert refused.value.code == "evaluations.decide.own_sheet"
    services.refresh_period(period_id=acting.period.pk, by=actor(city_officer(city)), at=AT, on=TODAY)
    acting.decide(by=actor(city.vice_chair))
    assert own.pk not in decided(city)
    lifted = Sheet.objects.get(pk=own.pk)
    assert (lifted.round.unit_id, lifted.not_rated) == (city.city_unit.pk, "other")


def test_nobody_reopens_their_own_sheet(acting: Month) -> None:
    city = acting.city
    with pytest.raises(NotAllowed) as refused:
        services.reopen_sheet(
            sheet_id=sheet_of(city.vice_chair).pk, to_step="review", reason="Xem lại", by=actor(city.vice_chair), at=AT, on=TODAY
        )  # fmt: skip
    assert refused.value.code == "evaluations.own_sheet"


def test_whom_nobody_rates_stands_in_their_own_list_and_is_decided_by_nobody(city: City) -> None:
    open_month(city)
    for who in (city.chair, city.other_chair):
        work(who)
        scored(sheet_of(who), who, city.city_chair)
        Sheet.objects.filter(pk=sheet_of(who).pk).update(unit_marks=[100, 100, 100])
    round_ = sheet_of(city.city_chair).round
    given = {"round_id": round_.pk, "by": actor(city.city_chair), "at": AT, "on": TODAY}
    services.decide(ratings={}, number="1/QĐ", decided_on=TODAY, quota_reason="Có căn cứ", **given)
    assert set(decided(city)) == {sheet_of(city.chair).pk, sheet_of(city.other_chair).pk}
    services.publish(**given)
    services.close_round(**given)
    assert sheet_of(city.city_chair).not_rated == "outside"


@pytest.fixture
def delegated(city: City) -> City:
    """The chair lets the vice chair prepare in the commune's name."""
    Delegation.objects.create(
        giver_id=city.chair.person_id, receiver_id=city.vice_chair.person_id, unit=city.commune,
        valid=DateRange(FIRST, date(2026, 12, 31)), number="07/GUQ", signed_on=FIRST,
    )  # fmt: skip
    return city


def test_a_delegate_prepares_everything_and_decides_nothing(delegated: City) -> None:
    city = delegated
    month = reviewed_month(city)
    given = {"round_id": month.commune.pk, "by": actor(city.vice_chair), "at": AT, "on": TODAY}
    binh = sheet_of(city.binh).pk
    assert services.propose(proposals={binh: ("HTT", "Vượt tỷ lệ")}, **given) == 1
    for act in (
        lambda: month.decide(by=given["by"]),
        lambda: services.sign_quota(
            reading=month.commune.quota_reading or "of_good_and_above", rate="standard", reason="x", **given
        ),
        lambda: services.reopen_round(to_step="review", reason="x", **given),
    ):
        with pytest.raises(NotAllowed):
            act()
    month.decide()
    with pytest.raises(NotAllowed):
        services.publish(**given)
    rating = DecidedRating.objects.get(sheet=binh)
    assert (rating.rating, rating.reason, rating.decision.signer_id) == ("HTT", "Vượt tỷ lệ", city.chair.person_id)


def test_a_delegation_that_ended_prepares_nothing(delegated: City) -> None:
    city = delegated
    month = reviewed_month(city)
    Delegation.objects.update(valid=DateRange(FIRST, NOVEMBER_16))
    with pytest.raises((NotAllowed, NotVisible)):
        services.propose(
            round_id=month.commune.pk, proposals={sheet_of(city.binh).pk: ("HTT", "x")}, by=actor(city.vice_chair),
            at=AT, on=TODAY,
        )  # fmt: skip


# twice --------------------------------------------------------------------------------------------------------------
def test_closing_twice_closes_once(city: City) -> None:
    month = reviewed_month(city)
    month.decide()
    given = {"round_id": month.commune.pk, "by": actor(city.chair), "at": AT, "on": TODAY}
    services.publish(**given)
    services.close_round(**given)
    with pytest.raises(Conflict):
        services.close_round(**given)
    again = services.close_period(period_id=month.period.pk, by=actor(city_officer(city)), at=AT)
    assert again["closed"] == 0
    assert str(month.commune.pk) not in again["held"]


def test_a_locked_posting_is_the_mover_s_old_one_not_the_new(city: City) -> None:
    leaves(city.an, NOVEMBER_10)
    new = posting(city.an.person, city.other_commune, since=NOVEMBER_10)
    open_month(city)
    everybody_else(city, city.an)
    old = Sheet.objects.get(person=city.an.person_id, unit=city.culture)
    work(city.an)
    scored(old, city.an, city.office_head)
    decide(city)
    assert selectors.locked_postings([old.posting_id, new.pk], FIRST) == {old.posting_id}
