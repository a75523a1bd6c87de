"""The board of home affairs: open a period after seeing what it will be, watch who is behind, refresh, calculate, close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError, NotVisible
from namro.base.law.presenting import cite, group_words, marked
from namro.base.law.selectors import known_framework
from namro.base.ui.wording import authority_text, said
from namro.city.people.models import StaffGroup
from namro.duties.evaluations import forms, rules
from namro.duties.evaluations.models import Period, Step
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rulebook import openable, rulebook_of, settings_of
from namro.duties.evaluations.selectors.applying import Named
from namro.duties.evaluations.selectors.progress import UnitProgress, period_progress, periods
from namro.duties.evaluations.services import calculating, closing, opening, refreshing
from namro.duties.evaluations.views import present
from namro.engine.framework import Framework
from namro.engine.text import search_key

PER_PAGE = 50


def period_list(request: Request) -> HttpResponse:
    """Periods, newest first."""
    page: Page[Any] = Paginator(periods(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"pk": one.pk, "label": present.label_of(one).capitalize(), "framework": _title(one.framework, one.days.lower), "rounds": one.round_count,
         "published": one.done_count, "opened_at": one.opened_at}
        for one in page
    ]  # fmt: skip
    return render(request, "evaluations/periods.html", {"rows": rows, "page": page})


def _title(framework_id: str, first: date) -> str:
    """What a period's framework is called, as it applied when the period began."""
    found = known_framework(framework_id, on=first)
    return said(found.rule.title) if found else framework_id


# opening ----------------------------------------------------------------------------------------------------------
def period_open(request: Request) -> HttpResponse:
    """Show what a period would be; POST starts the job that opens it."""
    data = request.POST if request.method == "POST" else request.GET
    asked = _asked(data, request.on, is_sent=request.method == "POST")
    error, chosen = None, None
    try:
        if request.method == "POST":
            job = opening.start_opening(**_values(request.POST, asked), by=request.actor, at=request.at)
            return redirect("job", job.pk)
        chosen = opening.plan(
            kind=asked["kind"], first_day=forms.month_of(asked, "first"), framework_id=asked["framework"]
        )
    except DomainError as refused:
        error = refused
    if chosen is None:
        chosen = _plan_or_none(asked)
    context = {
        "asked": asked,
        "kinds": Period.Kind.choices,
        "frameworks": [
            {"id": one.id, "title": said(one.rule.title)} for one in openable(_first(asked, request.on), asked["kind"])
        ],
        "plan": _plan_view(chosen, data) if chosen else None,
        "naming": _naming(chosen, request) if chosen else None,
        "why": data.get("why", ""),
        "error": error,
    }
    return render(
        request,
        "evaluations/period_open.html",
        context,
        status=error.status if error and request.method == "POST" else 200,
    )


def _asked(data: Mapping[str, Any], on: date, *, is_sent: bool) -> dict[str, str]:
    """What is asked for; at first the month that is running, under the newest framework."""
    asked = {
        "kind": str(data.get("kind") or Period.Kind.MONTH.value),
        "first": str(data.get("first") or f"{on:%Y-%m}"),
    }
    if asked["kind"] == Period.Kind.YEAR:
        asked["first"] = f"{asked['first'][:4]}-01"  # a year is chosen by any of its months
    known = [one.id for one in openable(_first(asked, on), asked["kind"])]
    chosen = str(data.get("framework") or "")
    default = "nd335-2025" if "nd335-2025" in known or not known else known[-1]
    keeps = chosen in known or (chosen and is_sent)  # what was sent is judged, not replaced
    return {**asked, "framework": chosen if keeps else default}


def _first(asked: Mapping[str, str], on: date) -> date:
    """The first day asked for; today's while none can be read."""
    try:
        return forms.month_of(asked, "first")
    except DomainError:
        return on


def _plan_or_none(asked: Mapping[str, str]) -> opening.Plan | None:
    try:
        return opening.plan(
            kind=asked["kind"], first_day=forms.month_of(asked, "first"), framework_id=asked["framework"]
        )
    except DomainError:
        return None


