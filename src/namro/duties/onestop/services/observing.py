"""What the month's dossiers say of officers and units, told to whoever scores them: evidence, never points."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from namro.base.access.rules import Actor
from namro.city.facts.observing import ObservationData, put_observations, withdraw_missing
from namro.duties.onestop.selectors.counted import LATE_STEPS, Fact, facts

SOURCE = "onestop"


@transaction.atomic
def observe_month(month: date, *, by: Actor, at: datetime) -> int:
    """Count the month again for everybody and every unit; what is no longer so is withdrawn. Twice changes nothing.

    Records: nothing: every dossier's own acts are in the log
    """
    rows = [_told(one, month) for one in facts(month, at=at)]
    withdraw_missing(source=SOURCE, month=month, kept=[one.source_ref for one in rows], by=by, at=at)
    return put_observations(rows, by=by, at=at)


def _told(one: Fact, month: date) -> ObservationData:
    whose, key = ("person", one.person_id) if one.person_id else ("unit", one.unit_id)
    is_count = one.kind == LATE_STEPS  # a number of steps has no whole it is part of; a share counts what was met
    return ObservationData(
        month=month, unit_id=one.unit_id, person_id=one.person_id, kind=one.kind, note=", ".join(one.codes)[:300], source=SOURCE,
        source_ref=f"{one.kind}:{whose}:{key}:{month:%Y-%m}",
        link=reverse("dossiers_counted", args=[one.kind, f"{month:%Y-%m}", whose, key]),
        number=one.total if is_count else one.met, total=None if is_count else one.total,
    )  # fmt: skip
