"""The night of the desk: what this month and the last one say of officers and units."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.jobs.services import every
from namro.duties.onestop.services.observing import observe_month

SYSTEM = Actor(user_id=None)


@every("onestop.observe", cron="40 1 * * *")
def observe(at: datetime) -> None:
    """Dossiers of the last month still end, and apologies still go out, while its sheets are scored."""
    first = timezone.localdate(at).replace(day=1)
    for month in (first - timedelta(days=1), first):
        observe_month(month.replace(day=1), by=SYSTEM, at=at)
