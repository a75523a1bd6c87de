"""The ledger of pauses: one open at a time, each by the rule of the day it began."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from namro.duties.onestop.clocks import clock_of, due_of, step_due_of
from namro.duties.onestop.models import Dossier, Pause, Step
from namro.duties.onestop.models.dossiers import PauseReason
from namro.duties.onestop.models.joint import OPEN, RUNNING_PART, Consultation, LinkedPart
from namro.duties.onestop.parameters import rule_of


def is_late(dossier: Dossier, at: datetime) -> bool:
    """Whether the dossier is past what it was promised for; the one new date of an apology stays late."""
    return dossier.due_at is not None and at > dossier.due_at


def pause(dossier: Dossier, reason: PauseReason, at: datetime, on: date) -> None:
    """Stop the clock; a pause for an opinion that is open gives way to this one. The dossier is not saved."""
    dossier.pauses.filter(end__isnull=True).update(end=at)
    rule = rule_of("supplement_policy" if reason == PauseReason.SUPPLEMENT else "other_policy", on=on)
    Pause.objects.create(dossier=dossier, reason=reason, policy=rule.value, start=at, basis=rule.citation)
    if not is_late(dossier, at):
        dossier.due_at = None
    # Whoever's turn it is does not run late while the clock stands still; who was late already stays so.
    active_steps(dossier).filter(due_at__gte=at).update(due_at=None)
    active_parts(dossier).filter(due_at__gte=at).update(due_at=None)


def resume(dossier: Dossier, at: datetime, on: date) -> None:
    """The clock goes on, unless an opinion that stops it is still awaited. The dossier is not saved."""
    end_pauses(dossier, at, on)
    if awaits_opinion(dossier):
        pause(dossier, PauseReason.CONSULTATION, at, on)


def end_pauses(dossier: Dossier, at: datetime, on: date) -> None:
    """Whatever pause is open ends; what is due is counted again. Steps are saved, the dossier is not."""
    if not dossier.pauses.filter(end__isnull=True).update(end=at):
        return
    clock, pauses = clock_of(dossier.point_id, on=on), dossier.pauses.order_by("start", "pk")
    if dossier.limit_quantity:
        dossier.due_at = due_of(dossier, pauses, clock)
    waiting: list[Step | LinkedPart] = [*active_steps(dossier).filter(due_at=None)]
    waiting += active_parts(dossier).filter(due_at=None)
    for row in waiting:
        row.due_at = step_due_of(row, pauses.filter(start__gte=row.started_at), clock)
        row.save(update_fields=["due_at"])


def active_steps(dossier: Dossier) -> QuerySet[Step]:
    """The step somebody has to do now, if any."""
    return Step.objects.filter(dossier=dossier, started_at__isnull=False, finished_at=None)


def active_parts(dossier: Dossier) -> QuerySet[LinkedPart]:
    """The parts other units have to do now."""
    return LinkedPart.objects.filter(RUNNING_PART, lead=dossier, started_at__isnull=False)


def awaits_opinion(dossier: Dossier) -> bool:
    """Whether an opinion for which the clock stands still is open."""
    return Consultation.objects.filter(OPEN, dossier=dossier, stops_clock=True).exists()
