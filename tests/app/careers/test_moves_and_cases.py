"""Weak staff do not move upward; every failing year has its case, and none goes away by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from tests.app.careers.career import AT, TODAY, actor, discipline, rated, since, when
from tests.cast import City

from namro.base.audit.models import Event
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.notify.models import Notice
from namro.city.people.models import Posting
from namro.city.people.services import move, post
from namro.duties.careers import services
from namro.duties.careers.models import CaseDecision, MoveOverride, RemovalCase
from namro.duties.careers.selectors.boards import Asked, cases_for, counts_of_cases
from namro.duties.careers.services.surfacing import surface_cases

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as found:
        act(*args, **kwargs)
    return found.value.code


def moved(city: City, **changes: object) -> Posting:
    """An becomes deputy head of the office of economy."""
    given = {
        "person_id": city.an.person_id, "unit_id": city.economy.pk, "rank": "deputy", "on": TODAY, "by": actor(city.officer),
        "at": AT,
    }  # fmt: skip
    return move(**{**given, **changes})


def test_whoever_failed_the_last_year_does_not_move_up_but_may_move_across(city):
    rated(city.an, 2025, "KHT")
    assert refused(moved, city) == "careers.move.barred"
    assert moved(city, rank="staff").unit_id == city.economy.pk


def test_a_better_year_since_then_lifts_it(city):
    rated(city.an, 2024, "KHT")
    rated(city.an, 2025, "HTT")
    assert moved(city).rank == "deputy"


def test_a_rating_not_yet_published_on_the_day_says_nothing(city):
    rated(city.an, 2025, "KHT", published_on=TODAY + timedelta(days=1))
    assert moved(city).rank == "deputy"


def test_from_a_ward_to_the_city_is_upward_whatever_the_post(city):
    rated(city.an, 2025, "KHT")
    from tests.app.evaluations.month import city_officer

    code = refused(moved, city, unit_id=city.city_unit.pk, rank="staff", by=actor(city_officer(city)))
    assert code == "careers.move.barred"


def test_discipline_in_effect_bars_and_lapses_after_twelve_months(city):
    discipline(city, city.an)
    assert refused(moved, city) == "careers.move.barred"
    assert moved(city, on=date(2027, 10, 5)).rank == "deputy"


def test_a_concurrent_or_acting_post_is_asked_like_any_other(city):
    rated(city.an, 2025, "KHT")
    code = refused(
        post, person_id=city.an.person_id, unit_id=city.economy.pk, rank="deputy", kind="concurrent", on=TODAY,
        staff_group="cong_chuc", by=actor(city.officer), at=AT,
    )  # fmt: skip
    assert code == "careers.move.barred"


def override(city: City, **changes: object) -> MoveOverride:
    given = {
        "person_id": city.an.person_id, "unit_id": city.economy.pk, "rank": "deputy", "reason": "Thiếu người",
        "number": "30/QĐ", "decided_on": TODAY, **when(city.chair),
    }  # fmt: skip
    return services.override_move(**{**given, **changes})


def test_a_reasoned_decision_lets_one_posting_through_and_is_used_up(city):
    rated(city.an, 2025, "KHT")
    made = override(city)
    assert made.bars == "failing_year"
    assert moved(city).rank == "deputy"
    made.refresh_from_db()
    assert made.used_on == TODAY
    assert Event.objects.filter(tag="careers:override:used").count() == 1


def test_an_override_covers_only_what_it_was_decided_for(city):
    rated(city.an, 2025, "KHT")
    override(city)
    assert refused(override, city) == "careers.override.twice"
    discipline(city, city.an)
    assert refused(moved, city) == "careers.move.barred"
    assert refused(moved, city, rank="head", unit_id=city.economy.pk) == "careers.move.barred"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"reason": ""}, "careers.reason.missing"), ({"number": ""}, "careers.number.missing"), ({"rank": "x"}, "careers.override.unit")],
)  # fmt: skip
def test_an_override_says_why(city, changes, code):
    rated(city.an, 2025, "KHT")
    assert refused(override, city, **changes) == code


def test_where_nothing_bars_no_override_is_made_and_only_the_authority_makes_one(city):
    assert refused(override, city) == "careers.override.needless"
    for who, error in ((city.officer, NotAllowed), (city.an, NotAllowed), (city.outsider, NotVisible)):
        with pytest.raises(error):
            override(city, by=actor(who))


# Cases -----------------------------------------------------------------------------------------------------------
def case() -> RemovalCase:
    return RemovalCase.objects.get()


def test_a_failing_year_opens_its_case_as_soon_as_it_is_published(city):
    rating = rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 20), published_on=date(2026, 11, 21))
    found = case()
    assert (found.rating, found.earlier, found.rule, found.is_open) == (rating, None, "nd335-one-year", True)
    assert [(one.key, one.due_on) for one in found.steps.order_by("place")] == [
        ("proposal", date(2026, 12, 7)), ("decision", date(2026, 12, 21)),
    ]  # fmt: skip
    assert Notice.objects.get(kind="careers.case").person == city.officer.person
    assert surface_cases(at=AT) == 0
    assert RemovalCase.objects.count() == 1


@pytest.mark.parametrize(
    ("group", "rank", "year", "rule"),
    [
        ("vien_chuc", "staff", 2025, "contract-2010-two-years"),
        ("vien_chuc", "head", 2025, "managers-2020-two-years"),
        ("cong_chuc", "staff", 2024, "civil-2008-two-years"),
        ("cong_chuc", "staff", 2026, "civil-2026-two-years"),
        ("can_bo", "head", 2024, "template-two-years"),
        ("vien_chuc", "staff", 2026, "template-two-years"),
    ],
)
def test_two_years_in_a_row_fall_under_the_law_of_the_second(city, group, rank, year, rule):
    since(city.office_head, date(2018, 1, 1), staff_group=group, rank=rank)
    first = rated(city.office_head, year - 1, "KHT")
    second = rated(city.office_head, year, "KHT")
    found = RemovalCase.objects.get(rating=second)
    assert (found.rule, found.earlier) == (rule, first)


def test_before_the_law_of_one_year_a_single_failing_year_opens_nothing(city):
    since(city.an, date(2018, 1, 1))
    rated(city.an, 2023, "KHT")
    assert not RemovalCase.objects.exists()
    rated(city.an, 2024, "HTT")
    rated(city.an, 2025, "KHT")
    assert not RemovalCase.objects.exists()


def test_the_year_before_found_out_later_joins_the_case(city):
    since(city.an, date(2018, 1, 1), staff_group="cong_chuc")
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 20))
    assert case().rule == "nd335-one-year"
    earlier = rated(city.an, 2025, "KHT")
    assert (case().rule, case().earlier) == ("civil-2026-two-years", earlier)


def test_a_year_not_rated_breaks_the_row_and_the_case_says_so(city):
    since(city.an, date(2018, 1, 1))
    rated(city.an, 2024, "KHT")
    rated(city.an, 2025, "")
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 20))
    assert case().rule == "nd335-one-year"
    assert "2025" in case().note


def test_a_rating_replaced_by_a_better_one_flags_the_case_and_opens_it_again(city):
    rated(city.an, 2026, "KHT", ref="first", decided_on=date(2026, 11, 20))
    decided(city, outcome="kept")
    assert not case().is_open
    rated(city.an, 2026, "HTNV", ref="second", decided_on=date(2026, 11, 21))
    assert case().is_open and case().flagged_at == AT
    assert case().decisions.get().in_force
    assert counts_of_cases(actor(city.officer), on=TODAY) == {"open": 1, "late": 0, "flagged": 1}
    surface_cases(at=AT)
    assert Event.objects.filter(tag="careers:case:flagged").count() == 1


def test_a_failing_rating_that_replaces_a_failing_one_goes_on_in_the_same_case(city):
    rated(city.an, 2026, "KHT", ref="first", decided_on=date(2026, 11, 20))
    second = rated(city.an, 2026, "KHT", ref="second", decided_on=date(2026, 11, 21))
    assert (case().rating, case().is_open, case().flagged_at) == (second, True, None)
    assert "đã được thay" in case().note


def test_nobody_can_delete_a_case(city):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 20))
    found = case()
    found.steps.all().delete()
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        found.delete()
    assert RemovalCase.objects.count() == 1


def decided(city: City, **changes: object) -> CaseDecision:
    given = {
        "case_id": case().pk, "outcome": "lower_post", "number": "40/QĐ", "decided_on": TODAY, "reason": "Theo đề xuất",
        **when(city.chair),
    }  # fmt: skip
    return services.decide_case(**{**given, **changes})


def stepped(city: City, key: str, done_on: date = TODAY, **changes: object):
    given = {"case_id": case().pk, "key": key, "done_on": done_on, "document": "5/TTr", **when(city.officer)}
    return services.do_step(**{**given, **changes})


def test_release_waits_for_the_steps_and_closes_the_case(city):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    assert refused(decided, city, outcome="released") == "careers.case.unfinished"
    stepped(city, "proposal", date(2026, 11, 20))
    assert case().steps.get(key="decision").due_on == date(2026, 12, 7)
    assert decided(city, outcome="released").outcome == "released"
    assert not case().is_open and case().steps.filter(done_at=None).count() == 0
    assert refused(decided, city) == "careers.case.closed"
    assert Notice.objects.filter(person=city.an.person, kind="careers.case_decided").count() == 1


@pytest.mark.parametrize(("contract", "days"), [("indefinite", 45), ("fixed", 30)])
def test_a_contract_ends_only_after_its_notice_has_run(city, contract, days):
    since(city.an, date(2018, 1, 1), staff_group="vien_chuc")
    rated(city.an, 2024, "KHT")
    rated(city.an, 2025, "KHT")
    assert refused(stepped, city, "notice") == "careers.case.order"
    stepped(city, "proposal", date(2026, 11, 1))
    stepped(city, "notice", date(2026, 11, 10))
    first = date(2026, 11, 10) + timedelta(days=days)
    given = {"outcome": "released", "contract": contract}
    assert refused(decided, city, outcome="released") == "careers.case.contract"
    assert refused(decided, city, effective_on=first - timedelta(days=1), **given) == "careers.case.notice"
    assert decided(city, effective_on=first, **given).effective_on == first


def test_the_authority_may_take_its_extension_once(city):
    since(city.office_head, date(2018, 1, 1), staff_group="vien_chuc")
    rated(city.office_head, 2024, "KHT")
    rated(city.office_head, 2025, "KHT")
    given = {"case_id": case().pk, "key": "decision", "reason": "Phức tạp", **when(city.chair)}
    before = case().steps.get(key="decision").due_on
    step = services.extend_step(**given)
    assert step.extended_from == before and step.due_on > before
    assert refused(services.extend_step, **given) == "careers.case.no_extension"
    assert refused(services.extend_step, **{**given, "key": "proposal"}) == "careers.case.no_extension"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "x"}, "careers.case.outcome"), ({"number": " "}, "careers.number.missing"),
        ({"reason": ""}, "careers.reason.missing"), ({"decided_on": date(2026, 11, 1)}, "careers.case.before"),
        ({"effective_on": date(2026, 11, 21)}, "careers.case.before"),
    ],
)  # fmt: skip
def test_a_case_is_not_closed_without_number_reason_and_order(city, changes, code):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    assert refused(decided, city, **changes) == code
    assert case().is_open


@pytest.mark.parametrize(
    ("key", "changes", "code"),
    [
        ("vote", {}, "careers.case.step"), ("decision", {}, "careers.case.step"),
        ("proposal", {"document": ""}, "careers.document.missing"),
        ("proposal", {"done_on": date(2026, 11, 1)}, "careers.case.day"),
        ("proposal", {"done_on": date(2026, 11, 23)}, "careers.case.day"),
    ],
)  # fmt: skip
def test_steps_that_cannot_be(city, key, changes, code):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    assert refused(stepped, city, key, **changes) == code


def test_who_may_do_what_with_a_case(city):
    rated(city.an, 2026, "KHT", decided_on=date(2026, 11, 18))
    for who, error in (
        (city.officer, NotAllowed),
        (city.office_head, NotAllowed),
        (city.outsider, NotVisible),
        (city.an, NotAllowed),
    ):
        with pytest.raises(error):
            decided(city, by=actor(who))
    for who, error in ((city.chair, NotAllowed), (city.an, NotAllowed), (city.administrator, NotVisible)):
        with pytest.raises(error):
            stepped(city, "proposal", by=actor(who))
    assert [one.person_id for one in cases_for(actor(city.chair), Asked(), on=TODAY)] == [city.an.person_id]
    assert not cases_for(actor(city.other_chair), Asked(), on=TODAY).exists()


def test_surfacing_asks_as_much_for_many_as_for_few(city):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            surface_cases(at=AT)
        return len(asked)

    people = [city.an, city.binh, city.officer, city.vice_chair, city.outsider]
    since(city.an, date(2018, 1, 1))
    few = queries()
    for who in people:
        rated(who, 2026, "KHT", decided_on=date(2026, 11, 18))
    assert RemovalCase.objects.count() == 5
    assert queries() <= few + 4
