"""The nine indicators of officers and units for a period: each dossier's points, and what they come to.

Dossiers with a result in the period, one statement however many people and units there are; what the records do not hold
is left out, never nought.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import connection

from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.reports.outside import Answered, OnlineCodes, outside
from namro.duties.onestop.reports.periods import Span
from namro.duties.onestop.reports.scoring_rules import Rules, rules
from namro.duties.onestop.reports.showing import Shown, shown_on
from namro.duties.onestop.selectors.counted import AT_ITS_END, HOLDER, ITS_UNIT
from namro.duties.onestop.selectors.finding import midnight
from namro.engine import desk_score
from namro.engine.desk_score import Online, Tally

BY_DOSSIER = (1, 2, 3, 4, 7)
FIELDS, POINTS = 7, 8  # of a row of PLACES after its unit
WHOSE = {"person": "officer", "unit": "unit"}  # of an address → of the rules


def _timed(row: str) -> str:
    """2, 1 or 0 by the calendar day, or by the minute where the limit is in hours; nothing without a due moment."""
    days = f"({row}.finished_at AT TIME ZONE %(zone)s)::date", f"({row}.due_at AT TIME ZONE %(zone)s)::date"
    return f"""CASE WHEN {row}.due_at IS NULL THEN NULL
        WHEN {row}.limit_unit = 'hours' THEN 1 + sign(extract(epoch FROM {row}.due_at - {row}.finished_at))::int
        ELSE 1 + sign({days[1]} - {days[0]})::int END"""


ENDED = f"""
ended AS (
    SELECT d.id, d.code, d.unit_id, d.point_id, d.procedure_code, d.field, d.channel, {_timed("d")} AS p1,
        coalesce(c.contacts, 0) AS contacts,
        d.other_bodies + (d.channel NOT IN ('online', 'post') OR d.returned_way = 'person')::int AS bodies
    FROM onestop_dossier d
    LEFT JOIN (SELECT dossier_id, count(*) AS contacts FROM onestop_supplement GROUP BY 1) c ON c.dossier_id = d.id
    WHERE d.finished_at >= %(first)s AND d.finished_at < %(until)s AND d.state = ANY(%(finished)s)
        AND (%(units)s::bigint[] IS NULL OR %(of_people)s OR d.unit_id = ANY(%(units)s::bigint[]))
), stepped AS (
    SELECT s.dossier_id, {HOLDER} AS person_id, {ITS_UNIT} AS unit_id, {_timed("s")} AS points
        FROM onestop_step s JOIN ended e ON e.id = s.dossier_id {AT_ITS_END}
        WHERE s.finished_at IS NOT NULL
    UNION ALL
    SELECT p.lead_id, NULL, p.unit_id, {_timed("p")} FROM onestop_linkedpart p JOIN ended e ON e.id = p.lead_id
        WHERE p.finished_at IS NOT NULL
), complained AS (
    SELECT * FROM unnest(%(codes)s::text[], %(people)s::bigint[]) AS one(code, person_id)
)"""  # noqa: S608 - this module's own texts
MINE = {
    "unit": """SELECT e.unit_id AS key, e.id, s.p2 FROM ended e
        LEFT JOIN (SELECT dossier_id, min(points) AS p2 FROM stepped GROUP BY 1) s ON s.dossier_id = e.id""",
    "person": """SELECT person_id AS key, dossier_id AS id, min(points) AS p2 FROM stepped
        WHERE person_id IS NOT NULL AND (%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[])) GROUP BY 1, 2""",
}
COMPLAINED = {
    "unit": "e.code IN (SELECT code FROM complained)",
    "person": """(e.code IN (SELECT code FROM complained WHERE person_id IS NULL)
        OR (e.code, m.key) IN (SELECT code, person_id FROM complained WHERE person_id IS NOT NULL))""",
}
SCORED = """WITH {ended}, mine AS ({mine}), scored AS (
    SELECT m.key, e.id, e.code, e.p1, m.p2, CASE WHEN e.contacts <= %(two)s THEN 2 WHEN e.contacts <= %(one)s THEN 1 ELSE 0 END AS p3,
        CASE WHEN e.bodies <= %(bodies_two)s THEN 2 WHEN e.bodies <= %(bodies_one)s THEN 1 WHEN e.bodies IS NOT NULL THEN 0 END AS p4,
        CASE WHEN NOT %(hears)s THEN NULL WHEN {complained} THEN 0 ELSE coalesce(e.p1, 1) END AS p7
    FROM mine m JOIN ended e ON e.id = m.id WHERE (%(key)s::bigint IS NULL OR m.key = %(key)s)
)"""
TALLIES = ", ".join(f"count(*) FILTER (WHERE p{one} = {points})" for one in BY_DOSSIER for points in (2, 1, 0))
PLACES = """WITH {ended}, done AS (
    SELECT s.dossier_id, bool_and(t.id IS NOT NULL) AS is_whole FROM onestop_step s JOIN ended e ON e.id = s.dossier_id
    LEFT JOIN onestop_pointstaff t ON t.point_id = e.point_id AND t.person_id = s.person_id
        AND t.valid @> (s.finished_at AT TIME ZONE %(zone)s)::date
    WHERE s.finished_at IS NOT NULL GROUP BY 1
), whole AS (
    SELECT e.*, d.dossier_id IS NOT NULL AS is_stepped, coalesce(d.is_whole, true) AS is_whole FROM ended e
    LEFT JOIN done d ON d.dossier_id = e.id
)
SELECT w.unit_id, w.procedure_code, bool_or(p.kind IN ('province', 'branch')), bool_or(w.is_stepped), bool_and(w.is_whole), count(*),
    count(*) FILTER (WHERE w.channel = 'online'), count(*) FILTER (WHERE w.channel = 'online' AND w.p1 = 0),
    array_agg(DISTINCT w.field), array_agg(DISTINCT w.point_id)
