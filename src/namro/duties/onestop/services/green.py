"""Results on the spot: the point's own rule, and what is refused by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.onestop import offers
from namro.duties.onestop.clocks import hours_of
from namro.duties.onestop.clocks import said_plainly as ruled
from namro.duties.onestop.models import GreenHours, ServicePoint
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.selectors.green import green_on, is_green


@transaction.atomic
def set_green(
    point_id: int, *, week: dict[str, Any], procedures: Sequence[str], basis: str, first: date, by: Actor, at: datetime, on: date
) -> GreenHours:  # fmt: skip
    """Which procedures a point returns on the spot, and when, from a day on; what held before ends the day before.

    Refuses: onestop.point.unknown, access.denied, onestop.green.basis, onestop.green.procedures, onestop.green.procedure,
    onestop.clock.hours.none, onestop.clock.hours.order, onestop.hours.earlier
    Records: onestop:point:green
    """
    point = ServicePoint.objects.select_for_update().filter(pk=point_id).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Không có điểm phục vụ này."))
    if not organisation.covers(by, point.unit_id, on=on):
        raise NotAllowed("access.denied", _("Điểm phục vụ do nội vụ của cơ quan lập."))
    if not basis.strip():
        raise DomainError(
            "onestop.green.basis", _("Hãy ghi số, ngày văn bản quy định việc trả kết quả ngay."), field="basis"
        )
    codes = list(dict.fromkeys(one.strip() for one in procedures if one.strip()))
    if not codes:
        raise DomainError("onestop.green.procedures", _("Hãy ghi ít nhất một mã thủ tục."), field="procedures")
    for code in codes:
        _must_stand(code, first)
    ruled(lambda: hours_of({int(day): shifts for day, shifts in week.items()}))
    standing = GreenHours.objects.filter(point=point, valid__upper_inf=True).first()
    if standing is not None:
        if standing.valid.lower >= first:
            raise DomainError(
                "onestop.hours.earlier", _("Giờ làm việc mới phải bắt đầu sau giờ đang áp dụng."), field="first"
            )
        standing.valid = DateRange(standing.valid.lower, first)
        standing.save(update_fields=["valid"])
    made = GreenHours.objects.create(
        point=point, valid=DateRange(first, None), week=week, procedures=codes, basis=basis.strip()[:160]
    )
    after = {"first": first.isoformat(), "procedures": codes, "basis": made.basis}
    record(tag="onestop:point:green", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id, after=after)
    return made


def _must_stand(code: str, first: date) -> None:
    try:
        offers.offer(code, on=first)
    except DomainError:
        text = _("Thủ tục %(code)s không còn hiệu lực từ ngày áp dụng.") % {"code": code}
        raise DomainError("onestop.green.procedure", text, field="procedures") from None


def must_be_green(point: ServicePoint, offered: Offer, *, at: datetime, on: date) -> None:
    """Where the point has a rule, a result on the spot is promised by it alone; what the catalogue says is done at once may be.

    Refuses: onestop.green.not_listed, onestop.green.not_now
    """
    rule = green_on(point.pk, on=on)
    if rule is None or offered.is_same_day:
        return
    if offered.code not in rule.procedures:
        text = _("Thủ tục này không có trong danh mục trả kết quả ngay của điểm phục vụ (%(basis)s).") % {
            "basis": rule.basis
        }
        raise DomainError("onestop.green.not_listed", text, field="is_same_day")
    if not is_green(rule, offered.code, at=at):
        text = _("Ngoài giờ trả kết quả ngay của điểm phục vụ (%(basis)s).") % {"basis": rule.basis}
        raise DomainError("onestop.green.not_now", text, field="is_same_day")
