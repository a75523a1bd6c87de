"""The roster of a point: planned, refused where it cannot be, gaps said; who came, who did not, and what a month tells."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from tests.app.onestop.desk import Desk, moment
from tests.app.onestop.test_pages import at_the_desk

from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.city.facts.models import Observation
from namro.duties.onestop.models import Counter, Shift
from namro.duties.onestop.models.points import Duty
from namro.duties.onestop.selectors.rostering import emptied, missed_of, week
from namro.duties.onestop.services import presence, put_counter, put_staff
from namro.duties.onestop.services.observing_duty import observe_duty
from namro.duties.onestop.services.rostering import ShiftData, copy_week, plan, propose_week, remove

pytestmark = pytest.mark.django_db
hour = datetime.fromisoformat
MONDAY, NEXT = date(2026, 11, 2), date(2026, 11, 9)
EARLIER = "2026-10-30T09:00"


@pytest.fixture
def counter(desk: Desk) -> Counter:
    given = {"title": "Hộ tịch", "fields": ("Hộ tịch",), "first": date(2026, 1, 1)}
    return put_counter(desk.point.pk, number=1, **given, **desk.who(desk.city.officer, "2026-01-05T09:00"))


@pytest.fixture
def staffed(desk: Desk, counter: Counter) -> Counter:
    """Bình receives there too."""
    who = desk.who(desk.city.officer, "2026-01-05T09:00")
    put_staff(desk.point.pk, person_id=desk.city.binh.person_id, duty=Duty.RECEIVER, first=date(2026, 1, 1), **who)
    return counter


def shift(
    desk: Desk, counter: Counter, first: str = "2026-11-02T08:00", last: str = "2026-11-02T12:00", **changes: Any
) -> ShiftData:
    given = ShiftData(counter.pk, desk.city.an.person_id, datetime.fromisoformat(first), datetime.fromisoformat(last))
    return replace(given, **changes)


def planned(desk: Desk, data: ShiftData, at: str = EARLIER, user: Any = None) -> Shift:
    return plan(desk.point.pk, data, **desk.who(user or desk.city.vice_chair, at))


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_a_week_says_who_is_where_and_which_open_hours_nobody_covers(desk: Desk, counter: Counter) -> None:
    made = planned(desk, shift(desk, counter))
    [line] = week(desk.point, MONDAY, at=moment(EARLIER))
    monday, tuesday, saturday = line.days[0], line.days[1], line.days[5]
    assert [one.pk for one in monday.shifts] == [made.pk]
    assert [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in monday.gaps] == [("13:00", "17:00")]
    assert len(tuesday.gaps) == 2 and saturday.gaps == [] and monday.empty == []
    assert Event.objects.filter(tag="onestop:roster:planned", subject_id=desk.point.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": hour("2026-11-02T07:00"), "end": hour("2026-11-02T09:00")}, "onestop.roster.closed"),
        ({"start": hour("2026-11-02T11:00"), "end": hour("2026-11-02T14:00")}, "onestop.roster.closed"),  # over noon
        ({"start": hour("2026-11-08T08:00"), "end": hour("2026-11-08T09:00")}, "onestop.roster.closed"),  # a Sunday
        ({"start": hour("2026-11-02T12:00"), "end": hour("2026-11-02T08:00")}, "onestop.roster.order"),
        ({"start": hour("2026-10-29T08:00"), "end": hour("2026-10-29T09:00")}, "onestop.roster.past"),
        ({"counter_id": 10**6}, "onestop.roster.counter"),
        ({"person_id": "binh"}, "onestop.roster.not_staff"),
        ({"standby_id": "an"}, "onestop.roster.standby"),
        ({"standby_id": "binh"}, "onestop.roster.standby"),
    ],
)
def test_what_cannot_be_planned_is_refused(desk: Desk, counter: Counter, changes: dict[str, Any], code: str) -> None:
    people = {"an": desk.city.an.person_id, "binh": desk.city.binh.person_id}
    data = shift(desk, counter, **{name: people.get(value, value) for name, value in changes.items()})
    assert code_of(lambda: planned(desk, data)) == code
    assert not Shift.objects.exists()


def test_nobody_is_at_two_counters_at_once_and_only_those_in_charge_plan(desk: Desk, counter: Counter) -> None:
    planned(desk, shift(desk, counter))
    second = put_counter(
        desk.point.pk,
        number=2,
        title="",
        fields=(),
        first=date(2026, 1, 1),
        **desk.who(desk.city.officer, "2026-01-05T09:00"),
    )
    overlapping = shift(desk, second, "2026-11-02T11:00", "2026-11-02T12:00")
    assert code_of(lambda: planned(desk, overlapping)) == "onestop.roster.twice"
    assert code_of(lambda: planned(desk, overlapping, user=desk.city.an)) == "access.denied"
    assert Shift.objects.count() == 1


def test_the_week_before_is_copied_where_it_still_fits(desk: Desk, staffed: Counter) -> None:
    planned(desk, shift(desk, staffed))
    planned(desk, shift(desk, staffed, "2026-11-03T08:00", "2026-11-03T12:00", person_id=desk.city.binh.person_id))
    planned(
        desk, shift(desk, staffed, "2026-11-10T08:00", "2026-11-10T09:00", person_id=desk.city.binh.person_id)
    )  # in its way
    who = desk.who(desk.city.vice_chair, EARLIER)
    assert copy_week(desk.point.pk, monday=NEXT, **who) == 1
    assert code_of(lambda: copy_week(desk.point.pk, monday=NEXT, **who)) == "onestop.roster.nothing"
    [line] = week(desk.point, NEXT, at=moment(EARLIER))
    assert [one.person_id for one in line.days[0].shifts] == [desk.city.an.person_id]


def test_a_proposal_covers_every_open_hour_and_names_who_stands_by(desk: Desk, staffed: Counter) -> None:
    planned(desk, shift(desk, staffed, "2026-11-02T09:00", "2026-11-02T10:00"))
    propose_week(desk.point.pk, monday=MONDAY, **desk.who(desk.city.vice_chair, EARLIER))
    [line] = week(desk.point, MONDAY, at=moment(EARLIER))
    assert all(day.gaps == [] for day in line.days)
    assert all(one.standby_id not in (None, one.person_id) for day in line.days[1:] for one in day.shifts)
    assert {one.person_id for day in line.days for one in day.shifts} >= {
        desk.city.an.person_id,
        desk.city.binh.person_id,
    }


def test_a_shift_is_taken_away_before_it_begins_and_not_after(desk: Desk, counter: Counter) -> None:
    made = planned(desk, shift(desk, counter))
    assert (
        code_of(lambda: remove(made.pk, **desk.who(desk.city.vice_chair, "2026-11-02T08:30"))) == "onestop.roster.begun"
    )
    remove(made.pk, **desk.who(desk.city.vice_chair, EARLIER))
    assert not Shift.objects.exists()
    assert Event.objects.filter(tag="onestop:roster:removed").count() == 1


def test_whoever_is_on_duty_checks_in_and_out_once(desk: Desk, counter: Counter) -> None:
    made = planned(desk, shift(desk, counter))
    an = desk.city.an
    assert code_of(lambda: presence.come(made.pk, **desk.who(an, EARLIER))) == "onestop.presence.not_now"
    assert code_of(lambda: presence.come(made.pk, **desk.who(desk.city.binh, "2026-11-02T08:00"))) == "access.denied"
    presence.come(made.pk, **desk.who(an, "2026-11-02T08:05"))
    assert code_of(lambda: presence.come(made.pk, **desk.who(an, "2026-11-02T08:06"))) == "onestop.presence.twice"
    presence.leave(made.pk, **desk.who(an, "2026-11-02T11:00"))
    assert code_of(lambda: presence.leave(made.pk, **desk.who(an, "2026-11-02T11:05"))) == "onestop.presence.not_there"
    [line] = week(desk.point, MONDAY, at=moment("2026-11-02T18:00"))
    assert [(one.start.hour, one.end.hour) for one in line.days[0].empty] == [
        (11, 12),
        (13, 17),
    ]  # left early; nobody after noon


def test_for_somebody_else_a_reason_is_needed_and_the_stand_by_stands_in(desk: Desk, staffed: Counter) -> None:
    made = planned(desk, shift(desk, staffed, standby_id=desk.city.binh.person_id))
    chair = desk.city.vice_chair
    assert code_of(lambda: presence.come(made.pk, **desk.who(chair, "2026-11-02T09:00"))) == "onestop.reason.missing"
    presence.come(made.pk, **desk.who(desk.city.binh, "2026-11-02T08:10"))
    made.refresh_from_db()
    assert made.stood_in
    later = moment("2026-11-02T18:00")
    assert [one.pk for one in missed_of(MONDAY, at=later, person_id=desk.city.an.person_id)] == [made.pk]
    at_noon = moment("2026-11-02T12:00")
    assert not list(emptied(MONDAY, at=at_noon, unit_id=desk.city.commune.pk))  # ten minutes late: not empty


def test_an_absence_is_told_and_excused_by_somebody_else(desk: Desk, counter: Counter) -> None:
    made = planned(desk, shift(desk, counter))
    an, at = desk.city.an, "2026-11-02T07:30"
    assert code_of(lambda: presence.absent(made.pk, reason=" ", **desk.who(an, at))) == "onestop.reason.missing"
    assert (
        code_of(lambda: presence.excuse(made.pk, **desk.who(desk.city.vice_chair, at))) == "onestop.presence.not_told"
    )
    presence.absent(made.pk, reason="Con ốm", **desk.who(an, at))
    assert code_of(lambda: presence.excuse(made.pk, **desk.who(an, at))) == "access.denied"
    assert missed_of(MONDAY, at=moment("2026-11-02T18:00"), person_id=an.person_id)  # told, not excused yet
    presence.excuse(made.pk, **desk.who(desk.city.vice_chair, "2026-11-02T09:00"))
    assert not missed_of(MONDAY, at=moment("2026-11-02T18:00"), person_id=an.person_id)
    assert (
        code_of(lambda: presence.excuse(made.pk, **desk.who(desk.city.vice_chair, at))) == "onestop.presence.not_told"
    )


def test_nobody_excuses_themself(desk: Desk, counter: Counter) -> None:
    made = planned(desk, shift(desk, counter, person_id=desk.city.vice_chair.person_id))
    presence.absent(made.pk, reason="Họp", **desk.who(desk.city.vice_chair, EARLIER))
    assert (
        code_of(lambda: presence.excuse(made.pk, **desk.who(desk.city.vice_chair, EARLIER))) == "onestop.presence.own"
    )


def test_a_month_tells_the_officer_and_the_unit_and_an_excuse_is_the_officers_alone(
    desk: Desk, counter: Counter
) -> None:
    """Nobody came in the morning, nobody was rostered for the afternoon: the desk stood empty twice, whoever was ill."""
    made = planned(desk, shift(desk, counter))
    by, later = desk.actor(desk.city.officer), moment("2026-11-03T01:00")
    observe_duty(MONDAY, by=by, at=later)
    observe_duty(MONDAY, by=by, at=later)
    told = Observation.objects.filter(kind="absences", withdrawn_at__isnull=True)
    assert {(one.person_id, one.unit_id, one.number) for one in told} == {
        (desk.city.an.person_id, desk.city.culture.pk, 1), (None, desk.city.commune.pk, 2),
    }  # fmt: skip
    presence.absent(made.pk, reason="Cấp cứu", **desk.who(desk.city.an, "2026-11-03T08:00"))
    presence.excuse(made.pk, **desk.who(desk.city.vice_chair, "2026-11-03T09:00"))
    observe_duty(MONDAY, by=by, at=moment("2026-11-03T02:00"))
    told = Observation.objects.filter(kind="absences", withdrawn_at__isnull=True)
    assert [(one.person_id, one.unit_id, one.number) for one in told] == [(None, desk.city.commune.pk, 2)]


def test_hours_nobody_was_rostered_for_are_the_heads_and_so_are_late_and_early_minutes(
    desk: Desk, counter: Counter, as_: Any
) -> None:
    made = planned(desk, shift(desk, counter))
    presence.come(made.pk, **desk.who(desk.city.an, "2026-11-02T09:30"))
    presence.leave(made.pk, **desk.who(desk.city.an, "2026-11-02T11:50"))  # ten minutes early is let pass
    found = list(emptied(MONDAY, at=moment("2026-11-03T08:10"), unit_id=desk.city.commune.pk))
    assert [(f"{one.stretch.start:%d %H:%M}", f"{one.stretch.end:%H:%M}", len(one.shifts)) for one in found] == [
        ("02 08:00", "09:30", 1), ("02 13:00", "17:00", 0),
    ]  # fmt: skip
    page = as_(desk.city.chair).get(f"/duty/missed/2026-11/unit/{desk.city.commune.pk}/").content.decode()
    assert "Giờ mở cửa mà quầy trống" in page and "08:00–09:30" in page and "chưa ai trực" in page


def test_a_point_without_a_roster_is_told_of_nothing(desk: Desk, counter: Counter) -> None:
    assert not list(emptied(MONDAY, at=moment("2026-11-20T18:00")))


def test_the_head_does_not_note_others_as_there(desk: Desk, counter: Counter) -> None:
    made = planned(desk, shift(desk, counter))
    chair = desk.who(desk.city.chair, "2026-11-02T18:00")
    assert code_of(lambda: presence.come(made.pk, reason="Có mặt", **chair)) == "onestop.presence.head"
    presence.come(made.pk, reason="Quên bấm", **desk.who(desk.city.vice_chair, "2026-11-02T18:00"))
    assert [one.stretch.start.hour for one in emptied(MONDAY, at=moment("2026-11-02T18:00"))] == [13]


def test_the_pages_say_who_is_missing_and_to_whom_they_open(desk: Desk, counter: Counter, as_: Any) -> None:
    made = planned(desk, shift(desk, counter))
    path = f"/points/{desk.point.pk}/roster/?week=2026-11-02"
    page = as_(desk.city.vice_chair).get(path).content.decode()
    assert "Nguyễn Văn An" in page and "chưa ai trực" in page and "quầy trống" in page
    assert as_(desk.city.outsider).get(path).status_code == 404
    assert f"/duty/{made.pk}/excuse/" not in page and f"/duty/{made.pk}/absent/" in page
    file = as_(desk.city.vice_chair).get(f"/points/{desk.point.pk}/roster.xlsx?week=2026-11-02")
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
    assert rows[1][2:5] == ("08:00", "12:00", "Nguyễn Văn An") and any(row[6] == "chưa ai trực" for row in rows[1:])
    missed = as_(desk.city.an).get(f"/duty/missed/2026-11/person/{desk.city.an.person_id}/").content.decode()
    assert "không vào ca" in missed
    assert as_(desk.city.binh).get(f"/duty/missed/2026-11/person/{desk.city.an.person_id}/").status_code == 404


def test_a_shift_is_planned_and_an_absence_told_on_the_pages(
    desk: Desk, counter: Counter, as_: Any, monkeypatch: Any
) -> None:
    at_the_desk(monkeypatch, moment(EARLIER))
    typed = {
        "counter": counter.pk, "day": "2026-11-09", "start": "08:00", "end": "12:00", "person": desk.city.an.person.code, "standby": "",
    }  # fmt: skip
    chair = as_(desk.city.vice_chair)
    refused = chair.post(f"/points/{desk.point.pk}/roster/plan/", {**typed, "end": "18:00"})
    assert refused.status_code == 422 and "ngoài giờ làm việc" in refused.content.decode()
    assert desk.city.an.person.code in refused.content.decode()  # what was typed is kept
    far = chair.post(f"/points/{desk.point.pk}/roster/plan/", {**typed, "day": "2040-01-02"})
    assert far.status_code == 422 and "Lịch làm việc chỉ có" in far.content.decode()
    assert chair.get(f"/points/{desk.point.pk}/roster/?week=2040-01-02").status_code == 200
    assert chair.post(f"/points/{desk.point.pk}/roster/plan/", typed).status_code == 302
    made = Shift.objects.get()
    assert as_(desk.city.an).post(f"/duty/{made.pk}/absent/", {"reason": "Đi học"}).status_code == 302
    made.refresh_from_db()
    assert made.absent_because == "Đi học" and made.absent_told_by_id == desk.city.an.pk
