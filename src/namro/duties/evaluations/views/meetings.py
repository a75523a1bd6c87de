"""Meetings of a year: which units still have to meet, calling one, and its minutes from draft to adoption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import Conflict, DomainError
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Attendance, Meeting, MeetingKind, Presence
from namro.duties.evaluations.selectors.meetings import (
    covered,
    keeps_meetings_of,
    meeting_for,
    meetings_visible_to,
    to_meet,
    year_for_meetings,
)
from namro.duties.evaluations.selectors.named import people_of_unit
from namro.duties.evaluations.services.year import meetings as services
from namro.duties.evaluations.views import present
from namro.engine.text import search_key

PER_PAGE = 50


def meeting_list(request: Request, period_id: int) -> HttpResponse:
    """Meetings of a year one keeps or attends, and the units that still have sheets to review."""
    return _listed(request, period_id)


def _listed(request: Request, period_id: int, *, error: DomainError | None = None) -> HttpResponse:
    period = year_for_meetings(request.actor, period_id, on=request.on)
    waiting = to_meet(request.actor, period, on=request.on)
    words = search_key(request.GET.get("q", ""))
    rows = [_waiting(one) for one in waiting if not words or words in search_key(one.name)]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    held = list(meetings_visible_to(request.actor, period_id, on=request.on)[:PER_PAGE])
    names = organisation.name_of([one.unit_id for one in held], on=request.on)
    context = {
        "period": period,
        "label": present.label_of(period),
        "rows": list(page),
        "page": page,
        "q": request.GET.get("q", ""),
        "held": [_held(one, names) for one in held],
        "error": error,
        "today": request.on.isoformat(),
        "typed": {**dict.fromkeys(("unit", "kind", "held_on", "place"), ""), **(request.POST.dict() if error else {})},
    }
    return render(request, "evaluations/meetings.html", context, status=error.status if error else 200)


def _waiting(one: Any) -> dict[str, Any]:
    return {
        "unit": one.unit_id, "name": one.name, "kind": one.kind, "kind_text": MeetingKind(one.kind).label,
        "ready": one.ready, "waiting": one.waiting, "due": one.due, "is_late": one.is_late, "open": one.open_meeting,
    }  # fmt: skip


def _held(one: Meeting, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "pk": one.pk, "unit": names.get(one.unit_id, ""), "kind": one.get_kind_display(), "on": one.held_on,
        "is_adopted": one.adopted_at is not None,
    }  # fmt: skip


def meeting_call(request: Request, period_id: int) -> HttpResponse:
    """Call a meeting; whoever must attend is then on its list."""
    year_for_meetings(request.actor, period_id, on=request.on)
    if request.method != "POST":
        return redirect("meetings", period_id)
    try:
        found = services.call_meeting(
            period_id=period_id, unit_id=forms.number_of(request.POST, "unit"), kind=request.POST.get("kind", ""),
            held_on=forms.day_of(request.POST, "held_on"), place=request.POST.get("place", ""),
            chair_id=request.actor.person_id or 0, secretary_id=request.actor.person_id or 0, by=request.actor,
            at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _listed(request, period_id, error=error)
    return redirect("meeting", found.pk)


def meeting(request: Request, meeting_id: int) -> HttpResponse:
    """The minutes: read by whoever attended, written by whoever keeps the unit; POST keeps what is there so far."""
    if request.method != "POST":
        return _shown(request, meeting_id)
    data = request.POST
    try:
        services.write_minutes(
            meeting_id=meeting_id, minutes=data.get("minutes", ""), presences=_presences(data), opinions=_opinions(data),
            version=forms.number_of(data, "version"), by=request.actor, at=request.at, on=request.on,
            chair_id=forms.number_of(data, "chair"), secretary_id=forms.number_of(data, "secretary"),
        )  # fmt: skip
        if data.get("stage") == "adopt":
            version = forms.number_of(data, "version") + 1
            services.adopt_minutes(
                meeting_id=meeting_id, version=version, by=request.actor, at=request.at, on=request.on
            )
            messages.success(request, _("Biên bản đã được thông qua. Các phiếu chuyển sang bước quyết định."))
        else:
            messages.success(request, _("Đã lưu biên bản."))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _shown(request, meeting_id, error=error)
    return redirect("meeting", meeting_id)


def _presences(data: Any) -> dict[int, tuple[str, str]]:
    keys = [key.removeprefix("presence-") for key in data if key.startswith("presence-")]
    return {int(key): (data.get(f"presence-{key}", ""), data.get(f"why-{key}", "")) for key in keys if key.isdecimal()}


def _opinions(data: Any) -> dict[int, str]:
    keys = [key.removeprefix("opinion-") for key in data if key.startswith("opinion-")]
    return {int(key): data.get(f"opinion-{key}", "") for key in keys if key.isdecimal()}


def meeting_attendee(request: Request, meeting_id: int) -> HttpResponse:
    """Add the representative of the Party committee, or a guest, by staff code."""
    services.require_keeper(meeting_for(request.actor, meeting_id, on=request.on).unit_id, request.actor, request.on)
    if request.method != "POST":
        return redirect("meeting", meeting_id)
    try:
        person = _person(request.POST.get("code", "").strip())
        services.add_attendee(
            meeting_id=meeting_id, person_id=person.pk, role=request.POST.get("role", ""), by=request.actor,
            at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _shown(request, meeting_id, error=error, keeps_typed=False)
    messages.success(request, _("Đã thêm người dự họp."))
    return redirect("meeting", meeting_id)


def _person(code: str) -> Person:
    """Refuses: evaluations.meeting.person"""
    found = Person.objects.filter(code__iexact=code).first()
    if found is None:
        message = _("Không có cán bộ mã “%(code)s”. Kiểm tra lại mã.") % {"code": code}
        raise DomainError("evaluations.meeting.person", message, field="code")
    return found


def _shown(
    request: Request, meeting_id: int, *, error: DomainError | None = None, keeps_typed: bool = True
) -> HttpResponse:
    found = meeting_for(request.actor, meeting_id, on=request.on)
    typed = request.POST if error and keeps_typed else None
    asked = list(found.attendances.select_related("person").order_by("role", "person__sort_key"))
    said = dict(found.opinions.order_by().values_list("sheet", "text"))
    sheets = list(
        covered(found.period_id, found.unit_id, found.kind, on=found.held_on).select_related("person", "posting")
    )
    can_write = found.adopted_at is None and keeps_meetings_of(request.actor, found.unit_id, on=request.on)
    context = {
        "meeting": found,
        "label": present.label_of(found.period),
        "unit": organisation.name_of([found.unit_id], on=found.held_on).get(found.unit_id, ""),
        "asked": [_asked(one, typed) for one in asked],
        "sheets": [_sheet(one, said, typed) for one in sheets],
        "minutes": typed.get("minutes", "") if typed else found.minutes,
        "presences": [
            one for one in Presence.choices if one[0] != Presence.WRITTEN or found.kind == MeetingKind.LEADERS
        ],
        "roles": [(one.value, one.label) for one in (Attendance.Role.PARTY, Attendance.Role.GUEST)],
        "people": people_of_unit(found, asked),
        "needs_party": found.kind == MeetingKind.LEADERS
        and not any(one.role == Attendance.Role.PARTY for one in asked),
        "can_write": can_write,
        "is_conflict": isinstance(error, Conflict),
        "error": error,
    }
    return render(request, "evaluations/meeting.html", context, status=error.status if error else 200)


def _asked(one: Attendance, typed: Any) -> dict[str, Any]:
    key = str(one.person_id)
    return {
        "pk": one.person_id, "name": one.person.full_name, "role": one.get_role_display(),
        "presence": typed.get(f"presence-{key}", "") if typed else one.presence,
        "presence_text": one.get_presence_display() if one.presence else "",
        "why": typed.get(f"why-{key}", "") if typed else one.note,
    }  # fmt: skip


def _sheet(one: Any, said: Mapping[int, str], typed: Any) -> dict[str, Any]:
    return {
        "pk": one.pk, "name": one.person.full_name, "title": one.posting.title, "self_level": one.self_level,
        "state": one.state, "state_text": one.get_state_display(),
        "text": typed.get(f"opinion-{one.pk}", "") if typed else said.get(one.pk, ""),
    }  # fmt: skip
