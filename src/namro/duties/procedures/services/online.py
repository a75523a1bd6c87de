"""At which level a procedure is offered online, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.duties.procedures.access import require
from namro.duties.procedures.models import Axis, OnlineLevel, Procedure, ProcedureVersion
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.parameters import scale_on, scales
from namro.duties.procedures.rules.online import OnlineStep, Scale
from namro.engine.text import nfc

AXES = {Axis.LEVEL: "level", Axis.PROACTIVE: "proactive"}


@transaction.atomic
def set_online_level(
    *, code: str, first: date, level: str, by: Actor, at: datetime, on: date, axis: int = Axis.LEVEL,
    is_eligible: bool = True, reason: str = "", number: str = "",
) -> OnlineLevel:  # fmt: skip
    """Set the level on the scale of `first`; the earlier level ends the day before, and this one with its scale.

    Refuses: access.denied, procedures.unknown, procedures.online.abolished, procedures.online.no_scale,
    procedures.online.level, procedures.online.reason, procedures.online.later
    Records: procedures:online:set
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    procedure = _in_force(code, first)
    scale = scale_on(AXES[Axis(axis)], on=first)
    if scale is None:
        message = _("Ngày %(day)s chưa có thang mức độ trực tuyến này.") % {"day": f"{first:%d/%m/%Y}"}
        raise DomainError("procedures.online.no_scale", message, field="first")
    _check(scale, level, is_eligible=is_eligible, reason=reason)
    before = _end_current(procedure, axis, first)
    last = scale.last and date.fromordinal(scale.last.toordinal() + 1)
    row = OnlineLevel.objects.create(
        procedure=procedure, axis=axis, valid=DateRange(first, last), scale=scale.key, level=level, is_eligible=is_eligible,
        reason=nfc(reason)[:500], number=nfc(number)[:60], created_at=at, created_by_id=by.user_id,
    )  # fmt: skip
    after = {"scale": scale.key, "level": level, "eligible": is_eligible, "from": str(first)}
    record(tag="procedures:online:set", by=by, at=at, subject=("procedure", procedure.pk), before=before, after=after,
           reason=row.reason)  # fmt: skip
    return row


@transaction.atomic
def take_back_online_level(*, level_id: int, reason: str, by: Actor, at: datetime, on: date) -> None:
    """Undo a level set by mistake, the last of its axis: the one before goes on as if it had not been. The log keeps both.

    Refuses: access.denied, procedures.online.gone, procedures.online.no_reason, procedures.online.not_last
    Records: procedures:online:taken_back
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    row = OnlineLevel.objects.select_for_update(of=("self",)).select_related("procedure").filter(pk=level_id).first()
    if row is None:
        raise NotVisible("procedures.online.gone", _("Không có mức này, hoặc đã được rút."))
    if not reason.strip():
        raise DomainError("procedures.online.no_reason", _("Hãy ghi lý do rút."), field="reason")
    others = OnlineLevel.objects.select_for_update().filter(procedure=row.procedure_id, axis=row.axis)
    if others.filter(valid__startswith__gt=row.valid.lower).exists():
        message = _("Đã có mức đặt sau mức này: hãy rút mức sau cùng trước.")
        raise Conflict("procedures.online.not_last", message)
    before = others.filter(valid__endswith=row.valid.lower).first()
    told = {"scale": row.scale, "level": row.level, "eligible": row.is_eligible, "from": str(row.valid.lower)}
    row.delete()
    if before is not None:
        before.valid = DateRange(before.valid.lower, _goes_on(before, row.valid.upper))
        before.save(update_fields=["valid"])
    record(tag="procedures:online:taken_back", by=by, at=at, subject=("procedure", row.procedure_id), before=told,
           reason=nfc(reason)[:500])  # fmt: skip


def _goes_on(row: OnlineLevel, until: date | None) -> date | None:
    """The day a level ends before: with its scale, however long the one after it would have held."""
    scale = scales().get(row.scale)
    last = date.fromordinal(scale.last.toordinal() + 1) if scale and scale.last else None
    return min((one for one in (until, last) if one), default=None)


def _in_force(code: str, on: date) -> Procedure:
    procedure = Procedure.objects.select_for_update().filter(code=nfc(code)).first()
    if procedure is None:
        raise NotVisible("procedures.unknown", _("Không có thủ tục mã %(code)s.") % {"code": code})
    if not ProcedureVersion.objects.filter(procedure=procedure, state__in=IN_FORCE, valid__contains=on).exists():
        message = _("Thủ tục %(code)s không còn hiệu lực ngày %(day)s nên không đặt được mức độ trực tuyến.")
        details = {"code": procedure.code, "day": f"{on:%d/%m/%Y}"}
        raise Conflict("procedures.online.abolished", message % details, field="first")
    return procedure


def _check(scale: Scale, level: str, *, is_eligible: bool, reason: str) -> None:
    step = scale.step(level)
    if level and (step is None or not is_eligible):
        known = ", ".join(one.title.vi for one in scale.steps)
        message = _("Không có mức “%(level)s” trong thang %(scale)s (%(known)s), hoặc thủ tục không đủ điều kiện.")
        details = {"level": level, "scale": scale.title.vi, "known": known}
        raise DomainError("procedures.online.level", message % details, field="level")
    if _needs_reason(step, is_eligible=is_eligible) and not reason.strip():
        message = _("Hãy ghi lý do: thủ tục không đủ điều kiện, hoặc chỉ cung cấp một phần, phải nêu lý do công khai.")
        raise DomainError("procedures.online.reason", message, field="reason")


def _needs_reason(step: OnlineStep | None, *, is_eligible: bool) -> bool:
    return not is_eligible or bool(step and step.needs_reason)


def _end_current(procedure: Procedure, axis: int, first: date) -> dict[str, str] | None:
    rows = OnlineLevel.objects.select_for_update().filter(procedure=procedure, axis=axis)
    if rows.filter(valid__startswith__gte=first).exists():
        message = _("Đã có mức bắt đầu từ ngày này hoặc sau đó: hãy chọn ngày muộn hơn.")
        raise Conflict("procedures.online.later", message, field="first")
    current = rows.filter(valid__contains=first).first()
    if current is None:
        return None
    current.valid = DateRange(current.valid.lower, first)
    current.save(update_fields=["valid"])
    return {"scale": current.scale, "level": current.level}
