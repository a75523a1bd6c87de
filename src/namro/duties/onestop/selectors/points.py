"""Service points as their pages show them: hours, counters and staff on a day, and what they receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.city.people import selectors as people
from namro.duties.onestop.models import Counter, OpeningHours, PointStaff, Posting, ServicePoint
from namro.engine.text import search_key

MOST_OFFERED = 200  # names a list beside a field offers
MOST_LOOKS = 5  # of what was found posted
MOST_MEANT = 6  # units told of where a name fits several


def points_on(on: date) -> QuerySet[ServicePoint]:
    """Every point that works on a day, with its counters and staff."""
    staff = PointStaff.objects.filter(valid__contains=on).select_related("person").order_by("duty", "person__sort_key")
    counters = Counter.objects.filter(valid__contains=on).order_by("number")
    return (
        ServicePoint.objects.filter(valid__contains=on)
        .prefetch_related(Prefetch("staff", staff), Prefetch("counters", counters))
        .order_by("name", "pk")
    )


def matching(rows: QuerySet[ServicePoint], query: str) -> list[ServicePoint]:
    """Those whose name or code holds the words, accents or not; points are few hundreds."""
    words = search_key(query).split()
    return [one for one in rows if all(word in search_key(f"{one.name} {one.code}") for word in words)]


def point_on(point_id: int, *, on: date) -> ServicePoint:
    """One point. Refuses: onestop.point.unknown."""
    found = points_on(on).filter(pk=point_id).first() or ServicePoint.objects.filter(pk=point_id).first()
    if found is None:
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    return found


def hours_since(point_id: int) -> list[OpeningHours]:
    """Every set of hours of a point, the newest first."""
    return list(OpeningHours.objects.filter(point=point_id).order_by("-valid"))


def postings_of(point_id: int) -> list[Posting]:
    """The last looks at what hangs at a point, the newest first."""
    return list(Posting.objects.filter(point=point_id).select_related("by__person").order_by("-day")[:MOST_LOOKS])


def is_kept(point: ServicePoint, actor: Actor, *, on: date) -> bool:
    """Whether the actor is home affairs of the unit that runs the point."""
    return organisation.covers(actor, point.unit_id, on=on)


@dataclass(frozen=True)
class Somebody:
    """One name of the list beside a field."""

    code: str
    name: str
    unit: str


def colleagues(unit_id: int, *, on: date) -> list[Somebody]:
    """Who may be given a step of a dossier: the people of the agency the unit is of; of the unit alone where they are many."""
    units = organisation.subtree_ids(organisation.using_agency_of(unit_id, on=on) or unit_id, on=on)
    if len(units) > MOST_OFFERED:
        units = frozenset({unit_id})
    names = organisation.name_of(units, on=on)
    rows = people.people_of(units, on=on)[:MOST_OFFERED]
    return [Somebody(one.person.code, one.person.full_name, names.get(one.unit_id, "")) for one in rows]


def colleagues_at(point: ServicePoint, *, on: date) -> list[Somebody]:
    """Who works at the point on a day."""
    rows = (
        PointStaff.objects.filter(point=point, valid__contains=on).select_related("person").order_by("person__sort_key")
    )
    return [Somebody(one.person.code, one.person.full_name, str(one.get_duty_display())) for one in rows]


def competent_units(point: ServicePoint, *, on: date) -> list[Somebody]:
    """The agencies a dossier of the point may be for, the nearest first: its own, those below it, every other agency."""
    below = organisation.subtree_ids(point.unit_id, on=on)
    return [
        Somebody(one.unit.code, one.name, "")
        for one in organisation.nearest(point.unit_id, below, on=on, most=MOST_OFFERED)
    ]


def competent_text(unit_id: int, *, on: date) -> str:
    """An agency as the list offers it; of one that was merged, whoever took it over, where that is one alone."""
    found = organisation.spell(unit_id, on=on)
    if found is None:
        heirs = [one.successor_id for one in organisation.successions(unit_id)[1] if one.on <= on]
        found = organisation.spell(heirs[0], on=on) if len(heirs) == 1 else None
    return f"{found.unit.code} · {found.name}" if found else ""


def competent_like(typed: str, *, on: date) -> list[UnitSpell]:
    """The units that may be meant by a code, by "code · name" or by a name, accents or not; one where it is exact."""
    code = typed.partition("·")[0].strip()
    exact = organisation.unit_by_code(code, on=on) if code else None
    return [exact] if exact else organisation.named(typed, on=on, most=MOST_MEANT)
