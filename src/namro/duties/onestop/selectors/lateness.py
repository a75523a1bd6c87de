"""Whether dossiers were late at any moment, counted again from their ledgers, set by set: `engine.clock` in SQL.

The rule is the engine's; a test holds the two together. Limits in hours are few and counted by the engine itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import Q

from namro.base.law.calendars import standard_calendar
from namro.duties.onestop.clocks import Clocks, as_pause, aware, limit_of, local
from namro.duties.onestop.models import Dossier
from namro.engine.clock import Clock, Limit, Pause, Unit

MAKE_UP = 8  # a weekend day worked in place of another keeps the hours of Monday
# `accepted`: where the clock starts, as known at the moment; `told`: the day whose hours it was counted by.
# Days are numbered from the calendar's first. worked[d]: working days up to d; nth[k]: the number of the k-th working day.
# Every array is 1-based, as PostgreSQL's are. A day outside the calendar has no number, and so no due day.
NUMBERED = """
WITH RECURSIVE calendar AS MATERIALIZED (
    SELECT %(worked)s::int[] AS worked, %(nth)s::int[] AS nth, %(since)s::date AS since
), asked AS MATERIALIZED (
    SELECT d.id, d.unit_id, d.point_id, d.state, d.limit_quantity AS quantity, d.limit_unit AS unit, d.due_at, d.is_same_day,
        coalesce(CASE WHEN d.arrived_at <= %(at)s THEN d.arrived_at END, d.transfer_by, d.accepted_at) AT TIME ZONE %(zone)s AS accepted,
        coalesce(CASE WHEN d.arrived_at <= %(at)s THEN d.arrived_at END, d.accepted_at) AT TIME ZONE %(zone)s AS told,
        CASE WHEN d.finished_at <= %(at)s THEN d.finished_at AT TIME ZONE %(zone)s END AS finished,
        (%(at)s AT TIME ZONE %(zone)s) AS seen
    FROM onestop_dossier d
    WHERE d.accepted_at <= %(at)s AND d.limit_unit IN ('working_days', 'days', 'months') AND NOT d.is_same_day
        AND (%(ids)s::bigint[] IS NULL OR d.id = ANY(%(ids)s::bigint[]))
        AND (%(points)s::bigint[] IS NULL OR d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[]))
), paused AS MATERIALIZED (
    SELECT p.dossier_id, p.policy, p.start AT TIME ZONE %(zone)s AS start,
        CASE WHEN p."end" <= %(at)s THEN p."end" AT TIME ZONE %(zone)s END AS ended,
        row_number() OVER (PARTITION BY p.dossier_id ORDER BY p.start, p.id) AS number
    FROM onestop_pause p JOIN asked ON asked.id = p.dossier_id WHERE p.start <= %(at)s
), timed AS MATERIALIZED (
    SELECT asked.*, h.id AS hours FROM asked
    LEFT JOIN (SELECT dossier_id, max(ended) AS ended FROM paused GROUP BY 1) last ON last.dossier_id = asked.id
    LEFT JOIN onestop_openinghours h ON h.point_id = asked.point_id AND h.valid @> coalesce(last.ended, asked.told)::date
)"""
# The calendar as scalars, read once a statement. Joined as a row it would be carried, forty kilobytes of it, by every
# dossier that is sorted or hashed: a city's recount filled the disk.
WORKED, NTH, SINCE = "(SELECT worked FROM calendar)", "(SELECT nth FROM calendar)", "(SELECT since FROM calendar)"
# The number of the day a limit counted from the day `start` ends on.
COUNT = f"""CASE t.unit
    WHEN 'working_days' THEN {NTH}[{WORKED}[({{start}}) - {SINCE} + 1] + t.quantity]
    WHEN 'days' THEN {NTH}[{WORKED}[({{start}}) + t.quantity - {SINCE}] + 1]
    ELSE {NTH}[{WORKED}[(({{start}}) + make_interval(months => t.quantity))::date - {SINCE}] + 1] END"""
# The wall clock at the end of the office day of a numbered day: by the week day, or the made-up day, of the point's hours.
CLOSES = f"""LEFT JOIN closing close ON close.hours = t.hours AND close.week_day = CASE
    WHEN {SINCE} + w.day - 1 = ANY(%(made_up)s::date[]) THEN {MAKE_UP} ELSE extract(isodow FROM {SINCE} + w.day - 1)::int END"""
CLOSING = f"{SINCE} + w.day - 1 + close.minutes * interval '1 minute'"
STEPPED = f"""CASE WHEN p.ended IS NULL THEN NULL WHEN p.policy = 'restart' THEN {{restart}}
    WHEN t.unit = 'working_days' THEN
        {NTH}[{WORKED}[w.day] + {WORKED}[p.ended::date - {SINCE} + 1] - {WORKED}[p.start::date - {SINCE} + 1]]
    ELSE {NTH}[{WORKED}[w.day + (p.ended::date - p.start::date) - 1] + 1] END"""


def _walk() -> str:
    """The due day of each dossier after each of its pauses; the last step is the one that holds."""
    first, restart = COUNT.format(start="t.accepted::date"), COUNT.format(start="p.ended::date")
    return f"""{NUMBERED}, closing AS MATERIALIZED (
    SELECT * FROM unnest(%(hours)s::bigint[], %(week_days)s::int[], %(minutes)s::int[]) AS one(hours, week_day, minutes)
), walked AS (
    SELECT t.id, 0::bigint AS number, {first} AS day FROM timed t
    UNION ALL
    SELECT t.id, p.number, {STEPPED.format(restart=restart)}
    FROM walked w JOIN timed t ON t.id = w.id JOIN paused p ON p.dossier_id = w.id AND p.number = w.number + 1
    {CLOSES} WHERE w.day IS NOT NULL AND p.start <= {CLOSING}
), ended AS (
    SELECT DISTINCT ON (w.id) w.id, w.day FROM walked w ORDER BY w.id, w.number DESC
), counted AS (
    SELECT t.*, w.day, {CLOSING} AS due FROM timed t JOIN ended w ON w.id = t.id CROSS JOIN calendar c {CLOSES}
)"""  # noqa: S608 - this module's own texts


LATE = "due IS NOT NULL AND coalesce(finished, seen) > due"


@dataclass(frozen=True)
class Standing:
    """How the dossiers of a unit stood at a moment; withdrawn ones are told apart, never counted as on time."""

    unit_id: int
    received: int
    on_time: int
    late: int
    running: int
    running_late: int
    paused: int
    withdrawn: int


Seen = tuple[Iterable[int], Iterable[int]]
# What is done at once has no limit to count: it is due as the counter closes, and nothing moves that.
AT_ONCE = f"""
SELECT point_id, unit_id, count(*), count(*) FILTER (WHERE finished IS NOT NULL AND NOT gone AND NOT ({LATE})),
    count(*) FILTER (WHERE finished IS NOT NULL AND NOT gone AND ({LATE})), count(*) FILTER (WHERE finished IS NULL),
    count(*) FILTER (WHERE finished IS NULL AND ({LATE})), count(*) FILTER (WHERE finished IS NULL AND due IS NULL),
    count(*) FILTER (WHERE gone)
