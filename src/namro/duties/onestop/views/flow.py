"""How dossiers flow: months, and the steps time is spent at, of the desk or of a log that was taken in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.ui.workbooks import workbook
from namro.duties.onestop.access import sight_of
from namro.duties.onestop.selectors import flow
from namro.duties.onestop.selectors.flow import OURS, Asked, Month, Stage


def dossier_flow(request: Request) -> HttpResponse:
    """What came, went and was late by month; where dossiers waited and stood, the longest first."""
    asked, sight = _asked(request), sight_of(request.actor, on=request.on)
    months, stages = flow.months(asked, sight), flow.stages(asked, sight)
    context = {
        "asked": asked, "sources": [(OURS, _("Hồ sơ của một cửa")), *((one, one) for one in flow.sources(sight))],
        "months": [(one, _days(one.took, one.finished)) for one in months], "sums": _sums(months),
        "stages": [(one, _days(one.waited, one.number), _days(one.worked, one.number), _days(one.median, 1)) for one in stages],
        "until": asked.until - timedelta(days=1) if asked.until else None, "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "onestop/flow.html", context)


def flow_file(request: Request) -> HttpResponse:
    """The steps as a workbook, in days."""
    stages = flow.stages(_asked(request), sight_of(request.actor, on=request.on))
    heads = [_("Bước"), _("Số lần"), _("Chờ trung bình (ngày)"), _("Làm trung bình (ngày)"), _("Làm trung vị (ngày)")]
    return workbook("dong-ho-so", heads, (_cells(one) for one in stages))


def _cells(one: Stage) -> list[object]:
    times = (_days(one.waited, one.number), _days(one.worked, one.number), _days(one.median, 1))
    return [one.task, one.number, *(round(found, 3) if found is not None else None for found in times)]


def _asked(request: Request) -> Asked:
    given = request.GET
    until = _day(given.get("until", ""))
    return Asked(
        given.get("source", "")[:40] or OURS,
        _day(given.get("first", "")),
        until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _days(time: timedelta, number: int) -> float | None:
    return time / timedelta(days=1) / number if number else None


def _sums(months: list[Month]) -> dict[str, Any]:
    finished = sum(one.finished for one in months)
    return {
        "received": sum(one.received for one in months), "finished": finished, "dated": sum(one.dated for one in months),
        "late": sum(one.late for one in months), "days": _days(sum((one.took for one in months), timedelta()), finished),
    }  # fmt: skip
