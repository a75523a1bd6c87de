"""The sheet of one unit in a year: its own rating, the authority's figures, signals, and why it comes to its level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.base.law.presenting import cite
from namro.base.ui.wording import number_text, said
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import UnitSheet, UnitSheetState
from namro.duties.evaluations.results import reason_text
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_board import Reasoning, due_before, reasoning_of
from namro.duties.evaluations.selectors.unit_sheets import UnitRow, rows_of, unit_relations, unit_sheet_for
from namro.duties.evaluations.services.year import unit_decisions
from namro.duties.evaluations.services.year import units as services
from namro.duties.evaluations.unit_scoring import OVERRIDES, typed_inputs, units_book
from namro.duties.evaluations.views.unit_years import heading, row_of
from namro.engine.framework import LOCAL_POLICY, Input

KEPT = ("signal", "verified", "rating", "number", "decided_on", "reason")  # typed into the small forms of the page


def unit_sheet(request: Request, period_id: int, sheet_id: int) -> HttpResponse:
    """A unit's sheet, for its head, whoever decides or prepares, and home affairs."""
    return _page(request, _sheet(request, period_id, sheet_id))


def _sheet(request: Request, period_id: int, sheet_id: int) -> UnitSheet:
    found = unit_sheet_for(request.actor, sheet_id, on=request.on)
    if found.period_id != period_id:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found


def _page(request: Request, sheet: UnitSheet, *, form: str = "", error: DomainError | None = None) -> HttpResponse:
    (row,) = rows_of(sheet.period, [sheet])
    book = units_book(sheet.period)
    typed = request.POST if error else {}
    context = {
        **heading(sheet.period), **_powers(request, sheet), **_figures(book, sheet, typed if form else {}, form),
        "sheet": sheet, "name": row.name, "authority": row.authority, "r": row_of(row, book),
        "failed_below": row.failed_below, "below": row.below, "why": _why(book, row),
        "levels": [(code, book.rating_title(code)) for code in book.band_codes],
        "decidable": [(code, book.rating_title(code)) for code in (*book.band_codes, NOT_RATED)],
        "is_submitted": sheet.state == UnitSheetState.SELF_RATED, "due": due_before(sheet.period),
        "is_conflict": isinstance(error, Conflict) and error.code == "evaluations.sheet.conflict", "error": error,
        "typed": {key: typed.get(key, "") if form in ("signal", "verify", "correct") else "" for key in KEPT}, "today": request.on.isoformat(),
        "form": form,
    }  # fmt: skip
    return render(request, "evaluations/unit_sheet.html", context, status=error.status if error else 200)


def _powers(request: Request, sheet: UnitSheet) -> dict[str, bool]:
    """What the reader may do; the services check again."""
    relations = unit_relations(reach_of(request.actor, on=request.on), sheet)
    is_open = sheet.state != UnitSheetState.DECIDED
    is_own = may(Permission.UNIT_SHEET_SELF, relations)
    return {
        "can_self": is_open and is_own,
        "can_review": is_open and not is_own and may(Permission.UNIT_SHEET_REVIEW, relations),
        "can_print": not is_open and may(Permission.UNIT_SHEET_REVIEW, relations),
        "can_correct": not is_open and may(Permission.UNIT_SHEET_DECIDE, relations),
    }


def _figures(book: Rulebook, sheet: UnitSheet, typed: Any, form: str) -> dict[str, Any]:
    """The two halves of the sheet, as stored or as typed."""
    own = typed if form == "self" else sheet.self_answers
    looked = typed if form == "review" else sheet.answers
    ticked = typed.getlist(OVERRIDES) if form == "review" else sheet.answers.get(OVERRIDES, [])
    return {
        "own": _questions(book, own, {}),
        "looked": _questions(book, looked, sheet.self_answers if sheet.self_at else {}),
        "overrides": [(code, text, code in ticked) for code, text in services.override_titles(book)],
        "self_level": typed.get("level", "") if form == "self" else sheet.self_level,
        "report": typed.get("report", "") if form == "self" else sheet.self_report,
        "comment": typed.get("comment", "") if form == "review" else sheet.comment,
    }