FROM (
    SELECT d.point_id, d.unit_id, d.due_at AS due, %(at)s AS seen, f.finished, f.finished IS NOT NULL AND d.state = 'withdrawn' AS gone
    FROM onestop_dossier d, LATERAL (SELECT CASE WHEN d.finished_at <= %(at)s THEN d.finished_at END AS finished) f
    WHERE d.is_same_day AND d.accepted_at <= %(at)s AND (%(ids)s::bigint[] IS NULL OR d.id = ANY(%(ids)s::bigint[]))
        AND (%(points)s::bigint[] IS NULL OR d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[]))
) counted GROUP BY 1, 2
"""  # noqa: S608 - this module's own texts


def standings(*, at: datetime, ids: Iterable[int] | None = None, seen: Seen | None = None) -> list[Standing]:
    """Every unit with dossiers accepted by a moment, counted from the ledgers as they stood then.

    `seen` narrows to dossiers of those points or those units.
    """
    by_unit: dict[int, list[int]] = {}
    for (_point, unit), numbers in by_point(at=at, ids=ids, seen=seen).items():
        held = by_unit.setdefault(unit, [0] * len(numbers))
        by_unit[unit] = [one + more for one, more in zip(held, numbers, strict=True)]
    return [Standing(unit, *numbers) for unit, numbers in sorted(by_unit.items())]


def by_point(
    *, at: datetime, ids: Iterable[int] | None = None, seen: Seen | None = None
) -> dict[tuple[int, int], list[int]]:
    """The numbers of a Standing of each (point, unit)."""
    found: dict[tuple[int, int], list[int]] = {}
    query = f"""{_walk()}
