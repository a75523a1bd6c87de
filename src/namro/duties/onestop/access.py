"""What somebody is to a dossier, and to a service point, on a date."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from namro.base.access.rules import Actor, Relation
from namro.base.reading import once_a_reading
from namro.base.rows import Columns, planned_cursor
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.onestop.models import Consultation, Dossier, LinkedPart, PointStaff, ServicePoint, Step
from namro.duties.onestop.models.points import Duty

R = Relation
POINT = Columns(ServicePoint, "p")
# Whether the point takes a procedure on a day: it has no list yet, or the procedure is on it.
TAKES = """(NOT EXISTS (SELECT 1 FROM onestop_acceptanceentry a WHERE a.point_id = p.id AND lower(a.valid) <= %s::date)
    OR EXISTS (SELECT 1 FROM onestop_acceptanceentry a WHERE a.point_id = p.id AND a.procedure_code = %s AND a.valid @> %s::date))"""
OWN_POINTS = f"""
SELECT {POINT.sql}, h.week, {TAKES},
    EXISTS (SELECT 1 FROM organisation_unitspell u WHERE u.unit_id = p.unit_id AND u.valid @> %s::date)
FROM onestop_pointstaff s JOIN onestop_servicepoint p ON p.id = s.point_id
LEFT JOIN onestop_openinghours h ON h.point_id = p.id AND h.valid @> %s::date
WHERE s.person_id = %s AND s.valid @> %s::date AND p.valid @> %s::date ORDER BY p.name, p.id
"""  # noqa: S608 - names of columns


def points_of(actor: Actor, *, on: date) -> dict[int, str]:
    """The points somebody works at on a day, with their duty there."""
    if actor.person_id is None:
        return {}
    rows = PointStaff.objects.filter(person=actor.person_id, valid__contains=on)
    return dict(rows.values_list("point_id", "duty"))


def point_units(actor: Actor, *, on: date) -> frozenset[int]:
    """The units whose points somebody works at on a day."""
    rows = PointStaff.objects.filter(person=actor.person_id or 0, valid__contains=on, point__valid__contains=on)
    return frozenset(rows.values_list("point__unit_id", flat=True))


@once_a_reading
def own_points(actor: Actor, *, on: date, code: str = "") -> list[ServicePoint]:
    """The points somebody works at on a day that are open then, by name, each with its hours of that day, whether it
    takes the procedure that is asked about, and whether the unit that runs it works then.
    """
    if actor.person_id is None:
        return []
    with planned_cursor() as cursor:
        cursor.execute(OWN_POINTS, [on, code, on, on, on, actor.person_id, on, on])
        return [_with_what_is_known(row, on, code) for row in cursor.fetchall()]


def _with_what_is_known(row: Sequence[Any], on: date, code: str) -> ServicePoint:
    point, (week, takes, stands) = POINT.instance(row[:-3]), row[-3:]
    point.known_hours = (on, json.loads(week) if week is not None else None)
    point.known_taken, point.known_unit = (on, code, takes), (on, stands)
    return point


@dataclass(frozen=True)
class Sight:
    """What somebody may see of the dossiers, found once for every list and count of a page."""

    points: tuple[int, ...]
    units: tuple[int, ...]
    person_id: int | None
    is_whole: bool  # oversees everything there is: nothing is narrowed

    @property
    def is_none(self) -> bool:
        return not (self.points or self.units or self.person_id or self.is_whole)


def sight_of(actor: Actor, *, on: date) -> Sight:
    """The points somebody works at, the units they oversee, and themself."""
    headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
    tops = headed | actor.officer_of
    whole = bool(tops) and tops >= {one.unit_id for one in organisation.roots(on=on)}
    units = frozenset() if whole else organisation.subtrees_ids(tops, on=on)
    return Sight(tuple(sorted(points_of(actor, on=on))), tuple(sorted(units)), actor.person_id, whole)


def relations_to(dossier: Dossier, actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to a dossier. Whoever once did a step, heads a unit above or one asked, may go on reading it."""
    found = set(actor.own_relations) - {R.OFFICER}
    duty = points_of(actor, on=on).get(dossier.point_id)
    if duty:
        found.add(R.RECEIVER)
    if duty == Duty.SUPERVISOR:
        found.add(R.SUPERVISOR)
    if actor.person_id is None:
        return frozenset(found)
    if dossier.transfer_by is not None and dossier.unit_id in point_units(actor, on=on):
        found.add(R.COMPETENT)
    headed = people.headed_units(actor.person_id, on=on)
    if dossier.step_person_id == actor.person_id:
        found.add(R.HANDLER)
    elif _has_known(dossier, actor.person_id, headed, on):
        found.add(R.COLLEAGUE)
    if dossier.unit_id in headed:
        found.add(R.DECIDER)
    if any(dossier.unit_id in organisation.subtree_ids(top, on=on) for top in actor.officer_of):
        found.add(R.OFFICER)
    return frozenset(found)


