"""What somebody is to a campaign: keeps it, heads its unit, or works in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.surveys.models import Campaign

R = Relation


@dataclass(frozen=True)
class Sight:
    """Whose campaigns somebody sees, found once a page."""

    units: frozenset[int]

    def q(self) -> Q:
        return Q(unit__in=self.units)


def sight_of(actor: Actor, *, on: date) -> Sight:
    """Campaigns about units one keeps or heads, and about those one works in, up to the whole agency."""
    tops = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
    units = set(organisation.subtrees_ids(tops | actor.officer_of, on=on))
    post = people.posting_on(actor.person_id, on=on) if actor.person_id else None
    if post is not None:
        units |= {one.unit_id for one in organisation.path(post.unit_id, on=on)}
    return Sight(frozenset(units))


def relations_to_unit(unit_id: int, actor: Actor, *, on: date) -> frozenset[Relation]:
    mine = set(actor.own_relations) - {R.OFFICER}
    above = {one.unit_id for one in organisation.path(unit_id, on=on)} | {unit_id}
    if above & actor.officer_of:
        mine.add(R.OFFICER)
    if actor.person_id is None:
        return frozenset(mine)
    if above & people.headed_units(actor.person_id, on=on):
        mine.add(R.DECIDER)
    post = people.posting_on(actor.person_id, on=on)
    if post is not None and unit_id in {one.unit_id for one in organisation.path(post.unit_id, on=on)}:
        mine.add(R.COLLEAGUE)
    return frozenset(mine)


def not_found() -> NotVisible:
    return NotVisible("surveys.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


def require(permission: Permission, found: Campaign, actor: Actor, *, on: date) -> frozenset[Relation]:
    """Refuses: surveys.not_found, access.denied"""
    relations = relations_to_unit(found.unit_id, actor, on=on)
    if not may(Permission.SURVEY_READ, relations):
        raise not_found()
    if not may(permission, relations):
        raise NotAllowed("access.denied", _("Việc này do bộ phận nội vụ của đơn vị thực hiện."))
    return relations
