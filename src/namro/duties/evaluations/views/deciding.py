"""Deciding a round: first everything that will follow from it on one page, then the act."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.duties.evaluations import forms
from namro.duties.evaluations.decision_rules import Verdict, judge
from namro.duties.evaluations.models import Round
from namro.duties.evaluations.rulebook import NOT_RATED
from namro.duties.evaluations.selectors.board import Board, board
from namro.duties.evaluations.selectors.meetings import lacking, unreviewed_text
from namro.duties.evaluations.selectors.standing import round_for
from namro.duties.evaluations.services import deciding
from namro.duties.evaluations.views import present, rounds

CARRIED = ("rating-", "reason-", "number", "decided_on")


def decide(request: Request, round_id: int) -> HttpResponse:
    """POST with stage=check shows the consequences; stage=decide is the act; stage=edit goes back with what was chosen."""
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_DECIDE)
    if request.method != "POST":
        return redirect("round", round_id)
    try:
        if request.POST.get("stage") == "edit":
            return rounds.show(request, found)
        if request.POST.get("stage") == "decide":
            return _act(request, found)
        return _confirm(request, found)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return rounds.show(request, found, error=error, blocked=_blocked(error, found))


def _act(request: Request, found: Round) -> HttpResponse:
    sheets = list(found.sheets.order_by("pk").values_list("pk", flat=True))
    decision = deciding.decide(
        round_id=found.pk,
        ratings=forms.ratings_of(request.POST, sheets),
        number=request.POST.get("number", ""),
        decided_on=forms.day_of(request.POST, "decided_on"),
        quota_reason=request.POST.get("quota_reason", ""),
        by=request.actor, at=request.at, on=request.on,
    )  # fmt: skip
    text = _("Đã quyết định theo số %(number)s. Kết quả chưa công bố: bấm “Công bố” khi sẵn sàng.")
    messages.success(request, text % {"number": decision.number})
    return redirect("round", found.pk)


def _blocked(error: DomainError, found: Round) -> list[tuple[int, str, list[str]]]:
    blocked = error.details.get("blocked") or {}
    names = {
        one.pk: one.person.full_name
        for one in found.sheets.filter(pk__in=list(blocked)).select_related("person").order_by("pk")
    }
    return [(pk, names.get(pk, ""), [text for _code, text in texts]) for pk, texts in blocked.items()]


def _confirm(request: Request, found: Round) -> HttpResponse:
    loaded = board(found)
    ratings = forms.ratings_of(request.POST, [row.sheet.pk for row in loaded.rows])
    lacks, unreviewed = lacking(found.period, [row.sheet for row in loaded.rows]), unreviewed_text(found.period)
    verdicts = [
        judge(
            loaded.book, row.sheet, row.result, ratings.get(row.sheet.pk), {row.sheet.unit_id: row.unit_rating},
            lacks.get(row.sheet.pk, ()), unreviewed,
        )
        for row in loaded.rows
    ]  # fmt: skip
    blocked = {one.sheet_id: list(one.blocks) for one in verdicts if one.blocks}
    if blocked:
        message = _("Còn %(count)s phiếu chưa quyết định được. Xem từng phiếu và làm theo chỉ dẫn.")
        raise DomainError("evaluations.decide.blocked", message % {"count": len(blocked)}, blocked=blocked)
    typed = _typed(request)
    if not typed["number"]:
        raise DomainError("evaluations.decide.number", _("Hãy ghi số quyết định."), field="number")
    context = {
        "round": found,
        "b": rounds.about(found, loaded),
        "typed": typed,
        "hidden": [(key, value) for key, value in request.POST.items() if key.startswith(CARRIED)],
        "counts": _counts(loaded, verdicts),
        "changed": _changed(loaded, verdicts),
        "over": _over(found, loaded, verdicts),
        "consequences": _consequences(loaded, verdicts),
        "error": None,
    }
    return render(request, "evaluations/confirm.html", context)


def _typed(request: Request) -> dict[str, Any]:
    return {
        "number": request.POST.get("number", "").strip(),
        "day": forms.day_of(request.POST, "decided_on"),
        "quota_reason": request.POST.get("quota_reason", ""),
    }


def _counts(loaded: Board, verdicts: list[Verdict]) -> list[tuple[str, int]]:
    counted = Counter(one.rating for one in verdicts)
    return [(code, counted[code]) for code in (*loaded.book.band_codes, NOT_RATED) if counted[code]]


def _changed(loaded: Board, verdicts: list[Verdict]) -> list[dict[str, Any]]:
    rows = {row.sheet.pk: row for row in loaded.rows}
    return [
        {
            "name": rows[one.sheet_id].sheet.person.full_name, "total": present.total_text(rows[one.sheet_id].result),
            "level": rows[one.sheet_id].result.level, "rating": one.rating, "reason": one.reason,
        }
        for one in verdicts
        if one.differs and not rows[one.sheet_id].sheet.not_rated
    ]  # fmt: skip


def _over(found: Round, loaded: Board, verdicts: list[Verdict]) -> list[str]:
    sheets = {row.sheet.pk: row.sheet for row in loaded.rows}
    caps = deciding.quota_of(loaded.book, found, verdicts, sheets)
    text = _(
        "%(scope)s: %(n)s người ở mức %(top)s, cách hiểu đang dùng cho phép tối đa %(cap)s. Muốn giữ phải ghi căn cứ."
    )
    return [
        text % {"scope": cap.key or _("Cả danh sách"), "n": cap.candidates, "cap": cap.cap, "top": loaded.book.top_band}
        for cap in caps
        if cap.chosen and cap.over
    ]


def _consequences(loaded: Board, verdicts: list[Verdict]) -> list[str]:
    failing = [one for one in verdicts if one.rating == loaded.book.bottom_band]
    texts = [
        _("%(n)s phiếu được quyết định trong một lần và khóa lại; muốn sửa phải mở lại và nêu lý do.")
        % {"n": len(verdicts)},
        _("Chưa ai được thông báo cho đến khi anh/chị bấm “Công bố”."),
        _("Sau khi công bố, mỗi người có quyền kiến nghị; anh/chị trả lời trong 7 ngày làm việc."),
    ]
    if failing:
        texts.append(
            _("%(n)s người ở mức thấp nhất; kết quả được dùng để bố trí, tiền thưởng theo quy định.")
            % {"n": len(failing)}
        )
    return texts
