"""Gives every request its actor, once, and refuses routes that made no declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from namro.base.access.routes import ROUTES
from namro.base.access.selectors import actor_of

# Routes of libraries: sign-in, TOTP and signing out have checks of their own.
LIBRARY_ROUTES = ("account_", "mfa_")


class RouteRules:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.on = timezone.localdate()  # type: ignore[attr-defined]
        request.at = timezone.now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_of(request.user, on=request.on))  # type: ignore[attr-defined,arg-type]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        _refuse_nothings(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if name is None or name in ROUTES or name.startswith(LIBRARY_ROUTES):
            return
        raise ImproperlyConfigured(f"route {name!r} declares neither mode nor permission")


def _refuse_nothings(request: HttpRequest) -> None:
    """A NUL character is in nothing anybody types, and the database takes none: 400."""
    sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    if any("\0" in value for data in sent for _key, values in data.lists() for value in values):
        raise SuspiciousOperation("NUL in what was sent")
