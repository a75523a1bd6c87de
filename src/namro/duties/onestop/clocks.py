"""The clock of a service point: its hours of the day and the calendar, between aware moments and local ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.law.calendars import standard_calendar
from namro.base.rows import planned_cursor
from namro.duties.onestop.models import Dossier, LinkedPart, OpeningHours, ServicePoint, Step
from namro.duties.onestop.models import Pause as PauseRow
from namro.engine.clock import Clock, Hours, Limit, Pause, Policy, Shift, Unit
from namro.engine.errors import RuleError


def clock_of(point_id: int, *, on: date) -> Clock:
    """The clock of a point by the hours that apply on a day. Refuses: onestop.point.no_hours."""
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT week FROM onestop_openinghours WHERE point_id = %s AND valid @> %s::date", [point_id, on]
        )
        row = cursor.fetchone()
    if row is None:
        raise _no_hours(on)
    return _clock_of(json.loads(row[0]))


def clock_at(point: ServicePoint, *, on: date) -> Clock:
    """As `clock_of`, asking nothing where the point was read with its hours of that day. Refuses: onestop.point.no_hours."""
    if point.known_hours is None or point.known_hours[0] != on:
        return clock_of(point.pk, on=on)
    week = point.known_hours[1]
    if week is None:
        raise _no_hours(on)
    return _clock_of(week)


class Clocks:
    """The clocks of many dossiers: the hours of every point, read once, when the first is asked for."""

    @cached_property
    def hours(self) -> dict[int, list[tuple[Any, Any]]]:
        found: dict[int, list[tuple[Any, Any]]] = {}
        for point, valid, week in OpeningHours.objects.values_list("point_id", "valid", "week"):
            found.setdefault(point, []).append((valid, week))
        return found

    def of(self, point_id: int, *, on: date) -> Clock:
        """As `clock_of`. Refuses: onestop.point.no_hours."""
        for valid, week in self.hours.get(point_id, []):
            if on in valid:
                return _clock_of(week)
        raise _no_hours(on)


def _no_hours(on: date) -> DomainError:
    message = _("Điểm phục vụ chưa khai giờ làm việc cho ngày %(day)s nên chưa hẹn ngày trả được.") % {
        "day": f"{on:%d/%m/%Y}"
    }
    return DomainError("onestop.point.no_hours", message)


def _clock_of(week: dict[str, Any]) -> Clock:
    return _clock(tuple((int(day), tuple(map(tuple, shifts))) for day, shifts in sorted(week.items())))


@lru_cache(maxsize=256)
def _clock(week: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]) -> Clock:
    return Clock(standard_calendar(), hours_of(dict(week)))


def hours_of(week: dict[int, Iterable[Sequence[str]]]) -> Hours:
    """Hours of {1: [("08:00", "12:00"), …]}. Refuses what `engine.clock.Hours` refuses."""
    return Hours(
        {
            day: tuple(Shift(time.fromisoformat(a), time.fromisoformat(b)) for a, b in shifts)
            for day, shifts in week.items()
        }
    )


def limit_of(row: Any) -> Limit | None:
    """The limit of a dossier or a step, None where it has none."""
    return Limit(row.limit_quantity, Unit(row.limit_unit)) if row.limit_quantity else None


def due_of(dossier: Dossier, pauses: Iterable[PauseRow], clock: Clock) -> datetime | None:
    """When the dossier is due by its limit and its ledger; None without a limit or while a pause is open."""
    limit, start = limit_of(dossier), dossier.clock_from
    if limit is None or start is None:
        return None
    found = said_plainly(lambda: clock.due(local(start), limit, [as_pause(one) for one in pauses]))
    return aware(found) if found is not None else None


def promised(dossier: Dossier, clock: Clock) -> datetime:
    """When a dossier that never paused is due, counted from where its clock starts."""
    start, limit = local(cast("datetime", dossier.clock_from)), limit_of(dossier)
    if limit is None:
        return aware(said_plainly(lambda: clock.same_day_due(start)))
    return aware(said_plainly(lambda: clock.due(start, limit)))


def step_due_of(step: Step | LinkedPart, pauses: Iterable[PauseRow], clock: Clock) -> datetime | None:
    """When a step, or another unit's part, is due by its limit and the pauses since it began; None while one is open."""
    limit = limit_of(step)
    assert limit is not None
    assert step.started_at is not None
    found = said_plainly(lambda: clock.due(local(step.started_at), limit, [as_pause(one) for one in pauses]))
    return aware(found) if found is not None else None


def as_pause(row: PauseRow) -> Pause:
    """A row of the ledger as the engine takes it."""
    return Pause(local(row.start), local(row.end) if row.end else None, Policy(row.policy))


def said_plainly(count: Any) -> Any:
    """What the engine refuses, as a DomainError: a year without a calendar blocks the promise of a date."""
    try:
        return count()
    except RuleError as refused:
        raise DomainError(f"onestop.{refused.code}", str(refused)) from refused


def local(moment: datetime) -> datetime:
    """An aware moment as the wall clock of the city shows it."""
    return timezone.make_naive(moment)


def aware(moment: datetime) -> datetime:
    """The wall clock of the city as an aware moment."""
    return timezone.make_aware(moment)
