"""What of the register waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.city.people import selectors as people
from namro.duties.feedback.models import Feedback, State


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: Any
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """To look into and answer; to hand out, for whoever heads the unit and is not the one it is about: one query."""
    if actor.person_id is None:
        return []
    headed = people.headed_units(actor.person_id, on=on)
    mine = Q(handler=actor.person_id, state__in=[State.ASSIGNED, State.VERIFIED])
    waits = Q(unit__in=headed, state=State.RECEIVED) & (Q(person=None) | ~Q(person=actor.person_id))
    found = Feedback.objects.filter(mine | waits).aggregate(
        mine=Count("pk", filter=mine), mine_due=Min("due_on", filter=mine),
        waits=Count("pk", filter=waits), waits_due=Min("pass_by", filter=waits),
    )  # fmt: skip
    link = reverse("feedback_list")
    lines = [
        Waiting(_("Phản ánh chờ xác minh, trả lời"), found["mine"], f"{link}?state=open&sort=due", found["mine_due"]),
        Waiting(_("Phản ánh chờ phân công"), found["waits"], f"{link}?state=received&sort=due", found["waits_due"]),
    ]
    return [line for line in lines if line.count]