FROM whole w JOIN onestop_servicepoint p ON p.id = w.point_id WHERE %(key)s::bigint IS NULL OR w.unit_id = %(key)s GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Scored:
    """One indicator: its points, the dossiers behind it where it has some, or why there is no data."""

    number: int
    points: Fraction | None
    tally: Tally | None = None
    told: tuple[int, int] | None = None  # how many of how many, where a unit is scored


@dataclass(frozen=True)
class Score:
    """What a person or a unit comes to. `best` is what the indicators with data could have given."""

    key: int
    indicators: list[Scored]
    total: Fraction | None
    best: int
    band: str
    dossiers: int


@dataclass(frozen=True)
class Behind:
    """A dossier behind an indicator, with its points; None: it has none there."""

    dossier_id: int
    code: str
    points: int | None


def scores(
    whose: str, span: Span, *, at: datetime, units: Iterable[int] | None = None, key: int | None = None
) -> list[Score]:
    """Everybody (`person`) or every unit with results in a period; of some units, or of one key.

    Refuses: onestop.score.no_rules
    """
    known = rules(on=span.last)
    given = _given(whose, span, known, at, units, key)
    query = f"{_scored(whose)} SELECT key, count(*), {TALLIES} FROM scored GROUP BY key ORDER BY key"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        rows = cursor.fetchall()
    more = _of_units(span, given, known, at) if whose == "unit" else {}
    return [_score(one, count, _tallies(numbers), more.get(one, {}), known, whose) for one, count, *numbers in rows]


def _scored(whose: str) -> str:
    return SCORED.format(ended=ENDED, mine=MINE[whose], complained=COMPLAINED[whose])


def _tallies(numbers: list[int]) -> dict[int, Tally]:
    return {number: Tally(*numbers[place * 3 : place * 3 + 3]) for place, number in enumerate(BY_DOSSIER)}


def _score(key: int, count: int, tallies: dict[int, Tally], more: dict[int, Scored], known: Rules, whose: str) -> Score:
    wanted = known.wanted[WHOSE[whose]]
    found = [
        more.get(number) or Scored(number, desk_score.value(tallies[number], known.places), tallies[number])
        if number in tallies or number in more
        else Scored(number, None)
        for number in wanted
    ]
    values = {one.number: one.points for one in found}
    total = desk_score.total(values, wanted)
    band = desk_score.band(total, known.bands[WHOSE[whose]]).code if total is not None else ""
    return Score(key, found, total, desk_score.best(values, wanted), band, count)


