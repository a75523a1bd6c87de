"""The clock of the desk: what months say of officers and units, and what went by without an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.jobs.services import every
from namro.duties.onestop.services import silence
from namro.duties.onestop.services.observing import observe_month

SYSTEM = Actor(user_id=None)


@every("onestop.observe", cron="40 1 * * *")
def observe(at: datetime) -> None:
    """Dossiers of the last month still end, and apologies still go out, while its sheets are scored."""
    first = timezone.localdate(at).replace(day=1)
    for month in (first - timedelta(days=1), first):
        observe_month(month.replace(day=1), by=SYSTEM, at=at)


@every("onestop.daily", cron="35 6 * * *")
def daily(at: datetime) -> None:
    """Tell whoever has to know; running it twice tells nobody twice."""
    silence.report_silence(at=at)
