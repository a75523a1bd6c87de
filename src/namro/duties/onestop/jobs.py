"""The clock of the desk: what months say of officers and units, and what went by without an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.jobs.services import Progress, every, task
from namro.duties.onestop.services import days, escalating, silence
from namro.duties.onestop.services.observing import observe_month
from namro.duties.onestop.services.observing_duty import observe_duty

SYSTEM = Actor(user_id=None)


@every("onestop.observe", cron="40 1 * * *")
def observe(at: datetime) -> None:
    """Dossiers of the last month still end, and apologies still go out, while its sheets are scored."""
    first = timezone.localdate(at).replace(day=1)
    for month in (first - timedelta(days=1), first):
        observe_month(month.replace(day=1), by=SYSTEM, at=at)
        observe_duty(month.replace(day=1), by=SYSTEM, at=at)


@every("onestop.days", cron="20 0 * * *")
def keep_days(at: datetime) -> None:
    """How everything stood at the end of yesterday."""
    days.keep_lately(on=timezone.localdate(at))


@every("onestop.daily", cron="35 6 * * *")
def daily(at: datetime) -> None:
    """Tell whoever has to know; running it twice tells nobody twice."""
    silence.report_silence(at=at)
    escalating.escalate(at=at)


@task("onestop.escalate")
def escalate(*, arguments: dict[str, Any], progress: Progress) -> dict[str, int]:
    """The same asked for by hand; `at` is a moment in ISO form."""
    counted = escalating.escalate(at=datetime.fromisoformat(arguments["at"]))
    progress.report(done=1, total=1)
    return counted
