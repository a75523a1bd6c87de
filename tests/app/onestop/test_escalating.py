"""The ladder: each rung told once, to whom it reaches, and shown on the board."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk, shown

from namro.base.audit.models import Event
from namro.base.jobs.services import PERIODIC, TASKS
from namro.base.notify.models import Notice
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.models import Escalation, Rung
from namro.duties.onestop.selectors.watching import officers, reached
from namro.duties.onestop.services import Told, move
from namro.duties.onestop.services.escalating import escalate

pytestmark = pytest.mark.django_db
NONE = {"soon": 0, "today": 0, "overdue": 0, "long": 0}


def told(kind: str) -> list[int | None]:
    return list(Notice.objects.filter(kind=f"onestop.{kind}").order_by("pk").values_list("person_id", flat=True))


def test_each_rung_reaches_its_own(desk: Desk):
    city = desk.city
    desk.begun("2026-11-02T09:00")  # due on Thursday the fifth
    assert escalate(at=moment("2026-11-02T10:00")) == NONE
    assert escalate(at=moment("2026-11-03T06:35")) == {**NONE, "soon": 1}
    assert escalate(at=moment("2026-11-05T06:35")) == {**NONE, "today": 1}
    assert escalate(at=moment("2026-11-06T06:35")) == {**NONE, "overdue": 1}
    # More than five working days late: from the thirteenth on.
    assert escalate(at=moment("2026-11-12T06:35")) == NONE
    assert escalate(at=moment("2026-11-13T06:35")) == {**NONE, "long": 1}
    assert told("soon") == told("today") == [city.vice_chair.person_id]
    assert told("overdue") == [city.chair.person_id]
    assert told("long") == [city.officer.person_id]
    assert Event.objects.filter(tag="onestop:dossier:escalated").count() == 4


def test_running_it_again_tells_nobody_twice(desk: Desk):
    for _number in range(3):
        desk.begun("2026-11-02T09:00")
    assert escalate(at=moment("2026-11-06T06:35"))["overdue"] == 3
    assert escalate(at=moment("2026-11-06T06:35")) == NONE and escalate(at=moment("2026-11-06T15:00")) == NONE
    [notice] = Notice.objects.filter(kind="onestop.overdue")
    assert notice.text == "3 hồ sơ mới quá hạn." and notice.text_en == "3 dossiers have become overdue."
    assert notice.link == f"/dossiers/?term=overdue&unit={desk.city.commune.pk}"
    desk.begun("2026-11-03T09:00")
    assert escalate(at=moment("2026-11-09T06:35")) == {**NONE, "overdue": 1}
    assert Notice.objects.filter(kind="onestop.overdue").count() == 2


def test_what_ended_or_stands_still_is_not_told_of(desk: Desk):
    paused, gone = desk.begun("2026-11-02T09:00"), desk.begun("2026-11-02T09:00")
    move(paused.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-02T10:00"))
    move(gone.pk, "withdraw", Told(reason="Đổi ý"), **desk.who(desk.city.an, "2026-11-02T10:00"))
    assert escalate(at=moment("2026-11-20T06:35")) == NONE


def test_a_new_promise_is_told_of_anew(desk: Desk):
    dossier = desk.begun("2026-11-02T09:00")
    assert escalate(at=moment("2026-11-04T06:35"))["soon"] == 1
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-04T09:00"))
    move(dossier.pk, "paid", **desk.who(desk.city.an, "2026-11-16T09:00"))
    assert escalate(at=moment("2026-11-16T10:00"))["soon"] == 1
    assert Escalation.objects.filter(dossier=dossier, rung=Rung.SOON).count() == 2


def test_a_first_run_tells_of_old_ones_at_every_rung_they_are_past(desk: Desk):
    desk.begun("2026-11-02T09:00")
    assert escalate(at=moment("2026-11-20T06:35")) == {**NONE, "overdue": 1, "long": 1}


def test_home_affairs_above_hear_where_the_unit_has_none(desk: Desk):
    city = desk.city
    found = officers([city.culture.pk, city.commune.pk, city.other_commune.pk], on=moment("2026-11-20T06:35").date())
    mine = (city.officer.person_id,)
    assert found == {city.culture.pk: mine, city.commune.pk: mine}


def test_the_board_shows_the_rungs(desk: Desk, as_, monkeypatch):
    desk.begun("2026-11-02T09:00")
    done = desk.begun("2026-11-02T09:00")
    escalate(at=moment("2026-11-06T06:35"))
    move(done.pk, "withdraw", Told(reason="Đổi ý"), **desk.who(desk.city.an, "2026-11-06T09:00"))
    sight = sight_of(desk.actor(desk.city.vice_chair), on=moment("2026-11-06T10:00").date())
    assert [(one.rung.value, one.count) for one in reached(sight)] == [
        ("soon", 0), ("today", 0), ("overdue", 1), ("long", 0),
    ]  # fmt: skip
    outside = sight_of(desk.actor(desk.city.outsider), on=moment("2026-11-06T10:00").date())
    assert all(one.count == 0 for one in reached(outside))
    at_the_desk(monkeypatch, moment("2026-11-06T10:00"))
    page = shown(as_(desk.city.vice_chair).get("/dossiers/board/"))
    assert (
        "Đã báo lên" in page and "Quá hạn: báo người đứng đầu cơ quan giải quyết" in page and "06:35 06/11/2026" in page
    )


def test_it_is_a_job_that_takes_its_moment(desk: Desk):
    class Silent:
        def report(self, **_given: object) -> None:
            pass

    desk.begun("2026-11-02T09:00")
    given = {"at": "2026-11-06T06:35:00+07:00"}
    assert TASKS["onestop.escalate"](arguments=given, progress=Silent()) == {**NONE, "overdue": 1}
    assert TASKS["onestop.escalate"](arguments=given, progress=Silent()) == NONE
    assert "onestop.daily" in PERIODIC
    PERIODIC["onestop.daily"](moment("2026-11-13T06:35"))
    assert told("long") == [desk.city.officer.person_id]


def test_it_asks_no_more_of_many(desk: Desk):
    counts = []
    for more, day in ((1, "2026-11-06T06:35"), (15, "2026-11-06T16:00")):
        for _number in range(more):
            desk.begun("2026-11-02T09:00")
        with CaptureQueriesContext(connection) as counted:
            assert escalate(at=moment(day))["overdue"] == more
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_whoever_holds_it_hears_first_and_by_day(desk: Desk):
    """The ladder begins with the official whose turn it is, and does not wait for the next morning."""
    desk.begun("2026-11-02T09:00")  # due on Thursday the fifth at the end of the day
    desk.received("2026-11-02T09:30")  # nobody's turn yet
    PERIODIC["onestop.escalating"](moment("2026-11-03T10:05"))
    PERIODIC["onestop.escalating"](moment("2026-11-03T10:35"))
    [mine] = Notice.objects.filter(kind="onestop.soon.holder")
    assert mine.person_id == desk.city.binh.person_id
    assert mine.text == "1 hồ sơ sắp đến hạn, đang chờ anh/chị."
    assert mine.link == f"/dossiers/?term=soon&officer={desk.city.binh.person_id}"
    [heads] = Notice.objects.filter(kind="onestop.soon")
    assert heads.text == "2 hồ sơ sắp đến hạn."
    PERIODIC["onestop.escalating"](moment("2026-11-05T17:35"))
    assert told("overdue.holder") == [desk.city.binh.person_id] and told("overdue") == [desk.city.chair.person_id]
