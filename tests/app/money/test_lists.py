"""A list from ratings and pay, to the đồng: made, submitted, decided, corrected; and what is refused with its figures."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from tests.app.money.purse import (
    COEFFICIENT,
    PAY,
    TODAY,
    decided,
    made,
    paid,
    rated,
    regulation,
    submitted,
    when,
    whole,
    year,
)

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.city.people.models import Leave, Posting
from namro.duties.careers.money import services
from namro.duties.careers.money.models import ListState, PayBase, PayLine, PayList
from namro.duties.careers.money.selectors.changes import changes
from namro.duties.careers.money.selectors.checking import differences

pytestmark = pytest.mark.django_db


def line(row: PayList, who) -> PayLine:
    return PayLine.objects.get(pay_list=row, person=who.person_id)


def refused(code: str):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def test_rates_pay_half_the_pay_and_tell_what_is_left(city):
    whole(city)
    row = made(city, regulation(city), fund=22_000_000)
    assert [line(row, who).amount for who in (city.an, city.chair)] == [PAY // 2, PAY // 2]
    assert (row.total, row.unspent) == (7 * PAY // 2, 1_000_000)


def test_a_fund_that_is_short_is_refused_with_its_figures(city):
    whole(city)
    with refused("money.fund.short") as short:
        made(city, regulation(city), fund=20_000_000)
    assert "21.000.000" in str(short.value) and "1.000.000" in str(short.value)
    assert not PayList.objects.exists()


def test_a_fund_that_may_not_be_left_over_is_refused(city):
    whole(city)
    with refused("money.fund.unspent"):
        made(city, regulation(city, unspent="none"), fund=22_000_000)


def test_who_failed_was_not_rated_or_is_missing_says_why(city):
    whole(city)
    rated(city.an, "KHT", ref="2")
    rated(city.binh, "", ref="2")
    PayBase.objects.filter(person=city.economy_head.person_id).delete()
    row = made(city, regulation(city))
    whys = {who: (line(row, who).state, line(row, who).why) for who in (city.an, city.binh, city.economy_head)}
    assert list(whys.values()) == [("excluded", "level"), ("excluded", "not_rated"), ("waiting", "no_base")]


def test_a_rating_of_another_span_does_not_count(city):
    whole(city)
    row = made(city, regulation(city), first=date(2026, 9, 1))
    assert set(row.lines.values_list("why", flat=True)) == {"unrated"}


def test_days_away_and_days_elsewhere_are_not_paid(city):
    whole(city)
    Leave.objects.create(
        person_id=city.an.person_id, kind="unpaid", valid=DateRange(date(2026, 10, 1), date(2026, 10, 11))
    )
    Posting.objects.filter(person=city.binh.person_id).update(valid=DateRange(date(2025, 7, 1), date(2026, 10, 16)))
    Posting.objects.create(person_id=city.binh.person_id, unit=city.other_commune, staff_group="cong_chuc",
                           valid=DateRange(date(2026, 10, 16), None))  # fmt: skip
    row = made(city, regulation(city))
    assert (line(row, city.an).days, line(row, city.an).amount) == (21, PAY * 21 // 31 // 2)
    assert (line(row, city.binh).days, line(row, city.binh).amount) == (15, PAY * 15 // 31 // 2)


def test_a_coefficient_follows_the_base_salary_of_the_days(city):
    rated(city.an, "HTT", first=date(2026, 4, 1), until=date(2026, 7, 1), kind="quarter")
    rated(city.an, "HTT", first=date(2026, 7, 1), until=date(2026, 10, 1), kind="quarter")
    paid(city, city.an, None, coefficient=COEFFICIENT)
    rule = regulation(city, "hanoi-month")
    rule.scheme.period = "quarter"
    rule.scheme.save()
    before, after = (made(city, rule, first=first) for first in (date(2026, 4, 1), date(2026, 7, 1)))
    assert line(before, city.an).base == 3 * 2_340_000 * 333 // 100
    assert line(after, city.an).base == 3 * 2_530_000 * 333 // 100


def test_of_concurrent_posts_the_highest_pay_alone_counts(city):
    whole(city)
    paid(city, city.an, 9_000_000, post="Kiêm nhiệm")
    assert line(made(city, regulation(city)), city.an).amount == 4_500_000


def test_shares_divide_the_whole_fund_half_of_it_evenly(city):
    whole(city)
    rated(city.an, "HTXS", ref="2")
    terms = {"method": "shares", "shared": "1/2", "levels": [
        {"code": "HTXS", "coefficient": "1", "floor": 0}, {"code": "HTT", "coefficient": "0.5", "floor": 0}]}  # fmt: skip
    row = made(city, regulation(city, **terms), fund=7_000_001)
    assert (row.total, row.unspent) == (7_000_001, 0)
    assert line(row, city.an).amount - line(row, city.binh).amount in (437_500, 437_499, 437_501)


def test_floors_of_da_nang_are_paid(city):
    whole(city, "HTNV")
    row = made(city, regulation(city, "danang-month"))
    assert {one.amount for one in row.lines.all()} == {500_000}
    assert all(one.workings["floored"] for one in row.lines.all())


def test_the_database_itself_refuses_sums_that_do_not_meet(city):
    whole(city)
    row = made(city, regulation(city))
    with pytest.raises(IntegrityError), transaction.atomic():
        PayList.objects.filter(pk=row.pk).update(unspent=row.unspent + 1)


def test_the_head_decides_and_every_act_is_told(city):
    whole(city)
    row = decided(city, made(city, regulation(city)))
    assert (row.state, row.number) == (ListState.DECIDED, "88/QĐ")
    tags = set(Event.objects.filter(tag__startswith="money:list").values_list("tag", flat=True))
    assert tags == {"money:list:made", "money:list:submitted", "money:list:decided"}


@pytest.mark.parametrize("who", ["officer", "office_head", "an", "outsider", "other_chair"])
def test_nobody_but_the_head_decides(city, who):
    whole(city)
    row = submitted(city, made(city, regulation(city)))
    with pytest.raises(DomainError) as error:
        services.decide_list(list_id=row.pk, edits=row.edits, number="1", decided_on=TODAY, **when(getattr(city, who)))
    assert error.value.code == ("access.denied" if who == "officer" else "money.not_found")


def test_who_waits_stays_out_only_with_a_reason(city):
    whole(city)
    PayBase.objects.filter(person=city.an.person_id).delete()
    row = made(city, regulation(city))
    with refused("money.list.waiting"):
        submitted(city, row)
    assert submitted(city, row, waiting_reason="Chờ quyết định nâng lương").state == ListState.SUBMITTED


def test_a_rating_replaced_before_the_decision_stops_it(city):
    whole(city)
    row = made(city, regulation(city))
    rated(city.an, "KHT", ref="2")
    with refused("money.list.stale"):
        submitted(city, row)
    row = services.recompute_list(list_id=row.pk, fund=row.fund, edits=row.edits, **when(city.officer))
    assert line(row, city.an).why == "level"
    assert submitted(city, row).state == ListState.SUBMITTED


def test_a_rating_replaced_afterwards_is_answered_by_a_correcting_list(city):
    whole(city)
    row = decided(city, made(city, regulation(city)))
    rated(city.an, "KHT", ref="2")
    assert [(one.person_id, one.what) for one in changes(row)] == [(city.an.person_id, ("rating",))]
    new = services.correct_list(list_id=row.pk, **when(city.officer))
    changed = differences(new).get()
    assert (changed.person_id, changed.before, changed.amount) == (city.an.person_id, PAY // 2, 0)
    assert new.total - row.total == -(PAY // 2) == row.unspent - new.unspent
    assert line(row, city.an).amount == PAY // 2
    with refused("money.list.corrected"):
        services.correct_list(list_id=row.pk, **when(city.officer))


def test_a_decided_list_changes_no_more(city):
    whole(city)
    row = decided(city, made(city, regulation(city)))
    for act in (
        lambda: services.recompute_list(list_id=row.pk, fund=1, edits=row.edits, **when(city.officer)),
        lambda: services.discard_list(list_id=row.pk, **when(city.officer)),
        lambda: services.return_list(list_id=row.pk, reason="x", **when(city.chair)),
    ):
        with refused("money.list.state"):
            act()
    with refused("money.list.made"):
        made(city, row.regulation)


def test_a_returned_list_is_a_draft_again(city):
    whole(city)
    row = submitted(city, made(city, regulation(city)))
    row = services.return_list(list_id=row.pk, reason="Thiếu người", **when(city.chair))
    assert (row.state, row.returned_reason) == (ListState.DRAFT, "Thiếu người")
    services.discard_list(list_id=row.pk, **when(city.officer))
    assert not PayList.objects.exists()


def test_the_same_days_are_not_paid_in_two_units(city):
    whole(city)
    rule = regulation(city)
    made_here = made(city, rule)
    inner = services.draft_regulation(
        unit_id=city.culture.pk, money="additional", period="month", title="Quy chế phòng", preset="hanoi-month",
        **when(city.officer),
    )  # fmt: skip
    services.decide_regulation(
        regulation_id=inner.pk, edits=0, number="1/QĐ", decided_on=TODAY, valid_from=date(2026, 1, 1),
        **when(city.office_head),
    )  # fmt: skip
    inside = services.make_list(
        scheme_id=inner.scheme_id, first=date(2026, 10, 1), fund=50_000_000, **when(city.officer)
    )
    decided(city, made_here)
    with refused("money.list.paid_twice") as twice:
        submitted(city, inside)
    assert "CB-AN" in str(twice.value)


def test_another_edit_is_not_overwritten(city):
    whole(city)
    row = made(city, regulation(city))
    services.recompute_list(list_id=row.pk, fund=60_000_000, edits=0, **when(city.officer))
    with refused("money.edited"):
        services.recompute_list(list_id=row.pk, fund=70_000_000, edits=0, **when(city.officer))


def test_a_list_waits_for_the_end_of_its_span_and_for_a_regulation(city):
    rule = regulation(city, valid_from=date(2026, 6, 1))
    with refused("money.list.future"):
        made(city, rule, first=date(2026, 11, 1))
    with refused("money.regulation.none"):
        made(city, rule, first=date(2026, 4, 1))
    with refused("money.list.start"):
        made(city, rule, first=date(2026, 10, 2))


def test_a_year_is_listed_from_year_ratings(city):
    year(city.an, 2025, "HTXS")
    row = made(
        city, regulation(city, "nd161-bonus", valid_from=date(2025, 1, 1)), first=date(2025, 1, 1), fund=10_000_500
    )
    assert (line(row, city.an).amount, row.unspent) == (10_000_000, 500)


def test_a_list_asks_as_many_questions_for_many_as_for_few(city):
    whole(city)
    rule = regulation(city)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made(city, rule)
    assert len(asked) <= 20
