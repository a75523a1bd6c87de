"""A service that takes nothing online for a time, and takes it again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.duties.procedures.access import require
from namro.duties.procedures.models import OnlineSuspension, Procedure
from namro.duties.procedures.selectors.online import has_online_level
from namro.engine.text import nfc

TWICE = {
    "suspension_one_a_day": (
        "procedures.suspension.twice",
        gettext_lazy("Dịch vụ này đã tạm dừng trong những ngày ấy: hãy cho nhận lại trước, hoặc chọn ngày khác."),
    )
}


@transaction.atomic
def suspend_online(
    *, code: str, first: date, last: date | None, reason: str, by: Actor, at: datetime, on: date
) -> OnlineSuspension:
    """Take nothing online of a procedure from a day on, through `last` or until it is resumed. The public reads why.

    Refuses: access.denied, procedures.unknown, procedures.suspension.reason, procedures.suspension.past,
    procedures.suspension.days, procedures.suspension.not_online, procedures.suspension.twice
    Records: procedures:online:suspended
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    procedure = Procedure.objects.select_for_update().filter(code=nfc(code)).first()
    if procedure is None:
        raise NotVisible("procedures.unknown", _("Không có thủ tục mã %(code)s.") % {"code": code})
    if not reason.strip():
        message = _("Hãy ghi lý do tạm dừng: người dân đọc lý do này trên cổng.")
        raise DomainError("procedures.suspension.reason", message, field="reason")
    if first < on:
        message = _("Những ngày đã qua thì người dân đã nộp được rồi: hãy chọn từ hôm nay trở đi.")
        raise DomainError("procedures.suspension.past", message, field="first")
    if last is not None and last < first:
        raise DomainError("procedures.suspension.days", _("Ngày cuối phải từ ngày đầu trở đi."), field="last")
    if not has_online_level(procedure.code, on=first):
        message = _("Ngày ấy thủ tục không nhận hồ sơ trực tuyến nên không có gì để tạm dừng.")
        raise Conflict("procedures.suspension.not_online", message, field="first")
    valid = DateRange(first, last and last + timedelta(days=1))
    with said_plainly(TWICE):
        row = OnlineSuspension.objects.create(
            procedure=procedure, valid=valid, reason=nfc(reason)[:500], created_at=at, created_by_id=by.user_id
        )
    after = {"from": str(first), "last": last and str(last)}
    record(tag="procedures:online:suspended", by=by, at=at, subject=("procedure", procedure.pk), after=after,
           reason=row.reason)  # fmt: skip
    return row


@transaction.atomic
def resume_online(*, suspension_id: int, by: Actor, at: datetime, on: date) -> None:
    """Take dossiers online again from today; a suspension that never held is gone, and the log keeps it.

    Refuses: access.denied, procedures.suspension.gone
    Records: procedures:online:resumed
    """
    require(Permission.PROCEDURES_EDIT, by, on=on)
    row = OnlineSuspension.objects.select_for_update().filter(pk=suspension_id).first()
    if row is None or (row.valid.upper is not None and row.valid.upper <= on):
        raise NotVisible("procedures.suspension.gone", _("Dịch vụ này không tạm dừng nữa."))
    before = {"from": str(row.valid.lower), "until": row.valid.upper and str(row.valid.upper), "reason": row.reason}
    if row.valid.lower >= on:
        row.delete()
    else:
        row.valid = DateRange(row.valid.lower, on)
        row.save(update_fields=["valid"])
    record(tag="procedures:online:resumed", by=by, at=at, subject=("procedure", row.procedure_id), before=before)
