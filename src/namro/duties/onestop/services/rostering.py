"""The duty roster: who is at which counter when, planned by whoever is in charge of the point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.onestop.access import relations_to_point
from namro.duties.onestop.clocks import aware, local
from namro.duties.onestop.models import Counter, ServicePoint, Shift
from namro.duties.onestop.selectors.rostering import open_on, open_or_closed, staff_on
from namro.engine.roster import Stretch, gaps

WEEK = 7
TWICE = {"shift_person_once": ("onestop.roster.twice", _("Người này đã có ca trực khác trùng giờ."))}


@dataclass(frozen=True)
class ShiftData:
    """A stretch of duty to plan; wall-clock moments of one day."""

    counter_id: int
    person_id: int
    start: datetime
    end: datetime
    standby_id: int | None = None


def planner(point_id: int, by: Actor, on: date) -> ServicePoint:
    """The point, for whoever plans its roster. Refuses: onestop.point.unknown, access.denied"""
    point = ServicePoint.objects.filter(pk=point_id).first()
    if point is None:
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    if not may(Permission.ROSTER_PLAN, relations_to_point(point, by, on=on)):
        raise NotAllowed("access.denied", _("Lịch trực do người phụ trách điểm phục vụ hoặc nội vụ của cơ quan xếp."))
    return point


@transaction.atomic
def plan(point_id: int, data: ShiftData, *, by: Actor, at: datetime, on: date) -> Shift:
    """One stretch of duty at a counter of the point.

    Refuses: onestop.point.unknown, access.denied, onestop.roster.counter, onestop.roster.order, onestop.roster.past,
    onestop.roster.closed, onestop.roster.not_staff, onestop.roster.standby, onestop.roster.twice,
    onestop.point.no_hours, onestop.workdays.outside_calendar
    Records: onestop:roster:planned
    """
    point = planner(point_id, by, on)
    return _planned(point, [data], by, at)[0]


def _planned(point: ServicePoint, rows: Sequence[ShiftData], by: Actor, at: datetime) -> list[Shift]:
    for data in rows:
        _check(point, data, at)
    assert by.user_id is not None
    with said_plainly(TWICE):
        made = Shift.objects.bulk_create([
            Shift(
                counter_id=one.counter_id, person_id=one.person_id, standby_id=one.standby_id, planned_at=at, planned_by_id=by.user_id,
                during=DateTimeTZRange(aware(one.start), aware(one.end)),
            )
            for one in rows
        ])  # fmt: skip
    after = {"shifts": [[one.counter_id, one.person_id, one.start.isoformat(), one.end.isoformat()] for one in rows]}
    record(tag="onestop:roster:planned", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id, after=after)
    return made


def _check(point: ServicePoint, data: ShiftData, at: datetime) -> None:
    day = data.start.date()
    if not Counter.objects.filter(pk=data.counter_id, point=point, valid__contains=day).exists():
        raise DomainError(
            "onestop.roster.counter", _("Quầy này không hoạt động ở điểm phục vụ trong ngày đó."), field="counter"
        )
    if data.end <= data.start or data.end.date() != day:
        raise DomainError(
            "onestop.roster.order", _("Ca trực phải kết thúc sau khi bắt đầu, trong cùng một ngày."), field="end"
        )
    if data.end <= local(at):
        raise DomainError(
            "onestop.roster.past",
            _("Không xếp lịch cho giờ đã qua. Ghi vắng mặt hoặc vào ca ở ca đã xếp."),
            field="day",
        )
    if not any(Stretch(data.start, data.end).within(one) for one in open_on(point, day)):
        raise DomainError(
            "onestop.roster.closed", _("Ca trực nằm ngoài giờ làm việc của điểm phục vụ ngày đó."), field="start"
        )
    staff = staff_on(point, day)
    if data.person_id not in staff:
        raise DomainError(
            "onestop.roster.not_staff",
            _("Người này không được phân công tại điểm phục vụ vào ngày đó."),
            field="person",
        )
    if data.standby_id is not None and (data.standby_id == data.person_id or data.standby_id not in staff):
        text = _("Người dự phòng phải là người khác, cũng được phân công tại điểm phục vụ.")
        raise DomainError("onestop.roster.standby", text, field="standby")


@transaction.atomic
def remove(shift_id: int, *, by: Actor, at: datetime, on: date) -> None:
    """Take a stretch out of the roster before it begins.

    Refuses: onestop.roster.unknown, access.denied, onestop.roster.begun
    Records: onestop:roster:removed
    """
    shift = Shift.objects.select_for_update().select_related("counter").filter(pk=shift_id).first()
    if shift is None:
        raise NotVisible("onestop.roster.unknown", _("Không có ca trực này: có thể lịch đã được xếp lại."))
    point = planner(shift.counter.point_id, by, on)
    if shift.during.lower <= at or shift.came_at is not None:
        raise Conflict("onestop.roster.begun", _("Ca trực đã bắt đầu: không bỏ được, hãy ghi vắng mặt."))
    before = {
        "counter": shift.counter_id,
        "person": shift.person_id,
        "during": [str(shift.during.lower), str(shift.during.upper)],
    }
    shift.delete()
    record(
        tag="onestop:roster:removed", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id, before=before
    )


@transaction.atomic
def copy_week(point_id: int, *, monday: date, by: Actor, at: datetime, on: date) -> int:
    """The week before, where it still fits: who still works there, in hours that are open, and nobody twice. How many.

    Refuses: onestop.point.unknown, access.denied, onestop.roster.nothing
    Records: onestop:roster:planned
    """
    point = planner(point_id, by, on)
    earlier = _shifts(point, monday - timedelta(days=WEEK))
    wanted = [
        ShiftData(one.counter_id, one.person_id, _later(one.during.lower), _later(one.during.upper), one.standby_id) for one in earlier
    ]  # fmt: skip
    return _fitting(point, wanted, monday, by, at)


def _later(moment: datetime) -> datetime:
    return local(moment) + timedelta(days=WEEK)


@transaction.atomic
def propose_week(point_id: int, *, monday: date, by: Actor, at: datetime, on: date) -> int:
    """Everybody who works at the point in turn, over the open hours no shift covers yet; the next in turn stands by. How many.

    Refuses: onestop.point.unknown, access.denied, onestop.roster.nothing
    Records: onestop:roster:planned
    """
    point = planner(point_id, by, on)
    wanted: list[ShiftData] = []
    planned = _shifts(point, monday)
    for number in range(WEEK):
        day = monday + timedelta(days=number)
        staff = sorted(staff_on(point, day))
        counters = list(Counter.objects.filter(point=point, valid__contains=day).order_by("number"))
        for place, counter in enumerate(counters):
            taken = [_stretch(one) for one in planned if one.counter_id == counter.pk]
            for gap in gaps(open_or_closed(point, day), taken) if place < len(staff) else []:
                turn = (number + place) % len(staff)
                spare = staff[(turn + len(counters)) % len(staff)] if len(staff) > len(counters) else None
                wanted.append(ShiftData(counter.pk, staff[turn], gap.start, gap.end, spare))
    return _fitting(point, wanted, monday, by, at)


def _fitting(point: ServicePoint, wanted: Iterable[ShiftData], monday: date, by: Actor, at: datetime) -> int:
    """Plan what may be planned; what does not fit is left out and stays a gap of the roster."""
    busy = [(one.person_id, _stretch(one)) for one in _shifts(point, monday)]
    kept: list[ShiftData] = []
    for data in wanted:
        stretch = Stretch(data.start, data.end)
        if any(
            person == data.person_id and one.start < stretch.end and stretch.start < one.end for person, one in busy
        ):
            continue
        try:
            _check(point, data, at)
        except DomainError:
            continue
        kept.append(data)
        busy.append((data.person_id, stretch))
    if not kept:
        raise DomainError(
            "onestop.roster.nothing", _("Không xếp thêm được ca nào: lịch đã đủ, đã qua, hoặc chưa có quầy và người.")
        )
    return len(_planned(point, kept, by, at))


def _shifts(point: ServicePoint, monday: date) -> list[Shift]:
    first, until = (aware(datetime.combine(monday + timedelta(days=days), datetime.min.time())) for days in (0, WEEK))
    return list(Shift.objects.filter(counter__point=point, during__startswith__gte=first, during__startswith__lt=until))


def _stretch(one: Shift) -> Stretch:
    return Stretch(local(one.during.lower), local(one.during.upper))
