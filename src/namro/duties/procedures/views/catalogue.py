"""The list of procedures, one with its history, and the share of services online."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.law.presenting import cite
from namro.base.ui.wording import number_text, said
from namro.base.ui.workbooks import MOST, workbook
from namro.duties.procedures import access, selectors
from namro.duties.procedures.data import Process, Step
from namro.duties.procedures.models import Level, OnlineLevel, ProcedureVersion
from namro.duties.procedures.models.catalogue import IN_FORCE
from namro.duties.procedures.parameters import scale_source, scales
from namro.duties.procedures.presenting import fee_text, level_text, limit_text, paper_text, time_text, why_text
from namro.duties.procedures.selectors import Filters
from namro.duties.procedures.selectors.finding import fields, procedure_by_id
from namro.duties.procedures.selectors.online import has_online_level, listed, said_on, suspensions
from namro.duties.procedures.selectors.standing import exceeds

PER_PAGE = 50
NONE = "none"


def day_of(request: Request) -> date:
    """The day the catalogue is asked about; today where the address says none."""
    try:
        return parse_date(request.GET.get("on", "")) or request.on
    except ValueError:
        return request.on


def edits(request: Request) -> bool:
    return access.may_here(Permission.PROCEDURES_EDIT, request.actor, on=request.on)


def _filters(request: Request) -> Filters:
    get = request.GET
    field, level = get.get("field", ""), get.get("level", "")
    return Filters(
        words=get.get("q", "")[:200], body=get.get("body", "")[:200],
        field=int(field) if field.isdecimal() and len(field) < 18 else None,
        level=level if level in Level.values else "", online=get.get("online", "")[:40], unread=get.get("unread") == "1",
    )  # fmt: skip


def procedure_list(request: Request) -> HttpResponse:
    """Procedures in force on a day, filtered."""
    asked, on = _filters(request), day_of(request)
    page = Paginator(selectors.list_procedures(asked, on=on), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    whole = selectors.versions_on([one.procedure_id for one in rows], on=on)
    levels = said_on([one.procedure_id for one in rows], on=on)
    context = {
        "page": page, "asked": asked, "on": on, "query": request.GET.urlencode(), "edits": edits(request),
        "rows": [_row(whole.get(one.procedure_id, one), one, levels.get(one.procedure_id)) for one in rows],
        "fields": fields(), "levels": Level.choices, "online": online_choices(on),
    }  # fmt: skip
    return render(request, "procedures/list.html", context)


def _row(version: ProcedureVersion, listed_row: ProcedureVersion, level: OnlineLevel | None) -> dict[str, Any]:
    return {
        "pk": listed_row.procedure_id, "code": listed_row.procedure.code, "name": version.name,
        "field": listed_row.procedure.field.name, "levels": ", ".join(level_text(one) for one in version.levels),
        "limits": [limit_text(one) for one in version.limits.all()], "unread": len(version.unread),
        "online": online_text(level),
    }  # fmt: skip


def online_text(row: OnlineLevel | None) -> str:
    """The level in the words of its scale; why not, where it is not eligible."""
    if row is None:
        return ""
    if not row.is_eligible:
        return _("không đủ điều kiện")
    step = next((one for one in scales()[row.scale].steps if one.key == row.level), None)
    return said(step.title) if step else _("chưa cung cấp")


def online_choices(on: date) -> list[tuple[str, str]]:
    """The levels of the scale of the day, and those of whom nothing is said."""
    found = [(f"{one.key}:{step.key}", said(step.title)) for one in scales().values() if one.axis == "level" and one.holds(on) for step in one.steps]  # fmt: skip
    return [*found, (NONE, _("chưa ghi"))]


def procedure_file(request: Request) -> HttpResponse:
    """The list as a workbook, each with its time limits, those not read in their own words."""
    on = day_of(request)
    rows = list(selectors.list_procedures(_filters(request), on=on).prefetch_related("limits", "fees")[:MOST])
    levels = said_on([one.procedure_id for one in rows], on=on)
    heads = [
        _("Mã thủ tục"), _("Tên thủ tục"), _("Lĩnh vực"), _("Cấp thực hiện"), _("Thời hạn giải quyết"),
        _("Thời hạn chưa đọc được"), _("Phí, lệ phí"), _("Cơ quan thực hiện"), _("Mức độ trực tuyến"), _("Hiệu lực từ"),
    ]  # fmt: skip
    made = (
        [
            one.procedure.code, one.name, one.procedure.field.name, ", ".join(level_text(level) for level in one.levels),
            "; ".join(limit_text(limit) for limit in one.limits.all()), "; ".join(text["text"] for text in one.unread),
            "; ".join(fee_text(fee) for fee in one.fees.all()), one.executing,
            online_text(levels.get(one.procedure_id)), one.valid.lower,
        ]
        for one in rows
    )  # fmt: skip
    return workbook("thu-tuc", heads, made)


def procedure_page(request: Request, procedure_id: int) -> HttpResponse:
    """One procedure: what stands on the day, its versions, two of them compared, its process and online levels."""
    procedure, on = procedure_by_id(procedure_id), day_of(request)
    versions = list(selectors.history_of(procedure.pk))
    process = selectors.process_on(procedure.pk, on=on)
    standing = next((one for one in versions if one.state in IN_FORCE and on in one.valid), None)
    context = {
        "suspensions": suspensions(on=on).filter(procedure=procedure), "takes_online": has_online_level(procedure.code, on=on),
        "procedure": procedure, "on": on, "standing": standing, "version": _told(standing) if standing else None,
        "versions": versions, "draft": next((one for one in versions if one.state == "draft"), None),
        "compared": _compared(request, versions), "process": process, "steps": _steps(process), "too_long": exceeds(process, standing, on=on), "edits": edits(request),
        "online": [(one, online_text(one), cite(scale_source(one.scale).citation)) for one in selectors.levels_of(procedure.pk)],
    }  # fmt: skip
    return render(request, "procedures/procedure.html", context)


def _steps(process: Process | None) -> list[tuple[Step, str]]:
    return [(one, time_text(one.quantity, one.unit.value)) for one in process.steps] if process else []


def _told(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "levels": [level_text(one) for one in version.levels], "papers": [paper_text(one) for one in version.papers],
        "limits": [limit_text(one) for one in version.limits.all()], "fees": [fee_text(one) for one in version.fees.all()],
        "unread": [(one["text"], why_text(one["why"])) for one in version.unread],
    }  # fmt: skip


def _compared(request: Request, versions: list[ProcedureVersion]) -> list[Any]:
    """The parts in which the two chosen versions differ; none is chosen or they are the same: nothing."""
    by_id = {str(one.pk): one for one in versions}
    first, second = by_id.get(request.GET.get("a", "")), by_id.get(request.GET.get("b", ""))
    if first is None or second is None or first == second:
        return []
    return [one for one in selectors.compare_versions(first, second) if one.is_changed]


def online(request: Request) -> HttpResponse:
    """Services online over services eligible, each a list; what nothing is said of stands apart."""
    on, level = day_of(request), request.GET.get("level", "")
    found = selectors.online_share(on=on, level=level if level in Level.values else "")
    lists = {"online": found.share.numerator, "eligible": found.share.denominator, "unsaid": found.share.unsaid}
    shown = request.GET.get("show", "online")
    stopped = list(suspensions(on=on)) if shown == "suspended" else []
    ids = lists.get(shown, ())
    page = Paginator(stopped or listed(ids, on=on), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "on": on, "level": level, "levels": Level.choices, "page": page, "shown": shown, "edits": edits(request),
        "percent": number_text(float(found.percent), 1) if found.share.denominator else "",
        "counts": [("online", _("Cung cấp trực tuyến"), len(found.share.numerator)),
                   ("eligible", _("Đủ điều kiện"), len(found.share.denominator)),
                   ("unsaid", _("Chưa ghi mức độ"), len(found.share.unsaid)),
                   ("suspended", _("Đang và sắp tạm dừng"), suspensions(on=on).count())],
        "by_level": [(_level(scale, key), number) for (scale, key), number in sorted(found.levels.items())],
    }  # fmt: skip
    return render(request, "procedures/online.html", context)


def _level(scale: str, key: str) -> str:
    title = next((said(one.title) for one in scales()[scale].steps if one.key == key), key)
    return f"{title} ({said(scales()[scale].title)})"
