"""November at the counters: a roster week by week, who came, a stand-by who stood in, one excused and one desk left empty."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from namro.duties.onestop.models import ServicePoint, Shift
from namro.duties.onestop.selectors.rostering import missed
from namro.duties.onestop.services import presence
from namro.duties.onestop.services.rostering import copy_week, propose_week
from namro.web.demo.city import Stage
from namro.web.demo.work import moment

SUPERVISOR = "BD049"
PLANNED, FIRST, TODAY = date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 20)
ILL, EMPTY, LATE = 7, 12, 3  # which shifts of the month, in order, were not as planned


def duty_month(stage: Stage) -> None:
    """Planned by the head of the desk, noted by whoever came."""
    point = ServicePoint.objects.get()
    given = {"by": stage.actor(SUPERVISOR, PLANNED), "at": moment(PLANNED, 16), "on": PLANNED}
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


def _by(stage: Stage, code: str, at: datetime, on: date) -> dict[str, object]:
    return {"by": stage.actor(code, on), "at": at, "on": on}
