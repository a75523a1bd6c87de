"""The two cookies of a citizen's sign-in. Both are sent to the portal alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SESSION = "namro_citizen"
WAY = "namro_citizen_way"  # what a visit to the identity provider set out with, sealed


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(SESSION, "")[:100]


def give(response: HttpResponse, name: str, value: str) -> None:
    """Until the browser is closed; how long it holds is for the server to say."""
    response.set_cookie(
        name, value, path=reverse("portal"), httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )  # fmt: skip


def take(response: HttpResponse, name: str) -> None:
    response.delete_cookie(name, path=reverse("portal"), samesite=settings.SESSION_COOKIE_SAMESITE)
