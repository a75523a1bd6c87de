"""Following a dossier: the form, what it answers, and the page the QR of a receipt leads to."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.base.limits.visitors import address_of
from namro.duties.onestop.models import State
from namro.web.portal import services
from namro.web.portal.forms import FollowForm
from namro.web.portal.parameters import source_of
from namro.web.portal.services import Followed

CODE = re.compile(r"[0-9A-Z.]{1,40}-[0-9]{6}-[0-9]{4,6}")
# Four stages everybody understands; where in them each state is.
PLACES = {
    State.ACCEPTED: 1, State.PROCESSING: 2, State.SUPPLEMENT: 2, State.PAYMENT: 2, State.STOPPED: 2, State.DONE: 3,
    State.RETURNED: 4, State.WITHDRAWN: 0,
}  # fmt: skip


def follow(request: Request) -> HttpResponse:
    """Ask for the code and four digits, and say how far it is. Nothing of it is in an address or kept by a browser."""
    if request.method != "POST":
        return _form(request, FollowForm())
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        found = services.follow(**form.cleaned_data, address=address_of(request), at=request.at)
    except DomainError as refused:
        form.add_error(refused.field or None, str(refused))
        return _form(request, form, status=429 if refused.status == 429 else 422)
    return _plain(render(request, "portal/followed.html", _told(found)))


def by_code(request: Request, code: str) -> HttpResponse:
    """Where the QR of a receipt leads: the same form with the code filled in, whether there is such a dossier or not."""
    return _form(request, FollowForm(initial={"code": code[:60].upper()}))


def _form(request: Request, form: FollowForm, *, status: int = 200) -> HttpResponse:
    return _plain(render(request, "portal/follow.html", {"form": form, "more": _more(form)}, status=status))


def _more(form: FollowForm) -> str:
    """Where signing in shows the whole of it: the page of the code a receipt led here with, or all there are.

    A refused form leads to all of them: it reads alike whatever was typed.
    """
    code = "" if form.is_bound else str(form["code"].value() or "")
    return reverse("portal_mine_dossier", args=[code]) if CODE.fullmatch(code) else reverse("portal_mine")


def _plain(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _told(found: Followed) -> dict[str, Any]:
    state = State(found.state)
    stages = [_("Đã tiếp nhận"), _("Đang giải quyết"), _("Đã có kết quả"), _("Đã trả kết quả")]
    place = PLACES.get(state, 0)
    return {
        "found": found, "state": state.label, "next": next_of(state), "place": place, "source": source_of("shown"),
        "proof": services.proof_of(found.code) if state in (State.DONE, State.RETURNED) else "",
        "stages": [(text, number < place or state == State.RETURNED, number == place) for number, text in enumerate(stages, 1)],
    }  # fmt: skip


def next_of(state: State) -> str:
    """What the citizen may do now."""
    return {
        State.SUPPLEMENT: _("Cần bổ sung giấy tờ: xem phiếu yêu cầu bổ sung đã nhận, hoặc hỏi tại nơi nộp hồ sơ."),
        State.PAYMENT: _("Cần thực hiện nghĩa vụ tài chính: xem thông báo đã nhận, hoặc hỏi tại nơi nộp hồ sơ."),
        State.STOPPED: _("Hồ sơ đang dừng: nơi nộp hồ sơ giải thích lý do."),
        State.DONE: _("Mang giấy hẹn đến nhận kết quả, hoặc chờ bưu chính nếu đã đăng ký."),
        State.WITHDRAWN: _("Hồ sơ đã rút theo yêu cầu; cần nộp lại thì nộp hồ sơ mới."),
    }.get(state, "")
