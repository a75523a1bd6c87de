"""My notices: a list, and opening one marks it read and leads to what it is about."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from namro.base.access.http import Request
from namro.base.errors import NotVisible
from namro.base.notify.selectors import notices_of
from namro.base.notify.services import mark_read


def notices(request: Request) -> HttpResponse:
    only_unread = request.GET.get("unread") == "1"
    mine = notices_of(request.actor)
    rows = mine.filter(read_at=None) if only_unread else mine
    found = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "notify/notices.html", {"page": found, "only_unread": only_unread})


def read_all(request: Request) -> HttpResponse:
    if request.method == "POST":
        mark_read(by=request.actor, at=request.at)
    return redirect("notices")


def open_notice(request: Request, notice_id: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("notices")
    mark_read(by=request.actor, at=request.at, notice_id=notice_id)
    notice = notices_of(request.actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotVisible("notify.not_yours", "")
    inside = notice.link.startswith("/") and url_has_allowed_host_and_scheme(notice.link, None)
    return redirect(notice.link if inside else reverse("notices"))
