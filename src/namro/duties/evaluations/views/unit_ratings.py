"""The organisation's own rating, given by whoever decides for its head; no head is rated above it (art. 20.6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.city.people.models import Rank
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Round, UnitRating
from namro.duties.evaluations.selectors.board import Board, BoardRow, board
from namro.duties.evaluations.selectors.standing import round_for
from namro.duties.evaluations.services import rate_unit
from namro.duties.evaluations.views import present, rounds


def unit_ratings(request: Request, round_id: int) -> HttpResponse:
    """Every organisation whose head the round decides, with its rating or a form for it."""
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_DECIDE)
    loaded = board(found)
    if request.method != "POST":
        return _page(request, found, loaded)
    try:
        rate_unit(
            period_id=found.period_id, unit_id=forms.number_of(request.POST, "unit"),
            rating=request.POST.get("rating", ""), number=request.POST.get("number", ""),
            decided_on=forms.day_of(request.POST, "decided_on"), by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, found, loaded, error=error)
    messages.success(request, _("Đã ghi mức xếp loại của tổ chức."))
    return redirect("unit_ratings", round_id)


def heads_in(loaded: Board) -> list[BoardRow]:
    """Rows of a round about heads of organisations."""
    return [row for row in loaded.rows if row.sheet.rank == Rank.HEAD]


def _page(request: Request, found: Round, loaded: Board, *, error: DomainError | None = None) -> HttpResponse:
    heads = [one for one in heads_in(loaded) if one.sheet.person_id != request.actor.person_id]
    given = UnitRating.objects.filter(period=found.period_id, unit__in=[one.sheet.unit_id for one in heads])
    ratings = {one.unit_id: one for one in given.order_by("pk")}
    typed = request.POST if error else {}
    context = {
        "round": found,
        "b": rounds.about(found, loaded),
        "rows": [_row(one, ratings.get(one.sheet.unit_id), typed, request) for one in heads],
        "choices": [(code, loaded.book.rating_title(code)) for code in loaded.book.band_codes],
        "error": error,
    }
    return render(request, "evaluations/unit_ratings.html", context, status=error.status if error else 200)


def _row(row: BoardRow, given: UnitRating | None, typed: Any, request: Request) -> dict[str, Any]:
    """What is stored; what was typed instead, in the form that was sent."""
    unit = row.sheet.unit_id
    sent = typed if str(unit) == typed.get("unit") else {}
    stored = {
        "rating": given.rating if given else "",
        "number": given.number if given else "",
        "decided_on": given.on.isoformat() if given else request.on.isoformat(),
    }
    return {
        "unit": unit,
        "name": row.unit_name,
        "head": row.sheet.person.full_name,
        "sheet": row.sheet.pk,
        "level": row.result.level,
        "total": present.total_text(row.result),
        "given": given,
        **{key: sent.get(key, value) for key, value in stored.items()},
    }
