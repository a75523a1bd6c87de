"""Petitions and what is published: filing one, seeing its clock, answering, replacing a wrong result."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError, NotVisible
from namro.base.law.calendars import standard_calendar
from namro.base.law.presenting import cite
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.evaluations import forms, rules
from namro.duties.evaluations.models import DecidedRating, Petition, Round
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rulebook import NOT_RATED, rulebook_of
from namro.duties.evaluations.selectors.petitions import petition_for, petition_to_answer, petitions_visible_to
from namro.duties.evaluations.selectors.standing import (
    PUBLISHED_STEPS,
    ratings_visible_to,
    reach_of,
    sheet_for,
    sheet_standing,
)
from namro.duties.evaluations.services import pausing
from namro.duties.evaluations.services import petitions as services
from namro.duties.evaluations.views import present
from namro.duties.evaluations.views.replacing import replaces_in
from namro.engine.text import search_key

PER_PAGE = 50


def petition_list(request: Request) -> HttpResponse:
    """Petitions the actor filed, examines, answers or oversees."""
    asked = {"show": "answered" if request.GET.get("show") == "answered" else "open"}
    found = petitions_visible_to(request.actor, on=request.on).filter(answered_at__isnull=asked["show"] == "open")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(one, request.on) for one in page]
    return render(request, "evaluations/petitions.html", {
        "rows": rows, "page": page, "asked": asked, "days": parameters().petition_days,
        "basis": cite(parameters().petition_source),
    })  # fmt: skip


def _row(one: Petition, on: date) -> dict[str, Any]:
    is_open = one.answered_at is None
    return {
        "pk": one.pk,
        "name": one.sheet.person.full_name,
        "label": present.label_of(one.sheet.period),
        "received_on": one.received_on,
        "due_on": one.due_on,
        "is_late": is_open and on > one.due_on,
        "days_left": standard_calendar().working_days_between(on, one.due_on) if is_open and on <= one.due_on else None,
        "outcome": one.get_outcome_display() if one.outcome else _("đang giải quyết"),
    }


def petition(request: Request, petition_id: int) -> HttpResponse:
    return _page(request, petition_for(request.actor, petition_id, on=request.on))


def _page(request: Request, found: Petition, *, error: DomainError | None = None) -> HttpResponse:
    sheet = found.sheet
    book = rulebook_of(sheet.period)
    standing = sheet_standing(request.actor, sheet, on=request.on)
    can_answer = may(Permission.PETITION_ANSWER, standing)
    in_force = DecidedRating.objects.filter(sheet=sheet, in_force=True).order_by("pk").first()
    request.looked_at = [("evaluations:petition:viewed", ("petition", found.pk), sheet.unit_id)]
    pause = found.pauses.filter(until=None).first()
    context = {
        "p": found,
        "pause": pause,
        "pause_text": _pause_title(pause.why) if pause else "",
        "pause_reasons": [(key, _pause_title(key)) for key in parameters().petition_pauses],
        "name": sheet.person.full_name,
        "label": present.label_of(sheet.period),
        "rating": in_force.rating if in_force and in_force.rating != NOT_RATED else "",
        "handler": found.handler.full_name if found.handler else "",
        "is_late": found.answered_at is None and pause is None and request.on > found.due_on,
        "can_answer": can_answer and found.answered_at is None,
        "can_print": may(Permission.DOCUMENT_READ, standing),
        "handlers": _handlers(found, request.on) if can_answer and found.answered_at is None else [],
        "outcomes": Petition.Outcome.choices,
        "ratings": [(code, book.rating_title(code)) for code in book.band_codes],
        "typed": {**{key: request.POST.get(key, "") for key in ("outcome", "answer", "rating", "number")},
                  "decided_on": request.POST.get("decided_on") or request.on.isoformat()},
        "error": error,
    }  # fmt: skip
    return render(request, "evaluations/petition.html", context, status=error.status if error else 200)


def _pause_title(key: str) -> str:
    titles = parameters().petition_pauses.get(key)
    return titles["en" if present.in_english() else "vi"] if titles else key


def petition_pause(request: Request, petition_id: int) -> HttpResponse:
    """Stop the clock for a reason the regulation allows, or let it go on."""
    found = petition_to_answer(request.actor, petition_id, on=request.on)
    if request.method != "POST":
        return redirect("petition", petition_id)
    who: dict[str, Any] = {"petition_id": petition_id, "by": request.actor, "at": request.at, "on": request.on}
    try:
        if request.POST.get("stage") == "resume":
            pausing.resume_petition(**who)
        else:
            pausing.pause_petition(why=request.POST.get("why", ""), note=request.POST.get("note", ""), **who)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, found, error=error)
    messages.success(request, _("Đã ghi. Hạn trả lời tính theo ngày làm việc, không kể những ngày tạm dừng."))
    return redirect("petition", petition_id)


def _handlers(found: Petition, on: date) -> list[tuple[int, str]]:
    """People of the deciding unit who neither scored the sheet nor filed the petition."""
    scorer = found.sheet.review_by.person_id if found.sheet.review_by else None
    rows = people.people_of([found.sheet.round.unit_id], on=on)
    return [
        (one.person_id, one.person.full_name) for one in rows if one.person_id not in (scorer, found.sheet.person_id)
    ]


def petition_file(request: Request, sheet_id: int) -> HttpResponse:
    """File a petition on one's own published rating."""
    found = sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.PETITION_FILE)
    error = None
    if request.method == "POST":
        try:
            filed = services.file_petition(
                sheet_id=sheet_id, grounds=request.POST.get("grounds", ""), evidence=request.POST.get("evidence", ""),
                by=request.actor, at=request.at, on=request.on,
            )  # fmt: skip
        except DomainError as refused:
            error = refused
        else:
            messages.success(
                request, _("Đã nhận kiến nghị, hạn trả lời %(day)s.") % {"day": f"{filed.due_on:%d/%m/%Y}"}
            )
            return redirect("petition", filed.pk)
    in_force = DecidedRating.objects.filter(sheet=found, in_force=True).order_by("pk").first()
    context = {
        "sheet": found,
        "label": present.label_of(found.period),
        "rating": in_force.rating if in_force and found.round.step in PUBLISHED_STEPS else "",
        "due": standard_calendar().add_working_days(request.on, parameters().petition_days),
        "days": parameters().petition_days,
        "basis": present.petition_basis(found.period.framework),
        "typed": {key: request.POST.get(key, "") for key in ("grounds", "evidence")},
        "error": error,
    }
    return render(request, "evaluations/petition_file.html", context, status=error.status if error else 200)


