"""What verified complaints say of an officer and of a unit in a month, told to whoever scores them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from namro.base.access.rules import Actor
from namro.city.facts.observing import ObservationData, put_observations, withdraw_observations
from namro.duties.feedback.models import Feedback
from namro.duties.feedback.parameters import parameters

SOURCE, KIND = "feedback", "complaints"


def observe(found: Feedback, *, by: Actor, at: datetime) -> None:
    """Count the month's verified complaints again, about the person and about the unit."""
    if found.counted_in is None:
        return
    month, mine = found.counted_in, Q(counted_in=found.counted_in)
    if found.person_id is not None:
        _tell(mine & Q(person=found.person_id), found.unit_id, found.person_id, month, by, at)
    _tell(mine & Q(unit=found.unit_id), found.unit_id, None, month, by, at)


def _tell(which: Q, unit_id: int, person_id: int | None, month: date, by: Actor, at: datetime) -> None:
    known = parameters()
    complaints = [one.key for one in known.classes.values() if one.is_complaint]
    rows = Feedback.objects.filter(which, klass__in=complaints, outcome__in=known.observed_outcomes)
    codes = list(rows.order_by("pk").values_list("code", flat=True))
    ref = f"{KIND}:{'person' if person_id else 'unit'}:{person_id or unit_id}:{month:%Y-%m}"
    if not codes:
        withdraw_observations(source=SOURCE, source_refs=[ref], by=by, at=at)
        return
    whose = f"person={person_id}" if person_id else f"unit={unit_id}"
    put_observations(
        [
            ObservationData(
                month=month, unit_id=unit_id, person_id=person_id, kind=KIND, number=len(codes), source=SOURCE,
                source_ref=ref, note=", ".join(codes)[:300],
                link=f"{reverse('feedback_list')}?{whose}&month={month:%Y-%m}&counted=1",
            )
        ],
        by=by, at=at,
    )  # fmt: skip
