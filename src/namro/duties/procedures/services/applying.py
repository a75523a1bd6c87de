"""What the lines of a published decision do: versions begin, end, or are abolished, each from its own day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict
from namro.duties.procedures import ending
from namro.duties.procedures.models import (
    ChangeKind,
    ChangeLine,
    OnlineLevel,
    Procedure,
    ProcedureVersion,
    ProcessTemplate,
    PublicationDecision,
    VersionState,
)
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.services.versions import drafts_of, put_name

Row = TypeVar("Row", ProcessTemplate, OnlineLevel)
ENDS = frozenset({ChangeKind.ABOLISHED, ChangeKind.ANNULLED})


@dataclass
class Standing:
    """The versions a decision touches, as they stand, and what it changes about them."""

    of: dict[int, list[ProcedureVersion]]  # procedure to its versions in force at any time, by their start
    drafts: dict[int, ProcedureVersion]
    ended: list[ProcedureVersion] = field(default_factory=list)
    begun: list[ProcedureVersion] = field(default_factory=list)
    abolished: dict[int, date] = field(default_factory=dict)  # procedure to its first day without a version

    def on(self, procedure_id: int, day: date) -> ProcedureVersion | None:
        return next((one for one in self.of[procedure_id] if day in one.valid), None)

    def later(self, procedure_id: int, day: date) -> bool:
        return any(one.valid.lower >= day for one in self.of[procedure_id])


def apply_lines(decision: PublicationDecision, lines: Sequence[ChangeLine], *, by: Actor, at: datetime) -> None:
    """Carry out every line, all or none, whatever their number in the same few statements.

    Refuses: procedures.line.not_in_force, procedures.line.in_force, procedures.line.no_draft,
    procedures.line.later_version
    """
    touched = {pk for line in lines for pk in (line.procedure_id, line.replaces_id) if pk}
    standing = _standing(touched)
    for line in lines:
        _apply(line, standing)
    for version in standing.begun:
        version.decision, version.published_at, version.published_by_id = decision, at, by.user_id
    _write(standing)
    ChangeLine.objects.bulk_update(lines, ["version"])
    _close_what_hangs_on(standing.abolished)
    if standing.abolished:
        codes = dict(Procedure.objects.filter(pk__in=standing.abolished).values_list("pk", "code"))
        ending.tell({codes[one]: day for one, day in standing.abolished.items()}, by, at)


def _standing(procedure_ids: Iterable[int]) -> Standing:
    of: dict[int, list[ProcedureVersion]] = defaultdict(list)
    rows = ProcedureVersion.objects.select_for_update().filter(procedure__in=procedure_ids, state__in=IN_FORCE)
    for version in rows.order_by("valid"):
        of[version.procedure_id].append(version)
    return Standing(of, dict(drafts_of(procedure_ids)))


def _apply(line: ChangeLine, standing: Standing) -> None:
    if line.kind in ENDS:
        line.version = _end(line, line.procedure, standing, abolish=True)
        return
    if line.kind == ChangeKind.NEW:
        _refuse_standing(line, standing)
    if line.kind == ChangeKind.AMENDED:
        _end(line, line.procedure, standing, abolish=False)
    if line.kind == ChangeKind.REPLACED and line.replaces is not None:
        _refuse_standing(line, standing)
        _end(line, line.replaces, standing, abolish=True)
    line.version = _begin(line, standing)


def _end(line: ChangeLine, procedure: Procedure, standing: Standing, *, abolish: bool) -> ProcedureVersion:
    version = standing.on(procedure.pk, line.effective_on)
    if version is None:
        message = _("Thủ tục %(code)s không có phiên bản còn hiệu lực ngày %(day)s: có thể đã bị bãi bỏ trước đó.")
        _refuse("procedures.line.not_in_force", message, procedure, line)
    if standing.later(procedure.pk, line.effective_on):
        message = _("Thủ tục %(code)s có phiên bản bắt đầu từ ngày %(day)s hoặc sau đó: hãy chọn ngày muộn hơn.")
        _refuse("procedures.line.later_version", message, procedure, line)
    version.valid = DateRange(version.valid.lower, line.effective_on)
    standing.ended.append(version)
    if abolish:
        version.state = VersionState.ABOLISHED
        standing.abolished[procedure.pk] = line.effective_on
    return version


def _refuse_standing(line: ChangeLine, standing: Standing) -> None:
    day = line.effective_on
    if standing.on(line.procedure_id, day) or standing.later(line.procedure_id, day):
        message = _("Thủ tục %(code)s đã có phiên bản hiệu lực từ ngày %(day)s: hãy dùng dòng sửa đổi, bổ sung.")
        _refuse("procedures.line.in_force", message, line.procedure, line)


def _begin(line: ChangeLine, standing: Standing) -> ProcedureVersion:
    draft = standing.drafts.get(line.procedure_id)
    if draft is None:
        message = _("Thủ tục %(code)s chưa có bản dự thảo cho ngày %(day)s: hãy soạn trước khi công bố.")
        _refuse("procedures.line.no_draft", message, line.procedure, line)
    draft.state, draft.valid = VersionState.PUBLISHED, DateRange(line.effective_on, None)
    standing.begun.append(draft)
    return draft


def _refuse(code: str, message: str, procedure: Procedure, line: ChangeLine) -> NoReturn:
    raise Conflict(code, message % {"code": procedure.code, "day": f"{line.effective_on:%d/%m/%Y}"}, field="lines")


def _write(standing: Standing) -> None:
    """Ends are written before beginnings: on no day are there two versions."""
    ProcedureVersion.objects.bulk_update(standing.ended, ["valid", "state"], batch_size=500)
    ProcedureVersion.objects.bulk_update(
        standing.begun, ["valid", "state", "decision", "published_at", "published_by"], batch_size=500
    )
    procedures = Procedure.objects.in_bulk([one.procedure_id for one in standing.begun])
    for version in standing.begun:
        put_name(procedures[version.procedure_id], version.name)
    Procedure.objects.bulk_update(procedures.values(), ["name", "search_key"], batch_size=500)


def _close_what_hangs_on(abolished: dict[int, date]) -> None:
    """Processes and online levels end with their procedure; those that had not begun by then go."""
    processes = list(ProcessTemplate.objects.filter(procedure__in=abolished).order_by("pk"))
    gone, cut = _ended(processes, abolished)
    ProcessTemplate.objects.filter(pk__in=[one.pk for one in gone]).delete()
    ProcessTemplate.objects.bulk_update(cut, ["valid"], batch_size=500)
    levels = list(OnlineLevel.objects.filter(procedure__in=abolished).order_by("pk"))
    early, short = _ended(levels, abolished)
    OnlineLevel.objects.filter(pk__in=[one.pk for one in early]).delete()
    OnlineLevel.objects.bulk_update(short, ["valid"], batch_size=500)


def _ended(rows: list[Row], abolished: dict[int, date]) -> tuple[list[Row], list[Row]]:
    """Those that begin after the end, and those it cuts, with their new range."""
    gone = [one for one in rows if one.valid.lower >= abolished[one.procedure_id]]
    cut = [one for one in rows if one not in gone and _reaches(one.valid, abolished[one.procedure_id])]
    for one in cut:
        one.valid = DateRange(one.valid.lower, abolished[one.procedure_id])
    return gone, cut


def _reaches(valid: DateRange, day: date) -> bool:
    return valid.upper is None or valid.upper > day
