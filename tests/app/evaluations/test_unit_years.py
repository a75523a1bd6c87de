"""Units are rated each year: from the lowest up, after a look at every signal, within the authority's share."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from tests.app.evaluations.month import actor, city_officer
from tests.app.evaluations.test_whole_year import code_of
from tests.app.evaluations.years import AT, ON, WHO, Year, open_year
from tests.cast import City, posting, unit

from namro.base.accounts.models import User
from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.notify.models import Notice
from namro.city.organisation.models import AgencyRole, UnitKind
from namro.city.people.models import Rank
from namro.duties.evaluations import unit_scoring
from namro.duties.evaluations.models import DecidedRating, Decision, Period, UnitRating, UnitSheet, UnitSheetState
from namro.duties.evaluations.selectors.unit_levels import unit_levels
from namro.duties.evaluations.selectors.unit_sheets import rows_of, units_behind
from namro.duties.evaluations.selectors.waiting import waiting_for
from namro.duties.evaluations.services.deadlines import tick
from namro.duties.evaluations.services.year import unit_decisions, units

pytestmark = pytest.mark.django_db
POINTS = {
    "I.1": "10", "I.2": "10", "I.3": "8", "II.a": "9", "II.b": "20", "II.c": "9", "II.d": "5", "II.đ": "9", "II.e": "5",
    "II.g": "5", "II.h": "5",
}  # fmt: skip
GOOD = {
    **POINTS,
    "tasks": "20",
    "tasks_done": "20",
    "tasks_good": "20",
    "tasks_late": "0",
    "tasks_exceeded": "8",
    "shortcomings": "none",
}


@pytest.fixture
def period(city: City) -> Period:
    by = actor(city_officer(city), ON)
    return units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)


def sheet_of(period: Period, of: object) -> UnitSheet:
    return UnitSheet.objects.get(period=period, unit=of)


def rate_self(period: Period, of: object, by: User, **changes: Any) -> UnitSheet:
    sheet = sheet_of(period, of)
    given = {"answers": GOOD, "level": "HTT", "report": "Đã hoàn thành kế hoạch.", "version": sheet.version}
    return units.rate_own_unit(sheet_id=sheet.pk, **{**given, **changes}, by=actor(by, ON), **WHO)


def look_at(period: Period, of: object, by: User, **answers: Any) -> UnitSheet:
    sheet = sheet_of(period, of)
    given = {**GOOD, **answers}
    return units.review_unit(
        sheet_id=sheet.pk, answers=given, comment="", version=sheet.version, by=actor(by, ON), **WHO
    )


def decide(period: Period, authority: object, by: User, ratings: dict[object, tuple[str, str]], **changes: Any) -> Any:
    named = {sheet_of(period, of).pk: chosen for of, chosen in ratings.items()}
    given = {"number": "5/QĐ", "decided_on": ON, "quota_reason": ""}
    return unit_decisions.decide_units(
        period_id=period.pk,
        authority_unit_id=authority.pk,
        ratings=named,
        **{**given, **changes},
        by=actor(by, ON),
        **WHO,
    )


def row_of(period: Period, of: object):
    (row,) = rows_of(period, [sheet_of(period, of)])
    return row


def ready(period: Period, of: object, head: User, authority: User, **answers: Any) -> None:
    rate_self(period, of, head)
    look_at(period, of, authority, **answers)


# opening ---------------------------------------------------------------------------------------------------------
def test_every_unit_with_a_head_has_a_sheet_under_who_decides_its_head(city: City, period: Period) -> None:
    found = {one.unit: one.authority_unit for one in UnitSheet.objects.filter(period=period).order_by("pk")}
    assert found == {
        city.commune: city.city_unit, city.other_commune: city.city_unit, city.culture: city.commune,
        city.economy: city.commune,
    }  # fmt: skip
    assert period.framework == "nd335-2025-agency"


def test_opening_twice_opens_only_what_is_new(city: City, period: Period) -> None:
    by = actor(city_officer(city), ON)
    again = {"year": 2026, "people_framework": "nd335-2025", "by": by, **WHO}
    assert code_of(lambda: units.open_unit_year(**again)) == "evaluations.period.open_already"
    new = unit("HN-TH-TC", "Phòng Tài chính", UnitKind.DIVISION, AgencyRole.DIRECT, city.commune)
    posting(city.officer.person, new, Rank.HEAD, kind="concurrent")
    assert units.open_unit_year(**again) == period
    assert sheet_of(period, new).authority_unit == city.commune


def test_only_home_affairs_opens_and_only_a_law_for_agencies(city: City) -> None:
    with pytest.raises(NotAllowed):
        units.open_unit_year(year=2026, people_framework="nd335-2025", by=actor(city.an, ON), **WHO)
    by = actor(city_officer(city), ON)
    none = {"year": 2026, "people_framework": "hanoi-3814-2018", "by": by, **WHO}
    assert code_of(lambda: units.open_unit_year(**none)) == "evaluations.unit.no_framework"


# the unit itself -------------------------------------------------------------------------------------------------
def test_the_head_hands_in_the_units_own_rating(city: City, period: Period) -> None:
    sheet = rate_self(period, city.culture, city.office_head)
    assert (sheet.state, sheet.self_level, sheet.self_by) == (UnitSheetState.SELF_RATED, "HTT", city.office_head)
    for who, error in ((city.an, NotVisible), (city.economy_head, NotVisible), (city.chair, NotAllowed)):
        with pytest.raises(error):
            rate_self(period, city.culture, who)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": ""}, "evaluations.self_level.missing"),
        ({"report": " "}, "evaluations.unit.report"),
        ({"level": "A"}, "evaluations.rating.unknown"),
        ({"version": 9}, "evaluations.sheet.conflict"),
        ({"answers": {"I.1": "11"}}, "evaluations.answer.value"),
        ({"answers": {"tasks": "nhiều"}}, "evaluations.answer.value"),
    ],
)
def test_what_a_unit_may_not_hand_in(city: City, period: Period, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: rate_self(period, city.culture, city.office_head, **changes)) == code


# the authority ---------------------------------------------------------------------------------------------------
def test_the_level_follows_from_points_and_conditions(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    row = row_of(period, city.culture)
    assert (row.result.total_text, row.result.level, row.lacks) == ("95.00", "HTXS", ())


def test_figures_that_contradict_themselves_are_refused_at_once(city: City, period: Period) -> None:
    rate_self(period, city.culture, city.office_head)
    assert code_of(lambda: look_at(period, city.culture, city.chair, tasks_done="21")).startswith("score.")


def test_a_failed_unit_below_takes_the_top_level_from_the_one_above(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair, tasks_done="10", tasks_good="10", tasks_exceeded="0")
    ready(period, city.economy, city.economy_head, city.chair)
    decide(period, city.commune, city.chair, {city.culture: ("KHT", ""), city.economy: ("HTT", "Chưa có sáng kiến")})
    ready(period, city.commune, city.chair, city.city_chair)
    row = row_of(period, city.commune)
    assert row.failed_below == 1 and row.result.is_left_open  # 95 points, and art. 8.1b fails: the law names no level
    assert "HTXS.none_failing" in row.result.reasons


def test_where_the_score_fits_and_a_condition_fails_the_authority_answers_with_a_reason(
    city: City, period: Period
) -> None:
    ready(period, city.culture, city.office_head, city.chair, tasks_good="19", tasks_late="1")
    assert row_of(period, city.culture).result.is_left_open
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.culture: ("HTT", "")})
    (why,) = told.value.details["blocked"].values()
    assert why[0][0] == "decision.reason.missing"
    decide(period, city.commune, city.chair, {city.culture: ("HTT", "Một việc chậm vì chờ sở trả lời")})
    rating = UnitRating.objects.get(unit=city.culture)
    assert (rating.rating, rating.reason) == ("HTT", "Một việc chậm vì chờ sở trả lời")


def test_lower_units_are_decided_before_the_one_above(city: City, period: Period) -> None:
    ready(period, city.commune, city.chair, city.city_chair)
    with pytest.raises(DomainError) as told:
        decide(period, city.city_unit, city.city_chair, {city.commune: ("HTT", "x")})
    (why,) = told.value.details["blocked"].values()
    assert [code for code, _text in why] == ["evaluations.unit.below_first"]


def test_a_signal_is_verified_before_the_decision(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    sheet = sheet_of(period, city.culture)
    units.note_signal(sheet_id=sheet.pk, text="Đơn phản ánh mất đoàn kết", by=actor(city.officer, ON), **WHO)
    assert [code for code, _text in row_of(period, city.culture).lacks] == ["evaluations.unit.unverified"]
    units.verify_signal(sheet_id=sheet.pk, text="Không có cơ sở", by=actor(city.chair, ON), **WHO)
    assert row_of(period, city.culture).lacks == ()


def four_offices(city: City) -> list[tuple[Any, User]]:
    """Two more offices of the commune, each with a head of its own."""
    found = [(city.culture, city.office_head), (city.economy, city.economy_head)]
    for code, name, who in (("TC", "Phòng Tài chính", city.an), ("NV", "Phòng Nội vụ", city.binh)):
        made = unit(f"HN-TH-{code}", name, UnitKind.DIVISION, AgencyRole.DIRECT, city.commune)
        posting(who.person, made, Rank.HEAD, kind="concurrent")
        found.append((made, who))
    return found


def test_the_share_of_the_top_level_holds_within_the_authority(city: City, period: Period) -> None:
    """Two units: literally a fifth of those rated good allows none, and no reason goes over what the decree caps."""
    for of, head in ((city.culture, city.office_head), (city.economy, city.economy_head)):
        ready(period, of, head, city.chair)
    both = {city.culture: ("HTXS", ""), city.economy: ("HTT", "Ít việc vượt mức hơn")}
    for reason in ("", "Rất xuất sắc"):
        act = partial(decide, period, city.commune, city.chair, both, quota_reason=reason)
        assert code_of(act) == "evaluations.decide.over_quota"
    assert not UnitRating.objects.filter(period=period).exists()


def test_another_reading_or_rate_is_signed_with_its_grounds_and_then_stays(city: City) -> None:
    offices = four_offices(city)
    by = actor(city_officer(city), ON)
    period = units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)
    for of, head in offices:
        ready(period, of, head, city.chair)
    first, *others = [of for of, _head in offices]
    ratings = {first: ("HTXS", ""), **dict.fromkeys(others[:-1], ("HTT", "Ít việc vượt mức hơn"))}
    signed = {"reading": "of_all_rated", "rate": "outstanding"}
    whole = {**ratings, others[-1]: ("HTT", "Ít việc vượt mức hơn")}
    assert code_of(lambda: decide(period, city.commune, city.chair, whole, **signed)) == "evaluations.quota.reason"
    grounds = {"quota_reason": "Thành tích nổi trội, Quyết định 12"}
    # three rated: a quarter of three is none; with the fourth it is one
    few = {**signed, **grounds}
    assert code_of(lambda: decide(period, city.commune, city.chair, ratings, **few)) == "evaluations.decide.over_quota"
    decide(period, city.commune, city.chair, whole, **few)
    assert unit_levels(period, [first.pk]) == {first.pk: "HTXS"}
    new = unit("HN-TH-XD", "Phòng Xây dựng", UnitKind.DIVISION, AgencyRole.DIRECT, city.commune)
    posting(city.officer.person, new, Rank.HEAD, kind="concurrent")
    units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)
    ready(period, new, city.officer, city.chair)
    late = {new: ("HTT", "Mới thành lập")}
    assert (
        code_of(lambda: decide(period, city.commune, city.chair, late, reading="literal")) == "evaluations.quota.signed"
    )
    decide(period, city.commune, city.chair, late)


def test_public_service_units_are_rated_by_their_own_decree_and_few_of_them_have_one_excellent(city: City) -> None:
    schools = []
    for number, who in enumerate((city.an, city.binh), 1):
        made = unit(f"HN-TH-T{number}", f"Trường số {number}", UnitKind.PUBLIC_SERVICE, AgencyRole.DIRECT, city.commune)
        posting(who.person, made, Rank.HEAD, kind="concurrent")
        schools.append((made, who))
    by = actor(city_officer(city), ON)
    period = units.open_unit_year(year=2026, people_framework="nd233-2026", by=by, **WHO)
    assert {one.unit for one in UnitSheet.objects.filter(period=period).order_by("pk")} == {of for of, _who in schools}
    book = unit_scoring.units_book(period)
    answers = {**GOOD, **{row.code: str(row.maximum) for row in book.criteria}}
    for of, head in schools:
        rate_self(period, of, head, answers=answers)
        look_at(period, of, city.chair, **answers)
    first, second = (of for of, _who in schools)
    top = {first: ("HTXS", ""), second: ("HTXS", "")}
    assert code_of(lambda: decide(period, city.commune, city.chair, top)) == "evaluations.decide.over_quota"
    decide(period, city.commune, city.chair, {**top, second: ("HTT", "Ít sáng kiến hơn")})  # art. 7.7c: one of two
    other = units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)
    assert not UnitSheet.objects.filter(period=other, unit__in=[first, second]).exists()


def test_party_and_mass_organisations_are_rated_by_neither(city: City) -> None:
    party = unit("HN-DU", "Đảng ủy phường", UnitKind.PARTY, AgencyRole.USING, city.city_unit)
    posting(city.an.person, party, Rank.HEAD, kind="concurrent")
    by = actor(city_officer(city), ON)
    period = units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)
    assert not UnitSheet.objects.filter(period=period, unit=party).exists()


def test_a_unit_nobody_heads_is_rated_too_without_its_own_word(city: City) -> None:
    city.economy_head.person.postings.get().delete()
    posting(city.binh.person, city.economy, kind="concurrent")
    by = actor(city_officer(city), ON)
    period = units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)
    assert sheet_of(period, city.economy).authority_unit == city.commune
    look_at(period, city.economy, city.chair)
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.economy: ("HTXS", "")})
    (why,) = told.value.details["blocked"].values()
    assert [code for code, _text in why] == ["evaluations.unit.no_self"]
    decide(period, city.commune, city.chair, {city.economy: ("HTT", "Chưa có trưởng phòng; đánh giá theo hồ sơ")})


def test_a_unit_may_be_decided_not_rated_with_its_reason(city: City, period: Period) -> None:
    with pytest.raises(DomainError):
        decide(period, city.commune, city.chair, {city.culture: ("KXL", "")})
    decide(period, city.commune, city.chair, {city.culture: ("KXL", "Mới thành lập tháng 12")})
    assert UnitRating.objects.get(unit=city.culture).reason == "Mới thành lập tháng 12"
    units.note_signal(
        sheet_id=sheet_of(period, city.economy).pk, text="Đơn phản ánh", by=actor(city.officer, ON), **WHO
    )
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.economy: ("KXL", "Giải thể")})
    (why,) = told.value.details["blocked"].values()
    assert [code for code, _text in why] == ["evaluations.unit.unverified"]


def test_the_top_level_is_not_given_over_a_condition_that_fails(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair, tasks_exceeded="2")
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.culture: ("HTXS", "Vẫn xứng đáng")})
    (why,) = told.value.details["blocked"].values()
    assert [code for code, _text in why] == ["evaluations.unit.top_condition"]


def test_nobody_decides_the_unit_they_head(city: City, period: Period) -> None:
    """Lan takes over the office of culture as well, after the year was opened."""
    ready(period, city.culture, city.office_head, city.chair)
    city.office_head.person.postings.get().delete()
    posting(city.chair.person, city.culture, Rank.HEAD, kind="concurrent")
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.culture: ("HTT", "x")})
    (why,) = told.value.details["blocked"].values()
    assert [code for code, _text in why] == ["evaluations.unit.own"]


def test_home_affairs_of_the_unit_itself_reads_and_prepares_nothing_for_those_above(city: City, period: Period) -> None:
    with pytest.raises(NotAllowed):
        look_at(period, city.commune, city.officer)
    assert look_at(period, city.culture, city.officer).review_by == city.officer


def test_what_the_unit_changes_is_looked_at_again(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    rate_self(period, city.culture, city.office_head, report="Bổ sung")
    assert [code for code, _text in row_of(period, city.culture).lacks] == ["evaluations.unit.unreviewed"]
    rate_self(period, city.culture, city.office_head, is_draft=True)
    sheet = sheet_of(period, city.culture)
    assert (sheet.state, sheet.self_at) == (UnitSheetState.OPEN, None)


# putting right ---------------------------------------------------------------------------------------------------
def correct(period: Period, of: object, by: User, **changes: Any) -> UnitRating:
    given = {"level": "HTNV", "reason": "Kết luận thanh tra 03", "number": "9/QĐ", "decided_on": ON}
    return unit_decisions.correct_unit(
        sheet_id=sheet_of(period, of).pk, **{**given, **changes}, by=actor(by, ON), **WHO
    )


def test_a_decision_is_replaced_by_the_same_authority_with_its_reason(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    assert code_of(lambda: correct(period, city.culture, city.chair)) == "evaluations.unit.undecided"
    decide(period, city.commune, city.chair, {city.culture: ("HTT", "Ít việc vượt mức hơn")})
    for who in (city.officer, city.office_head, city.vice_chair):
        with pytest.raises((NotAllowed, NotVisible)):
            correct(period, city.culture, who)
    for changes, code in (
        ({"level": "HTT"}, "evaluations.unit.same_level"),
        ({"reason": " "}, "decision.reason.missing"),
        ({"number": ""}, "evaluations.decide.number"),
        ({"level": "HTXS"}, "evaluations.decide.over_quota"),
    ):
        assert code_of(lambda changes=changes: correct(period, city.culture, city.chair, **changes)) == code
    assert correct(period, city.culture, city.chair).rating == "HTNV"
    event = Event.objects.get(tag="evaluations:unit:corrected")
    assert (event.before["rating"], event.before["number"]) == ("HTT", "5/QĐ")


def test_nothing_is_replaced_once_the_unit_above_rests_on_it(city: City, period: Period) -> None:
    for of, head in ((city.culture, city.office_head), (city.economy, city.economy_head)):
        ready(period, of, head, city.chair)
    low = dict.fromkeys((city.culture, city.economy), ("HTT", "Ít việc vượt mức hơn"))
    decide(period, city.commune, city.chair, low)
    ready(period, city.commune, city.chair, city.city_chair)
    decide(period, city.city_unit, city.city_chair, {city.commune: ("HTT", "Như trên")})
    assert code_of(lambda: correct(period, city.culture, city.chair)) == "evaluations.unit.above_decided"


def test_nothing_is_replaced_once_the_head_is_rated_by_it(city: City, period: Period) -> None:
    year = Year(city, open_year(city))
    ready(period, city.culture, city.office_head, city.chair)
    decide(period, city.commune, city.chair, {city.culture: ("HTT", "Ít việc vượt mức hơn")})
    sheet = year.sheet(city.office_head)
    decision = Decision.objects.create(
        round=sheet.round, unit=city.commune, number="1", on=ON, signer=city.chair.person, at=AT, by=city.chair
    )
    DecidedRating.objects.create(decision=decision, sheet=sheet, rating="HTT")
    assert code_of(lambda: correct(period, city.culture, city.chair)) == "evaluations.unit.head_decided"


def test_the_heads_of_the_units_are_told(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    decide(period, city.commune, city.chair, {city.culture: ("HTT", "Ít việc vượt mức hơn")})
    (notice,) = Notice.objects.filter(kind="evaluations.unit_rated")
    assert (notice.person, notice.link) == (city.office_head.person, f"/unit-years/{period.pk}")


def test_deciding_a_whole_scope_takes_few_queries(city: City, django_assert_max_num_queries: Any) -> None:
    offices = four_offices(city)
    by = actor(city_officer(city), ON)
    period = units.open_unit_year(year=2026, people_framework="nd335-2025", by=by, **WHO)
    for of, head in offices:
        ready(period, of, head, city.chair)
    ratings = {sheet_of(period, of).pk: ("HTT", "Ít việc vượt mức hơn") for of, _head in offices}
    given = {"period_id": period.pk, "authority_unit_id": city.commune.pk, "number": "5/QĐ", "decided_on": ON}
    chair = actor(city.chair, ON)
    with django_assert_max_num_queries(20):
        unit_decisions.decide_units(ratings=ratings, **given, by=chair, **WHO)


def test_no_level_above_what_the_score_allows_and_none_twice(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair, **{"II.b": "5", "II.a": "1"})
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.culture: ("HTXS", "x")}, quota_reason="x")
    (why,) = told.value.details["blocked"].values()
    assert why[0][0] == "decision.above_level"
    decide(period, city.commune, city.chair, {city.culture: ("HTT", "")})
    with pytest.raises(DomainError) as told:
        decide(period, city.commune, city.chair, {city.culture: ("HTNV", "x")})
    (why,) = told.value.details["blocked"].values()
    assert why[0][0] == "evaluations.unit.decided"
    assert code_of(lambda: rate_self(period, city.culture, city.office_head)) == "evaluations.unit.decided"


def test_only_the_head_of_the_authority_decides(city: City, period: Period) -> None:
    ready(period, city.culture, city.office_head, city.chair)
    for who in (city.officer, city.office_head, city.city_chair, city.vice_chair):
        with pytest.raises(NotAllowed):
            decide(period, city.commune, who, {city.culture: ("HTT", "x")})
    with pytest.raises(NotAllowed):  # nor does anybody look at their own unit in the authority's place
        look_at(period, city.culture, city.office_head)


def test_units_are_behind_from_the_day_of_the_law(city: City, period: Period) -> None:
    assert units_behind(period, on=date(2026, 12, 14)) == []
    assert len(units_behind(period, on=date(2026, 12, 15))) == 4


def test_heads_are_reminded_once_a_day_as_the_day_of_the_law_nears(city: City, period: Period) -> None:
    """Culture has rated itself: its authority is reminded; economy has not: its own head is."""
    rate_self(period, city.culture, city.office_head)
    told = {"kind": "evaluations.remind.units"}
    before = datetime(2026, 12, 13, 7, 0, tzinfo=AT.tzinfo)  # two days before 15 December
    tick(before)
    tick(before)
    people = set(Notice.objects.filter(**told).order_by("pk").values_list("person_id", flat=True))
    assert {city.economy_head.person_id, city.chair.person_id} <= people
    assert city.office_head.person_id not in people
    assert Notice.objects.filter(**told).count() == len(people)


# the home page ---------------------------------------------------------------------------------------------------
def waits(who: User, on: date = ON) -> list[tuple[str, int, str, date | None]]:
    return [
        (one.text, one.count, one.link, one.due)
        for one in waiting_for(actor(who, on), on=on)
        if "/unit-years/" in one.link
    ]


def test_each_head_is_told_what_the_year_of_units_waits_for(city: City, period: Period) -> None:
    due, page = date(2026, 12, 14), f"/unit-years/{period.pk}"
    own = f"{page}/units/{sheet_of(period, city.culture).pk}"
    assert waits(city.office_head) == [("Tự đánh giá, xếp loại đơn vị năm 2026", 1, own, due)]
    assert waits(city.an) == waits(city_officer(city)) == []
    assert [text for text, *_rest in waits(city.chair)] == ["Tự đánh giá, xếp loại đơn vị năm 2026"]
    rate_self(period, city.culture, city.office_head)
    assert waits(city.office_head) == []
    assert ("Đơn vị đã tự đánh giá năm 2026, chờ ghi kết quả", 1, f"{page}?show=review", due) in waits(city.chair)
    look_at(period, city.culture, city.chair)
    to_decide = f"{page}/decide?of={city.commune.pk}"
    assert ("Quyết định xếp loại đơn vị năm 2026", 1, to_decide, due) in waits(city.chair)
    decide(period, city.commune, city.chair, {city.culture: ("HTT", "Chưa có sáng kiến")})
    assert "decide" not in str(waits(city.chair))


def test_what_is_late_stands_with_the_authority_once_the_day_has_come(city: City, period: Period) -> None:
    rate_self(period, city.commune, city.chair)
    assert "quá hạn" not in str(waits(city.chair, date(2026, 12, 14)))
    late = [one for one in waits(city.chair, date(2026, 12, 15)) if "quá hạn" in one[0]]
    assert late == [
        ("Đơn vị quá hạn chưa gửi tự đánh giá năm 2026", 2, f"/unit-years/{period.pk}?show=self", date(2026, 12, 14))
    ]


def test_the_home_page_asks_no_more_for_units_than_it_did_for_petitions(
    city: City, period: Period, django_assert_num_queries: Any
) -> None:
    chair, an = actor(city.chair, ON), actor(city.an, ON)
    with django_assert_num_queries(4):
        assert waiting_for(chair, on=ON)
    with django_assert_num_queries(3):  # heads nothing, so no list is asked for
        assert waiting_for(an, on=ON) == []
