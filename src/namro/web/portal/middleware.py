"""Who signed in as a citizen. Their cookie reaches the portal alone, and has nothing to do with a session of the staff."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from namro.base.access.rules import NOBODY
from namro.base.audit.services import record_all
from namro.web.portal.cookies import SESSION, token_of
from namro.web.portal.services import sessions


class Citizens:
    """Finds the citizen when a page asks; afterwards notes what they looked at, and that they are still there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION not in request.COOKIES:
            request.citizen = None  # type: ignore[attr-defined]
            return self.get_response(request)
        token = token_of(request)
        request.citizen = SimpleLazyObject(lambda: sessions.citizen_of(token, at=request.at))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.citizen:  # type: ignore[attr-defined]
            self._after(request, response)
        return response

    def _after(self, request: HttpRequest, response: HttpResponse) -> None:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Cache-Control"] = "no-store"  # whatever the page is, it names them
        sessions.still_there(request.citizen, at=request.at)  # type: ignore[attr-defined]
        if response.status_code == 200:
            record_all(getattr(request, "citizen_looked", []), by=NOBODY, at=request.at)  # type: ignore[attr-defined]
