"""Rounds: the list, the decider's page, and each act on a round as one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.duties.evaluations import forms, rules
from namro.duties.evaluations.models import Period, Round, Step
from namro.duties.evaluations.selectors.board import Board, board
from namro.duties.evaluations.selectors.progress import periods_of_people, sheets_and_scored
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS, round_for, round_standing, rounds_visible_to
from namro.duties.evaluations.services import (
    calculating,
    closing,
    deciding,
    publishing,
    refreshing,
    reminding,
    reopening,
    reviewing,
)
from namro.duties.evaluations.views import board_page, present
from namro.engine.text import search_key

PER_PAGE = 50
ORDERS = {"period": "period__days", "due": "decide_by"}


def rounds(request: Request) -> HttpResponse:
    """Rounds the actor decides, prepares, oversees or scores part of; a single open one is shown at once."""
    asked = {key: request.GET.get(key, "") for key in ("q", "period", "step", "sort")}
    every = rounds_visible_to(request.actor, on=request.on)
    found = _asked_for(every, asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    newest = periods_of_people().defer("framework_text").order_by("-days", "framework")[:24]
    periods = [(str(one.pk), present.label_of(one)) for one in newest]
    context = {
        "rows": _listed(request, list(page)),
        "page": page,
        "asked": asked,
        "periods": periods,
        "steps": Step.choices,
    }
    return render(request, "evaluations/rounds.html", context)


def _asked_for(every: QuerySet[Round], asked: dict[str, str]) -> QuerySet[Round]:
    if asked["period"].isdecimal():
        every = every.filter(period=int(asked["period"]))
    if asked["step"]:
        every = every.filter(step=asked["step"])
    if words := search_key(asked["q"]):
        named = UnitSpell.objects.filter(search_key__contains=words).values("unit")
        every = every.filter(unit__in=named)
    key = asked["sort"].lstrip("-")
    return (
        every.order_by(("-" if asked["sort"].startswith("-") else "") + ORDERS[key], "pk") if key in ORDERS else every
    )


def _listed(request: Request, found: list[Round]) -> list[dict[str, Any]]:
    names = organisation.name_of([one.unit_id for one in found], on=request.on)
    counts = sheets_and_scored([one.pk for one in found])
    steps = {code: str(text) for code, text in Step.choices}
    return [
        {
            "pk": one.pk, "name": names.get(one.unit_id, ""), "label": present.label_of(one.period), "step": one.step,
            "step_text": steps[one.step], "sheets": counts.get(one.pk, (0, 0))[0],
            "reviewed": counts.get(one.pk, (0, 0))[1], "decide_by": one.decide_by, "is_late": one.step not in PUBLISHED_STEPS and request.on > one.decide_by,
        }
        for one in found
    ]  # fmt: skip


def round_page(request: Request, round_id: int) -> HttpResponse:
    """The decider's page; who only scores part of the round sees their own people, in their own table."""
    found = round_for(request.actor, round_id, on=request.on)
    relations = round_standing(request.actor, found, on=request.on)
    if not may(Permission.ROUND_PREPARE, relations):
        return redirect(f"{reverse('review_table')}?period={found.period_id}")
    return show(request, found, relations=relations)


def signs(request: Request, round_id: int) -> HttpResponse:
    """Signs of formalism: inside the decider's page, or a page of its own without script."""
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    loaded = board(found)
    context = {"round": found, "f": board_page.formalism_panel(loaded), "b": about(found, loaded)}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "evaluations/signs.html#panel" if is_part else "evaluations/signs.html", context)


