"""Who was at the counter: noted by themself, or for them by whoever is in charge, with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.onestop.access import relations_to_point
from namro.duties.onestop.models import Shift


def _taken(shift_id: int) -> Shift:
    found = Shift.objects.select_for_update(of=("self",)).select_related("counter__point").filter(pk=shift_id).first()
    if found is None:
        raise NotVisible("onestop.roster.unknown", _("Không có ca trực này: có thể lịch đã được xếp lại."))
    return found


def _is_planner(shift: Shift, by: Actor, on: date) -> bool:
    return may(Permission.ROSTER_PLAN, relations_to_point(shift.counter.point, by, on=on))


def _tell(shift: Shift, tag: str, by: Actor, at: datetime, reason: str = "") -> None:
    record(
        tag=f"onestop:roster:{tag}", by=by, at=at, subject=("shift", shift.pk), unit_id=shift.counter.point.unit_id, reason=reason,
        after={"person": shift.person_id, "stood_in": shift.stood_in},
    )  # fmt: skip


@transaction.atomic
def come(shift_id: int, *, by: Actor, at: datetime, on: date, reason: str = "") -> Shift:
    """Check in: whoever is on duty, the stand-by in their place, or whoever is in charge for them, with a reason.

    Refuses: onestop.roster.unknown, onestop.presence.twice, onestop.presence.not_now, access.denied,
    onestop.presence.head, onestop.reason.missing
    Records: onestop:roster:came
    """
    shift = _taken(shift_id)
    if shift.came_at is not None:
        raise Conflict("onestop.presence.twice", _("Ca này đã có người vào."))
    own = by.person_id is not None and by.person_id in (shift.person_id, shift.standby_id)
    if not own and not _is_planner(shift, by, on):
        raise NotAllowed("access.denied", _("Chỉ người trực, người dự phòng hoặc người phụ trách ghi vào ca."))
    if not own and Relation.DECIDER in relations_to_point(shift.counter.point, by, on=on):
        text = _(
            "Người đứng đầu đơn vị không ghi vào ca hộ: quầy trống tính cho đơn vị mình. Nhờ người phụ trách một cửa ghi."
        )
        raise NotAllowed("onestop.presence.head", text)
    if not own and not reason.strip():
        raise DomainError("onestop.reason.missing", _("Ghi hộ người khác thì phải ghi lý do."), field="reason")
    if own and not (shift.during.lower.date() <= at.date() and at < shift.during.upper):
        raise DomainError("onestop.presence.not_now", _("Chỉ vào ca trong ngày trực, trước khi ca kết thúc."))
    shift.stood_in = own and by.person_id == shift.standby_id
    shift.came_at = min(at, shift.during.upper) if own else shift.during.lower
    shift.came_by_id, shift.came_because = by.user_id, reason.strip()[:300]
    shift.save()
    _tell(shift, "came", by, at, reason)
    return shift


@transaction.atomic
def leave(shift_id: int, *, by: Actor, at: datetime, on: date) -> Shift:
    """Check out. Refuses: onestop.roster.unknown, onestop.presence.not_there, access.denied. Records: onestop:roster:left"""
    shift = _taken(shift_id)
    if by.person_id != (shift.standby_id if shift.stood_in else shift.person_id) and not _is_planner(shift, by, on):
        raise NotAllowed("access.denied", _("Chỉ người đang trực hoặc người phụ trách ghi ra ca."))
    if shift.came_at is None or shift.left_at is not None:
        raise Conflict("onestop.presence.not_there", _("Ca này chưa có người vào, hoặc đã ghi ra ca."))
    shift.left_at = max(at, shift.came_at)
    shift.save()
    _tell(shift, "left", by, at)
    return shift


@transaction.atomic
def absent(shift_id: int, *, reason: str, by: Actor, at: datetime, on: date) -> Shift:
    """Say why somebody is not there: themself, or whoever is in charge. It is not excused by that.

    Refuses: onestop.roster.unknown, access.denied, onestop.reason.missing, onestop.presence.there
    Records: onestop:roster:absent
    """
    shift = _taken(shift_id)
    if by.person_id != shift.person_id and not _is_planner(shift, by, on):
        raise NotAllowed("access.denied", _("Chỉ người trực hoặc người phụ trách ghi lý do vắng."))
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do vắng."), field="reason")
    if shift.came_at is not None and not shift.stood_in:
        raise Conflict("onestop.presence.there", _("Người này đã vào ca nên không ghi vắng được."))
    shift.absent_because, shift.absent_told_at, shift.absent_told_by_id = reason.strip()[:300], at, by.user_id
    shift.save()
    _tell(shift, "absent", by, at, reason)
    return shift


@transaction.atomic
def excuse(shift_id: int, *, by: Actor, at: datetime, on: date) -> Shift:
    """Approve an absence; nobody approves their own.

    Refuses: onestop.roster.unknown, access.denied, onestop.presence.own, onestop.presence.not_told
    Records: onestop:roster:excused
    """
    shift = _taken(shift_id)
    if not _is_planner(shift, by, on):
        raise NotAllowed("access.denied", _("Người phụ trách điểm phục vụ duyệt vắng mặt."))
    if by.person_id == shift.person_id:
        raise NotAllowed("onestop.presence.own", _("Không ai tự duyệt việc vắng mặt của mình."))
    if shift.absent_told_at is None or shift.excused_at is not None:
        raise Conflict("onestop.presence.not_told", _("Ca này chưa ghi lý do vắng, hoặc đã được duyệt."))
    shift.excused_at, shift.excused_by_id = at, by.user_id
    shift.save()
    _tell(shift, "excused", by, at, shift.absent_because)
    return shift
