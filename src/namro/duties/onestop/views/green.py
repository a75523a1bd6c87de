"""Results on the spot: the point's rule, and how the days went."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import NotAllowed
from namro.base.ui.workbooks import workbook
from namro.duties.onestop import forms
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.reports.periods import Span, latest, span_of
from namro.duties.onestop.selectors import green, points
from namro.duties.onestop.services.green import set_green
from namro.duties.onestop.views.acting import Data, act, when


def point_green(request: Request, point_id: int) -> HttpResponse:
    """Which procedures are returned on the spot, and when."""

    def work(form: Data) -> None:
        week = {str(number): form[f"day{number}"] for number in forms.DAYS if form[f"day{number}"]}
        codes = form["procedures"].replace(",", "\n").split("\n")
        set_green(point_id, week=week, procedures=codes, basis=form["basis"], first=form["first"], **when(request))

    def about() -> Data:
        point = points.point_on(point_id, on=request.on)
        if not points.is_kept(point, request.actor, on=request.on):
            raise NotAllowed("access.denied", _("Điểm phục vụ do nội vụ của cơ quan lập."))
        held = green.green_since(point_id)
        typed = (
            {f"day{day}": ", ".join(f"{a}-{b}" for a, b in held[0].week.get(str(day), [])) for day in forms.DAYS}
            if held
            else {}
        )
        codes = {"procedures": "\n".join(held[0].procedures)} if held else {}
        lead = _("Danh mục và giờ trả kết quả ngay là quy định riêng của cơ quan: hãy dẫn văn bản. Ngoài danh mục và giờ này, phần mềm không cho hẹn trả ngay.")  # fmt: skip
        return {
            "title": _("Ngày trả kết quả ngay: %(name)s") % {"name": point.name},
            "lead": lead,
            "initial": {**typed, **codes},
        }

    back, done = reverse("point", args=[point_id]), _("Đã ghi danh mục và giờ trả kết quả ngay.")
    return act(request, forms.GreenForm, back=back, done=done, work=work, about=about)


def green_list(request: Request) -> HttpResponse:
    """How the days of results on the spot went."""
    span = _span(request)
    rows = green.green_days(span, sight_of(request.actor, on=request.on), at=request.at)
    context = {
        "span": span, "periods": latest(request.on), "rows": rows, "received": sum(one.received for one in rows),
        "done": sum(one.done for one in rows), "same_day": sum(one.same_day for one in rows), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "onestop/green.html", context)


def green_file(request: Request) -> HttpResponse:
    """The same as a workbook."""
    span = _span(request)
    heads = [
        _("Ngày"),
        _("Hồ sơ hẹn trả ngay"),
        _("Có kết quả"),
        _("Xong trong ngày"),
        _("Phút trung vị"),
        _("Phút lâu nhất"),
    ]
    rows = green.green_days(span, sight_of(request.actor, on=request.on), at=request.at)
    lines = ([one.day, one.received, one.done, one.same_day, _whole(one.median), _whole(one.longest)] for one in rows)
    return workbook("tra-ket-qua-ngay", heads, lines)


def _whole(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)


def _span(request: Request) -> Span:
    return span_of(request.GET.get("period", "") or f"{request.on:%Y-%m}", "", "", on=request.on)
