"""The person's own sheet: reading it, scoring oneself with a draft kept while typing, and the live score."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import Conflict, DomainError
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Period, Sheet
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.selectors.person import my_sheets
from namro.duties.evaluations.selectors.scores import live_score
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS, sheet_for
from namro.duties.evaluations.services import self_scoring
from namro.duties.evaluations.views import present, year_sheet
from namro.duties.evaluations.views.sheet_page import Typed, score_of, sheet_page, typed_of


def my_sheet(request: Request) -> HttpResponse:
    """The sheet that waits for the person, else the newest; whoever has none is told what it will be."""
    mine = my_sheets(request.actor.person_id) if request.actor.person_id else []
    if not mine:
        return render(request, "evaluations/no_sheet.html")
    waiting = [
        one for one in mine if one.state == "open" and not one.not_rated and one.round.step not in PUBLISHED_STEPS
    ]
    return _page(request, waiting[-1] if waiting else mine[0], mine=mine)


def sheet(request: Request, sheet_id: int) -> HttpResponse:
    """One sheet, for its person, their scorers and home affairs; who looked is written down."""
    return _page(request, sheet_for(request.actor, sheet_id, on=request.on))


def _page(
    request: Request, found: Sheet, *, typed: Typed | None = None, error: DomainError | None = None,
    mine: list[Sheet] | None = None,
) -> HttpResponse:  # fmt: skip
    if found.period.kind == Period.Kind.YEAR:
        return year_sheet.show(request, found, error=error)
    page = sheet_page(request.actor, found, on=request.on, typed=typed, mine=mine)
    if not page["is_mine"]:
        request.looked_at = [("evaluations:sheet:viewed", ("sheet", found.pk), found.unit_id)]
    context = {
        "sheet": found,
        "m": page,
        "error": error,
        "comma": present.decimal_comma(),
        "today": request.on.isoformat(),
    }
    return render(request, "evaluations/sheet.html", context, status=error.status if error else 200)


def self_score(request: Request, sheet_id: int) -> HttpResponse:
    """Submit the self-score; what was typed stays on the page when it cannot be taken."""
    if request.method != "POST":
        return redirect("sheet", sheet_id)
    try:
        _submit(request, sheet_id)
    except DomainError as error:
        return _again(request, sheet_id, error)
    messages.success(request, _("Đã gửi phần tự chấm. Người chấm nhìn thấy từ bây giờ."))
    return redirect("sheet", sheet_id)


def _submit(request: Request, sheet_id: int) -> None:
    values = _typed_values(request, sheet_id)
    try:
        self_scoring.submit_self_score(**values, by=request.actor, at=request.at, on=request.on)
    except Conflict as error:  # a draft of the very same values was saved in between: nothing to compare
        if error.details.get("theirs") != error.details.get("mine"):
            raise
        values["version"] = error.details["version"]
        self_scoring.submit_self_score(**values, by=request.actor, at=request.at, on=request.on)


def _typed_values(request: Request, sheet_id: int) -> dict[str, Any]:
    return {
        "sheet_id": sheet_id,
        "points": forms.points_of(request.POST),
        "strengths": request.POST.get("strengths", ""),
        "limits": request.POST.get("limits", ""),
        "version": forms.number_of(request.POST, "version"),
    }


def _again(request: Request, sheet_id: int, error: DomainError) -> HttpResponse:
    if error.status in (403, 404):
        raise error
    fresh = sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.SHEET_SELF_SCORE)
    is_conflict = isinstance(error, Conflict)
    typed = typed_of(request.POST, rulebook_of(fresh.period), wrong=error.field, is_conflict=is_conflict)
    return _page(request, fresh, typed=typed, error=error)


def self_draft(request: Request, sheet_id: int) -> HttpResponse:
    """Keep what is being typed; htmx asks for the fragment, a browser without it for the page."""
    if request.method != "POST":
        return redirect("sheet", sheet_id)
    is_fragment = bool(request.headers.get("HX-Request"))
    try:
        saved = self_scoring.save_draft(
            **_typed_values(request, sheet_id), by=request.actor, at=request.at, on=request.on
        )
    except DomainError as error:
        # Whoever may not score this sheet is told that, whatever they sent.
        sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.SHEET_SELF_SCORE)
        if not is_fragment:
            return _again(request, sheet_id, error)
        return render(request, "evaluations/part_self_form.html#draft_state", {"draft_problem": error})
    if is_fragment:
        context = {"saved_at": request.at, "new_version": saved.version}
        return render(request, "evaluations/part_self_form.html#draft_state", context)
    messages.success(request, _("Đã lưu nháp."))
    return redirect("sheet", sheet_id)


def sheet_live(request: Request, sheet_id: int) -> HttpResponse:
    """The score of what is being typed, with why: nothing is stored."""
    found = sheet_for(request.actor, sheet_id, on=request.on)
    if found.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:sheet:viewed", ("sheet", found.pk), found.unit_id)]
    try:
        points = forms.points_of(request.GET, book=rulebook_of(found.period))
        score = live_score(found, points=rulebook_of(found.period).check_points(points, complete=False))
        view = score_of(score, score.explanation())
    except DomainError as error:
        view = present.ScoreView(problem=str(error))
    page = {"score": view, "decision": None, "is_reviewed": False, "is_running": request.on < found.period.days.upper}
    return render(request, "evaluations/part_score.html#score", {"m": page})
