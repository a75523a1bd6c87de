"""The calibration session of a round: candidates for the top level side by side, a proposal that fits, minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Period, Round
from namro.duties.evaluations.selectors.board import Board, BoardRow, board
from namro.duties.evaluations.selectors.evidence import Evidence, evidence_of
from namro.duties.evaluations.selectors.standing import round_for
from namro.duties.evaluations.services.year.calibrating import calibrate
from namro.duties.evaluations.views import board_page, present, rounds


def calibration(request: Request, round_id: int) -> HttpResponse:
    """Whoever prepares the round sees its candidates; POST keeps the session and proposes what it chose."""
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    loaded = board(found)
    if request.method != "POST":
        return _page(request, found, loaded)
    rows = candidates(loaded)
    try:
        calibrate(
            round_id=round_id, held_on=forms.day_of(request.POST, "held_on"),
            attendees=request.POST.get("attendees", ""), minutes=request.POST.get("minutes", ""),
            choices=_choices(request, rows), by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, found, loaded, error=error)
    messages.success(request, _("Đã lưu phiên cân đối và ghi đề xuất. Chưa có gì được quyết định."))
    return redirect("round", round_id)


def candidates(loaded: Board) -> list[BoardRow]:
    """Whoever the law would let have the top level, the best first; equal scores stand in order of name."""
    top = loaded.book.top_band
    rows = [row for row in loaded.rows if top in (row.result.level, row.sheet.proposed_rating)]
    return sorted(rows, key=lambda row: -(row.result.total or 0))


def _choices(request: Request, rows: list[BoardRow]) -> dict[int, tuple[str, str]]:
    """What was chosen where it is not the calculated level; the calculated level needs no proposal."""
    typed = forms.ratings_of(request.POST, [row.sheet.pk for row in rows])
    chosen = {}
    for row in rows:
        level, reason = typed.get(row.sheet.pk, ("", ""))
        if level and level != row.result.level:
            chosen[row.sheet.pk] = (level, reason)
        elif level and row.sheet.proposed_rating:
            chosen[row.sheet.pk] = ("", "")  # back to what was calculated
    return chosen


def _page(request: Request, found: Round, loaded: Board, *, error: DomainError | None = None) -> HttpResponse:
    rows = candidates(loaded)
    evidence = evidence_of(found.period, [row.sheet for row in rows])
    typed = request.POST if error else {}
    request.looked_at = [("evaluations:round:viewed", ("round", found.pk), found.unit_id)]
    context = {
        "round": found,
        "b": rounds.about(found, loaded),
        "is_year": found.period.kind == Period.Kind.YEAR,
        "quota": board_page.quota_panel(found, loaded),
        "rows": [_row(loaded, row, evidence[row.sheet.pk], typed) for row in rows],
        "choices": [(code, loaded.book.rating_title(code)) for code in loaded.book.band_codes],
        "sessions": found.calibrations.select_related("by__person").order_by("-at"),
        "typed": {
            "held_on": typed.get("held_on", request.on.isoformat()), "attendees": typed.get("attendees", ""),
            "minutes": typed.get("minutes", ""),
        },
        "error": error,
    }  # fmt: skip
    return render(request, "evaluations/calibration.html", context, status=error.status if error else 200)


def _row(loaded: Board, row: BoardRow, known: Evidence, typed: Any) -> dict[str, Any]:
    fits = loaded.book.band_codes[1] if row.standing == "beyond" else row.result.level
    chosen = typed.get(f"rating-{row.sheet.pk}") or row.sheet.proposed_rating or fits
    reason = typed.get(f"reason-{row.sheet.pk}") or row.sheet.proposed_reason
    if not reason and chosen != row.result.level:
        reason = _("Đạt %(top)s theo điểm; ngoài tỷ lệ khi xếp theo điểm từ cao xuống.") % {"top": loaded.book.top_band}
    return {
        "pk": row.sheet.pk, "name": row.sheet.person.full_name, "unit": row.unit_name, "group": row.sheet.task_group,
        "total": present.total_text(row.result), "level": row.result.level, "standing": row.standing,
        "self_level": row.sheet.self_level, "trend": known.trend, "lowest": known.lowest, "meeting": known.meeting,
        "committee": known.committee, "committee_level": known.committee_level, "chosen": chosen, "reason": reason,
        "is_decided": row.decided is not None,
    }  # fmt: skip
