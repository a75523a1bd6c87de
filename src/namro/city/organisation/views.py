"""The tree of units on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.city.organisation import selectors

MOST_SHOWN = 250


def asked_day(request: Request) -> date:
    """The day in ?on=, or today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.on


def tree(request: Request) -> HttpResponse:
    """Units on a day: the first levels, or what a search finds with the way to it."""
    on, query = asked_day(request), request.GET.get("q", "").strip()
    under = request.GET.get("under", "")
    if under.isdigit():
        nodes = selectors.tree(on=on, under=int(under), depth=1)
    else:
        nodes = selectors.tree(on=on, query=query, depth=2)
    shown, hidden = _first(nodes)
    parents = selectors.parents_among(_ids(shown), on=on)
    page = {"nodes": shown, "hidden": hidden, "day_asked": on, "query": query, "parents": parents}
    if under.isdigit() and request.headers.get("HX-Request"):
        return render(request, "organisation/branch.html", page)
    if under.isdigit():
        page["path"] = selectors.path(int(under), on=on)
    return render(request, "organisation/tree.html", page)


def _first(nodes: list[selectors.Node]) -> tuple[list[selectors.Node], int]:
    """No more than MOST_SHOWN under one unit: a longer level is to be searched. Returns how many are left out."""
    hidden = max(0, len(nodes) - MOST_SHOWN)
    for node in nodes:
        node.children, more = _first(node.children)
        hidden += more
    return nodes[:MOST_SHOWN], hidden


def _ids(nodes: list[selectors.Node]) -> list[int]:
    return [unit for node in nodes for unit in (node.spell.unit_id, *_ids(node.children))]