def show(
    request: Request, found: Round, *, error: DomainError | None = None, blocked: list[Any] | None = None,
    relations: frozenset[Relation] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a round, with what is wrong on top."""
    loaded = board(found)
    standing = relations or round_standing(request.actor, found, on=request.on)
    can = board_page.powers(standing, found, loaded, on=request.on)
    asked = {key: request.GET.get(key, "") for key in ("q", "show", "sort")}
    rows = board_page.shown_rows(loaded, asked, can_prepare=can["prepare"])
    board_page.keep_typed(rows, request.POST)
    request.looked_at = [("evaluations:round:viewed", ("round", found.pk), found.unit_id)]
    context = {
        "round": found,
        "b": about(found, loaded),
        "can": can,
        "asked": asked,
        "filters": board_page.filter_choices(),
        "rows": rows,
        "keeps": bool(rows) and can["prepare"] and not loaded.is_decided,
        "tiles": board_page.tiles(loaded),
        "waiting": board_page.waiting_texts(loaded),
        "quota": board_page.quota_panel(found, loaded),
        "has_scores": any(row.result.is_rated for row in loaded.rows),
        "is_year": found.period.kind == Period.Kind.YEAR,
        "typed": {
            key: request.POST.get(key) or request.GET.get(key) or usual
            for key, usual in (("number", ""), ("decided_on", request.on.isoformat()))
        },
        "deadlines": deadlines_of(found),
        "reopen_steps": [(one.value, one.label) for one in (Step.REVIEW, Step.SELF_SCORE, Step.DECIDE)],
        "downloads": downloads(loaded),
        "error": error,
        "blocked": blocked or [],
    }
    return render(request, "evaluations/round.html", context, status=error.status if error else 200)


def about(found: Round, loaded: Board) -> dict[str, Any]:
    """Names, states and decisions of a round."""
    counts: dict[int, int] = {}
    for row in loaded.rows:
        if row.decided:
            counts[row.decided.decision_id] = counts.get(row.decided.decision_id, 0) + 1
    return {
        "name": loaded.name,
        "label": present.label_of(found.period),
        "is_decided": loaded.is_decided,
        "is_published": found.step in PUBLISHED_STEPS,
        "decisions": [
            {"number": one.number, "on": one.on, "signer": one.signer.full_name, "count": counts.get(one.pk, 0),
             "replaces": one.replaces.number if one.replaces else ""}
            for one in loaded.decisions if counts.get(one.pk)
        ],
    }  # fmt: skip


def deadlines_of(found: Round) -> list[tuple[str, str, Any]]:
    texts = [_("Tự chấm"), _("Cấp trên chấm"), _("Quyết định"), _("Công bố")]
    return [(name, text, getattr(found, name)) for name, text in zip(forms.STEPS, texts, strict=True)]


def downloads(loaded: Board) -> list[tuple[str, str]]:
    """Documents of a round: forms and list always, the decision once there is one."""
    always = [
        ("list.xlsx", _("Danh sách tháng (.xlsx, có công thức)")),
        ("forms.pdf", _("Mẫu số 01 của cả danh sách (PDF)")),
        ("forms.docx", _("Mẫu số 01 của cả danh sách (.docx)")),
    ]
    decided = [
        ("decision.pdf", _("Quyết định kèm danh sách (PDF)")),
        ("decision.docx", _("Quyết định kèm danh sách (.docx)")),
        ("export.json", _("Dữ liệu đồng bộ (JSON)")),
    ]
    if loaded.round.period.kind == Period.Kind.YEAR:
        name = present.form_name(loaded.round.period)
        always = [
            ("list.xlsx", _("Danh sách năm (.xlsx)")),
            ("forms.pdf", _("%(form)s của cả danh sách (PDF)") % {"form": name}),
            ("forms.docx", _("%(form)s của cả danh sách (.docx)") % {"form": name}),
        ]
    return always + (decided if loaded.is_decided else [])


# acts -------------------------------------------------------------------------------------------------------------
def _fit(request: Request, round_id: int, who: dict[str, Any]) -> str:
    n = deciding.propose_what_fits(round_id=round_id, **who)
    return _("Đã ghi đề xuất cho %(n)s người, mỗi người kèm lý do. Chưa có gì được quyết định.") % {"n": n}


def _propose(request: Request, round_id: int, who: dict[str, Any]) -> str:
    return _("Đã lưu %(n)s đề xuất.") % {"n": _save_choices(request, round_id, who)}


def _save_choices(request: Request, round_id: int, who: dict[str, Any]) -> int:
    loaded = board(round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE))
    typed = forms.ratings_of(request.POST, [row.sheet.pk for row in loaded.rows])
    changes = {}
    for row in loaded.rows:
        rating, reason = typed.get(row.sheet.pk, ("", ""))
        rating = "" if rating == row.result.level else rating
        if row.sheet.pk in typed and (rating, reason if rating else "") != (
            row.sheet.proposed_rating,
            row.sheet.proposed_reason,
        ):
            changes[row.sheet.pk] = (rating, reason)
    return deciding.propose(round_id=round_id, proposals=changes, **who) if changes else 0


def _filter(request: Request, round_id: int, who: dict[str, Any]) -> str:
    """What was chosen in the rows on the page is saved before other rows are shown."""
    n = _save_choices(request, round_id, who)
    return _("Đã lưu %(n)s đề xuất.") % {"n": n} if n else ""


def _quota(request: Request, round_id: int, who: dict[str, Any]) -> str:
    deciding.sign_quota(
        round_id=round_id, reading=request.POST.get("reading", ""), rate=request.POST.get("rate", ""),
        reason=request.POST.get("quota_reason", ""), **who,
    )  # fmt: skip
    return _("Đã ghi cách hiểu và tỷ lệ áp dụng cho danh sách này.")


def _forward(request: Request, round_id: int, who: dict[str, Any]) -> str:
    n = reviewing.forward_without_self(round_id=round_id, **who)
    return _("Đã chuyển %(n)s phiếu lên cấp trên chấm, ghi rõ là chưa tự chấm.") % {"n": n}


def _remind(request: Request, round_id: int, who: dict[str, Any]) -> str:
    return _("Đã nhắc %(n)s người.") % {"n": reminding.remind_round(round_id=round_id, **who)}


def _calculate(request: Request, round_id: int, who: dict[str, Any]) -> str:
    round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    n = calculating.recalculate(round_ids=[round_id], at=request.at, by=request.actor)
    return _("Đã tính lại %(n)s phiếu.") % {"n": n}


def _deadlines(request: Request, round_id: int, who: dict[str, Any]) -> str:
    chosen = rules.Deadlines(*(forms.day_of(request.POST, step) for step in forms.STEPS))
    refreshing.set_deadlines(round_id=round_id, deadlines=chosen, **who)
    return _("Đã lưu hạn mới.")


def _forwarding(request: Request, round_id: int, who: dict[str, Any]) -> str:
    forwards = request.POST.get("forwards") == "1"
    refreshing.choose_forwarding(round_id=round_id, forwards_without_self=forwards, **who)
    return _("Đã lưu cách xử lý khi quá hạn.")


def _publish(request: Request, round_id: int, who: dict[str, Any]) -> str:
    publishing.publish(round_id=round_id, **who)
    return _("Đã công bố và thông báo cho từng người.")


def _close(request: Request, round_id: int, who: dict[str, Any]) -> str:
    closing.close_round(round_id=round_id, **who)
    return _("Đã khép danh sách.")


def _reopen(request: Request, round_id: int, who: dict[str, Any]) -> str:
    reopening.reopen_round(
        round_id=round_id, to_step=request.POST.get("to_step", ""), reason=request.POST.get("reason", ""), **who
    )
    return _("Đã mở lại. Những gì bị hủy hiệu lực được lưu kèm lý do.")


Act = Callable[[Request, int, dict[str, Any]], str]
ACTS: dict[str, Act] = {
    "fit": _fit, "propose": _propose, "filter": _filter, "forward": _forward, "remind": _remind, "calculate": _calculate,
    "deadlines": _deadlines, "forwarding": _forwarding, "close": _close,
    "quota": _quota, "publish": _publish, "reopen": _reopen,
}  # fmt: skip


def round_act(request: Request, round_id: int, act: str) -> HttpResponse:
    """One act on a round; what refuses it is said on the page of the round."""
    if act not in ACTS:
        raise Http404
    found = round_for(request.actor, round_id, on=request.on, needs=Permission.ROUND_PREPARE)
    if request.method != "POST":
        return redirect("round", round_id)
    who = {"by": request.actor, "at": request.at, "on": request.on}
    try:
        if text := ACTS[act](request, round_id, who):
            messages.success(request, text)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return show(request, found, error=error)
    return redirect(_back(request, round_id) if act == "filter" else reverse("round", args=[round_id]))


def _back(request: Request, round_id: int) -> str:
    """The round as it was asked for, with the number and date already typed."""
    asked = {key: request.POST.get(key, "") for key in ("q", "show", "sort", "number", "decided_on")}
    return f"{reverse('round', args=[round_id])}?{urlencode({key: value for key, value in asked.items() if value})}"


def sheet_reopen(request: Request, sheet_id: int) -> HttpResponse:
    """Take one sheet back to an earlier step, with the reason."""
    if request.method == "POST":
        reopening.reopen_sheet(
            sheet_id=sheet_id, to_step=request.POST.get("to_step", ""), reason=request.POST.get("reason", ""),
            by=request.actor, at=request.at, on=request.on,
        )  # fmt: skip
        messages.success(request, _("Đã mở lại phiếu. Những gì bị hủy hiệu lực được lưu kèm lý do."))
    return redirect("sheet", sheet_id)