def _has_known(dossier: Dossier, person_id: int, headed: frozenset[int], on: date) -> bool:
    above = bool(headed) and dossier.unit_id in organisation.subtrees_ids(headed, on=on)
    if above or Step.objects.filter(dossier=dossier, person=person_id).exists():
        return True
    return _joins(dossier, person_id, headed)


def _joins(dossier: Dossier, person_id: int, headed: frozenset[int]) -> bool:
    """Whether their unit was asked for its opinion, or a part of the dossier is their unit's or their own."""
    mine = LinkedPart.objects.filter(Q(unit__in=headed) | Q(person=person_id), Q(lead=dossier) | Q(own=dossier))
    return mine.exists() or (bool(headed) and Consultation.objects.filter(dossier=dossier, unit__in=headed).exists())


def relations_to_consultation(row: Consultation, dossier: Dossier, actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to an opinion that was asked: what they are to the dossier; its owner heads the unit asked."""
    found = relations_to(dossier, actor, on=on)
    if actor.person_id is not None and row.unit_id in people.headed_units(actor.person_id, on=on):
        return found | {R.OWNER}
    return found


def relations_to_part(row: LinkedPart, lead: Dossier, actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to a part of a dossier: what they are to the whole; whoever does it, or heads the unit, owns it."""
    found = relations_to(lead, actor, on=on)
    if actor.person_id is None:
        return found
    does = row.person_id == actor.person_id or row.unit_id in people.headed_units(actor.person_id, on=on)
    return found | {R.OWNER} if does else found


def relations_to_point(point: ServicePoint, actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to a point: who works there, who heads the unit that runs it, who keeps it."""
    found = set(actor.own_relations) - {R.OFFICER}
    duty = points_of(actor, on=on).get(point.pk)
    found |= {R.RECEIVER} if duty else set()
    found |= {R.SUPERVISOR} if duty == Duty.SUPERVISOR else set()
    if actor.person_id is not None and point.unit_id in people.headed_units(actor.person_id, on=on):
        found.add(R.DECIDER)
    if organisation.covers(actor, point.unit_id, on=on):
        found.add(R.OFFICER)
    return frozenset(found)


def relations_to_summaries(actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to tables of all agencies: an officer only when their office covers the whole tree."""
    found = set(actor.own_relations) - {R.OFFICER}
    return frozenset(found | {R.OFFICER}) if organisation.keeps_all(actor, on=on) else frozenset(found)


def relations_to_counted(person_id: int | None, unit_id: int | None, actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to a month's number of a person, or of a unit: themself, who heads it or one above, who keeps it."""
    found = set(actor.own_relations) - {R.OFFICER}
    if person_id is not None and person_id == actor.person_id:
        found.add(R.OWNER)
    unit = people.units_of_people([person_id], on=on).get(person_id) if person_id else unit_id
    if unit is None:
        return frozenset(found)
    if actor.person_id and unit in organisation.subtrees_ids(people.headed_units(actor.person_id, on=on), on=on):
        found.add(R.DECIDER)
    if organisation.covers(actor, unit, on=on):
        found.add(R.OFFICER)
    return frozenset(found)
