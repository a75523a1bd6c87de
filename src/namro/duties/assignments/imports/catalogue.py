"""A catalogue workbook becomes a draft version of a unit's catalogue, with its own scale and rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import Conflict, NotAllowed
from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import WARNING
from namro.base.imports.registry import Act, Prepared, Report, say
from namro.city.people import selectors as people
from namro.duties.assignments.models import Assignment, Catalogue, CatalogueItem, CatalogueState
from namro.duties.assignments.policy import parameter
from namro.duties.assignments.selectors.catalogue_rights import relations_to_unit
from namro.duties.assignments.services.catalogue import ItemData, draft_catalogue, put_items
from namro.engine.text import search_key

CATALOGUES, ITEMS = "assignments_catalogue", "assignments_catalogueitem"
Record = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    unit_id: int
    on: date
    file: str
    standard_points: Decimal
    rule: str
    groups: list[dict[str, str]]
    items: list[ItemData]


class CatalogueImport:
    """Writes one draft version: all lists of the workbook together."""

    wants: tuple[str, ...] = ("unit",)
    by_relation = True

    def prepare(
        self,
        analysis: Analysis,
        *,
        actor: Actor,
        on: date,
        today: date,  # noqa: ARG002 - on is today
        answers: Mapping[str, str],  # noqa: ARG002 - the signature of every importer
        options: Mapping[str, str],
    ) -> Prepared:
        """Check the unit, read the scale, flag duplicates."""
        prepared = Prepared()
        records = [one for one in analysis.records() if one["accepted"]]
        unit = _unit(actor, on, options)
        if unit is None and records:
            first = records[0]
            prepared.findings.append(say(analysis, "catalogue.unit", "code", row=first["row"], sheet=first["sheet"]))
        whole = [one for one in records if _is_whole(analysis, one, prepared)]
        _flag_duplicates(analysis, whole, prepared)
        scale = parameter("new_catalogue")
        prepared.counts = {"new": len(whole), "changed": 0, "unchanged": 0, "skipped": len(records) - len(whole)}
        prepared.plan = Plan(
            unit or 0, on, analysis.workbook.name, *_rule(analysis, scale), _groups(records) or scale["groups"],
            [_data(one) for one in whole],
        )  # fmt: skip
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Draft the version and put the items. Refuses: access.denied, catalogue.groups.*, catalogue.item.code_taken"""
        plan: Plan = prepared.plan
        catalogue = draft_catalogue(
            unit_id=plan.unit_id, title=_("Danh mục nhập từ %(file)s") % {"file": plan.file[:200]}, rule=plan.rule,
            standard_points=plan.standard_points, groups=plan.groups, by=by, at=at, on=plan.on,
        )  # fmt: skip
        items = put_items(catalogue_id=catalogue.pk, items=plan.items, by=by, at=at, on=plan.on, source=plan.file)
        report(len(items), len(items), _("Đã ghi danh mục"))
        return [Act(CATALOGUES, inserted=[catalogue.pk]), Act(ITEMS, inserted=items)]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Remove the draft. Refuses: imports.undo.changed_since, imports.undo.depended_on"""
        for act in acts:
            if act.table == CATALOGUES:
                for pk in act.inserted:
                    _remove_draft(pk, by, at)


def _remove_draft(catalogue_id: int, by: Actor, at: datetime) -> None:
    catalogue = Catalogue.objects.select_for_update(of=("self",)).filter(pk=catalogue_id).first()
    if catalogue is None:
        return
    if not may(Permission.CATALOGUE_DRAFT, relations_to_unit(by, catalogue.unit_id, on=timezone.localdate(at))):
        raise NotAllowed("access.denied", _("Danh mục này do người đứng đầu hoặc bộ phận nội vụ của đơn vị soạn."))
    if catalogue.state != CatalogueState.DRAFT:
        message = _("Danh mục đã được thẩm định hoặc quyết định: hãy trả về dự thảo trước khi hoàn tác.")
        raise Conflict("imports.undo.changed_since", message)
    if Assignment.objects.filter(item__catalogue=catalogue).exists():
        raise Conflict("imports.undo.depended_on", _("Đã có việc được giao từ danh mục này."))
    CatalogueItem.objects.filter(catalogue=catalogue).delete()
    unit = catalogue.unit_id
    catalogue.delete()
    record(tag="assignments:catalogue:undone", by=by, at=at, subject=("catalogue", catalogue_id), unit_id=unit)


def _unit(actor: Actor, on: date, options: Mapping[str, str]) -> int | None:
    """The unit chosen, or the only one the actor could mean."""
    chosen = options.get("unit", "")
    if chosen.isdigit():
        candidates = [int(chosen)]
    else:
        candidates = sorted(actor.officer_of | people.headed_units(actor.person_id, on=on))
    if len(candidates) != 1 or not may(Permission.CATALOGUE_DRAFT, relations_to_unit(actor, candidates[0], on=on)):
        return None
    return candidates[0]


def _is_whole(analysis: Analysis, one: Record, prepared: Prepared) -> bool:
    if all(one.get(name) for name in ("code", "task", "output", "group", "points")):
        return True
    missing = next(name for name in ("output", "group", "points", "task", "code") if not one.get(name))
    prepared.findings.append(say(analysis, "catalogue.incomplete", missing, row=one["row"], sheet=one["sheet"]))
    return False


def _flag_duplicates(analysis: Analysis, records: list[Record], prepared: Prepared) -> None:
    keys = [tuple(search_key(one.get(name) or "") for name in ("office", "task", "output")) for one in records]
    times = Counter(keys)
    for key, one in zip(keys, records, strict=True):
        if times[key] > 1:
            prepared.findings.append(
                say(analysis, "catalogue.duplicate", "task", row=one["row"], sheet=one["sheet"], got=one["task"],
                    severity=WARNING)
            )  # fmt: skip


def _rule(analysis: Analysis, scale: Mapping[str, Any]) -> tuple[Decimal, str]:
    """Standard points and rule: the workbook's own formula where all its cells agree."""
    found = analysis.coefficient_rule
    if not found:
        return Decimal(scale["standard_points"]), scale["rule"]
    return Decimal(found["divisor"]), f"ROUND(points / {found['divisor']}, {found['places']})"


def _groups(records: list[Record]) -> list[dict[str, str]]:
    """The groups and their ranges as the workbook gives them."""
    ranges = {one["group"]: one["points_range"] for one in records if one.get("group") and one.get("points_range")}
    return [{"code": f"N{code}", "from": str(low), "to": str(high)} for code, (low, high) in sorted(ranges.items())]


def _data(one: Record) -> ItemData:
    bounds = one.get("points_range")
    return ItemData(
        code=one["code"], part=one["part"], task=one["task"], product=one["output"], group=f"N{one['group']}",
        points=one["points"], office=one.get("office") or "", detail=one.get("detail") or "",
        points_range=f"{bounds[0]}-{bounds[1]}" if bounds else "", coefficient=one.get("coefficient"),
        note=(one.get("note") or "")[:300],
    )  # fmt: skip