def _of_units(span: Span, given: dict[str, Any], known: Rules, at: datetime) -> dict[int, dict[int, Scored]]:
    """Indicators 5, 6, 8 and 9 of each unit: what this desk holds, and what other duties tell."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(ended=ENDED), given)
        rows = cursor.fetchall()
    other = outside()
    answered = other.answered(first=span.first, last=span.last, at=at) if other else None
    codes = other.online(on=span.day(at)) if other else None
    by_unit: dict[int, list[Any]] = {}
    for unit, *row in rows:
        by_unit.setdefault(unit, []).append(row)
    shown = shown_on(span, at, {point for row in rows for point in row[POINTS + 1]})
    return {unit: _four(of, unit, answered, codes, shown, known) for unit, of in by_unit.items()}


def _four(
    rows: list[Any], unit: int, answered: dict[int, Answered] | None, codes: OnlineCodes | None, shown: Shown, known: Rules
) -> dict[int, Scored]:  # fmt: skip
    found = {5: _fifth(rows, shown, known), 6: _sixth(rows, shown)}
    if answered is not None:
        of = answered.get(unit, Answered(0, 0))
        limits = known.indicators[8].given
        points = desk_score.answers(of.in_time, of.owed, everything=limits["all"], most=limits["most"])
        found[8] = Scored(8, Fraction(points), told=(of.in_time, of.owed))
    if codes is not None:
        found[9] = _ninth(rows, codes, known)
    return found


def _fifth(rows: list[Any], shown: Shown, known: Rules) -> Scored:
    stepped = [row for row in rows if row[2]]
    level = "province" if any(row[1] for row in stepped) else "commune"
    whole = sum(1 for row in stepped if row[3])
    fields = {one for row in rows for one in row[FIELDS]}
    points = desk_score.whole_process(
        whole, len(stepped), needed=known.indicators[5].given[level],
        is_all_received=not shown.left_off(_points(rows), level, fields),
    )  # fmt: skip
    return Scored(5, None if points is None else Fraction(points), told=(whole, len(stepped)))


def _sixth(rows: list[Any], shown: Shown) -> Scored:
    """How many of the points show what they should is told beside it."""
    codes, points = {row[0] for row in rows}, _points(rows)
    posted = shown.posted(points, codes)
    if posted is None or not shown.standing:
        return Scored(6, None)
    found = desk_score.publication(is_posted=posted == len(points), is_electronic=shown.is_electronic(codes))
    return Scored(6, Fraction(found), told=(posted, len(points)))


def _points(rows: list[Any]) -> frozenset[int]:
    return frozenset(one for row in rows for one in row[POINTS])


def _ninth(rows: list[Any], codes: OnlineCodes, known: Rules) -> Scored:
    mine = {row[0] for row in rows} & codes.eligible
    of = Online(
        len(mine & codes.online), len(mine), sum(row[5] for row in rows), sum(row[4] for row in rows), sum(row[6] for row in rows)
    )  # fmt: skip
    limits = known.indicators[9].given
    points = desk_score.online(of, **{name: limits[name] for name in ("procedures", "dossiers", "least")})
    return Scored(9, None if points is None else Fraction(points), told=(of.online, of.dossiers))


def behind(whose: str, key: int, number: int, span: Span, *, at: datetime, most: int) -> list[Behind]:
    """The dossiers behind an indicator scored by dossier: the worst first."""
    column = number if number in BY_DOSSIER else BY_DOSSIER[0]
    query = f"{_scored(whose)} SELECT id, code, p{column} FROM scored ORDER BY p{column} NULLS LAST, id LIMIT %(most)s"  # noqa: S608
    given = _given(whose, span, rules(on=span.last), at, None, key)
    with connection.cursor() as cursor:
        cursor.execute(query, {**given, "most": most})
        return [Behind(*row) for row in cursor.fetchall()]


def _given(
    whose: str, span: Span, known: Rules, at: datetime, units: Iterable[int] | None, key: int | None
) -> dict[str, Any]:
    other = outside()
    told = other.complaints(at=at) if other else []
    limits, bodies = known.indicators[3].given, known.indicators[4].given
    return {
        "first": midnight(span.first), "until": span.until(at), "zone": settings.TIME_ZONE, "finished": list(FINISHED),
        "units": None if units is None else list(units), "of_people": whose == "person", "key": key, "two": int(limits["two"]),
        "one": int(limits["one"]), "codes": [one.dossier_code for one in told], "people": [one.person_id for one in told],
        "hears": other is not None, "bodies_two": int(bodies["two"]), "bodies_one": int(bodies["one"]),
    }  # fmt: skip
