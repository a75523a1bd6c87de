"""The supervisor's board: how many run, are due today, soon, overdue, paused; by agency, field and officer.

One statement however many there are: only running dossiers are read, along the indexes that hold nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from namro.base.law.calendars import standard_calendar
from namro.duties.onestop.access import Sight
from namro.duties.onestop.models.dossiers import RUNNING
from namro.duties.onestop.parameters import rule_of
from namro.duties.onestop.selectors.finding import MOST_COUNTED, NOT_PASSED_ON, Moments, midnight
from namro.engine.workdays import OutsideCalendar

STATES = ", ".join(f"'{one}'" for one in RUNNING)
SEEN = (
    "(d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[]) OR d.step_person_id = %(person)s)"
)
# Of a cell: how many are promised before each moment, each compared once; the terms are what lies between the moments.
BEFORE = ", ".join(
    f"count(*) FILTER (WHERE d.due_at < %({one})s) AS before_{one}" for one in ("now", "tomorrow", "soon")
)
TERMED = """sum(running) AS running, sum(before_now) AS overdue, sum(before_tomorrow - before_now) AS today,
        sum(before_soon - before_tomorrow) AS soon, sum(promised - before_soon) AS later, sum(running - promised) AS paused"""
# Rows are read once into cells, in the order of the index where it has one; the ways of counting add the cells up.
# Of each way, the worst lines first and no more than are shown; nobody scrolls through twenty thousand officers.
BOARD = """
WITH cells AS MATERIALIZED (
    SELECT {columns}, count(*) AS running, {before}, count(d.due_at) AS promised
    FROM onestop_dossier d WHERE d.state IN ({states}) AND {seen} GROUP BY {columns}
), counted AS (
    SELECT CASE {kinds} ELSE '' END AS kind, {keys}, {termed} FROM cells GROUP BY GROUPING SETS ((), {sets})
)
SELECT lines.*, (SELECT count(*) FROM (
    SELECT 1 FROM onestop_dossier d WHERE {lying} AND {seen} ORDER BY d.pass_on_by LIMIT %(most_counted)s
) found) AS lying FROM (
    SELECT counted.*, count(*) OVER (PARTITION BY kind) AS many,
        row_number() OVER (PARTITION BY kind ORDER BY overdue DESC, today DESC, running DESC, unit_id, field, step_person_id) AS place
    FROM counted
) lines WHERE kind = '' OR place > %(skip)s AND place <= %(skip)s + %(most)s ORDER BY kind, place
"""
COLUMNS = {"unit": "unit_id", "field": "field", "officer": "step_person_id"}  # what a way counts by
PLACES = {name: place for place, name in enumerate(COLUMNS, start=1)}  # where the key of a line stands
EMPTY = {"unit": "NULL::bigint", "field": "NULL::text", "officer": "NULL::bigint"}
MOST = 20  # lines of each way where all three are shown


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


NOTHING = Line(None, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Table:
    """The lines of one way of counting, worst first, and how many there are of it."""

    lines: list[Line]
    many: int


@dataclass(frozen=True)
class Board:
    """Everything running, and the same by agency, field and officer: keys of COLUMNS. `lying`: accepted, and past the moment
    by which they go on to whoever works on them; counted no further than a list counts.
    """

    whole: Line
    lying: int
    tables: dict[str, Table]


def soon_days(*, on: date) -> int:
    """How many working days are soon. Source: law/parameters/onestop.yaml#soon_working_days."""
    return int(rule_of("soon_working_days", on=on).value)


def moments_of(*, at: datetime, on: date) -> Moments:
    """Now, tonight, and the last moment that is soon by law/parameters/onestop.yaml#soon_working_days."""
    days = soon_days(on=on)
    try:
        last = standard_calendar().add_working_days(on, days)
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
        return standard_calendar().add_working_days(day, -count)
    except OutsideCalendar:
        return day - timedelta(days=count)


def board(sight: Sight, moments: Moments, *, only: str = "", skip: int = 0, most: int = MOST) -> Board:
    """Every running dossier somebody may see, as a whole and by agency, field and officer: one statement.

    Or as a whole and one way. Whoever oversees everything there is asks for its thousands of officers by themselves.
    """
    ways = [only] if only in COLUMNS else [one for one in COLUMNS if one != "officer" or not sight.is_whole]
    query = BOARD.format(
        columns=", ".join(f"d.{COLUMNS[one]}" for one in ways),
        kinds=" ".join(f"WHEN grouping({COLUMNS[one]}) = 0 THEN '{one}'" for one in ways),
        keys=", ".join(f"{column if name in ways else EMPTY[name]} AS {column}" for name, column in COLUMNS.items()),
        sets=", ".join(f"({COLUMNS[one]})" for one in ways),
        before=BEFORE, termed=TERMED, states=STATES, seen="true" if sight.is_whole else SEEN, lying=NOT_PASSED_ON,
    )  # fmt: skip
    given = {
        **moments.values, "points": list(sight.points), "units": list(sight.units), "person": sight.person_id, "skip": skip, "most": most,
        "most_counted": MOST_COUNTED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        rows = cursor.fetchall()
    whole = next((Line(None, *map(int, row[4:10])) for row in rows if row[0] == "" and row[4] is not None), NOTHING)
    lying = int(rows[0][-1]) if rows else 0
    return Board(whole, lying, {name: _table(name, [row for row in rows if row[0] == name]) for name in ways})


def _table(name: str, rows: list[tuple[Any, ...]]) -> Table:
    return Table([Line(row[PLACES[name]], *map(int, row[4:10])) for row in rows], rows[0][10] if rows else 0)