SELECT point_id, unit_id, count(*), count(*) FILTER (WHERE finished IS NOT NULL AND NOT gone AND NOT ({LATE})),
    count(*) FILTER (WHERE finished IS NOT NULL AND NOT gone AND ({LATE})), count(*) FILTER (WHERE finished IS NULL),
    count(*) FILTER (WHERE finished IS NULL AND ({LATE})), count(*) FILTER (WHERE finished IS NULL AND day IS NULL),
    count(*) FILTER (WHERE gone)
FROM (SELECT *, finished IS NOT NULL AND state = 'withdrawn' AS gone FROM counted) counted GROUP BY 1, 2
UNION ALL {AT_ONCE}
"""  # noqa: S608 - this module's own texts
    with connection.cursor() as cursor:
        cursor.execute(query, given(at, ids, seen))
        for point, unit, *numbers in cursor.fetchall():
            held = found.setdefault((point, unit), [0] * len(numbers))
            found[point, unit] = [one + more for one, more in zip(held, numbers, strict=True)]
    clocks = Clocks()
    for dossier in _of_hours(at, ids, seen):
        held = found.setdefault((dossier.point_id, dossier.unit_id), [0] * 7)
        for place, counts in enumerate(_by_engine(dossier, at, clocks)):
            held[place] += counts
    return found


def wrong_dues(*, at: datetime, ids: Iterable[int] | None = None) -> list[tuple[int, datetime | None, datetime | None]]:
    """Running dossiers whose stored due moment is not what their ledger gives: (id, stored, counted). There are none.

    The night's job looks; what it finds is a fault to be told, never mended in silence.
    """
    query = f"""{_walk()}
