"""Plans to simplify, and what they have saved: only lines that a decision has brought about count."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from namro.base.errors import NotVisible
from namro.duties.procedures.data import Savings
from namro.duties.procedures.models import ChangeLine, DecisionState, SimplificationLine, SimplificationPlan

SUMS = {
    "procedures": Count("procedure", distinct=True),
    "days": Sum(F("days_before") - F("days_after")),
    "papers": Sum("papers_cut"),
    "steps": Sum("steps_cut"),
    "cost": Sum(F("cost_before") - F("cost_after")),
}


def list_plans() -> QuerySet[SimplificationPlan]:
    """Newest first, with their lines and how many of them a decision has brought about."""
    counted = Count("lines", filter=Q(lines__change__isnull=False))
    return SimplificationPlan.objects.annotate(line_count=Count("lines"), counted=counted).order_by("-year", "-pk")


def plan_with(plan_id: int) -> SimplificationPlan:
    """Refuses: procedures.plan.unknown"""
    found = SimplificationPlan.objects.filter(pk=plan_id).first()
    if found is None:
        raise NotVisible("procedures.plan.unknown", _("Không có phương án này."))
    return found


def lines_of(plan_id: int) -> QuerySet[SimplificationLine]:
    rows = SimplificationLine.objects.filter(plan=plan_id).select_related("procedure", "change__decision")
    return rows.order_by("procedure__code")


def savings_of(plan_id: int) -> tuple[Savings, Savings]:
    """What a plan promises, and what of it has been brought about."""
    lines = SimplificationLine.objects.filter(plan=plan_id)
    return _sum(lines), _sum(lines.filter(change__isnull=False))


def savings_where(*, first: date, last: date) -> Savings:
    """What decisions signed in a span have brought about."""
    return _sum(SimplificationLine.objects.filter(
        change__decision__state=DecisionState.PUBLISHED, change__decision__signed_on__range=(first, last)
    ))  # fmt: skip


def _sum(lines: QuerySet[SimplificationLine]) -> Savings:
    return Savings(**{name: value or 0 for name, value in lines.aggregate(**SUMS).items()})


def changes_for(line: SimplificationLine) -> QuerySet[ChangeLine]:
    """The published lines that may have brought a saving about, newest first; those already counted are left out."""
    of_it = Q(procedure=line.procedure_id) | Q(replaces=line.procedure_id)
    rows = ChangeLine.objects.filter(of_it, decision__state=DecisionState.PUBLISHED, simplification__isnull=True)
    return rows.select_related("decision").order_by("-effective_on", "-pk")
