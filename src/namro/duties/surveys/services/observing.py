"""The index a closed campaign found, observed of units and of officers it was about, where enough answered."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from namro.base.access.rules import Actor
from namro.city.facts.observing import ObservationData, put_observations
from namro.duties.surveys.models import Campaign
from namro.duties.surveys.selectors.results import officers, results

SOURCE, KIND = "surveys", "satisfaction"


def observe(found: Campaign, *, by: Actor, at: datetime) -> int:
    """Only what the results page would show: what is hidden there is observed of nobody."""
    rows = [
        _observation(found, row.unit_id, None, row.value, row.size)
        for row in results(found).rows
        if row.value is not None
    ] + [
        _observation(found, one.unit_id, one.person_id, one.value, one.size)
        for one in officers(found)
        if one.value is not None
    ]
    return put_observations(rows, by=by, at=at)


def _observation(
    found: Campaign, unit_id: int, person_id: int | None, value: Fraction, size: int
) -> ObservationData:  # fmt: skip
    return ObservationData(
        month=found.last, unit_id=unit_id, person_id=person_id, kind=KIND, value=percent(value), total=size, source=SOURCE,
        source_ref=f"campaign:{found.pk}:{'person' if person_id else 'unit'}:{person_id or unit_id}:{unit_id}",
        note=found.title[:300], link=reverse("survey_results", args=[found.pk]),
    )  # fmt: skip


def percent(share: Fraction) -> Decimal:
    """Percent to two decimals, half up."""
    return Decimal((share * 10_000 + Fraction(1, 2)).__floor__()) / 100
