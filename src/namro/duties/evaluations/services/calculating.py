"""Calculating rounds: the engine's scores, the unit tallies and the caps of the quota, stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.jobs.models import Job
from namro.base.jobs.services import Progress
from namro.duties.evaluations.managed import depths
from namro.duties.evaluations.models import Period, Round, SheetState, Step
from namro.duties.evaluations.rulebook import refusal, rulebook_of
from namro.duties.evaluations.scoring import Scope, compute
from namro.duties.evaluations.services.opening import chunks, scope_of, start_on_period
from namro.duties.evaluations.services.staling import seen
from namro.duties.evaluations.services.storing import store
from namro.engine.errors import RuleError

TASK = "evaluations.calculate_period"
CHUNK = 100_000  # sheets a transaction; whole rounds only
OPEN_STEPS = (Step.SELF_SCORE, Step.REVIEW, Step.DECIDE)


@transaction.atomic
def recalculate(*, round_ids: Iterable[int], at: datetime, by: Actor | None = None) -> int:
    """Score the sheets of some rounds and store the results. Decided rounds keep what was decided on.

    Refuses: the engine's refusals of data that breaks a rule (score.…), naming the sheet
    Records: evaluations:round:calculated (when somebody asked for it)
    """
    rounds = list(
        Round.objects.select_for_update(of=("self",)).filter(pk__in=list(round_ids), step__in=OPEN_STEPS)
        .exclude(sheets__state=SheetState.DECIDED).order_by("pk").select_related("period")
    )  # fmt: skip
    count = sum(_calculate(period, mine, at=at, by=by) for period, mine in _by_period(rounds))
    if by is not None and rounds:
        after = {"rounds": [one.pk for one in rounds], "sheets": count}
        subject = ("round", rounds[0].pk if len(rounds) == 1 else None)
        record(
            tag="evaluations:round:calculated", by=by, at=at, subject=subject, after=after, unit_id=rounds[0].unit_id
        )
    return count


def _by_period(rounds: list[Round]) -> list[tuple[Period, list[Round]]]:
    found: dict[int, list[Round]] = {}
    for one in rounds:
        found.setdefault(one.period_id, []).append(one)
    return [(mine[0].period, mine) for mine in found.values()]


def _calculate(period: Period, rounds: list[Round], *, at: datetime, by: Actor | None) -> int:
    book = rulebook_of(period)
    seen([one.pk for one in rounds])
    try:
        computed = compute(period, Scope(rounds=tuple(one.pk for one in rounds)))
    except RuleError as error:
        raise refusal(error) from error
    return store(book, rounds, computed, at=at, user_id=by.user_id if by else None)


@transaction.atomic
def start_calculation(*, period_id: int, by: Actor, at: datetime) -> Job:
    """Queue the calculation of a whole period.

    Refuses: evaluations.period.not_yours
    Records: jobs:job:started
    """
    return start_on_period(TASK, period_id=period_id, by=by, at=at)


def calculate_period(*, period_id: int, by: Actor, at: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """Calculate every round of a period that is not decided yet, the lowest units first, whole rounds at a time.

    Refuses: evaluations.period.not_yours, and as `recalculate`
    Records: evaluations:period:calculated
    """
    scope = scope_of(by, on=timezone.localdate(at))
    counted = rounds_upwards(period_id, scope)
    total, done = sum(count for _round, count in counted), 0
    for ids, count in chunks(counted, CHUNK):
        recalculate(round_ids=ids, at=at)
        done += count
        if progress:
            progress.report(done=done, total=total, message=_("Đang tính điểm"))
    after = {"rounds": len(counted), "sheets": done}
    with transaction.atomic():
        record(tag="evaluations:period:calculated", by=by, at=at, subject=("period", period_id), after=after)
    return after


def rounds_upwards(period_id: int, scope: list[int] | None) -> list[tuple[int, int]]:
    """Open rounds with how many sheets they hold; rounds of leaders' leaders come after those of the people below.

    A round whose sheets are mostly of other units (a managing agency's) is calculated last.
    """
    rows = Round.objects.filter(period_id=period_id, step__in=OPEN_STEPS)
    if scope is not None:
        rows = rows.filter(unit_id__in=scope)
    counted = list(rows.annotate(count=Count("sheets")).values_list("pk", "unit_id", "count").order_by("pk"))
    depth = depths([unit for _pk, unit, _count in counted], Period.objects.only("days").get(pk=period_id))
    return [(pk, count) for pk, unit, count in sorted(counted, key=lambda row: -depth.get(row[1], 0))]
