"""The share of services online on a date, with the lists it is made of; the level history of a procedure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from namro.duties.procedures.models import Axis, OnlineLevel, OnlineSuspension, Procedure, ProcedureVersion
from namro.duties.procedures.parameters import scales
from namro.duties.procedures.rules.online import Service, Share, share_of
from namro.duties.procedures.selectors.standing import standing_on


@dataclass(frozen=True)
class OnlineShare:
    """The share on a day: its lists by procedure id, and the counts of each level by its scale."""

    on: date
    share: Share
    levels: dict[tuple[str, str], int]

    @property
    def percent(self) -> Fraction:
        """Exact, in hundredths of the whole. Refuses: procedures.share.nothing_eligible"""
        return self.share.ratio * 100


def online_share(*, on: date, level: str = "", field: int | None = None) -> OnlineShare:
    """Services online over services eligible, of procedures in force on a day; of one level or field, if asked."""
    rows = standing_on(on)
    if level:
        rows = rows.filter(levels__contains=[level])
    if field:
        rows = rows.filter(procedure__field=field)
    ids = list(rows.order_by("procedure__code").values_list("procedure", flat=True))
    said = {
        row.procedure_id: row
        for row in OnlineLevel.objects.filter(axis=Axis.LEVEL, valid__contains=on, procedure__in=rows.values("procedure"))
    }  # fmt: skip
    levels: dict[tuple[str, str], int] = {}
    for row in said.values():
        if row.is_eligible:
            levels[row.scale, row.level] = levels.get((row.scale, row.level), 0) + 1
    return OnlineShare(on, share_of((_service(pk, said.get(pk)) for pk in ids), scales()), levels)


def _service(procedure_id: int, row: OnlineLevel | None) -> Service:
    if row is None:
        return Service(procedure_id)
    return Service(procedure_id, row.scale, row.level, row.is_eligible)


def proactive_share(*, on: date) -> tuple[int, int]:
    """Procedures offered of the authority's own accord at some level, of those eligible for online service."""
    eligible = online_share(on=on).share.denominator
    rows = OnlineLevel.objects.filter(axis=Axis.PROACTIVE, valid__contains=on, procedure__in=eligible).exclude(level="")
    return rows.count(), len(eligible)


def listed(procedure_ids: Iterable[int], *, on: date) -> QuerySet[ProcedureVersion]:
    """The versions behind a list of the share, by code."""
    rows = standing_on(on).filter(procedure__in=list(procedure_ids)).select_related("procedure__field")
    return rows.order_by("procedure__code")


def takes_online(code: str, *, on: date) -> bool:
    """Whether a dossier of a procedure may be handed in online on a day: its level says so, and it is not suspended."""
    return has_online_level(code, on=on) and suspension_of(code, on=on) is None


def suspension_of(code: str, *, on: date) -> OnlineSuspension | None:
    """Why a procedure takes nothing online on a day, whatever its level."""
    return OnlineSuspension.objects.filter(procedure__code=code, valid__contains=on).first()


def suspensions(*, on: date) -> QuerySet[OnlineSuspension]:
    """Those of that day and to come, of procedures in force, the soonest first."""
    rows = OnlineSuspension.objects.exclude(valid__fully_lt=(on, None)).filter(
        procedure__in=standing_on(on).values("procedure")
    )
    return rows.select_related("procedure__field").order_by("valid", "procedure__code")


def has_online_level(code: str, *, on: date) -> bool:
    """Whether the level of a procedure on a day is one that takes dossiers online."""
    row = OnlineLevel.objects.filter(
        procedure__code=code,
        axis=Axis.LEVEL,
        valid__contains=on,
        is_eligible=True,
        procedure__in=standing_on(on).values("procedure"),
    ).first()
    step = scales()[row.scale].step(row.level) if row and row.scale in scales() else None
    return step is not None and step.is_online


def codes_of(procedure_ids: Iterable[int]) -> frozenset[str]:
    """The codes of procedures: nothing is asked of the database for none."""
    wanted = list(procedure_ids)
    return frozenset(Procedure.objects.filter(pk__in=wanted).values_list("code", flat=True)) if wanted else frozenset()


def levels_of(procedure_id: int) -> QuerySet[OnlineLevel]:
    """The level history of a procedure, newest first."""
    return OnlineLevel.objects.filter(procedure=procedure_id).order_by("axis", "-valid")


def said_on(procedure_ids: Iterable[int], *, on: date) -> dict[int, OnlineLevel]:
    """The online level of each procedure on a day."""
    rows = OnlineLevel.objects.filter(procedure__in=list(procedure_ids), axis=Axis.LEVEL, valid__contains=on)
    return {one.procedure_id: one for one in rows}
