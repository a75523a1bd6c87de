"""The overview of figures, and one figure: its definition, its chart, its table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from namro.base.access.http import Request
from namro.insight.indicators import charts
from namro.insight.indicators.figures.registry import FIGURES, figure
from namro.insight.indicators.figures.shape import Column, Figure, Line, Result
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.asked import Asked, asked_of, day_of
from namro.insight.indicators.selectors.scope import Scope
from namro.insight.indicators.views.asking import (
    cut_title,
    filters,
    filters_text,
    question,
    scoped,
    sheets_link,
    span_text,
    unit_asked,
)
from namro.insight.indicators.wording import text_of

PER_PAGE = 50


def overview(request: Request) -> HttpResponse:
    """A card a figure: its headline now, and its course."""
    scope = scoped(request)
    cards = [_card(one, request, scope) for one in FIGURES]
    context = {
        "cards": cards,
        "unit": scope.tree.name(scope.tops[0]) if len(scope.tops) == 1 else "",
        "has_any": any(card["has_lines"] for card in cards),
        **days_asked(request),
    }
    return render(request, "figures/overview.html", context)


def days_asked(request: Request) -> dict[str, str]:
    on = day_of(request.GET, request.on)
    return {"day": on.isoformat() if on < request.on else "", "today": request.on.isoformat()}


def _choice(name: str) -> dict[str, str]:
    """Why the agency's own limit is what it is; not law, and the page says so."""
    argument: dict[str, str] = getattr(parameters(), name).argument
    return argument


def days(asked: Asked) -> dict[str, str]:
    return {"day": asked.on.isoformat() if asked.is_past else "", "today": asked.today.isoformat()}


def chart_title(one: Figure, found: Result) -> str:
    """What is drawn: the figure, or its main column."""
    return str(one.title) if any(column.tone for column in found.columns) else f"{one.title}: {found.main().title}"


def _card(one: Figure, request: Request, scope: Scope) -> dict[str, Any]:
    asked = replace(
        asked_of(request.GET, scope, today=request.on, kinds=one.kinds, is_current=one.is_current), by="period"
    )
    found = one.result(asked, scope)
    what, value, kind = found.headline
    course = found.course()
    return {
        "figure": one, "what": what, "value": text_of(value, kind), "link": f"{reverse('figure', args=[one.slug])}?{asked.query()}",
        "has_lines": bool(found.lines),
        "trend": charts.trend(course, str(one.title)), "asked": asked, "definition": one.definition[0],
    }  # fmt: skip


def figure_page(request: Request, slug: str) -> HttpResponse:
    """One figure as asked for."""
    one = figure(slug)
    asked, scope = question(request, one)
    found = one.result(asked, scope)
    page = Paginator(found.ordered(asked.sort), PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    context = {
        "figure": one, "asked": asked, "found": found, "page": page,
        "rows": [_row(one, asked, found, line) for line in lines],
        "total": _row(one, asked, found, found.total) if found.total else None,
        "chart": chart_of(one, found, lines), "filters": filters(one, asked, scope), "query": asked.query(),
        "headline": text_of(*found.headline[1:]), "choices": [_choice(name) for name in one.choices],
        "legend": [one for one in found.columns if one.tone],
        "chart_title": chart_title(one, found), "cut_title": cut_title(asked.by), **days(asked),
        "said": [unit_asked(asked, scope), span_text(asked), filters_text(one, asked)],
        "up_query": asked.query(unit="", sort=""),
        "path": [(unit, scope.tree.name(unit)) for unit in scope.tree.path(asked.unit) if unit in scope.units],
    }  # fmt: skip
    return render(request, "figures/figure.html", context)


def chart_of(one: Figure, found: Result, lines: list[Line]) -> SafeString:
    """Bars cut into levels where the figure counts levels, else one bar a line of its main number."""
    if not lines:
        return SafeString("")
    if any(column.tone for column in found.columns):
        return charts.stacked(lines, found.columns, str(one.title))
    return charts.bars(lines, found.main(), str(one.title))


def _row(one: Figure, asked: Asked, found: Result, line: Line) -> dict[str, Any]:
    down = f"?{asked.query(unit=line.unit, sort='')}" if line.unit else ""
    return {"line": line, "down": down, "cells": [_cell(one, asked, line, column) for column in found.columns]}


def _cell(one: Figure, asked: Asked, line: Line, column: Column) -> dict[str, Any]:
    value = line.values.get(column.key)
    leads = column.leads and bool(value)
    link = sheets_link(one, asked, line.key, column.key) if leads else ""
    return {"column": column, "text": text_of(value, column.kind), "link": link}
