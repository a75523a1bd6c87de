"""Who watches over dossiers: the heads of the desks, of the agencies, and home affairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from namro.base.access.models import Role
from namro.duties.onestop.access import Sight
from namro.duties.onestop.models import PointStaff, Rung
from namro.duties.onestop.models.points import Duty
from namro.duties.onestop.selectors.boards import SEEN, STATES


def supervisors(point_ids: Iterable[int], *, on: date) -> dict[int, tuple[int, ...]]:
    """Who is in charge of each point on a day: one query."""
    rows = PointStaff.objects.filter(point__in=list(point_ids), duty=Duty.SUPERVISOR, valid__contains=on)
    found: dict[int, tuple[int, ...]] = {}
    for point, person in rows.order_by("pk").values_list("point_id", "person_id"):
        found[point] = (*found.get(point, ()), person)
    return found


OFFICERS = """
WITH RECURSIVE above(unit, top) AS (
    SELECT unit, unit FROM unnest(%(units)s::bigint[]) AS unit
    UNION
    SELECT above.unit, spell.parent_id FROM above
    JOIN organisation_unitspell spell ON spell.unit_id = above.top AND spell.valid @> %(on)s::date
    WHERE spell.parent_id IS NOT NULL
)
SELECT DISTINCT above.unit, account.person_id FROM above
JOIN access_grant given ON given.unit_id = above.top AND given.role = %(role)s AND given.valid @> %(on)s::date
JOIN accounts_user account ON account.id = given.user_id AND account.is_active AND account.person_id IS NOT NULL
ORDER BY 1, 2
"""


def officers(unit_ids: Iterable[int], *, on: date) -> dict[int, tuple[int, ...]]:
    """Home affairs of each unit or of a unit above it, who are people of the city: one query."""
    found: dict[int, tuple[int, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(OFFICERS, {"units": sorted(set(unit_ids)), "on": on, "role": Role.OFFICER.value})
        for unit, person in cursor.fetchall():
            found[unit] = (*found.get(unit, ()), person)
    return found


RUNGS = """
SELECT e.rung, count(DISTINCT e.dossier_id), max(e.at) FROM onestop_dossier d
JOIN onestop_escalation e ON e.dossier_id = d.id AND e.due_at = d.due_at
WHERE d.state IN ({states}) AND {seen} GROUP BY e.rung
"""


@dataclass(frozen=True)
class Reached:
    """How many running dossiers were told of at a rung, and when last."""

    rung: Rung
    count: int
    last: datetime | None


def reached(sight: Sight) -> list[Reached]:
    """Every rung with the running dossiers somebody may see that were told of at it: one query."""
    given = {"points": list(sight.points), "units": list(sight.units), "person": sight.person_id}
    with connection.cursor() as cursor:
        cursor.execute(RUNGS.format(states=STATES, seen="true" if sight.is_whole else SEEN), given)
        found = {rung: (count, last) for rung, count, last in cursor.fetchall()}
    return [Reached(rung, *found.get(rung.value, (0, None))) for rung in Rung]
