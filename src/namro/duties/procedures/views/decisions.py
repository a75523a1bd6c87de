"""Publication decisions: their list with counts and late ones, one with its lines, and each act on it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import NotVisible
from namro.base.law.presenting import cite
from namro.city.acting import Data, act, when
from namro.city.organisation.forms import OfficerForm
from namro.duties.procedures import access, forms, selectors, services
from namro.duties.procedures.models import ChangeKind, ChangeLine, DecisionState
from namro.duties.procedures.selectors.decisions import enter_due, publish_due

PER_PAGE = 50


def publishes(request: Request) -> bool:
    return access.may_here(Permission.PROCEDURES_PUBLISH, request.actor, on=request.on)


def _check(request: Request) -> None:
    access.require(Permission.PROCEDURES_PUBLISH, request.actor, on=request.on)


def decision_list(request: Request) -> HttpResponse:
    """Decisions, what each year brought, and those late."""
    year, state = request.GET.get("year", ""), request.GET.get("state", "")
    found = selectors.list_decisions(
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        state=state if state in DecisionState.values else "",
    )
    kinds = list(ChangeKind.choices)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")), "state": state, "year": year,
        "states": DecisionState.choices, "publishes": publishes(request), "kinds": [text for _key, text in kinds],
        "years": [(one, [one.kinds.get(key, 0) for key, _text in kinds]) for one in selectors.decisions_by_year()],
        "late": [_late(one) for one in selectors.late_publications(on=request.on)],
    }  # fmt: skip
    return render(request, "procedures/decisions.html", context)


def _late(one: selectors.Late) -> dict[str, Any]:
    what = _("công bố") if one.stage == "publish" else _("đưa vào cơ sở dữ liệu quốc gia")
    return {"decision": one.decision, "what": what, "lateness": one.lateness, "source": cite(one.source.citation)}


def decision_page(request: Request, decision_id: int) -> HttpResponse:
    """One decision: its deadlines with the rule of each, its lines."""
    found = selectors.decision_with(decision_id)
    due, source = publish_due(found)
    entering = enter_due(found)
    context = {
        "d": found, "lines": found.lines.select_related("procedure", "replaces").order_by("pk"),
        "publish_by": due, "publish_source": cite(source.citation), "is_draft": found.state == DecisionState.DRAFT,
        "enter_by": entering[0] if entering else None, "enter_source": cite(entering[1].citation) if entering else "",
        "publishes": publishes(request),
    }  # fmt: skip
    return render(request, "procedures/decision.html", context)


def new_decision(request: Request) -> HttpResponse:
    """Begin a decision on a text."""

    def work(data: Data) -> str:
        return reverse("publication", args=[services.draft_decision(**data, **when(request)).pk])

    return act(
        request, forms.DecisionForm, title=_("Soạn quyết định công bố"), work=work, back=reverse("publications"),
        done=_("Đã mở quyết định; hạn công bố được theo dõi từ bây giờ."), check=lambda: _check(request),
    )  # fmt: skip


def _back(decision_id: int) -> str:
    return reverse("publication", args=[decision_id])


def add_line(request: Request, decision_id: int) -> HttpResponse:
    """Say what the decision does to a procedure, or to many alike."""
    found = selectors.decision_with(decision_id)
    bound: list[forms.LinesForm] = []

    def work(_data: Data) -> None:
        services.add_lines(decision_id=found.pk, lines=bound[0].lines(), **when(request))

    return act(
        request, forms.LinesForm, ready=bound.append, title=_("Thêm thủ tục vào quyết định"), lead=found.title, work=work, back=_back(found.pk),
        initial={"effective_on": found.source_effective_on}, done=_("Đã thêm."), check=lambda: _check(request),
    )  # fmt: skip


def remove_line(request: Request, decision_id: int, line_id: int) -> HttpResponse:
    """Take a line off a draft."""
    found = selectors.decision_with(decision_id)
    line = ChangeLine.objects.select_related("procedure").filter(decision=found, pk=line_id).first()
    if line is None:
        raise NotVisible("procedures.line.gone", _("Không có dòng này."))
    return act(
        request, OfficerForm, title=_("Bỏ dòng: %(code)s") % {"code": line.procedure.code}, lead=line.procedure.name,
        work=lambda data: services.remove_line(line_id=line_id, **when(request)), back=_back(found.pk), danger=True,
        done=_("Đã bỏ dòng."), check=lambda: _check(request),
    )  # fmt: skip


def publish(request: Request, decision_id: int) -> HttpResponse:
    """Record the signed decision: its lines are carried out, all or none."""
    found = selectors.decision_with(decision_id)
    return act(
        request, forms.PublishForm, title=_("Ghi quyết định đã ký"), lead=found.title, back=_back(found.pk),
        work=lambda data: _done(services.publish_decision(decision_id=found.pk, **data, **when(request))),
        done=_("Đã công bố: các thủ tục đổi theo quyết định."), check=lambda: _check(request),
    )  # fmt: skip


def enter(request: Request, decision_id: int) -> HttpResponse:
    """Say when it was entered in the national database."""
    found = selectors.decision_with(decision_id)
    return act(
        request, forms.EnterForm, title=_("Đưa vào cơ sở dữ liệu quốc gia"), lead=found.title, back=_back(found.pk),
        work=lambda data: services.enter_decision(decision_id=found.pk, **data, **when(request)),
        initial={"entered_on": request.on}, done=_("Đã ghi."), check=lambda: _check(request),
    )  # fmt: skip


def _done(_made: object) -> None:
    return None
