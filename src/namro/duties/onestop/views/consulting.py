"""Opinions asked of other units: asked, answered, given up, and those that wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.law.presenting import cite
from namro.city.organisation import selectors as organisation
from namro.duties.onestop import forms, forms_joint, services
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.parameters import rule_of
from namro.duties.onestop.selectors import consulting, reading
from namro.duties.onestop.views.acting import Data, act, when


def consultations(request: Request) -> HttpResponse:
    """What waits for an answer: of the reader's units, and for the dossiers they see."""
    sight = sight_of(request.actor, on=request.on)
    page = consulting.waiting_page(request.actor, sight, on=request.on, page=request.GET.get("page"))
    names = organisation.name_of({one.unit_id for one in page}, on=request.on)
    rows = [{"one": one, "unit": names.get(one.unit_id, ""), "late": one.due_at < request.at} for one in page]
    context = {"page": page, "rows": rows, "query": request.GET.urlencode()}
    return render(request, "onestop/consultations.html", context)


def consult(request: Request, dossier_id: int) -> HttpResponse:
    """Another unit is asked."""

    def work(form: Data) -> None:
        services.consult(dossier_id, unit_id=form["unit"], question=form["question"], **when(request))

    def about() -> Data:
        needs = Permission.DOSSIER_STEP
        dossier = reading.dossier_for(request.actor, dossier_id, on=request.on, needs=needs)[0]
        return {
            "title": _("Lấy ý kiến đơn vị khác"), "lead": lead_of(dossier), "notes": _notes(request),
            "colleagues": consulting.units_to_ask(dossier, on=request.on), "initial": {"version": dossier.version},
        }  # fmt: skip

    back, done = reverse("dossier", args=[dossier_id]), _("Đã hỏi ý kiến; người đứng đầu đơn vị được báo.")
    return act(request, forms_joint.ConsultForm, back=back, done=done, work=work, about=about)


def lead_of(dossier: Any) -> str:
    """The dossier an act is on, in a line."""
    return f"{dossier.code or _('Chưa cấp mã')} · {dossier.procedure_name}"


def _notes(request: Request) -> tuple[str, ...]:
    """By when, whether the clock stands still, and who chose that."""
    limit, stops = (rule_of(f"consultation_{name}", on=request.on) for name in ("working_days", "stops_clock"))
    text = _("Đơn vị được hỏi trả lời trong %(days)s ngày làm việc; quá hạn thì báo người phụ trách một cửa.") % {
        "days": limit.value
    }
    runs_on = _("Thời hạn của hồ sơ vẫn chạy trong lúc chờ.")
    how = _("Đồng hồ dừng; khi xong, hạn trả lùi đi bằng thời gian đã dừng.") if stops.value else runs_on
    return (format_html("{} {} {}.", text, how, cite(limit.citation)),)


def consultation_answer(request: Request, consultation_id: int) -> HttpResponse:
    """The written answer."""

    def work(form: Data) -> None:
        written = services.Written(form["text"], form["on"], form["number"])
        services.answer(consultation_id, written, **when(request))

    def about() -> Data:
        return _about(request, consultation_id, Permission.CONSULTATION_ANSWER, _("Trả lời lấy ý kiến"))

    back, done = _back(request, consultation_id, Permission.CONSULTATION_ANSWER), _("Đã ghi ý kiến trả lời.")
    return act(request, forms_joint.OpinionForm, back=back, done=done, work=work, about=about)


def consultation_close(request: Request, consultation_id: int) -> HttpResponse:
    """The answer is not needed any more."""

    def work(form: Data) -> None:
        services.close(consultation_id, reason=form["reason"], **when(request))

    def about() -> Data:
        return _about(request, consultation_id, Permission.DOSSIER_STEP, _("Thôi lấy ý kiến"))

    back, done = _back(request, consultation_id, Permission.DOSSIER_STEP), _("Đã thôi lấy ý kiến.")
    return act(request, forms.ReasonForm, back=back, done=done, work=work, about=about)


def _back(request: Request, consultation_id: int, needs: Permission) -> str:
    row = consulting.consultation_for(request.actor, consultation_id, on=request.on, needs=needs)
    return reverse("dossier", args=[row.dossier_id])


def _about(request: Request, consultation_id: int, needs: Permission, title: str) -> Data:
    row = consulting.consultation_for(request.actor, consultation_id, on=request.on, needs=needs)
    unit = organisation.name_of([row.unit_id], on=request.on).get(row.unit_id, "")
    asked = format_html("<strong>{}</strong>: {}", unit, row.question)
    return {"title": title, "lead": lead_of(row.dossier), "notes": (asked,), "initial": {"on": request.on}}
