"""Rewards: a person's, and the board of proposals."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from namro.base.access.rules import Actor
from namro.city.people.selectors import people_matching
from namro.duties.careers.money.models import Reward, RewardProposal
from namro.duties.careers.money.selectors.standing import overseen

MOST_FOUND = 500


def rewards_of(person_id: int, *, on: date) -> list[Reward]:
    """The rewards a person had by a day, oldest first; withdrawn ones are left out."""
    rows = Reward.objects.filter(person=person_id, decided_on__lte=on, withdrawn_at=None)
    return list(rows.order_by("decided_on", "pk"))


def proposals_for(
    actor: Actor, *, year: int, state: str = "", words: str = "", sort: str = "", on: date
) -> QuerySet[RewardProposal]:
    """The proposals of a year the actor oversees."""
    units = overseen(actor, on=on)
    rows = RewardProposal.objects.filter(year=year).filter(Q() if units is None else Q(unit__in=units))
    if state:
        rows = rows.filter(state=state)
    if words.strip():
        rows = rows.filter(person__in=people_matching(words, most=MOST_FOUND))
    order = {"-newest": ("-proposed_at", "pk"), "rule": ("rule", "person__sort_key", "pk")}
    return rows.select_related("person", "rating", "reward").order_by(*order.get(sort, ("person__sort_key", "pk")))
