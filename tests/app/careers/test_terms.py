"""Terms are computed, never typed; reappointment is refused to whoever did not complete the term's tasks."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.careers.career import AT, TODAY, actor, discipline, rated, review, since, term, voted, when
from tests.cast import City

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.notify.models import Notice
from namro.city.people.models import Leave, Posting
from namro.duties.careers import services
from namro.duties.careers.models import PostBlock, Term, TermReview
from namro.duties.careers.selectors.boards import (
    Asked,
    counts_of_terms,
    overrides_for,
    state_of_term,
    terms_for,
    untermed,
)
from namro.duties.careers.services.term_clock import remind

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as found:
        act(*args, **kwargs)
    return found.value.code


def good_years(city: City, until: int = 2026) -> None:
    for year in range(2022, until):
        rated(city.office_head, year, "HTT")


def decided(city: City, of: TermReview, **changes: object) -> TermReview:
    given = {
        "review_id": of.pk, "outcome": "reappointed", "number": "9/QĐ", "decided_on": date(2026, 11, 20), **when(city.chair),
    }  # fmt: skip
    return services.decide_review(**{**given, **changes})


def test_the_end_is_computed_and_the_rule_is_kept(city):
    made = term(city)
    assert (made.valid.lower, made.valid.upper) == (date(2022, 1, 10), date(2027, 1, 10))
    assert made.title == "Trưởng phòng" and not made.is_law
    assert "MẪU" not in made.rule
    assert term(city, city.economy_head, date(2026, 1, 1)).is_law
    assert Event.objects.filter(tag="careers:term:recorded").count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until": date(2027, 1, 9)}, "careers.term.end_typed"),
        ({"number": ""}, "careers.number.missing"),
        ({"decided_on": date(2022, 1, 11)}, "careers.term.retroactive"),
        ({"kind": "reappointment"}, "careers.term.no_previous"),
        ({"kind": "extension"}, "careers.term.extension"),
        ({"kind": "extension", "retires_on": date(2024, 1, 11)}, "careers.term.extension"),
        ({"retires_on": date(2022, 1, 1)}, "dates.order"),
    ],
)
def test_what_a_decision_may_not_say(city, changes, code):
    assert refused(term, city, **changes) == code
    assert not Term.objects.exists()


def test_a_term_that_retirement_cuts_short_ends_then(city):
    assert term(city, retires_on=date(2025, 6, 1)).valid.upper == date(2025, 6, 1)


def test_terms_of_one_post_do_not_overlap_and_staff_have_none(city):
    term(city)
    assert refused(term, city, first=date(2024, 1, 1)) == "careers.term.overlap"
    assert refused(term, city, city.an) == "careers.term.no_post"


def test_acting_does_not_count(city):
    since(city.office_head, date(2022, 1, 1), kind="acting")
    code = refused(
        services.record_term, person_id=city.office_head.person_id, first=date(2022, 1, 10), number="7/QĐ",
        decided_on=date(2022, 1, 10), **when(city.officer),
    )  # fmt: skip
    assert code == "careers.term.acting"


def test_only_home_affairs_records_terms(city):
    for who, error in ((city.chair, NotAllowed), (city.office_head, NotAllowed), (city.outsider, NotVisible)):
        with pytest.raises(error):
            term(city, by=actor(who))


def test_completed_years_and_votes_lead_to_the_next_term(city):
    good_years(city)
    made = review(city, term(city))
    voted(city, made)
    done = decided(city, made)
    following = Term.objects.get(previous=done.term)
    assert (following.kind, following.valid.lower, following.valid.upper) == (
        "reappointment", date(2027, 1, 10), date(2032, 1, 10),
    )  # fmt: skip
    assert [one["verdict"] for one in done.evidence] == ["done", "done", "done", "done", "pending"]
    assert not done.is_override and not done.is_late
    assert Notice.objects.filter(person=city.office_head.person, kind="careers.review").count() == 1
    assert refused(decided, city, made) == "careers.review.decided"


def test_a_failing_year_forbids_it_and_says_which(city):
    good_years(city, 2024)
    rated(city.office_head, 2024, "KHT")
    rated(city.office_head, 2025, "HTT")
    made = review(city, term(city))
    voted(city, made)
    with pytest.raises(DomainError) as found:
        decided(city, made)
    assert found.value.code == "careers.review.not_completed"
    assert "2024: không hoàn thành" in str(found.value) and "2025" not in str(found.value)


def test_a_missing_year_blocks_and_one_not_rated_does_not(city):
    good_years(city, 2024)
    rated(city.office_head, 2024, "")
    made = review(city, term(city))
    voted(city, made)
    assert refused(decided, city, made) == "careers.review.not_completed"
    rated(city.office_head, 2025, "HTNV")
    assert decided(city, made).outcome == "reappointed"


def test_a_rating_of_a_unit_she_was_not_in_is_none_of_hers(city):
    good_years(city, 2025)
    rated(city.office_head, 2025, "HTXS", unit_id=city.economy.pk)
    made = review(city, term(city))
    voted(city, made)
    assert refused(decided, city, made) == "careers.review.not_completed"


def test_a_replaced_rating_counts_as_it_is_in_force(city):
    good_years(city, 2025)
    rated(city.office_head, 2025, "KHT", ref="first")
    rated(city.office_head, 2025, "HTT", ref="second")
    made = review(city, term(city))
    voted(city, made)
    assert decided(city, made).outcome == "reappointed"


def test_an_override_needs_its_reason_and_stands_in_the_report(city):
    made = review(city, term(city))
    voted(city, made)
    assert refused(decided, city, made, override=True) == "careers.reason.missing"
    assert decided(city, made, override=True, reason="Nhu cầu đặc biệt").is_override
    reviews, _moves = overrides_for(actor(city.officer), on=TODAY)
    assert [one.pk for one in reviews] == [made.pk]
    assert Event.objects.get(tag="careers:review:decided").after["override"] is True


@pytest.mark.parametrize(
    ("summoned", "present", "in_favour", "code"),
    [(50, 50, 26, ""), (50, 50, 25, "careers.review.not_chosen"), (50, 47, 24, "careers.review.not_chosen"),
     (1000, 1000, 496, "careers.review.not_chosen"), (50, 33, 33, "careers.review.not_chosen"), (50, 34, 34, "")],
)  # fmt: skip
def test_votes_are_counted_on_those_summoned(city, summoned, present, in_favour, code):
    good_years(city)
    made = review(city, term(city))
    voted(city, made, summoned=summoned, present=present, in_favour=in_favour)
    assert (refused(decided, city, made) if code else decided(city, made).outcome) == (code or "reappointed")


def test_at_exactly_half_the_head_chooses_and_reports(city):
    good_years(city)
    made = review(city, term(city))
    vote = {
        "review_id": made.pk, "held_on": date(2026, 9, 20), "summoned": 50, "present": 50, "in_favour": 25, "minutes": "3/BB",
        "head_chooses": True, **when(city.officer),
    }  # fmt: skip
    assert refused(services.record_vote, meeting="key_staff", **vote) == "careers.vote.report"
    for meeting in ("key_staff", "leadership"):
        services.record_vote(meeting=meeting, **{**vote, "head_report": "12/BC"})
    assert decided(city, made).outcome == "reappointed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present": 51}, "careers.vote.counts"), ({"in_favour": 50, "present": 49}, "careers.vote.counts"),
        ({"summoned": 0, "present": 0, "in_favour": 0}, "careers.vote.counts"),
        ({"minutes": ""}, "careers.minutes.missing"), ({"meeting": "x"}, "careers.vote.meeting"),
        ({"held_on": date(2026, 8, 31)}, "careers.vote.day"),
        ({"head_chooses": True, "head_report": "1/BC"}, "careers.vote.no_tie"),
    ],
)  # fmt: skip
def test_ballots_that_cannot_be(city, changes, code):
    made = review(city, term(city))
    given = {
        "review_id": made.pk, "meeting": "key_staff", "held_on": date(2026, 9, 20), "summoned": 50, "present": 50,
        "in_favour": 40, "minutes": "3/BB", **when(city.officer),
    }  # fmt: skip
    assert refused(services.record_vote, **{**given, **changes}) == code
    assert not made.votes.exists()


def test_no_ballot_no_reappointment(city):
    good_years(city)
    assert refused(decided, city, review(city, term(city))) == "careers.review.no_vote"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "x"}, "careers.review.outcome"),
        ({"outcome": "not_reappointed"}, "careers.reason.missing"),
        ({"decided_on": date(2026, 8, 1)}, "careers.review.before_notice"),
        ({"number": ""}, "careers.number.missing"),
    ],
)
def test_decisions_that_cannot_be(city, changes, code):
    good_years(city)
    made = review(city, term(city))
    voted(city, made)
    assert refused(decided, city, made, **changes) == code


def test_after_the_end_nobody_is_reappointed_and_late_needs_a_reason(city):
    good_years(city)
    ends = term(city, first=date(2021, 11, 20))
    rated(city.office_head, 2021, "HTT")
    made = review(city, ends)
    voted(city, made)
    assert refused(decided, city, made, decided_on=date(2026, 11, 20)) == "careers.review.too_late"
    city2 = {"decided_on": date(2026, 11, 20), "outcome": "not_reappointed", "reason": "Không đạt"}
    assert decided(city, made, **city2).is_late


def test_a_decision_after_the_last_working_day_needs_a_reason(city):
    good_years(city)
    made = review(city, term(city, first=date(2021, 11, 23)))
    voted(city, made)
    assert refused(decided, city, made, decided_on=date(2026, 11, 22)) == "careers.review.late_reason"
    assert decided(city, made, decided_on=date(2026, 11, 22), reason="Chờ biên bản").is_late


def test_under_discipline_or_on_maternity_leave_it_is_not_considered_for_now(city):
    good_years(city)
    made = review(city, term(city))
    voted(city, made)
    Leave.objects.create(person=city.office_head.person, kind="maternity", valid=DateRange(date(2026, 10, 1), None))
    assert refused(decided, city, made) == "careers.review.hindered"
    assert decided(city, made, outcome="deferred", reason="Nghỉ thai sản").outcome == "deferred"
    Leave.objects.all().delete()
    assert decided(city, made).outcome == "reappointed"
    discipline(city, city.economy_head)
    later = review(city, term(city, city.economy_head))
    for year in range(2022, 2026):
        rated(city.economy_head, year, "HTT")
    voted(city, later)
    assert refused(decided, city, later) == "careers.review.hindered"


def test_whoever_is_not_reappointed_gets_no_equal_or_higher_post(city):
    made = review(city, term(city))
    decided(city, made, outcome="not_reappointed", reason="Phiếu thấp")
    assert PostBlock.objects.get().person == city.office_head.person
    Posting.objects.filter(person=city.economy_head.person).update(
        valid=DateRange(date(2025, 7, 1), date(2026, 11, 21))
    )
    given = {"person_id": city.office_head.person_id, "on": TODAY, "by": actor(city.officer), "at": AT}
    from namro.city.people.services import move

    assert refused(move, unit_id=city.economy.pk, rank="head", **given) == "careers.move.barred"
    assert move(unit_id=city.economy.pk, rank="staff", **given).rank == "staff"


def test_the_authority_decides_and_nobody_else(city):
    good_years(city)
    made = review(city, term(city))
    voted(city, made)
    for who, error in (
        (city.officer, NotAllowed), (city.office_head, NotAllowed), (city.an, NotVisible), (city.outsider, NotVisible),
        (city.other_chair, NotVisible),
    ):  # fmt: skip
        with pytest.raises(error):
            decided(city, made, by=actor(who))


def test_where_nobody_in_the_system_decides_home_affairs_records_it(city):
    from tests.app.evaluations.month import city_officer

    above = city_officer(city)
    made = review(city, term(city, city.city_chair, by=actor(above)), by=actor(above))
    assert decided(city, made, outcome="deferred", reason="Chờ", by=actor(above)).outcome == "deferred"


def test_the_board_shows_what_wants_something_done(city):
    ending = term(city)
    expired = term(city, city.economy_head, date(2020, 1, 1))
    term(city, city.vice_chair, date(2026, 1, 1))
    by = actor(city.officer)
    assert [one.pk for one in terms_for(by, Asked(), on=TODAY)] == [expired.pk, ending.pk]
    assert counts_of_terms(by, on=TODAY) == {"ending": 1, "reviewed": 0, "expired": 1}
    assert [state_of_term(one, on=TODAY).value for one in terms_for(by, Asked(), on=TODAY)] == ["expired", "ending"]
    assert [one.person_id for one in untermed(by, on=TODAY)] == [city.economy_head.person_id, city.chair.person_id]
    assert terms_for(by, Asked(query="hoa"), on=TODAY).get() == ending
    with pytest.raises(NotVisible):
        terms_for(actor(city.an), Asked(), on=TODAY)


def test_home_affairs_hears_of_a_term_once(city):
    term(city)
    assert remind(at=AT) == 1
    assert remind(at=AT) == 0
    assert Notice.objects.get(kind="careers.term").person == city.officer.person


def test_a_term_entered_by_mistake_is_withdrawn_unless_it_was_reviewed(city):
    made = term(city)
    services.withdraw_term(term_id=made.pk, reason="Nhầm người", **when(city.officer))
    again = term(city)
    review(city, again)
    assert (
        refused(services.withdraw_term, term_id=again.pk, reason="x", **when(city.officer)) == "careers.term.reviewed"
    )
    assert refused(review, city, again) == "careers.review.open"
    assert Actor(user_id=None).own_relations


def test_the_home_page_counts_what_waits(city):
    from namro.duties.careers.selectors import waiting_for

    term(city)
    term(city, city.economy_head, date(2020, 1, 1))
    reviewed = term(city, city.vice_chair, date(2021, 12, 1))
    review(city, reviewed)
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    found = waiting_for(actor(city.officer), on=TODAY)
    assert [(one.count, one.link.rpartition("=")[2], one.due) for one in found] == [
        (1, "/careers/cases/", date(2026, 12, 7)), (1, "expired", date(2025, 1, 1)), (1, "ending", date(2027, 1, 10)),
    ]  # fmt: skip
    assert waiting_for(actor(city.chair), on=TODAY) == []


def test_a_board_shows_heads_those_they_score_or_decide_for_and_no_others(city):
    ours = term(city)  # the head of the office of culture
    deputy = term(city, city.vice_chair, date(2026, 1, 1))
    from tests.app.evaluations.month import city_officer

    chair = term(city, city.chair, date(2022, 5, 1), by=actor(city_officer(city)))
    seen = {
        who: {one.pk for one in terms_for(actor(getattr(city, who)), Asked(state="all"), on=TODAY)}
        for who in ("chair", "city_chair", "office_head", "other_chair", "officer")
    }
    everybody = {ours.pk, deputy.pk, chair.pk}
    assert seen == {
        "chair": everybody, "city_chair": {chair.pk}, "office_head": {ours.pk}, "other_chair": set(), "officer": everybody,
    }  # fmt: skip
