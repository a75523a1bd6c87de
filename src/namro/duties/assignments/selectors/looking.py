"""Who looked at somebody's work: on its page, in their month, in the table of results to accept, or at its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from namro.base.audit import selectors as audit
from namro.city.people.models import Person
from namro.duties.assignments.models import Assignment

MEMBER, WORK, EVIDENCE = (
    "assignments:member:viewed", "assignments:work:viewed", "assignments:work:downloaded_evidence",
)  # fmt: skip
Look = tuple[str, tuple[str, int], int | None]  # tag, subject, unit: as the log takes it


@dataclass(frozen=True)
class Looker:
    """Somebody who looked, the last time they did."""

    name: str
    at: datetime
    times: int


def at_members(rows: Iterable[Assignment]) -> list[Look]:
    """What to record when a page shows work of these rows' people: one look a posting."""
    postings = {row.posting_id: row.posting for row in rows if row.posting_id and row.posting}
    return [(MEMBER, ("posting", pk), one.unit_id) for pk, one in sorted(postings.items())]


def at_work(row: Assignment, tag: str = WORK) -> list[Look]:
    """What to record when a page shows one piece of work."""
    return [(tag, ("assignment", row.pk), row.posting.unit_id if row.posting else None)]


def lookers_at_work(row: Assignment, *, but: int | None) -> list[Looker]:
    """Who looked at one piece of work, the latest first: two queries."""
    return _named(Q(subject_type="assignment", subject_id=row.pk, tag__in=(WORK, EVIDENCE)), but=but)


def lookers_at_month(
    posting_ids: Iterable[int], rows: Iterable[Assignment], *, month: date, but: int | None
) -> list[Looker]:
    """Who looked at somebody's work of a month, or at one piece of it, since the month began: two queries."""
    since = timezone.make_aware(datetime.combine(month, time()))
    member = Q(subject_type="posting", subject_id__in=list(posting_ids), tag=MEMBER, at__gte=since)
    piece = Q(subject_type="assignment", subject_id__in=[row.pk for row in rows], tag__in=(WORK, EVIDENCE))
    return _named(member | piece, but=but)


def _named(condition: Q, *, but: int | None) -> list[Looker]:
    seen = audit.viewers_where(condition, but=but)
    wanted = {one.person_id for one in seen if one.person_id}
    names = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}
    return [Looker(names.get(one.person_id or 0, "–"), one.last_at, one.times) for one in seen]
