"""Home: what waits for me and by when."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.base.ui.navigation import Standing, standing_of
from namro.web.console import menu
from namro.web.console.waiting import waiting_for


def home(request: Request) -> HttpResponse:
    actor, on = request.actor, request.on
    lines = waiting_for(actor, on=on)
    standing = standing_of(actor, on)
    context = {
        "overdue": [line for line in lines if line.urgency == "overdue"],
        "soon": [line for line in lines if line.urgency == "soon"],
        "later": [line for line in lines if line.urgency == "later"],
        "nothing": not lines,
        "role": _role(request, standing),
        "places": [item for item in menu.items() if item.path != "/" and item.shown(actor, standing)][:6],
    }
    return render(request, "console/home.html", context)


def _role(request: Request, standing: Standing) -> str:
    """The role whose next step the empty home teaches."""
    actor = request.actor
    if actor.officer_of:
        return "officer"
    if standing.decides:
        return "authority"
    if standing.heads or standing.is_delegate:
        return "head"
    if actor.is_administrator:
        return "administrator"
    return "staff" if standing.is_posted else "nobody"
