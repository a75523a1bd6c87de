"""What somebody is to a piece of feedback: never both the one it is about and the one who deals with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.feedback.models import Feedback

R = Relation


@dataclass(frozen=True)
class Sight:
    """Whose feedback somebody sees, found once a page."""

    user_id: int | None
    person_id: int | None
    units: frozenset[int]  # headed, with what stands under them, and of their office
    is_whole: bool

    def q(self) -> Q:
        """Rows somebody may open; those about themself once verified."""
        found = Q(pk__in=[])
        if self.user_id is not None:
            found |= Q(received_by=self.user_id)
        if self.person_id is not None:
            found |= Q(handler=self.person_id) | Q(person=self.person_id, verified_at__isnull=False)
        among = Q() if self.is_whole else Q(unit__in=self.units)
        about_others = Q() if self.person_id is None else Q(person=None) | ~Q(person=self.person_id)
        return found | (among & about_others if self.is_whole or self.units else Q(pk__in=[]))


def sight_of(actor: Actor, *, on: date) -> Sight:
    headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
    tops = headed | actor.officer_of
    whole = bool(tops) and tops >= {one.unit_id for one in organisation.roots(on=on)}
    units = frozenset() if whole else frozenset(organisation.subtrees_ids(tops, on=on))
    return Sight(actor.user_id, actor.person_id, units, whole)


def relations_to(found: Feedback, actor: Actor, *, on: date) -> frozenset[Relation]:
    """Whoever it is about reads it once verified, and is nothing else to it."""
    mine = set(actor.own_relations) - {R.OFFICER}
    if actor.person_id is not None and actor.person_id == found.person_id:
        return frozenset(mine | {R.OWNER}) if found.verified_at else frozenset(mine)
    if found.received_by_id is not None and found.received_by_id == actor.user_id:
        mine.add(R.RECEIVER)
    if actor.person_id is not None and found.handler_id == actor.person_id:
        mine.add(R.HANDLER)
    path = organisation.path(found.unit_id, on=on) or organisation.path(found.unit_id, on=found.received_on)
    above = {one.unit_id for one in path}
    if actor.person_id is not None and above & people.headed_units(actor.person_id, on=on):
        mine.add(R.DECIDER)
    if above & actor.officer_of:
        mine.add(R.OFFICER)
    return frozenset(mine)


def not_found() -> NotVisible:
    return NotVisible("feedback.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))


def require(permission: Permission, found: Feedback, actor: Actor, *, on: date) -> frozenset[Relation]:
    """Refuses: feedback.not_found, access.denied"""
    relations = relations_to(found, actor, on=on)
    if not may(Permission.FEEDBACK_READ, relations):
        raise not_found()
    if not may(permission, relations):
        raise NotAllowed("access.denied", _("Việc này do người được phân công hoặc người đứng đầu thực hiện."))
    return relations
