"""Long work of the month, each one job that may be run twice; and the clock that makes deadlines act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.base.errors import Conflict
from namro.base.jobs.services import Progress, every, task
from namro.duties.evaluations.rules import Deadlines
from namro.duties.evaluations.services import calculating, closing, deadlines, opening, printing, what_if


def _actor(arguments: dict[str, Any]) -> Actor:
    """Whoever asked, with what is theirs when the job runs: an office given up since then counts no more."""
    user = User.objects.filter(pk=arguments["user_id"]).first()
    return actor_of(user, on=timezone.localdate())


@task(opening.TASK)
def open_period(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Open a period. A run taken up after its end finds nothing left, which is success for a job."""
    chosen = arguments["deadlines"]
    given = Deadlines(**{key: date.fromisoformat(day) for key, day in chosen.items()}) if chosen else None
    try:
        period = opening.open_period(
            kind=arguments["kind"],
            first_day=date.fromisoformat(arguments["first_day"]),
            framework_id=arguments["framework_id"],
            settings=arguments["settings"],
            also=arguments["also"],
            deadlines=given,
            why=arguments.get("why", ""),
            by=_actor(arguments),
            at=datetime.fromisoformat(arguments["at"]),
            progress=progress,
        )
    except Conflict as error:
        return {"period": error.details["period"]}
    return {"period": period.pk}


@task(calculating.TASK)
def calculate_period(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Calculate every open round of a period."""
    at = datetime.fromisoformat(arguments["at"])
    return calculating.calculate_period(
        period_id=arguments["period_id"], by=_actor(arguments), at=at, progress=progress
    )


@task(closing.TASK)
def close_period(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Close every round of a period that can be closed."""
    at = datetime.fromisoformat(arguments["at"])
    return closing.close_period(period_id=arguments["period_id"], by=_actor(arguments), at=at, progress=progress)


@task(what_if.TASK)
def compare_period(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What a period would be under other rules."""
    return what_if.compare_period(
        period_id=arguments["period_id"],
        framework_id=arguments["framework_id"],
        settings=arguments["settings"],
        by=_actor(arguments),
        at=datetime.fromisoformat(arguments["at"]),
        progress=progress,
    )


@task(printing.TASK)
def round_forms(*, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Mẫu số 01 of a large round as one file."""
    return printing.make_forms(
        round_id=arguments["round_id"],
        kind=arguments["kind"],
        job_id=progress.job_id,
        by=_actor(arguments),
        on=timezone.localdate(),
        progress=progress,
    )


@every("evaluations.sweep", cron="17 * * * *")
def sweep(at: datetime) -> None:
    """Files nobody fetched within a day go."""
    printing.sweep(at)


@every("evaluations.tick", cron="*/10 * * * *")
def tick(at: datetime) -> None:
    """Reminders, forwarding, recalculation."""
    deadlines.tick(at)
