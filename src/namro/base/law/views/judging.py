"""Judging a draft: against what is in force, on sheets, and then the decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.base.law import available_frameworks, selectors, services
from namro.base.law.comparing import Difference, differences, lines
from namro.base.law.faults import read_text
from namro.base.law.forms import DecideForm
from namro.base.law.models import FrameworkVersion, VersionState
from namro.base.law.outline import Outline, OutlineError
from namro.base.law.presenting import cite
from namro.base.law.trial import example_json, few_sheets, score_json
from namro.base.law.views.drafting import fault_lines
from namro.base.ui.wording import said
from namro.engine.errors import RuleError, Text
from namro.engine.figures import display
from namro.engine.framework import Framework

KINDS = {
    "added": gettext_lazy("Thêm mới"),
    "removed": gettext_lazy("Bỏ đi"),
    "changed": gettext_lazy("Thay đổi"),
}
PER_PAGE = 50
DIFF_AT_MOST = 250  # lines shown of a comparison: a page stays small whatever was rewritten


@dataclass(frozen=True)
class Against:
    """What a draft is compared with: its code in the address, its name, and its text."""

    code: str
    name: str
    text: str
    framework_id: str

    @property
    def framework(self) -> Framework | None:
        return read_text(self.text, self.framework_id).framework


def _choices(version: FrameworkVersion) -> list[tuple[str, str]]:
    """What a draft may be compared with: decided versions, and the texts the product ships."""
    decided = [
        (f"v{one.pk}", f"{one.framework} · {one.number}")
        for one in selectors.decided_versions()
        if one.pk != version.pk
    ]
    return decided + [(one, _("%(id)s (văn bản gốc của phần mềm)") % {"id": one}) for one in available_frameworks()]


def _against(request: Request, version: FrameworkVersion) -> Against:
    """The one asked for; else what is in force under the same id; else what the draft was copied from."""
    choices = dict(_choices(version))
    asked = request.GET.get("with") or request.POST.get("with") or ""
    code = asked if asked in choices else _default(request, version, choices)
    if code.startswith("v") and code[1:].isdecimal():
        found = selectors.version_for(int(code[1:]), request.actor, on=request.on)
        return Against(code, choices[code], found.text, found.framework)
    return Against(code, choices[code], selectors.shipped_text(code), code)


def _default(request: Request, version: FrameworkVersion, choices: dict[str, str]) -> str:
    versions = [one for one in selectors.decided_versions() if one.pk != version.pk]
    for framework_id in (version.framework, version.based_on.split(" · ")[0]):
        found = selectors.applicable(versions, framework_id, on=request.on)
        if found is not None:
            return f"v{found.pk}"
        if framework_id in choices:
            return framework_id
    return next(iter(choices))


# comparing --------------------------------------------------------------------------------------------------------
def framework_compare(request: Request, version_id: int) -> HttpResponse:
    """By meaning first, then line by line."""
    found = selectors.kept_version(version_id, request.actor, on=request.on)
    against = _against(request, found)
    try:
        changes: list[Difference] | None = differences(Outline(against.text), Outline(found.text))
    except OutlineError:
        changes = None
    counted = Counter(one.kind for one in changes or [])
    kind = request.GET.get("kind", "")
    every = lines(against.text, found.text)
    shown = [one for one in changes or [] if kind in ("", one.kind)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "version": found, "against": against, "choices": _choices(found), "tab": "compare", "readable": changes is not None,
        "page": page, "changes": [_change(one) for one in page], "kind": kind,
        "counts": [(code, text, counted[code]) for code, text in KINDS.items()], "faults": fault_lines(found),
        "lines": every[:DIFF_AT_MOST], "left_out": max(0, len(every) - DIFF_AT_MOST),
        "is_open": found.state == VersionState.DRAFT,
    }  # fmt: skip
    return render(request, "law/compare.html", context)


def _change(one: Difference) -> dict[str, Any]:
    title = one.entry.title
    words = said(Text(title.get("vi", ""), title.get("en", title.get("vi", ""))))
    return {
        "kind": one.kind, "kind_text": KINDS[one.kind], "tone": TONES[one.kind], "part": one.entry.part,
        "key": one.entry.key, "title": words, "article": cite(one.entry.article), "fields": one.fields,
    }  # fmt: skip


TONES = {"added": "good", "removed": "bad", "changed": "watch"}


# trying -----------------------------------------------------------------------------------------------------------
def framework_trial(request: Request, version_id: int) -> HttpResponse:
    """Sheets as JSON under the draft and under what it is compared with. Nothing is written."""
    found = selectors.kept_version(version_id, request.actor, on=request.on)
    against, draft = _against(request, found), read_text(found.text, found.framework).framework
    data = request.POST.get("data")
    if data is None:
        model = draft or against.framework
        data = example_json(model) if model else "[]"
    sides = []
    if request.method == "POST":
        sides = [_side(_("Dự thảo"), draft, data), _side(against.name, against.framework, data)]
    context = {
        "version": found, "against": against, "choices": _choices(found), "tab": "trial", "data": data,
        "faults": fault_lines(found), "sides": sides, "rows": _side_by_side(sides), "is_open": found.state == VersionState.DRAFT,
    }  # fmt: skip
    return render(request, "law/trial.html", context)


def _side(name: str, framework: Framework | None, data: str) -> dict[str, Any]:
    """The sheets under one framework, or why they were refused."""
    if framework is None:
        return {"name": name, "refused": _("Văn bản còn lỗi nên chưa tính được. Hãy sửa lỗi trước."), "sheets": {}}
    try:
        scored = score_json(framework, few_sheets(data), {})
    except RuleError as error:
        where = " ".join(str(part) for part in (getattr(error, "sheet", ""), getattr(error, "field", "")) if part)
        return {"name": name, "refused": f"{where}: {said(error.text)}" if where else said(error.text), "sheets": {}}
    sheets = {str(one["id"]): {**one, "shown": _shown(framework, one["total"])} for one in scored}
    return {"name": name, "refused": "", "sheets": sheets}


def _shown(framework: Framework, total: str | None) -> str | None:
    """A total as results are shown: rounded, and never across a level's threshold."""
    return None if total is None else display(framework, Fraction(total))


