"""What stands on a date, as plain values: this is what the one-stop desk is joined to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, DateField, Exists, Func, OuterRef, Q, QuerySet, When

from namro.base.rows import planned_cursor
from namro.duties.procedures.data import Limit, Paper, Process, Step, Version
from namro.duties.procedures.models import (
    Axis,
    OnlineLevel,
    Procedure,
    ProcedureLimit,
    ProcedureVersion,
    ProcessTemplate,
)
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.parameters import hours_of_a_day, scales
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.processes import StepTime, ordinary_limit, process_problems
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit
from namro.engine.text import nfc, search_key

WHOLE = """
SELECT v.id, v.procedure_id, p.code, v.name, f.name, v.levels, v.papers, v.sets, v.competent, v.result, v.unread,
    (SELECT coalesce(json_agg(json_build_array(amount, text, channel) ORDER BY id), '[]') FROM procedures_procedurefee
        WHERE version_id = v.id),
    (SELECT coalesce(json_agg(json_build_array(channel, "case", quantity, unit) ORDER BY "case", channel, id), '[]')
        FROM procedures_procedurelimit WHERE version_id = v.id),
    t.id, t.number, t.signed_on,
    (SELECT coalesce(json_agg(json_build_array(sequence, who, task, quantity, unit, result) ORDER BY sequence), '[]')
        FROM procedures_processstep WHERE process_id = t.id)
FROM procedures_procedureversion v
JOIN procedures_procedure p ON p.id = v.procedure_id
JOIN procedures_field f ON f.id = p.field_id
LEFT JOIN procedures_processtemplate t ON t.procedure_id = v.procedure_id AND t.valid @> %s::date
"""
BY_CODE = f"{WHOLE} WHERE p.code = %s AND v.state = ANY(%s) AND v.valid @> %s::date"
BY_VERSION = f"{WHOLE} WHERE v.id = %s"


def standing_on(on: date) -> QuerySet[ProcedureVersion]:
    """The versions in force on a day: at most one for each procedure."""
    return ProcedureVersion.objects.filter(state__in=IN_FORCE, valid__contains=on)


# Every part of NĐ 63/2010 art. 8, with no limit left unread.
SAYS_ALL = (
    ~Q(steps=[]) & ~Q(papers=[]) & ~Q(applicants="") & ~Q(competent="", executing="") & ~Q(result="") & Q(unread=[])
    & Exists(ProcedureLimit.objects.filter(version=OuterRef("pk")))
)  # fmt: skip


def whole_versions(*, on: date) -> tuple[int, int]:
    """Procedures in force on a day, and how many say every part of NĐ 63/2010 art. 8, with no limit left unread."""
    rows = standing_on(on)
    return rows.filter(SAYS_ALL).count(), rows.count()


def standing_codes(*, on: date) -> Iterable[tuple[str, str, list[str], date, bool]]:
    """Every procedure in force on a day: code, field, levels, the first day of its version, whether it says every part."""
    rows = standing_on(on).annotate(since=Func("valid", function="lower", output_field=DateField()))
    whole = rows.annotate(whole=Case(When(SAYS_ALL, then=True), default=False, output_field=BooleanField()))
    return whole.values_list("procedure__code", "procedure__field__name", "levels", "since", "whole").order_by(
        "procedure__code"
    )


def version_on(procedure_id: int, *, on: date) -> Version | None:
    """The version of a procedure in force on a day; None before it begins and once it is abolished."""
    return _version(standing_on(on).filter(procedure=procedure_id))


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


@dataclass(frozen=True)
class Whole:
    """A version with its time limits, the ordinary case first, and the internal process, if one was approved."""

    version: Version
    limits: tuple[Limit, ...]
    process: Process | None


def whole_by_code(code: str, *, on: date) -> Whole | None:
    """Everything an intake needs of a procedure on a day, in one statement."""
    return _whole(BY_CODE, [on, nfc(code), list(IN_FORCE), on])


def whole_by_version(version_id: int, *, on: date) -> Whole | None:
    """A version that was in force at some time, with the internal process of a day, in one statement."""
    return _whole(BY_VERSION, [on, version_id])


def _whole(statement: str, given: list[Any]) -> Whole | None:
    with planned_cursor() as cursor:
        cursor.execute(statement, given)
        row = cursor.fetchone()
    if row is None:
        return None
    pk, procedure, number, name, field, levels, papers, sets, competent, result, unread, fees, limits, process = row[
        :14
    ]
    version = Version(
        id=pk, procedure_id=procedure, code=number, name=name, field=field, levels=tuple(levels),
        papers=tuple(Paper(**one) for one in _json(papers)), sets=sets, competent=competent, result=result,
        fees=tuple(PaidFee(amount, text, channel) for amount, text, channel in _json(fees)), has_unread_limits=bool(_json(unread)),
    )  # fmt: skip
    found = tuple(Limit(channel, case, quantity, TimeUnit(unit)) for channel, case, quantity, unit in _json(limits))
    return Whole(version, found, _process(process, *row[14:]) if process else None)


def _process(pk: int, number: str, signed_on: date, steps: Any) -> Process:
    return Process(pk, number, signed_on, tuple(
        Step(place, who, task, quantity, TimeUnit(unit), result) for place, who, task, quantity, unit, result in _json(steps)
    ))  # fmt: skip


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def exceeds(process: Process | None, version: ProcedureVersion | None, *, on: date) -> bool:
    """Whether the steps of the process take longer than the version's limit: an amendment may have shortened it."""
    if process is None or version is None:
        return False
    hours, _source = hours_of_a_day(on=on)
    limits = [TimeLimit(one.quantity, TimeUnit(one.unit), one.channel, one.case) for one in version.limits.all()]
    times = [StepTime(one.who, one.task, one.quantity, one.unit, one.result) for one in process.steps]
    found = process_problems(times, ordinary_limit(limits, hours_of_a_day=hours), hours_of_a_day=hours)
    return any(one.code == "too_long" for one in found)


