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
# How many run and are promised before each moment, each compared once; the terms are what lies between the moments.
# Counts are narrowed to int: sums of int are bigint, sums of bigint numeric, which sorts and adds several times slower.
COUNTED = ", ".join((
    "count(*)::int AS running", "count(d.due_at)::int AS promised",
    *(f"(count(*) FILTER (WHERE d.due_at < %({one})s))::int AS before_{one}" for one in ("now", "tomorrow", "soon")),
))  # fmt: skip
TERMS = {
    "running": "running", "overdue": "before_now", "today": "before_tomorrow - before_now", "soon": "before_soon - before_tomorrow",
    "later": "promised - before_soon", "paused": "running - promised",
}  # fmt: skip
# Whoever oversees everything has each way counted along the index in its order, for others what they may see is read once.
ALL = f"onestop_dossier d WHERE d.state IN ({STATES})"
SOME = f"""seen AS MATERIALIZED (
    SELECT d.unit_id, d.field, d.step_person_id, d.due_at FROM {ALL} AND {SEEN}
), """  # noqa: S608 - this module's own texts
WAY = "{way} AS MATERIALIZED (SELECT d.{column} AS key, {counted} FROM {rows} GROUP BY 1)"
# Of each way, the worst lines first and no more than are shown, with how many there are; nobody scrolls through twenty
# thousand officers. Before them the whole, with how many lie.
LINES = """(SELECT '{way}' AS kind, key::text, {terms}, (SELECT count(*) FROM {way}) AS number FROM (
    SELECT * FROM {way} ORDER BY before_now DESC, before_tomorrow DESC, running DESC, key LIMIT %(most)s OFFSET %(skip)s
) worst)"""
WHOLE = """(SELECT '' AS kind, NULL AS key, {sums}, (SELECT count(*) FROM (
    SELECT 1 FROM onestop_dossier d WHERE {lying} AND {seen} ORDER BY d.pass_on_by LIMIT %(most_counted)s
) found) AS number FROM {way})"""
COLUMNS = {"unit": "unit_id", "field": "field", "officer": "step_person_id"}  # what a way counts by
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
    given = {
        **moments.values, "points": list(sight.points), "units": list(sight.units), "person": sight.person_id, "skip": skip, "most": most,
        "most_counted": MOST_COUNTED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_query(ways, is_whole=sight.is_whole), given)
        (_kind, _key, *whole, lying), *rows = cursor.fetchall()
    return Board(Line(None, *whole), lying, {way: _table(way, [row for row in rows if row[0] == way]) for way in ways})


def _query(ways: list[str], *, is_whole: bool) -> str:
    rows = ALL if is_whole else "seen d"
    counted = ", ".join(WAY.format(way=way, column=COLUMNS[way], counted=COUNTED, rows=rows) for way in ways)
    sums = ", ".join(f"coalesce(sum({term}), 0) AS {name}" for name, term in TERMS.items())
    whole = WHOLE.format(sums=sums, way=ways[0], lying=NOT_PASSED_ON, seen="true" if is_whole else SEEN)
    terms = ", ".join(f"{term} AS {name}" for name, term in TERMS.items())
    lines = " UNION ALL ".join([whole, *(LINES.format(way=way, terms=terms) for way in ways)])
    return (
        f"WITH {'' if is_whole else SOME}{counted} {lines} ORDER BY kind, overdue DESC, today DESC, running DESC, key"
    )


def _table(way: str, rows: list[tuple[Any, ...]]) -> Table:
    keys = [key if way == "field" or key is None else int(key) for _kind, key, *_numbers in rows]
    lines = [Line(key, *numbers) for key, (_kind, _key, *numbers, _many) in zip(keys, rows, strict=True)]
    return Table(lines, rows[0][-1] if rows else 0)
