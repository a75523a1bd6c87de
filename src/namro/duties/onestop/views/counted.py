"""The dossiers behind a number an officer or a unit is told by."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import NotVisible
from namro.base.ui.wording import said
from namro.city.facts.observing import kinds
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person
from namro.duties.onestop.access import relations_to_counted
from namro.duties.onestop.selectors.counted import APOLOGIES, LATE_STEPS, ON_TIME, behind

KINDS = (ON_TIME, LATE_STEPS, APOLOGIES)


def counted(request: Request, kind: str, month: str, whose: str, key: int) -> HttpResponse:
    """Of a person or of a unit, in a month. Oneself, whoever heads the unit or one above, and who keeps it may see.

    Refuses: onestop.counted.not_found
    """
    day, is_person = _month(month), whose == "person"
    if kind not in KINDS or day is None or whose not in ("person", "unit"):
        raise Http404
    name = _name(request, is_person, key, day)
    rows = behind(kind, day, at=request.at, **{f"{whose}_id": key})
    context = {
        "title": said(kinds()[kind].title),
        "name": name,
        "month": day,
        "rows": rows,
        "is_apology": kind == APOLOGIES,
    }
    return render(request, "onestop/counted.html", context)


def _name(request: Request, is_person: bool, key: int, month: date) -> str:
    """Whose numbers they are, said to whoever may see them."""
    person, unit = (key, None) if is_person else (None, key)
    if not may(Permission.DOSSIER_COUNTED, relations_to_counted(person, unit, request.actor, on=request.on)):
        raise NotVisible("onestop.counted.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return str(Person.objects.get(pk=key)) if is_person else organisation.name_of([key], on=month).get(key, "")


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
