"""What somebody is to a unit's money on a day, and whose boards they see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.base.reading import once_a_reading
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people


def not_found() -> NotVisible:
    return NotVisible("money.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


def relations_to_unit(actor: Actor, unit_id: int, *, on: date) -> frozenset[Relation]:
    """Home affairs over the unit, and its head: the one who answers for its money."""
    found = set(organisation.relations_to_unit(actor, unit_id, on=on))
    if unit_id in people.headed_units(actor.person_id, on=on):
        found.add(Relation.DECIDER)
    return frozenset(found)


def require(permission: Permission, relations: frozenset[Relation]) -> None:
    """Refuses: money.not_found (404) to whoever may not read it, access.denied to whoever may not do this"""
    if may(permission, relations):
        return
    if not may(Permission.MONEY_READ, relations):
        raise not_found()
    raise NotAllowed("access.denied", _("Việc này không thuộc thẩm quyền của anh/chị."))


def require_unit(actor: Actor, unit_id: int, permission: Permission, *, on: date) -> frozenset[Relation]:
    """What the actor is to the unit. Refuses: money.not_found, access.denied"""
    relations = relations_to_unit(actor, unit_id, on=on)
    require(permission, relations)
    return relations


@once_a_reading
def overseen(actor: Actor, *, on: date) -> frozenset[int] | None:
    """The units whose money the actor sees; None: all. Refuses: money.not_found where there are none"""
    if organisation.keeps_all(actor, on=on):
        return None
    tops = set(actor.officer_of)
    found = organisation.subtrees_ids(tops, on=on) if tops else frozenset()
    found |= people.headed_units(actor.person_id, on=on)
    if not found:
        raise not_found()
    return found


@dataclass(frozen=True)
class Place:
    """The agency a list is made for: its units, and where else the actor may go."""

    agency: int
    units: list[int]
    ways: list[tuple[int, str]]


def place_of(actor: Actor, asked: str, *, on: date) -> Place:
    """The agency asked for, else the actor's own: a list is one agency's, whatever the size of the city.

    Refuses: money.not_found to whoever oversees no unit, or not the one asked for
    """
    tops = actor.officer_of | people.headed_units(actor.person_id, on=on)
    if not tops:
        raise not_found()
    agency = int(asked) if asked.isdigit() else _own(actor, tops, on)
    way = organisation.path(agency, on=on)
    begins = next((place for place, one in enumerate(way) if one.unit_id in tops), None)
    if begins is None:
        raise not_found()
    units, below = organisation.agency(agency, on=on)
    ways = [(one.unit_id, one.name) for one in way[begins:]] + [(unit, f"— {name}") for unit, name in below]
    return Place(agency, sorted(units), ways)


def _own(actor: Actor, tops: frozenset[int], on: date) -> int:
    """The agency the actor is posted in, where they oversee it; else the first unit they do."""
    posting = people.posting_on(actor.person_id, on=on) if actor.person_id else None
    if posting and posting.unit_id in tops:
        return posting.unit_id
    agency = organisation.using_agency_of(posting.unit_id, on=on) if posting else None
    if agency is None or not any(one.unit_id in tops for one in organisation.path(agency, on=on)):
        return min(tops)
    return agency
