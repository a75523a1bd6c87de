"""The index of service of a period: every metric, what was counted, its points, and what stands behind it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.ui.wording import authority_text, said
from namro.base.ui.workbooks import workbook
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.reports.index_behind import Asking, behind
from namro.duties.onestop.reports.periods import Span, latest, span_of
from namro.duties.onestop.reports.rounding import exact_text, rounded
from namro.duties.onestop.reports.service_index import OF_THE_CATALOGUE, Index, Measured, index_on, measured, total
from namro.duties.onestop.views.acting import Data

PAGE = 50


def service_index(request: Request) -> HttpResponse:
    """The metrics by group, and the points of those with data."""
    span = _span(request)
    index, rows = index_on(span.last), measured(span, sight_of(request.actor, on=request.on), at=request.at)
    points, most = total(rows)
    context = {
        "span": span, "periods": latest(request.on), "points": exact_text(points, index.places), "most": most,
        "groups": [_group(index, key.key, rows, span) for key in index.groups], "authority": authority_text(index.authority),
        "source": index.instrument, "note": said(index.note), "query": request.GET.urlencode(),
        "without": sum(one.share is None for one in rows), "count": len(rows),
    }  # fmt: skip
    return render(request, "onestop/service_index.html", context)


def _group(index: Index, key: str, rows: list[Measured], span: Span) -> Data:
    group = next(one for one in index.groups if one.key == key)
    return {
        "group": group, "rows": [_row(one, index, span) for one in rows if one.metric.group == key],
    }  # fmt: skip


def _row(one: Measured, index: Index, span: Span) -> Data:
    return {
        "one": one,
        "share": exact_text(one.hundredths, index.places),
        "points": exact_text(one.points, index.places),
        "link": _behind(one, span),
        "of_all": bool(one.share) and one.metric.counted in OF_THE_CATALOGUE,
    }


def _behind(one: Measured, span: Span) -> str:
    """The page that shows exactly what was counted."""
    return f"{reverse('service_index_listed', args=[one.metric.number])}?period={span.code}" if one.share else ""


def service_index_listed(request: Request, number: int) -> HttpResponse:
    """What a number was counted from, one by one, or by agency where other duties count it so."""
    span, sight = _span(request), sight_of(request.actor, on=request.on)
    metric = next((one for one in index_on(span.last).metrics if one.number == number), None)
    if metric is None:
        raise Http404
    page = _page(request.GET.get("page", ""))
    rows = behind(Asking(metric, span, sight, request.at, (page - 1) * PAGE, PAGE + 1))
    context = {
        "metric": metric, "span": span, "rows": rows[:PAGE], "back": f"{reverse('service_index')}?period={span.code}",
        "less": page - 1 if page > 1 else 0, "more": page + 1 if len(rows) > PAGE else 0,
    }  # fmt: skip
    return render(request, "onestop/service_index_listed.html", context)


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def service_index_file(request: Request) -> HttpResponse:
    """The same as a workbook."""
    span = _span(request)
    index, rows = index_on(span.last), measured(span, sight_of(request.actor, on=request.on), at=request.at)
    heads = [_("Số"), _("Nhóm"), _("Chỉ số chấm"), _("Đạt"), _("Trên"), _("Điểm"), _("Tối đa")]
    titles = {one.key: said(one.title) for one in index.groups}
    lines = (
        [one.metric.number, titles[one.metric.group], said(one.metric.title), *(one.share or (None, None)),
         None if one.points is None else rounded(one.points, index.places), one.metric.points]
        for one in rows
    )  # fmt: skip
    return workbook(f"chi-so-phuc-vu-{span.code}", heads, lines)


def _span(request: Request) -> Span:
    return span_of(request.GET.get("period", "") or f"{request.on:%Y}", "", "", on=request.on)
