"""Published figures: their list, one of them as a page, and as open data."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from namro.base.access.http import Request
from namro.base.ui.wording import number_text
from namro.web.portal.parameters import publishing
from namro.web.portal.selectors import statistics
from namro.web.portal.selectors.statistics import Line, Table

PER_PAGE = 50
HEADS = ("topic", "month", "code", "name", "measure", "label", "number", "hidden", "as_of")
HOUR = "public, max-age=3600"


def overview(request: Request) -> HttpResponse:
    """What is published, each with what it means."""
    topics = [(key, title, statistics.DEFINITIONS[key]) for key, title in statistics.titles().items()]
    return render(request, "portal/statistics.html", {"topics": topics})


def topic_page(request: Request, topic: str) -> HttpResponse:
    """One topic in a month, by agency."""
    title = _known(topic)
    months = statistics.months_of(topic)
    table = statistics.table_of(topic, _month(request, months), on=request.on)
    page = Paginator(table.lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": title, "topic": topic, "table": table, "months": months, "page": page,
        "rows": [(one, _cells(one, table), _share(one, table)) for one in page.object_list],
        "has_share": topic == "dossiers", "definitions": statistics.DEFINITIONS[topic],
        "least": {"feedback": publishing().feedback, "outcomes": publishing().feedback, "ratings": publishing().ratings}.get(topic),
    }  # fmt: skip
    return render(request, "portal/topic.html", context)


def _known(topic: str) -> str:
    titles = statistics.titles()
    if topic not in titles:
        raise Http404
    return titles[topic]


def _month(request: Request, months: list[date]) -> date | None:
    """The month asked for, or the newest there is."""
    asked = request.GET.get("month", "")
    return next((one for one in months if f"{one:%Y-%m}" == asked), months[0] if months else None)


def _cells(line: Line, table: Table) -> list[tuple[str, int | None]]:
    return [(label, line.numbers.get(key, 0)) for key, label in table.measures]


def _share(line: Line, table: Table) -> str:
    if table.topic != "dossiers" or line.share is None:
        return ""
    return f"{number_text(float(line.share * 100), 1)} %"


def open_data(request: Request, topic: str, kind: str) -> HttpResponse:
    """The same as a file: one month where it is asked for, otherwise every month shown; one line a number."""
    _known(topic)
    if kind not in ("csv", "json"):
        raise Http404
    months = statistics.months_of(topic)
    asked = request.GET.get("month", "")
    chosen: list[date | None] = [one for one in months if not asked or f"{one:%Y-%m}" == asked]
    tables = [statistics.table_of(topic, one, on=request.on) for one in chosen]
    if topic == statistics.PROCEDURES:
        tables = [statistics.table_of(topic, None, on=request.on)]
    rows = [row for table in tables for row in _rows(table)]
    answer = _csv(topic, rows) if kind == "csv" else _json(topic, rows)
    answer.headers["Cache-Control"] = HOUR
    patch_vary_headers(answer, ["Cookie"])  # its words are in the language of whoever asks
    return answer


def _rows(table: Table) -> list[tuple[Any, ...]]:
    month, as_of = f"{table.month:%Y-%m}" if table.month else "", str(table.as_of or "")
    return [
        (table.topic, month, line.code, line.name, key, label, number, number is None, as_of)
        for line in table.lines
        for key, label in table.measures
        for number in [line.numbers.get(key, 0)]
    ]


def _csv(topic: str, rows: list[tuple[Any, ...]]) -> HttpResponse:
    """With the mark spreadsheets know UTF-8 by; what is hidden is empty and says so."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADS)
    writer.writerows([*row[:7], int(row[7]), row[8]] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="namro-{topic}.csv"'}
    return HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _json(topic: str, rows: list[tuple[Any, ...]]) -> HttpResponse:
    told = {
        "topic": topic,
        "title": statistics.titles()[topic],
        "definitions": [str(one) for one in statistics.DEFINITIONS[topic]],
        "rows": [dict(zip(HEADS[1:], row[1:], strict=True)) for row in rows],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
