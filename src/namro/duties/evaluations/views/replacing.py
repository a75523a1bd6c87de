"""A wrong result found after publication: a new decision of the managing agency's head (art. 21.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Actor, Permission
from namro.base.documents import replacing
from namro.base.documents.types import ReplacingDocument
from namro.base.errors import DomainError
from namro.duties.evaluations import forms, papers, replacing_paper
from namro.duties.evaluations.models import DecidedRating, Round, Sheet
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS, loaded, reach_of, require, sheet_relations
from namro.duties.evaluations.services import petitions as services
from namro.duties.evaluations.views import present

MAKERS: dict[str, tuple[Callable[[ReplacingDocument], bytes], str]] = {
    "pdf": (replacing.replacing_pdf, "application/pdf"),
    "docx": (
        replacing.replacing_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def replaces_in(actor: Actor, round_: Round, *, on: date) -> bool:
    """Whether the actor heads the managing agency over a published round."""
    headed = reach_of(actor, on=on).headed
    is_published = round_.step in PUBLISHED_STEPS
    return bool(headed) and is_published and services.managing_over(round_.unit_id, on=on) in headed


def may_replace(actor: Actor, sheet: Sheet, *, on: date) -> bool:
    """Never one's own."""
    return sheet.person_id != actor.person_id and replaces_in(actor, sheet.round, on=on)


def replace_rating(request: Request, sheet_id: int) -> HttpResponse:
    """The form for whoever may replace; everybody else is led back to the sheet."""
    found = loaded(sheet_id)
    if request.method != "POST":
        if not may_replace(request.actor, found, on=request.on):
            return redirect("sheet", sheet_id)
        return _page(request, found)
    services.require_replacer(found, by=request.actor, on=request.on)
    try:
        services.replace_rating(
            sheet_id=sheet_id, rating=request.POST.get("rating", ""), reason=request.POST.get("reason", ""),
            number=request.POST.get("number", ""), decided_on=forms.day_of(request.POST, "decided_on"),
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, found, error=error)
    messages.success(request, _("Đã ra quyết định thay thế; quyết định cũ vẫn được lưu."))
    return redirect("replace_rating", sheet_id)


def replacement_file(request: Request, sheet_id: int, decision_id: int, kind: str) -> HttpResponse:
    """A decision that replaced somebody's result: for whoever may print their form, and whoever may replace it."""
    if kind not in MAKERS:
        raise Http404
    found = loaded(sheet_id)
    if not may_replace(request.actor, found, on=request.on):
        relations = sheet_relations(reach_of(request.actor, on=request.on), found)
        require(Permission.DOCUMENT_READ, relations, sees=Permission.SHEET_READ)
    document = replacing_paper.replacing_document(found, replacing_paper.replacement(found, decision_id))
    if found.person_id != request.actor.person_id:
        request.looked_at = [("evaluations:replacement:printed", ("sheet", found.pk), found.unit_id)]
    maker, content_type = MAKERS[kind]
    name = papers.file_names(["quyet dinh thay the", document.number, document.name])
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(maker(document), content_type=content_type, headers=disposition)


def _page(request: Request, found: Sheet, *, error: DomainError | None = None) -> HttpResponse:
    book = rulebook_of(found.period)
    in_force = DecidedRating.objects.filter(sheet=found, in_force=True).select_related("decision").order_by("pk")
    request.looked_at = [("evaluations:sheet:viewed", ("sheet", found.pk), found.unit_id)]
    context = {
        "sheet": found,
        "label": present.label_of(found.period),
        "current": in_force.first(),
        "ratings": present.rating_choices(book),
        "typed": {
            **{key: request.POST.get(key, "") for key in ("rating", "number", "reason")},
            "decided_on": request.POST.get("decided_on") or request.on.isoformat(),
        },
        "error": error,
    }
    return render(request, "evaluations/replace_rating.html", context, status=error.status if error else 200)
