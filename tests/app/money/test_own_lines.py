"""Nobody decides about themselves: the line of whoever decides a list is decided above them, before the list is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.app.money.purse import TODAY, actor, made, own_line_decided, regulation, submitted, when, whole
from tests.cast import grant

from namro.base.access.models import Role
from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.base.notify.models import Notice
from namro.duties.careers.money import services
from namro.duties.careers.money.models import ListState, PayLine, PayList

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


@pytest.fixture
def row(city) -> PayList:
    whole(city)
    return submitted(city, made(city, regulation(city)))


def line(row: PayList, who) -> PayLine:
    return row.lines.get(person=who.person_id)


def decide(row: PayList, who) -> PayList:
    return services.decide_list(list_id=row.pk, edits=row.edits, number="88/QĐ", decided_on=TODAY, **when(who))


def decide_line(one: PayLine, who) -> PayLine:
    return services.decide_own_line(line_id=one.pk, number="77/QĐ-TP", decided_on=TODAY, **when(who))


def test_a_list_with_a_line_of_the_decider_is_not_decided(city, row):
    with refused("money.list.own_line") as error:
        decide(row, city.chair)
    assert "Phạm Trung Kiên" in str(error.value)
    row.refresh_from_db()
    assert row.state == ListState.SUBMITTED


def test_once_decided_above_the_list_is_decided(city, row):
    found = decide_line(line(row, city.chair), city.city_chair)
    assert (found.number, found.decided_on, found.decided_by_id) == ("77/QĐ-TP", TODAY, city.city_chair.pk)
    event = Event.objects.get(tag="money:line:decided")
    assert (event.subject_id, event.after["amount"]) == (found.pk, found.amount)
    assert decide(row, city.chair).state == ListState.DECIDED


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("chair", "careers.own_record"), ("officer", "access.denied"), ("an", "careers.not_found"),
        ("vice_chair", "careers.not_found"), ("office_head", "careers.not_found"), ("other_chair", "careers.not_found"),
    ],
)  # fmt: skip
def test_nobody_else_decides_the_line(city, row, who, code):
    with refused(code):
        decide_line(line(row, city.chair), getattr(city, who))
    assert line(row, city.chair).decided_at is None


def test_home_affairs_write_down_the_decision_where_nobody_in_the_system_decides(city):
    whole(city)
    grant(city.officer, Role.OFFICER, city.city_unit)
    row = submitted(
        city, made(city, regulation(city, unit=city.city_unit, head=city.city_chair)), waiting_reason="Trình trước"
    )
    with refused("money.list.own_line") as error:
        decide(row, city.city_chair)
    assert "nội vụ" in str(error.value)
    decide_line(line(row, city.city_chair), city.officer)
    assert decide(row, city.city_chair).state == ListState.DECIDED


def test_a_line_is_decided_apart_once_and_only_where_it_must_be(city, row):
    with refused("money.line.not_own"):
        decide_line(line(row, city.an), city.chair)
    own_line_decided(city, row)
    with refused("money.line.decided"):
        decide_line(line(row, city.chair), city.city_chair)


def test_a_draft_is_not_decided_on_and_computing_again_asks_again(city, row):
    own_line_decided(city, row)
    row = services.return_list(list_id=row.pk, reason="Quỹ khác", **when(city.chair))
    row = services.recompute_list(list_id=row.pk, fund=60_000_000, edits=row.edits, **when(city.officer))
    with refused("money.list.state"):
        decide_line(line(row, city.chair), city.city_chair)
    row = submitted(city, row)
    with refused("money.list.own_line"):
        decide(row, city.chair)


def test_the_database_keeps_number_day_and_person_together(city, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        PayLine.objects.filter(pk=line(row, city.chair).pk).update(number="1/QĐ")


def test_the_authority_above_is_told_and_decides_on_a_page(city, row, as_):
    one = line(row, city.chair)
    notice = Notice.objects.get(person=city.city_chair.person_id, kind="money.line.submitted")
    assert notice.link == f"/money/lines/{one.pk}/"
    above = as_(city.city_chair)
    assert f"/money/lines/{one.pk}/decide/" in above.get(f"/money/lines/{one.pk}/").content.decode()
    assert "Phạm Trung Kiên" in as_(city.officer).get(f"/money/lists/{row.pk}/").content.decode()
    form = above.get(f"/money/lines/{one.pk}/decide/").content.decode()
    assert "3.000.000" in form
    assert above.post(f"/money/lines/{one.pk}/decide/", {"number": "", "decided_on": "2026-11-20"}).status_code == 422
    sent = {"number": "9/QĐ-TP", "decided_on": "2026-11-20"}
    assert above.post(f"/money/lines/{one.pk}/decide/", sent)["Location"] == f"/money/lines/{one.pk}/"
    assert "9/QĐ-TP" in as_(city.officer).get(f"/money/lists/{row.pk}/").content.decode()


def test_the_authority_above_reads_no_other_line(city, row, as_):
    assert actor(city.city_chair).person_id
    assert as_(city.city_chair).get(f"/money/lines/{line(row, city.an).pk}/").status_code == 404
