"""Rating a service without signing in: the code of an invitation, then the questions, then thanks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.base.limits.visitors import address_of
from namro.duties.surveys.models import Campaign
from namro.duties.surveys.presenting import level_names, questionnaire
from namro.duties.surveys.views.answering import answers_of
from namro.web.portal.forms import InvitationForm
from namro.web.portal.services import Way, campaign_behind
from namro.web.portal.services import rate as give


def rate(request: Request) -> HttpResponse:
    """The form for an invitation; sent, the questions; those sent, thanks. Everything is posted, nothing stands in an address."""
    if request.method != "POST":
        return _form(request, InvitationForm())
    way = Way(request.POST.get("invitation", "")[:80], request.POST.get("proof", "")[:400])
    try:
        found = campaign_behind(way, address=address_of(request), at=request.at, on=request.on)
        if "given" not in request.POST:
            return _questions(request, way, found)
    except DomainError as refused:
        return _form(request, _refused(request, refused), status=429 if refused.status == 429 else 422)
    return _given(request, way, found)


def by_invitation(request: Request, code: str) -> HttpResponse:
    """Where the link or QR of an invitation leads: the form with the code filled in, whether there is such a one or not."""
    return _form(request, InvitationForm(initial={"invitation": code[:80]}))


def _given(request: Request, way: Way, found: Campaign) -> HttpResponse:
    chosen = answers_of(request)
    try:
        give(way, answers=chosen, at=request.at, on=request.on)
    except DomainError as refused:
        return _questions(request, way, found, chosen, str(refused))
    return _plain(render(request, "portal/thanks.html"))


def _questions(
    request: Request, way: Way, found: Campaign, chosen: dict[str, int] | None = None, refusal: str = ""
) -> HttpResponse:  # fmt: skip
    data = found.instrument.data
    context = {
        "way": way, "c": found, "refusal": refusal, "levels": level_names(data), "groups": questionnaire(data, chosen or {}),
    }  # fmt: skip
    return _plain(render(request, "portal/questions.html", context, status=422 if refusal else 200))


def _refused(request: Request, refused: DomainError) -> InvitationForm:
    form = InvitationForm({"invitation": request.POST.get("invitation", "")[:80]})
    form.errors.clear()
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return form


def _form(request: Request, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    return _plain(render(request, "portal/rate.html", {"form": form}, status=status))


def _plain(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
