"""The acceptance list of a point: whether it has one, what is on it, what it takes."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from namro.duties.onestop.models import AcceptanceEntry, ServicePoint


def has_list(point_id: int, *, on: date) -> bool:
    """Whether a list was ever laid down for the point by a day; one whose lines all ended is a list still."""
    return AcceptanceEntry.objects.filter(point=point_id, valid__startswith__lte=on).exists()


def entries_on(point_id: int, *, on: date) -> QuerySet[AcceptanceEntry]:
    """The lines of a point that hold on a day, by code."""
    return AcceptanceEntry.objects.filter(point=point_id, valid__contains=on).order_by("procedure_code")


def codes_taken(point_id: int, *, on: date) -> frozenset[str] | None:
    """The codes a point takes on a day; None where it has no list and takes everything."""
    found = frozenset(entries_on(point_id, on=on).values_list("procedure_code", flat=True))
    return found if found or has_list(point_id, on=on) else None


def points_taking(code: str, *, on: date) -> QuerySet[ServicePoint]:
    """The points that take a procedure on a day, by name: those with no list yet, and those whose list names it."""
    lists = AcceptanceEntry.objects.filter(point=OuterRef("pk"), valid__startswith__lte=on)
    named = AcceptanceEntry.objects.filter(point=OuterRef("pk"), procedure_code=code, valid__contains=on)
    rows = ServicePoint.objects.filter(~Exists(lists) | Exists(named), valid__contains=on)
    return rows.order_by("name", "pk")


def takes(point: ServicePoint, code: str, *, on: date) -> bool:
    """Whether a point takes a procedure on a day; nothing is asked where the point was read with the answer."""
    if point.known_taken is not None and point.known_taken[:2] == (on, code):
        return point.known_taken[2]
    return entries_on(point.pk, on=on).filter(procedure_code=code).exists() or not has_list(point.pk, on=on)
