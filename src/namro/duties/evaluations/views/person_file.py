"""The electronic file of a person's ratings (NĐ 335/2025 art. 24), year by year."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations.models import Sheet
from namro.duties.evaluations.selectors.person_file import PersonFile, person_file
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS
from namro.duties.evaluations.views import present


def file_of_person(request: Request, sheet_id: int) -> HttpResponse:
    """Every paper of a year the reader may open, under the letter of the article it belongs to."""
    asked = request.GET.get("year", "")
    found = person_file(request.actor, sheet_id, year=int(asked) if asked.isdecimal() else None, on=request.on)
    if found.sheet.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:sheet:viewed", ("sheet", found.sheet.pk), found.sheet.unit_id)]
    context = {
        "f": found,
        "is_mine": found.sheet.person_id == request.actor.person_id,
        "meetings": [{"pk": one.pk, "on": one.held_on, "unit": _units(found).get(one.unit_id, "")} for one in found.meetings],
        "parts": [_sheet(one) for one in found.parts],
        "yearly": [{**_sheet(one), "form_name": present.form_name(one.period)} for one in found.yearly],
        "decisions": [
            {"sheet": one.sheet_id, "label": present.label_of(one.sheet.period), "rating": one.rating, "reason": one.reason,
             "number": one.decision.number, "on": one.decision.on, "in_force": one.in_force}
            for one in found.decisions
        ],
    }  # fmt: skip
    return render(request, "evaluations/person_file.html", context)


def _units(found: PersonFile) -> dict[int, str]:
    units = [one.unit_id for one in found.meetings]
    return organisation.name_of(units, on=found.meetings[0].held_on) if units else {}


def _sheet(one: Sheet) -> dict[str, Any]:
    return {
        "pk": one.pk, "label": present.label_of(one.period), "state": one.get_state_display(),
        "is_public": one.round.step in PUBLISHED_STEPS,
    }  # fmt: skip
