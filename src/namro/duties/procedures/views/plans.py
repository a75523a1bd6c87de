"""Plans to simplify procedures: what each promises, and what decisions have brought about."""

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
from namro.city.acting import Data, act, when
from namro.duties.procedures import access, forms, selectors, services
from namro.duties.procedures.models import SimplificationLine
from namro.duties.procedures.selectors.simplifying import changes_for, lines_of
from namro.duties.procedures.views.catalogue import edits

PER_PAGE = 50


def _check(request: Request) -> None:
    access.require(Permission.PROCEDURES_EDIT, request.actor, on=request.on)


def plan_list(request: Request) -> HttpResponse:
    page = Paginator(selectors.list_plans(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/plans.html", {"page": page, "edits": edits(request)})


def plan_page(request: Request, plan_id: int) -> HttpResponse:
    """One plan: its lines, what it promises, what of it counts already."""
    found = selectors.plan_with(plan_id)
    promised, done = selectors.savings_of(found.pk)
    context = {
        "plan": found, "lines": lines_of(found.pk), "edits": edits(request), "is_draft": found.state == "draft",
        "sums": [
            (_("Thủ tục"), promised.procedures, done.procedures), (_("Ngày"), promised.days, done.days),
            (_("Giấy tờ"), promised.papers, done.papers), (_("Bước"), promised.steps, done.steps),
            (_("Chi phí tuân thủ (đồng/năm)"), promised.cost, done.cost),
        ],
    }  # fmt: skip
    return render(request, "procedures/plan.html", context)


def new_plan(request: Request) -> HttpResponse:
    """Begin a plan."""

    def work(data: Data) -> str:
        return reverse("simplification", args=[services.draft_plan(**data, **when(request)).pk])

    return act(
        request, forms.PlanForm, title=_("Soạn phương án đơn giản hóa"), work=work, back=reverse("simplifications"),
        initial={"year": request.on.year}, done=_("Đã mở phương án."), check=lambda: _check(request),
    )  # fmt: skip


def add_saving(request: Request, plan_id: int) -> HttpResponse:
    """Say what the plan takes off one procedure."""
    found = selectors.plan_with(plan_id)
    bound: list[forms.SavingForm] = []

    def work(_data: Data) -> None:
        services.put_savings(plan_id=found.pk, lines=[bound[0].saving()], **when(request))

    return act(
        request, forms.SavingForm, title=_("Thêm thủ tục vào phương án"), lead=found.title, work=work, ready=bound.append,
        back=reverse("simplification", args=[found.pk]), done=_("Đã thêm."), check=lambda: _check(request),
    )  # fmt: skip


def approve(request: Request, plan_id: int) -> HttpResponse:
    """Record that the chair approved it."""
    found = selectors.plan_with(plan_id)

    def work(data: Data) -> None:
        services.approve_plan(plan_id=found.pk, **data, **when(request))

    return act(
        request, forms.ApprovePlanForm, title=_("Ghi phương án đã duyệt"), lead=found.title, work=work,
        back=reverse("simplification", args=[found.pk]), done=_("Đã ghi phương án được duyệt."), check=lambda: _check(request),
    )  # fmt: skip


def link(request: Request, plan_id: int, line_id: int) -> HttpResponse:
    """Say which published line brought the saving about."""
    found = selectors.plan_with(plan_id)
    line = SimplificationLine.objects.select_related("procedure").filter(plan=found, pk=line_id).first()
    if line is None:
        raise NotVisible("procedures.plan.unknown", _("Không có dòng này."))

    def ready(form: Any) -> None:
        form.fields["change_id"].choices = [
            (one.pk, f"{one.decision.number}: {one.get_kind_display()}") for one in changes_for(line)
        ]

    def work(data: Data) -> None:
        services.link_saving(line_id=line.pk, change_id=data["change_id"], **when(request))

    return act(
        request, forms.LinkForm, title=_("Kết quả của việc đơn giản hóa"), lead=line.procedure.name, work=work, ready=ready,
        back=reverse("simplification", args=[found.pk]), done=_("Đã tính kết quả vào phương án."),
        check=lambda: _check(request),
    )  # fmt: skip
