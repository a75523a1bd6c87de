"""Edges of every request: content security, a database that is away, refusals shown as pages or fragments."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from namro.base.errors import DomainError

POLICY = "; ".join(  # noqa: FLY002 - one directive a line reads best
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
logger = logging.getLogger("namro")


class ContentSecurity:
    """No inline script or style runs anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class BodySize:
    """A body too large for its address is refused by its announced size, before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) <= _largest(request.path):
            return self.get_response(request)
        most = _largest(request.path) // 2**20
        return render(request, "ui/too_large.html", {"most": most}, status=413)


def _largest(path: str) -> int:
    allowed = (most for start, most in settings.LARGEST_UPLOADS.items() if path.startswith(start))
    return int(max(allowed, default=settings.LARGEST_BODY))


class DatabaseAway:
    """While the database cannot be reached, a page says so and asks to try again; nothing typed is thrown away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return away(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return away(request, error) if isinstance(error, (OperationalError, InterfaceError)) else None


# Never sent back to a page: what only the sign-in page may ask for.
SECRET_FIELDS = ("password", "login", "code")


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page of a database that is away: everything typed comes back with it, ready to send again."""
    logger.error("database unreachable", exc_info=error)
    sent = [(key, value) for key, values in request.POST.lists() for value in values]
    typed = [] if any(key in SECRET_FIELDS for key, _ in sent) else sent
    shown = [(key, value) for key, value in typed if key != "csrfmiddlewaretoken" and value]
    context = {"typed": typed, "shown": shown, "path": request.get_full_path()}
    content = render_to_string("ui/away.html", context)
    return HttpResponse(content, status=503, headers={"Retry-After": "10"})


class DomainErrors:
    """A refusal becomes a page (or an htmx fragment) with its own status.

    Whatever the request wrote is rolled back already: the exception has left the transaction of the route.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        context: dict[str, Any] = {"error": error}
        template = "ui/error_fragment.html" if request.headers.get("HX-Request") else "ui/error.html"
        return render(request, template, context, status=error.status)
