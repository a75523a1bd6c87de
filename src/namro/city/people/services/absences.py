"""Days away for reasons the law knows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.city.organisation.rules import days, starts_on
from namro.city.people.models import Leave
from namro.city.people.services.persons import require_officer_of_person
from namro.city.people.services.refusals import REFUSALS

ONE_DAY = timedelta(days=1)


@transaction.atomic
def grant_leave(
    *,
    person_id: int,
    kind: str,
    first_day: date,
    last_day: date | None,
    by: Actor,
    at: datetime,
    basis: str = "",
) -> Leave:
    """Leave from the first to the last day, both included; open when the last is not known yet.

    Refuses: access.denied, people.leave.overlap, dates.order
    Records: people:leave:granted
    """
    require_officer_of_person(by, person_id, at=at)
    with said_plainly(REFUSALS):
        leave = Leave.objects.create(
            person_id=person_id,
            kind=kind,
            valid=days(first_day, last_day and last_day + ONE_DAY),
            basis=basis,
        )
    after = {
        "leave": leave.pk,
        "kind": kind,
        "first": first_day.isoformat(),
        "last": last_day and last_day.isoformat(),
    }
    record(tag="people:leave:granted", by=by, at=at, subject=("person", person_id), after=after, reason=basis)
    return leave


@transaction.atomic
def shorten_leave(*, leave_id: int, last_day: date, by: Actor, at: datetime, reason: str = "") -> Leave:
    """Another last day than planned.

    Refuses: access.denied, people.leave.overlap, dates.order
    Records: people:leave:changed
    """
    leave = Leave.objects.select_for_update().get(pk=leave_id)
    require_officer_of_person(by, leave.person_id, at=at)
    before = {"until": leave.valid.upper and leave.valid.upper.isoformat()}
    leave.valid = days(starts_on(leave.valid), last_day + ONE_DAY)
    with said_plainly(REFUSALS):
        leave.save(update_fields=["valid"])
    record(
        tag="people:leave:changed", by=by, at=at, subject=("person", leave.person_id),
        before=before, after={"leave": leave.pk, "last": last_day.isoformat()}, reason=reason,
    )  # fmt: skip
    return leave


@transaction.atomic
def cancel_leave(*, leave_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Leave that was never taken. Refuses: access.denied. Records: people:leave:cancelled"""
    leave = Leave.objects.select_for_update().get(pk=leave_id)
    require_officer_of_person(by, leave.person_id, at=at)
    before = {"kind": leave.kind, "first": starts_on(leave.valid).isoformat()}
    leave.delete()
    record(
        tag="people:leave:cancelled",
        by=by,
        at=at,
        subject=("person", leave.person_id),
        before=before,
        reason=reason,
    )
