"""At the desk: the account of whoever handed in a dossier, opened with a slip, or closed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.access.rules import Permission
from namro.base.errors import DomainError
from namro.duties.onestop.selectors.reading import dossier_for
from namro.web.portal.forms_citizens import CloseForm, OpenForm
from namro.web.portal.services import accounts
from namro.web.portal.services.accounts import Opened

# Both forms stand on one page, and each asks why.
OPENING, CLOSING = "opening_%s", "closing_%s"


def citizen_account(request: Request, dossier_id: int) -> HttpResponse:
    """What there is, the form to open, and the one to close; the slip is shown on the answer to opening alone."""
    if request.method != "POST":
        return _page(request, dossier_id)
    if request.POST.get("act") == "close":
        return _closed(request, dossier_id)
    form = OpenForm(request.POST, auto_id=OPENING)
    if not form.is_valid():
        return _page(request, dossier_id, opening=form, status=422)
    try:
        opened = accounts.open_account(
            dossier_id=dossier_id, **form.cleaned_data, by=request.actor, at=request.at, on=request.on
        )
    except DomainError as refused:
        if refused.status != 400:
            raise
        form.add_error(refused.field or None, str(refused))
        return _page(request, dossier_id, opening=form, status=422)
    return _slip(request, dossier_id, opened)


def _closed(request: Request, dossier_id: int) -> HttpResponse:
    form = CloseForm(request.POST, auto_id=CLOSING)
    if not form.is_valid():
        return _page(request, dossier_id, closing=form, status=422)
    accounts.close_account(
        dossier_id=dossier_id, reason=form.cleaned_data["reason"], by=request.actor, at=request.at, on=request.on
    )
    messages.success(request, _("Đã đóng tài khoản; các lần đăng nhập của tài khoản này đã kết thúc."))
    return redirect("citizen_account", dossier_id)


def _page(
    request: Request, dossier_id: int, *, opening: OpenForm | None = None, closing: CloseForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    dossier, _relations = dossier_for(request.actor, dossier_id, on=request.on, needs=Permission.DOSSIER_RECEIVE)
    account = accounts.account_of(dossier.id_number)
    context: dict[str, Any] = {
        "dossier": dossier, "account": account, "is_open": account is not None and account.closed_at is None,
        "opening": opening or OpenForm(auto_id=OPENING), "closing": closing or CloseForm(auto_id=CLOSING), "can_open": bool(dossier.id_number),
        "is_outdated": bool(account and account.code_until and account.code_until <= request.at),
    }  # fmt: skip
    return _plain(render(request, "portal/desk_account.html", context, status=status))


def _slip(request: Request, dossier_id: int, opened: Opened) -> HttpResponse:
    dossier, _relations = dossier_for(request.actor, dossier_id, on=request.on, needs=Permission.DOSSIER_RECEIVE)
    path = reverse("portal_first")
    address = f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)
    context = {"dossier": dossier, "code": opened.code, "until": opened.account.code_until, "address": address}
    return _plain(render(request, "portal/desk_slip.html", context))


def _plain(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
