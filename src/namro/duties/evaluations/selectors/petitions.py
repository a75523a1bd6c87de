"""Petitions somebody may see."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.errors import NotAllowed, NotVisible
from namro.duties.evaluations.models import Petition, Round
from namro.duties.evaluations.selectors.standing import reach_of, require, sheet_relations, visible_part

TEXT = "sheet__period__framework_text"


def petitions_of(round_: Round) -> QuerySet[Petition]:
    """Petitions of a round, unanswered and earliest due first."""
    rows = Petition.objects.filter(sheet__round=round_).select_related("sheet__person", "handler", "decision")
    return rows.order_by("answered_at", "due_on", "pk")


def petitions_visible_to(actor: Actor, *, on: date) -> QuerySet[Petition]:
    """Petitions of one's own, on sheets one scores, decides or oversees, or that one examines."""
    seen = visible_part(reach_of(actor, on=on), "sheet__")
    if seen and actor.person_id is not None:
        seen |= Q(handler_id=actor.person_id)
    rows = Petition.objects.filter(seen).select_related("sheet__person", "sheet__round", "sheet__period", "handler")
    return rows.defer(TEXT).order_by("answered_at", "due_on", "pk")


def petition_for(actor: Actor, petition_id: int, *, on: date) -> Petition:
    """One petition, for its person, whoever examines it, and whoever may read the sheet.

    Refuses: evaluations.not_found
    """
    rows = Petition.objects.select_related(
        "sheet__person", "sheet__round", "sheet__period", "handler", "decision", "answered_by__person"
    )
    found = rows.defer(TEXT).filter(pk=petition_id).first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    if found.handler_id is None or found.handler_id != actor.person_id:
        relations = sheet_relations(reach_of(actor, on=on), found.sheet)
        require(Permission.SHEET_READ, relations, sees=Permission.SHEET_READ)
    return found


def petition_to_answer(actor: Actor, petition_id: int, *, on: date) -> Petition:
    """A petition for the authority that answers it. Refuses: evaluations.not_found, access.denied"""
    found = petition_for(actor, petition_id, on=on)
    relations = sheet_relations(reach_of(actor, on=on), found.sheet)
    if not may(Permission.PETITION_ANSWER, relations):
        raise NotAllowed(
            "access.denied",
            _("Việc này không thuộc thẩm quyền của anh/chị vào ngày này. Xem trang “Ai chấm, ai quyết định”."),
        )
    return found
