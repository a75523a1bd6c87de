"""What somebody is to a unit's money on a day, and whose boards they see."""

from __future__ import annotations

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
