"""Dossiers other territories' points took for the reader's agency, until it says that it has them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.duties.onestop.selectors.arriving import arriving_page


def arriving(request: Request) -> HttpResponse:
    """What is on its way to the agencies the reader heads or receives for, the longest under way first."""
    page = arriving_page(request.actor, on=request.on, page=request.GET.get("page"))
    rows = [{"one": one, "late": bool(one.transfer_by and one.transfer_by < request.at)} for one in page]
    return render(request, "onestop/arriving.html", {"page": page, "rows": rows, "query": request.GET.urlencode()})
