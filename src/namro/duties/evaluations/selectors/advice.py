"""Whose year somebody may speak about beside the line of art. 10, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from namro.base.access.rules import Actor
from namro.duties.evaluations.models import AdvisoryScore, Period, Sheet, SheetState
from namro.duties.evaluations.selectors.standing import HEAVY, reach_of
from namro.duties.evaluations.yearly import LEADER_RANKS


def leaders_to_advise(actor: Actor, *, words: str, on: date) -> QuerySet[Sheet]:
    """Leaders of other units whose year is open, for whoever heads a unit, none for others; `words` of their name."""
    headed = reach_of(actor, on=on).headed
    if not headed or actor.person_id is None:
        return Sheet.objects.none()
    rows = Sheet.objects.filter(
        period__kind=Period.Kind.YEAR, rank__in=LEADER_RANKS, not_rated="", round__step__in=["self_score", "review", "decide"]
    ).exclude(state=SheetState.DECIDED).exclude(person_id=actor.person_id).exclude(unit__in=headed)  # fmt: skip
    if words:
        rows = rows.filter(person__search_key__contains=words)
    related = rows.select_related("person", "posting", "period").defer(HEAVY)
    return related.order_by("person__sort_key", "pk")


def own_advice(actor: Actor, sheet_ids: Sequence[int]) -> dict[int, AdvisoryScore]:
    """What the actor has said of these sheets, the latest of each."""
    rows = AdvisoryScore.objects.filter(sheet__in=sheet_ids, giver=actor.person_id).order_by("at")
    return {one.sheet_id: one for one in rows}
