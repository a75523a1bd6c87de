"""The numbers of a month by agency, before anything of them is hidden. Read by the service that publishes, by nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from namro.duties.onestop.models.dossiers import FINISHED
from namro.duties.onestop.selectors.finding import midnight
from namro.insight.indicators.selectors.tree import tree_on

Counts = dict[int, dict[str, int]]  # agency → measure → number

DOSSIERS = """
SELECT d.unit_id, m.measure, count(*) FROM onestop_dossier d CROSS JOIN LATERAL (
    SELECT 'received' WHERE d.accepted_at >= %(first)s AND d.accepted_at < %(end)s
    UNION ALL SELECT CASE WHEN d.state = 'withdrawn' THEN 'withdrawn' WHEN d.is_late THEN 'late' ELSE 'on_time' END
        WHERE d.finished_at >= %(first)s AND d.finished_at < %(end)s AND d.state = ANY(%(ended)s)
) AS m(measure)
WHERE d.accepted_at < %(end)s AND (d.accepted_at >= %(first)s OR d.finished_at >= %(first)s) GROUP BY 1, 2
"""
FEEDBACK = """
SELECT unit_id, klass, count(*) FROM feedback_feedback
WHERE received_on >= %(first)s AND received_on < %(end)s GROUP BY 1, 2
"""
OUTCOMES = """
SELECT unit_id, CASE WHEN state = 'answered' THEN outcome WHEN state = 'passed_on' THEN 'passed_on' ELSE 'open' END, count(*)
FROM feedback_feedback WHERE received_on >= %(first)s AND received_on < %(end)s GROUP BY 1, 2
"""
# The tallies of published ratings: one row a kind of people, however many they are.
RATINGS = """
SELECT unit_id, CASE WHEN place IS NULL THEN 'none' ELSE place || ':' || level END, sum(people) FROM indicators_ratingtally
WHERE kind = 'month' AND first = %(first)s AND day <= %(on)s GROUP BY 1, 2 HAVING sum(people) <> 0
"""

# Months with anything to publish: one scan, so that a city that begins with years of records publishes them, too.
FILLED = """
SELECT DISTINCT date_trunc('month', m.at AT TIME ZONE %(zone)s)::date FROM onestop_dossier d
    CROSS JOIN LATERAL (VALUES (d.accepted_at), (d.finished_at)) AS m(at) WHERE m.at >= %(since)s
UNION SELECT DISTINCT date_trunc('month', received_on)::date FROM feedback_feedback WHERE received_on >= %(first)s
UNION SELECT DISTINCT first FROM indicators_ratingtally WHERE kind = 'month' AND first >= %(first)s
"""


def filled(first: date) -> set[date]:
    """Months from `first` on with dossiers, feedback or ratings."""
    with connection.cursor() as cursor:
        cursor.execute(FILLED, {"zone": settings.TIME_ZONE, "since": midnight(first), "first": first})
        return {row[0] for row in cursor.fetchall()}


def after(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def dossiers(month: date, *, on: date) -> Counts:
    """Accepted in the month; finished in it in time and late; withdrawn in it, which counts as neither."""
    given = {"first": midnight(month), "end": midnight(after(month)), "ended": [*FINISHED, "withdrawn"]}
    return _by_agency(DOSSIERS, given, on)


def feedback(month: date, *, on: date) -> Counts:
    """Received in the month, by class."""
    return _by_agency(FEEDBACK, {"first": month, "end": after(month)}, on)


def outcomes(month: date, *, on: date) -> Counts:
    """Received in the month, by what became of it until today."""
    return _by_agency(OUTCOMES, {"first": month, "end": after(month)}, on)


def ratings(month: date, *, on: date) -> Counts:
    """People rated of the month, by level, as published until today; those decided not to be rated apart."""
    return _by_agency(RATINGS, {"first": month, "on": on}, on)


def _by_agency(query: str, given: dict[str, Any], on: date) -> Counts:
    tree, found = tree_on(on), Counts()
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        for unit, measure, number in cursor.fetchall():
            held = found.setdefault(tree.agency(unit), {})
            held[measure] = held.get(measure, 0) + int(number)
    return found
