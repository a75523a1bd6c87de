"""Intake: the procedure is found, the papers are checked, and the dossier is accepted, noted, sent for papers or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotAllowed
from namro.base.reading import remembering
from namro.base.ui.wording import moment_text
from namro.duties.onestop import forms, offers, services
from namro.duties.onestop.access import own_points
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import Channel, Dossier, ServicePoint
from namro.duties.onestop.models.dossiers import PaperSource
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.selectors import points
from namro.duties.onestop.selectors.accepting import codes_taken
from namro.duties.onestop.selectors.green import green_on, is_green
from namro.duties.onestop.selectors.reckoning import limit_text
from namro.duties.onestop.services import Handed, Told
from namro.duties.onestop.services.accepting import must_take
from namro.duties.onestop.views.acting import Data, when

MOST_FOUND = 30


@dataclass(frozen=True)
class Paper:
    """One line of the checklist: the paper, and what is there of it."""

    number: int
    name: str
    is_there: bool
    originals: int = 1
    copies: int = 0
    source: str = PaperSource.PAPER.value


def checklist(offered: Sequence[str], sent: QueryDict | None, known: Sequence[dict[str, Any]] = ()) -> list[Paper]:
    """The papers of the procedure with what was ticked; before anything was sent, with what is known to be there."""
    there = {str(one["name"]): one for one in known}
    if sent is None:
        return [
            Paper(number, name, name in there, int(one.get("originals", 1)), int(one.get("copies", 0)), str(one.get("source", "")))
            for number, name in enumerate(offered)
            for one in (there.get(name, {}),)
        ]  # fmt: skip
    return [
        Paper(number, name, f"paper{number}" in sent, _number(sent, f"originals{number}", 1), _number(sent, f"copies{number}", 0),
              _source(sent.get(f"source{number}", "")))
        for number, name in enumerate(offered)
    ]  # fmt: skip


def _source(typed: str) -> str:
    return typed if typed in PaperSource.values else PaperSource.PAPER.value


def _number(sent: QueryDict, name: str, otherwise: int) -> int:
    typed = sent.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 4 else otherwise


def handed_in(papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """The ticked ones as a dossier keeps them; of what is not on paper there are no copies to give back."""
    return [
        {"name": one.name, "originals": 0, "copies": 0, "source": one.source}
        if one.source
        else {"name": one.name, "originals": one.originals, "copies": one.copies}
        for one in papers
        if one.is_there
    ]


def new_dossier(request: Request) -> HttpResponse:
    """The procedure first; then who, how, and which papers. What the form and the act both read is read once."""
    with remembering():
        return _new_dossier(request)


def _new_dossier(request: Request) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    asked = sent if sent is not None else request.GET
    code = asked.get("procedure", "")
    mine, point = _points(request, asked.get("point", ""), code)
    if not code:
        return _search(request, mine, point)
    try:
        offered = offers.offer(code, on=request.on)
        must_take(point, code, on=request.on)
    except DomainError as error:
        return _search(request, mine, point, error)
    form = forms.HandedForm(sent, actor=request.actor, on=request.on, initial=_begin(request, point, offered))
    form.offer_choices(offered.cases, partial(points.competent_like, on=request.on))
    papers = checklist(offered.papers, sent)
    if sent is not None and form.is_valid():
        try:
            return _done(
                request, _handed(form.cleaned_data, point, offered, papers), offered, papers, form.cleaned_data
            )
        except DomainError as error:
            if error.status in (403, 404):
                raise
            form.refuse(error)
    context = {
        "form": form, "point": point, "points": mine, "offer": offered, "papers": papers, "limits": _limits(offered),
        "missing": [one.name for one in papers if sent is not None and not one.is_there],
        "units": partial(points.competent_units, point, on=request.on), "sources": PaperSource.choices,
    }  # fmt: skip
    return render(request, "onestop/intake.html", context, status=422 if form.errors else 200)


def _begin(request: Request, point: ServicePoint, offered: Offer) -> dict[str, object]:
    """What the form begins with; read only where it is shown empty."""
    if request.method == "POST":
        return {}
    is_now = is_green(green_on(point.pk, on=request.on), offered.code, at=request.at)
    return {"is_same_day": offered.is_same_day or is_now}


def _points(request: Request, asked: str, code: str) -> tuple[list[ServicePoint], ServicePoint]:
    """The points the actor works at, and the one that is meant. Refuses: onestop.point.none."""
    mine = own_points(request.actor, on=request.on, code=code)
    if not mine:
        raise NotAllowed(
            "onestop.point.none",
            _("Anh/chị chưa được phân công tại điểm phục vụ nào. Nội vụ của cơ quan phân công ở trang Điểm phục vụ."),
        )
    return mine, next((one for one in mine if str(one.pk) == asked), mine[0])


def _search(
    request: Request, mine: list[ServicePoint], point: ServicePoint, error: DomainError | None = None
) -> HttpResponse:
    query = request.GET.get("q", "")
    context = {
        "points": mine, "point": point, "q": query, "error": error,
        "found": offers.search(query, on=request.on, most=MOST_FOUND, among=codes_taken(point.pk, on=request.on)),
    }  # fmt: skip
    return render(request, "onestop/find_procedure.html", context, status=422 if error else 200)


def _limits(offered: Offer) -> list[tuple[str, str, str]]:
    """Each limit as (channel, case, text)."""
    names = dict(Channel.choices)
    return [
        (str(names.get(one.channel, "")), one.case, limit_text(one.limit.quantity, one.limit.unit.value))
        for one in offered.limits
    ]


def _handed(typed: Data, point: ServicePoint, offered: Offer, papers: list[Paper]) -> Handed:
    kept = ("channel", "case", "applicant", "id_number", "phone", "email", "address", "agent", "agent_paper", "agent_kind", "agent_licence", "note", "is_same_day", "is_elsewhere")  # fmt: skip
    return Handed(
        point_id=point.pk, procedure=offered.code, papers=handed_in(papers), unit_id=typed["unit"],
        **{name: typed[name] for name in kept},
    )  # fmt: skip


def _done(request: Request, data: Handed, offered: Offer, papers: list[Paper], typed: Data) -> HttpResponse:
    """What the button says: accept, note, ask for the missing papers, refuse."""
    button = request.POST.get("act", "accept")
    if button == "accept":
        dossier = services.receive(data, offered=offered, **when(request))
        messages.success(request, _("Đã tiếp nhận. Mã hồ sơ: %(code)s.") % {"code": dossier.code})
        if dossier.is_same_day and dossier.due_at and local(dossier.due_at).date() > request.on:
            text = _("Đã hết giờ làm việc của hôm nay nên trả kết quả trong ngày mở cửa tiếp theo, chậm nhất %(when)s.")
            messages.warning(request, text % {"when": moment_text(dossier.due_at)})
        return redirect("dossier", dossier.pk)
    with transaction.atomic():  # noted and refused together, or neither
        dossier = services.register(data, **when(request))
        done = _follow(request, button, dossier, papers, typed)
    messages.success(request, done)
    return redirect("dossier", dossier.pk)


def _follow(request: Request, button: str, dossier: Dossier, papers: list[Paper], typed: Data) -> str:
    """After the dossier is noted: its slip, or its refusal."""
    if button == "ask":
        items = [{"paper": one.name, "why": _("Chưa có trong hồ sơ nộp")} for one in papers if not one.is_there]
        services.move(dossier.pk, "ask_papers", Told(items=items), **when(request))
        return _("Đã ghi nhận hồ sơ và lập phiếu yêu cầu bổ sung.")
    if button == "refuse":
        services.move(dossier.pk, "refuse", Told(reason=typed["reason"]), **when(request))
        return _("Đã từ chối tiếp nhận và lập phiếu từ chối.")
    return _("Đã ghi nhận hồ sơ; chưa tính thời hạn.")
