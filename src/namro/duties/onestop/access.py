"""What somebody is to a dossier, and to a service point, on a date."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from namro.base.access.rules import Actor, Relation
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.onestop.models import Dossier, PointStaff, Step
from namro.duties.onestop.models.points import Duty

R = Relation


def points_of(actor: Actor, *, on: date) -> dict[int, str]:
    """The points somebody works at on a day, with their duty there."""
    if actor.person_id is None:
        return {}
    rows = PointStaff.objects.filter(person=actor.person_id, valid__contains=on)
    return dict(rows.values_list("point_id", "duty"))


def units_kept(actor: Actor, *, on: date) -> frozenset[int]:
    """The units whose dossiers somebody oversees: those they head, and the subtree home affairs keep."""
    headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
    found: set[int] = set()
    for top in headed | actor.officer_of:
        found |= organisation.subtree_ids(top, on=on)
    return frozenset(found)


def relations_to(dossier: Dossier, actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to a dossier. Whoever once did a step may go on reading it."""
    found = set(actor.own_relations) - {R.OFFICER}
    duty = points_of(actor, on=on).get(dossier.point_id)
    if duty:
        found.add(R.RECEIVER)
    if duty == Duty.SUPERVISOR:
        found.add(R.SUPERVISOR)
    if actor.person_id is None:
        return frozenset(found)
    if dossier.step_person_id == actor.person_id:
        found.add(R.HANDLER)
    elif Step.objects.filter(dossier=dossier, person=actor.person_id).exists():
        found.add(R.COLLEAGUE)
    if dossier.unit_id in people.headed_units(actor.person_id, on=on):
        found.add(R.DECIDER)
    if any(dossier.unit_id in organisation.subtree_ids(top, on=on) for top in actor.officer_of):
        found.add(R.OFFICER)
    return frozenset(found)


def visible(actor: Actor, *, on: date) -> QuerySet[Dossier]:
    """The dossiers somebody may see: of their points, of units they oversee, and those that wait for them."""
    points, units = list(points_of(actor, on=on)), list(units_kept(actor, on=on))
    seen = Q(point__in=points) | Q(unit__in=units)
    if actor.person_id is not None:
        seen |= Q(step_person=actor.person_id)
    return Dossier.objects.filter(seen)
