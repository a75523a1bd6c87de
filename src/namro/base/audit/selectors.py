"""The log, read: who looked at a thing, and the events that match what an officer asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from namro.base.audit.models import Event

# What the system administrator never reads: the system administrator sees no scores (and nothing that tells them).
SCORE_SOURCES = ("evaluations:", "assignments:", "documents:", "facts:")


@dataclass(frozen=True)
class Viewer:
    """Somebody who looked at a thing: when last, how often."""

    user_id: int
    person_id: int | None
    last_at: datetime
    times: int


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the log; everything optional."""

    user_ids: frozenset[int] | None = None
    tag: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    since: date | None = None
    until: date | None = None


def viewers_of(subject: tuple[str, int], *, but: int | None = None) -> list[Viewer]:
    """Who looked at a thing, the latest first; `but` leaves out a user (the owner themself)."""
    return viewers_where(_seen(subject), but=but)


def _seen(subject: tuple[str, int], unit_id: int | None = None) -> Q:
    """Events of looking at a thing: on a page, printed, or in a file taken away."""
    looked = Q(tag__endswith=":viewed") | Q(tag__endswith=":printed") | Q(tag__contains=":downloaded_")
    found = Q(subject_type=subject[0], subject_id=subject[1]) & looked
    return found & Q(unit_id=unit_id) if unit_id is not None else found


def viewers_of_any(
    subjects: Iterable[tuple[tuple[str, int], int | None]], *, but: int | None = None
) -> QuerySet[Event, tuple[Any, ...]]:
    """Who looked at any of these things (with its unit, where only that part of it counts), the latest first: rows of
    user, person, last time, times; whoever asks may have the names read along.
    """
    condition = Q(pk__in=[])
    for subject, unit_id in subjects:
        condition |= _seen(subject, unit_id)
    return _viewers(condition, but=but)


def viewers_where(condition: Q, *, but: int | None) -> list[Viewer]:
    return [Viewer(*row) for row in _viewers(condition, but=but)]


def _viewers(condition: Q, *, but: int | None) -> QuerySet[Event, tuple[Any, ...]]:
    events = Event.objects.filter(condition)
    if but is not None:
        events = events.exclude(user_id=but)
    rows = (
        events.exclude(user_id=None).values_list("user_id", "person_id").annotate(last_at=Max("at"), times=Count("id"))
    )
    return rows.order_by("-last_at")


def events(asked: Asked, *, unit_ids: Iterable[int] | None, scores: bool) -> QuerySet[Event]:
    """Events within these units (None: all of them), the newest first; `scores` says whether score events are shown."""
    found = Event.objects.all()
    if unit_ids is not None:
        found = found.filter(unit_id__in=list(unit_ids))
    if not scores:
        found = found.exclude(_tells_scores())
    return found.filter(_wanted(asked)).order_by("-at", "-id")


def _tells_scores() -> Q:
    condition = Q()
    for source in SCORE_SOURCES:
        condition |= Q(tag__startswith=source)
    return condition


def _wanted(asked: Asked) -> Q:
    condition = Q()
    if asked.user_ids is not None:
        condition &= Q(user_id__in=asked.user_ids)
    if asked.tag:
        condition &= Q(tag__startswith=asked.tag)
    if asked.subject_type:
        condition &= Q(subject_type=asked.subject_type)
    if asked.subject_id is not None:
        condition &= Q(subject_id=asked.subject_id)
    if asked.since:
        condition &= Q(at__gte=_midnight(asked.since))
    if asked.until:
        condition &= Q(at__lt=_midnight(asked.until + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def history_of(subject: tuple[str, int]) -> list[Event]:
    """Every recorded act on a thing, the newest first, views left out."""
    found = Event.objects.filter(subject_type=subject[0], subject_id=subject[1]).exclude(tag__endswith=":viewed")
    return list(found.order_by("-at", "-id"))
