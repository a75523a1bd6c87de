"""The observations beside a sheet, and what the reviewer makes of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.ui.wording import month_text, said
from namro.duties.evaluations.models import Period, Sheet
from namro.duties.evaluations.observed import now_text, then_text
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.observing import Observed
from namro.duties.evaluations.selectors.standing import sheet_for
from namro.duties.evaluations.services import observing


def observation_answer(request: Request, sheet_id: int, observation_id: int) -> HttpResponse:
    """Take it up, set it aside, or take the answer back; then to the sheet, where it stands."""
    if request.method == "POST":
        sheet_for(request.actor, sheet_id, on=request.on, needs=Permission.SHEET_REVIEW)
        who: dict[str, Any] = {"by": request.actor, "at": request.at, "on": request.on}
        what: dict[str, Any] = {"sheet_id": sheet_id, "observation_id": observation_id}
        outcome = request.POST.get("outcome", "")
        if outcome == "clear":
            observing.clear_observation(**what, **who)
            messages.success(request, _("Đã bỏ ý kiến về dữ kiện này."))
        else:
            criterion, reason = request.POST.get("criterion", ""), request.POST.get("reason", "")
            observing.answer_observation(**what, outcome=outcome, criterion=criterion, reason=reason, **who)
            messages.success(request, _("Đã ghi ý kiến về dữ kiện."))
    return redirect("sheet", sheet_id)


def cards(sheet: Sheet, book: Rulebook, observed: Sequence[Observed]) -> list[dict[str, Any]]:
    """The observations as the page of a sheet shows them."""
    titles = {row.code: row.title for row in book.criteria}
    return [_card(sheet, one, titles) for one in observed]


def _card(sheet: Sheet, one: Observed, titles: dict[str, str]) -> dict[str, Any]:
    criterion = one.bears_on(sheet.period.framework)
    return {
        "pk": one.row.pk,
        "title": said(one.kind.title),
        "month": "" if sheet.period.kind == Period.Kind.MONTH else month_text(one.row.month),
        "numbers": now_text(one),
        "is_of_unit": one.is_of_unit,
        "note": one.row.note,
        "link": "" if one.row.withdrawn_at else one.row.link,
        "criterion": criterion if criterion in titles else "",
        "criterion_title": titles.get(criterion, ""),
        "use": one.use,
        "then": then_text(one) if one.is_changed else "",
        "is_withdrawn": one.row.withdrawn_at is not None,
    }
