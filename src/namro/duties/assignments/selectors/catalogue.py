"""Catalogue versions and items: what is in force for a unit, lists, search, comparison."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.assignments.catalogue_rules import Difference, compare
from namro.duties.assignments.models import Catalogue, CatalogueItem, ItemProposal
from namro.engine.text import search_key

# The nearest catalogue in force at or above each unit.
_IN_FORCE = """
WITH RECURSIVE up(start, unit_id, height) AS (
    SELECT unit, unit, 0 FROM unnest(%(units)s::bigint[]) AS unit
    UNION ALL
    SELECT up.start, s.parent_id, up.height + 1 FROM up
    JOIN organisation_unitspell s ON s.unit_id = up.unit_id AND s.valid @> %(on)s::date
    WHERE s.parent_id IS NOT NULL AND up.height < 30
)
SELECT DISTINCT ON (up.start) up.start, c.id
FROM up JOIN assignments_catalogue c ON c.unit_id = up.unit_id
WHERE c.state IN ('decided', 'replaced') AND c.valid @> %(on)s::date
ORDER BY up.start, up.height
"""


def catalogues_in_force(unit_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """The catalogue that applies to each unit on a day, its own or the nearest above: one query."""
    wanted = sorted(set(unit_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, {"units": wanted, "on": on})
        return dict(cursor.fetchall())


def versions() -> QuerySet[Catalogue]:
    """Every version, the newest first, with how many items and flagged items it has."""
    flagged = Count("items", filter=~Q(items__flags=[]))
    return Catalogue.objects.annotate(item_count=Count("items"), flagged=flagged).order_by("-created_at", "-pk")


def versions_by_state(state: str) -> QuerySet[Catalogue]:
    rows = versions()
    return rows.filter(state=state) if state else rows


def catalogue_with(catalogue_id: int) -> Catalogue:
    """Refuses: catalogue.not_visible"""
    found = Catalogue.objects.select_related("replaces").filter(pk=catalogue_id).first()
    if found is None:
        raise NotVisible("catalogue.not_visible", _("Không tìm thấy danh mục này."))
    return found


def items_of(
    catalogue: Catalogue,
    *,
    query: str = "",
    part: str = "",
    office: str = "",
    group: str = "",
    flagged: bool = False,
) -> QuerySet[CatalogueItem]:
    """The items of a version, every word of the query anywhere in code, task, product, office (accents aside)."""
    rows = catalogue.items.order_by("pk")
    for word in search_key(query).split():
        rows = rows.filter(search_key__contains=word)
    if part:
        rows = rows.filter(part=part)
    if office:
        rows = rows.filter(office=office)
    if group:
        rows = rows.filter(group=group)
    return rows.exclude(flags=[]) if flagged else rows


def offices_and_flags(catalogue: Catalogue) -> tuple[list[str], int]:
    """The offices its items are grouped by, and how many items are flagged: one query."""
    found = catalogue.items.aggregate(
        offices=ArrayAgg("office", distinct=True, order_by="office", filter=~Q(office=""), default=Value([])),
        flagged=Count("pk", filter=~Q(flags=[])),
    )
    return found["offices"], found["flagged"]


def item_with(catalogue: Catalogue, item_id: int) -> CatalogueItem:
    """Refuses: catalogue.item.not_visible"""
    found = catalogue.items.filter(pk=item_id).first()
    if found is None:
        raise NotVisible("catalogue.item.not_visible", _("Không tìm thấy dòng danh mục này."))
    return found


_COMPARED = ("task", "product", "group", "points", "coefficient")


def _plain(catalogue_id: int) -> dict[str, dict[str, str]]:
    rows = CatalogueItem.objects.filter(catalogue=catalogue_id).order_by("pk").values("code", *_COMPARED)
    return {row["code"]: {field: str(row[field]) for field in _COMPARED} for row in rows}


def differences(before_id: int, after_id: int) -> list[Difference]:
    """What changed between two versions: two queries."""
    return compare(_plain(before_id), _plain(after_id))


def choices_for(catalogue_ids: Iterable[int]) -> list[CatalogueItem]:
    """Items to pick from when assigning: one query, only what a picker shows."""
    rows = CatalogueItem.objects.filter(catalogue__in=set(catalogue_ids)).order_by("pk")
    return list(rows.only("id", "catalogue_id", "code", "task", "product", "coefficient", "office", "part", "group"))


def item_by_code(catalogue_ids: Iterable[int]) -> dict[tuple[int, str], CatalogueItem]:
    """Items by catalogue and upper-case code."""
    return {(item.catalogue_id, item.code.upper()): item for item in choices_for(catalogue_ids)}


def proposals_for(actor: Actor, *, on: date, state: str = "") -> QuerySet[ItemProposal]:
    """Proposals of the units an actor heads, sits in, or looks after, and those that wait for their decision."""
    rows = ItemProposal.objects.select_related("catalogue", "proposed_by__person", "item").order_by(
        "-proposed_at", "-pk"
    )
    if not organisation.keeps_all(actor, on=on):
        rows = rows.filter(unit__in=_units_of(actor, on))
    return rows.filter(state=state) if state else rows


def _units_of(actor: Actor, on: date) -> set[int]:
    headed = set(people.headed_units(actor.person_id, on=on)) | people.delegated_units(actor.person_id, on=on).keys()
    units = set(organisation.subtrees_ids(headed | actor.officer_of, on=on)) if headed | actor.officer_of else set()
    if actor.person_id is not None:
        units |= {posting.unit_id for posting in people.postings_on(actor.person_id, on=on)}
    return units


def proposal_with(proposal_id: int, actor: Actor, *, on: date) -> ItemProposal:
    """Refuses: proposal.not_visible"""
    found = proposals_for(actor, on=on).filter(pk=proposal_id).first()
    if found is None:
        raise NotVisible("proposal.not_visible", _("Không tìm thấy đề nghị này."))
    return found


def coefficients_now(items: Iterable[CatalogueItem], *, units: dict[int, int]) -> dict[int, Any]:
    """For items of older versions: the coefficient of the same code in the version in force (by item id)."""
    listed = [item for item in items if units.get(item.pk) not in (None, item.catalogue_id)]
    if not listed:
        return {}
    rows = CatalogueItem.objects.filter(
        catalogue__in={units[item.pk] for item in listed}, code__in=[item.code for item in listed]
    ).values_list("catalogue_id", "code", "coefficient")
    now = {(catalogue, code): coefficient for catalogue, code, coefficient in rows}
    return {item.pk: now.get((units[item.pk], item.code)) for item in listed}
