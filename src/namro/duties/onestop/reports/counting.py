"""Dossiers of a period by what became of them: each is of one class, and every column of a report is a sum of classes.

One pass over what runs and what was finished since the period began. Due days are as they stood at the end of the period:
where a later pause moved one, the day of then is counted again from the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from namro.duties.onestop.access import Sight
from namro.duties.onestop.models.dossiers import FINISHED, RUNNING
from namro.duties.onestop.reports.periods import Span
from namro.duties.onestop.selectors import lateness
from namro.duties.onestop.selectors.finding import midnight

JUST_BEFORE = timedelta(microseconds=1)
CLASSES = ("early", "on_time", "late", "withdrawn", "pending", "pending_late", "paused", "paused_late")
ORIGINS = ("carried", "direct", "online")  # accepted before the period; in it, at the counter or by post; in it, online
KEYS = {
    "unit": "unit_id", "field": "field", "procedure": "procedure_code, procedure_name", "unit_field": "unit_id, field",
}  # fmt: skip
SEEN = "(d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[]))"
# What runs now or ended since the period began, and was accepted before its end: each part along an index of its own.
TOUCHED = """
SELECT d.* FROM onestop_dossier d WHERE d.state IN ({running}) AND d.accepted_at < %(until)s AND {seen}
UNION ALL
SELECT d.* FROM onestop_dossier d WHERE d.finished_at >= %(first)s AND d.accepted_at < %(until)s AND {seen}"""
CLASSED = """
WITH touched AS ({touched}), moved AS (
    SELECT * FROM unnest(%(moved)s::bigint[], %(dues)s::timestamptz[]) AS one(id, due)
), dated AS (
    SELECT d.id, d.unit_id, d.field, d.procedure_code, d.procedure_name, d.state, d.accepted_at, d.finished_at,
        CASE WHEN d.accepted_at < %(first)s THEN 'carried' WHEN d.channel = 'online' THEN 'online' ELSE 'direct' END AS origin,
        coalesce(d.finished_at < %(until)s, false) AS is_over, (d.finished_at AT TIME ZONE %(zone)s)::date AS over_on,
        CASE WHEN m.id IS NULL THEN d.due_at ELSE m.due END AS due_at, EXISTS (
            SELECT 1 FROM onestop_pause p WHERE p.dossier_id = d.id AND p.start < %(until)s AND (p."end" IS NULL OR p."end" >= %(until)s)
        ) AS is_paused
    FROM touched d LEFT JOIN moved m ON m.id = d.id
), compared AS (
    SELECT dated.*, (due_at AT TIME ZONE %(zone)s)::date AS due_on FROM dated
), classed AS (
    SELECT compared.*, CASE
        WHEN is_over AND state = 'withdrawn' THEN 'withdrawn'
        WHEN is_over AND over_on < due_on THEN 'early'
        WHEN is_over AND over_on > due_on THEN 'late'
        WHEN is_over THEN 'on_time'
        WHEN is_paused AND due_on < %(day)s THEN 'paused_late'
        WHEN is_paused THEN 'paused'
        WHEN due_on < %(day)s THEN 'pending_late'
        ELSE 'pending' END AS class
    FROM compared
)"""
MOVED = """
SELECT d.id FROM ({touched}) d WHERE coalesce(d.finished_at >= %(until)s, true)
    AND EXISTS (SELECT 1 FROM onestop_pause p WHERE p.dossier_id = d.id AND (p.start >= %(until)s OR p."end" >= %(until)s))
"""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: a period, within what they may see; perhaps of some units, a field, a procedure."""

    span: Span
    unit_ids: tuple[int, ...] | None = None
    field: str | None = None
    procedure: str | None = None


@dataclass(frozen=True)
class Line:
    """One line: what it is of, and how many of each class and each origin."""

    key: tuple[Any, ...]
    classes: dict[str, int]
    origins: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.origins.values())


@dataclass(frozen=True)
class Listed:
    """A dossier behind a number."""

    id: int
    code: str
    procedure: str
    unit_id: int
    accepted_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    origin: str
    klass: str


