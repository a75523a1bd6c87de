"""Drafting what a procedure asks for and gives; only a decision or a confirmed import puts a draft in force."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.duties.procedures.access import require
from namro.duties.procedures.data import VersionData
from namro.duties.procedures.models import (
    Field,
    Level,
    Procedure,
    ProcedureFee,
    ProcedureLimit,
    ProcedureVersion,
    VersionState,
)
from namro.duties.procedures.models.catalogue import CODE
from namro.duties.procedures.rules.times import TimeLimit
from namro.engine.text import nfc, search_key

PARTS = ("applicants", "competent", "executing", "result", "conditions")


@transaction.atomic
def draft_version(*, code: str, data: VersionData, by: Actor, at: datetime, on: date) -> ProcedureVersion:
    """Draft a procedure, new or to be amended; a draft that stands is written over.

    Refuses: access.denied, procedures.code.form, procedures.version.incomplete, procedures.limit.twice
    Records: procedures:version:drafted
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    check_data(code, data)
    procedure = Procedure.objects.select_for_update().filter(code=nfc(code)).first()
    if procedure is None:
        field = fields_named([data.field])[nfc(data.field)]
        procedure = new_procedure(code, data, field, by=by, at=at)
        procedure.save()
    ProcedureVersion.objects.filter(procedure=procedure, state=VersionState.DRAFT).delete()
    version = new_version(procedure, data, by=by, at=at)
    version.save()
    put_parts([(version, data)])
    after = {"code": procedure.code, "name": version.name[:200]}
    record(tag="procedures:version:drafted", by=by, at=at, subject=("procedure_version", version.pk), after=after)
    return version


@transaction.atomic
def withdraw_draft(*, version_id: int, reason: str, by: Actor, at: datetime, on: date) -> None:
    """Put a draft aside; it stays in the history.

    Refuses: access.denied, procedures.version.not_draft, procedures.reason
    Records: procedures:version:withdrawn
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    if not reason.strip():
        raise DomainError("procedures.reason", _("Hãy ghi lý do."), field="reason")
    changed = ProcedureVersion.objects.filter(pk=version_id, state=VersionState.DRAFT).update(
        state=VersionState.WITHDRAWN
    )
    if not changed:
        raise Conflict("procedures.version.not_draft", _("Chỉ rút được bản dự thảo."))
    record(tag="procedures:version:withdrawn", by=by, at=at, subject=("procedure_version", version_id), reason=reason)


def check_data(code: str, data: VersionData) -> None:
    """Refuses: procedures.code.form, procedures.version.incomplete, procedures.limit.twice"""
    if not re.fullmatch(CODE, nfc(code)):
        message = _("Mã thủ tục “%(code)s” không đúng dạng. Ví dụ: 1.013225 hoặc 1.013225.H26.") % {"code": code}
        raise DomainError("procedures.code.form", message, field="code")
    for name, text in (("name", data.name), ("field", data.field)):
        if not text.strip():
            message = _("Thủ tục cần có tên và lĩnh vực.")
            raise DomainError("procedures.version.incomplete", message, field=name)
    if unknown := [one for one in data.levels if one not in Level.values]:
        message = _("Cấp thực hiện không có trong danh sách: %(levels)s.") % {"levels": ", ".join(unknown)}
        raise DomainError("procedures.version.level", message, field="levels")
    times = Counter((one.channel, _case(one)) for one in data.limits)
    if twice := [case for (_channel, case), count in times.items() if count > 1]:
        message = _("Có hai thời hạn cho cùng hình thức nộp và trường hợp “%(case)s”: hãy ghi rõ từng trường hợp.")
        raise DomainError("procedures.limit.twice", message % {"case": twice[0]}, field="limits")


def fields_named(names: Iterable[str]) -> dict[str, Field]:
    """The fields of those names; those not known yet are made."""
    wanted = sorted({nfc(name)[:200] for name in names})
    known = set(Field.objects.filter(name__in=wanted).values_list("name", flat=True))
    Field.objects.bulk_create(
        [Field(name=name, search_key=search_key(name)[:200]) for name in wanted if name not in known],
        ignore_conflicts=True,
    )
    return {one.name: one for one in Field.objects.filter(name__in=wanted)}


def new_procedure(code: str, data: VersionData, field: Field, *, by: Actor, at: datetime) -> Procedure:
    """An unsaved procedure."""
    found = Procedure(code=nfc(code), field=field, created_at=at, created_by_id=by.user_id)
    put_name(found, data.name)
    return found


def put_name(procedure: Procedure, name: str) -> None:
    procedure.name = nfc(name)
    procedure.search_key = search_key(f"{procedure.code} {procedure.name}")[:1600]


def new_version(procedure: Procedure, data: VersionData, *, by: Actor, at: datetime) -> ProcedureVersion:
    """An unsaved draft with everything but its limits and fees."""
    texts: dict[str, Any] = {name: getattr(data, name).strip() for name in PARTS}
    return ProcedureVersion(
        procedure=procedure, name=nfc(data.name), levels=list(data.levels), steps=list(data.steps), sets=data.sets,
        papers=[one.as_dict() for one in data.papers], legal_basis=list(data.legal_basis), source=nfc(data.source)[:200],
        unread=[{"text": one.text[:600], "why": one.why.value, "channel": one.channel} for one in data.unread],
        search_key=search_key(f"{data.competent} {data.executing}"), created_at=at, created_by_id=by.user_id, **texts,
    )  # fmt: skip


def put_parts(versions: Sequence[tuple[ProcedureVersion, VersionData]]) -> None:
    """The limits and fees of saved versions, in two statements."""
    limits = [limit_row(version.pk, one) for version, data in versions for one in data.limits]
    fees = [
        ProcedureFee(version=version, channel=one.channel, amount=one.amount, text=one.text[:600])
        for version, data in versions
        for one in data.fees
    ]
    ProcedureLimit.objects.bulk_create(limits, batch_size=2000)
    ProcedureFee.objects.bulk_create(fees, batch_size=2000)


def limit_row(version_id: int, one: TimeLimit) -> ProcedureLimit:
    return ProcedureLimit(
        version_id=version_id, channel=one.channel, case=_case(one), quantity=one.quantity, unit=one.unit,
        is_maximum=one.is_maximum,
    )  # fmt: skip


def _case(one: TimeLimit) -> str:
    return nfc(one.condition)[:600]


def drafts_of(procedure_ids: Iterable[int]) -> Mapping[int, ProcedureVersion]:
    """The draft of each procedure that has one, locked."""
    rows = ProcedureVersion.objects.select_for_update().filter(procedure__in=procedure_ids, state=VersionState.DRAFT)
    return {one.procedure_id: one for one in rows.order_by("pk")}
