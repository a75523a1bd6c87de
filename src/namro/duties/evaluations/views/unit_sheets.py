"""Units of a year: the years, one authority's units decided together, and the sheet of one unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.errors import Conflict, DomainError
from namro.base.law.presenting import cite
from namro.base.ui.wording import number_text, said
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Period, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import reason_text
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_sheets import (
    UnitRow,
    caps_of,
    progress_of,
    rows_of,
    unit_relations,
    unit_sheet_for,
    unit_sheets_visible_to,
    unit_year_for,
    unit_years,
)
from namro.duties.evaluations.services.year import unit_decisions
from namro.duties.evaluations.services.year import units as services
from namro.duties.evaluations.unit_scoring import OVERRIDES, typed_inputs, units_book
from namro.duties.evaluations.views import present
from namro.engine.text import search_key

PER_PAGE = 50


def years(request: Request) -> HttpResponse:
    """The years of units the reader may look into; home affairs opens the next."""
    return _years(request)


def _years(request: Request, *, error: DomainError | None = None) -> HttpResponse:
    page = Paginator(unit_years(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_year(request, one) for one in page]
    context = {
        "rows": [one for one in rows if one["total"]],
        "page": page,
        "can_open": bool(request.actor.officer_of),
        "frameworks": list(parameters().unit_framework),
        "year": request.POST.get("year", str(request.on.year)),
        "error": error,
    }
    return render(request, "evaluations/unit_years.html", context, status=error.status if error else 200)


def _year(request: Request, period: Period) -> dict[str, Any]:
    counts = progress_of(period, unit_sheets_visible_to(request.actor, period, on=request.on))
    return {
        "pk": period.pk, "label": present.label_of(period), "framework": period.framework, "total": sum(counts.values()),
        "open": counts[UnitSheetState.OPEN], "rated": counts[UnitSheetState.SELF_RATED],
        "decided": counts[UnitSheetState.DECIDED],
    }  # fmt: skip


def unit_year_open(request: Request) -> HttpResponse:
    """Open the rating of units for a year."""
    if request.method != "POST":
        return redirect("unit_years")
    try:
        period = services.open_unit_year(
            year=forms.number_of(request.POST, "year"), people_framework=request.POST.get("framework", ""),
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _years(request, error=error)
    messages.success(request, _("Đã mở kỳ xếp loại đơn vị. Người đứng đầu từng đơn vị tự đánh giá trước."))
    return redirect("unit_year", period.pk)


def unit_year(request: Request, period_id: int) -> HttpResponse:
    """Units one sees in a year, by authority; who heads the authority decides theirs together."""
    period = unit_year_for(request.actor, period_id, on=request.on)
    if request.method != "POST":
        return _year_page(request, period)
    try:
        made = unit_decisions.decide_units(
            period_id=period_id, authority_unit_id=forms.number_of(request.POST, "authority"),
            ratings=_ratings(request.POST), number=request.POST.get("number", ""),
            decided_on=forms.day_of(request.POST, "decided_on"), quota_reason=request.POST.get("quota_reason", ""),
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _year_page(request, period, error=error)
    messages.success(request, _("Đã quyết định xếp loại %(n)s đơn vị và thông báo cho đơn vị.") % {"n": len(made)})
    return redirect("unit_year", period_id)


def _ratings(data: Any) -> dict[int, tuple[str, str]]:
    keys = [key.removeprefix("rating-") for key in data if key.startswith("rating-")]
    return {int(key): (data[f"rating-{key}"], data.get(f"reason-{key}", "")) for key in keys if key.isdecimal()}


def _year_page(request: Request, period: Period, *, error: DomainError | None = None) -> HttpResponse:
    book, reach = units_book(period), reach_of(request.actor, on=request.on)
    asked = {key: request.GET.get(key, "") for key in ("q", "show")}
    visible = list(unit_sheets_visible_to(request.actor, period, on=request.on))
    every = rows_of(period, visible)
    words = search_key(asked["q"])
    shown = [row for row in every if (not words or words in search_key(row.name)) and _is_shown(row, asked["show"])]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    typed = request.POST if error else {}
    blocked = (error.details.get("blocked") or {}) if error else {}
    groups = _groups(list(page), book, reach, request, typed)
    context = {
        "period": period, "label": present.label_of(period), "law": cite(f"{book.framework.rule.article}, {book.framework.rule.instrument}"),
        "groups": groups, "page": page, "asked": asked, "total": len(every),
        "error": error, "blocked": [(row.name, [text for _code, text in blocked[row.sheet.pk]]) for row in every if row.sheet.pk in blocked],
        "typed": {"number": typed.get("number", ""), "decided_on": typed.get("decided_on", request.on.isoformat()), "quota_reason": typed.get("quota_reason", "")},
        "shows": [("", _("Tất cả")), ("waiting", _("Chưa quyết định")), ("ready", _("Sẵn sàng quyết định"))],
    }  # fmt: skip
    return render(request, "evaluations/unit_year.html", context, status=error.status if error else 200)


def _is_shown(row: UnitRow, show: str) -> bool:
    if show == "waiting":
        return row.rating is None
    return row.rating is None and not row.lacks if show == "ready" else True


def _groups(rows: list[UnitRow], book: Rulebook, reach: Any, request: Request, typed: Any) -> list[dict[str, Any]]:
    """One table an authority, with its cap."""
    found: dict[int, list[UnitRow]] = {}
    for row in rows:
        found.setdefault(row.sheet.authority_unit_id, []).append(row)
    return [
        {
            "pk": authority, "name": mine[0].authority, "rows": [_unit_row(row, book, typed) for row in mine],
            "can_decide": authority in reach.headed and any(row.rating is None for row in mine),
            "caps": _caps(book, mine),
        }
        for authority, mine in found.items()
    ]  # fmt: skip


def _caps(book: Rulebook, rows: list[UnitRow]) -> str:
    levels = {row.sheet.pk: row.rating.rating if row.rating else row.result.level for row in rows}
    chosen = [cap for cap in caps_of(book, levels) if cap.chosen and cap.scope == "unit"]
    if not chosen:
        return ""
    text = _("Mức %(top)s: %(n)s đơn vị đạt theo điểm, tối đa %(cap)s theo cách hiểu đang dùng.")
    return text % {"top": book.top_band, "n": chosen[0].candidates, "cap": chosen[0].cap}


def _unit_row(row: UnitRow, book: Rulebook, typed: Any) -> dict[str, Any]:
    chosen = typed.get(f"rating-{row.sheet.pk}") or ("" if row.lacks else row.result.level)
    return {
        "pk": row.sheet.pk, "name": row.name, "self_level": row.sheet.self_level, "state": row.sheet.state,
        "state_text": row.sheet.get_state_display(), "total": number_text(row.result.total_text, 2) if row.result.total_text else "",
        "level": row.result.level, "is_open_point": row.result.is_left_open, "lacks": [text for _code, text in row.lacks],
        "rating": row.rating, "chosen": chosen, "reason": typed.get(f"reason-{row.sheet.pk}", ""),
        "choices": [(code, book.rating_title(code)) for code in book.band_codes],
    }  # fmt: skip


# one unit ----------------------------------------------------------------------------------------------------------
def unit_sheet(request: Request, period_id: int, sheet_id: int) -> HttpResponse:
    """A unit's sheet: its own rating, the authority's figures, signals, and why it comes to its level."""
    return _unit_page(request, unit_sheet_for(request.actor, sheet_id, on=request.on))


def _unit_page(request: Request, sheet: UnitSheet, *, form: str = "", error: DomainError | None = None) -> HttpResponse:
    (row,) = rows_of(sheet.period, [sheet])
    book = units_book(sheet.period)
    relations = unit_relations(reach_of(request.actor, on=request.on), sheet)
    is_open = sheet.state != UnitSheetState.DECIDED
    typed: Any = request.POST if error else {}
    own, looked = (typed if form == "self" else sheet.self_answers), (typed if form == "review" else sheet.answers)
    ticked = typed.getlist(OVERRIDES) if form == "review" else sheet.answers.get(OVERRIDES, [])
    context = {
        "sheet": sheet, "period": sheet.period, "label": present.label_of(sheet.period), "name": row.name,
        "authority": row.authority, "r": _unit_row(row, book, {}), "failed_below": row.failed_below, "below": row.below,
        "reasons": [reason_text(book, code) for code in row.result.reasons],
        "override": present.override_text(book, row.result.override) if row.result.override else "",
        "own": _questions(book, own), "looked": _questions(book, looked),
        "overrides": [(code, text, code in ticked) for code, text in services.override_titles(book)],
        "levels": [(code, book.rating_title(code)) for code in book.band_codes],
        "self_level": typed.get("level", "") if form == "self" else sheet.self_level,
        "report": typed.get("report", "") if form == "self" else sheet.self_report,
        "comment": typed.get("comment", "") if form == "review" else sheet.comment,
        "can_self": is_open and may(Permission.UNIT_SHEET_SELF, relations),
        "can_review": is_open and may(Permission.UNIT_SHEET_REVIEW, relations) and not may(Permission.UNIT_SHEET_SELF, relations),
        "is_conflict": isinstance(error, Conflict), "error": error,
        "law": cite(f"{book.framework.rule.article}, {book.framework.rule.instrument}"),
    }  # fmt: skip
    return render(request, "evaluations/unit_sheet.html", context, status=error.status if error else 200)


def _questions(book: Rulebook, known: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    criteria = [
        {
            "name": row.code,
            "title": f"{row.code}. {row.title}",
            "maximum": row.maximum,
            "value": known.get(row.code, ""),
        }
        for row in book.criteria
    ]
    others = [
        {
            "name": one.name, "title": said(one.title), "kind": one.kind, "value": known.get(one.name, ""),
            "choices": [(code, said(one.choice_titles[code]) if code in one.choice_titles else code) for code in one.choices],
        }
        for one in typed_inputs(book)
    ]  # fmt: skip
    return {"criteria": criteria, "others": others}


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


Act = Callable[[Request, int, dict[str, Any]], str]
ACTS: dict[str, Act] = {"self": _self, "review": _review, "signal": _signal, "verify": _verify}


def unit_act(request: Request, period_id: int, sheet_id: int, act: str) -> HttpResponse:
    """One thing written down on a unit's sheet; what was typed stays on the page when it cannot be taken."""
    if act not in ACTS:
        raise Http404
    unit_sheet_for(request.actor, sheet_id, on=request.on)
    if request.method != "POST":
        return redirect("unit_sheet", period_id, sheet_id)
    try:
        text = ACTS[act](request, sheet_id, {"by": request.actor, "at": request.at, "on": request.on})
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _unit_page(request, unit_sheet_for(request.actor, sheet_id, on=request.on), form=act, error=error)
    messages.success(request, text)
    return redirect("unit_sheet", period_id, sheet_id)
