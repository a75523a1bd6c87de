"""The apology of a delay: to a named fault, with the one new date the law allows (form 04)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.people import selectors as people
from namro.duties.onestop.clocks import aware, clock_of, said_plainly
from namro.duties.onestop.models import Apology, Dossier
from namro.duties.onestop.models.dossiers import RUNNING
from namro.duties.onestop.services.moving import taken

APOLOGISES = frozenset({Relation.SUPERVISOR, Relation.DECIDER})


@transaction.atomic
def apologise(
    dossier_id: int, *, reason: str, new_day: date, fault_person_id: int | None, by: Actor, at: datetime, on: date
) -> Apology:
    """Apologise for a delay and promise one new day; `fault_person_id` None lays it on the competent unit.

    Source: NĐ 61/2018 art. 19.9, carried over by law/parameters/onestop.yaml#apology_days_before.
    Refuses: onestop.not_found, access.denied, onestop.apology.not_running, onestop.apology.second,
    onestop.apology.not_due, onestop.apology.not_later, onestop.apology.day_off, onestop.apology.not_posted,
    onestop.reason.missing
    Records: onestop:apology:approved
    """
    dossier, relations = taken(dossier_id, by, on=on)
    if not relations & APOLOGISES:
        raise NotAllowed(
            "access.denied", _("Thư xin lỗi do người phụ trách một cửa hoặc người đứng đầu cơ quan duyệt.")
        )
    _must_be_possible(dossier, reason)
    clock = clock_of(dossier.point_id, on=on)
    assert dossier.due_at is not None
    new_due = aware(said_plainly(lambda: clock.hours.closing(new_day, clock.calendar)))
    if new_due <= max(dossier.due_at, at):
        raise DomainError(
            "onestop.apology.not_later", _("Ngày hẹn lại phải sau ngày đã hẹn và sau hôm nay."), field="new_day"
        )
    if not said_plainly(lambda: clock.calendar.is_working_day(new_day)):
        raise DomainError(
            "onestop.apology.day_off", _("Ngày hẹn lại là ngày nghỉ. Hãy chọn ngày làm việc."), field="new_day"
        )
    unit = dossier.unit_id
    if fault_person_id:
        units = people.units_of_people([fault_person_id], on=on)
        if fault_person_id not in units:
            text = _("Người này không công tác vào ngày này. Hãy chọn người khác, hoặc để trống nếu do cơ quan.")
            raise DomainError("onestop.apology.not_posted", text, field="fault")
        unit = units[fault_person_id]
    assert by.user_id is not None
    made = Apology.objects.create(
        dossier=dossier, fault_unit_id=unit, fault_person_id=fault_person_id, reason=reason, old_due=dossier.due_at,
        new_due=new_due, approved_at=at, approved_by_id=by.user_id,
    )  # fmt: skip
    dossier.due_override, dossier.version = new_due, dossier.version + 1
    dossier.save(update_fields=["due_override", "version"])
    record(
        tag="onestop:apology:approved", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        reason=reason, after={"old": made.old_due.isoformat(), "new": new_due.isoformat(), "fault": fault_person_id},
    )  # fmt: skip
    return made


def _must_be_possible(dossier: Dossier, reason: str) -> None:
    if dossier.state not in RUNNING:
        raise DomainError("onestop.apology.not_running", _("Hồ sơ đã xong nên không hẹn lại ngày trả."))
    if Apology.objects.filter(dossier=dossier).exists():
        raise DomainError("onestop.apology.second", _("Mỗi hồ sơ chỉ được hẹn lại một lần; lần này đã hẹn rồi."))
    if dossier.due_at is None:
        raise DomainError("onestop.apology.not_due", _("Hồ sơ đang tạm dừng nên chưa có ngày trả để xin lỗi."))
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do chậm."), field="reason")


@transaction.atomic
def apology_sent(dossier_id: int, *, channel: str, by: Actor, at: datetime, on: date) -> Apology:
    """The apology has gone out to the citizen.

    Refuses: onestop.not_found, access.denied, onestop.apology.none, onestop.apology.sent
    Records: onestop:apology:sent
    """
    dossier, relations = taken(dossier_id, by, on=on)
    if not relations & (APOLOGISES | {Relation.RECEIVER}):
        raise NotAllowed("access.denied", _("Thư xin lỗi do bộ phận một cửa gửi."))
    made = Apology.objects.filter(dossier=dossier).first()
    if made is None:
        raise DomainError("onestop.apology.none", _("Chưa có thư xin lỗi nào được duyệt."))
    if made.sent_at is not None:
        raise DomainError("onestop.apology.sent", _("Thư xin lỗi đã gửi rồi."))
    made.sent_by_channel, made.sent_at = channel, at
    made.save(update_fields=["sent_by_channel", "sent_at"])
    record(tag="onestop:apology:sent", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id)
    return made
