"""The duty roster of a point, a week at a time; checking in and out; and the shifts of a month that were missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError, NotVisible
from namro.base.ui.wording import day_text
from namro.base.ui.workbooks import workbook
from namro.city.organisation import selectors as organisation
from namro.city.organisation.forms import OfficerForm
from namro.city.people.models import Person
from namro.duties.onestop import forms_roster
from namro.duties.onestop.access import relations_to_counted, relations_to_point
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import ServicePoint, Shift
from namro.duties.onestop.selectors import points, rostering
from namro.duties.onestop.selectors.rostering import Day, monday_of
from namro.duties.onestop.services import presence
from namro.duties.onestop.services import rostering as planning
from namro.duties.onestop.services.rostering import ShiftData
from namro.duties.onestop.views.acting import Data, act, when
from namro.engine.roster import Stretch

WEEK = timedelta(days=7)


def roster(request: Request, point_id: int) -> HttpResponse:
    """A week of a point: who is at which counter when, what nobody covers, and where the desk stood empty."""
    point, plans = _seen(request, point_id)
    monday = _monday(request)
    lines = rostering.week(point, monday, at=request.at)
    mine = rostering.next_of(request.actor.person_id, at=request.at) if request.actor.person_id else []
    context = {
        "point": point, "plans": plans, "monday": monday, "sunday": monday + timedelta(days=6), "before": monday - WEEK, "after": monday + WEEK,
        "days": [monday + timedelta(days=number) for number in range(7)], "lines": [(one.counter, [_day(day, request) for day in one.days]) for one in lines],
        "gaps": sum(gap.minutes for one in lines for day in one.days for gap in day.gaps),
        "empty": sum(gap.minutes for one in lines for day in one.days for gap in day.empty), "is_planned": any(day.shifts for one in lines for day in one.days),
        "mine": [_shift(one, request) for one in mine if one.counter.point_id == point.pk], "today": request.on,
    }  # fmt: skip
    return render(request, "onestop/roster.html", context)


def _seen(request: Request, point_id: int) -> tuple[ServicePoint, bool]:
    """The point, and whether the actor plans its roster. Refuses: onestop.point.unknown"""
    point = points.point_on(point_id, on=request.on)
    relations = relations_to_point(point, request.actor, on=request.on)
    if not may(Permission.ROSTER_READ, relations):
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    return point, may(Permission.ROSTER_PLAN, relations)


def _monday(request: Request) -> date:
    try:
        return monday_of(date.fromisoformat(request.GET.get("week", "") or request.POST.get("week", "")))
    except ValueError:
        return monday_of(request.on)


def _day(day: Day, request: Request) -> Data:
    return {
        "day": day.day, "shifts": [_shift(one, request) for one in day.shifts], "gaps": [_times(one) for one in day.gaps],
        "empty": [_times(one) for one in day.empty], "starts": [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in day.gaps],
    }  # fmt: skip


def _times(one: Stretch) -> str:
    return f"{one.start:%H:%M}–{one.end:%H:%M}"


STATES = {
    "left": (gettext_lazy("đã ra ca"), "good"), "here": (gettext_lazy("đã vào ca"), "good"), "stood_in": (gettext_lazy("dự phòng trực thay"), "watch"),
    "excused": (gettext_lazy("vắng, đã duyệt"), "watch"), "told": (gettext_lazy("báo vắng, chưa duyệt"), "watch"), "missed": (gettext_lazy("không vào ca"), "bad"),
    "planned": ("", ""),
}  # fmt: skip


def _state(one: Shift, at: datetime) -> str:
    if one.came_at is not None:
        return "stood_in" if one.stood_in else "left" if one.left_at else "here"
    if one.absent_told_at is not None:
        return "excused" if one.excused_at else "told"
    return "missed" if one.during.upper <= at else "planned"


def _shift(one: Shift, request: Request) -> Data:
    text, tone = STATES[_state(one, request.at)]
    me = request.actor.person_id
    return {
        "row": one, "times": _times(rostering.stretch_of(one)), "day": local(one.during.lower).date(), "state": text, "tone": tone,
        "is_mine": me is not None and me in (one.person_id, one.standby_id), "comes": one.came_at is None and one.during.upper > request.at,
        "is_today": local(one.during.lower).date() == request.on, "leaves": one.came_at is not None and one.left_at is None,
    }  # fmt: skip


def roster_plan(request: Request, point_id: int) -> HttpResponse:
    """One more shift."""

    def work(form: Data) -> None:
        start, end = (datetime.combine(form["day"], form[name]) for name in ("start", "end"))
        planning.plan(
            point_id, ShiftData(form["counter"], form["person"], start, end, form["standby"]), **when(request)
        )

    def about() -> Data:
        point = planning.planner(point_id, request.actor, request.on)
        given = request.GET
        initial = {name: given[name] for name in ("counter", "start", "end") if name in given} | {
            "day": given.get("day", request.on)
        }
        names = points.colleagues_at(point, on=request.on)
        return {"title": _("Thêm ca trực: %(name)s") % {"name": point.name}, "initial": initial, "colleagues": names}

    back = f"{reverse('roster', args=[point_id])}?week={_monday_of_typed(request):%Y-%m-%d}"
    form = forms_roster.shift_form(point_id)
    return act(request, form, back=back, done=_("Đã xếp ca trực."), work=work, about=about)


def _monday_of_typed(request: Request) -> date:
    typed = request.POST.get("day", "") or request.GET.get("day", "")
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return monday_of(datetime.strptime(typed, form).date())  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return monday_of(request.on)


def roster_copy(request: Request, point_id: int) -> HttpResponse:
    """The week before, where it still fits."""
    return _filled(request, point_id, planning.copy_week)


def roster_propose(request: Request, point_id: int) -> HttpResponse:
    """Everybody in turn over what is open and not covered."""
    return _filled(request, point_id, planning.propose_week)


def _filled(request: Request, point_id: int, fill: Callable[..., int]) -> HttpResponse:
    monday = _monday(request)
    if request.method != "POST":
        planning.planner(point_id, request.actor, request.on)
        return redirect("roster", point_id)
    try:
        count = fill(point_id, monday=monday, **when(request))
    except DomainError as refused:
        if refused.status in (403, 404):
            raise
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã xếp %(count)s ca trực; giờ chưa ai trực được tô đỏ.") % {"count": count})
    return redirect(f"{reverse('roster', args=[point_id])}?week={monday:%Y-%m-%d}")


Act = tuple[Callable[..., object], type[OfficerForm], Any, Any]
ACTS: dict[str, Act] = {
    "come": (presence.come, forms_roster.ComeForm, gettext_lazy("Vào ca"), gettext_lazy("Đã ghi vào ca.")),
    "leave": (presence.leave, forms_roster.PlainForm, gettext_lazy("Ra ca"), gettext_lazy("Đã ghi ra ca.")),
    "absent": (presence.absent, forms_roster.AbsentForm, gettext_lazy("Ghi lý do vắng"), gettext_lazy("Đã ghi lý do vắng; người phụ trách sẽ duyệt.")),
    "excuse": (presence.excuse, forms_roster.PlainForm, gettext_lazy("Duyệt vắng mặt"), gettext_lazy("Đã duyệt vắng mặt.")),
    "remove": (planning.remove, forms_roster.PlainForm, gettext_lazy("Bỏ ca trực"), gettext_lazy("Đã bỏ ca trực.")),
}  # fmt: skip


def shift_act(request: Request, shift_id: int, key: str) -> HttpResponse:
    """Check in or out, say why somebody is not there, excuse it, or take the shift away."""
    if key not in ACTS:
        raise Http404
    service, form, title, done = ACTS[key]
    shift = Shift.objects.select_related("person", "standby", "counter__point").filter(pk=shift_id).first()
    if shift is None:
        raise NotVisible("onestop.roster.unknown", _("Không có ca trực này: có thể lịch đã được xếp lại."))
    _seen(request, shift.counter.point_id)

    def work(typed: Data) -> None:
        service(shift_id, **{name: typed[name] for name in ("reason",) if name in typed}, **when(request))

    def about() -> Data:
        stretch = rostering.stretch_of(shift)
        given = {
            "name": shift.person.full_name,
            "number": shift.counter.number,
            "times": _times(stretch),
            "day": day_text(stretch.start.date()),
        }
        notes = [_("Người dự phòng: %(name)s.") % {"name": shift.standby.full_name}] if shift.standby else []
        notes += (
            [_("Lý do vắng đã ghi: %(reason)s.") % {"reason": shift.absent_because}] if shift.absent_because else []
        )
        return {
            "title": title, "lead": _("%(name)s, quầy %(number)s, %(times)s ngày %(day)s") % given, "notes": notes, "button": title,
            "danger": key == "remove",
        }  # fmt: skip

    back = f"{reverse('roster', args=[shift.counter.point_id])}?week={monday_of(local(shift.during.lower).date()):%Y-%m-%d}"
    return act(request, form, back=back, done=str(done), work=work, about=about)


def roster_file(request: Request, point_id: int) -> HttpResponse:
    """The week as a workbook: a line a shift, and a line a gap."""
    point, _plans = _seen(request, point_id)
    monday = _monday(request)
    heads = [_("Quầy"), _("Ngày"), _("Từ"), _("Đến"), _("Người trực"), _("Người dự phòng"), _("Tình trạng")]
    return workbook(f"lich-truc-{point.code}-{monday:%Y-%m-%d}", heads, _cells(point, monday, request))


def _cells(point: ServicePoint, monday: date, request: Request) -> list[list[object]]:
    found: list[list[object]] = []
    for line in rostering.week(point, monday, at=request.at):
        for day in line.days:
            rows = [
                (
                    rostering.stretch_of(one),
                    one.person.full_name,
                    one.standby.full_name if one.standby else "",
                    str(STATES[_state(one, request.at)][0]),
                )
                for one in day.shifts
            ]
            rows += [(one, "", "", _("chưa ai trực")) for one in day.gaps]
            found += [
                [line.counter.number, day.day, f"{one.start:%H:%M}", f"{one.end:%H:%M}", *rest] for one, *rest in sorted(rows, key=lambda row: row[0])
            ]  # fmt: skip
    return found


def _missed(one: Shift, request: Request) -> Data:
    text, tone = STATES[_state(one, request.at)]
    return {
        "day": local(one.during.lower).date(), "times": _times(rostering.stretch_of(one)), "counter": one.counter,
        "who": one.person.full_name, "state": text, "tone": tone, "why": one.absent_because,
    }  # fmt: skip


def _emptied(one: rostering.Emptied, request: Request) -> Data:
    """Open hours nobody was at, with whoever was rostered for them."""
    held = [_missed(shift, request) for shift in one.shifts]
    return {
        "day": one.stretch.start.date(), "times": _times(one.stretch), "counter": one.counter,
        "who": ", ".join(row["who"] for row in held), "state": held[0]["state"] if held else _("chưa ai trực"),
        "tone": "bad", "why": "; ".join(row["why"] for row in held if row["why"]),
    }  # fmt: skip


def roster_missed(request: Request, month: str, whose: str, key: int) -> HttpResponse:
    """The shifts behind a month's number of a person, or of the unit whose desks stood empty. Refuses: onestop.counted.not_found"""
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None
    if whose not in ("person", "unit"):
        raise Http404
    person, unit = (key, None) if whose == "person" else (None, key)
    if not may(Permission.DOSSIER_COUNTED, relations_to_counted(person, unit, request.actor, on=request.on)):
        raise NotVisible("onestop.counted.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    name = str(Person.objects.get(pk=key)) if person else organisation.name_of([key], on=day).get(key, "")
    if person:
        shown = [_missed(one, request) for one in rostering.missed_of(day, at=request.at, person_id=person)]
    else:
        found = rostering.emptied(day, at=request.at, unit_id=unit)
        shown = [_emptied(one, request) for one in islice(found, rostering.MOST_LISTED)]
    context = {"name": name, "month": day, "rows": shown, "is_person": bool(person)}
    return render(request, "onestop/roster_missed.html", context)
