"""What of the desk waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.ui.waiting import Counted
from namro.duties.onestop.models import Channel, Dossier, PointStaff, State


@dataclass(frozen=True)
class Waiting:
    """One line of the home page."""

    text: str
    count: int
    link: str
    due: date | None


def waiting_for(actor: Actor, *, on: date) -> list[Counted]:
    """What citizens sent online to the points somebody works at, and nobody has looked at yet."""
    if actor.person_id is None:
        return []
    points = PointStaff.objects.filter(person=actor.person_id, valid__contains=on).values("point")
    rows = Dossier.objects.filter(point__in=points, state=State.REGISTERED, channel=Channel.ONLINE)
    return [Counted(rows, _line)]


def _line(count: int, due: date | None) -> Waiting:
    link = f"{reverse('dossiers')}?state={State.REGISTERED}"
    return Waiting(_("Hồ sơ nộp trực tuyến chờ tiếp nhận"), count, link, due)
