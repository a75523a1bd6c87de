"""Signing in as a citizen, by either way, and out. Where they wanted to go comes along and is led to afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse

from namro.base.errors import DomainError
from namro.base.limits import services as limiting
from namro.base.limits.visitors import address_of
from namro.web.portal import cookies, oidc
from namro.web.portal.forms_citizens import FirstSignInForm, SignInForm
from namro.web.portal.http import PortalRequest
from namro.web.portal.parameters import limits
from namro.web.portal.services import accounts, sessions
from namro.web.portal.services.accounts import BY_ADDRESS
from namro.web.portal.services.following import count_try
from namro.web.portal.services.sessions import Proven

# A page of their own and nothing else: no address of another site, no page that acts.
OWN_PAGE = re.compile(r"/portal/mine/(new/)?([0-9A-Za-z.-]{1,60}/)?")
Data = dict[str, Any]

Answer = TypeVar("Answer", bound=HttpResponseBase)


def sign_in(request: PortalRequest) -> HttpResponse:
    """Number and password, or the way to the provider."""
    return _asked(request, SignInForm, "portal/sign_in.html", accounts.sign_in)


def first(request: PortalRequest) -> HttpResponse:
    """The code of the slip for a password of one's own."""
    return _asked(request, FirstSignInForm, "portal/first.html", accounts.choose_password)


def _asked(
    request: PortalRequest, form_class: type[forms.Form], template: str, prove: Callable[..., Proven]
) -> HttpResponse:
    wanted = _wanted(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method != "POST":
        return redirect(wanted) if request.citizen else _form(request, form_class(), template, wanted)
    form = form_class(request.POST)
    if not form.is_valid():
        return _form(request, form, template, wanted, status=422)
    given = {name: value for name, value in form.cleaned_data.items() if name != "again"}
    try:
        proven = prove(**given, address=address_of(request), at=request.at)
    except DomainError as refused:
        form.add_error(refused.field or None, str(refused))
        return _form(request, form, template, wanted, status=429 if refused.status == 429 else 422)
    return _entered(request, proven, wanted)


def _wanted(text: str) -> str:
    return text if OWN_PAGE.fullmatch(text) else reverse("portal_mine")


def _form(request: PortalRequest, form: forms.Form, template: str, wanted: str, *, status: int = 200) -> HttpResponse:
    one = oidc.provider()
    context = {
        "form": form, "next": wanted, "ask": urlencode({"next": wanted}), "provider": one.called if one else "",
        "has_ended": cookies.SESSION in request.COOKIES, "is_for_a_dossier": wanted != reverse("portal_mine"),
    }  # fmt: skip
    return _plain(render(request, template, context, status=status))


def _entered(request: PortalRequest, proven: Proven, wanted: str) -> HttpResponse:
    """A new session whatever there was before, and a new token for forms."""
    token = sessions.enter(proven, instead_of=cookies.token_of(request), at=request.at)
    rotate_token(request)
    response = redirect(wanted)
    cookies.give(response, cookies.SESSION, token)
    cookies.take(response, cookies.WAY)
    return _plain(response)


def sign_out(request: PortalRequest) -> HttpResponse:
    """The sign-in is over, here and on the server."""
    if request.method != "POST":
        return redirect("portal")
    if request.citizen:
        sessions.leave(request.citizen, at=request.at)
    request.citizen = None
    response = render(request, "portal/signed_out.html")
    cookies.take(response, cookies.SESSION)
    return _plain(response)


def away(request: PortalRequest) -> HttpResponse:
    """To the provider. Nothing is written: what comes back must fit what this browser keeps."""
    one, wanted = oidc.provider(), _wanted(request.GET.get("next", ""))
    if one is None:
        return redirect("portal_sign_in")
    try:
        set_out = oidc.set_out(one, back=_back(request), next_page=wanted, at=request.at)
    except DomainError as refused:
        return _refused(request, refused, wanted)
    response = redirect(set_out.address)
    cookies.give(response, cookies.WAY, set_out.kept)
    return _plain(response)


def back(request: PortalRequest) -> HttpResponse:
    """Where the provider sends the visitor back to. Wrong answers are counted by address."""
    one, kept = oidc.provider(), request.COOKIES.get(cookies.WAY, "")
    if one is None:
        return redirect("portal_sign_in")
    wanted = _wanted(oidc.next_page_of(kept, at=request.at))
    try:
        proven = _proven(request, one, kept)
    except DomainError as refused:
        return _refused(request, refused, wanted)
    return _entered(request, proven, wanted)


def _proven(request: PortalRequest, one: oidc.Provider, kept: str) -> Proven:
    given, address = request.GET, address_of(request)
    answer = oidc.Answer(given.get("state", "")[:200], given.get("code", "")[:2000], given.get("error", "")[:100])
    for name in BY_ADDRESS:
        count_try(name, address, at=request.at)
    proven = oidc.come_back(one, kept=kept, answer=answer, back=_back(request), at=request.at)
    for name in BY_ADDRESS:
        limiting.give_back(limits()[name], address)
    return proven


def _back(request: PortalRequest) -> str:
    """The address the provider knows us by."""
    path = reverse("portal_sign_in_return")
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


def _refused(request: PortalRequest, refused: DomainError, wanted: str) -> HttpResponse:
    """The page to sign in with, saying why it did not work; where they wanted to go is kept."""
    form = SignInForm({})
    form.errors.clear()
    form.add_error(None, str(refused))
    response = _form(
        request, form, "portal/sign_in.html", wanted, status=422 if refused.status == 400 else refused.status
    )
    cookies.take(response, cookies.WAY)
    return response


def citizens_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of a citizen's own: whoever is not signed in goes to sign in, and comes back."""

    def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.citizen:
            return _plain(view(request, *args, **kwargs))
        return _plain(redirect(f"{reverse('portal_sign_in')}?{urlencode({'next': request.path})}"))

    return guarded


def _plain(answer: Answer) -> Answer:
    answer.headers["Cache-Control"] = "no-store"
    return answer
