"""Procedures by their use: never asked for, online and never used so, without a process. A list of what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.ui.workbooks import workbook
from namro.duties.onestop.access import Sight, sight_of
from namro.duties.onestop.selectors.finding import midnight
from namro.duties.onestop.selectors.usage import LISTS, NO_PROCESS, NOT_ONLINE, UNUSED, Used, usage
from namro.engine.text import search_key

PAGE = 50
MONTHS = (3, 6, 12, 24)


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    months: int
    show: str
    words: str
    field: str
    is_most_first: bool


def procedure_usage(request: Request) -> HttpResponse:
    """Procedures in force with how often each was asked for in the last months, the least used first."""
    asked, sight = _asked(request), sight_of(request.actor, on=request.on)
    found = _found(request, asked, sight)
    context = {
        "sees": bool(sight.points or sight.units or sight.is_whole),
        "asked": asked, "months": MONTHS, "since": _since(request.on, asked.months), "query": request.GET.urlencode(),
        "page": Paginator([one for one in found if LISTS[asked.show](one)], PAGE).get_page(request.GET.get("page")),
        "counts": [(key, text, sum(map(LISTS[key], found))) for key, text in _texts(asked.months).items()],
        "fields": sorted({one.procedure.field for one in found} | ({asked.field} - {""}), key=search_key),
    }  # fmt: skip
    return render(request, "onestop/usage.html", context)


def procedure_usage_file(request: Request) -> HttpResponse:
    """The same as a workbook."""
    asked, sight = _asked(request), sight_of(request.actor, on=request.on)
    heads = [
        _("Mã thủ tục"), _("Tên thủ tục"), _("Lĩnh vực"), _("Hồ sơ"), _("Nộp trực tuyến"), _("Hồ sơ gần nhất"),
        _("Cung cấp trực tuyến"), _("Quy trình nội bộ"),
    ]  # fmt: skip
    yes, no = _("có"), _("không")
    rows = (
        [
            one.procedure.code, one.procedure.name, one.procedure.field, one.dossiers, one.online, one.last and one.last.date(),
            yes if one.procedure.is_online else no, yes if one.procedure.has_process else no,
        ]
        for one in _found(request, asked, sight)
        if LISTS[asked.show](one)
    )  # fmt: skip
    return workbook("thu-tuc-duoc-dung", heads, rows)


def _texts(months: int) -> dict[str, str]:
    return {
        "": _("Tất cả"),
        UNUSED: _("Không có hồ sơ trong %(months)s tháng") % {"months": months},
        NOT_ONLINE: _("Trực tuyến mà chưa ai nộp trực tuyến"),
        NO_PROCESS: _("Chưa có quy trình nội bộ"),
    }


def _asked(request: Request) -> Asked:
    given = request.GET
    months = given.get("months", "")
    show = given.get("show", "")
    return Asked(
        int(months) if months in map(str, MONTHS) else 12, show if show in LISTS else "", given.get("q", "")[:200].strip(),
        given.get("field", "")[:200], given.get("sort") == "-used",
    )  # fmt: skip


def _found(request: Request, asked: Asked, sight: Sight) -> list[Used]:
    rows = usage(sight, first=midnight(_since(request.on, asked.months)), until=request.at, on=request.on)
    words = search_key(asked.words).split()
    kept = [
        one
        for one in rows
        if (not asked.field or one.procedure.field == asked.field)
        and all(word in search_key(f"{one.procedure.code} {one.procedure.name}") for word in words)
    ]
    return kept[::-1] if asked.is_most_first else kept


def _since(day: date, months: int) -> date:
    """The same day of the month so many months before, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
