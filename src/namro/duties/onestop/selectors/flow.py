"""How dossiers flow: how many come and go a month, how late, and at which step their time is spent.

Of a log of another system (`source`), told as the log tells itself; or of the desk's own dossiers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from namro.duties.onestop.access import Sight
from namro.duties.onestop.selectors.finding import midnight

OURS = "-"  # dossiers of no log
MOST_STEPS = 100
ASKED = """
asked AS (
    SELECT d.id, d.accepted_at, d.finished_at, d.due_at, d.is_late FROM onestop_dossier d
    WHERE d.accepted_at IS NOT NULL AND d.state NOT IN ('withdrawn', 'refused')
        AND (%(all)s OR d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[]))
        AND (CASE WHEN %(source)s = '-' THEN d.source_ref = '' ELSE d.source_ref LIKE %(source)s || ':%%' END)
        AND (%(first)s::timestamptz IS NULL OR d.accepted_at >= %(first)s) AND (%(until)s::timestamptz IS NULL OR d.accepted_at < %(until)s)
)"""
MONTHS = f"""
WITH {ASKED}, told AS (
    SELECT date_trunc('month', accepted_at AT TIME ZONE %(zone)s)::date AS month, 1 AS received, 0 AS finished, 0 AS dated, 0 AS late,
        interval '0' AS took FROM asked
    UNION ALL
    SELECT date_trunc('month', finished_at AT TIME ZONE %(zone)s)::date, 0, 1, (due_at IS NOT NULL)::int, is_late::int,
        finished_at - accepted_at FROM asked WHERE finished_at IS NOT NULL
)
SELECT month, sum(received)::int, sum(finished)::int, sum(dated)::int, sum(late)::int, sum(took) FROM told GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - this module's own texts
STEPS = f"""
WITH {ASKED}, timed AS (
    SELECT s.task, s.started_at, s.finished_at,
        coalesce(lag(s.finished_at) OVER (PARTITION BY s.dossier_id ORDER BY s.number), a.accepted_at) AS ready_at
    FROM onestop_step s JOIN asked a ON a.id = s.dossier_id WHERE s.finished_at IS NOT NULL
)
SELECT task, count(*), sum(greatest(started_at - ready_at, interval '0')), sum(finished_at - started_at),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY finished_at - started_at)
FROM timed GROUP BY task
ORDER BY sum(greatest(started_at - ready_at, interval '0')) + sum(finished_at - started_at) DESC, task LIMIT {MOST_STEPS}
"""  # noqa: S608 - this module's own texts
SOURCES = """
SELECT DISTINCT split_part(d.source_ref, ':', 1) FROM onestop_dossier d WHERE d.source_ref <> ''
    AND (%(all)s OR d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[])) ORDER BY 1
"""


@dataclass(frozen=True)
class Month:
    """What came and went in a month; `late` of the `dated`, those that had a day to be late for."""

    month: date
    received: int
    finished: int
    dated: int
    late: int
    took: timedelta  # from acceptance to the end, of all that ended in the month


@dataclass(frozen=True)
class Stage:
    """A step by its name: how often done, how long dossiers waited for it and stood in it, in all and in the middle."""

    task: str
    number: int
    waited: timedelta
    worked: timedelta
    median: timedelta


@dataclass(frozen=True)
class Asked:
    """Which dossiers: of a log or ours, accepted from a day on, before another."""

    source: str = OURS
    first: date | None = None
    until: date | None = None


def months(asked: Asked, sight: Sight) -> list[Month]:
    return [Month(*row) for row in _rows(MONTHS, asked, sight)]


def stages(asked: Asked, sight: Sight) -> list[Stage]:
    """The steps most time is spent at first."""
    return [Stage(*row) for row in _rows(STEPS, asked, sight)]


def sources(sight: Sight) -> list[str]:
    """The logs somebody may see dossiers of."""
    given: dict[str, Any] = {"all": sight.is_whole, "points": list(sight.points), "units": list(sight.units)}
    with connection.cursor() as cursor:
        cursor.execute(SOURCES, given)
        return [row[0] for row in cursor.fetchall()]


def _rows(query: str, asked: Asked, sight: Sight) -> Iterable[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "all": sight.is_whole, "points": list(sight.points), "units": list(sight.units), "source": asked.source,
        "first": _midnight(asked.first), "until": _midnight(asked.until), "zone": settings.TIME_ZONE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def _midnight(day: date | None) -> datetime | None:
    return midnight(day) if day else None
