"""Lateness counted in SQL is the engine's, dossier by dossier, at any moment, over ledgers drawn at random."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from tests.app.onestop.desk import COPY, Desk, moment

from namro.base.errors import DomainError
from namro.base.jobs.models import Job
from namro.base.jobs.services import TASKS
from namro.duties.onestop.clocks import as_pause, aware, clock_of, limit_of, local
from namro.duties.onestop.jobs import keep_days
from namro.duties.onestop.models import Dossier, Pause, State
from namro.duties.onestop.selectors import standings, wrong_dues
from namro.duties.onestop.services import Told, move

pytestmark = pytest.mark.django_db


class Silent:
    def report(self, **_told: object) -> None:
        pass


UNITS = ("working_days", "days", "months", "hours")


def drawn(desk: Desk, draw: random.Random, number: int) -> Dossier:
    """A dossier with a ledger of up to three pauses, perhaps finished, perhaps withdrawn."""
    start = moment("2025-12-20T08:00") + timedelta(minutes=draw.randrange(60 * 24 * 40))
    unit = draw.choice(UNITS)
    finished = start + timedelta(hours=draw.randrange(24 * 60)) if draw.random() < 0.6 else None
    state = State.PROCESSING if finished is None else draw.choice([State.DONE, State.WITHDRAWN])
    made = Dossier.objects.create(
        code=f"H26.19-260101-{number:04d}", point=desk.point, unit_id=draw.choice([desk.city.culture, desk.city.economy]).pk,
        procedure_code="1", procedure_name="x", channel="counter", applicant="x", applicant_key="x", state=state,
        accepted_at=start, accepted_by=desk.city.an, created_at=start, limit_unit=unit,
        limit_quantity=draw.randint(1, 3 if unit == "months" else 20), finished_at=finished, source_ref=str(number),
    )  # fmt: skip
    at = start
    for _each in range(draw.randrange(4)):
        begins = at + timedelta(minutes=draw.randrange(60 * 24 * 12))
        at = begins + timedelta(minutes=draw.randrange(60 * 24 * 12))
        Pause.objects.create(
            dossier=made, reason="stopped", policy=draw.choice(["shift", "restart"]), start=begins, end=at
        )
    if draw.random() < 0.2:
        Pause.objects.create(dossier=made, reason="stopped", policy="shift", start=at + timedelta(hours=5))
    return made


def by_engine(dossier: Dossier, at: datetime) -> tuple[bool, bool]:
    """Late, and paused, by the engine alone."""
    pauses = [as_pause(one) for one in dossier.pauses.order_by("start", "pk")]
    clock, limit = clock_of(dossier.point_id, on=date(2026, 6, 1)), limit_of(dossier)
    finished = local(dossier.finished_at) if dossier.finished_at and dossier.finished_at <= at else None
    late = clock.is_late(local(dossier.accepted_at), limit, pauses, finished=finished, at=local(at))
    due = clock.due_as_of(local(dossier.accepted_at), limit, pauses, at=local(at))
    return late, due is None


def opened_long_ago(desk: Desk) -> None:
    """The hours of the desk apply to all that is drawn."""
    desk.point.hours.update(valid="[2020-01-01,)")


def test_the_sql_is_the_engine(desk: Desk):
    opened_long_ago(desk)
    draw = random.Random(20261123)
    drawn_ones = [drawn(desk, draw, number) for number in range(1, 61)]
    moments = [
        moment("2026-01-05T09:00"),
        moment("2026-02-01T12:00"),
        moment("2026-02-27T17:00"),
        moment("2026-09-01T08:00"),
    ]
    late_found = 0
    for at in moments:
        for dossier in drawn_ones:
            found = standings(at=at, ids=[dossier.pk])
            if dossier.accepted_at > at:
                assert found == []
                continue
            late, paused = by_engine(dossier, at)
            finished = dossier.finished_at is not None and dossier.finished_at <= at
            gone = finished and dossier.state == State.WITHDRAWN
            [one] = found
            expected = (
                1, int(finished and not gone and not late), int(finished and not gone and late), int(not finished),
                int(not finished and late), int(not finished and paused), int(gone),
            )  # fmt: skip
            counted = (one.received, one.on_time, one.late, one.running, one.running_late, one.paused, one.withdrawn)
            assert counted == expected, (dossier.pk, at, dossier.limit_unit, dossier.limit_quantity)
            late_found += late
    assert late_found > 30


def test_units_add_up(desk: Desk):
    opened_long_ago(desk)
    draw = random.Random(7)
    made = [drawn(desk, draw, number) for number in range(1, 61)]
    found = standings(at=moment("2026-03-01T08:00"))
    assert sum(one.received for one in found) == len(made)
    assert {one.unit_id for one in found} == {desk.city.culture.pk, desk.city.economy.pk}
    for one in found:
        assert one.on_time + one.late + one.running + one.withdrawn == one.received


def test_what_is_stored_is_what_the_ledger_gives(desk: Desk):
    dossier = desk.begun()
    move(dossier.pk, "ask_payment", Told(reason="Lệ phí"), **desk.who(desk.city.binh, "2026-11-03T09:00"))
    assert wrong_dues(at=moment("2026-11-03T10:00")) == []
    move(dossier.pk, "paid", **desk.who(desk.city.an, "2026-11-05T09:00"))
    assert wrong_dues(at=moment("2026-11-05T10:00")) == []
    Dossier.objects.filter(pk=dossier.pk).update(due_at=aware(datetime(2026, 12, 1, 17, 0)))  # noqa: DTZ001 - the wall clock
    [(found, _stored, counted)] = wrong_dues(at=moment("2026-11-05T10:00"))
    assert (found, counted) == (dossier.pk, datetime(2026, 11, 9, 17, 0))  # noqa: DTZ001 - the wall clock


def test_what_is_done_at_once_counts_as_it_stood(desk: Desk):
    """Two copies certified on one morning: one given at ten, one still there when the counter closed."""
    papers = [{"name": "Bản chính", "originals": 1, "copies": 2}]
    given = {"procedure": COPY.code, "papers": papers}
    done, late = desk.received("2026-11-03T09:00", **given), desk.received("2026-11-03T09:30", **given)
    result = {"state": "done", "result_number": "1", "result_on": date(2026, 11, 3), "result_signer": "Lan"}
    Dossier.objects.filter(pk=done.pk).update(finished_at=moment("2026-11-03T10:00"), **result)
    Dossier.objects.filter(pk=late.pk).update(finished_at=moment("2026-11-04T09:00"), **result)
    [noon], [night] = (standings(at=moment(text)) for text in ("2026-11-03T12:00", "2026-11-03T23:59"))
    assert (noon.received, noon.on_time, noon.late, noon.running, noon.running_late) == (2, 1, 0, 1, 0)
    assert (night.received, night.on_time, night.late, night.running, night.running_late) == (2, 1, 0, 1, 1)
    [after] = standings(at=moment("2026-11-05T12:00"))
    assert (after.on_time, after.late, after.running) == (1, 1, 0)


def test_the_night_tells_a_due_moment_that_is_not_the_ledgers(desk: Desk):
    dossier, given = desk.begun(), {"at": moment("2026-11-03T00:20").isoformat()}
    assert TASKS["onestop.check_dues"](arguments=given, progress=Silent()) == {"wrong": 0}
    Dossier.objects.filter(pk=dossier.pk).update(due_at=moment("2026-12-01T17:00"))
    with pytest.raises(DomainError, match=str(dossier.code)) as told:
        TASKS["onestop.check_dues"](arguments=given, progress=Silent())
    assert told.value.code == "onestop.dues.wrong"


def test_the_night_asks_for_that_look(desk: Desk):
    keep_days(moment("2026-11-03T00:20"))
    assert Job.objects.get(task="onestop.check_dues").state == "waiting"
