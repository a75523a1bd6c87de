"""Tables of figures of agencies that another system sums up: which there are, and one with its totals."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.ui.workbooks import workbook
from namro.duties.onestop.access import relations_to_summaries
from namro.duties.onestop.models import SummaryRow, Tier
from namro.duties.onestop.reports.conventions import summary_score
from namro.duties.onestop.reports.rounding import exact_text, rounded
from namro.duties.onestop.summaries import reading
from namro.duties.onestop.summaries.reading import PLACES, Total
from namro.duties.onestop.views.acting import Data

PAGE = 50


def orders() -> list[tuple[str, str]]:
    """How agencies may be ordered."""
    return [
        ("code", _("Mã cơ quan")), ("name", _("Tên cơ quan")), ("share", _("Tỷ lệ đúng hạn thấp nhất trước")),
        ("received", _("Nhiều hồ sơ nhất trước")), ("overdue", _("Quá hạn nhiều nhất trước")), ("days", _("Lâu nhất trước")),
    ]  # fmt: skip


def summaries(request: Request) -> HttpResponse:
    """Every table brought in, newest period first."""
    page = Paginator(reading.tables(), PAGE).get_page(request.GET.get("page"))
    brings = may(Permission.SUMMARY_WRITE, relations_to_summaries(request.actor, on=request.on))
    return render(request, "onestop/summaries.html", {"page": page, "brings": brings, "query": request.GET.urlencode()})


def summary(request: Request, summary_id: int) -> HttpResponse:
    """One table, narrowed and ordered as asked, with what is shown added up. Refuses: onestop.summary.not_found"""
    table, rows = reading.table(summary_id), _rows(request, summary_id)
    total, rule = reading.total(rows), summary_score()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    get = request.GET
    context = {
        "table": table, "page": page, "rows": [_line(one) for one in page], "total": total, "query": get.urlencode(),
        "share": exact_text(total.share, PLACES), "score": exact_text(total.score, rule.places), "rule": rule,
        "tiers": Tier.choices, "orders": orders(), "tier": _tier(request), "order": get.get("order", "code"), "q": get.get("q", ""),
    }  # fmt: skip
    return render(request, "onestop/summary.html", context)


def summary_file(request: Request, summary_id: int) -> HttpResponse:
    """The agencies shown, as a workbook with their sum."""
    table, rows = reading.table(summary_id), _rows(request, summary_id)
    heads = [
        _("Mã cơ quan"), _("Tên cơ quan"), _("Cấp hành chính"), _("Hồ sơ tiếp nhận"), _("Đúng hạn"), _("Quá hạn"),
        _("Phần trăm đúng hạn"), _("Số ngày giải quyết bình quân"),
    ]  # fmt: skip
    lines = [_cells(one) for one in rows]
    name = f"bang-tong-hop-{table.first}-{table.last}"
    return workbook(name, heads, [*lines, _sum(reading.total(rows))])


def _rows(request: Request, summary_id: int) -> list[SummaryRow]:
    get = request.GET
    return reading.agencies(
        summary_id, tier=_tier(request), words=get.get("q", "")[:200], order=get.get("order", "code")
    )


def _tier(request: Request) -> str:
    asked = request.GET.get("tier", "")
    return asked if asked in Tier.values else ""


def _line(row: SummaryRow) -> Data:
    return {"row": row, "share": exact_text(reading.share_of(row.on_time, row.received), PLACES)}


def _cells(row: SummaryRow) -> list[object]:
    share = reading.share_of(row.on_time, row.received)
    return [
        row.code, row.name, row.get_tier_display(), row.received, row.on_time, row.overdue,
        None if share is None else rounded(share, PLACES), row.days,
    ]  # fmt: skip


def _sum(total: Total) -> list[object]:
    share = None if total.share is None else rounded(total.share, PLACES)
    return ["", _("Cộng"), "", total.received, total.on_time, total.overdue, share, None]
