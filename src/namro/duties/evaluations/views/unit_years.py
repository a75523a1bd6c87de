"""Years of units: the list with how far each is, the board of one year, the list as a workbook."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.base.law.presenting import cite
from namro.base.law.selectors import known_framework
from namro.base.ui.wording import number_text, said
from namro.duties.evaluations import forms, papers
from namro.duties.evaluations.models import Period, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_board import (
    SHOWS,
    Board,
    Line,
    YearCount,
    asked_for,
    board_of,
    due_before,
    years_of,
)
from namro.duties.evaluations.selectors.unit_sheets import UnitRow, rows_of, unit_year_for
from namro.duties.evaluations.services.year import units as services
from namro.duties.evaluations.unit_scoring import units_book
from namro.duties.evaluations.views import present
from namro.duties.evaluations.views.files import EXCEL

PER_PAGE = 50
WIDTHS = (44, 44, 16, 12, 10, 16, 16, 20, 14, 40)


def years(request: Request) -> HttpResponse:
    """The years of units the reader may look into; home affairs opens the next."""
    return _years(request)


def _years(request: Request, *, error: DomainError | None = None) -> HttpResponse:
    context = {
        "rows": [_year(one, request) for one in years_of(request.actor, on=request.on)],
        "can_open": bool(request.actor.officer_of),
        "frameworks": [(key, _title(agency, request)) for key, agency in parameters().unit_framework.items()],
        "typed": {"year": request.POST.get("year", str(request.on.year)), "framework": request.POST.get("framework", "")},
        "error": error,
    }  # fmt: skip
    return render(request, "evaluations/unit_years.html", context, status=error.status if error else 200)


def _title(framework_id: str, request: Request) -> str:
    found = known_framework(framework_id, on=request.on)
    return said(found.rule.title) if found else framework_id


def _year(one: YearCount, request: Request) -> dict[str, Any]:
    return {
        "pk": one.period.pk, "label": present.label_of(one.period).capitalize(),
        "framework": _title(one.period.framework, request), "total": sum(one.states.values()),
        "open": one.states[UnitSheetState.OPEN], "rated": one.states[UnitSheetState.SELF_RATED],
        "decided": one.states[UnitSheetState.DECIDED], "due": one.due_before, "late": one.late(request.on),
    }  # fmt: skip


def unit_year_open(request: Request) -> HttpResponse:
    """Open the rating of units for a year."""
    if request.method != "POST":
        return redirect("unit_years")
    try:
        period = services.open_unit_year(
            year=forms.year_of(request.POST, "year"), people_framework=request.POST.get("framework", ""),
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _years(request, error=error)
    messages.success(request, _("Đã mở kỳ xếp loại đơn vị. Người đứng đầu từng đơn vị tự đánh giá trước."))
    return redirect("unit_year", period.pk)


def unit_year(request: Request, period_id: int) -> HttpResponse:
    """The units one sees in a year, the lowest first, with what each still needs."""
    period = unit_year_for(request.actor, period_id, on=request.on)
    asked = {key: request.GET.get(key, "") for key in ("q", "show", "sort")}
    board = board_of(request.actor, period, on=request.on)
    every = board.lines
    found = asked_for(every, words=asked["q"], show=asked["show"], sort=asked["sort"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **heading(period), "rows": _rows(period, list(page), board), "page": page, "asked": asked,
        "total": len(every), "counts": Counter(one.state for one in every), "due": due_before(period),
        "late": sum(one.state != UnitSheetState.DECIDED for one in every) if request.on >= due_before(period) else 0,
        "scopes": scopes_of(every, request), "shows": [(code, _shown(code)) for code in SHOWS],
    }  # fmt: skip
    return render(request, "evaluations/unit_year.html", context)


def heading(period: Period) -> dict[str, Any]:
    book = units_book(period)
    return {
        "period": period,
        "label": present.label_of(period),
        "law": cite(f"{book.framework.rule.article}, {book.framework.rule.instrument}"),
    }


def _shown(code: str) -> str:
    return {
        "self": _("Chờ tự đánh giá"),
        "review": _("Chờ ghi kết quả"),
        "signal": _("Có đơn thư chưa xác minh"),
        "ready": _("Sẵn sàng quyết định"),
        "decided": _("Đã quyết định"),
    }.get(code, _("Tất cả"))


def scopes_of(lines: list[Line], request: Request) -> list[dict[str, Any]]:
    """The authorities the reader heads that have units to decide: where to go, and how many are waiting."""
    headed = reach_of(request.actor, on=request.on).headed
    found: dict[int, dict[str, Any]] = {}
    for one in lines:
        if one.authority_unit_id in headed and one.state != UnitSheetState.DECIDED:
            scope = found.setdefault(
                one.authority_unit_id, {"pk": one.authority_unit_id, "name": one.authority, "n": 0}
            )
            scope["n"] += 1
    return list(found.values())


def _rows(period: Period, lines: list[Line], board: Board) -> list[dict[str, Any]]:
    """The rows of one page, scored."""
    book = units_book(period)
    sheets = UnitSheet.objects.filter(pk__in=[one.pk for one in lines]).order_by("pk")
    scored = {row.sheet.pk: row for row in rows_of(period, list(sheets), board.around)}
    return [{**row_of(scored[one.pk], book), "authority": one.authority, "depth": one.depth} for one in lines]


def row_of(row: UnitRow, book: Rulebook) -> dict[str, Any]:
    """A unit as tables show it."""
    result = row.result
    return {
        "pk": row.sheet.pk, "name": row.name, "self_level": row.sheet.self_level, "state": row.sheet.state,
        "state_text": row.sheet.get_state_display(), "total": number_text(result.total_text, 2) if result.total_text else "",
        "level": result.level, "is_left_open": result.is_left_open, "lacks": [text for _code, text in row.lacks],
        "rating": row.rating, "rating_title": book.rating_title(row.rating.rating) if row.rating else "",
    }  # fmt: skip


def unit_year_list(request: Request, period_id: int) -> HttpResponse:
    """The units one sees in a year as a workbook."""
    period = unit_year_for(request.actor, period_id, on=request.on)
    board = board_of(request.actor, period, on=request.on)
    rows = _rows(period, board.lines, board)
    name = papers.file_names(["xep-loai-don-vi", present.label_of(period)])
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(_workbook(rows, units_book(period)), content_type=EXCEL, headers=headers)


def _workbook(rows: list[dict[str, Any]], book: Rulebook) -> bytes:
    buffer = io.BytesIO()
    file = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = file.add_worksheet(), file.add_format({"bold": True})
    day = file.add_format({"num_format": "dd/mm/yyyy"})
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    heads = [
        _("Đơn vị"), _("Cấp quyết định"), _("Trạng thái"), _("Tự đề xuất"), _("Điểm"), _("Mức tính được"),
        _("Mức quyết định"), _("Số quyết định"), _("Ngày quyết định"), _("Lý do"),
    ]  # fmt: skip
    sheet.write_row(0, 0, heads, bold)
    sheet.freeze_panes(1, 1)
    for number, one in enumerate(rows, 1):
        rating = one["rating"]
        level = book.rating_title(one["level"]) if one["level"] else ""
        texts = [one["name"], one["authority"], one["state_text"], one["self_level"], one["total"], level]
        sheet.write_row(number, 0, [*texts, one["rating_title"], rating.number if rating else ""])
        if rating:
            sheet.write_datetime(number, 8, rating.on, day)
            sheet.write(number, 9, rating.reason)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    file.close()
    return buffer.getvalue()
