"""The audit log: who did what, to what, when and why, within reach."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from namro.base.access.http import Request
from namro.base.audit import selectors as audit
from namro.web.console import selectors
from namro.web.console.acts import WORDS
from namro.web.console.paging import Uncounted

PER_PAGE = 50
FILTERS = ("who", "tag", "type", "id", "since", "until")


def listing(request: Request) -> HttpResponse:
    """An officer reads their subtree; the system administrator reads everything but what tells scores."""
    actor, on, asked = request.actor, request.on, request.GET
    units = kept = selectors.listed_units(actor, on=on)
    unit_id = selectors.unit_asked(actor, asked.get("unit", ""), on=on)
    if unit_id is not None:
        units = frozenset({unit_id})
    found = audit.events(_asked(asked), unit_ids=units, scores=bool(actor.officer_of) and not actor.is_administrator)
    if not actor.is_administrator:
        found = found.filter(unit_id__isnull=False)  # acts that belong to no unit are the administrator's to read
    page = Uncounted(found, PER_PAGE).get_page(asked.get("page"))
    context = {
        "page": page, "names": selectors.names_in(page, on=on), "asked": {name: asked.get(name, "") for name in FILTERS},
        "units": selectors.unit_choices(kept, on=on),
        "unit_id": unit_id, "unit": asked.get("unit", ""),
        "sees_scores": bool(actor.officer_of) and not actor.is_administrator,
    }  # fmt: skip
    return render(request, "console/audit.html", {**context, "words": WORDS})


def _asked(query: QueryDict) -> audit.Asked:
    who = query.get("who", "").strip()
    number = query.get("id", "")
    return audit.Asked(
        user_ids=selectors.users_matching(who) if who else None,
        tag=query.get("tag", "").strip(),
        subject_type=query.get("type", "").strip(),
        subject_id=int(number) if number.isdecimal() else None,
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