SELECT id, due_at AT TIME ZONE %(zone)s, due FROM counted
WHERE finished IS NULL AND (due_at AT TIME ZONE %(zone)s) IS DISTINCT FROM due ORDER BY id LIMIT 1000
"""  # noqa: S608 - this module's own texts
    with connection.cursor() as cursor:
        cursor.execute(query, given(at, ids))
        return list(cursor.fetchall())


def dues(*, at: datetime, ids: Iterable[int]) -> dict[int, datetime | None]:
    """When those dossiers were due as their ledgers stood at a moment; None while a pause was open."""
    query = f"{_walk()} SELECT id, due AT TIME ZONE %(zone)s FROM counted"  # noqa: S608 - own texts
    with connection.cursor() as cursor:
        cursor.execute(query, given(at, ids))
        found = dict(cursor.fetchall())
    clocks = Clocks()
    for dossier in _of_hours(at, ids, None):
        clock, accepted, limit, pauses = _ledger(dossier, at, clocks)
        due = clock.due_as_of(accepted, limit, pauses, at=local(at))
        found[dossier.pk] = aware(due) if due is not None else None
    return found


# The due moments the ledgers give, written: for dossiers brought in from elsewhere.
DUE_MOMENTS = f"""{_walk()}
UPDATE onestop_dossier d SET due_at = counted.due AT TIME ZONE %(zone)s FROM counted WHERE counted.id = d.id
"""  # noqa: S608 - this module's own texts


def _of_hours(at: datetime, ids: Iterable[int] | None, seen: Seen | None) -> Iterable[Dossier]:
    rows = Dossier.objects.filter(accepted_at__lte=at, limit_unit=Unit.HOURS.value).prefetch_related("pauses")
    if seen is not None:
        rows = rows.filter(Q(point__in=list(seen[0])) | Q(unit__in=list(seen[1])))
    return rows if ids is None else rows.filter(pk__in=list(ids))


def _by_engine(dossier: Dossier, at: datetime, clocks: Clocks) -> tuple[int, int, int, int, int, int, int]:
    seen = local(at)
    clock, accepted, limit, pauses = _ledger(dossier, at, clocks)
    finished = local(dossier.finished_at) if dossier.finished_at and dossier.finished_at <= at else None
    late = clock.is_late(accepted, limit, pauses, finished=finished, at=seen)
    is_paused = finished is None and clock.due_as_of(accepted, limit, pauses, at=seen) is None
    gone = finished is not None and dossier.state == "withdrawn"
    done, running = finished is not None and not gone, finished is None
    return 1, int(done and not late), int(done and late), int(running), int(running and late), int(is_paused), int(gone)


def _ledger(dossier: Dossier, at: datetime, clocks: Clocks) -> tuple[Clock, datetime, Limit, list[Pause]]:
    """What the engine counts a dossier with, as known at a moment."""
    arrived = dossier.arrived_at if dossier.arrived_at and dossier.arrived_at <= at else None
    told, limit = arrived or cast("datetime", dossier.accepted_at), cast("Limit", limit_of(dossier))
    accepted = local(arrived or dossier.transfer_by or told)
    pauses = [as_pause(one) for one in sorted(dossier.pauses.all(), key=lambda one: (one.start, one.pk))]
    last = max([one.end for one in pauses if one.end and one.end <= local(at)], default=local(told))
    return clocks.of(dossier.point_id, on=last.date()), accepted, limit, pauses


def given(at: datetime, ids: Iterable[int] | None, seen: Seen | None = None) -> dict[str, Any]:
    """What the queries of this module ask with: the calendar, the hours, the moment, and which dossiers (None: all)."""
    hours, week_days, minutes = _closings()
    return {**_calendar(), "at": at, "zone": settings.TIME_ZONE, "ids": None if ids is None else list(ids),
            "points": list(seen[0]) if seen else None, "units": list(seen[1]) if seen else None,
            "hours": hours, "week_days": week_days, "minutes": minutes}  # fmt: skip


def _closings() -> tuple[list[int], list[int], list[int]]:
    """When each set of hours closes on each week day; midnight where nothing opens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, day, coalesce((week -> day::text -> -1 ->> 1), '24:00') FROM onestop_openinghours, generate_series(1, 7) AS day")  # fmt: skip
        rows = [(pk, day, _minutes(text)) for pk, day, text in cursor.fetchall()]
    rows += [(pk, MAKE_UP, minutes) for pk, day, minutes in rows if day == 1]
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@lru_cache(maxsize=1)
def _calendar() -> dict[str, Any]:
    """The working calendar as the arrays the queries count with."""
    calendar = standard_calendar()
    since, until = date(calendar.first_year, 1, 1), date(calendar.last_year, 12, 31)
    every = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    works = [calendar.is_working_day(day) for day in every]
    return {
        "worked": _array(accumulate(int(one) for one in works)),
        "nth": _array(number for number, one in enumerate(works, start=1) if one),
        "since": since, "made_up": _array(day.isoformat() for day in sorted(calendar.worked)),
    }  # fmt: skip


def _array(values: Iterable[Any]) -> str:
    return f"{{{','.join(map(str, values))}}}"
