"""Small reads the screens need beside the sheets themselves: names of people, a reviewer's periods, who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from namro.base.access.rules import Actor
from namro.base.audit import selectors as audit
from namro.city.people.models import Person
from namro.duties.evaluations.models import Period, Sheet
from namro.duties.evaluations.selectors.standing import reach_of

PERIODS_SHOWN = 6


@dataclass(frozen=True)
class Looker:
    """Somebody who opened a sheet, the last time they did."""

    text: str
    at: datetime


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Full names by person: one query."""
    wanted = {one for one in person_ids if one is not None}
    return dict(Person.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "full_name")) if wanted else {}


def review_periods(actor: Actor, *, on: date) -> list[Period]:
    """The last periods in which the actor scores somebody, newest first; `to_review` says how many still wait."""
    units = reach_of(actor, on=on).acts_for
    if not units:
        return []
    waiting = Count("pk", filter=Q(state__in=["open", "self_scored", "forwarded"], not_rated=""))
    mine = Sheet.objects.filter(reviewer_unit__in=units).exclude(person_id=actor.person_id)
    counted = dict(mine.order_by().values("period").annotate(n=waiting).values_list("period", "n"))
    found = list(Period.objects.filter(pk__in=list(counted)).order_by("-days", "framework")[:PERIODS_SHOWN])
    for one in found:
        one.to_review = counted[one.pk]  # type: ignore[attr-defined]
    return found


def lookers(sheet: Sheet, *, but: int | None) -> list[Looker]:
    """Who opened a sheet, the latest first: two queries."""
    seen = audit.viewers_of(("sheet", sheet.pk), but=but)
    names = names_of(one.person_id for one in seen)
    return [Looker(names.get(one.person_id or 0, "–"), one.last_at) for one in seen]