def petition_handler(request: Request, petition_id: int) -> HttpResponse:
    """Choose who examines a petition."""
    found = petition_to_answer(request.actor, petition_id, on=request.on)
    if request.method != "POST":
        return redirect("petition", petition_id)
    try:
        handler = forms.number_of(request.POST, "handler")
        services.assign_petition(
            petition_id=petition_id, handler_id=handler, by=request.actor, at=request.at, on=request.on
        )
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("Đã giao người xem xét."))
    return redirect("petition", petition_id)


def petition_answer(request: Request, petition_id: int) -> HttpResponse:
    """Answer in writing; upheld means a new decision that replaces the old."""
    found = petition_to_answer(request.actor, petition_id, on=request.on)
    if request.method != "POST":
        return redirect("petition", petition_id)
    upheld = request.POST.get("outcome") == Petition.Outcome.UPHELD
    try:
        services.answer_petition(
            petition_id=petition_id, outcome=request.POST.get("outcome", ""), answer=request.POST.get("answer", ""),
            rating=request.POST.get("rating", "") if upheld else "", number=request.POST.get("number", "") if upheld else "",
            decided_on=forms.day_of(request.POST, "decided_on") if upheld else None,
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("Đã trả lời và thông báo cho người kiến nghị."))
    return redirect("petition", petition_id)


def _refused(request: Request, found: Petition, error: DomainError) -> HttpResponse:
    if error.status in (403, 404):
        raise error
    return _page(request, found, error=error)


def ratings(request: Request, round_id: int) -> HttpResponse:
    """The published levels of a round, for everybody of the agency: the level and nothing else."""
    found = Round.objects.select_related("period").defer("period__framework_text").filter(pk=round_id).first()
    if found is None or found.step not in PUBLISHED_STEPS:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    can_replace = replaces_in(request.actor, found, on=request.on)
    every = _published(request, found, whole=can_replace)
    if not every:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    counted = Counter(one["rating"] for one in every)
    words = search_key(request.GET.get("q", ""))
    page = Paginator([one for one in every if words in one["key"]], PER_PAGE).get_page(request.GET.get("page"))
    names = organisation.name_of(
        [*(one["unit"] for one in page), found.unit_id], on=found.period.days.upper - rules.ONE_DAY
    )
    codes = (*rulebook_of(found.period).band_codes, NOT_RATED)
    context = {
        "round": found,
        "name": names.get(found.unit_id, ""),
        "label": present.label_of(found.period),
        "counts": [(code, counted[code]) for code in codes if counted[code]],
        "rows": [{**one, "unit": names.get(one["unit"], "")} for one in page],
        "page": page,
        "asked": {"q": request.GET.get("q", "")},
        "can_replace": can_replace,
    }
    return render(request, "evaluations/ratings.html", context)


def _published(request: Request, found: Round, *, whole: bool) -> list[dict[str, Any]]:
    """Every level of the round the actor may see, in one query: whose authority it is sees the whole round."""
    reach = reach_of(request.actor, on=request.on)
    whole = whole or found.unit_id in reach.acts_for
    whole = whole or (bool(request.actor.officer_of) and reach.oversees(found.unit_id))
    seen = DecidedRating.objects.filter(in_force=True) if whole else ratings_visible_to(request.actor, on=request.on)
    rows = seen.filter(sheet__round=found.pk).order_by("sheet__person__sort_key", "pk")
    person = "sheet__person__"
    fields = ("sheet_id", f"{person}full_name", f"{person}search_key", "sheet__unit_id", "rating", "decision__number")
    keys = ("pk", "name", "key", "unit", "rating", "number")
    return [dict(zip(keys, row, strict=True)) for row in rows.values_list(*fields)]
