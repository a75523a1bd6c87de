"""Lists of money: the board, one list with its lines, its acts, its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, may
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.duties.careers.money import forms, papers, services, wording
from namro.duties.careers.money.models import LineState, ListState, Money, PayList
from namro.duties.careers.money.papers import title_of
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.rules import dong
from namro.duties.careers.money.selectors import boards, standing
from namro.duties.careers.money.selectors.changes import changes
from namro.duties.careers.money.selectors.own_lines import called as called_above
from namro.duties.careers.money.selectors.own_lines import head_of_list
from namro.duties.careers.money.selectors.spans import starts_of
from namro.duties.careers.money.views.regulations import PER_PAGE
from namro.duties.careers.money.views.regulations import found as regulation_of

ONE_DAY = timedelta(days=1)
MOST_CHANGES = 20  # named on the page of a list


def board(request: Request) -> HttpResponse:
    """The lists the actor oversees."""
    get = request.GET.get
    found = boards.lists_for(request.actor, state=get("state", ""), sort=get("sort", ""), on=request.on)
    page = Paginator(found, PER_PAGE).get_page(get("page"))
    names = organisation.name_of({one.unit_id for one in page}, on=request.on)
    context = {
        "page": page, "names": names, "state": get("state", ""), "states": ListState.choices,
        "rows": [{"row": one, "title": title_of(one), "tone": wording.TONES[one.state], "total": dong(one.total),
                  "fund": dong(one.fund)} for one in page],
    }  # fmt: skip
    return render(request, "money/lists.html", context)


def _found(list_id: int) -> PayList:
    rows = PayList.objects.select_related("regulation__scheme", "corrects", "corrected_by", "decided_by__person")
    row = rows.filter(pk=list_id).first()
    if row is None:
        raise standing.not_found()
    return row


def url_of(list_id: int) -> str:
    return reverse("money_list", args=[list_id])


def one(request: Request, list_id: int) -> HttpResponse:
    """One list: its sums, whether it still stands, its lines."""
    row = _found(list_id)
    relations = standing.require_unit(request.actor, row.unit_id, Permission.MONEY_READ, on=request.on)
    get = request.GET.get
    lines = boards.lines_of(row, state=get("state", ""), words=get("q", ""), sort=get("sort", ""))
    counts = boards.counts_of(row)
    pages = Paginator(lines, PER_PAGE)
    if not get("state") and not get("q"):
        pages.count = sum(counts.values())  # all of them: counted already
    page = pages.get_page(get("page"))
    units = {row.unit_id, *(line.unit_id for line in page)}
    request.looked_at = [("money:list:viewed", ("paylist", row.pk), row.unit_id)]
    context = {
        "row": row, "title": title_of(row), "page": page, "lines": [line_row(line) for line in page], "tone": wording.TONES[row.state],
        "names": organisation.name_of(units, on=request.on), "counts": counts, "state": get("state", ""),
        "q": get("q", ""), "last": row.valid.upper - ONE_DAY, "fund": dong(row.fund), "total": dong(row.total),
        "unspent": dong(row.unspent), "states": [*LineState.choices, *([("changed", _("Có thay đổi"))] if row.corrects_id else [])],
        "use": cite(parameters().citation_of_use(row.regulation.scheme.period, row.valid.lower)),
        "unspent_rule": wording.UNSPENT[row.regulation.terms["unspent"]], "corrected_by": getattr(row, "corrected_by", None),
        **_changed(row),
        "may_prepare": may(Permission.MONEY_PREPARE, relations), "may_decide": may(Permission.MONEY_DECIDE, relations),
        **_heads_line(request, row), **_frame(row),
    }  # fmt: skip
    return render(request, "money/list.html", context)


def _changed(row: PayList) -> dict[str, Any]:
    """Whose figures changed since the list was computed, by name, and in what."""
    found = changes(row)
    told = [
        {"name": one.name, "line_id": one.line_id, "what": ", ".join(str(wording.CHANGES[what]) for what in one.what)}
        for one in found[:MOST_CHANGES]
    ]
    return {"changes": told, "changed": len(found), "changes_more": len(found) - len(told)}


def _frame(row: PayList) -> dict[str, str]:
    """What a bonus fund might hold when it was computed, and by which rule."""
    rule = parameters().bonus_fund(row.valid.upper - ONE_DAY) if row.frame is not None else None
    if row.frame is None or rule is None:
        return {"frame": "", "frame_rule": "", "frame_basis": ""}
    return {"frame": dong(row.frame), "frame_rule": said(rule.title), "frame_basis": cite(rule.basis.citation)}


def _heads_line(request: Request, row: PayList) -> dict[str, Any]:
    """The line of whoever decides the list: by which decision it stands, or who must act."""
    found = head_of_list(row, on=request.on) if row.state != ListState.DRAFT else None
    if found is None or found.line is None:
        return {"heads_line": None, "head": None, "waits_for": ""}
    is_open = row.state == ListState.SUBMITTED and found.waits
    return {"heads_line": found.line, "head": found.head, "waits_for": called_above(found.above) if is_open else ""}


def line_row(line: Any) -> dict[str, Any]:
    """A line for a table: amounts with their thousands, the difference with its sign."""
    difference = None if line.before is None else line.amount - line.before
    return {
        "line": line, "amount": dong(line.amount), "base": dong(line.base), "why": wording.WHYS.get(line.why, ""),
        "tone": wording.TONES[line.state], "before": "" if line.before is None else dong(line.before),
        "difference": "" if not difference else f"{'+' if difference > 0 else '−'}{dong(abs(difference))}",
    }  # fmt: skip


def file(request: Request, list_id: int, kind: str) -> HttpResponse:
    """The list as a workbook, or as a paper to sign."""
    row = _found(list_id)
    standing.require_unit(request.actor, row.unit_id, Permission.MONEY_READ, on=request.on)
    if kind not in papers.MAKERS:
        raise Http404
    request.looked_at = [("money:list:printed", ("paylist", row.pk), row.unit_id)]
    _make, content_type = papers.MAKERS[kind]
    headers = {"Content-Disposition": f'attachment; filename="danh-sach-chi-{row.pk}.{kind}"'}
    return HttpResponse(papers.made(row, kind, on=request.on), content_type=content_type, headers=headers)


# Acts ------------------------------------------------------------------------------------------------------------
def new(request: Request, regulation_id: int) -> HttpResponse:
    """A list of a span under the regulation's scheme."""
    rule = regulation_of(regulation_id)
    scheme = rule.scheme
    standing.require_unit(request.actor, scheme.unit_id, Permission.MONEY_PREPARE, on=request.on)
    before = starts_of(scheme.period, request.on) - ONE_DAY

    def work(data: Data) -> str:
        return url_of(services.make_list(scheme_id=scheme.pk, **data, **when(request)).pk)

    return act(
        request, forms.ListForm, title=_("Lập danh sách: %(title)s") % {"title": scheme}, work=work, done=_("Đã lập danh sách."),
        back=reverse("money_regulation", args=[rule.pk]), initial={"first": starts_of(scheme.period, before)},
        lead=_("Tính từ kết quả đã công bố của đúng kỳ và mức lương từng ngày; mỗi dòng nói rõ cách tính."),
        ready=_bonus_only(scheme.money),
    )  # fmt: skip