def lines(asked: Asked, sight: Sight, rows: str, *, at: datetime) -> list[Line]:
    """One line a unit, field or procedure (KEYS), by its key. Two statements, or one where the period is not over."""
    counted = [f"count(*) FILTER (WHERE class = '{one}')" for one in CLASSES]
    counted += [f"count(*) FILTER (WHERE origin = '{one}')" for one in ORIGINS]
    width = len(KEYS[rows].split(","))
    query = f"{_classed(sight)} SELECT {KEYS[rows]}, {', '.join(counted)} FROM classed {_of(asked)} GROUP BY {KEYS[rows]} ORDER BY {KEYS[rows]}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, _given(asked, sight, at))
        return [_line(row[:width], row[width:]) for row in cursor.fetchall()]


def _line(key: Sequence[Any], numbers: Sequence[int]) -> Line:
    edge = len(CLASSES)
    classes, origins = numbers[:edge], numbers[edge:]
    return Line(tuple(key), dict(zip(CLASSES, classes, strict=True)), dict(zip(ORIGINS, origins, strict=True)))


def summed(rows: Iterable[Line]) -> Line:
    """The last line of a table."""
    found = Line((), dict.fromkeys(CLASSES, 0), dict.fromkeys(ORIGINS, 0))
    for one in rows:
        for held, more in ((found.classes, one.classes), (found.origins, one.origins)):
            held.update({name: number + more[name] for name, number in held.items()})
    return found


def listed(
    asked: Asked,
    sight: Sight,
    *,
    classes: Iterable[str],
    origins: Iterable[str],
    at: datetime,
    most: int,
    skip: int = 0,
) -> list[Listed]:
    """The dossiers behind a number, by number: some of them."""
    query = f"""{_classed(sight)} SELECT id, unit_id, accepted_at, due_at, finished_at, origin, class FROM classed {_of(asked)}
        {"AND" if _of(asked) else "WHERE"} class = ANY(%(classes)s) AND origin = ANY(%(origins)s) ORDER BY id LIMIT %(most)s OFFSET %(skip)s"""  # noqa: S608
    query = f"SELECT f.id, coalesce(d.code, ''), d.procedure_name, f.unit_id, f.accepted_at, f.due_at, f.finished_at, f.origin, f.class FROM ({query}) f JOIN onestop_dossier d ON d.id = f.id ORDER BY f.id"  # noqa: S608
    given: dict[str, Any] = {"classes": list(classes), "origins": list(origins), "most": most, "skip": skip}
    with connection.cursor() as cursor:
        cursor.execute(query, {**_given(asked, sight, at), **given})
        return [Listed(*row) for row in cursor.fetchall()]


def _classed(sight: Sight) -> str:
    return CLASSED.format(touched=_touched(sight))


def _touched(sight: Sight) -> str:
    running = ", ".join(f"'{one}'" for one in RUNNING)
    return TOUCHED.format(running=running, seen="true" if sight.is_whole else SEEN)


def _of(asked: Asked) -> str:
    parts = [
        "unit_id = ANY(%(asked_units)s::bigint[])" if asked.unit_ids is not None else "",
        "field = %(field)s" if asked.field is not None else "",
        "procedure_code = %(procedure)s" if asked.procedure is not None else "",
    ]
    found = " AND ".join(part for part in parts if part)
    return f"WHERE {found}" if found else ""


def _given(asked: Asked, sight: Sight, at: datetime) -> dict[str, Any]:
    given: dict[str, Any] = {
        "first": midnight(asked.span.first), "until": asked.span.until(at), "day": asked.span.day(at),
        "zone": settings.TIME_ZONE, "finished": list(FINISHED), "points": list(sight.points), "units": list(sight.units),
        "asked_units": list(asked.unit_ids or ()), "field": asked.field, "procedure": asked.procedure,
    }  # fmt: skip
    moved = _moved(sight, given) if given["until"] < at else {}
    return {**given, "moved": list(moved), "dues": list(moved.values())}


def _moved(sight: Sight, given: dict[str, Any]) -> dict[int, datetime | None]:
    """Due moments as they stood, of dossiers a pause after the period has moved since."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED.format(touched=_touched(sight)), given)
        ids = [row[0] for row in cursor.fetchall()]
    return lateness.dues(at=given["until"] - JUST_BEFORE, ids=ids) if ids else {}
