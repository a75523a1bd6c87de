"""How often each procedure of the catalogue was asked for, and by which way: what nobody asks for is a candidate to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from namro.duties.onestop.access import Sight
from namro.duties.onestop.models.dossiers import Channel
from namro.duties.onestop.reports.outside import Catalogued, outside

# A dossier not accepted is no use of a procedure; one refused or withdrawn was asked for all the same.
COUNTED = """
SELECT d.procedure_code, count(*), count(*) FILTER (WHERE d.channel = %(online)s), max(d.accepted_at) FROM onestop_dossier d
WHERE d.accepted_at >= %(first)s AND d.accepted_at < %(until)s
    AND (%(all)s OR d.point_id = ANY(%(points)s::bigint[]) OR d.unit_id = ANY(%(units)s::bigint[])) GROUP BY 1
"""


@dataclass(frozen=True)
class Used:
    """A procedure in force, how many dossiers of it were accepted in the period, how many of them online, when the last."""

    procedure: Catalogued
    dossiers: int
    online: int
    last: datetime | None


# What may be wrong with a procedure, by the name the address asks with.
UNUSED, NOT_ONLINE, NO_PROCESS = "unused", "not_online", "no_process"
LISTS: dict[str, Callable[[Used], bool]] = {
    "": lambda _one: True,
    UNUSED: lambda one: one.dossiers == 0,
    NOT_ONLINE: lambda one: one.procedure.is_online and one.online == 0,
    NO_PROCESS: lambda one: not one.procedure.has_process,
}


def usage(sight: Sight, *, first: datetime, until: datetime, on: date) -> list[Used]:
    """Every procedure in force on `on`, the least used first; dossiers are those the reader oversees."""
    known = outside()
    given: dict[str, Any] = {
        "online": Channel.ONLINE, "first": first, "until": until, "all": sight.is_whole, "points": list(sight.points),
        "units": list(sight.units),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, given)
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    rows = [Used(one, *counted.get(one.code, (0, 0, None))) for one in (known.catalogue(on=on) if known else ())]
    return sorted(rows, key=lambda one: (one.dossiers, one.procedure.code))