def process_on(procedure_id: int, *, on: date) -> Process | None:
    """The internal process in force on a day, if one was approved."""
    row = ProcessTemplate.objects.filter(procedure=procedure_id, valid__contains=on).prefetch_related("steps").first()
    if row is None:
        return None
    steps = sorted(row.steps.all(), key=lambda one: one.sequence)
    return Process(row.pk, row.number, row.signed_on, tuple(
        Step(one.sequence, one.who, one.task, one.quantity, TimeUnit(one.unit), one.result) for one in steps
    ))  # fmt: skip


def find_codes(words: str, *, on: date, most: int, among: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Procedures in force on a day by code or words of the name, accents optional: (code, name); of some codes only, if named."""
    rows = standing_on(on) if among is None else standing_on(on).filter(procedure__code__in=among)
    for word in search_key(words).split():
        rows = rows.filter(procedure__search_key__contains=word)
    return list(rows.order_by("procedure__code").values_list("procedure__code", "name")[:most])


def without_process(*, on: date, levels: tuple[str, ...] = ()) -> QuerySet[ProcedureVersion]:
    """Versions in force on a day whose procedure has no internal process then; of some levels only, if named."""
    process = ProcessTemplate.objects.filter(procedure=OuterRef("procedure"), valid__contains=on)
    wanted = Q(levels__overlap=list(levels)) if levels else Q()
    return standing_on(on).filter(wanted, ~Exists(process)).select_related("procedure").order_by("procedure__code")


def catalogue_on(*, on: date) -> list[tuple[int, str, str, str, bool, bool]]:
    """Every procedure in force on a day: id, code, name, field, whether it is online, whether it has a process."""
    process = ProcessTemplate.objects.filter(procedure=OuterRef("procedure"), valid__contains=on)
    online = OnlineLevel.objects.filter(
        _is_online(), procedure=OuterRef("procedure"), axis=Axis.LEVEL, valid__contains=on
    )
    rows = standing_on(on).annotate(is_online=Exists(online), has_process=Exists(process))
    return list(
        rows.order_by("procedure__code").values_list(
            "procedure", "procedure__code", "name", "procedure__field__name", "is_online", "has_process"
        )
    )


def _is_online() -> Q:
    """Of a level: that its scale counts it as online."""
    steps = [(scale.key, step.key) for scale in scales().values() for step in scale.steps if step.is_online]
    found = Q(pk__in=[])
    for scale, step in steps:
        found |= Q(scale=scale, level=step)
    return found & Q(is_eligible=True)


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
