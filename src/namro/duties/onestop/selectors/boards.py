"""The supervisor's board: how many run, are due today, soon, overdue, paused; by agency, field and officer.

One statement however many there are: only running dossiers are read, along the indexes that hold nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from namro.base.law.calendars import load_calendar
from namro.duties.onestop.access import Sight
from namro.duties.onestop.models.dossiers import RUNNING
from namro.duties.onestop.parameters import rule_of
from namro.duties.onestop.selectors.finding import TERMS, Moments, midnight
from namro.engine.workdays import OutsideCalendar

TERM_ORDER = ("overdue", "today", "soon", "later", "paused")
STATES = ", ".join(f"'{one}'" for one in RUNNING)
SEEN = (
    "(d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[]) OR d.step_person_id = %(person)s)"
)
COUNTED = ", ".join(f"count(*) FILTER (WHERE {TERMS[one]})" for one in TERM_ORDER)
BOARD = """
SELECT grouping(d.unit_id, d.field, d.step_person_id), d.unit_id, d.field, d.step_person_id, count(*), {counted},
    count(*) FILTER (WHERE d.due_override IS NOT NULL)
FROM onestop_dossier d WHERE d.state IN ({states}) AND {seen}
GROUP BY GROUPING SETS ((), (d.unit_id), (d.field), (d.step_person_id))
"""
ALL, UNIT, FIELD, OFFICER = 7, 3, 5, 6  # what grouping() answers for each set


@dataclass(frozen=True)
class Line:
    """One line of the board: what it counts, and how many of each term."""

    key: Any
    running: int
    overdue: int
    today: int
    soon: int
    later: int
    paused: int
    apologised: int


NOTHING = Line(None, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Board:
    whole: Line
    units: list[Line]
    fields: list[Line]
    officers: list[Line]


def soon_days(*, on: date) -> int:
    """How many working days are soon. Source: law/parameters/onestop.yaml#soon_working_days."""
    return int(rule_of("soon_working_days", on=on).value)


def moments_of(*, at: datetime, on: date) -> Moments:
    """Now, tonight, and the last moment that is soon by law/parameters/onestop.yaml#soon_working_days."""
    days = soon_days(on=on)
    try:
        last = load_calendar().add_working_days(on, days)
    except OutsideCalendar:
        last = on + timedelta(days=days)  # a board promises nobody anything
    return Moments.of(at, on, last)


def uncollected_before(*, on: date) -> datetime:
    """A result done before this moment should have been fetched. Source: law/parameters/onestop.yaml#uncollected_after_working_days."""
    days = int(rule_of("uncollected_after_working_days", on=on).value)
    return midnight(working_days_before(on, days))


def working_days_before(day: date, count: int) -> date:
    """The day so many working days before; calendar days where the calendar does not reach: a board promises nobody."""
    try:
        return load_calendar().add_working_days(day, -count)
    except OutsideCalendar:
        return day - timedelta(days=count)


def board(sight: Sight, moments: Moments) -> Board:
    """Every running dossier somebody may see, counted four ways: one statement."""
    found: dict[int, list[Line]] = {ALL: [], UNIT: [], FIELD: [], OFFICER: []}
    query = BOARD.format(counted=COUNTED, states=STATES, seen="true" if sight.is_whole else SEEN)
    given = {
        **moments.values, "points": list(sight.points), "units": list(sight.units), "person": sight.person_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        for kind, unit, about, officer, *numbers in cursor.fetchall():
            found[kind].append(Line({UNIT: unit, FIELD: about, OFFICER: officer}.get(kind), *numbers))
    whole = found[ALL][0] if found[ALL] else NOTHING
    return Board(whole, *(_worst_first(found[kind]) for kind in (UNIT, FIELD, OFFICER)))


def _worst_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (-one.overdue, -one.today, -one.running, str(one.key)))
