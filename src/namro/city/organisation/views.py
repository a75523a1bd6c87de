"""The tree of units on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from namro.city.organisation import selectors


def asked_day(request: HttpRequest) -> date:
    """The day in ?on=, or today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.on  # type: ignore[attr-defined, no-any-return]


def tree(request: HttpRequest) -> HttpResponse:
    """Units on a day: the first levels, or what a search finds with the way to it."""
    on, query = asked_day(request), request.GET.get("q", "").strip()
    under = request.GET.get("under", "")
    if under.isdigit():
        nodes = selectors.tree(on=on, under=int(under), depth=1)
    else:
        nodes = selectors.tree(on=on, query=query, depth=2)
    parents = selectors.parents_among(_ids(nodes), on=on)
    page = {"nodes": nodes, "day_asked": on, "query": query, "parents": parents}
    if under.isdigit() and request.headers.get("HX-Request"):
        return render(request, "organisation/branch.html", page)
    if under.isdigit():
        page["path"] = selectors.path(int(under), on=on)
    return render(request, "organisation/tree.html", page)


def _ids(nodes: list[selectors.Node]) -> list[int]:
    return [unit for node in nodes for unit in (node.spell.unit_id, *_ids(node.children))]
