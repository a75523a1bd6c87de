"""Who looked: a view that shows something personal names it in `request.looked_at`, and the log gets it after the answer.

Each entry is (tag, (type, number), unit number); where it is a citizen's data, `request.purpose` says what for. Reading routes cannot write, so this happens outside of them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from namro.base.audit.services import record_many

SHOWN = (200, 400, 409, 422)  # a page with a refusal on top shows the rest of it all the same


class LookedAt:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        looked_at = getattr(request, "looked_at", None)
        if looked_at and response.status_code in SHOWN:
            purpose = getattr(request, "purpose", "")
            record_many(looked_at, by=request.actor, at=request.at, reason=purpose)  # type: ignore[attr-defined]
        return response
