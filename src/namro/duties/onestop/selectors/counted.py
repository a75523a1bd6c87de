"""What the dossiers of a month say of an officer and of a unit: each dossier behind each number, and the numbers.

On time: dossiers finished in the month; for an officer, those they had a step of, late only where their own step was too.
Late steps: steps, and parts of dossiers of other units, due in the month that were not done by then, and dossiers passed on
after their moment, told of whoever received them. Apologies: dossiers that went past their day in the month, and
those whose apology has gone out; owed by the unit that answers, and by whoever held the dossier on its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.selectors.finding import midnight

ON_TIME, LATE_STEPS, APOLOGIES = "on_time", "late_steps", "apologies"
MOST_TOLD = 12  # codes in a note
MOST_LISTED = 500
OVER = """d.due_at >= %(first)s AND d.due_at < %(until)s AND coalesce(d.finished_at, %(at)s) > d.due_at
    AND d.state IN ('accepted', 'processing', 'supplement', 'payment', 'stopped', 'done', 'returned')"""
SENT = "(a.sent_at IS NOT NULL AND a.sent_at <= %(at)s)"
ENDED = "d.finished_at >= %(first)s AND d.finished_at < %(until)s AND d.state = ANY(%(finished)s)"
PART_OVER = "p.due_at >= %(first)s AND p.due_at < %(until)s AND coalesce(p.finished_at, p.closed_at, %(at)s) > p.due_at"
# A step handed on is told of whoever held it when it fell due, a dossier of whoever held it on its day.
HELD = """LEFT JOIN LATERAL (
    SELECT h.person_id, h.unit_id FROM onestop_stepholder h WHERE h.step_id = s.id AND h.until > {due} ORDER BY h.until LIMIT 1
) h ON true"""
HOLDER, ITS_UNIT = "coalesce(h.person_id, s.person_id)", "coalesce(h.unit_id, s.unit_id)"
AT_ITS_END, ON_THE_DAY = HELD.format(due="s.due_at"), HELD.format(due="d.due_at")
PASSED_LATE = """FROM onestop_movement m JOIN onestop_dossier d ON d.id = m.dossier_id
    JOIN onestop_servicepoint k ON k.id = d.point_id JOIN accounts_user u ON u.id = d.accepted_by_id
    WHERE m.due_at >= %(first)s AND m.due_at < %(until)s AND m.at > m.due_at"""
STEP_OVER = """s.due_at >= %(first)s AND s.due_at < %(until)s AND coalesce(s.finished_at, %(at)s) > s.due_at"""
# Each: person (or nobody, for the unit), unit, dossier, whether it was met. All of it is this module's own text.
BEHIND = {
    (ON_TIME, "unit"): f"SELECT NULL::bigint AS person_id, d.unit_id, d.id, NOT d.is_late AS met FROM onestop_dossier d WHERE {ENDED}",  # noqa: S608
    (ON_TIME, "person"): f"""SELECT {HOLDER} AS person_id, max({ITS_UNIT}) AS unit_id, d.id, NOT (d.is_late AND bool_or(s.is_late)) AS met
        FROM onestop_dossier d JOIN onestop_step s ON s.dossier_id = d.id AND s.person_id IS NOT NULL AND s.finished_at IS NOT NULL
        {AT_ITS_END} WHERE {ENDED} GROUP BY 1, d.id""",  # noqa: S608
    (LATE_STEPS, "unit"): f"""SELECT NULL::bigint AS person_id, {ITS_UNIT} AS unit_id, s.dossier_id AS id, false AS met
        FROM onestop_step s {AT_ITS_END} WHERE {STEP_OVER}
        UNION ALL SELECT NULL, p.unit_id, p.lead_id, false FROM onestop_linkedpart p WHERE {PART_OVER}
        UNION ALL SELECT NULL, k.unit_id, m.dossier_id, false {PASSED_LATE}""",  # noqa: S608
    (LATE_STEPS, "person"): f"""SELECT {HOLDER} AS person_id, {ITS_UNIT} AS unit_id, s.dossier_id AS id, false AS met
        FROM onestop_step s {AT_ITS_END} WHERE {STEP_OVER} AND s.person_id IS NOT NULL
        UNION ALL SELECT p.person_id, p.unit_id, p.lead_id, false FROM onestop_linkedpart p
        WHERE {PART_OVER} AND p.person_id IS NOT NULL
        UNION ALL SELECT u.person_id, k.unit_id, m.dossier_id, false {PASSED_LATE} AND u.person_id IS NOT NULL""",  # noqa: S608
    (APOLOGIES, "unit"): f"""SELECT NULL::bigint AS person_id, d.unit_id, d.id, {SENT} AS met
        FROM onestop_dossier d LEFT JOIN onestop_apology a ON a.dossier_id = d.id WHERE {OVER}""",  # noqa: S608
    (APOLOGIES, "person"): f"""SELECT {HOLDER} AS person_id, {ITS_UNIT} AS unit_id, d.id, {SENT} AS met
        FROM onestop_dossier d LEFT JOIN onestop_apology a ON a.dossier_id = d.id
        JOIN onestop_step s ON s.dossier_id = d.id AND s.person_id IS NOT NULL AND s.started_at <= d.due_at
            AND (s.finished_at IS NULL OR s.finished_at > d.due_at) {ON_THE_DAY} WHERE {OVER}""",  # noqa: S608
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A month's number of a kind, of a person or (None) of a unit: how many of how many, and the codes it is told by."""

    kind: str
    person_id: int | None
    unit_id: int
    met: int
    total: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    """A dossier behind a number."""

    dossier_id: int
    code: str
    procedure: str
    accepted_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    met: bool


