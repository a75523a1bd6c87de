"""Language, my account, and the typed work that is given back."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from namro.base.access.http import Request
from namro.base.accounts import selectors, services
from namro.base.accounts.middleware import NEVER_KEPT, TYPED_COOKIE, typed_token


def _safe(request: Request, target: str) -> str:
    """An address inside this site, or home."""
    ok = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and ok else "/"


def _user_id(request: Request) -> int:
    """The signed-in user's number; the routes that ask let nobody else in."""
    return cast("int", request.actor.user_id)


def language(request: Request) -> HttpResponse:
    """Choose the language: kept in a cookie, and with the account for the next sign-in and for e-mail."""
    if request.method != "POST":
        return render(request, "accounts/language.html", {"languages": settings.LANGUAGES, "next": "/"})
    chosen = request.POST.get("language", "")
    response = redirect(_safe(request, request.POST.get("next", "/")))
    if chosen in dict(settings.LANGUAGES):
        services.remember_language(response, chosen)
        if request.user.is_authenticated:
            services.choose_language(user_id=request.user.pk, language=chosen)
    return response


def my_account(request: Request) -> HttpResponse:
    """What I sign in with, and the ways to make it safer."""
    return render(request, "accounts/mine.html", {"account": selectors.account_of(_user_id(request))})


def closed(_request: Request) -> HttpResponse:
    """Names allauth wants to know; nobody signs up or resets a password alone here."""
    raise Http404


def _pairs(fields: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in fields.items() for value in values]


def typed(request: Request) -> HttpResponse:
    """What was typed before the session ended, to be sent again or dropped; only to the user who typed it."""
    token = typed_token(request)
    work = selectors.typed_work(token=token, user_id=_user_id(request), at=request.at)
    if work is None:
        return redirect("home")
    pairs = _pairs(work.fields)
    context = {
        "typed": pairs,
        "shown": [(name, value) for name, value in pairs if value],
        "path": work.path,
        "page": work.page if work.page != work.path else "",
        "is_fragment": work.page != work.path,
        "token": token,
    }
    return render(request, "accounts/typed.html", context)


def drop_typed(request: Request) -> HttpResponse:
    if request.method == "POST":
        services.drop_typed(token=typed_token(request), user_id=_user_id(request))
    response = redirect("home")
    response.delete_cookie(TYPED_COOKIE)
    return response


def csrf_failed(request: Request, reason: str = "") -> HttpResponse:
    """A form from before the last sign-in: given back with a fresh token, if it came from this site."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    secret = any(name in request.POST for name in NEVER_KEPT - {"csrfmiddlewaretoken"})
    fields = {name: values for name, values in request.POST.lists() if name not in NEVER_KEPT}
    typed = _pairs(fields) if own and not secret and request.user.is_authenticated else []
    context = {"typed": typed, "path": request.get_full_path()}
    return render(request, "accounts/stale.html", context, status=403)
