"""What a list rests on changed since: an open one is computed again before it is decided, a decided one says what."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.app.money.purse import (
    TODAY,
    decided,
    made,
    own_line_decided,
    paid,
    rated,
    regulation,
    submitted,
    when,
    whole,
)
from tests.cast import City

from namro.base.errors import DomainError
from namro.city.people.models import Leave, Posting
from namro.duties.careers.money import services
from namro.duties.careers.money.models import ListState, PayBase, PayLine, PayList
from namro.duties.careers.money.selectors.changes import changes

pytestmark = pytest.mark.django_db
OCTOBER_16 = date(2026, 10, 16)


def refused(code: str):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def decide(city: City, row: PayList) -> PayList:
    return services.decide_list(list_id=row.pk, edits=row.edits, number="88/QĐ", decided_on=TODAY, **when(city.chair))


def more_pay(city: City) -> None:
    paid(city, city.an, 7_000_000, first=OCTOBER_16)


def pay_taken_back(city: City) -> None:
    PayBase.objects.filter(person=city.an.person_id).delete()


def unpaid_leave(city: City) -> None:
    Leave.objects.create(
        person_id=city.an.person_id, kind="unpaid", valid=DateRange(OCTOBER_16, date(2026, 10, 20))
    )  # fmt: skip


def another_rating(city: City) -> None:
    rated(city.an, "HTXS", ref="2")


def moved_away(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(valid=DateRange(date(2025, 7, 1), OCTOBER_16))


def never_here(city: City) -> None:
    Posting.objects.filter(person=city.an.person_id).update(unit=city.other_commune)


EVENTS = [
    (more_pay, "pay"), (pay_taken_back, "pay"), (unpaid_leave, "away"), (another_rating, "rating"), (moved_away, "post"),
    (never_here, "gone"),
]  # fmt: skip


@pytest.fixture
def row(city) -> PayList:
    whole(city)
    return made(city, regulation(city))


@pytest.mark.parametrize(("happens", "what"), EVENTS)
def test_a_list_whose_figures_changed_is_computed_again_before_it_is_decided(city, row, happens, what):
    row = submitted(city, row)
    own_line_decided(city, row)
    happens(city)
    assert [(one.person_id, one.what) for one in changes(row)] == [(city.an.person_id, (what,))]
    with refused("money.list.stale") as error:
        decide(city, row)
    assert "Nguyễn Văn An" in str(error.value)
    row = services.return_list(list_id=row.pk, reason="Số liệu đổi", **when(city.chair))
    with refused("money.list.stale"):
        submitted(city, row)
    row = services.recompute_list(list_id=row.pk, fund=row.fund, edits=row.edits, **when(city.officer))
    assert changes(row) == []
    row = submitted(city, row, waiting_reason="Chờ bổ sung mức lương")
    own_line_decided(city, row)
    assert decide(city, row).state == ListState.DECIDED


def test_who_is_not_in_the_list_yet_is_told(city, row):
    posting = Posting.objects.get(person=city.outsider.person_id)
    Posting.objects.filter(pk=posting.pk).update(unit=city.economy)
    assert [(one.person_id, one.line_id, one.what) for one in changes(row)] == [
        (city.outsider.person_id, None, ("added",))
    ]


def test_what_the_terms_do_not_ask_for_changes_nothing(city):
    whole(city)
    row = made(city, regulation(city, "danang-month", absences=[]))
    more_pay(city)
    unpaid_leave(city)
    rated(city.an, "HTXS", first=date(2026, 9, 1), until=date(2026, 10, 1))
    Leave.objects.create(person_id=city.binh.person_id, kind="sick", valid=DateRange(OCTOBER_16, None))
    assert changes(row) == []


@pytest.mark.parametrize(("happens", "what"), EVENTS)
def test_a_decided_list_stays_and_its_page_tells_what_changed(city, row, as_, happens, what):
    row = decided(city, row)
    before = list(row.lines.order_by("pk").values())
    happens(city)
    page = as_(city.officer).get(f"/money/lists/{row.pk}/").content.decode()
    words = {"pay": "mức lương", "away": "ngày nghỉ", "rating": "kết quả xếp loại", "post": "vị trí, số ngày công tác",
             "gone": "không còn vị trí ở đơn vị trong kỳ"}  # fmt: skip
    assert f"Nguyễn Văn An</a>: {words[what]}" in page and f"/money/lists/{row.pk}/correct/" in page
    assert list(row.lines.order_by("pk").values()) == before


def test_a_correcting_list_stands_for_the_one_it_corrects(city, row, as_):
    row = decided(city, row)
    never_here(city)
    new = services.correct_list(list_id=row.pk, **when(city.officer))
    assert changes(new) == [] and new.lines.get(person=city.an.person_id).amount == 0
    page = as_(city.officer).get(f"/money/lists/{row.pk}/").content.decode()
    assert "Nguyễn Văn An</a>: không còn vị trí" in page and f"/money/lists/{row.pk}/correct/" not in page


def test_the_page_of_a_submitted_list_says_that_it_cannot_be_decided(city, row, as_):
    row = submitted(city, row)
    more_pay(city)
    assert "hãy trả lại để tính lại" in as_(city.chair).get(f"/money/lists/{row.pk}/").content.decode()


def test_a_line_computed_before_lines_kept_their_basis_is_held_to_its_rating(city, row):
    for line in PayLine.objects.filter(pay_list=row):
        del line.workings["basis"]
        line.save()
    more_pay(city)
    assert changes(row) == []
    another_rating(city)
    assert [one.what for one in changes(row)] == [("rating",)]
