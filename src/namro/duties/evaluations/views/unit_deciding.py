"""Deciding the units of one authority: the table, then everything that will follow on one page, then the act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotAllowed
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import forms
from namro.duties.evaluations.models import Period, UnitSheet
from namro.duties.evaluations.quota_fit import Cap
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_sheets import UnitRow, caps_of, quota_signed, scope_rows, unit_year_for
from namro.duties.evaluations.services.year import unit_decisions as services
from namro.duties.evaluations.unit_scoring import units_book
from namro.duties.evaluations.views import present
from namro.duties.evaluations.views.unit_years import heading, row_of

CARRIED = ("rating-", "reason-", "number", "decided_on", "reading", "rate", "quota_reason", "of")


@dataclass(frozen=True)
class Deciding:
    """What one authority decides of a year."""

    period: Period
    unit: int
    name: str
    book: Rulebook
    rows: list[UnitRow]


def unit_decide(request: Request, period_id: int) -> HttpResponse:
    """GET shows the table; POST with stage=check what will follow, stage=decide is the act, stage=edit goes back."""
    period = unit_year_for(request.actor, period_id, on=request.on)
    found = _scope(request, period)
    if request.method != "POST" or request.POST.get("stage") == "edit":
        return _table(request, found)
    try:
        return _act(request, found) if request.POST.get("stage") == "decide" else _check(request, found)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _table(request, found, error=error)


def _scope(request: Request, period: Period) -> Deciding:
    """The authority asked for among those the actor heads, else the first. Refuses: access.denied"""
    headed = reach_of(request.actor, on=request.on).headed
    sheets = UnitSheet.objects.filter(period=period, authority_unit__in=headed)
    mine = list(sheets.order_by("authority_unit").values_list("authority_unit", flat=True).distinct())
    asked = request.POST.get("of") or request.GET.get("of") or ""
    unit = int(asked) if asked.isdecimal() else (mine[0] if mine else 0)
    if unit not in mine:
        raise NotAllowed("access.denied", _("Chỉ người đứng đầu cấp có thẩm quyền quyết định xếp loại đơn vị."))
    rows = scope_rows(period, unit)
    name = organisation.name_of([unit], on=request.on).get(unit, "")
    return Deciding(period, unit, name, units_book(period), rows)


def _table(request: Request, found: Deciding, *, error: DomainError | None = None) -> HttpResponse:
    typed = request.POST
    blocked = (error.details.get("blocked") or {}) if error else {}
    headed = reach_of(request.actor, on=request.on).headed
    signed = quota_signed(found.period, found.unit)
    context = {
        **heading(found.period), "unit": found.unit, "name": found.name,
        "rows": [_row(row, found.book, typed, blocked, row.sheet.unit_id in headed) for row in found.rows],
        "left": sum(row.rating is None for row in found.rows), "quota": _quota(found, typed, signed),
        "typed": {
            "number": typed.get("number", ""), "decided_on": typed.get("decided_on") or request.on.isoformat(),
            "quota_reason": typed.get("quota_reason", signed[2] if signed else ""),
        },
        "choices": [(code, found.book.rating_title(code)) for code in (*found.book.band_codes, NOT_RATED)],
        "blocked": [(row.sheet.pk, row.name, [text for _code, text in blocked[row.sheet.pk]]) for row in found.rows if row.sheet.pk in blocked],
        "error": error,
    }  # fmt: skip
    return render(request, "evaluations/unit_decide.html", context, status=error.status if error else 200)


def _row(
    row: UnitRow, book: Rulebook, typed: Mapping[str, Any], blocked: Mapping[int, Any], is_own: bool
) -> dict[str, Any]:
    name, usual = f"rating-{row.sheet.pk}", "" if row.lacks else row.result.level
    return {
        **row_of(row, book), "chosen": typed.get(name, usual), "reason": typed.get(f"reason-{row.sheet.pk}", ""),
        "is_wrong": row.sheet.pk in blocked, "is_own": is_own,
    }  # fmt: skip


def _quota(found: Deciding, typed: Mapping[str, Any], signed: tuple[str, str, str] | None) -> dict[str, Any]:
    """The cap under every reading and rate, with what was calculated or has been decided."""
    book, quota = found.book, found.book.framework.quota
    levels = {row.sheet.pk: row.rating.rating if row.rating else row.result.level for row in found.rows}
    counted = {pk: "" if level == NOT_RATED else level for pk, level in levels.items()}
    reading = typed.get("reading") or (signed[0] if signed else book.settings.get("quota_reading", ""))
    rate = typed.get("rate") or (signed[1] if signed else book.settings.get("quota_ratio", ""))
    caps = {key: caps_of(book, counted, reading=reading, rate=key) for key in quota.ratios}
    return {
        "law": cite(f"{quota.rule.article}, {quota.rule.instrument}"), "is_signed": signed is not None,
        "reading": reading, "rate": rate, "readings": [(one.key, said(one.rule.title)) for one in quota.readings],
        "rates": [(key, said(rule.title)) for key, (_value, rule) in quota.ratios.items()],
        "rows": [
            {"title": said(one.rule.title), "is_used": one.key == reading,
             "cells": [_cap_of(caps[key], one.key) for key in quota.ratios]}
            for one in quota.readings
        ],
    }  # fmt: skip


def _cap_of(caps: list[Cap], reading: str) -> Cap | None:
    return next((one for one in caps if one.scope == "unit" and one.reading == reading), None)


def _act(request: Request, found: Deciding) -> HttpResponse:
    made = services.decide_units(
        period_id=found.period.pk, authority_unit_id=found.unit, ratings=_ratings(request, found),
        number=request.POST.get("number", ""), decided_on=forms.day_of(request.POST, "decided_on"),
        reading=request.POST.get("reading", ""), rate=request.POST.get("rate", ""),
        quota_reason=request.POST.get("quota_reason", ""), by=request.actor, at=request.at, on=request.on,
    )  # fmt: skip
    messages.success(request, _("Đã quyết định xếp loại %(n)s đơn vị và thông báo cho đơn vị.") % {"n": len(made)})
    return redirect("unit_year", found.period.pk)


def _ratings(request: Request, found: Deciding) -> dict[int, tuple[str, str]]:
    return forms.ratings_of(request.POST, [row.sheet.pk for row in found.rows if row.rating is None])


def _check(request: Request, found: Deciding) -> HttpResponse:
    """What would follow; whatever forbids the act is told now, by the act itself taken back."""
    ratings = _ratings(request, found)
    services.check_units(
        period_id=found.period.pk, authority_unit_id=found.unit, ratings=ratings, number=request.POST.get("number", ""),
        decided_on=forms.day_of(request.POST, "decided_on"), reading=request.POST.get("reading", ""),
        rate=request.POST.get("rate", ""), quota_reason=request.POST.get("quota_reason", ""), by=request.actor,
        on=request.on,
    )  # fmt: skip
    counted = Counter(level for level, _reason in ratings.values())
    context = {
        **heading(found.period), "unit": found.unit, "name": found.name, "number": request.POST.get("number", ""),
        "day": forms.day_of(request.POST, "decided_on"),
        "counts": [(code, counted[code]) for code in (*found.book.band_codes, NOT_RATED) if counted[code]],
        "changed": _changed(found, ratings), "consequences": _consequences(found, ratings),
        "hidden": [(key, value) for key, value in request.POST.items() if key.startswith(CARRIED)],
    }  # fmt: skip
    return render(request, "evaluations/unit_confirm.html", context)


def _changed(found: Deciding, ratings: Mapping[int, tuple[str, str]]) -> list[dict[str, Any]]:
    rows = {row.sheet.pk: row for row in found.rows}
    return [
        {**row_of(rows[pk], found.book), "decided": level, "reason": reason}
        for pk, (level, reason) in ratings.items()
        if level != rows[pk].result.level
    ]


def _consequences(found: Deciding, ratings: Mapping[int, tuple[str, str]]) -> list[str]:
    left = sum(row.rating is None and row.sheet.pk not in ratings for row in found.rows)
    texts = [
        _("%(n)s đơn vị được quyết định trong một lần; người đứng đầu từng đơn vị được thông báo ngay.") % {"n": len(ratings)},
        _("Người đứng đầu không được xếp cao hơn mức của đơn vị mình trong %(label)s.") % {"label": present.label_of(found.period)},
        _("Sửa sau đó phải bằng quyết định mới có lý do, và chỉ khi chưa có kết quả nào dựa vào."),
    ]  # fmt: skip
    return [*texts, _("%(n)s đơn vị để lại quyết định sau.") % {"n": left}] if left else texts
