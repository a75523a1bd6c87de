"""The language a person chose, and the typed work of an expired session."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from namro.base.accounts.models import TypedWork

COOKIE = "namro_typed"
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "login", "code"}


class AccountLanguage:
    """Vietnamese unless the cookie says otherwise; the browser's own preference is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class TypedWorkSurvives:
    """A POST from a session that has ended is kept under a random token and given back after signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_lost_work(request):
            return self.get_response(request)
        token = secrets.token_urlsafe(32)
        fields = {key: values for key, values in request.POST.lists() if key not in NEVER_KEPT}
        TypedWork.objects.create(token=token, path=request.get_full_path(), fields=fields, at=timezone.now())
        response = self.get_response(request)
        response.set_cookie(COOKIE, token, max_age=86400, httponly=True, samesite="Lax", secure=settings.HTTPS)
        return response

    def _is_lost_work(self, request: HttpRequest) -> bool:
        if request.method != "POST" or request.user.is_authenticated or "sessionid" not in request.COOKIES:
            return False
        return not request.path.startswith("/accounts/") and bool(request.POST)