def _side_by_side(sides: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = dict.fromkeys(key for side in sides for key in side["sheets"])
    rows = []
    for key in ids:
        cells = [{"name": side["name"], "sheet": side["sheets"].get(key)} for side in sides]
        told = [
            (cell["sheet"]["total"], cell["sheet"]["band"], cell["sheet"]["state"]) if cell["sheet"] else None
            for cell in cells
        ]
        rows.append({"id": key, "cells": cells, "differs": len(set(told)) > 1})
    return rows


# deciding ---------------------------------------------------------------------------------------------------------
def framework_decide(request: Request, version_id: int) -> HttpResponse:
    """Number, date, authority and the day it applies from; refused while anything is wrong with the text."""
    found = selectors.kept_version(version_id, request.actor, on=request.on)
    faults = fault_lines(found)
    initial = {"decided_on": request.on, "edits": found.edits}
    form, error = DecideForm(request.POST or None, initial=initial), None
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_framework(version_id=found.pk, by=request.actor, at=request.at, **form.cleaned_data)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("Đã ban hành. Kỳ bắt đầu từ ngày áp dụng sẽ mở theo bản này."))
            return redirect("framework_version", found.pk)
    if error is not None and error.field in form.fields:
        form.add_error(error.field, str(error))
        status, error = error.status, None
    else:
        status = error.status if error else 400 if form.is_bound and form.errors else 200
    context = {
        "version": found, "form": form, "faults": faults, "problem_found": error, "tab": "decide",
        "is_open": found.state == VersionState.DRAFT,
    }  # fmt: skip
    return render(request, "law/decide.html", context, status=status)
