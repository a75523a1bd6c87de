"""Whose work somebody may see, give and accept on a date: it follows from who heads what (art. 10, 18.1a)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.assignments.rules import month_end

_FIELDS = (
    "posting_id, person_id, unit_id, rank, reviewer_unit_id, decider_unit_id, reviewer_person_id, decider_person_id"
)


@dataclass(frozen=True)
class Standing:
    """A posting and who scores and decides for it on a day."""

    posting_id: int
    person_id: int
    unit_id: int
    rank: str
    reviewer_unit_id: int | None
    decider_unit_id: int | None
    reviewer_person_id: int | None
    decider_person_id: int | None


@dataclass(frozen=True)
class Reach:
    """What an actor heads, is delegated to, and looks after as an officer, on a date."""

    actor: Actor
    headed: frozenset[int]
    delegated: dict[int, int]  # unit → the person who gave the delegation
    officer_units: frozenset[int]

    def relations(self, standing: Standing) -> frozenset[Relation]:
        """What the actor is to the work of a posting. Nobody is reviewer of their own work."""
        found = self.actor.own_relations - {Relation.OFFICER}
        if standing.person_id == self.actor.person_id:
            return found | {Relation.OWNER}
        units = {standing.reviewer_unit_id, standing.decider_unit_id}
        if standing.reviewer_unit_id in self.headed:
            found |= {Relation.REVIEWER}
        if standing.decider_unit_id in self.headed:
            found |= {Relation.DECIDER}
        if units & self.delegated.keys():
            found |= {Relation.DELEGATE}
        if standing.unit_id in self.officer_units:
            found |= {Relation.OFFICER}
        return found

    def acting_for(self, standing: Standing) -> int | None:
        """The head in whose name a delegate acts; None for those who act in their own."""
        relations = self.relations(standing)
        if relations & {Relation.REVIEWER, Relation.DECIDER} or Relation.DELEGATE not in relations:
            return None
        return self.delegated.get(standing.reviewer_unit_id or 0) or self.delegated.get(standing.decider_unit_id or 0)


def reach_of(actor: Actor, *, on: date) -> Reach:
    """One query, and a second for officers."""
    if actor.person_id is None:
        headed: frozenset[int] = frozenset()
        delegated: dict[int, int] = {}
    else:
        headed, delegated = people.leads(actor.person_id, on=on)
    covered = organisation.subtrees_ids(actor.officer_of, on=on) if actor.officer_of else frozenset()
    return Reach(actor, headed, delegated, covered)


def relation_day(month: date, on: date) -> date:
    """The day whose relations count for a month: today, or the nearest day of that month."""
    return max(month, min(on, month_end(month)))


# Whose place lies under these units: their own people, those of direct units and heads one level below, and whoever
# heads such a unit and is lifted to the level above for another post of theirs.
# Arrays, so that the planner finds the postings by index; the WHERE of the whole takes away what is too many.
_UNDER = """
    p.unit_id = ANY(ARRAY(SELECT unit_id FROM level WHERE unit_id = ANY(%(units)s) OR up = ANY(%(units)s)))
    OR p.person_id = ANY(ARRAY(SELECT chief.person_id FROM head chief JOIN level above USING (unit_id)
                               WHERE above.up = ANY(%(units)s)))
"""
# The units under these, and where else their heads hold a post. The direct units of an agency further down are that
# agency's own affair: without them the city has some hundred units under it, not thousands.
_UNITS_UNDER = """
    WITH RECURSIVE under(unit_id, passed) AS (
        SELECT unnest(%(units)s::bigint[]), false
        UNION
        SELECT s.unit_id, under.passed OR s.role <> 'direct'
        FROM under JOIN organisation_unitspell s ON s.parent_id = under.unit_id AND s.valid @> %(on)s::date
        WHERE NOT (under.passed AND s.role = 'direct')
    )
    SELECT unit_id FROM under
    UNION
    SELECT unit_id FROM people_posting WHERE valid @> %(on)s::date AND person_id = ANY(ARRAY(
        SELECT person_id FROM people_posting
        WHERE rank = 'head' AND valid @> %(on)s::date AND unit_id = ANY(ARRAY(SELECT unit_id FROM under))))
"""
_UNITS_OF = "SELECT unit_id FROM people_posting WHERE id = ANY(%(postings)s)"


def _standings(placed: str, units: str, where: str, parameters: dict[str, Any]) -> list[Standing]:
    relations = people.relations_query(placed, units=units)
    sql = f"SELECT {_FIELDS} FROM ({relations}) relation WHERE {where} ORDER BY posting_id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Standing(*row) for row in cursor.fetchall()]


def standings_of(posting_ids: Iterable[int], *, on: date) -> dict[int, Standing]:
    """Standings by posting on a day: one query. A posting not valid that day is absent."""
    wanted = sorted(set(posting_ids))
    if not wanted:
        return {}
    rows = _standings("p.id = ANY(%(postings)s)", _UNITS_OF, "true", {"on": on, "postings": wanted})
    return {row.posting_id: row for row in rows}


def standings_under(units: Iterable[int], *, on: date) -> list[Standing]:
    """Postings scored or decided by the heads of these units on a day: one query."""
    wanted = sorted(set(units))
    if not wanted:
        return []
    where = "reviewer_unit_id = ANY(%(units)s) OR decider_unit_id = ANY(%(units)s)"
    return _standings(_UNDER, _UNITS_UNDER, where, {"on": on, "units": wanted})


def require(permission: Permission, standings: Iterable[Standing], reach: Reach) -> None:
    """Refuses: access.denied (seen, not theirs to act on), access.not_visible (does not exist for them)."""
    for standing in standings:
        relations = reach.relations(standing)
        if permission == Permission.WORK_ACCEPT and standing.reviewer_unit_id not in reach.delegated:
            relations -= {Relation.DELEGATE}  # a delegate of the authority does no more than the authority itself
        if may(permission, relations):
            continue
        if may(Permission.WORK_READ, relations):
            message = _("Việc này thuộc về người đứng đầu đơn vị chấm điểm, không thuộc về anh/chị.")
            raise NotAllowed("access.denied", message, permission=permission.value)
        raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
