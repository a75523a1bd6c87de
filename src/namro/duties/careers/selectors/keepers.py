"""Home affairs of some units: who keeps each of them, by a grant over it or over a unit above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

KEEPERS = """
WITH RECURSIVE up(unit_id) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT s.parent_id FROM up JOIN organisation_unitspell s ON s.unit_id = up.unit_id AND s.valid @> %(on)s::date
    WHERE s.parent_id IS NOT NULL
)
SELECT DISTINCT u.person_id FROM up
JOIN access_grant g ON g.unit_id = up.unit_id AND g.role = 'officer' AND g.valid @> %(on)s::date
JOIN accounts_user u ON u.id = g.user_id AND u.person_id IS NOT NULL
"""


def keepers_of(unit_ids: Iterable[int], *, on: date) -> list[int]:
    """The people who are home-affairs officers over any of the units: one query."""
    units = sorted(set(unit_ids))
    if not units:
        return []
    with connection.cursor() as cursor:
        cursor.execute(KEEPERS, {"units": units, "on": on})
        return sorted(row[0] for row in cursor.fetchall())
