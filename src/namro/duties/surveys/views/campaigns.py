"""Campaigns: their list, one with its progress, planned, started, invited to, closed."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.duties.surveys import access, forms, selectors, services
from namro.duties.surveys.models import Campaign, Channel, State
from namro.duties.surveys.parameters import parameters
from namro.duties.surveys.selectors.campaigns import units_of

PER_PAGE, MOST_SHOWN = 50, 60
P = Permission


def campaign_list(request: Request) -> HttpResponse:
    """What the actor may open."""
    state, query = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = selectors.campaigns(request.actor, on=request.on, state=state, query=query)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "page": page, "rows": [(one, forms.title_of(one.instrument.data)) for one in shown], "state": state, "query": query,
        "names": organisation.name_of({one.unit_id for one in shown}, on=request.on), "states": State.choices,
        "keeps": selectors.campaigns_kept(request.actor, on=request.on),
    }  # fmt: skip
    return render(request, "surveys/list.html", context)


def campaign(request: Request, campaign_id: int) -> HttpResponse:
    """One campaign: its sample, its draw, how far it has come, the paper that waits."""
    found, relations = selectors.one(request.actor, campaign_id, on=request.on)
    done = selectors.progress(found)
    context = {
        "c": found, "instrument": forms.title_of(found.instrument.data), "done": done,
        "unit": organisation.name_of([found.unit_id], on=request.on).get(found.unit_id, ""),
        "channels": [(label, done.by_channel[key]) for key, label in Channel.choices],
        "drawn": found.drawn[:MOST_SHOWN], "more": max(len(found.drawn) - MOST_SHOWN, 0),
        "papers": _papers(request, found), "source": parameters().error_source,
        "keeps": may(P.SURVEY_KEEP, relations), "is_open": found.state == State.COLLECTING,
    }  # fmt: skip
    return render(request, "surveys/campaign.html", context)


def _papers(request: Request, found: Campaign) -> list[tuple[object, str]]:
    """Each sheet that waits, with what the actor may do about it."""
    rows = selectors.papers(found)[:PER_PAGE]
    return [(one, _route(one.first_by_id, one.second_by_id, request.actor.user_id)) for one in rows]


def _route(first: int, second: int | None, user: int | None) -> str:
    if second is None:
        return "survey_paper_second" if user != first else ""
    return "survey_paper_again" if user in (first, second) else ""


def plan(request: Request) -> HttpResponse:
    """A new campaign."""

    def work(data: Data) -> str:
        return reverse("survey", args=[services.plan(**data, **when(request)).pk])

    return act(
        request, forms.PlanForm, title=_("Lập cuộc khảo sát"), back=reverse("survey_list"), work=work,
        initial={"first": request.on}, done=_("Đã lập kế hoạch khảo sát."),
    )  # fmt: skip


def start(request: Request, campaign_id: int) -> HttpResponse:
    """Draw the sample and begin."""
    lead = _("Mẫu được chọn theo mầm đã ghi; bộ câu hỏi không sửa được nữa.")
    return _confirm(request, campaign_id, services.start, _("Bắt đầu thu thập"), lead, _("Đã bắt đầu thu thập."))


def close(request: Request, campaign_id: int) -> HttpResponse:
    """Take no more answers."""
    lead = _("Không nhận thêm câu trả lời. Chỉ số đủ số người trả lời thành dữ kiện cạnh phiếu đánh giá.")
    return _confirm(request, campaign_id, services.close, _("Đóng cuộc khảo sát"), lead, _("Đã đóng cuộc khảo sát."))


def _confirm(
    request: Request, campaign_id: int, service: Callable[..., Campaign], title: str, lead: str, done: str
) -> HttpResponse:  # fmt: skip
    found, _relations = selectors.one(request.actor, campaign_id, on=request.on)

    def work(_data: Data) -> None:
        service(campaign_id=campaign_id, **when(request))

    return act(
        request, forms.NothingForm, title=f"{title}: {found.title}", lead=lead, work=work, done=done,
        back=reverse("survey", args=[campaign_id]), check=lambda: _check(found, request),
    )  # fmt: skip


def _check(found: Campaign, request: Request) -> None:
    access.require(P.SURVEY_KEEP, found, request.actor, on=request.on)


def invite(request: Request, campaign_id: int) -> HttpResponse:
    """Print invitations: the codes are told here once and never again."""
    found, _relations = selectors.one(request.actor, campaign_id, on=request.on)
    _check(found, request)
    sent = request.POST if request.method == "POST" else None
    form = forms.InviteForm(sent, actor=request.actor, on=request.on, initial={"unit_id": found.unit_id})
    form.fields["unit_id"].choices = units_of(found, on=request.on)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            codes = services.invite(campaign_id=campaign_id, **form.cleaned_data, **when(request))
        except DomainError as error:
            if error.status in (403, 404):
                raise
            form.refuse(error)
        else:
            return render(request, "surveys/codes.html", {"c": found, "codes": codes})
    title = _("In thư mời")
    page = {
        "form": form, "title": f"{title}: {found.title}", "back": reverse("survey", args=[campaign_id]),
        "lead": _("Mỗi mã trả lời một lần. Mã chỉ hiện một lần; phần mềm chỉ giữ dấu băm."),
    }  # fmt: skip
    return render(request, "people/form.html", page, status=422 if form.errors else 200)
