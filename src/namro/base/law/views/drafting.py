"""Making and editing a draft: its whole text, or single values by forms; two editors never lose what they wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotVisible
from namro.base.law import selectors, services
from namro.base.law.comparing import lines
from namro.base.law.faults import Fault, read_text
from namro.base.law.forms import NewDraftForm, ReasonForm, TextForm
from namro.base.law.models import FrameworkVersion, VersionState
from namro.base.law.outline import Outline, OutlineError
from namro.base.law.values import PARTS, Group, Typed, groups_of, typed_values
from namro.base.ui.wording import said

CONFLICT = "law.version.conflict"
SPARE = 40  # line numbers beyond the last line, for what is typed before the next saving


def fault_lines(version: FrameworkVersion, text: str | None = None) -> list[dict[str, Any]]:
    """What is wrong with a draft, line by line."""
    text = version.text if text is None else text
    faults: tuple[Fault, ...] = read_text(text, version.framework).faults
    every = text.splitlines()
    return [
        {"line": one.line, "text": said(one.text), "excerpt": "".join(every[one.line - 1 : one.line]).strip()[:300]}
        for one in faults
    ]


def form_answer(request: Request, form: forms.Form, error: DomainError | None, context: dict[str, Any]) -> HttpResponse:
    """A form with what was refused on it and everything typed in it."""
    if error is not None and error.field in form.fields:
        form.add_error(error.field, str(error))
    rest = None if error is not None and error.field in form.fields else error
    status = error.status if error else 400 if form.is_bound and form.errors else 200
    return render(request, "law/form.html", {**context, "form": form, "problem_found": rest}, status=status)


def new_draft(request: Request, framework_id: str) -> HttpResponse:
    """Begin a draft from a framework, or from the version named in the address."""
    if not selectors.keeps_frameworks(request.actor, on=request.on):
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    asked = request.GET.get("version", "")
    version_id = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    form = NewDraftForm(request.POST or None, initial={"new_id": framework_id})
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_framework(
                framework_id=framework_id, version_id=version_id, by=request.actor, at=request.at, **form.cleaned_data
            )
        except DomainError as refused:
            if refused.status == 404:
                raise
            error = refused
        else:
            messages.success(request, _("Đã lập bản dự thảo. Sửa xong hãy lưu, so sánh, tính thử rồi ban hành."))
            return redirect("framework_draft", made.pk)
    lead = _("Bản dự thảo sao chép toàn bộ văn bản của khung này, kể cả ghi chú.")
    context = {"title": _("Dự thảo mới"), "about": framework_id, "lead_text": lead, "button": _("Lập bản dự thảo")}
    return form_answer(request, form, error, {**context, "back": "frameworks"})


# the text ---------------------------------------------------------------------------------------------------------
def framework_draft(request: Request, version_id: int) -> HttpResponse:
    """The text of a draft with its line numbers and errors. Saving keeps it even with errors."""
    found = selectors.kept_version(version_id, request.actor, on=request.on)
    if request.method != "POST":
        return (
            redirect("framework_version", found.pk) if found.state == VersionState.DECIDED else _editor(request, found)
        )
    form = TextForm(request.POST)
    if not form.is_valid():
        message = _("Biểu mẫu thiếu thông tin nên chưa lưu. Nội dung anh/chị đã nhập vẫn còn dưới đây.")
        return _editor(request, found, typed=request.POST, error=DomainError("law.form", message))
    try:
        saved = services.save_text(version_id=found.pk, by=request.actor, at=request.at, **form.cleaned_data)
    except DomainError as error:
        if error.status == 404:
            raise
        return _editor(request, found, typed=request.POST, error=error)
    _tell_saved(request, saved)
    return redirect("framework_draft", saved.pk)


def _tell_saved(request: Request, saved: FrameworkVersion) -> None:
    if fault_lines(saved):
        messages.warning(request, _("Đã lưu. Văn bản còn lỗi nên chưa ban hành được."))
    else:
        messages.success(request, _("Đã lưu. Văn bản hợp lệ."))


def _editor(
    request: Request, found: FrameworkVersion, *, typed: Mapping[str, Any] | None = None, error: DomainError | None = None
) -> HttpResponse:  # fmt: skip
    text = found.text if typed is None else str(typed.get("text") or "").replace("\r\n", "\n")
    conflict = error is not None and error.code == CONFLICT
    faults = fault_lines(found, text if text.strip() else None)
    wrong = {one["line"] for one in faults}
    context = {
        "version": found,
        "text": text,
        "note": found.note if typed is None else str(typed.get("note") or ""),
        "faults": faults,
        "numbers": [(number, number in wrong) for number in range(1, text.count("\n") + SPARE)],
        "rows": text.count("\n") + 2,
        "error": error,
        # What the other saved, against what was typed here: both are on the page.
        "clash": lines(found.text, text) if conflict else [],
        "theirs": found.text if conflict else "",
        "tab": "text",
        "is_open": found.state == VersionState.DRAFT,
    }
    return render(request, "law/draft.html", context, status=error.status if error else 200)


# single values ----------------------------------------------------------------------------------------------------
def framework_values(request: Request, version_id: int) -> HttpResponse:
    """What is changed most, as forms over the same text."""
    found = selectors.kept_version(version_id, request.actor, on=request.on)
    part = request.POST.get("part") or request.GET.get("part") or "parameters"
    part = part if part in PARTS else "parameters"
    try:
        groups = groups_of(Outline(found.text), part)
    except OutlineError:
        return _values_page(request, found, part, None)
    if request.method != "POST":
        return _values_page(request, found, part, groups)
    typed = typed_values(groups, request.POST)
    if typed.errors:
        return _values_page(request, found, part, groups, typed=typed, status=400)
    edits = str(request.POST.get("edits") or "")
    try:
        saved = services.set_values(
            version_id=found.pk, values=typed.values, edits=int(edits) if edits.isdecimal() else 0, by=request.actor,
            at=request.at,
        )  # fmt: skip
    except DomainError as error:
        return _values_page(request, found, part, groups, typed=typed, error=error, status=error.status)
    _tell_saved(request, saved)
    response = redirect("framework_values", saved.pk)
    response["Location"] += f"?part={part}"
    return response


def _values_page(
    request: Request, found: FrameworkVersion, part: str, groups: list[Group] | None, *, typed: Typed | None = None,
    error: DomainError | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown: list[dict[str, Any]] = [
        {"title": group.title, "values": [_field(one, request.POST if typed else {}, typed) for one in group.values]}
        for group in groups or []
    ]
    context = {
        "version": found, "part": part, "parts": PARTS.items(), "groups": shown, "faults": fault_lines(found),
        "readable": groups is not None, "error": error, "tab": "values", "is_open": found.state == VersionState.DRAFT,
        "wrong": [(one["id"], one["error"]) for group in shown for one in group["values"] if one["error"]],
    }  # fmt: skip
    return render(request, "law/values.html", context, status=status)


def _field(one: Any, sent: Mapping[str, Any], typed: Typed | None) -> dict[str, Any]:
    now = str(sent.get(one.name, one.value))
    return {
        "id": one.name.replace("/", "-"), "name": one.name, "label": one.label, "kind": one.kind, "value": now,
        "choices": one.choices, "error": typed.errors.get(one.name, "") if typed else "",
        "stored": one.value if typed and now.strip() != one.value.strip() else "",
    }  # fmt: skip


def framework_archive(request: Request, version_id: int) -> HttpResponse:
    """Put a draft away, with a reason."""
    found = selectors.kept_version(version_id, request.actor, on=request.on)
    form = ReasonForm(request.POST or None)
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.archive_draft(version_id=found.pk, by=request.actor, at=request.at, **form.cleaned_data)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("Đã lưu trữ bản dự thảo. Văn bản vẫn xem được."))
            return redirect("frameworks")
    lead = _("Bản dự thảo thôi hiện trong danh sách đang soạn. Văn bản vẫn còn, có thể lập bản dự thảo mới từ nó.")
    context = {"title": _("Lưu trữ bản dự thảo"), "about": str(found), "lead_text": lead, "button": _("Lưu trữ")}
    return form_answer(request, form, error, {**context, "back": "frameworks"})
