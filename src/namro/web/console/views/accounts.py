"""Accounts of the people an officer keeps: who has one, issuing them, new passwords, locking."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from namro.base.access.http import Request
from namro.base.accounts.selectors import accounts_of
from namro.base.accounts.services import Issued
from namro.city.organisation import selectors as organisation
from namro.web.console import selectors, services
from namro.web.console.paging import Uncounted

PER_PAGE = 50


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def listing(request: Request) -> HttpResponse:
    """People of the units in reach with their accounts."""
    return render(request, "console/accounts.html", _listing_context(request))


def _listing_context(request: Request) -> dict[str, Any]:
    actor, on, asked = request.actor, request.on, request.GET
    units = kept = selectors.listed_units(actor, on=on)
    unit_id = selectors.unit_asked(actor, asked.get("unit", ""), on=on)
    if unit_id is not None:
        units = frozenset({unit_id})
    found = selectors.postings_with_accounts(
        unit_ids=units, on=on, text=asked.get("q", ""), missing=asked.get("account") == "none"
    )
    page = Uncounted(found, PER_PAGE).get_page(asked.get("page"))
    accounts = accounts_of([posting.person_id for posting in page])
    names = organisation.name_of([posting.unit_id for posting in page], on=on)
    return {
        "page": page, "rows": [(posting, accounts.get(posting.person_id)) for posting in page], "names": names, "q": asked.get("q", ""), "unit_id": unit_id,
        "account": asked.get("account", ""),
        "units": selectors.unit_choices(kept, on=on), "unit": asked.get("unit", ""),
    }  # fmt: skip


def issue(request: Request) -> HttpResponse:
    """Issue accounts for those ticked, or for a whole unit; the passwords are shown on this answer only."""
    if request.method != "POST":
        return redirect("accounts")
    unit_id = _number(request.POST.get("unit", ""))
    chosen = [int(value) for value in request.POST.getlist("person") if value.isdecimal()]
    if unit_id is None:
        return redirect("accounts")
    issued = services.issue(unit_id=unit_id, person_ids=chosen, by=request.actor, on=request.on, at=request.at)
    return _shown_once(request, issued, unit_id)


def renew(request: Request, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("accounts")
    issued = services.renew_password(user_id=pk, by=request.actor, on=request.on, at=request.at)
    return _shown_once(request, [issued], None)


def _shown_once(request: Request, issued: list[Issued], unit_id: int | None) -> HttpResponse:
    unit_name = organisation.name_of([unit_id], on=request.on).get(unit_id, "") if unit_id else ""
    context = {"issued": issued, "unit_name": unit_name, "address": request.build_absolute_uri(reverse("home"))}
    response = render(request, "console/issued.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def switch(request: Request, pk: int) -> HttpResponse:
    """Lock or unlock an account."""
    if request.method == "POST":
        active = request.POST.get("active") == "1"
        services.set_active(user_id=pk, active=active, by=request.actor, on=request.on, at=request.at)
    return redirect("accounts")
