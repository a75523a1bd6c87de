"""Service points: opened by home affairs, with dated hours and staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.clocks import hours_of
from namro.duties.onestop.clocks import said_plainly as ruled
from namro.duties.onestop.models import Counter, OpeningHours, PointStaff, ServicePoint
from namro.duties.onestop.models.points import Duty, PointKind

TWICE = {"onestop_servicepoint_code_key": ("onestop.point.code_taken", _("Mã điểm này đã có."))}
NUMBERED = {"counter_number_once": ("onestop.counter.twice", _("Số quầy này đang có quầy khác dùng."))}
STAFFED = {"pointstaff_once": ("onestop.staff.twice", _("Người này đã làm việc ở điểm trong những ngày đó."))}


@transaction.atomic
def open_point(
    *, code: str, name: str, unit_id: int, week: dict[str, Any], first: date, by: Actor, at: datetime, on: date,
    kind: str = PointKind.COMMUNE, address: str = "", basis: str = "",
) -> ServicePoint:  # fmt: skip
    """Open a service point of a unit, with its hours ({"1": [["08:00", "12:00"], …], …}).

    Refuses: access.denied, onestop.point.code_taken, onestop.point.name, onestop.clock.hours.none,
    onestop.clock.hours.order
    Records: onestop:point:opened
    """
    _keeper(unit_id, by, on)
    if not name.strip():
        raise DomainError("onestop.point.name", _("Hãy đặt tên cho điểm phục vụ."), field="name")
    with said_plainly(TWICE):
        point = ServicePoint.objects.create(
            code=code.strip().upper(), name=name.strip(), kind=kind, unit_id=unit_id, address=address, valid=DateRange(first, None)
        )  # fmt: skip
    _put_hours(point, week, first, basis)
    record(
        tag="onestop:point:opened",
        by=by,
        at=at,
        subject=("point", point.pk),
        unit_id=unit_id,
        after={"code": point.code},
    )
    return point


@transaction.atomic
def set_hours(
    point_id: int, *, week: dict[str, Any], first: date, by: Actor, at: datetime, on: date, basis: str = ""
) -> None:
    """New hours from a day on; the older ones end the day before.

    Refuses: onestop.point.unknown, access.denied, onestop.clock.hours.none, onestop.clock.hours.order,
    onestop.hours.earlier
    Records: onestop:point:hours
    """
    point = ServicePoint.objects.select_for_update().filter(pk=point_id).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Không có điểm phục vụ này."))
    _keeper(point.unit_id, by, on)
    standing = OpeningHours.objects.filter(point=point, valid__upper_inf=True).first()
    if standing is not None:
        if standing.valid.lower >= first:
            raise DomainError(
                "onestop.hours.earlier", _("Giờ làm việc mới phải bắt đầu sau giờ đang áp dụng."), field="first"
            )
        standing.valid = DateRange(standing.valid.lower, first)
        standing.save(update_fields=["valid"])
    _put_hours(point, week, first, basis)
    record(
        tag="onestop:point:hours",
        by=by,
        at=at,
        subject=("point", point.pk),
        unit_id=point.unit_id,
        after={"first": first.isoformat()},
    )


@transaction.atomic
def put_staff(
    point_id: int,
    *,
    person_id: int,
    duty: str,
    first: date,
    by: Actor,
    at: datetime,
    on: date,
    until: date | None = None,
) -> PointStaff:
    """Somebody works at a point from a day on.

    Refuses: onestop.point.unknown, access.denied, onestop.staff.twice, onestop.staff.duty
    Records: onestop:point:staffed
    """
    point = ServicePoint.objects.filter(pk=point_id).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Không có điểm phục vụ này."))
    _keeper(point.unit_id, by, on)
    if duty not in Duty.values:
        raise DomainError("onestop.staff.duty", _("Hãy chọn nhiệm vụ tại điểm phục vụ."), field="duty")
    with said_plainly(STAFFED):
        made = PointStaff.objects.create(point=point, person_id=person_id, duty=duty, valid=DateRange(first, until))
    record(
        tag="onestop:point:staffed", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id,
        after={"person": person_id, "duty": duty},
    )  # fmt: skip
    return made


@transaction.atomic
def put_counter(
    point_id: int, *, number: int, title: str, fields: Sequence[str], first: date, by: Actor, at: datetime, on: date
) -> Counter:
    """A counter of a point from a day on, with the fields of procedures it receives; none named: all of them.

    Refuses: onestop.point.unknown, access.denied, onestop.counter.number, onestop.counter.twice
    Records: onestop:point:counter
    """
    point = ServicePoint.objects.filter(pk=point_id).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Không có điểm phục vụ này."))
    _keeper(point.unit_id, by, on)
    if number < 1:
        raise DomainError("onestop.counter.number", _("Số quầy bắt đầu từ 1."), field="number")
    with said_plainly(NUMBERED):
        made = Counter.objects.create(
            point=point, number=number, title=title.strip(), fields=[one for one in fields if one], valid=DateRange(first, None)
        )  # fmt: skip
    record(
        tag="onestop:point:counter", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id,
        after={"number": number, "fields": made.fields},
    )  # fmt: skip
    return made


def _keeper(unit_id: int, by: Actor, on: date) -> None:
    if not any(unit_id in organisation.subtree_ids(top, on=on) for top in by.officer_of):
        raise NotAllowed("access.denied", _("Điểm phục vụ do nội vụ của cơ quan lập."))


def _put_hours(point: ServicePoint, week: dict[str, Any], first: date, basis: str) -> None:
    ruled(lambda: hours_of({int(day): shifts for day, shifts in week.items()}))
    OpeningHours.objects.create(point=point, valid=DateRange(first, None), week=week, basis=basis)
