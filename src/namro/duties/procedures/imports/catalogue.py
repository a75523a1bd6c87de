"""A list of procedures: each row a version from the day of the file on; nothing is abolished by not being listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict
from namro.base.imports.analysis import Analysis
from namro.base.imports.findings import WARNING
from namro.base.imports.registry import Act, Difference, Prepared, Report, say
from namro.duties.procedures.access import may_here, require
from namro.duties.procedures.data import VersionData
from namro.duties.procedures.imports.reading import data_of, read_row
from namro.duties.procedures.models import Procedure, ProcedureVersion, VersionState
from namro.duties.procedures.models.catalogue import CODE, IN_FORCE
from namro.duties.procedures.presenting import why_text
from namro.duties.procedures.services.versions import (
    fields_named,
    new_procedure,
    new_version,
    put_name,
    put_parts,
)
from namro.engine.text import nfc

PROCEDURES, VERSIONS = "procedures_procedure", "procedures_procedureversion"


@dataclass(frozen=True)
class Row:
    """A row to write: what it says, and what stands."""

    code: str
    data: VersionData
    procedure: Procedure | None
    standing: ProcedureVersion | None


@dataclass
class Known:
    """What the catalogue holds of the codes of a file."""

    procedures: dict[str, Procedure]
    standing: dict[str, ProcedureVersion]
    later: frozenset[str]
    ever: frozenset[str]  # in force on some day


class ProceduresImport:
    """Writes new procedures and new versions of those that changed."""

    wants: tuple[str, ...] = ()

    def prepare(
        self, analysis: Analysis, *, actor: Actor, on: date, today: date,
        answers: Mapping[str, str],  # noqa: ARG002 - the signature of every importer
        options: Mapping[str, str],  # noqa: ARG002
    ) -> Prepared:  # fmt: skip
        """Read every row; list what is not read; say what would change."""
        prepared = Prepared()
        records = [one for one in analysis.records() if one["accepted"]]
        if records and not may_here(Permission.PROCEDURES_EDIT, actor, on=today):
            first = records[0]
            prepared.findings.append(say(analysis, "procedures.denied", "code", row=first["row"], sheet=first["sheet"]))
            records = []
        known = _known([nfc(one["code"]) for one in records], on)
        rows = [row for one in records if (row := _row(analysis, one, known, on, prepared))]
        changed = [row for row in rows if row.standing is None or not _same(row)]
        prepared.differences = [found for row in changed if row.standing for found in _differences(row, records)]
        prepared.counts = {
            "new": sum(row.standing is None for row in changed), "changed": sum(row.standing is not None for row in changed),
            "unchanged": len(rows) - len(changed), "skipped": len(records) - len(rows),
        }  # fmt: skip
        prepared.plan = (changed, on)
        return prepared

    def apply(self, prepared: Prepared, *, by: Actor, at: datetime, report: Report) -> list[Act]:
        """Put the versions in force. Refuses: access.denied. Records: procedures:catalogue:imported"""
        require(Permission.PROCEDURES_EDIT, by, on=timezone.localdate(at))
        rows, on = prepared.plan
        made = _put_procedures(rows, by, at)
        ended = _end(rows, on)
        versions = _begin(rows, made, on, by, at)
        record(tag="procedures:catalogue:imported", by=by, at=at, subject=("catalogue", None),
               after={"count": len(versions), "from": str(on)})  # fmt: skip
        report(len(rows), len(rows), _("Đã ghi danh mục thủ tục"))
        new = [one.pk for one in made.values() if one.created_at == at]
        return [Act(PROCEDURES, inserted=new), Act(VERSIONS, inserted=versions, changed=ended)]

    def undo(self, acts: list[Act], *, by: Actor, at: datetime) -> None:
        """Take the versions back and let those before them go on.

        Refuses: access.denied, imports.undo.changed_since, imports.undo.depended_on
        """
        require(Permission.PROCEDURES_EDIT, by, on=timezone.localdate(at))
        versions = [pk for act in acts if act.table == VERSIONS for pk in act.inserted]
        ended = [one for act in acts if act.table == VERSIONS for one in act.changed]
        made = [pk for act in acts if act.table == PROCEDURES for pk in act.inserted]
        _refuse_moved_on(versions, made)
        ProcedureVersion.objects.filter(pk__in=versions).delete()
        _let_go_on(ended)
        Procedure.objects.filter(pk__in=made).delete()


def _known(codes: Sequence[str], on: date) -> Known:
    procedures = {one.code: one for one in Procedure.objects.select_related("field").filter(code__in=codes)}
    rows = ProcedureVersion.objects.filter(procedure__code__in=codes, state__in=IN_FORCE)
    standing = rows.filter(valid__contains=on).select_related("procedure__field").prefetch_related("limits", "fees")
    later = rows.filter(valid__startswith__gte=on).values_list("procedure__code", flat=True)
    ever = rows.values_list("procedure__code", flat=True)
    return Known(procedures, {one.procedure.code: one for one in standing}, frozenset(later), frozenset(ever))


def _row(analysis: Analysis, one: dict[str, Any], known: Known, on: date, prepared: Prepared) -> Row | None:
    """The row read, or None with what is wrong in the findings."""
    code, has = nfc(one["code"]), _columns(analysis)
    standing = known.standing.get(code)
    read = read_row(one, has, analysis.workbook.name, data_of(standing) if standing else None)
    if wrong := _wrong(code, read.unknown_levels, known, read.data, on):
        name = "levels" if wrong == "procedures.level" else "code"
        prepared.findings.append(say(analysis, wrong, name, row=one["row"], sheet=one["sheet"], got=one[name]))
        return None
    prepared.findings += [
        say(analysis, "procedures.time", "modes", row=one["row"], sheet=one["sheet"], got=unread.text, severity=WARNING,
            why=why_text(unread.why))
        for unread in read.data.unread
    ]  # fmt: skip
    return Row(code, read.data, known.procedures.get(code), standing)


def _columns(analysis: Analysis) -> frozenset[str]:
    """The fields the file has a column for."""
    return frozenset(
        one.name
        for one in analysis.kind.fields
        for columns in analysis.tables
        if columns.table.column_of(one.name) is not None
    )


def _wrong(code: str, unknown: Sequence[str], known: Known, data: VersionData, on: date) -> str:
    if not re.fullmatch(CODE, code):
        return "procedures.code"
    if unknown:
        return "procedures.level"
    standing = known.standing.get(code)
    if code in known.later and not (standing and standing.valid.lower == on and _alike(data, data_of(standing))):
        return "procedures.later"
    if code in known.ever - known.later and (standing is None or standing.valid.upper is not None):
        return "procedures.abolished"
    return ""


def _same(row: Row) -> bool:
    return row.standing is not None and _alike(row.data, data_of(row.standing))


def _alike(one: VersionData, other: VersionData) -> bool:
    """Whether two versions say the same, whatever file they came from."""
    return _plain(one) == _plain(other)


def _plain(data: VersionData) -> VersionData:
    return replace(
        data, source="", name=nfc(data.name), field=nfc(data.field)[:200], limits=tuple(sorted(data.limits, key=str)),
        fees=tuple(sorted(data.fees, key=str)), unread=tuple(replace(one, text=one.text[:600]) for one in data.unread),
    )  # fmt: skip


def _differences(row: Row, records: Sequence[Mapping[str, Any]]) -> list[Difference]:
    if row.standing is None:
        return []
    before, after = _plain(data_of(row.standing)), _plain(row.data)
    number = next((one["row"] for one in records if nfc(one["code"]) == row.code), 0)
    return [
        Difference(number, row.code, name, _shown(getattr(before, name)), _shown(getattr(after, name)))
        for name in ("name", "field", "levels", "limits", "fees", "applicants", "competent", "executing")
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(_shown(one) for one in value)
    if hasattr(value, "quantity"):
        return f"{value.channel} {value.quantity} {value.unit} {value.condition}".strip()
    return str(getattr(value, "text", value))[:200]


def _put_procedures(rows: Sequence[Row], by: Actor, at: datetime) -> dict[str, Procedure]:
    """Every procedure of the rows by code: those not known are made, the others named anew."""
    fields = fields_named(row.data.field for row in rows)
    new = [
        new_procedure(row.code, row.data, fields[nfc(row.data.field)[:200]], by=by, at=at)
        for row in rows
        if not row.procedure
    ]
    Procedure.objects.bulk_create(new, batch_size=1000)
    known = [row.procedure for row in rows if row.procedure]
    for row in rows:
        if row.procedure:
            row.procedure.field = fields[nfc(row.data.field)[:200]]
            put_name(row.procedure, row.data.name)
    Procedure.objects.bulk_update(known, ["name", "search_key", "field"], batch_size=500)
    return {one.code: one for one in [*new, *known]}


def _end(rows: Sequence[Row], on: date) -> list[dict[str, Any]]:
    ended = [row.standing for row in rows if row.standing]
    for version in ended:
        version.valid = DateRange(version.valid.lower, on)
    ProcedureVersion.objects.bulk_update(ended, ["valid"], batch_size=500)
    return [{"id": one.pk, "before": {"until": None}, "after": {"until": str(on)}} for one in ended]


def _begin(rows: Sequence[Row], made: Mapping[str, Procedure], on: date, by: Actor, at: datetime) -> list[int]:
    versions = [(new_version(made[row.code], row.data, by=by, at=at), row.data) for row in rows]
    for version, _data in versions:
        version.state, version.valid = VersionState.PUBLISHED, DateRange(on, None)
        version.published_at, version.published_by_id = at, by.user_id
    ProcedureVersion.objects.bulk_create([version for version, _data in versions], batch_size=500)
    put_parts(versions)
    return [version.pk for version, _data in versions]


def _refuse_moved_on(versions: Sequence[int], made: Sequence[int]) -> None:
    standing = ProcedureVersion.objects.filter(pk__in=versions, state=VersionState.PUBLISHED, valid__upper_inf=True)
    if standing.count() != len(versions):
        message = _("Có thủ tục đã được sửa đổi hoặc bãi bỏ sau lần nhập này: không hoàn tác được cả tệp.")
        raise Conflict("imports.undo.changed_since", message)
    rows = Procedure.objects.filter(pk__in=made)
    for name in ("lines", "processes", "online_levels", "suspensions", "simplifications"):
        if rows.filter(**{f"{name}__isnull": False}).exists():
            message = _(
                "Đã có quyết định, quy trình, mức độ trực tuyến hoặc phương án dựa trên thủ tục của lần nhập này."
            )
            raise Conflict("imports.undo.depended_on", message)


def _let_go_on(ended: Sequence[Mapping[str, Any]]) -> None:
    """The versions that the import ended go on, under the name the procedure had with them."""
    rows = list(ProcedureVersion.objects.filter(pk__in=[one["id"] for one in ended]).select_related("procedure"))
    for version in rows:
        version.valid = DateRange(version.valid.lower, None)
        put_name(version.procedure, version.name)
    ProcedureVersion.objects.bulk_update(rows, ["valid"], batch_size=500)
    Procedure.objects.bulk_update([one.procedure for one in rows], ["name", "search_key"], batch_size=500)
