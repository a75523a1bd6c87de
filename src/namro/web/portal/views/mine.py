"""A citizen's own dossiers: the list, and one of them whole."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from namro.base.audit.services import Told
from namro.base.ui.wording import said
from namro.duties.onestop.models import Dossier, State
from namro.duties.onestop.models.dossiers import RUNNING
from namro.duties.onestop.parameters import moves
from namro.duties.onestop.selectors.owning import Own, dossiers_of, own_dossier, own_result
from namro.duties.onestop.views.results import download
from namro.duties.onestop.wording import TONES, is_overdue
from namro.duties.procedures.selectors.finding import names_of
from namro.web.portal import services
from namro.web.portal.http import PortalRequest
from namro.web.portal.models import Draft
from namro.web.portal.parameters import source_of
from namro.web.portal.services import applying
from namro.web.portal.views.dossiers import next_of
from namro.web.portal.views.procedures import NOTHING_ASKED
from namro.web.portal.views.signing import citizens_only

PER_PAGE = 20
# In the log it stands in the language of its readers, whatever that of the visitor.
PURPOSE = "Người dân đã đăng nhập xem hồ sơ của chính mình"
# What somebody asks for; the states each is.
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "running": (_("Đang giải quyết"), (State.REGISTERED, *RUNNING)),
    "waiting": (_("Đang chờ anh/chị"), (State.SUPPLEMENT, State.PAYMENT, State.DONE)),
    "returned": (_("Đã trả kết quả"), (State.RETURNED,)),
    "ended": (_("Không tiếp nhận, đã rút"), (State.REFUSED, State.WITHDRAWN)),
}


@citizens_only
def mine(request: PortalRequest) -> HttpResponse:
    """The dossiers of whoever signed in, newest first, twenty a page, all or of one group of states."""
    assert request.citizen is not None
    asked = request.GET.get("state", "")
    asked = asked if asked in GROUPS else ""
    found = dossiers_of(request.citizen.number, GROUPS[asked][1] if asked else ())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [_row(one, request) for one in page.object_list], "asked": asked,
        "groups": [(key, title) for key, (title, _states) in GROUPS.items()], "drafts": _drafts(request),
    }  # fmt: skip
    return render(request, "portal/mine.html", context)


def _row(one: Dossier, request: PortalRequest) -> dict[str, Any]:
    is_late = one.is_late or is_overdue(one, request.at)
    return {"one": one, "tone": TONES.get(State(one.state), "quiet"), "is_late": is_late}


@citizens_only
def dossier(request: PortalRequest, code: str) -> HttpResponse:
    """One dossier of theirs. Somebody else's answers as one that is not there; each look is in the log."""
    return _one(request, code[:60].upper())


@citizens_only
def registered(request: PortalRequest, dossier_id: int) -> HttpResponse:
    """One of theirs that has no code yet, by its number; the address goes on working once it has one."""
    return _one(request, dossier_id)


def _one(request: PortalRequest, which: str | int) -> HttpResponse:
    assert request.citizen is not None
    found = own_dossier(request.citizen.number, which, at=request.at, on=request.on)
    if found is None:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)
    request.citizen_looked = [looked("portal:dossier:read", found.dossier, request.citizen.session_id)]
    return render(request, "portal/mine_dossier.html", _told(found, request))


@citizens_only
def result(request: PortalRequest, code: str, file_id: int) -> HttpResponseBase:
    """A file of the result of a dossier of theirs, once it was returned; always as a download, each in the log."""
    assert request.citizen is not None
    found = own_result(request.citizen.number, code[:60].upper(), file_id)
    if found is None:
        return render(request, "portal/missing.html", NOTHING_ASKED, status=404)
    request.citizen_looked = [looked("portal:result:read", found.dossier, request.citizen.session_id)]
    return download(found)


def _drafts(request: PortalRequest) -> list[tuple[Draft, str]]:
    """What they are still filling in, with the names of the procedures."""
    assert request.citizen is not None
    found = applying.drafts_of(request.citizen)
    names = names_of([one.procedure_code for one in found])
    return [(one, names.get(one.procedure_code, one.procedure_code)) for one in found]


def looked(tag: str, one: Dossier, session_id: int) -> Told:
    return Told(tag, ("dossier", one.pk), one.unit_id, after={"citizen_session": session_id}, reason=PURPOSE)


def _told(found: Own, request: PortalRequest) -> dict[str, Any]:
    one = found.dossier
    receiver = one.accepted_by.person if one.accepted_by else None
    is_finished = one.state in (State.DONE, State.RETURNED)
    return {
        "f": found, "d": one, "state": one.get_state_display(), "next": next_of(State(one.state)), "source": source_of("shown"),
        "is_late": one.is_late or is_overdue(one, request.at), "receiver": receiver.full_name if receiver else "",
        "history": [(one, said(moves()[one.move].notice)) for one in found.movements if one.move in moves()],
        "is_sent": "sent" in request.GET, "proof": services.proof_of(str(one.code)) if is_finished else "",
    }  # fmt: skip
