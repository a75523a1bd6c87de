"""The list of feedback, its workbook, and one item."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.purposes import purpose_of
from namro.base.access.rules import Permission, Relation, may
from namro.base.law.presenting import cite
from namro.base.ui.wording import said
from namro.base.ui.workbooks import MOST, workbook
from namro.city.organisation import selectors as organisation
from namro.duties.feedback import attachments, forms, selectors
from namro.duties.feedback.models import Feedback, State
from namro.duties.feedback.parameters import parameters

PER_PAGE = 50
P = Permission


def feedback_list(request: Request) -> HttpResponse:
    """What the actor may open, with its counts by class."""
    asked = selectors.asked_of(request.GET)
    page = Paginator(selectors.register(request.actor, asked, on=request.on), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    context = {
        "page": page, "asked": asked, "query": request.GET.urlencode(), "rows": [_row(one, request) for one in rows],
        "names": organisation.name_of({one.unit_id for one in rows}, on=request.on),
        "counts": [(title_of(one.klass), one) for one in selectors.counts(request.actor, asked, on=request.on)],
        "classes": forms.class_choices(), "states": State.choices,
    }  # fmt: skip
    return render(request, "feedback/list.html", context)


def title_of(klass: str) -> str:
    return said(parameters().classes[klass].title)


def _row(one: Feedback, request: Request) -> dict[str, Any]:
    return {"row": one, "klass": title_of(one.klass), "is_late": is_late(one, request)}


def is_late(one: Feedback, request: Request) -> bool:
    """Still open past its day, or answered after it."""
    if one.is_open:
        return request.on > one.due_on
    return one.answered_at is not None and one.answered_at.astimezone(request.at.tzinfo).date() > one.due_on


def feedback_file(request: Request) -> HttpResponse:
    """The list as a workbook, without senders."""
    rows = list(selectors.register(request.actor, selectors.asked_of(request.GET), on=request.on)[:MOST])
    names = organisation.name_of({one.unit_id for one in rows}, on=request.on)
    heads = [
        _("Mã"), _("Loại"), _("Kênh"), _("Ngày nhận"), _("Đơn vị"), _("Mã hồ sơ"), _("Nội dung"), _("Tình trạng"),
        _("Hạn trả lời"), _("Quá hạn"), _("Kết quả xác minh"),
    ]  # fmt: skip
    made = (
        [
            one.code, title_of(one.klass), one.get_channel_display(), one.received_on, names.get(one.unit_id, ""),
            one.dossier_code, one.content, one.get_state_display(), one.due_on, _("quá hạn") if is_late(one, request) else "",
            one.get_outcome_display(),
        ]
        for one in rows
    )  # fmt: skip
    return workbook("phan-anh", heads, made)


def feedback_item(request: Request, feedback_id: int) -> HttpResponse:
    """One piece of feedback. Looking at who sent it is written down."""
    found, relations = selectors.one(request.actor, feedback_id, on=request.on)
    shows_sender = bool(relations - {Relation.OWNER, Relation.SIGNED_IN, Relation.ANYONE})
    request.looked_at = [("feedback:item:viewed", ("feedback", found.pk), found.unit_id)]
    request.purpose = purpose_of(relations)
    context = {
        "f": found, "klass": title_of(found.klass), "shows_sender": shows_sender, "is_late": is_late(found, request),
        "unit": organisation.name_of([found.unit_id], on=request.on).get(found.unit_id, ""),
        "acts": _acts(found, relations), "pass_source": cite(parameters().pass_source),
        "files": attachments.files_of(found.pk) if shows_sender else [],
    }  # fmt: skip
    return render(request, "feedback/item.html", context)


def _acts(found: Feedback, relations: frozenset[Relation]) -> list[tuple[str, str]]:
    """Route and words of what the actor may do now."""
    known = (
        ("feedback_assign", _("Phân công xác minh"), P.FEEDBACK_ASSIGN, (State.RECEIVED, State.ASSIGNED)),
        ("feedback_verify", _("Ghi kết quả xác minh"), P.FEEDBACK_HANDLE, (State.ASSIGNED, State.VERIFIED)),
        ("feedback_answer", _("Trả lời"), P.FEEDBACK_HANDLE, (State.VERIFIED,)),
        ("feedback_pass_on", _("Chuyển cơ quan khác"), P.FEEDBACK_ASSIGN, (State.RECEIVED, State.ASSIGNED)),
        ("feedback_publish", _("Công khai"), P.FEEDBACK_PUBLISH, (State.ANSWERED,)),
        ("feedback_correct", _("Sửa kết quả"), P.FEEDBACK_DECIDE, (State.ANSWERED,)),
    )
    return [(route, text) for route, text, needs, states in known if found.state in states and may(needs, relations)]
