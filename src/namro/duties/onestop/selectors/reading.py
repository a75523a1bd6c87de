"""One dossier as its page shows it: its ledgers, what may happen next, and everything that has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.access import relations_to
from namro.duties.onestop.models import Apology, Dossier, Movement, Pause, Step, StepHolder, Supplement
from namro.duties.onestop.selectors.reckoning import reckoned

MOST_CODES = 3
SHOWN_DIGITS = 3  # of a personal number, to whoever does not work on the dossier
WORKS = frozenset({Relation.RECEIVER, Relation.SUPERVISOR, Relation.HANDLER, Relation.DECIDER})


@dataclass(frozen=True)
class Whole:
    """A dossier with everything that hangs on it."""

    dossier: Dossier
    relations: frozenset[Relation]
    steps: Sequence[Step]
    pauses: list[Pause]
    supplements: list[Supplement]
    movements: list[Movement]
    apology: Apology | None
    names: dict[int, str]  # of units

    @property
    def works(self) -> bool:
        return bool(self.relations & WORKS)

    @property
    def first_due(self) -> datetime | None:
        """When it was due as accepted, before any pause; the stored moment where it cannot be counted."""
        try:
            counted = reckoned(self.dossier, [])
        except DomainError:
            return self.dossier.due_at
        return counted[0].due if counted else None

    @property
    def id_number(self) -> str:
        """The personal number; all but its end is covered for whoever does not work on it."""
        number = self.dossier.id_number
        if self.works or not number:
            return number
        return "•" * (len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]


def dossier_for(
    actor: Actor, dossier_id: int, *, on: date, needs: Permission = Permission.DOSSIER_READ
) -> tuple[Dossier, frozenset[Relation]]:
    """A dossier and what the actor is to it. Refuses: onestop.not_found, access.denied."""
    rows = Dossier.objects.select_related("point", "step_person", "accepted_by__person")
    dossier = rows.prefetch_related("supplements").filter(pk=dossier_id).first()
    relations = relations_to(dossier, actor, on=on) if dossier else frozenset()
    if dossier is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.not_found", _("Không có hồ sơ này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    return dossier, relations


BEFORE = StepHolder.objects.filter(step=OuterRef("pk"), person__isnull=False).values("person__full_name")


def whole(actor: Actor, dossier_id: int, *, on: date) -> Whole:
    """The page's own. Refuses: onestop.not_found."""
    dossier, relations = dossier_for(actor, dossier_id, on=on)
    steps = list(
        dossier.steps.select_related("person", "finished_by__person")
        .annotate(held_before=ArraySubquery(BEFORE))
        .order_by("number")
    )
    movements = list(dossier.movements.select_related("by__person", "mail").order_by("pk"))
    apology = Apology.objects.filter(dossier=dossier).select_related("fault_person", "approved_by__person").first()
    return Whole(
        dossier, relations, steps, list(dossier.pauses.order_by("start", "pk")), sorted(dossier.supplements.all(), key=lambda one: one.pk), movements,
        apology, organisation.name_of(_units(dossier, steps, apology), on=on),
    )  # fmt: skip


def other_names(dossier: Dossier) -> list[str]:
    """Codes of dossiers handed in under the same number with another name: one of the two was typed wrong. No name is told."""
    if not dossier.id_number:
        return []
    rows = Dossier.objects.filter(id_number=dossier.id_number, code__isnull=False).exclude(
        applicant_key=dossier.applicant_key
    )
    return [str(code) for code in rows.order_by("-pk").values_list("code", flat=True)[:MOST_CODES]]


def _units(dossier: Dossier, steps: Iterable[Step], apology: Apology | None) -> set[int]:
    return {dossier.unit_id, *(one.unit_id for one in steps), *([apology.fault_unit_id] if apology else [])}
