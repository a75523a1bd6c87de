"""The request as views see it: RouteRules has said who acts, on which day and at which moment."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest

from namro.base.access.rules import Actor


class Request(HttpRequest):
    """Never instantiated: it names, for the type checker, what the middleware sets on Django's own request."""

    actor: Actor
    on: date
    at: datetime
    # (tag, (type of the subject, its id), unit id) of everything shown that its owner may know was looked at
    looked_at: list[tuple[str, tuple[str, int], int | None]]
    purpose: str  # of that look, where what is shown is a citizen's