def _values(data: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    settings = {key.removeprefix("set-"): value for key, value in data.items() if key.startswith("set-")}
    return {
        "kind": asked["kind"],
        "first_day": forms.month_of(asked, "first"),
        "framework_id": asked["framework"],
        "settings": settings,
        "also": data.getlist("also"),
        "deadlines": forms.deadlines_of(data),
        "why": data.get("why", ""),
    }


def _naming(plan: opening.Plan, request: Request) -> dict[str, Any]:
    """What the table of frameworks says of the people this period would take."""
    found = opening.naming(plan, opening.scope_of(request.actor, on=request.on), on=request.on)
    return {
        "is_own": found.is_own,
        "others": [_named(one, plan) for one in found.others],
        "asks": [_named(one, plan) for one in found.asks],
    }


def _named(one: Named, plan: opening.Plan) -> dict[str, Any]:
    words = group_words()
    return {
        "people": one.people,
        "group": f"{words.get(one.staff_group, one.staff_group)}, {words['leader' if one.leads else 'staff']}",
        "rows": [
            {
                "title": marked(row.title),
                "framework": _title(row.framework, plan.first) if row.framework else "",
                "source": cite(f"{row.instrument}. {row.article}"),
            }
            for row in one.rows
        ],
        "questions": [marked(text) for text in one.part.questions],
    }


def _plan_view(plan: opening.Plan, data: Any) -> dict[str, Any]:
    framework = plan.framework
    also = parameters().may_also_apply.get(framework.id, frozenset())
    texts = [_("Tự chấm"), _("Cấp trên chấm"), _("Quyết định"), _("Công bố")]
    period = Period(kind=plan.kind, days=_range(plan.first, plan.until))
    return {
        "label": present.label_of(period),
        "title": said(framework.rule.title),
        "article": f"{framework.rule.instrument}, {framework.rule.article}",
        "groups": ", ".join(str(StaffGroup(code).label) for code in framework.staff_groups if code in StaffGroup.values),
        "also": [(code, str(StaffGroup(code).label).lower()) for code in sorted(also)],
        "also_chosen": data.getlist("also") if hasattr(data, "getlist") else [],
        "score_groups": [{"title": said(one.rule.title), "maximum": one.maximum} for one in framework.groups],
        "bands": [(band.code, band.at_least) for band in framework.bands],
        "deadlines": [(name, text, data.get(name) or getattr(plan.deadlines, name)) for name, text in zip(forms.STEPS, texts, strict=True)],
        "settings": [_setting(one, data) for one in settings_of(framework, plan.kind)],
    }  # fmt: skip


def _range(first: date, until: date) -> Any:
    from psycopg.types.range import DateRange

    return DateRange(first, until)


def _setting(one: Any, data: Any) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": said(one.rule.title),
        "article": one.rule.article,
        "authority": authority_text(one.rule.authority),
        "choices": [(code, said(text)) for code, text in one.allowed.items()],
        "default": one.default,
        "chosen": data.get(f"set-{one.key}") or one.default,
        "argument": said(one.argument),
    }


# one period -------------------------------------------------------------------------------------------------------
FILTERS: dict[str, Callable[[UnitProgress, date], bool]] = {
    "all": lambda one, on: True,
    "late": lambda one, on: one.is_late(on),
    Step.SELF_SCORE: lambda one, on: one.step == Step.SELF_SCORE,
    Step.REVIEW: lambda one, on: one.step == Step.REVIEW,
    Step.DECIDE: lambda one, on: one.step == Step.DECIDE,
    Step.PUBLISHED: lambda one, on: one.step == Step.PUBLISHED,
    Step.CLOSED: lambda one, on: one.step == Step.CLOSED,
}
ORDER = [step.value for step in rules.STEP_ORDER]
SORTERS: dict[str, Callable[[UnitProgress], Any]] = {
    "name": lambda one: search_key(one.name),
    "step": lambda one: ORDER.index(one.step),
    "sheets": lambda one: one.sheets,
    "due": lambda one: due_of(one) or date.max,
}


def due_of(one: UnitProgress) -> date | None:
    """The deadline of the step a round is in."""
    return {
        Step.SELF_SCORE.value: one.self_score_by, Step.REVIEW.value: one.review_by,
        Step.DECIDE.value: one.publish_by if one.decided else one.decide_by,
    }.get(one.step)  # fmt: skip


def period_for(request: Request, period_id: int) -> tuple[Period, frozenset[int] | None]:
    """A period and the units whose rounds the officer may see. Refuses: evaluations.not_found"""
    scope = opening.scope_of(request.actor, on=request.on)
    found = Period.objects.filter(pk=period_id).defer("framework_text").first()
    if found is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found, None if scope is None else frozenset(scope)


