"""A year from its months to the decision: forms, meetings with their composition, opinions, units first, facts."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from tests.app.evaluations.month import actor, city_officer
from tests.app.evaluations.months import month
from tests.app.evaluations.years import AT, ON, WHO, Year, open_year, ready, staff_of_commune
from tests.cast import City, posting

from namro.base.accounts.models import User
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.city.facts import services as facts
from namro.city.facts.models import Rating
from namro.city.people.models import Posting
from namro.city.people.services import move
from namro.duties.evaluations import services
from namro.duties.evaluations.models import (
    DecidedRating,
    Round,
    Sheet,
    SheetState,
    UnitRating,
)
from namro.duties.evaluations.results import results_of_round, results_of_sheets
from namro.duties.evaluations.selectors.board import board
from namro.duties.evaluations.selectors.meetings import composition
from namro.duties.evaluations.selectors.what_if import what_if
from namro.duties.evaluations.services.year import calibrating, meetings, opinions, self_rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(city: City) -> Year:
    for who in [*staff_of_commune(city), city.chair]:
        for number in range(1, 12):
            month(who, number, "95" if who == city.binh else "85")
    return Year(city, open_year(city))


def code_of(act) -> str:
    with pytest.raises(DomainError) as told, transaction.atomic():
        act()
    return told.value.code


# opening ---------------------------------------------------------------------------------------------------------
def test_a_year_has_one_sheet_a_person_in_the_main_post_of_the_day(city: City) -> None:
    posting(city.an.person, city.economy, kind="concurrent")
    period = open_year(city)
    sheets = Sheet.objects.filter(period=period)
    assert sheets.filter(person=city.an.person_id).get().unit == city.culture
    assert sheets.count() == len({one.person_id for one in sheets}) == Posting.objects.filter(kind="main").count()
    assert period.days.lower == date(2026, 1, 1) and period.days.upper == date(2027, 1, 1)


def test_the_deadlines_of_a_year_lead_to_the_day_of_the_decree(city: City) -> None:
    round_ = Round.objects.filter(period=open_year(city)).order_by("pk")[0]
    assert round_.decide_by == date(2026, 12, 14)  # before 15 December, art. 19.2
    assert round_.self_score_by < round_.review_by < round_.decide_by < round_.publish_by


def test_a_year_begins_in_january(city: City) -> None:
    assert code_of(lambda: open_year(city, first_day=date(2026, 4, 1))) == "evaluations.period.first_day"


def test_whoever_moves_after_the_opening_takes_the_sheet_along(year: Year) -> None:
    city = year.city
    Posting.objects.filter(person=city.an.person_id).update(valid=(date(2025, 7, 1), date(2026, 12, 5)))
    posting(city.an.person, city.economy, since=date(2026, 12, 5))
    services.refresh_period(period_id=year.period.pk, by=actor(city_officer(city), ON), **WHO)
    assert year.sheet(city.an).unit == city.economy  # one sheet, where they work now


# the score -------------------------------------------------------------------------------------------------------
def test_the_score_of_the_year_is_the_exact_mean_of_its_months(year: Year) -> None:
    sheet = year.sheet(year.city.binh)
    sheet.period = year.period
    (result,) = results_of_sheets([sheet]).values()
    assert (result.total, result.level, result.state) == (Fraction(95), "HTXS", "RATED")


def test_a_missing_month_leaves_the_year_without_a_score_and_says_which(city: City) -> None:
    for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11):
        month(city.an, number, "85")
    year = Year(city, open_year(city))
    result = results_of_round(year.round(city.an))[year.sheet(city.an).pk]
    assert result.state == "INSUFFICIENT_DATA" and "missing:7" in result.reasons and result.level == ""


def test_discipline_sets_the_level_and_leaves_the_mean(year: Year) -> None:
    city = year.city
    facts.put_mark(
        person_id=city.an.person_id, code="disciplined_in_year", first=date(2026, 3, 1), until=date(2026, 3, 2),
        document="12/QĐ-KL", source="test", by=actor(city_officer(city), ON), at=AT,
    )  # fmt: skip
    result = results_of_round(year.round(city.an))[year.sheet(city.an).pk]
    assert (result.total, result.band, result.level, result.override) == (
        Fraction(85),
        "HTT",
        "KHT",
        "disciplined_in_year",
    )


# the form --------------------------------------------------------------------------------------------------------
def test_the_person_says_their_own_level(year: Year) -> None:
    an = year.city.an
    sheet = year.hand_in(an)
    assert (sheet.self_level, sheet.state, sheet.self_by) == ("HTT", SheetState.SELF_SCORED, an)
    draft = self_rating.rate_self(
        sheet_id=sheet.pk,
        level="",
        strengths="x",
        limits="",
        version=sheet.version,
        is_draft=True,
        by=actor(an, ON),
        **WHO,
    )
    assert draft.state == SheetState.OPEN and draft.self_at is None  # typing again takes it back


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": ""}, "evaluations.self_level.missing"),
        ({"level": "A"}, "evaluations.rating.unknown"),
        ({"version": 9}, "evaluations.sheet.conflict"),
    ],
)
def test_a_form_that_cannot_be_handed_in(year: Year, changes: dict[str, object], code: str) -> None:
    sheet = year.sheet(year.city.an)
    given = {"sheet_id": sheet.pk, "level": "HTT", "strengths": "", "limits": "", "version": sheet.version}
    assert code_of(lambda: self_rating.rate_self(**{**given, **changes}, by=actor(year.city.an, ON), **WHO)) == code


def test_nobody_fills_the_form_of_somebody_else(year: Year) -> None:
    sheet = year.sheet(year.city.an)
    given = {"sheet_id": sheet.pk, "level": "HTT", "strengths": "", "limits": "", "version": sheet.version}
    for who, error in ((year.city.office_head, NotAllowed), (year.city.outsider, NotVisible)):
        with pytest.raises(error):
            self_rating.rate_self(**given, by=actor(who, ON), **WHO)


# the meeting -----------------------------------------------------------------------------------------------------
def test_a_meeting_asks_everybody_of_the_unit(year: Year) -> None:
    city = year.city
    asked = {one.person_id for one in composition(city.culture.pk, "everybody", on=ON)}
    assert asked == {city.office_head.person_id, city.an.person_id, city.binh.person_id}


def test_the_leaders_meeting_asks_leaders_and_heads_of_the_units_within(year: Year) -> None:
    city = year.city
    asked = {one.person_id: one.role for one in composition(city.commune.pk, "leaders", on=ON)}
    assert asked == {
        city.chair.person_id: "leader", city.vice_chair.person_id: "leader", city.office_head.person_id: "sub_head",
        city.economy_head.person_id: "sub_head",
    }  # fmt: skip


def test_adopted_minutes_review_the_sheets_they_speak_of(year: Year) -> None:
    city = year.city
    year.hand_in(city.an)
    year.hand_in(city.office_head)
    found = year.meet(city.office_head, city.culture)
    assert found.adopted_at == AT
    assert year.sheet(city.an).state == SheetState.REVIEWED
    assert year.sheet(city.binh).state == SheetState.OPEN  # nothing handed in: another meeting
    assert code_of(lambda: year.minute(found, city.office_head)) == "evaluations.meeting.adopted"


def test_minutes_are_not_adopted_as_long_as_something_is_missing(year: Year) -> None:
    city, by = year.city, year.city.office_head
    call = {"period_id": year.period.pk, "unit_id": city.culture.pk, "kind": "everybody", "held_on": ON}
    found = meetings.call_meeting(
        **call, chair_id=by.person_id, secretary_id=city.an.person_id, by=actor(by, ON), **WHO
    )

    def adopt() -> object:
        found.refresh_from_db()
        return meetings.adopt_minutes(meeting_id=found.pk, version=found.version, by=actor(by, ON), **WHO)

    assert code_of(adopt) == "evaluations.meeting.unnoted"
    absent = {one.person_id: ("absent", "ốm") for one in found.attendances.order_by("pk")}
    year.minute(found, by, presences=absent, opinions={})
    assert code_of(adopt) == "evaluations.meeting.empty"
    found.refresh_from_db()
    year.minute(found, by, opinions={}, minutes="")
    assert code_of(adopt) == "evaluations.meeting.minutes"
    found.refresh_from_db()
    year.minute(found, by, opinions={})
    assert code_of(adopt) == "evaluations.meeting.not_handed_in"
    year.hand_in(city.an)
    assert code_of(adopt) == "evaluations.meeting.unsaid"


def test_who_is_absent_says_why_and_only_unit_heads_may_write(year: Year) -> None:
    city, by = year.city, year.city.office_head
    year.hand_in(city.an)
    found = meetings.call_meeting(
        period_id=year.period.pk, unit_id=city.culture.pk, kind="everybody", held_on=ON, chair_id=by.person_id,
        secretary_id=by.person_id, by=actor(by, ON), **WHO,
    )  # fmt: skip
    an = city.an.person_id
    assert code_of(lambda: year.minute(found, by, presences={an: ("absent", " ")})) == "evaluations.meeting.absent_why"
    assert code_of(lambda: year.minute(found, by, presences={an: ("written", "")})) == "evaluations.meeting.written"
    assert code_of(lambda: year.minute(found, by, version=7)) == "evaluations.meeting.conflict"


def test_the_leaders_meeting_needs_the_party_committee(year: Year) -> None:
    city = year.city
    year.hand_in(city.vice_chair)
    assert code_of(lambda: year.meet(city.chair, city.commune, "leaders")) == "evaluations.meeting.party"
    year.meet(city.chair, city.commune, "leaders", party=city.officer)
    assert year.sheet(city.vice_chair).state == SheetState.REVIEWED


def test_only_who_keeps_the_unit_minutes_its_meetings(year: Year) -> None:
    city = year.city
    year.hand_in(city.an)
    for who in (city.an, city.economy_head, city.outsider):
        with pytest.raises(NotAllowed):
            year.meet(who, city.culture)
    assert year.meet(city.officer, city.culture).adopted_by == city.officer  # home affairs of the commune


# opinions --------------------------------------------------------------------------------------------------------
def test_the_committee_speaks_of_leaders_only(year: Year) -> None:
    city = year.city
    year.hand_in(city.an)
    assert code_of(lambda: year.opinion(city.an, city.chair)) == "evaluations.opinion.leaders_only"
    year.opinion(city.vice_chair, city.chair)
    assert year.sheet(city.vice_chair).committee_opinions.get().level == "HTT"
    assert code_of(lambda: year.opinion(city.vice_chair, city.chair, text=" ")) == "evaluations.opinion.missing"


def test_an_old_unit_sends_its_results_along(year: Year) -> None:
    city = year.city
    sheet = year.sheet(city.an)
    sent = opinions.send_transfer_record(
        sheet_id=sheet.pk, unit_id=city.culture.pk, remark="Tốt", by=actor(city.office_head, ON), **WHO
    )
    assert [one["total"] for one in sent.results] == ["85"] * 11
    again = {"sheet_id": sheet.pk, "unit_id": city.culture.pk, "by": actor(city.office_head, ON), **WHO}
    assert code_of(lambda: opinions.send_transfer_record(**again)) == "evaluations.transfer.sent"


# the decision ----------------------------------------------------------------------------------------------------
def test_a_year_is_decided_when_everything_the_law_asks_is_there(year: Year) -> None:
    ready(year)
    decision = year.decide(year.city.chair, year.city.an, quota_reason="Thành tích nổi trội")
    given = dict(DecidedRating.objects.filter(decision=decision).order_by("pk").values_list("sheet__person", "rating"))
    assert given[year.city.binh.person_id] == "HTXS" and given[year.city.an.person_id] == "HTT"


def blocks(year: Year, of: User) -> list[str]:
    (row,) = [one for one in board(year.round(of)).rows if one.sheet.person_id == of.person_id]
    return [code for code, _text in row.blocks]


def test_each_thing_the_law_asks_blocks_the_decision_until_it_is_there(year: Year) -> None:
    head = year.city.office_head
    every = [
        "evaluations.decide.no_committee_opinion", "evaluations.decide.no_proposal", "evaluations.decide.unit_unrated",
        "evaluations.decide.unreviewed",
    ]  # fmt: skip
    assert blocks(year, head) == every
    year.opinion(head, year.city.chair)
    assert blocks(year, head) == every[1:]
    year.propose(head)
    assert blocks(year, head) == every[2:]
    year.rate_unit(year.city.culture, "HTT")
    assert blocks(year, head) == every[3:]
    year.hand_in(head)
    assert blocks(year, head) == every[3:]  # handed in is not reviewed
    year.propose(head)
    year.meet(head, year.city.culture)
    assert blocks(year, head) == []


def test_the_authoritys_own_proposal_is_not_that_of_home_affairs(year: Year) -> None:
    head, chair = year.city.office_head, year.city.chair
    sheet = year.sheet(head)
    services.propose(round_id=sheet.round_id, proposals={sheet.pk: ("HTT", "x")}, by=actor(chair, ON), **WHO)
    assert "evaluations.decide.no_proposal" in blocks(year, head)


def test_a_head_is_not_rated_above_the_unit_of_the_year(year: Year) -> None:
    ready(year)
    UnitRating.objects.filter(unit=year.city.culture).update(rating="HTNV")
    with pytest.raises(DomainError) as told:
        year.decide(year.city.chair, year.city.an, quota_reason="x")
    assert [code for code, _text in told.value.details["blocked"][year.sheet(year.city.office_head).pk]] == [
        "decision.head_above_unit"
    ]


def test_deciding_the_year_leaves_decembers_work_open(year: Year) -> None:
    ready(year)
    year.decide(year.city.chair, year.city.an, quota_reason="x")
    from namro.duties.evaluations.selectors import is_locked

    held = Posting.objects.get(person=year.city.an.person_id)
    assert not is_locked(held.pk, date(2026, 12, 1))


def test_published_ratings_become_facts_and_a_new_decision_replaces_them(year: Year) -> None:
    city = year.city
    ready(year)
    year.decide(city.chair, city.an, quota_reason="x")
    assert not Rating.objects.filter(kind="year").exists()  # nothing is known before it is published
    services.publish(round_id=year.round(city.an).pk, by=actor(city.chair, ON), **WHO)
    known = Rating.objects.get(person=city.an.person_id, kind="year")
    assert (known.level, known.place, known.is_failing, str(known.total)) == ("HTT", 1, False, "85.0000")
    assert known.link == f"/sheets/{year.sheet(city.an).pk}" and known.valid.lower == date(2026, 1, 1)
    services.replace_rating(
        sheet_id=year.sheet(city.an).pk, rating="HTNV", reason="Kết quả tháng 5 không trung thực", number="100/QĐ",
        decided_on=ON, by=actor(city.city_chair, ON), **WHO,
    )  # fmt: skip
    both = Rating.objects.filter(person=city.an.person_id, kind="year").order_by("pk")
    assert [(one.level, one.in_force) for one in both] == [("HTT", False), ("HTNV", True)]


# calibration -----------------------------------------------------------------------------------------------------
def test_a_calibration_session_is_minuted_and_only_proposes(year: Year) -> None:
    ready(year)
    binh = year.sheet(year.city.binh)
    given = {"round_id": binh.round_id, "held_on": ON, "attendees": "Chủ tịch, các trưởng phòng", "minutes": "So sánh."}
    found = calibrating.calibrate(
        **given, choices={binh.pk: ("HTT", "Một sáng kiến chưa công nhận")}, by=actor(year.city.chair, ON), **WHO
    )
    binh.refresh_from_db()
    assert (binh.proposed_rating, found.chosen[str(binh.pk)]["level"]) == ("HTT", "HTT")
    assert not DecidedRating.objects.exists()
    bad = {**given, "choices": {binh.pk: ("HTT", " ")}, "by": actor(year.city.chair, ON), **WHO}
    assert code_of(lambda: calibrating.calibrate(**bad)) == "evaluations.calibration.reason"
    assert code_of(lambda: calibrating.calibrate(**{**bad, "minutes": ""})) == "evaluations.calibration.minutes"


# a law of conditions ---------------------------------------------------------------------------------------------
FULL = {
    "general_criteria": "good", "absence_months": "0", "results": "10", "results_done": "10", "results_good": "10",
    "results_high": "10", "results_exceeded": "6",
}  # fmt: skip


@pytest.fixture
def under_nd90(city: City) -> Year:
    period = open_year(
        city, framework_id="nd90-2020", first_day=date(2025, 1, 1), settings={},
        at=datetime(2025, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        by=actor(city_officer(city), date(2025, 12, 10)),
    )  # fmt: skip
    return Year(city, period)


def establish(year: Year, of: User, by: User, **answers: str) -> Sheet:
    sheet = year.sheet(of)
    return self_rating.establish(
        sheet_id=sheet.pk, answers={**FULL, **answers}, version=sheet.version, by=actor(by, ON), **WHO
    )


def test_a_year_of_conditions_is_judged_by_what_was_established(under_nd90: Year) -> None:
    year, city = under_nd90, under_nd90.city
    year.hand_in(city.an)
    establish(year, city.an, city.office_head)
    result = results_of_round(year.round(city.an))[year.sheet(city.an).pk]
    assert (result.level, result.total) == ("HTXS", None)
    establish(year, city.an, city.office_head, results_exceeded="4")
    assert results_of_round(year.round(city.an))[year.sheet(city.an).pk].level == "HTT"


def test_where_the_law_is_silent_the_authority_answers_with_a_reason(under_nd90: Year) -> None:
    """Between 20 and 50 % of the results short: no article of Decree 90 gives a level."""
    year, city = under_nd90, under_nd90.city
    for who in staff_of_commune(city):
        if who != city.an:
            sheet = year.sheet(who)
            services.set_not_rated(
                sheet_id=sheet.pk, why="other", note="Không thuộc thử nghiệm", version=sheet.version,
                by=actor(city.chair, ON), **WHO,
            ) if who != city.chair else None  # fmt: skip
    year.hand_in(city.an)
    establish(year, city.an, city.office_head, results_good="7", results_high="7")
    year.meet(city.office_head, city.culture)
    pk = year.sheet(city.an).pk
    result = results_of_round(year.round(city.an))[pk]
    assert result.is_left_open and result.level == ""
    with pytest.raises(DomainError) as told:
        year.decide(city.chair, city.an, ratings={pk: ("HTNV", "")})
    assert [code for code, _text in told.value.details["blocked"][pk]] == ["decision.reason.missing"]
    year.decide(city.chair, city.an, ratings={pk: ("HTNV", "Khối lượng phát sinh lớn, 30% chậm có lý do")})
    answer = DecidedRating.objects.get(sheet=pk)
    assert (answer.rating, answer.differs) == ("HTNV", True) and "30%" in answer.reason


@pytest.mark.parametrize(
    "answers", [{"results": "mười"}, {"results": "-1"}, {"general_criteria": "giỏi"}, {"absence_months": "1;2"}]
)
def test_what_is_established_must_be_what_the_law_asks_for(under_nd90: Year, answers: dict[str, str]) -> None:
    under_nd90.hand_in(under_nd90.city.an)
    act = lambda: establish(under_nd90, under_nd90.city.an, under_nd90.city.office_head, **answers)  # noqa: E731
    assert code_of(act) == "evaluations.answer.value"


def test_nobody_establishes_about_themself(under_nd90: Year) -> None:
    under_nd90.hand_in(under_nd90.city.an)
    with pytest.raises(NotAllowed):
        establish(under_nd90, under_nd90.city.an, under_nd90.city.an)
    sheet, by = under_nd90.sheet(under_nd90.city.an), actor(under_nd90.city.office_head, ON)
    with pytest.raises(Conflict):
        self_rating.establish(sheet_id=sheet.pk, answers=FULL, version=sheet.version + 1, by=by, **WHO)


# what may not be turned afterwards -------------------------------------------------------------------------------
def test_the_quotas_reading_does_not_change_after_the_decision(year: Year) -> None:
    ready(year)
    year.decide(year.city.chair, year.city.an, quota_reason="x")
    given = {"round_id": year.round(year.city.an).pk, "reading": "of_all_rated", "rate": "standard", "reason": "x"}
    act = lambda: services.sign_quota(**given, by=actor(year.city.chair, ON), **WHO)  # noqa: E731
    assert code_of(act) == "evaluations.decide.already"


def test_nobody_is_posted_back_into_a_decided_year(year: Year) -> None:
    ready(year)
    year.decide(year.city.chair, year.city.an, quota_reason="x")
    later = datetime(2027, 2, 1, 9, 0, tzinfo=AT.tzinfo)
    given = {"person_id": year.city.an.person_id, "unit_id": year.city.economy.pk, "at": later}
    by = actor(city_officer(year.city), date(2027, 2, 1))
    back = lambda day: move(**given, on=day, by=by)  # noqa: E731
    assert code_of(lambda: back(date(2026, 10, 1))) == "evaluations.posting.closed_year"
    assert back(date(2027, 2, 1)).unit == year.city.economy


def test_a_year_is_compared_with_other_settings_and_nothing_is_written(year: Year) -> None:
    round_ = year.round(year.city.an)
    same = what_if(round_)
    assert {one.direction for one in same.rows} == {"same"}
    twelve = what_if(round_, settings={"december": "provisional"})  # then December is missing
    (an,) = [one for one in twelve.rows if one.sheet.person_id == year.city.an.person_id]
    assert (an.calculated, an.after) == ("HTT", "")
    round_.refresh_from_db()
    assert round_.calculated_at is None
