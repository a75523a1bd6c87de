"""Service points: where people are received, when, by whom, and for what."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.onestop import forms, offers, services
from namro.duties.onestop.access import points_of, relations_to_point
from namro.duties.onestop.models import OpeningHours, ServicePoint
from namro.duties.onestop.selectors import points
from namro.duties.onestop.selectors.accepting import codes_taken
from namro.duties.onestop.selectors.finding import PAGE
from namro.duties.onestop.selectors.green import green_on
from namro.duties.onestop.views.acting import Data, act, when

MOST_ACCEPTED = 50  # procedures a page of the acceptance list names


def point_list(request: Request) -> HttpResponse:
    """Every point that works today."""
    query = request.GET.get("q", "")
    page = Paginator(points.matching(points.points_on(request.on), query), PAGE).get_page(request.GET.get("page"))
    names = organisation.name_of({one.unit_id for one in page}, on=request.on)
    context = {
        "page": page, "q": query, "names": names, "mine": points_of(request.actor, on=request.on),
        "may_open": bool(request.actor.officer_of),
    }  # fmt: skip
    return render(request, "onestop/points.html", context)


def point_page(request: Request, point_id: int) -> HttpResponse:
    """One point: hours, counters, staff, and the procedures it receives, by search."""
    point = points.point_on(point_id, on=request.on)
    query, relations = request.GET.get("q", ""), relations_to_point(point, request.actor, on=request.on)
    rule, taken = green_on(point.pk, on=request.on), codes_taken(point.pk, on=request.on)
    context = {
        "green": rule, "green_week": [day for day in _days(rule.week) if day[1]] if rule else [],
        "point": point, "unit": organisation.name_of([point.unit_id], on=request.on).get(point.unit_id, ""),
        "hours": [_week(one) for one in points.hours_since(point.pk)], "q": query,
        "accepted": offers.search(query, on=request.on, most=MOST_ACCEPTED, among=taken),
        "has_list": taken is not None, "many": len(taken or ()),
        "is_kept": points.is_kept(point, request.actor, on=request.on),
        "reads_register": may(Permission.DOSSIER_READ, relations), "reads_roster": may(Permission.ROSTER_READ, relations),
        "postings": points.postings_of(point.pk), "notes_posting": may(Permission.POSTING_NOTE, relations),
        "works_here": point.pk in points_of(request.actor, on=request.on),
    }  # fmt: skip
    return render(request, "onestop/point.html", context)


def _week(row: OpeningHours) -> Data:
    return {"row": row, "days": _days(row.week)}


def _days(week: Data) -> list[tuple[Any, str]]:
    return [(name, ", ".join(f"{a}–{b}" for a, b in week.get(str(number), []))) for number, name in forms.DAYS.items()]


def kept(request: Request, point_id: int) -> ServicePoint:
    """A point the actor keeps. Refuses: onestop.point.unknown, access.denied."""
    point = points.point_on(point_id, on=request.on)
    if not points.is_kept(point, request.actor, on=request.on):
        raise NotAllowed("access.denied", _("Điểm phục vụ do nội vụ của cơ quan lập."))
    return point


def new_point(request: Request) -> HttpResponse:
    """A new point with its hours."""

    def work(form: Data) -> None:
        services.open_point(
            code=form["code"], name=form["name"], unit_id=form["unit"], kind=form["kind"], address=form["address"],
            first=form["first"], week=_shifts(form), **when(request),
        )  # fmt: skip

    def about() -> Data:
        lead = _("Ghi giờ làm việc từng ngày; ngày hẹn trả tính theo giờ này và lịch nghỉ của Nhà nước.")
        return {"title": _("Lập điểm phục vụ"), "lead": lead, "initial": {"first": request.on}}

    back, done = reverse("points"), _("Đã lập điểm phục vụ.")
    return act(request, forms.PointForm, back=back, done=done, work=work, about=about)


def _shifts(form: Data) -> dict[str, list[list[str]]]:
    return {str(number): form[f"day{number}"] for number in forms.DAYS if form[f"day{number}"]}


def point_hours(request: Request, point_id: int) -> HttpResponse:
    """New hours from a day on."""

    def work(form: Data) -> None:
        services.set_hours(point_id, week=_shifts(form), first=form["first"], basis=form["basis"], **when(request))

    def about() -> Data:
        point = kept(request, point_id)
        title = _("Giờ làm việc mới: %(name)s") % {"name": point.name}
        return {"title": title, "initial": _as_typed(points.hours_since(point_id))}

    done = _("Đã ghi giờ làm việc mới.")
    return act(request, forms.HoursForm, back=_url(point_id), done=done, work=work, about=about)


def _as_typed(rows: list[OpeningHours]) -> Data:
    week = rows[0].week if rows else {}
    return {
        f"day{number}": ", ".join(f"{a}-{b}" for a, b in week.get(str(number), [])) for number in forms.DAYS if rows
    }


def point_staff(request: Request, point_id: int) -> HttpResponse:
    """Somebody more at the point."""

    def work(form: Data) -> None:
        given = {"person_id": form["person"], **{name: form[name] for name in ("duty", "first", "until")}}
        services.put_staff(point_id, **given, **when(request))

    def about() -> Data:
        point = kept(request, point_id)
        names = points.colleagues(point.unit_id, on=request.on)
        title = _("Phân công tại %(name)s") % {"name": point.name}
        return {"title": title, "initial": {"first": request.on}, "colleagues": names}

    return act(request, forms.StaffForm, back=_url(point_id), done=_("Đã phân công."), work=work, about=about)


def point_counter(request: Request, point_id: int) -> HttpResponse:
    """One more counter."""

    def work(form: Data) -> None:
        named = [one.strip() for one in form["fields_received"].splitlines()]
        given = {"number": form["number"], "title": form["title"], "first": form["first"]}
        services.put_counter(point_id, fields=named, **given, **when(request))

    def about() -> Data:
        title = _("Thêm quầy: %(name)s") % {"name": kept(request, point_id).name}
        return {"title": title, "initial": {"first": request.on}}

    return act(request, forms.CounterForm, back=_url(point_id), done=_("Đã thêm quầy."), work=work, about=about)


def _url(point_id: int) -> str:
    return reverse("point", args=[point_id])
