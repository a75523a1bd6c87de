"""What somebody is to a finding: whoever it is about reads it and does nothing with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.inspections.models import Finding

R = Relation


@dataclass(frozen=True)
class Sight:
    """Whose findings somebody sees, found once a page."""

    person_id: int | None
    units: frozenset[int]  # headed, with what stands under them, and of their office
    is_whole: bool

    def q(self) -> Q:
        """Rows somebody may open: their own, and those of the units they head or keep."""
        if self.is_whole:
            return Q()
        mine = Q(pk__in=[]) if self.person_id is None else Q(person=self.person_id)
        return mine | Q(unit__in=self.units) if self.units else mine


def sight_of(actor: Actor, *, on: date) -> Sight:
    tops = people.headed_units(actor.person_id, on=on) | actor.officer_of
    whole = bool(tops) and tops >= {one.unit_id for one in organisation.roots(on=on)}
    units = frozenset() if whole else organisation.subtrees_ids(tops, on=on)
    return Sight(actor.person_id, units, whole)


def relations_to(found: Finding, actor: Actor, *, on: date) -> frozenset[Relation]:
    """Its owner and nothing else where it is about the actor; else who heads the unit or one above, and who keeps it."""
    if actor.person_id is not None and actor.person_id == found.person_id:
        return (actor.own_relations - {R.OFFICER}) | {R.OWNER}
    return relations_to_unit(found.unit_id, actor, on=on)


def relations_to_unit(unit_id: int, actor: Actor, *, on: date) -> frozenset[Relation]:
    """Who heads the unit or one above, and whose office keeps it: today, or when it last stood."""
    day = organisation.judged_on([unit_id], today=on).get(unit_id, on)
    above = {one.unit_id for one in organisation.path(unit_id, on=day)}
    mine = set(actor.own_relations) - {R.OFFICER}
    if above & people.headed_units(actor.person_id, on=on):
        mine.add(R.DECIDER)
    if above & actor.officer_of:
        mine.add(R.OFFICER)
    return frozenset(mine)


def relations_to_month(
    month: date, actor: Actor, *, on: date, person_id: int | None = None, unit_id: int | None = None
) -> frozenset[Relation]:  # fmt: skip
    """What somebody is to a month's number of a person, or of a unit: themself, and by the unit then or today."""
    if person_id is None:
        return relations_to_unit(unit_id or 0, actor, on=on)
    if person_id == actor.person_id:
        return (actor.own_relations - {R.OFFICER}) | {R.OWNER}
    units = {people.units_of_people([person_id], on=day).get(person_id) for day in (month, on)} - {None}
    found = actor.own_relations - {R.OFFICER}
    for unit in units:
        found |= relations_to_unit(unit or 0, actor, on=on)
    return found


def not_found() -> NotVisible:
    return NotVisible("inspections.finding.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


def require_writer(unit_id: int, actor: Actor, *, on: date) -> None:
    """Refuses: access.denied"""
    if actor.user_id is None or not may(Permission.FINDINGS_WRITE, relations_to_unit(unit_id, actor, on=on)):
        raise NotAllowed("access.denied", _("Tồn tại của một đơn vị do cán bộ nội vụ phụ trách đơn vị đó ghi."))


def require(permission: Permission, found: Finding, actor: Actor, *, on: date) -> frozenset[Relation]:
    """Refuses: inspections.finding.not_found, access.denied"""
    relations = relations_to(found, actor, on=on)
    if not may(Permission.FINDINGS_READ, relations):
        raise not_found()
    if not may(permission, relations):
        raise NotAllowed("access.denied", _("Tồn tại của một đơn vị do cán bộ nội vụ phụ trách đơn vị đó ghi."))
    return relations
