"""What is done at once is due as the counter closes: that day, a Saturday it opens, or the next day it opens."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.app.onestop.desk import COPY, HOURS, Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown, typed

from namro.duties.onestop.models import Dossier
from namro.duties.onestop.selectors.reckoning import reckoned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        ("2026-11-02T09:00", "2026-11-02T17:00"),
        ("2026-11-02T12:30", "2026-11-02T17:00"),  # at noon the counter is shut, and opens again
        ("2026-11-02T17:00", "2026-11-02T17:00"),
        ("2026-11-02T17:05", "2026-11-03T17:00"),
        ("2026-11-06T17:05", "2026-11-07T11:30"),  # Saturday morning is the next time it opens
        ("2026-11-07T09:00", "2026-11-07T11:30"),
        ("2026-11-07T11:31", "2026-11-09T17:00"),
        ("2026-11-08T10:00", "2026-11-09T17:00"),
        ("2026-11-23T17:30", "2026-11-25T17:00"),  # 24 November is a holiday
    ],
)
def test_it_is_due_as_the_counter_closes(desk: Desk, taken, due):
    desk.point.hours.update(week={**HOURS, "6": [["08:00", "11:30"]]})
    assert copied(desk, taken).due_at == moment(due)


def copied(desk: Desk, taken: str) -> Dossier:
    return desk.received(taken, procedure=COPY.code, papers=[{"name": "Bản chính"}])


def test_what_comes_after_closing_says_so(desk: Desk, as_, monkeypatch):
    at_the_desk(monkeypatch, moment("2026-11-03T17:05"))
    given = typed(desk, procedure=COPY.code)
    page = shown(as_(desk.city.an).post("/dossiers/new/", given, follow=True))
    assert "Đã hết giờ làm việc của hôm nay" in page and "17:00 04/11/2026" in page
    made = Dossier.objects.get()
    assert "ngày mở cửa tiếp theo" in reckoned(made, [])[0].how and made.code == "H26.19-261103-0001"


def test_the_database_refuses_what_is_due_before_it_was_taken(desk: Desk):
    made = copied(desk, "2026-11-02T09:00")
    with pytest.raises(IntegrityError, match="dossier_due_after"), transaction.atomic():
        Dossier.objects.filter(pk=made.pk).update(due_at=moment("2026-11-02T08:59"))
    assert made.due_at.date() == date(2026, 11, 2)
