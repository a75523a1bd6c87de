"""What an actor is to a catalogue: who may draft it, and whose head decides it (art. 13.1, 13.2)."""

from __future__ import annotations

from datetime import date

from namro.base.access.rules import Actor, Relation
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import AgencyRole, UnitSpell
from namro.city.people import selectors as people
from namro.duties.assignments.models import Catalogue
from namro.duties.assignments.policy import parameter


def deciding_unit(path: list[UnitSpell]) -> int | None:
    """The unit whose head decides a catalogue of the last unit of `path` (top first)."""
    if not path:
        return None
    managing = [one.unit_id for one in path if one.role == AgencyRole.MANAGING]
    if parameter("catalogue_decided_by") == "unit_head" or not managing:
        return path[-1].unit_id
    return managing[-1]


def relations_to_unit(actor: Actor, unit_id: int, *, on: date) -> frozenset[Relation]:
    """What the actor is to a unit's catalogue: officer above it, its head, a delegate, or the head who decides."""
    path = organisation.path(unit_id, on=on)
    units = {one.unit_id for one in path}
    found = actor.own_relations - {Relation.OFFICER}
    if units & actor.officer_of:
        found |= {Relation.OFFICER}
    if actor.person_id is None:
        return found
    headed = people.headed_units(actor.person_id, on=on)
    if unit_id in headed:
        found |= {Relation.REVIEWER}
    if deciding_unit(path) in headed:
        found |= {Relation.DECIDER}
    if unit_id in people.delegated_units(actor.person_id, on=on):
        found |= {Relation.DELEGATE}
    return found


def relations_to_catalogue(actor: Actor, catalogue: Catalogue, *, on: date) -> frozenset[Relation]:
    return relations_to_unit(actor, catalogue.unit_id, on=on)
