"""Fees and charges: asked for, taken, cancelled, given back, and what a point took in a month."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import NotVisible
from namro.base.ui.wording import number_text
from namro.duties.onestop import forms, forms_fees, offers, services
from namro.duties.onestop.access import relations_to_point
from namro.duties.onestop.models import Dossier, FeeRequest, ServicePoint
from namro.duties.onestop.selectors import fees, reading
from namro.duties.onestop.selectors.accepted import offer_of
from namro.duties.onestop.services import FeeData, Payment
from namro.duties.onestop.views.acting import Data, act, when
from namro.duties.onestop.views.consulting import lead_of

P = Permission
PAGE = 50


def dossier_fee(request: Request, dossier_id: int) -> HttpResponse:
    """One fee or charge asked for."""

    def work(form: Data) -> None:
        given = FeeData(form["kind"], form["content"], form["amount"], form["because"])
        services.ask_fees(dossier_id, [given], **when(request))

    def about() -> Data:
        dossier = reading.dossier_for(request.actor, dossier_id, on=request.on, needs=P.DOSSIER_WORK)[0]
        charges = _charges(dossier)
        begun = charges[0] if len(charges) == 1 else None
        initial = {"content": begun.text, "amount": begun.amount} if begun else {}
        listed = "; ".join(one.text for one in charges)
        notes = (_("Mức thu trong danh mục: %(lines)s.") % {"lines": listed},) if listed else ()
        return {"title": _("Yêu cầu nộp phí, lệ phí"), "lead": lead_of(dossier), "notes": notes, "initial": initial}

    back, done = reverse("dossier", args=[dossier_id]), _("Đã ghi khoản thu.")
    return act(request, forms_fees.FeeForm, back=back, done=done, work=work, about=about)


def _charges(dossier: Dossier) -> list[offers.OfferedCharge]:
    """The lines of the version it was accepted under that apply to its channel."""
    offered = offer_of(dossier)
    return [one for one in (offered.charges if offered else ()) if one.amount and one.channel in ("", dossier.channel)]


def fee_pay(request: Request, fee_id: int) -> HttpResponse:
    """The money is taken."""

    def work(form: Data) -> None:
        services.pay(fee_id, Payment(form["mode"], form["receipt_number"]), **when(request))

    def about() -> Data:
        return _about(request, fee_id, P.DOSSIER_WORK, _("Thu phí, lệ phí"))

    back, done = _back(request, fee_id, P.DOSSIER_WORK), _("Đã ghi biên lai.")
    return act(request, forms_fees.PayForm, back=back, done=done, work=work, about=about)


def fee_cancel(request: Request, fee_id: int) -> HttpResponse:
    """Asked for by mistake."""

    def work(form: Data) -> None:
        services.cancel_fee(fee_id, reason=form["reason"], **when(request))

    def about() -> Data:
        return {**_about(request, fee_id, P.DOSSIER_WORK, _("Hủy khoản thu")), "danger": True}

    back, done = _back(request, fee_id, P.DOSSIER_WORK), _("Đã hủy khoản thu.")
    return act(request, forms.ReasonForm, back=back, done=done, work=work, about=about)


def fee_refund(request: Request, fee_id: int) -> HttpResponse:
    """Money is given back."""

    def work(form: Data) -> None:
        given = {name: form[name] for name in ("amount", "reason", "voucher")}
        services.refund(fee_id, **given, **when(request))

    def about() -> Data:
        return _about(request, fee_id, P.DOSSIER_OVERSEE, _("Hoàn phí, lệ phí"))

    back, done = _back(request, fee_id, P.DOSSIER_OVERSEE), _("Đã ghi khoản hoàn.")
    return act(request, forms_fees.RefundForm, back=back, done=done, work=work, about=about)


def _back(request: Request, fee_id: int, needs: Permission) -> str:
    return reverse("dossier", args=[fees.fee_for(request.actor, fee_id, on=request.on, needs=needs)[0].dossier_id])


def _about(request: Request, fee_id: int, needs: Permission, title: str) -> Data:
    fee = fees.fee_for(request.actor, fee_id, on=request.on, needs=needs)[0]
    return {"title": title, "lead": lead_of(fee.dossier), "notes": (_said(fee),), "initial": {}}


def _said(fee: FeeRequest) -> str:
    return _("%(content)s: %(amount)s đồng") % {"content": fee.content, "amount": number_text(fee.amount)}


def point_fees(request: Request, point_id: int) -> HttpResponse:
    """What a point took in a month, by kind and by mode, each receipt; what it gave back and still waits for."""
    point = ServicePoint.objects.filter(pk=point_id).first()
    if point is None or not may(P.DOSSIER_READ, relations_to_point(point, request.actor, on=request.on)):
        raise NotVisible("onestop.point.unknown", _("Không có điểm phục vụ này."))
    first = _month(request.GET.get("month", ""), request.on)
    until = (first + timedelta(days=31)).replace(day=1)
    page = Paginator(fees.taken(point_id, first=first, until=until), PAGE).get_page(request.GET.get("page"))
    context = {
        "point": point, "first": first, "totals": fees.totals(point_id, first=first, until=until), "page": page,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "onestop/point_fees.html", context)


def _month(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
