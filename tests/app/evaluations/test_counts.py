"""Sheets by state are counted by the database as they change: in ones, in bulk, and when they go."""

from __future__ import annotations

import pytest
from tests.app.evaluations.month import AT, open_month, review, reviewed_month, self_score, sheet_of, work
from tests.cast import City

from namro.duties.evaluations.models import Sheet, SheetCount, SheetState
from namro.duties.evaluations.selectors.progress import period_progress, sheets_and_scored
from namro.duties.evaluations.services import deadlines

pytestmark = pytest.mark.django_db


def counted(round_id: int, state: str) -> int:
    return sum(SheetCount.objects.filter(round=round_id, state=state).values_list("number", flat=True))


def test_a_sheet_that_moves_is_counted_where_it_is(city: City) -> None:
    open_month(city)
    work(city.an)
    round_id = sheet_of(city.an).round_id
    before = counted(round_id, "open"), counted(round_id, "self_scored")
    self_score(city.an)
    assert (counted(round_id, "open"), counted(round_id, "self_scored")) == (before[0] - 1, before[1] + 1)
    review(city.office_head, city.an)
    assert (counted(round_id, "self_scored"), counted(round_id, "reviewed")) == (before[1], 1)


def test_a_change_that_moves_nothing_adds_nothing(city: City) -> None:
    open_month(city)
    rows = SheetCount.objects.count()
    Sheet.objects.update(review_comment="Đã xem")
    assert SheetCount.objects.count() == rows


def test_what_is_deleted_is_counted_no_more(city: City) -> None:
    open_month(city)
    sheet = sheet_of(city.an)
    before = counted(sheet.round_id, sheet.state)
    sheet.delete()
    assert counted(sheet.round_id, sheet.state) == before - 1


def test_boards_and_lists_read_the_counts(city: City) -> None:
    month = reviewed_month(city)
    truth = Sheet.objects.filter(round=month.commune)
    [row] = [one for one in period_progress(month.commune.period, on=AT.date()) if one.round_id == month.commune.pk]
    assert row.sheets == truth.count() > 3
    assert row.reviewed == truth.filter(state=SheetState.REVIEWED, not_rated="").count() > 0
    assert row.not_rated == truth.exclude(not_rated="").count()
    scored = truth.filter(state__in=["reviewed", "decided"]).count()
    assert sheets_and_scored([month.commune.pk]) == {month.commune.pk: (row.sheets, scored)}


def test_many_rows_are_put_together_and_add_up_to_the_same(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    month = reviewed_month(city)
    monkeypatch.setattr(deadlines, "MANY_ROWS", 3)
    before = {state: counted(month.commune.pk, state) for state in SheetState.values}
    rows = SheetCount.objects.filter(round=month.commune).count()
    assert deadlines.put_counts_together() >= 1
    assert SheetCount.objects.filter(round=month.commune).count() < rows
    assert {state: counted(month.commune.pk, state) for state in SheetState.values} == before
    assert not SheetCount.objects.filter(round=month.commune, number=0).exists()
