"""Terms of office: the board, one term with its review, and the forms of both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission, Relation, may
from namro.base.law.presenting import cite
from namro.base.ui.workbooks import MOST, workbook
from namro.city.acting import Data, act, when
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.careers import forms, services, wording
from namro.duties.careers.models import Term, TermReview, VoteRound
from namro.duties.careers.parameters import parameters
from namro.duties.careers.selectors import boards, evidence, standing
from namro.duties.careers.selectors.boards import Asked
from namro.duties.careers.services.reviewing import is_carried, vote_of
from namro.duties.careers.views.asking import decider, keeper

PER_PAGE = 50
MOST_POSTS = 10  # without a term, shown below the board
ONE_DAY = timedelta(days=1)


def asked_of(request: Request) -> Asked:
    get = request.GET.get
    return Asked(query=get("q", ""), state=get("state", ""), sort=get("sort", ""))


def term_board(request: Request) -> HttpResponse:
    """Terms that want something done, or those of any state."""
    asked = asked_of(request)
    page = Paginator(boards.terms_for(request.actor, asked, on=request.on), PER_PAGE).get_page(request.GET.get("page"))
    posts = boards.untermed(request.actor, on=request.on)
    posted = list(posts[: MOST_POSTS + 1]) if request.actor.officer_of else []
    shown = posted[:MOST_POSTS]
    units = boards.ids_of(page.object_list) | {one.unit_id for one in shown}
    context = {
        "page": page, "asked": asked, "rows": [_row(one, request) for one in page], "states": _states(),
        "names": organisation.name_of(units, on=request.on), "counts": boards.counts_of_terms(request.actor, on=request.on),
        "untermed": shown, "untermed_more": len(posted) > len(shown),
        "query": request.GET.urlencode(), "basis": cite(parameters().calendar.basis.citation),
    }  # fmt: skip
    return render(request, "careers/terms.html", context)


def _states() -> list[tuple[str, Any]]:
    shown = [code for code in wording.TERM_STATES if code not in ("planned", "ended")]
    return [(code, wording.TERM_STATES[code][0]) for code in shown]


def _row(term: Term, request: Request) -> Data:
    state = boards.state_of_term(term, on=request.on)
    words, tone = wording.TERM_STATES[state]
    return {
        "term": term,
        "last": term.valid.upper - ONE_DAY,
        "state": words,
        "tone": tone,
        "due": evidence.due_of(term),
    }


def term_list(request: Request) -> HttpResponse:
    """The board as a workbook."""
    rows = list(boards.terms_for(request.actor, asked_of(request), on=request.on)[:MOST])
    names = organisation.name_of(boards.ids_of(rows), on=request.on)
    heads = [_("Mã"), _("Họ và tên"), _("Đơn vị"), _("Chức vụ"), _("Từ ngày"), _("Đến hết ngày"), _("Tình trạng"), _("Hạn thông báo"), _("Số quyết định")]  # fmt: skip
    made = (
        [
            one.person.code, one.person.full_name, names.get(one.unit_id, ""), one.title, one.valid.lower,
            one.valid.upper - ONE_DAY, str(wording.TERM_STATES[boards.state_of_term(one, on=request.on)][0]),
            evidence.due_of(one).notice, one.number,
        ]
        for one in rows
    )  # fmt: skip
    return workbook("thoi-han-giu-chuc-vu", heads, made)


def _found(term_id: int) -> Term:
    rows = Term.objects.select_related("person", "posting", "review", "previous", "following")
    found = rows.filter(pk=term_id).first()
    if found is None:
        raise standing.not_found()
    return found


def term_page(request: Request, term_id: int) -> HttpResponse:
    """One term: its rule, its years with their ratings, the ballots and the decision."""
    term = _found(term_id)
    relations = standing.relations_to(request.actor, term.person_id, on=request.on)
    standing.require(Permission.CAREER_READ, relations)
    if Relation.OWNER not in relations:
        request.looked_at = [("careers:term:viewed", ("person", term.person_id), term.unit_id)]
    review: TermReview | None = getattr(term, "review", None)
    is_done = bool(review and review.outcome and review.outcome != "deferred")
    may_write = may(Permission.CAREER_WRITE, relations) and Relation.OWNER not in relations
    words, tone = wording.TERM_STATES[boards.state_of_term(term, on=request.on)]
    context = {
        "term": term, "review": review, "last": term.valid.upper - ONE_DAY, "state": words, "tone": tone,
        "unit": organisation.name_of([term.unit_id], on=request.on).get(term.unit_id, ""),
        "rule": cite(term.rule), "due": evidence.due_of(term), "years": _years(term, request),
        "hindrances": evidence.hindrances(term.person_id, on=request.on) if not is_done else [],
        "votes": [_vote(one) for one in review.votes.order_by("held_on", "pk")] if review else [],
        "notice_late": review is not None and review.notice_on > evidence.due_of(term).notice,
        "may_write": may_write and term.withdrawn_at is None, "is_done": is_done,
        "may_decide": bool(review) and not is_done and standing.may_decide(request.actor, term.person_id, on=request.on),
        "basis": cite(parameters().reappointment.citation), "votes_basis": cite(parameters().votes.basis.citation),
        "is_law": parameters().reappointment.is_law_for(term.posting.staff_group),
        "following": getattr(term, "following", None),
    }  # fmt: skip
    return render(request, "careers/term.html", context)


def _years(term: Term, request: Request) -> list[Data]:
    found = []
    for one in evidence.years_of(term, on=request.on):
        words, tone = wording.VERDICTS[one.verdict]
        found.append({"year": one.year, "rating": one.rating, "note": one.note, "state": words, "tone": tone})
    return found


def _vote(row: VoteRound) -> Data:
    words, tone = wording.VOTES[vote_of(row)]
    share = row.in_favour * 10000 // row.summoned  # shown only; the vote is counted on whole numbers
    return {
        "row": row,
        "state": words,
        "tone": tone,
        "share": f"{share // 100},{share % 100:02d}",
        "carried": is_carried(row),
    }


# Forms -----------------------------------------------------------------------------------------------------------
def term_url(term_id: int) -> str:
    return reverse("career_term", args=[term_id])


def new_term(request: Request, person_id: int) -> HttpResponse:
    """Record a term from its decision."""
    who = people.person(person_id)

    def work(data: Data) -> str:
        return term_url(services.record_term(person_id=person_id, **data, **when(request)).pk)

    return act(
        request, forms.TermForm, title=_("Ghi thời hạn giữ chức vụ: %(name)s") % {"name": who}, work=work,
        back=reverse("career", args=[person_id]), done=_("Đã ghi thời hạn giữ chức vụ."),
        initial={"first": request.GET.get("first", "")},
        check=keeper(request, person_id),
        lead=_("Ngày hết hạn do hệ thống tính theo quy định của ngày bắt đầu."),
    )  # fmt: skip


def withdraw_term(request: Request, term_id: int) -> HttpResponse:
    """A term entered by mistake."""
    term = _found(term_id)

    def work(data: Data) -> None:
        services.withdraw_term(term_id=term_id, reason=data["reason"], **when(request))

    return act(
        request, forms.ReasonForm, title=_("Rút thời hạn ghi nhầm: %(name)s") % {"name": term.person}, work=work,
        back=term_url(term_id), done=_("Đã rút."), danger=True, check=keeper(request, term.person_id),
    )  # fmt: skip


def open_review(request: Request, term_id: int) -> HttpResponse:
    """The notice that begins a review."""
    term = _found(term_id)

    def work(data: Data) -> None:
        services.open_review(term_id=term_id, **data, **when(request))

    return act(
        request, forms.ReviewForm, title=_("Thông báo xét bổ nhiệm lại: %(name)s") % {"name": term.person}, work=work,
        back=term_url(term_id), done=_("Đã mở hồ sơ xét bổ nhiệm lại."), initial={"notice_on": request.on},
        lead=_("Thông báo trước khi hết thời hạn ít nhất %(days)s ngày.") % {"days": parameters().calendar.notice_days},
        check=keeper(request, term.person_id),
    )  # fmt: skip


def _review_of(term: Term) -> TermReview:
    review: TermReview | None = getattr(term, "review", None)
    if review is None:
        raise standing.not_found()
    return review


def vote(request: Request, term_id: int) -> HttpResponse:
    """A ballot."""
    term = _found(term_id)
    review = _review_of(term)

    def work(data: Data) -> None:
        head = {"yes": True, "no": False}.get(data.pop("head"))
        services.record_vote(review_id=review.pk, head_chooses=head, **data, **when(request))

    return act(
        request, forms.VoteForm, title=_("Kết quả bỏ phiếu: %(name)s") % {"name": term.person}, work=work,
        back=term_url(term_id), done=_("Đã ghi kết quả bỏ phiếu."), initial={"held_on": request.on},
        lead=_("Tỷ lệ tính trên số người được triệu tập, không phải số người có mặt; không làm tròn."),
        check=keeper(request, term.person_id),
    )  # fmt: skip


def decide_review(request: Request, term_id: int) -> HttpResponse:
    """The authority's decision."""
    term = _found(term_id)
    review = _review_of(term)

    def work(data: Data) -> None:
        services.decide_review(review_id=review.pk, **data, **when(request))

    return act(
        request, forms.DecideReviewForm, title=_("Quyết định về bổ nhiệm lại: %(name)s") % {"name": term.person}, work=work,
        back=term_url(term_id), done=_("Đã ghi quyết định."), initial={"decided_on": request.on},
        lead=_("Người không hoàn thành nhiệm vụ trong thời hạn không được bổ nhiệm lại; quyết định khác phải có lý do và vào báo cáo."),
        check=decider(request, term.person_id),
    )  # fmt: skip
