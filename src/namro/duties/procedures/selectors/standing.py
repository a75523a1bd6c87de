"""What stands on a date, as plain values: this is what the one-stop desk is joined to."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from namro.duties.procedures.data import Limit, Paper, Process, Step, Version
from namro.duties.procedures.models import Procedure, ProcedureLimit, ProcedureVersion, ProcessTemplate
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeUnit
from namro.engine.text import nfc, search_key


def standing_on(on: date) -> QuerySet[ProcedureVersion]:
    """The versions in force on a day: at most one for each procedure."""
    return ProcedureVersion.objects.filter(state__in=IN_FORCE, valid__contains=on)


def version_on(procedure_id: int, *, on: date) -> Version | None:
    """The version of a procedure in force on a day; None before it begins and once it is abolished."""
    return _version(standing_on(on).filter(procedure=procedure_id))


def version_by_code(code: str, *, on: date) -> Version | None:
    """The same by the national code."""
    return _version(standing_on(on).filter(procedure__code=nfc(code)))


def _version(rows: QuerySet[ProcedureVersion]) -> Version | None:
    row = rows.select_related("procedure__field").prefetch_related("fees").first()
    if row is None:
        return None
    return Version(
        id=row.pk, procedure_id=row.procedure_id, code=row.procedure.code, name=row.name, field=row.procedure.field.name,
        levels=tuple(row.levels), papers=tuple(Paper(**one) for one in row.papers), sets=row.sets, competent=row.competent,
        result=row.result, fees=tuple(PaidFee(one.amount, one.text, one.channel) for one in row.fees.all()),
        has_unread_limits=bool(row.unread),
    )  # fmt: skip


def limits_of(version_id: int) -> tuple[Limit, ...]:
    """The time limits of a version, the ordinary case first."""
    rows = ProcedureLimit.objects.filter(version=version_id).order_by("case", "channel", "pk")
    return tuple(Limit(one.channel, one.case, one.quantity, TimeUnit(one.unit)) for one in rows)


def process_on(procedure_id: int, *, on: date) -> Process | None:
    """The internal process in force on a day, if one was approved."""
    row = ProcessTemplate.objects.filter(procedure=procedure_id, valid__contains=on).prefetch_related("steps").first()
    if row is None:
        return None
    steps = sorted(row.steps.all(), key=lambda one: one.sequence)
    return Process(row.pk, row.number, row.signed_on, tuple(
        Step(one.sequence, one.who, one.task, one.quantity, TimeUnit(one.unit), one.result) for one in steps
    ))  # fmt: skip


def find_codes(words: str, *, on: date, most: int) -> list[tuple[str, str]]:
    """Procedures in force on a day by code or words of the name, accents optional: (code, name)."""
    rows = standing_on(on)
    for word in search_key(words).split():
        rows = rows.filter(procedure__search_key__contains=word)
    return list(rows.order_by("procedure__code").values_list("procedure__code", "name")[:most])


def without_process(*, on: date, levels: tuple[str, ...] = ()) -> QuerySet[ProcedureVersion]:
    """Versions in force on a day whose procedure has no internal process then; of some levels only, if named."""
    process = ProcessTemplate.objects.filter(procedure=OuterRef("procedure"), valid__contains=on)
    wanted = Q(levels__overlap=list(levels)) if levels else Q()
    return standing_on(on).filter(wanted, ~Exists(process)).select_related("procedure").order_by("procedure__code")


def catalogue_size(*, on: date) -> dict[str, int]:
    """How many procedures stand on a day, by level; one done at two levels counts at both, `all` counts it once."""
    counts = {"all": 0}
    for levels in standing_on(on).values_list("levels", flat=True):
        counts["all"] += 1
        for level in levels:
            counts[level] = counts.get(level, 0) + 1
    return counts


def never_published() -> QuerySet[Procedure]:
    """Procedures that have a draft and nothing else yet."""
    return Procedure.objects.exclude(versions__state__in=IN_FORCE).order_by("code")