def _bonus_only(money: str) -> Callable[[Any], None]:
    """Only a bonus has a frame, and so a reason for more."""

    def ready(form: Any) -> None:
        if money != Money.BONUS:
            del form.fields["frame_reason"]

    return ready


def _held(request: Request, list_id: int, needs: Permission) -> PayList:
    row = _found(list_id)
    standing.require_unit(request.actor, row.unit_id, needs, on=request.on)
    return row


def recompute(request: Request, list_id: int) -> HttpResponse:
    """Compute a draft again."""
    row = _held(request, list_id, Permission.MONEY_PREPARE)

    def work(data: Data) -> None:
        services.recompute_list(list_id=row.pk, **data, **when(request))

    return act(
        request, forms.RecomputeForm, title=_("Tính lại: %(title)s") % {"title": title_of(row)}, back=url_of(row.pk), work=work,
        done=_("Đã tính lại."), initial={"fund": row.fund, "edits": row.edits, "frame_reason": row.frame_reason},
        ready=_bonus_only(row.regulation.scheme.money),
    )  # fmt: skip


def submit(request: Request, list_id: int) -> HttpResponse:
    """Hand it to the head."""
    row = _held(request, list_id, Permission.MONEY_PREPARE)

    def work(data: Data) -> None:
        services.submit_list(list_id=row.pk, **data, **when(request))

    return act(
        request, forms.SubmitForm, title=_("Trình: %(title)s") % {"title": title_of(row)}, back=url_of(row.pk), work=work,
        done=_("Đã trình người đứng đầu."), initial={"edits": row.edits},
    )  # fmt: skip


def discard(request: Request, list_id: int) -> HttpResponse:
    """Throw a draft away."""
    row = _held(request, list_id, Permission.MONEY_PREPARE)

    def work(_data: Data) -> None:
        services.discard_list(list_id=row.pk, **when(request))

    return act(
        request, forms.NothingForm, title=_("Bỏ danh sách đang lập: %(title)s") % {"title": title_of(row)}, work=work,
        back=reverse("money_lists"), done=_("Đã bỏ danh sách."), danger=True,
    )  # fmt: skip


def correct(request: Request, list_id: int) -> HttpResponse:
    """A correcting list beside a decided one."""
    row = _held(request, list_id, Permission.MONEY_PREPARE)

    def work(_data: Data) -> str:
        return url_of(services.correct_list(list_id=row.pk, **when(request)).pk)

    return act(
        request, forms.NothingForm, title=_("Lập danh sách điều chỉnh: %(title)s") % {"title": title_of(row)}, work=work,
        back=url_of(row.pk), done=_("Đã lập danh sách điều chỉnh."),
        lead=lazy(_how_many_changed, str)(row),  # counted only where the form is shown
    )  # fmt: skip


def _how_many_changed(row: PayList) -> str:
    return _("%(count)s người có số liệu thay đổi. Danh sách đã quyết định giữ nguyên.") % {"count": len(changes(row))}


def send_back(request: Request, list_id: int) -> HttpResponse:
    """The head returns it."""
    row = _held(request, list_id, Permission.MONEY_DECIDE)

    def work(data: Data) -> None:
        services.return_list(list_id=row.pk, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Trả lại: %(title)s") % {"title": title_of(row)}, back=url_of(row.pk), work=work,
        done=_("Đã trả lại."),
    )  # fmt: skip


def decide(request: Request, list_id: int) -> HttpResponse:
    """The head decides."""
    row = _held(request, list_id, Permission.MONEY_DECIDE)

    def work(data: Data) -> None:
        services.decide_list(list_id=row.pk, **data, **when(request))

    return act(
        request, forms.DecisionForm, title=_("Quyết định: %(title)s") % {"title": title_of(row)}, back=url_of(row.pk), work=work,
        done=_("Đã quyết định danh sách."), initial={"edits": row.edits, "decided_on": request.on},
        lead=_("Dòng của chính người ký phải được cấp trên quyết định riêng trước."),
    )  # fmt: skip
