"""The reports of the desk on a period, as a page and as files; and the dossiers behind each of their numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.documents.figure_table import FigureDocument, FigureRow, figure_pdf, figure_xlsx
from namro.base.ui.wording import day_text, number_text, said
from namro.base.ui.workbooks import EXCEL
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.access import Sight, sight_of
from namro.duties.onestop.reports.conventions import counting, tables
from namro.duties.onestop.reports.counting import Asked, listed
from namro.duties.onestop.reports.periods import Span, latest, span_of
from namro.duties.onestop.reports.report import Drawn, Report, drawn_up
from namro.duties.onestop.reports.rounding import exact_text
from namro.duties.onestop.reports.tables import TITLES, columns
from namro.duties.onestop.views.acting import Data

PAGE = 50
PLACES = 2  # of shares
COUNTINGS = ("practice", "strict")
TYPES = {"xlsx": EXCEL, "pdf": "application/pdf"}


def reports(request: Request) -> HttpResponse:
    """A table of the family for a period. Refuses: onestop.report.period"""
    asked, sight = _asked(request), sight_of(request.actor, on=request.on)
    report = _report(request, asked, sight)
    page = Paginator(report.rows, PAGE).get_page(request.GET.get("page"))
    base = _base(asked, report.counting.key)
    context = {
        "report": report, "page": page, "rows": [_row(one, base) for one in page], "total": _row(report.total, base),
        "span": asked.span, "day": asked.span.day(request.at), "periods": latest(request.on), "tables": tables().values(),
        "countings": [counting(key, on=asked.span.last) for key in COUNTINGS], "query": request.GET.urlencode(),
        "unit": _name(asked, request), "groups": _groups(report), "sees": bool(sight.points or sight.units or sight.is_whole),
    }  # fmt: skip
    return render(request, "onestop/reports.html", context)


def _report(request: Request, asked: Asked, sight: Sight) -> Report:
    known = tables()
    table = known.get(request.GET.get("table", ""), next(iter(known.values())))
    key = request.GET.get("count", "")
    return drawn_up(table, key if key in COUNTINGS else COUNTINGS[0], asked, sight, at=request.at)


def _asked(request: Request) -> Asked:
    given = request.GET
    span = span_of(given.get("period", ""), given.get("first", ""), given.get("last", ""), on=request.on)
    unit = given.get("unit", "")
    return Asked(
        span, unit_ids=(int(unit),) if unit.isdecimal() and len(unit) < 12 else None, field=given.get("field"),
        procedure=given.get("procedure"),
    )  # fmt: skip


def _base(asked: Asked, count: str) -> Data:
    """What every address of the report carries on."""
    days = {"first": asked.span.first.isoformat(), "last": asked.span.last.isoformat()}
    found: Data = {"period": asked.span.code} if asked.span.code else days
    narrowed = {
        "unit": asked.unit_ids[0] if asked.unit_ids else None,
        "field": asked.field,
        "procedure": asked.procedure,
    }
    return {**found, "count": count, **{name: value for name, value in narrowed.items() if value is not None}}


def _row(one: Drawn, base: Data) -> Data:
    address = reverse("reports_listed")
    cells = [
        (column, number, f"{address}?{urlencode({**base, **one.asks, 'column': column.key})}" if number else "")
        for column, number in one.numbers
    ]
    return {"name": one.name, "cells": cells, "share": exact_text(one.share, PLACES), "strict": exact_text(one.strict, PLACES)}  # fmt: skip


def _groups(report: Report) -> list[tuple[str, int]]:
    """The heads over the heads: each with how many columns it spans."""
    found: dict[str, int] = {}
    for one in report.columns:
        found[str(one.group)] = found.get(str(one.group), 0) + 1
    return list(found.items())


def _name(asked: Asked, request: Request) -> str:
    return organisation.name_of(list(asked.unit_ids or ()), on=request.on).get((asked.unit_ids or (0,))[0], "")


def reports_listed(request: Request) -> HttpResponse:
    """The dossiers behind a number of a report."""
    asked, sight = _asked(request), sight_of(request.actor, on=request.on)
    key = request.GET.get("count", "")
    how = counting(key if key in COUNTINGS else COUNTINGS[0], on=asked.span.last)
    shown = columns(how)
    column = next((one for one in shown if one.key == request.GET.get("column")), shown[0])
    number = _page(request.GET.get("page", ""))
    found = listed(
        asked, sight, classes=column.classes, origins=column.origins, at=request.at, most=PAGE + 1, skip=(number - 1) * PAGE
    )  # fmt: skip
    context = {
        "column": column, "rows": found[:PAGE], "span": asked.span, "counting": how, "titles": TITLES,
        "names": organisation.name_of({one.unit_id for one in found}, on=request.on), "number": number,
        "more": _query(request, number + 1) if len(found) > PAGE else "", "less": _query(request, number - 1) if number > 1 else "",
        "back": f"{reverse('reports')}?{urlencode({**_base(asked, how.key)})}",
    }  # fmt: skip
    return render(request, "onestop/reports_listed.html", context)


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _query(request: Request, number: int) -> str:
    given = request.GET.copy()
    given["page"] = str(number)
    return given.urlencode()


def reports_xlsx(request: Request) -> HttpResponse:
    """The table as a workbook, its counting on its face."""
    return _file(request, "xlsx")


def reports_pdf(request: Request) -> HttpResponse:
    """The table on paper, its counting on its face."""
    return _file(request, "pdf")


def _file(request: Request, kind: str) -> HttpResponse:
    asked, sight = _asked(request), sight_of(request.actor, on=request.on)
    report = _report(request, asked, sight)
    document = _document(report, request, asked.span)
    made = figure_xlsx(document) if kind == "xlsx" else figure_pdf(document, at=request.at)
    name = f"bao-cao-{report.table.code}-{asked.span.code or f'{asked.span.first}-{asked.span.last}'}"
    return HttpResponse(
        made, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


def _document(report: Report, request: Request, span: Span) -> FigureDocument:
    heads = [said(report.table.title), *(f"{one.group}: {one.title}" for one in report.columns)]
    return FigureDocument(
        title=f"{report.table.code}. {said(report.table.title)} ({said(report.counting.title)})",
        unit=_name(report.asked, request) or _("mọi cơ quan người lập được xem"), span=span.days,
        on=day_text(span.day(request.at)), definition=report.sentences, notes=[],
        heads=[*heads, *_share_heads(report)], kinds=["text", *("count" for _one in report.columns), "share", "share"],
        rows=[_line(one) for one in (*report.rows, report.total)], filters=report.asked.field or report.asked.procedure or "",
    )  # fmt: skip


def _share_heads(report: Report) -> list[str]:
    return [_("Phần trăm đúng hạn"), _("Phần trăm đúng hạn, đếm chặt")]


def _line(one: Drawn) -> FigureRow:
    numbers: list[Any] = [number for _column, number in one.numbers]
    shares = [one.share, one.strict]
    texts = [one.name, *map(number_text, numbers), *(exact_text(value, PLACES) for value in shares)]
    return FigureRow(texts, [one.name, *numbers, *(value / 100 if value is not None else None for value in shares)])
