"""Handing a dossier in online, page by page: the draft, the sending, and the papers asked for afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from namro.base.errors import DomainError
from namro.duties.onestop import offers
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.parameters import most_of_papers
from namro.duties.onestop.selectors.accepting import points_taking
from namro.duties.onestop.selectors.owning import own_dossier, own_paper
from namro.duties.onestop.views.results import download
from namro.duties.procedures.selectors.online import suspension_of, takes_online
from namro.web.portal.cookies import token_of
from namro.web.portal.forms_applying import FILES, ApplyForm
from namro.web.portal.http import PortalRequest
from namro.web.portal.services import applying, sessions
from namro.web.portal.services.applying import TYPED, Kept, Typed
from namro.web.portal.views.mine import looked
from namro.web.portal.views.procedures import NOTHING_ASKED
from namro.web.portal.views.signing import citizens_only

Data = dict[str, Any]


def keeping_what_was_typed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A sign-in that lapsed while somebody typed loses nothing: it becomes the draft they find after signing in again."""

    def guarded(request: PortalRequest, code: str) -> HttpResponseBase:
        if request.method == "POST" and not request.citizen:
            citizen, offered = sessions.lapsed(token_of(request), at=request.at), _offered(request, code)
            if citizen and offered:
                applying.save(citizen, code, _typed(request, offered), _files(request, offered.papers), at=request.at)
        return view(request, code)

    return guarded


@keeping_what_was_typed
@citizens_only
def apply(request: PortalRequest, code: str) -> HttpResponse:
    """The form with what is kept of it; every button keeps what was typed first."""
    offered = _offered(request, code)
    if offered is None:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)
    if request.method != "POST":
        return _page(request, offered)
    return _sent(request, offered)


def _offered(request: PortalRequest, code: str) -> Offer | None:
    try:
        return offers.offer(code[:40], on=request.on)
    except DomainError:
        return None


def _sent(request: PortalRequest, offered: Offer) -> HttpResponse:
    assert request.citizen is not None
    citizen, act = request.citizen, request.POST
    here = redirect("portal_apply", offered.code)
    if "drop" in act:
        applying.drop(citizen, offered.code)
        return redirect("portal_mine")
    form = _form(request, offered, act)
    problems: list[str] = []
    files = _files(request, offered.papers) if act.get("version") == str(offered.version_id) else []
    try:
        problems += applying.save(citizen, offered.code, _typed(request, offered), files, at=request.at)
        if act.get("remove", "").isdecimal():
            applying.remove_file(citizen, offered.code, int(act["remove"]))
            return here
        if "send" not in act:
            return _page(request, offered, problems, 422) if problems else redirect(f"{here.url}?saved=1")
        if problems or not form.is_valid():
            problems += [f"{form[name].label}: {one}" for name, errors in form.errors.items() for one in errors]
            return _page(request, offered, problems, 422, form)
        made = applying.send(citizen, offered.code, once=act.get("once", "")[:40], at=request.at, on=request.on)
    except DomainError as refused:
        return _page(request, offered, [str(refused)], 429 if refused.status == 429 else 422)
    return redirect(f"{reverse('portal_registered', args=[made.pk])}?{urlencode({'sent': 1})}")


def _form(request: PortalRequest, offered: Offer, sent: QueryDict | None, held: Kept | None = None) -> ApplyForm:
    assert request.citizen is not None
    points = [(str(one.pk), one.name) for one in points_taking(offered.code, on=request.on)]
    initial = held.typed.words if held else {}
    if len(points) == 1:
        initial = {**initial, "point": points[0][0]}
    return ApplyForm(
        sent, points=points, cases=offered.cases, version=offered.version_id, name=request.citizen.name, initial=initial
    )  # fmt: skip


def _page(
    request: PortalRequest, offered: Offer, problems: Sequence[str] = (), status: int = 200, form: ApplyForm | None = None
) -> HttpResponse:  # fmt: skip
    assert request.citizen is not None
    held = applying.kept(request.citizen, offered.code, at=request.at)
    papers = [
        {
            "number": number, "name": name, "files": [one for one in held.files if one.paper == name],
            "is_brought": name in held.typed.brings,
        }
        for number, name in enumerate(offered.papers)
    ]  # fmt: skip
    context = {
        "offer": offered, "form": form or _form(request, offered, None, held), "papers": papers, "problems": problems, "held": held,
        "others": [one for one in held.files if one.paper not in offered.papers], "accepts": FILES,
        "is_online": takes_online(offered.code, on=request.on), "stopped": suspension_of(offered.code, on=request.on),
        "is_saved": "saved" in request.GET,
        "most": most_of_papers().bytes // 2**20, "points": points_taking(offered.code, on=request.on),
    }  # fmt: skip
    return render(request, "portal/apply.html", context, status=status)


def _typed(request: PortalRequest, offered: Offer) -> Typed:
    words = {name: request.POST.get(name, "").strip() for name in TYPED}
    brings = tuple(name for number, name in enumerate(offered.papers) if f"bring{number}" in request.POST)
    return Typed(words, brings)


def _files(request: PortalRequest, papers: Sequence[str]) -> list[tuple[str, Any]]:
    """Each file with the paper of the list it stands beside."""
    return [(name, file) for number, name in enumerate(papers) for file in request.FILES.getlist(f"file{number}")]


@citizens_only
def supply(request: PortalRequest, dossier_id: int) -> HttpResponse:
    """Papers the desk asked for: sent all together, or none of them."""
    assert request.citizen is not None
    found = own_dossier(request.citizen.number, dossier_id, at=request.at, on=request.on)
    if found is None:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)
    papers = [str(item["paper"]) for item in found.asked.items] if found.asked else []
    back = _address(found.dossier.code, dossier_id)
    problem, status = "", 200
    if request.method == "POST":
        try:
            applying.supply(request.citizen, dossier_id, _files(request, papers), at=request.at)
        except DomainError as refused:
            problem, status = str(refused), 429 if refused.status == 429 else 422
        else:
            return redirect(f"{back}?{urlencode({'sent': 1})}")
    context = {
        "f": found, "d": found.dossier, "back": back, "problem": problem, "accepts": FILES, "most": most_of_papers().bytes // 2**20,
        "items": list(enumerate(found.asked.items)) if found.asked else [],
    }  # fmt: skip
    return render(request, "portal/supply.html", context, status=status)


def _address(code: str | None, dossier_id: int) -> str:
    return reverse("portal_mine_dossier", args=[code]) if code else reverse("portal_registered", args=[dossier_id])


@citizens_only
def paper(request: PortalRequest, file_id: int) -> HttpResponseBase:
    """A file they sent themself; always as a download, each in the log."""
    assert request.citizen is not None
    found = own_paper(request.citizen.number, file_id)
    if found is None:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)
    request.citizen_looked = [looked("portal:paper:read", found.dossier, request.citizen.session_id)]
    return download(found)
