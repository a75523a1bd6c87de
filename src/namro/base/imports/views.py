"""From upload to confirmation: what was found, what to correct, what would change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotVisible
from namro.base.imports import plans, selectors, services
from namro.base.imports.forms import UploadForm
from namro.base.imports.kinds import KINDS, kind_of
from namro.base.imports.models import Upload, UploadState
from namro.base.imports.registry import unit_named, units_of
from namro.base.imports.report import annotated_workbook
from namro.base.imports.services.receiving import bytes_of

PAGE = 50
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def uploads(request: Request) -> HttpResponse:
    """One's own uploads."""
    page = Paginator(selectors.uploads_of(request.actor), PAGE).get_page(request.GET.get("page"))
    titles = {name: kind.title for name, kind in KINDS.items()}
    return render(request, "imports/list.html", {"page": page, "titles": titles})


def new(request: Request) -> HttpResponse:
    """Choose a file."""
    actor = request.actor
    units = units_of(actor, on=request.on)
    initial = {"on": request.on, "kind": request.GET.get("kind", "staff")}
    form = UploadForm(
        request.POST if request.method == "POST" else None, request.FILES or None, initial=initial, units=units,
        named=lambda code: unit_named(code, actor, on=request.on),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            upload = services.receive(
                file=data["file"], kind=data["kind"], on=data["on"], options=form.options(), by=actor, at=request.at,
            )  # fmt: skip
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("import", upload_id=upload.pk)
    context = {"form": form, "hints": [(one.title, one.hint) for one in KINDS.values() if one.hint]}
    return render(request, "imports/new.html", context, status=422 if form.errors else 200)


def upload(request: Request, upload_id: int) -> HttpResponse:
    """What was found in one file, and what confirming it would do."""
    found = selectors.upload_for(request.actor, upload_id)
    severity, code = request.GET.get("severity", ""), request.GET.get("code", "")
    listed = selectors.findings_of(found, severity=severity, code=code)
    kind = kind_of(found.kind)
    context = {
        "upload": found, "kind": kind, "analysis": found.analysis, "choices": plans.Choices.of(found.choices),
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")), "severity": severity, "code": code,
        "codes": _by_code(found), "fields": [(one.name, one.title) for one in kind.fields],
        "titles": {one.name: one.title for one in kind.fields}, "kept": plans.MOST_SHOWN, "header": _header(found),
    }  # fmt: skip
    template = "imports/busy.html" if _is_busy(found) else "imports/upload.html"
    return render(request, template, context)


def _header(found: Upload) -> tuple[object, object, object]:
    """First and last header row as chosen, and the first as found."""
    rows = found.choices.get("header_rows") or ("", "")
    tables = found.analysis.get("tables") or [{"header_rows": [""]}]
    return rows[0], rows[1], tables[0]["header_rows"][0]


def _is_busy(found: Upload) -> bool:
    return found.state in (UploadState.ANALYSING, UploadState.CONFIRMING)


def _by_code(found: Upload) -> list[tuple[str, str, int]]:
    """Kinds of findings with how many of each, the most frequent first."""
    findings = selectors.findings_of(found)
    counts = Counter(one.code for one in findings)
    messages_of = {one.code: one.message for one in reversed(findings)}
    return [(code, messages_of[code], count) for code, count in counts.most_common()]


def choose(request: Request, upload_id: int) -> HttpResponse:
    """Another sheet, header row, column, answer or conversion."""
    if request.method != "POST":
        return redirect("import", upload_id=upload_id)
    found = selectors.upload_for(request.actor, upload_id)
    return _try(request, upload_id, lambda: services.change_choices(
        upload_id=upload_id, by=request.actor, at=request.at, **_chosen(request, found),
    ))  # fmt: skip


def _chosen(request: Request, found: Upload) -> dict[str, Any]:
    """Only what the submitted form holds: the page has one form for columns and one for answers."""
    post = request.POST
    if "answers" in post:
        given = {key.removeprefix("answer:"): _answer(request, key) for key in post if key.startswith("answer:")}
        kept = found.choices.get("answers", {})
        return {"answers": {**kept, **{key: value for key, value in given.items() if value}}}
    matched = {key.removeprefix("column:"): post[key] for key in post if key.startswith("column:")}
    shown = {one["letter"]: one["field"] for table in found.analysis.get("tables", [])[:1] for one in table["columns"]}
    corrections = {**found.choices.get("corrections", {})}
    corrections.update({letter: name for letter, name in matched.items() if shown.get(letter) != name})
    first, last = post.get("first_row", ""), post.get("last_row", "")
    chosen: dict[str, Any] = {"corrections": corrections, "convert_legacy": "convert_legacy" in post}
    if post.get("sheet") is not None:
        chosen["sheet"] = post.get("sheet")
    chosen["header_rows"] = (
        [int(first), int(last or first)] if first.isdecimal() and (last or first).isdecimal() else None
    )
    return chosen


def _answer(request: Request, key: str) -> str:
    typed = request.POST.get(key.replace("answer:", "typed:", 1), "").strip()
    return typed or request.POST[key]


def confirm(request: Request, upload_id: int) -> HttpResponse:
    """Write what was shown."""
    if request.method != "POST":
        return redirect("import", upload_id=upload_id)
    only = "only_accepted" in request.POST
    return _try(request, upload_id, lambda: services.confirm(
        upload_id=upload_id, by=request.actor, at=request.at, only_accepted=only,
    ))  # fmt: skip


def drop(request: Request, upload_id: int) -> HttpResponse:
    """Put a file aside."""
    if request.method != "POST":
        return redirect("import", upload_id=upload_id)
    return _try(request, upload_id, lambda: services.drop(upload_id=upload_id, by=request.actor, at=request.at))


def undo(request: Request, upload_id: int) -> HttpResponse:
    """Take one import back."""
    if request.method != "POST":
        return redirect("import", upload_id=upload_id)
    reason = request.POST.get("reason", "")
    return _try(request, upload_id, lambda: services.undo(
        upload_id=upload_id, by=request.actor, at=request.at, reason=reason,
    ))  # fmt: skip


def _try(request: Request, upload_id: int, work: Any) -> HttpResponse:
    """A refusal is said on the upload's page, where the officer can act on it."""
    try:
        work()
    except NotVisible:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(reverse("import", args=[upload_id]))


def annotated(request: Request, upload_id: int) -> HttpResponse:
    """The same workbook with a column that says what is wrong in each row."""
    found = selectors.upload_for(request.actor, upload_id)
    choices, known = plans.Choices.of(found.choices), selectors.remembered(found.uploaded_by_id, found.kind)
    data = bytes_of(found)
    analysis = plans.analyse_only(data, found.name, found.kind, choices, remembered=known)
    extra = [one for one in selectors.findings_of(found) if one not in analysis.findings]
    marked = plans.with_findings(analysis, extra)
    response = HttpResponse(annotated_workbook(data, marked), content_type=SPREADSHEET)
    name = found.name.rsplit(".", 1)[0] + _(" - ghi chú") + ".xlsx"
    response.headers["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:
    from urllib.parse import quote

    return f"attachment; filename*=UTF-8''{quote(name)}"
