"""The night's count of every dossier, kept so that any past day opens at once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction

from namro.duties.onestop.clocks import aware
from namro.duties.onestop.models import DayStanding
from namro.duties.onestop.selectors import lateness
from namro.duties.onestop.selectors.days import NUMBERS

NIGHTS = 7  # nights that are made up for when the machine was away


@transaction.atomic
def keep_day(day: date) -> int:
    """Count the end of a day from the ledgers and keep it; a day kept already is left as it is. How many rows.

    Records: nothing: every number is counted from acts that are in the log
    """
    if DayStanding.objects.filter(day=day).exists():
        return 0
    found = lateness.by_point(at=aware(datetime.combine(day, time(23, 59, 59))))
    rows = [
        DayStanding(day=day, point_id=point, unit_id=unit, **dict(zip(NUMBERS, numbers, strict=True)))
        for (point, unit), numbers in found.items()
    ]
    DayStanding.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def keep_lately(*, on: date) -> int:
    """Yesterday, and the nights before it that were missed."""
    return sum(keep_day(on - timedelta(days=number)) for number in range(NIGHTS, 0, -1))
