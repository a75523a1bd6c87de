"""Advisory points: heads of related units speak about leaders, beside the line of art. 10, for whoever decides to weigh."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.base.law.presenting import cite
from namro.base.ui.wording import number_text
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Sheet
from namro.duties.evaluations.parameters import Channel, parameters
from namro.duties.evaluations.selectors.advice import leaders_to_advise, own_advice
from namro.duties.evaluations.services.year.opinions import give_advice
from namro.duties.evaluations.views import present
from namro.engine.text import search_key

PER_PAGE = 50


def advice(request: Request) -> HttpResponse:
    """Leaders whose year is not decided, for heads of units; POST gives points with a remark, or changes one's own."""
    if request.method != "POST":
        return _page(request)
    try:
        give_advice(
            sheet_id=forms.number_of(request.POST, "sheet"), channel=request.POST.get("channel", ""),
            points=_points(request.POST.get("points", "")), comment=request.POST.get("comment", ""), by=request.actor,
            at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, error=error)
    messages.success(request, _("Đã ghi điểm tham khảo. Người quyết định thấy trên phiếu; điểm theo luật không đổi."))
    return redirect("advice")


def _points(text: str) -> Decimal:
    """Refuses: evaluations.advice.points"""
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        message = _("Điểm tham khảo từ 0 đến 100.")
        raise DomainError("evaluations.advice.points", message, field="points") from error


def _page(request: Request, *, error: DomainError | None = None) -> HttpResponse:
    q = request.GET.get("q", "")
    page = Paginator(leaders_to_advise(request.actor, words=search_key(q), on=request.on), PER_PAGE).get_page(
        request.GET.get("page")
    )
    sheets = list(page)
    names = organisation.name_of([one.unit_id for one in sheets], on=request.on)
    mine = own_advice(request.actor, [one.pk for one in sheets])
    typed: Any = request.POST if error else {}
    given = parameters()
    context = {
        "rows": [_row(one, names.get(one.unit_id, ""), mine.get(one.pk), typed) for one in sheets],
        "page": page,
        "q": q,
        "channels": [(one.key, _title(one), number_text(str(one.weight))) for one in given.channels.values()],
        "law": cite(given.channels_source),
        "error": error,
    }
    return render(request, "evaluations/advice.html", context, status=error.status if error else 200)


def _title(one: Channel) -> str:
    return one.title["en" if present.in_english() else "vi"]


def _row(sheet: Sheet, unit: str, mine: Any, typed: Any) -> dict[str, Any]:
    is_typed = str(typed.get("sheet", "")) == str(sheet.pk)
    return {
        "pk": sheet.pk, "name": sheet.person.full_name, "about": present.about(sheet, sheet.posting.title, unit),
        "label": present.label_of(sheet.period),
        "channel": typed.get("channel", "") if is_typed else mine.channel if mine else "",
        "points": typed.get("points", "") if is_typed else number_text(str(mine.points)) if mine else "",
        "comment": typed.get("comment", "") if is_typed else mine.comment if mine else "", "is_given": mine is not None,
    }  # fmt: skip
