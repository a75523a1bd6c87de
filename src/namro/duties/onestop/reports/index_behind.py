"""What stands behind a number of the index of service: exactly what was counted, each with whether it was met.

Dossiers and procedures are listed one by one; what other duties count by agency (answers, satisfaction) is listed by agency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, When
from django.urls import reverse

from namro.city.organisation import selectors as organisation
from namro.duties.onestop.access import Sight
from namro.duties.onestop.models import Dossier, ResultFile
from namro.duties.onestop.models.fees import PayMode
from namro.duties.onestop.reports import service_index as index
from namro.duties.onestop.reports.conventions import counting
from namro.duties.onestop.reports.counting import CLASSES, ORIGINS, Asked, listed
from namro.duties.onestop.reports.outside import Named, outside
from namro.duties.onestop.reports.periods import Span
from namro.duties.onestop.reports.service_index import Metric, Share
from namro.duties.onestop.reports.tables import columns


@dataclass(frozen=True)
class Item:
    """One thing counted: a dossier, a procedure or a decision and whether it is met; or an agency and how many of how many."""

    text: str
    link: str
    share: Share


@dataclass(frozen=True)
class Asking:
    """Of whose metric what is asked for; a page of it."""

    metric: Metric
    span: Span
    sight: Sight
    at: datetime
    skip: int
    most: int


def behind(asking: Asking) -> list[Item]:
    """Some of what was counted, in an order that stays the same; nothing where the metric has no data."""
    if asking.metric.instruments:
        return _units(index.satisfied_units(asking.span, asking.metric.instruments), asking)
    kind = asking.metric.counted
    if kind in BY_CLASS:
        return _classed(*BY_CLASS[kind](asking), asking)
    if kind in DOSSIERS:
        return _dossiers(DOSSIERS[kind](asking), asking)
    if kind in index.BY_UNIT:
        return _units(index.BY_UNIT[kind](asking.span, asking.at), asking)
    other = outside()
    if other is None or not kind:
        return []
    rows = other.named(kind, first=asking.span.first, last=asking.span.day(asking.at))
    return [_named(one) for one in rows[asking.skip : asking.skip + asking.most]]


def _named(one: Named) -> Item:
    return Item(one.text, one.link, (int(one.is_met), 1))


def _late(asking: Asking) -> tuple[tuple[str, ...], Callable[[Any], bool]]:
    """Every class and origin; met is what neither ended nor runs late by the usual counting."""
    late = {
        klass for one in columns(counting("practice", on=asking.span.last)) if one.key in ("late", "pending_late") for klass in one.classes
    }  # fmt: skip
    return ORIGINS, lambda row: row.klass not in late


def _online(_asking: Asking) -> tuple[tuple[str, ...], Callable[[Any], bool]]:
    return ("direct", "online"), lambda row: row.origin == "online"


BY_CLASS = {"progress": _late, "online_dossiers": _online}


def _classed(origins: tuple[str, ...], is_met: Callable[[Any], bool], asking: Asking) -> list[Item]:
    rows = listed(
        Asked(asking.span), asking.sight, classes=CLASSES, origins=origins, at=asking.at, most=asking.most, skip=asking.skip
    )  # fmt: skip
    return [_dossier(row.id, row.code, row.procedure, is_met=is_met(row)) for row in rows]


def _dossier(pk: int, code: str | None, procedure: str, *, is_met: bool) -> Item:
    return Item(f"{code or pk} · {procedure}", reverse("dossier", args=[pk]), (int(is_met), 1))


def _with_file(asking: Asking) -> QuerySet[Any]:
    return index.finished(asking.span, asking.sight, asking.at).annotate(
        is_met=Exists(ResultFile.objects.filter(dossier=OuterRef("pk"), withdrawn_at=None))
    )


def _paid(asking: Asking) -> QuerySet[Any]:
    paid = index.paid(asking.span, asking.sight, asking.at)
    online = Exists(paid.filter(dossier=OuterRef("pk"), mode=PayMode.ONLINE))
    met = Case(When(online, then=True), default=False, output_field=BooleanField())
    return Dossier.objects.filter(Exists(paid.filter(dossier=OuterRef("pk")))).annotate(is_met=met)


DOSSIERS: dict[str, Callable[[Asking], QuerySet[Any]]] = {"electronic_results": _with_file, "online_payment": _paid}


def _dossiers(rows: QuerySet[Any], asking: Asking) -> list[Item]:
    found = rows.order_by("pk").values_list("pk", "code", "procedure_name", "is_met")
    return [_dossier(*row[:3], is_met=row[3]) for row in found[asking.skip : asking.skip + asking.most]]


def _units(told: Mapping[int, Share], asking: Asking) -> list[Item]:
    mine = {
        unit: share
        for unit, share in told.items()
        if (asking.sight.is_whole or unit in asking.sight.units) and share[1]
    }
    names = organisation.name_of(list(mine), on=asking.span.day(asking.at))
    rows = sorted((names.get(unit, str(unit)), unit) for unit in mine)
    return [Item(name, "", mine[unit]) for name, unit in rows[asking.skip : asking.skip + asking.most]]