def period_page(request: Request, period_id: int, *, error: DomainError | None = None) -> HttpResponse:
    """Who is behind, by unit and step."""
    found, scope = period_for(request, period_id)
    every = period_progress(found, under=scope, on=request.on)
    asked = {key: request.GET.get(key, "") for key in ("q", "show", "sort")}
    page = Paginator(_shown(every, asked, request.on), PER_PAGE).get_page(request.GET.get("page"))
    total = {"sheets": sum(one.sheets for one in every), "done": sum(one.decided for one in every)}
    context = {
        "period": found,
        "label": present.label_of(found).capitalize(),
        "framework": said(rulebook_of(found).framework.rule.title),
        "tiles": _tiles(every, request.on),
        "total": total,
        "asked": asked,
        "filters": [("all", _("Tất cả")), ("late", _("Quá hạn")), *Step.choices],
        "rows": _rows(page, request.on),
        "page": page,
        "settings": _settings(found),
        "error": error,
    }
    return render(request, "evaluations/period.html", context, status=error.status if error else 200)


def _shown(every: list[UnitProgress], asked: Mapping[str, str], on: date) -> list[UnitProgress]:
    test, words = FILTERS.get(asked["show"], FILTERS["all"]), search_key(asked["q"])
    rows = [one for one in every if test(one, on) and words in search_key(one.name)]
    key = SORTERS.get(asked["sort"].lstrip("-"))
    return sorted(rows, key=key, reverse=asked["sort"].startswith("-")) if key else rows


def _tiles(every: list[UnitProgress], on: date) -> list[dict[str, Any]]:
    late = sum(1 for one in every if one.is_late(on))
    return [
        {"text": _("Danh sách"), "value": len(every), "tone": ""},
        {"text": _("Phiếu"), "value": sum(one.sheets for one in every), "tone": ""},
        {"text": _("Chờ tự chấm"), "value": sum(one.open for one in every), "tone": ""},
        {"text": _("Chờ cấp trên chấm"), "value": sum(one.to_review for one in every), "tone": ""},
        {"text": _("Danh sách quá hạn"), "value": late, "tone": "bad" if late else ""},
        {
            "text": _("Đã công bố"),
            "value": sum(1 for one in every if one.step in ("published", "closed")),
            "tone": "good",
        },
    ]


def _rows(page: Iterable[UnitProgress], on: date) -> list[dict[str, Any]]:
    steps = {code: str(text) for code, text in Step.choices}
    return [
        {
            "round_id": one.round_id, "name": one.name, "step": one.step, "step_text": steps[one.step], "sheets": one.sheets,
            "open": one.open, "waiting": one.to_review, "reviewed": one.reviewed, "decided": one.decided,
            "not_rated": one.not_rated, "due": due_of(one), "is_late": one.is_late(on),
        }
        for one in page
    ]  # fmt: skip


def _settings(found: Period) -> list[tuple[str, str]]:
    framework: Framework = rulebook_of(found).framework
    chosen = framework.settle(found.settings.get("points", {}))
    return [(said(one.rule.title), said(one.allowed[chosen[one.key]])) for one in framework.settings]


def period_act(request: Request, period_id: int, act: str) -> HttpResponse:
    """Refresh from the registry at once; calculate as a job."""
    if act not in ("refresh", "calculate"):
        raise Http404
    if request.method != "POST":
        return redirect("period", period_id)
    if act == "calculate":
        return redirect("job", calculating.start_calculation(period_id=period_id, by=request.actor, at=request.at).pk)
    done = refreshing.refresh_period(period_id=period_id, by=request.actor, at=request.at, on=request.on)
    text = _(
        "Đã cập nhật: thêm %(added)s phiếu, đổi ngày %(redated)s, nghỉ %(leave)s, bỏ %(removed)s, chuyển cấp trên %(lifted)s."
    )
    messages.success(request, text % done.__dict__)
    return redirect("period", period_id)


def period_close(request: Request, period_id: int) -> HttpResponse:
    """Say what closing does, then start it as a job."""
    found, scope = period_for(request, period_id)
    if request.method == "POST":
        return redirect("job", closing.start_closing(period_id=period_id, by=request.actor, at=request.at).pk)
    every = period_progress(found, under=scope, on=request.on)
    unpublished = sum(1 for one in every if one.step not in ("published", "closed"))
    context = {"period": found, "label": present.label_of(found), "unpublished": unpublished}
    return render(request, "evaluations/period_close.html", context)
