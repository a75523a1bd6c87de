"""The mobile team's visits: asked for, planned, gone to; and the route of a day on paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Relation
from namro.duties.onestop import forms_visits
from namro.duties.onestop.access import own_points, relations_to_point
from namro.duties.onestop.clocks import aware
from namro.duties.onestop.models import HomeVisit, VisitState
from namro.duties.onestop.selectors import points, visiting
from namro.duties.onestop.selectors.finding import PAGE
from namro.duties.onestop.services import visits as services
from namro.duties.onestop.services.visits import VisitData
from namro.duties.onestop.views.acting import Data, act, when

PURPOSE = "Đến nhà người dân theo đăng ký"  # of each look at where somebody lives; in the log in its readers' language


def visit_list(request: Request) -> HttpResponse:
    """Every visit of the points somebody works at; where people live is on the page of each."""
    state = request.GET.get("state", "")
    page = Paginator(visiting.visits(request.actor, on=request.on, state=state), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": list(page.object_list), "states": VisitState.choices, "state": state, "today": request.on,
        "query": request.GET.urlencode(), "receives": bool(own_points(request.actor, on=request.on)),
    }  # fmt: skip
    return render(request, "onestop/visits.html", context)


def visit_new(request: Request) -> HttpResponse:
    """Somebody asks to be visited."""

    def work(form: Data) -> None:
        mine = own_points(request.actor, on=request.on)
        point = next((one.pk for one in mine if one.pk == form["point"]), mine[0].pk if mine else 0)
        given = {name: form[name] for name in ("asker", "address", "reason", "wish", "phone", "consents")}
        services.ask_visit(VisitData(point, **given), **when(request))

    def about() -> Data:
        lead = _(
            "Dành cho người già yếu, khuyết tật, ốm đau không đến được. Địa chỉ chỉ tổ đi và người phụ trách xem, mỗi lần xem đều ghi lại."
        )
        return {"title": _("Đề nghị đến nhà"), "lead": lead}

    back, done = reverse("visits"), _("Đã ghi đề nghị đến nhà.")
    return act(
        request,
        forms_visits.visit_form(own_points(request.actor, on=request.on)),
        back=back,
        done=done,
        work=work,
        about=about,
    )


def visit_page(request: Request, visit_id: int) -> HttpResponse:
    """One visit; the name, telephone and address for whoever may see them, and that they looked is kept."""
    visit = visiting.visit_for(request.actor, visit_id, on=request.on)
    sees = visiting.sees_address(visit, request.actor, on=request.on)
    if sees:
        request.looked_at = [("onestop:visit:viewed", ("visit", visit.pk), visit.point.unit_id)]
        request.purpose = PURPOSE
    context = {
        "visit": visit, "sees": sees, "is_open": visit.state in (VisitState.ASKED, VisitState.PLANNED), "now": request.at,
        "plans": Relation.SUPERVISOR in relations_to_point(visit.point, request.actor, on=request.on),
        "dossiers": list(visit.dossiers.order_by("pk")),
    }  # fmt: skip
    return render(request, "onestop/visit.html", context)


def visit_plan(request: Request, visit_id: int) -> HttpResponse:
    """Who goes, and when."""

    def work(form: Data) -> None:
        moment = aware(datetime.combine(form["day"], form["hour"]))
        services.plan_visit(visit_id, when=moment, team=form["team"], **when(request))

    def about() -> Data:
        visit = _seen(request, visit_id)
        names = points.colleagues_at(visit.point, on=request.on)
        return {"title": _("Xếp lịch đến nhà"), "initial": {"day": request.on}, "colleagues": names}

    back = reverse("visit", args=[visit_id])
    return act(request, forms_visits.PlanForm, back=back, done=_("Đã xếp lịch đến nhà."), work=work, about=about)


def visit_end(request: Request, visit_id: int) -> HttpResponse:
    """What became of it."""

    def work(form: Data) -> None:
        codes = form["codes"].replace(",", "\n").split("\n")
        services.end_visit(visit_id, state=form["state"], outcome=form["outcome"], codes=codes, **when(request))

    def about() -> Data:
        _seen(request, visit_id)
        return {"title": _("Ghi kết quả đến nhà")}

    back = reverse("visit", args=[visit_id])
    return act(request, forms_visits.EndForm, back=back, done=_("Đã ghi kết quả."), work=work, about=about)


def _seen(request: Request, visit_id: int) -> HomeVisit:
    return visiting.visit_for(request.actor, visit_id, on=request.on)


def visit_route(request: Request) -> HttpResponse:
    """The route of a day, to be taken along; each look is kept."""
    day = _day(request.GET.get("day", "")) or request.on
    rows: list[Any] = visiting.route(request.actor, day, on=request.on)
    request.looked_at = [("onestop:visit:viewed", ("visit", one.pk), one.point.unit_id) for one in rows]
    request.purpose = PURPOSE
    return render(request, "onestop/visit_route.html", {"rows": rows, "day": day})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
