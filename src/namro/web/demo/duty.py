"""November at the counters: a roster week by week, who came, a stand-by who stood in, one excused and one desk left empty; and the
queue of the last day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from namro.duties.onestop.models import Counter, PointStaff, ServicePoint, Shift
from namro.duties.onestop.selectors.rostering import missed
from namro.duties.onestop.services import presence, tickets
from namro.duties.onestop.services.rostering import copy_week, propose_week
from namro.duties.onestop.services.visits import VisitData, ask_visit, end_visit, plan_visit
from namro.web.demo.city import Stage
from namro.web.demo.work import moment

SUPERVISOR = "BD049"
PLANNED, FIRST, TODAY = date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 20)
ILL, EMPTY, LATE = 7, 12, 3  # which shifts of the month, in order, were not as planned


def duty_month(stage: Stage) -> None:
    """Planned by the head of the desk, noted by whoever came."""
    point = ServicePoint.objects.get()
    given: dict[str, Any] = {"by": stage.actor(SUPERVISOR, PLANNED), "at": moment(PLANNED, 16), "on": PLANNED}
    propose_week(point.pk, monday=FIRST, **given)
    for number in (1, 2, 3):
        copy_week(point.pk, monday=FIRST + timedelta(days=7 * number), **given)
    done = (
        Shift.objects.select_related("person", "standby")
        .filter(during__endswith__lte=moment(TODAY, 18))
        .order_by("during", "pk")
    )
    for place, shift in enumerate(done):
        _happened(stage, place, shift)
    assert missed(FIRST, at=moment(TODAY, 18)).exists()


def _happened(stage: Stage, place: int, shift: Shift) -> None:
    """What became of one shift."""
    begins, day = shift.during.lower, shift.during.lower.date()
    if place == EMPTY:
        return
    code = shift.person.code
    if place in (ILL, LATE) and shift.standby:
        code = shift.standby.code
    if place == ILL:
        presence.absent(
            shift.pk,
            reason="Ốm, có giấy của cơ sở y tế",
            **_by(stage, shift.person.code, begins - timedelta(minutes=40), day),
        )
        presence.excuse(shift.pk, **_by(stage, SUPERVISOR, begins - timedelta(minutes=20), day))
    presence.come(shift.pk, **_by(stage, code, begins + timedelta(minutes=place % 6), day))
    presence.leave(shift.pk, **_by(stage, code, shift.during.upper, day))


def _by(stage: Stage, code: str, at: datetime, on: date) -> dict[str, Any]:
    return {"by": stage.actor(code, on), "at": at, "on": on}


def visits_of_the_month(stage: Stage) -> None:
    """One visit done in the month, one planned for next week, one only asked for."""
    point = ServicePoint.objects.get()
    staff = list(
        PointStaff.objects.filter(point=point, duty="receiver").select_related("person").order_by("person__code")
    )
    told = (
        ("Phạm Văn Sáu", "Số 7 ngõ 31 phố Trúc Bạch", "Liệt, không đi lại được", "Chứng thực chữ ký", date(2026, 11, 5)),
        ("Lê Thị Tư", "Số 15 phố Châu Long", "Trên 90 tuổi, ở một mình", "Trợ cấp hưu trí xã hội", date(2026, 11, 19)),
        ("Nguyễn Văn Bảy", "Số 2 ngõ 8 phố Hàng Than", "Đang điều trị tại nhà", "Đăng ký giám hộ", date(2026, 11, 20)),
    )  # fmt: skip
    made = []
    for name, address, reason, wish, day in told:
        data = VisitData(point.pk, name, address, reason, wish, "0900000000", consents=True)
        made.append(ask_visit(data, **_by(stage, staff[0].person.code, moment(day, 9), day)))
    team = [one.person_id for one in staff[:2]]
    first, second = moment(date(2026, 11, 6), 14), moment(date(2026, 11, 25), 14)
    plan_visit(
        made[0].pk, when=first, team=team, **_by(stage, SUPERVISOR, moment(date(2026, 11, 5), 16), date(2026, 11, 5))
    )
    outcome = "Đã chứng thực tại nhà, trả ngay"
    end_visit(
        made[0].pk,
        state="done",
        outcome=outcome,
        **_by(stage, SUPERVISOR, moment(date(2026, 11, 6), 16), date(2026, 11, 6)),
    )
    plan_visit(made[1].pk, when=second, team=team, **_by(stage, SUPERVISOR, moment(TODAY, 10), TODAY))


def queue_of_today(stage: Stage) -> None:
    """Nine numbers and two booked times; seven are served, one was not there, the others wait."""
    point = ServicePoint.objects.get()
    counters = list(Counter.objects.filter(point=point).order_by("number"))
    for minute in range(0, 45, 5):
        tickets.take(point.pk, field="", at=moment(TODAY, 15) + timedelta(minutes=minute), on=TODAY)
    eve = TODAY - timedelta(days=1)
    for hour in (16, 17):
        slot = datetime.combine(TODAY, time(hour))
        tickets.book(point.pk, field="", slot=slot, at=moment(eve, 20), on=eve)
    for place in range(8):
        at = moment(TODAY, 15) + timedelta(minutes=3 + 6 * place)
        shift = Shift.objects.select_related("person").filter(counter=counters[place % 3], during__contains=at)[0]
        called = tickets.call_next(counters[place % 3].pk, **_by(stage, shift.person.code, at, TODAY))
        if place == 4:
            tickets.finish(called.pk, is_there=False, **_by(stage, shift.person.code, at + timedelta(minutes=2), TODAY))
