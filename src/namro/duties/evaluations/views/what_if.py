"""A round as it would be under other rules: who moves, which way, what the quota does. A page that only reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.base.jobs.models import Job
from namro.base.jobs.selectors import job_visible_to
from namro.base.law.presenting import cite
from namro.base.ui.wording import authority_text, said
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.selectors.standing import round_for
from namro.duties.evaluations.selectors.what_if import (
    DOWN,
    OTHER,
    SAME,
    UP,
    Compared,
    WhatIf,
    comparable,
    other_rules,
    what_if,
)
from namro.duties.evaluations.services.what_if import TASK, start_what_if
from namro.duties.evaluations.views import board_page, present
from namro.duties.evaluations.views.periods import period_for
from namro.engine.framework import Setting
from namro.engine.text import search_key

DIRECTIONS = {
    UP: gettext_lazy("tăng mức"), DOWN: gettext_lazy("giảm mức"), SAME: gettext_lazy("giữ nguyên"),
    OTHER: gettext_lazy("khác: chưa đủ dữ liệu hoặc không xếp loại ở một bên"),
}  # fmt: skip
PREFIX = "set-"
PER_PAGE = 50


def what_if_page(request: Request, round_id: int) -> HttpResponse:
    """The comparison; its choices stand in the address, so that it can be sent to somebody who may read the round."""
    round_ = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    given, error = request.GET, None
    asked = {name: str(given.get(name, "")) for name in ("framework", "show", "q")}
    settings = {
        key.removeprefix(PREFIX): str(value) for key, value in given.items() if key.startswith(PREFIX) and value
    }
    try:
        found = what_if(round_, framework_id=asked["framework"], settings=settings)
    except DomainError as refused:  # a setting the other framework does not have, after changing the framework
        found, error = what_if(round_, framework_id=asked["framework"]), refused
    rows = [one for one in found.rows if _is_shown(one, asked["show"], search_key(asked["q"]))]
    context = {
        "round": round_, "w": found, "error": error, "asked": asked, "period_label": present.label_of(round_.period),
        "frameworks": [
            {"id": one.id, "title": said(one.rule.title), "lacks": lacks}
            for one, lacks in comparable(found.board.book, round_.period)
        ],
        "settings": [_setting(one, found.board.book, found.book) for one in found.book.framework.settings],
        "counts": [(str(text), found.counts[key], key) for key, text in DIRECTIONS.items()],
        "matrix": _matrix(found), "units": _units(found), "caps": _caps(found), "readings": [board_page.SHORT.get(one.key, one.key) for one in found.book.framework.quota.readings], "rows": [_row(found, one) for one in rows],
        "levels": [*found.book.band_codes, ""], "shows": [("moved", _("Chỉ người đổi mức")), ("all", _("Mọi người"))],
    }  # fmt: skip
    return render(request, "evaluations/what_if.html", context, status=error.status if error else 200)


def period_what_if(request: Request, period_id: int) -> HttpResponse:
    """The same for a whole period: choices start one job, whose result this page shows when it is there."""
    period, _scope = period_for(request, period_id)
    if request.method == "POST":
        given = {key.removeprefix(PREFIX): str(value) for key, value in request.POST.items() if key.startswith(PREFIX)}
        started = start_what_if(
            period_id=period_id, framework_id=str(request.POST.get("framework", "")), settings=given, by=request.actor,
            at=request.at,
        )  # fmt: skip
        return redirect(f"{reverse('period_what_if', args=[period_id])}?job={started.pk}")
    own, job = rulebook_of(period), _job_shown(request, period_id)
    book = _book_of(request, own, period, job)
    context = {
        "period": period, "label": present.label_of(period), "job": job, "book": book,
        "waits": job is not None and job.state in ("waiting", "running"),
        "frameworks": [
            {"id": one.id, "title": said(one.rule.title), "lacks": lacks} for one, lacks in comparable(own, period)
        ],
        "settings": [_setting(one, own, book) for one in book.framework.settings],
        "result": _result(request, own, book, job.result) if job and job.result else None,
    }  # fmt: skip
    return render(request, "evaluations/what_if_period.html", context)


def _job_shown(request: Request, period_id: int) -> Job | None:
    """The comparison asked for, which must be one's own and of this period."""
    number = str(request.GET.get("job", ""))
    if not number.isdecimal():
        return None
    job = job_visible_to(request.actor, int(number))
    if job.task != TASK or job.arguments.get("period_id") != period_id:
        raise Http404
    return job


