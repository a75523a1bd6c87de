"""The tree of units on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.city.organisation import selectors


def asked_day(request: Request) -> date:
    """The day in ?on=, or today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.on


def tree(request: Request) -> HttpResponse:
    """Units on a day: the first levels, one level further down, or what a search finds with the way to it."""
    on, under = asked_day(request), request.GET.get("under", "")
    if under.isdecimal():
        return _branch(request, int(under), on)
    query, hidden = request.GET.get("q", "").strip(), 0
    if query:
        nodes, hidden = selectors.tree(on=on, query=query)
    else:
        nodes = selectors.top(on=on)
    page = {"nodes": nodes, "hidden": hidden, "day_asked": on, "query": query, "parents": _parents(nodes, on)}
    return render(request, "organisation/tree.html", page)


def _branch(request: Request, under: int, on: date) -> HttpResponse:
    """A page of one level: a fragment for who opens it in place, a page of its own otherwise."""
    number = request.GET.get("page", "")
    nodes, following = selectors.level(under, on=on, page=max(1, int(number)) if number.isdecimal() else 1)
    page = {"nodes": nodes, "under": under, "next_page": following, "day_asked": on, "parents": _parents(nodes, on)}
    if request.headers.get("HX-Request"):
        return render(request, "organisation/branch.html", page)
    return render(request, "organisation/tree.html", {**page, "path": selectors.path(under, on=on), "query": ""})


def _parents(nodes: list[selectors.Node], on: date) -> frozenset[int]:
    return selectors.parents_among(_ids(nodes), on=on)


def _ids(nodes: list[selectors.Node]) -> list[int]:
    return [unit for node in nodes for unit in (node.spell.unit_id, *_ids(node.children))]
