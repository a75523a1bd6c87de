"""Finding procedures: by words without accents, field, level, body, online level; one with its whole history."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from namro.base.errors import NotVisible
from namro.duties.procedures.models import Axis, Field, OnlineLevel, Procedure, ProcedureVersion
from namro.duties.procedures.selectors.standing import standing_on
from namro.engine.text import search_key


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty is everything."""

    words: str = ""
    field: int | None = None
    level: str = ""
    body: str = ""
    online: str = ""  # "scale:level", as the choices give it; "none" for not said
    unread: bool = False


def list_procedures(filters: Filters, *, on: date) -> QuerySet[ProcedureVersion]:
    """Versions in force on a day that fit, by code."""
    rows = standing_on(on).select_related("procedure__field")
    for word in search_key(filters.words).split():
        rows = rows.filter(procedure__search_key__contains=word)
    for word in search_key(filters.body).split():
        rows = rows.filter(search_key__contains=word)
    if filters.field:
        rows = rows.filter(procedure__field=filters.field)
    if filters.level:
        rows = rows.filter(levels__contains=[filters.level])
    if filters.unread:
        rows = rows.exclude(unread=[])
    return _online(rows, filters.online, on).order_by("procedure__code")


def _online(rows: QuerySet[ProcedureVersion], wanted: str, on: date) -> QuerySet[ProcedureVersion]:
    if not wanted:
        return rows
    said = OnlineLevel.objects.filter(procedure=OuterRef("procedure"), axis=Axis.LEVEL, valid__contains=on)
    if wanted == "none":
        return rows.filter(~Exists(said))
    scale, _mark, level = wanted.partition(":")
    return rows.filter(Exists(said.filter(scale=scale, level=level)))


def fields() -> QuerySet[Field]:
    return Field.objects.order_by("search_key")


def names_of(codes: Collection[str]) -> dict[str, str]:
    """The names of procedures by code: nothing is asked of the database for none."""
    return dict(Procedure.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def procedure_with(code: str) -> Procedure:
    """Refuses: procedures.unknown"""
    found = Procedure.objects.select_related("field").filter(code=code).first()
    if found is None:
        raise NotVisible("procedures.unknown", _("Không có thủ tục mã %(code)s.") % {"code": code})
    return found


def procedure_by_id(procedure_id: int) -> Procedure:
    """Refuses: procedures.unknown"""
    found = Procedure.objects.select_related("field").filter(pk=procedure_id).first()
    if found is None:
        raise NotVisible("procedures.unknown", _("Không có thủ tục này."))
    return found


def history_of(procedure_id: int) -> QuerySet[ProcedureVersion]:
    """Every version that was in force or is drafted, newest first, with its decision."""
    rows = ProcedureVersion.objects.filter(procedure=procedure_id).select_related("decision")
    return rows.prefetch_related("limits", "fees").order_by("-valid", "-pk")


def versions_on(procedure_ids: Iterable[int], *, on: date) -> dict[int, ProcedureVersion]:
    """The version of each procedure on a day, with limits and fees."""
    rows = standing_on(on).filter(procedure__in=procedure_ids).prefetch_related("limits", "fees")
    return {one.procedure_id: one for one in rows}