def _book_of(request: Request, own: Rulebook, period: Period, job: Job | None) -> Rulebook:
    """The rules the shown result is of, or those chosen so far."""
    if job is not None:
        chosen = job.arguments
        return other_rules(own, period, framework_id=chosen["framework_id"], settings=chosen["settings"])
    return other_rules(own, period, framework_id=str(request.GET.get("framework", "")))


def _result(request: Request, own: Rulebook, book: Rulebook, found: dict[str, Any]) -> dict[str, Any]:
    """Counts, the matrix, and the lists that change most; each leads to the comparison of its people."""
    numbers = {(before, after): number for before, after, number in found["matrix"]}
    levels = [*book.band_codes, ""]
    moving = sorted(found["rounds"], key=lambda one: (-one[DOWN] - one[UP], one["round"]))
    page = Paginator(moving, PER_PAGE).get_page(request.GET.get("page"))
    names = organisation.name_of([one["unit"] for one in page], on=request.on)
    choices = {"framework": book.framework.id, **{PREFIX + key: value for key, value in book.settings.items()}}
    return {
        "counts": [(str(text), found["counts"][key], key) for key, text in DIRECTIONS.items()], "levels": levels,
        "matrix": [(one, [numbers.get((one, other), 0) for other in levels]) for one in [*own.band_codes, ""]],
        "rounds": [
            {**one, "name": names.get(one["unit"], ""), "url": reverse("what_if", args=[one["round"]])}
            for one in page
        ],
        "page": page, "query": urlencode(choices),
    }  # fmt: skip


def _is_shown(one: Compared, show: str, words: str) -> bool:
    name = search_key(f"{one.sheet.person.full_name} {one.unit_name}")
    return (show == "all" or one.direction != SAME) and words in name


def _setting(one: Setting, before: Rulebook, after: Rulebook) -> dict[str, Any]:
    chosen, own = after.settings[one.key], before.settings.get(one.key)
    return {
        "key": one.key, "name": PREFIX + one.key, "title": said(one.rule.title), "article": cite(one.rule.article),
        "mark": authority_text(one.rule.authority), "chosen": chosen, "is_changed": own is not None and own != chosen,
        "choices": [(code, said(text), code == own) for code, text in one.allowed.items()],
    }  # fmt: skip


def _matrix(found: WhatIf) -> list[tuple[str, list[int]]]:
    """Levels before down the side, after along the top; the last of each is not rated."""
    counts = found.matrix
    after = [*found.book.band_codes, ""]
    return [(before, [counts[before, one] for one in after]) for before in [*found.board.book.band_codes, ""]]


def _units(found: WhatIf) -> list[tuple[str, int, int, int, int]]:
    return [(name, one[UP], one[DOWN], one[SAME], one[OTHER]) for name, one in found.by_unit.items()]


def _caps(found: WhatIf) -> list[tuple[str, list[dict[str, Any]]]]:
    """The quota on calculated levels before and after: a line a scope, a figure a reading."""
    before = {(one.scope, one.key, one.reading): one for one in found.caps_before}
    lines: dict[str, list[dict[str, Any]]] = {}
    for one in found.caps_after:
        old = before.get((one.scope, one.key, one.reading))
        lines.setdefault(one.key or found.board.name, []).append({"before": old, "after": one})
    return list(lines.items())


def _row(found: WhatIf, one: Compared) -> dict[str, Any]:
    return {
        "pk": one.sheet.pk, "name": one.sheet.person.full_name, "code": one.sheet.person.code, "unit": one.unit_name,
        "decided": one.before, "calculated": one.calculated, "after": one.after,
        "total_before": present.total_text(one.result_before), "total_after": present.total_text(one.result_after),
        "direction": DIRECTIONS[one.direction], "tone": {UP: "good", DOWN: "bad"}.get(one.direction, "quiet"),
        "why": present.missing_of(found.book, one.result_after),
    }  # fmt: skip
