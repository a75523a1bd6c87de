"""Small reads the screens need beside the sheets themselves: names of people, a reviewer's periods, who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, OuterRef, Q, Subquery

from namro.base.audit import selectors as audit
from namro.city.people.models import Person
from namro.duties.evaluations.models import Attendance, Meeting, Period, Sheet
from namro.duties.evaluations.selectors.standing import Reach

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

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


class Waiting(TypedDict):
    """How many sheets of a period still wait for their reviewer."""

    to_review: int


def review_periods(reach: Reach) -> list[WithAnnotations[Period, Waiting]]:
    """The last periods in which somebody scores people, newest first; `to_review` says how many still wait: one query."""
    if not reach.acts_for:
        return []
    waiting = Q(sheets__state__in=["open", "self_scored", "forwarded"], sheets__not_rated="")
    found = (
        Period.objects.filter(sheets__reviewer_unit__in=reach.acts_for)
        .exclude(kind=Period.Kind.YEAR)  # a year is reviewed by its meetings
        .annotate(to_review=Count("sheets", filter=waiting))
        .defer("framework_text")
    )
    return list(found.order_by("-days", "framework")[:PERIODS_SHOWN])


def lookers(sheet: Sheet, *, but: int | None) -> list[Looker]:
    """Who saw a sheet, on its page, in a table or a file that holds it, the latest first: one query."""
    places: list[tuple[tuple[str, int], int | None]] = [(("sheet", sheet.pk), None), (("round", sheet.round_id), None)]
    if sheet.reviewer_unit_id is not None:  # the reviewer's table of that unit
        places.append((("period", sheet.period_id), sheet.reviewer_unit_id))
    name = Person.objects.filter(pk=OuterRef("person_id")).values("full_name")[:1]
    seen = audit.viewers_of_any(places, but=but).annotate(name=Subquery(name))
    return [Looker(name or "–", at) for _user, _person, at, _times, name in seen]


def people_of_unit(meeting: Meeting, asked: Iterable[Attendance]) -> list[tuple[int, str]]:
    """Who may chair a meeting or write its minutes: whoever was asked, and who does so now."""
    found = {meeting.chair_id: meeting.chair.full_name, meeting.secretary_id: meeting.secretary.full_name}
    return list((found | {one.person_id: one.person.full_name for one in asked}).items())
