"""Parts of a dossier at other units: where each stands, and whose doing the delay of the whole is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.onestop.access import Sight, relations_to_part
from namro.duties.onestop.clocks import clock_of, local
from namro.duties.onestop.models import Dossier, LinkedPart
from namro.duties.onestop.models.joint import RUNNING_PART
from namro.duties.onestop.selectors.reckoning import limit_text
from namro.engine.linked import Done, delay_by

PAGE = 50
MINUTES = 60


@dataclass(frozen=True)
class Part:
    """A part as pages show it."""

    row: LinkedPart
    unit: str
    limit: str
    is_late: bool

    @property
    def is_running(self) -> bool:
        return self.row.started_at is not None and self.row.finished_at is None and self.row.closed_at is None


@dataclass(frozen=True)
class Caused:
    """How much of the delay one unit or person caused, in hours and minutes of work."""

    unit: str
    person: str
    is_lead: bool
    hours: int
    minutes: int


@dataclass(frozen=True)
class Linked:
    """All parts of a dossier, and who caused its delay: empty while it is not late."""

    parts: list[Part]
    caused: list[Caused]


def linked_of(dossier: Dossier, *, at: datetime, on: date) -> Linked | None:
    """The parts of a dossier; None where it has none."""
    rows = list(dossier.parts.select_related("person", "own").order_by("order", "pk"))
    if not rows:
        return None
    names = organisation.name_of([dossier.unit_id, *(one.unit_id for one in rows)], on=on)
    parts = [_part(one, names, at) for one in rows]
    return Linked(parts, _caused(dossier, rows, names, at, on))


def _part(row: LinkedPart, names: dict[int, str], at: datetime) -> Part:
    runs_late = not row.finished_at and not row.closed_at and row.due_at is not None and row.due_at < at
    limit = limit_text(row.limit_quantity, row.limit_unit)
    return Part(row, names.get(row.unit_id, ""), limit, row.is_late or runs_late)


def _caused(
    dossier: Dossier, rows: Sequence[LinkedPart], names: dict[int, str], at: datetime, on: date
) -> list[Caused]:
    """Whose doing the delay is; nobody's where it cannot be counted."""
    ended = dossier.finished_at or at
    if dossier.due_at is None or dossier.due_at >= ended:
        return []
    done = [Done(one.pk, one.order, _local(one.due_at), _local(one.finished_at or one.closed_at)) for one in rows]
    try:
        blamed = delay_by(done, local(dossier.due_at), local(ended), clock_of(dossier.point_id, on=on))
    except DomainError:
        return []
    known = {one.pk: one for one in rows}
    found = []
    for one in blamed:
        part = known.get(one.key) if one.key is not None else None
        unit = part.unit_id if part else dossier.unit_id
        who = part.person.full_name if part and part.person else ""
        found.append(Caused(names.get(unit, ""), who, part is None, *divmod(one.minutes, MINUTES)))
    return found


def _local(moment: datetime | None) -> datetime | None:
    return local(moment) if moment is not None else None


def part_for(
    actor: Actor, part_id: int, *, on: date, needs: Permission = Permission.DOSSIER_READ
) -> tuple[LinkedPart, frozenset[Relation]]:
    """One part with its lead, and what the actor is to it. Refuses: onestop.part.not_found, access.denied."""
    row = LinkedPart.objects.select_related("lead__point", "own", "person").filter(pk=part_id).first()
    relations = relations_to_part(row, row.lead, actor, on=on) if row else frozenset()
    if row is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.part.not_found", _("Không có phần việc này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Phần việc này của đơn vị khác."))
    return row, relations


def part_of(dossier: Dossier) -> LinkedPart | None:
    """The part this dossier is the unit's own number of."""
    return LinkedPart.objects.filter(own=dossier).select_related("lead").first()


def waiting_page(actor: Actor, sight: Sight, *, on: date, page: str | None) -> Page[LinkedPart]:
    """Parts that run: of the actor and the units they head, or of dossiers they see; soonest due first."""
    rows = LinkedPart.objects.filter(RUNNING_PART, started_at__isnull=False).select_related("lead", "person")
    if not sight.is_whole:
        headed = people.headed_units(actor.person_id, on=on) if actor.person_id else frozenset()
        ours = Q(lead__point__in=sight.points) | Q(lead__unit__in=sight.units)
        me = Q(lead__step_person=actor.person_id or 0) | Q(person=actor.person_id or 0)
        rows = rows.filter(Q(unit__in=headed) | ours | me)
    return Paginator(rows.order_by("due_at", "id"), PAGE).get_page(page)
