"""Who watches over dossiers: the heads of the desks, of the agencies, and home affairs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from namro.duties.onestop.models import PointStaff
from namro.duties.onestop.models.points import Duty


def supervisors(point_ids: Iterable[int], *, on: date) -> dict[int, tuple[int, ...]]:
    """Who is in charge of each point on a day: one query."""
    rows = PointStaff.objects.filter(point__in=list(point_ids), duty=Duty.SUPERVISOR, valid__contains=on)
    found: dict[int, tuple[int, ...]] = {}
    for point, person in rows.order_by("pk").values_list("point_id", "person_id"):
        found[point] = (*found.get(point, ()), person)
    return found