def _questions(book: Rulebook, known: Mapping[str, Any], beside: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Criteria by group with their maxima, then the other inputs; `beside` is what the unit itself wrote."""
    criteria = [
        {
            "name": row.code, "title": f"{row.code}. {row.title}", "maximum": row.maximum, "value": known.get(row.code, ""),
            "article": cite(row.criterion.rule.article), "is_local": row.criterion.rule.authority == LOCAL_POLICY,
            "beside": number_text(beside[row.code]) if beside.get(row.code) else "",
        }
        for row in book.criteria
    ]  # fmt: skip
    others = [_question(one, known.get(one.name, ""), beside.get(one.name, "")) for one in typed_inputs(book)]
    return {"criteria": criteria, "others": others}


def _question(one: Input, value: Any, beside: Any) -> dict[str, Any]:
    choices = [(code, said(one.choice_titles[code]) if code in one.choice_titles else code) for code in one.choices]
    return {
        "name": one.name, "title": said(one.title), "kind": one.kind, "value": value, "choices": choices,
        "text": _answer_text(one, choices, value), "beside": _answer_text(one, choices, beside),
    }  # fmt: skip


def _answer_text(one: Input, choices: list[tuple[str, str]], value: Any) -> str:
    if value == "":
        return ""
    if one.kind == "flag":
        return _("Có") if value is True or value == "1" else _("Không")
    return dict(choices).get(str(value), str(value))


def _why(book: Rulebook, row: UnitRow) -> dict[str, Any]:
    """Why the unit comes to its level: the score's band, what that band asks, what is missing or overrides it."""
    result, found = row.result, reasoning_of(book, row.result)
    override = next((one.rule for one in book.framework.overrides if one.code == result.override), None)
    return {
        "band": result.band, "at_least": number_text(found.at_least) if found else "", "conditions": _conditions(found),
        "article": cite(found.rule.article) if found and found.rule else "",
        "left_open": said(found.left_open.title) if found and found.left_open else "",
        "left_open_law": cite(f"{found.left_open.article}, {found.left_open.instrument}") if found and found.left_open else "",
        "missing": [] if found else [reason_text(book, code) for code in result.reasons],
        "override": said(override.title) if override else "", "override_law": cite(override.article) if override else "",
    }  # fmt: skip


def _conditions(found: Reasoning | None) -> list[dict[str, Any]]:
    asked = found.asked if found else ()
    return [{"title": one.title, "article": cite(one.rule.article), "is_met": one.is_met} for one in asked]


# what is written down ----------------------------------------------------------------------------------------------
def _self(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    is_draft = request.POST.get("stage") == "draft"
    services.rate_own_unit(
        sheet_id=sheet_id, answers=request.POST.dict(), level=request.POST.get("level", ""),
        report=request.POST.get("report", ""), version=forms.number_of(request.POST, "version"), is_draft=is_draft, **who,
    )  # fmt: skip
    return _("Đã lưu nháp.") if is_draft else _("Đã gửi tự đánh giá của đơn vị.")


def _review(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    answers = {**request.POST.dict(), OVERRIDES: request.POST.getlist(OVERRIDES)}
    services.review_unit(
        sheet_id=sheet_id, answers=answers, comment=request.POST.get("comment", ""),
        version=forms.number_of(request.POST, "version"), **who,
    )  # fmt: skip
    return _("Đã ghi kết quả của đơn vị.")


def _signal(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    services.note_signal(sheet_id=sheet_id, text=request.POST.get("signal", ""), **who)
    return _("Đã ghi đơn thư, phản ánh. Phải xác minh trước khi quyết định.")


def _verify(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    services.verify_signal(sheet_id=sheet_id, text=request.POST.get("verified", ""), **who)
    return _("Đã ghi kết quả xác minh.")


def _correct(request: Request, sheet_id: int, who: dict[str, Any]) -> str:
    unit_decisions.correct_unit(
        sheet_id=sheet_id, level=request.POST.get("rating", ""), reason=request.POST.get("reason", ""),
        number=request.POST.get("number", ""), decided_on=forms.day_of(request.POST, "decided_on"), **who,
    )  # fmt: skip
    return _("Đã thay quyết định và thông báo cho đơn vị. Quyết định cũ vẫn có trong nhật ký.")


Act = Callable[[Request, int, dict[str, Any]], str]
ACTS: dict[str, Act] = {"self": _self, "review": _review, "signal": _signal, "verify": _verify, "correct": _correct}


def unit_act(request: Request, period_id: int, sheet_id: int, act: str) -> HttpResponse:
    """One thing written down on a unit's sheet; what was typed stays on the page when it cannot be taken."""
    if act not in ACTS:
        raise Http404
    _sheet(request, period_id, sheet_id)
    if request.method != "POST":
        return redirect("unit_sheet", period_id, sheet_id)
    try:
        text = ACTS[act](request, sheet_id, {"by": request.actor, "at": request.at, "on": request.on})
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _page(request, _sheet(request, period_id, sheet_id), form=act, error=error)
    messages.success(request, text)
    return redirect("unit_sheet", period_id, sheet_id)
