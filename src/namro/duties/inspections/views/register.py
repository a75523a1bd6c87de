"""The list of findings, its workbook, one finding, and the findings behind a month's number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.ui.workbooks import MOST, workbook
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Person
from namro.duties.inspections import selectors
from namro.duties.inspections.models import Finding, Kind
from namro.duties.inspections.wording import state_of

PER_PAGE = 50


def states() -> list[tuple[str, str]]:
    """The states the list may be narrowed to."""
    return [
        ("open", _("Chưa khắc phục")), ("late", _("Quá hạn khắc phục")), ("remedied", _("Đã khắc phục")),
        ("withdrawn", _("Đã rút")),
    ]  # fmt: skip


def findings(request: Request) -> HttpResponse:
    """What the actor may open of the register."""
    asked = selectors.asked_of(request.GET)
    rows = selectors.register(request.actor, asked, on=request.on)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": _rows(page.object_list, request), "asked": asked, "query": request.GET.urlencode(),
        "choices": selectors.choices(request.actor, on=request.on), "kinds": Kind.choices, "states": states(),
        "writes": may(Permission.FINDINGS_WRITE, request.actor.own_relations),
    }  # fmt: skip
    return render(request, "inspections/list.html", context)


def _rows(found: Iterable[Finding], request: Request) -> list[dict[str, Any]]:
    listed = list(found)
    names = organisation.name_of({one.unit_id for one in listed}, on=request.on)
    return [_shown(one, names.get(one.unit_id, one.unit.code), request) for one in listed]


def _shown(one: Finding, unit: str, request: Request) -> dict[str, Any]:
    state, tone = state_of(one, is_late=selectors.is_late(one, on=request.on))
    return {"row": one, "unit": unit, "state": state, "tone": tone}


def findings_file(request: Request) -> HttpResponse:
    """The list as a workbook."""
    rows = selectors.register(request.actor, selectors.asked_of(request.GET), on=request.on)
    heads = [
        _("Số kết luận"), _("Ngày kết luận"), _("Cơ quan, đoàn kiểm tra"), _("Hình thức kiểm tra"), _("Mã đơn vị"), _("Đơn vị"),
        _("Mã cán bộ"), _("Cá nhân, tập thể"), _("Ngày vi phạm, ngày kiểm tra"), _("Nội dung tồn tại"),
        _("Điều, khoản bị vi phạm"), _("Mức độ"), _("Kiến nghị của kết luận"), _("Hạn khắc phục"), _("Tình trạng"), _("Đã khắc phục thế nào"),
        _("Minh chứng"), _("Số văn bản minh chứng"), _("Ngày khắc phục"), _("Lý do rút"),
    ]  # fmt: skip
    return workbook("ton-tai-kiem-tra-cong-vu", heads, (_cells(one) for one in _rows(rows[:MOST], request)))


def _cells(one: dict[str, Any]) -> list[object]:
    row: Finding = one["row"]
    who = (row.person.code, row.person.full_name) if row.person else ("", _("Tập thể"))
    return [
        row.number, row.concluded_on, row.body, row.get_kind_display(), row.unit.code, one["unit"], *who, row.found_on, row.content,
        row.article, row.get_severity_display(), row.recommendation, row.due_on, one["state"], row.remedy, row.proof,
        row.proof_number, row.remedied_on, row.withdrawal_reason,
    ]  # fmt: skip


def finding(request: Request, finding_id: int) -> HttpResponse:
    """One finding with what became of it. Looking at it is written down."""
    found, relations = selectors.one(request.actor, finding_id, on=request.on)
    request.looked_at = [("inspections:finding:viewed", ("finding", found.pk), found.unit_id)]
    unit = organisation.name_of([found.unit_id], on=found.found_on).get(found.unit_id, "")
    context = {
        **_shown(found, unit, request), "f": found, "history": _history(found),
        "writes": may(Permission.FINDINGS_WRITE, relations),
    }  # fmt: skip
    return render(request, "inspections/finding.html", context)


def _history(found: Finding) -> list[dict[str, Any]]:
    """Every act on it, the latest first: who, when, and what they said."""
    acts = [
        (found.withdrawn_at, found.withdrawn_by, _("Đã rút khỏi sổ"), found.withdrawal_reason),
        (found.remedied_at, found.remedied_by, _("Đã ghi kết quả khắc phục"), found.proof_number),
        (found.recorded_at, found.recorded_by, _("Đã ghi vào sổ"), ""),
    ]
    return [
        {"at": at, "by": str(by.person or by.username), "title": title, "said": said}
        for at, by, title, said in acts if at and by
    ]  # fmt: skip


def findings_month(request: Request, month: str, whose: str, key: int) -> HttpResponse:
    """The findings behind a month's number of a person, or of a unit. Refuses: inspections.finding.not_found"""
    day = selectors.month_of(month)
    if day is None or whose not in ("person", "unit"):
        raise Http404
    person, unit = (key, None) if whose == "person" else (None, key)
    found = selectors.behind(request.actor, day, on=request.on, person_id=person, unit_id=unit)
    name = str(Person.objects.get(pk=key)) if person else organisation.name_of([key], on=day).get(key, "")
    shown = _rows([one for one, _is_open in found], request)
    rows = [{**one, "opens": opens} for one, (_row, opens) in zip(shown, found, strict=True)]
    return render(request, "inspections/month.html", {"name": name, "month": day, "rows": rows})
