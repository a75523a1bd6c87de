"""What of the register waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.ui.waiting import Counted
from namro.city.people import selectors as people
from namro.duties.feedback.models import Feedback, State


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: Any
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Counted]:
    """To look into and answer; to hand out, for whoever heads the unit and is not the one it is about."""
    if actor.person_id is None:
        return []
    rows, link = Feedback.objects.all(), reverse("feedback_list")
    mine = rows.filter(handler=actor.person_id, state__in=[State.ASSIGNED, State.VERIFIED])
    found = [
        Counted(mine, partial(_line, _("Phản ánh chờ xác minh, trả lời"), f"{link}?state=open&sort=due"), "due_on")
    ]
    if headed := people.headed_units(actor.person_id, on=on):
        waits = rows.filter(Q(person=None) | ~Q(person=actor.person_id), unit__in=headed, state=State.RECEIVED)
        found.append(
            Counted(waits, partial(_line, _("Phản ánh chờ phân công"), f"{link}?state=received&sort=due"), "pass_by")
        )
    return found


def _line(text: str, link: str, count: int, due: date | None) -> Waiting:
    return Waiting(text, count, link, due)
