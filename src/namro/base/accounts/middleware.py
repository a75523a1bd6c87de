"""The language a person chose, sessions that end, first passwords, and the typed work of an expired session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from namro.base.access.guard import current_page
from namro.base.access.routes import ROUTES
from namro.base.access.rules import Permission
from namro.base.accounts import services

TYPED_COOKIE = "namro_typed"
WHO_COOKIE = "namro_who"  # whose browser this was; signed, and good for nothing but giving typed work back
SIGNED_IN_AT = "signed_in_at"
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "login", "code"}
OPEN_WITH_FIRST_PASSWORD = {"account_change_password", "account_logout", "language", "account_reauthenticate"}
Answer = Callable[[HttpRequest], HttpResponse]


class AccountLanguage:
    """Vietnamese unless the cookie says otherwise; the browser's own preference is not asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionEnds:
    """A session ends so many hours after signing in, however busy it was."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        since = request.session.get(SIGNED_IN_AT)
        if since is not None and timezone.now().timestamp() - since > settings.SESSION_COOKIE_AGE:
            logout(request)
        return self.get_response(request)


class FirstPassword:
    """Who still has the password an officer printed changes it before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        match = request.resolver_match
        if match is None or match.url_name in OPEN_WITH_FIRST_PASSWORD:
            return None
        return redirect("account_change_password")


class TypedWorkSurvives:
    """A POST from a session that has ended is kept and given back to the same user after signing in again.

    It runs after the CSRF check: what another site made the browser send is not kept.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if token := getattr(request, "typed_token", None):
            _set(response, TYPED_COOKIE, token, days=1)
        if request.user.is_authenticated:
            self._know(request, response)
            self._drop_when_sent(request, response)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        who = _who(request)
        if who is None or not _is_lost_work(request):
            return
        fields = {key: values for key, values in request.POST.lists() if key not in NEVER_KEPT}
        here = request.get_full_path()
        page = urlsplit(current_page(request))
        request.typed_token = services.keep_typed(  # type: ignore[attr-defined]
            path=here, page=page.path or "/", fields=fields, user_id=who, at=timezone.now()
        )

    def _know(self, request: HttpRequest, response: HttpResponse) -> None:
        if _who(request) != request.user.pk:
            _set(response, WHO_COOKIE, signing.dumps(request.user.pk, salt=WHO_COOKIE), days=30)

    def _drop_when_sent(self, request: HttpRequest, response: HttpResponse) -> None:
        token = request.POST.get("nr_typed", "") if request.method == "POST" else ""
        if token and response.status_code < 400:
            services.drop_typed(token=token, user_id=request.user.pk)  # type: ignore[arg-type]
            response.delete_cookie(TYPED_COOKIE)


def _who(request: HttpRequest) -> int | None:
    try:
        return int(signing.loads(request.COOKIES.get(WHO_COOKIE, ""), salt=WHO_COOKIE))
    except (signing.BadSignature, ValueError):
        return None


def _is_lost_work(request: HttpRequest) -> bool:
    if request.method != "POST" or request.user.is_authenticated or not request.POST:
        return False
    route = ROUTES.get(request.resolver_match.url_name or "") if request.resolver_match else None
    return route is not None and route.needs is not Permission.PUBLIC


def _set(response: HttpResponse, name: str, value: str, *, days: int) -> None:
    response.set_cookie(name, value, max_age=days * 86400, httponly=True, samesite="Lax", secure=settings.HTTPS)


def typed_token(request: HttpRequest) -> str:
    return request.COOKIES.get(TYPED_COOKIE, "")
