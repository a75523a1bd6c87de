"""The end of a past day as it was counted that night."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, Sum

from namro.duties.onestop.access import Sight
from namro.duties.onestop.models import DayStanding
from namro.duties.onestop.selectors.lateness import Standing

NUMBERS = ("received", "on_time", "late", "running", "running_late", "paused", "withdrawn")


def kept(day: date, sight: Sight) -> list[Standing] | None:
    """Every agency somebody may see, at the end of a day; None where that night was not counted."""
    rows = DayStanding.objects.filter(day=day)
    if not rows.exists():
        return None
    if not sight.is_whole:
        rows = rows.filter(Q(point__in=sight.points) | Q(unit__in=sight.units))
    sums = rows.order_by("unit_id").values_list("unit_id").annotate(*(Sum(one) for one in NUMBERS))
    return [Standing(*row) for row in sums]
