"""Dossiers several units work on: their parts laid down, shown and finished."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.purposes import purpose_of
from namro.base.access.rules import Permission, may
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.duties.onestop import forms_joint, services
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.selectors import consulting, linking, points, reading
from namro.duties.onestop.services import PartData
from namro.duties.onestop.views.acting import Data, act, when
from namro.duties.onestop.views.consulting import lead_of
from namro.engine.clock import Limit, Unit

MOST_PARTS = 12
SPARE = 5
Parts = formset_factory(forms_joint.PartForm, extra=SPARE, max_num=MOST_PARTS)


def parts(request: Request) -> HttpResponse:
    """Parts that wait for the reader's units, and those of the dossiers they see."""
    sight = sight_of(request.actor, on=request.on)
    page = linking.waiting_page(request.actor, sight, on=request.on, page=request.GET.get("page"))
    names = organisation.name_of({one.unit_id for one in page}, on=request.on)
    rows = [
        {"one": one, "unit": names.get(one.unit_id, ""), "late": one.due_at is not None and one.due_at < request.at}
        for one in page
    ]
    return render(request, "onestop/parts.html", {"page": page, "rows": rows, "query": request.GET.urlencode()})


def dossier_link(request: Request, dossier_id: int) -> HttpResponse:
    """Which units do which part, in which order, in what time."""
    needs = Permission.DOSSIER_STEP
    dossier = reading.dossier_for(request.actor, dossier_id, on=request.on, needs=needs)[0]
    sent, refused = request.POST if request.method == "POST" else None, ""
    rows: BaseFormSet[Any] = Parts(sent)
    if sent is not None and rows.is_valid():
        try:
            services.link(dossier_id, _given(rows), **when(request))
        except DomainError as error:
            if error.status in (403, 404):
                raise
            refused = str(error)
        else:
            messages.success(request, _("Đã chia phần liên thông; các đơn vị làm trước đã được báo."))
            return redirect("dossier", dossier_id)
    context = {
        "dossier": dossier, "lead": lead_of(dossier), "rows": rows, "refused": refused,
        "units": consulting.units_to_ask(dossier, on=request.on),
    }  # fmt: skip
    return render(request, "onestop/link.html", context, status=422 if sent is not None else 200)


def _given(rows: BaseFormSet[Any]) -> list[PartData]:
    filled = [one.cleaned_data for one in rows if one.has_changed()]
    return [
        PartData(one["unit"], one["content"], one["order"], Limit(one["quantity"], Unit(one["limit_unit"])), one["person"])
        for one in filled
    ]  # fmt: skip


def part_page(request: Request, part_id: int) -> HttpResponse:
    """One part: what, for which dossier, by when, beside the others."""
    row, relations = linking.part_for(request.actor, part_id, on=request.on)
    linked = linking.linked_of(row.lead, at=request.at, on=request.on)
    assert linked is not None
    request.looked_at = [("onestop:dossier:viewed", ("dossier", row.lead_id), row.lead.unit_id)]
    request.purpose = purpose_of(relations)
    mine = next(one for one in linked.parts if one.row.pk == row.pk)
    context = {
        "part": mine, "linked": linked, "lead": row.lead,
        "may_finish": mine.is_running and may(Permission.PART_FINISH, relations),
    }  # fmt: skip
    return render(request, "onestop/part.html", context)


def part_finish(request: Request, part_id: int) -> HttpResponse:
    """A part is done."""

    def work(form: Data) -> None:
        services.finish_part(part_id, outcome=form["outcome"], person_id=form["person"], **when(request))

    def about() -> Data:
        row = linking.part_for(request.actor, part_id, on=request.on, needs=Permission.PART_FINISH)[0]
        names = points.colleagues(row.unit_id, on=request.on)
        return {"title": _("Xong phần việc"), "lead": _part_lead(row), "colleagues": names}

    back, done = reverse("part", args=[part_id]), _("Đã ghi kết quả phần việc.")
    return act(request, forms_joint.PartDoneForm, back=back, done=done, work=work, about=about)


def part_own(request: Request, part_id: int) -> HttpResponse:
    """Under which dossier the unit's own desk follows its part."""

    def work(form: Data) -> None:
        services.name_own(part_id, code=form["code"], **when(request))

    def about() -> Data:
        row = linking.part_for(request.actor, part_id, on=request.on, needs=Permission.PART_FINISH)[0]
        return {"title": _("Mã hồ sơ tại đơn vị"), "lead": _part_lead(row)}

    back, done = reverse("part", args=[part_id]), _("Đã ghi mã hồ sơ tại đơn vị.")
    return act(request, forms_joint.OwnCodeForm, back=back, done=done, work=work, about=about)


def _part_lead(row: Any) -> str:
    return f"{row.lead.code} · {row.content}"
