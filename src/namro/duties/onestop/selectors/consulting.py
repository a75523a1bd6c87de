"""Opinions asked of other units: those of a dossier, and those that wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.onestop.access import Sight, relations_to_consultation
from namro.duties.onestop.models import Consultation, Dossier
from namro.duties.onestop.models.joint import OPEN
from namro.duties.onestop.selectors.points import MOST_OFFERED, Somebody

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """An opinion as the page of its dossier shows it."""

    row: Consultation
    unit: str
    is_late: bool  # not answered by its day, or answered after it
    may_answer: bool
    may_close: bool

    @property
    def is_open(self) -> bool:
        return self.row.answered_at is None and self.row.closed_at is None


def asked_of(dossier: Dossier, actor: Actor, relations: frozenset[Relation], *, at: datetime, on: date) -> list[Asked]:
    """The opinions asked for a dossier, in their order, with what the actor may do to each."""
    rows = list(dossier.consultations.select_related("asked_by__person", "answered_by__person").order_by("pk"))
    if not rows:
        return []
    headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
    names = organisation.name_of([one.unit_id for one in rows], on=on)
    found = []
    for row in rows:
        mine = relations | ({Relation.OWNER} if row.unit_id in headed else set())
        is_open = row.answered_at is None and row.closed_at is None
        late = (row.answered_at or row.closed_at or at) > row.due_at
        answers, closes = may(Permission.CONSULTATION_ANSWER, mine), may(Permission.DOSSIER_STEP, mine)
        found.append(Asked(row, names.get(row.unit_id, ""), late, is_open and answers, is_open and closes))
    return found


def consultation_for(actor: Actor, consultation_id: int, *, on: date, needs: Permission) -> Consultation:
    """One opinion asked, with its dossier. Refuses: onestop.consultation.not_found, access.denied."""
    row = Consultation.objects.select_related("dossier").filter(pk=consultation_id).first()
    relations = relations_to_consultation(row, row.dossier, actor, on=on) if row else frozenset()
    if row is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.consultation.not_found", _("Không có lần lấy ý kiến này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    return row


def waiting_page(actor: Actor, sight: Sight, *, on: date, page: str | None) -> Page[Consultation]:
    """Opinions not answered yet: asked of the actor's units, or for dossiers they see; soonest due first."""
    rows = Consultation.objects.filter(OPEN).select_related("dossier")
    if not sight.is_whole:
        headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
        ours = Q(dossier__point__in=sight.points) | Q(dossier__unit__in=sight.units)
        rows = rows.filter(Q(unit__in=headed) | ours | Q(dossier__step_person=actor.person_id or 0))
    return Paginator(rows.order_by("due_at", "id"), PAGE).get_page(page)


def units_to_ask(dossier: Dossier, *, on: date) -> list[Somebody]:
    """Units a dossier may need an opinion of: its own agency's, then the agencies beside it and above."""
    path = organisation.path(dossier.unit_id, on=on)
    tops = [one.unit_id for one in path]
    beside = [node.spell for top in tops for node in organisation.below(top, on=on)]
    spells = {one.unit_id: one for one in [*path, *beside] if one.unit_id != dossier.unit_id}
    return [Somebody(one.unit.code, one.name, "") for one in list(spells.values())[:MOST_OFFERED]]