def facts(month: date, *, at: datetime) -> list[Fact]:
    """Of everybody and every unit with dossiers in a month, as known at a moment. One statement a kind, any number of them."""
    return [one for kind, whose in BEHIND for one in _facts(kind, whose, month, at)]


def _facts(kind: str, whose: str, month: date, at: datetime) -> list[Fact]:
    keys = "b.person_id" if whose == "person" else "b.person_id, b.unit_id"
    query = f"""
SELECT b.person_id, max(b.unit_id), count(*) FILTER (WHERE b.met), count(*),
    (array_agg(d.code ORDER BY d.id) FILTER (WHERE NOT b.met))[1:{MOST_TOLD}]
FROM ({BEHIND[kind, whose]}) b JOIN onestop_dossier d ON d.id = b.id GROUP BY {keys}
"""  # noqa: S608 - this module's own texts
    with connection.cursor() as cursor:
        cursor.execute(query, _given(month, at))
        rows = cursor.fetchall()
    return [Fact(kind, person, unit, met, total, tuple(codes or ())) for person, unit, met, total, codes in rows]


def behind(
    kind: str, month: date, *, at: datetime, person_id: int | None = None, unit_id: int | None = None
) -> list[Behind]:
    """The dossiers behind a number of a person, or of a unit: what missed first, then by code."""
    whose, column, key = ("person", "person_id", person_id) if person_id else ("unit", "unit_id", unit_id)
    query = f"""
SELECT d.id, d.code, d.procedure_name, d.accepted_at, d.due_at, d.finished_at, b.met
FROM ({BEHIND[kind, whose]}) b JOIN onestop_dossier d ON d.id = b.id WHERE b.{column} = %(key)s ORDER BY b.met, d.id LIMIT %(most)s
"""  # noqa: S608 - this module's own texts
    with connection.cursor() as cursor:
        cursor.execute(query, {**_given(month, at), "key": key, "most": MOST_LISTED})
        return [Behind(*row) for row in cursor.fetchall()]


def _given(month: date, at: datetime) -> dict[str, Any]:
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    until = min(midnight(following), at)
    return {"first": midnight(first), "until": until, "at": at, "finished": list(FINISHED)}
