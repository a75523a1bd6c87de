"""Results on the spot: whether now is such a time, and how such days went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from namro.duties.onestop.access import Sight
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import GreenHours
from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.reports.periods import Span
from namro.duties.onestop.selectors.boards import SEEN
from namro.duties.onestop.selectors.finding import midnight

MOST = 200
DAYS = """
SELECT (d.accepted_at AT TIME ZONE %(zone)s)::date AS day, count(*), count(*) FILTER (WHERE {done}),
    count(*) FILTER (WHERE {done} AND (d.finished_at AT TIME ZONE %(zone)s)::date = (d.accepted_at AT TIME ZONE %(zone)s)::date),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.finished_at - d.accepted_at) / 60) FILTER (WHERE {done}),
    max(extract(epoch FROM d.finished_at - d.accepted_at) / 60) FILTER (WHERE {done})
FROM onestop_dossier d
WHERE d.is_same_day AND d.accepted_at >= %(first)s AND d.accepted_at < %(until)s AND {seen}
GROUP BY 1 ORDER BY 1 DESC
"""
DONE = "d.state = ANY(%(finished)s)"


@dataclass(frozen=True)
class GreenDay:
    """A day: dossiers to be returned on the spot, those with a result, those with it that day, and the minutes it took."""

    day: date
    received: int
    done: int
    same_day: int
    median: float | None
    longest: float | None


def green_on(point_id: int, *, on: date) -> GreenHours | None:
    """The rule of a point on a day."""
    return GreenHours.objects.filter(point=point_id, valid__contains=on).first()


def green_since(point_id: int) -> list[GreenHours]:
    """Every rule of a point, the newest first."""
    return list(GreenHours.objects.filter(point=point_id).order_by("-valid"))


def is_green(rule: GreenHours | None, code: str, *, at: datetime) -> bool:
    """Whether a procedure is returned on the spot at a moment."""
    if rule is None or code not in rule.procedures:
        return False
    now = f"{local(at):%H:%M}"
    shifts: list[list[str]] = rule.week.get(str(local(at).isoweekday()), [])
    return any(first <= now < last for first, last in shifts)


def green_days(span: Span, sight: Sight, *, at: datetime) -> list[GreenDay]:
    """Each day of a period with dossiers to be returned on the spot that somebody may see: one statement."""
    if sight.is_none:
        return []
    given: dict[str, Any] = {
        "zone": settings.TIME_ZONE, "first": midnight(span.first), "until": span.until(at), "finished": list(FINISHED),
        "points": list(sight.points), "units": list(sight.units), "person": sight.person_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DAYS.format(done=DONE, seen="true" if sight.is_whole else SEEN), given)
        return [GreenDay(*row) for row in cursor.fetchall()][:MOST]
