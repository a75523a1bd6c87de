"""What every view here shares: trying an act without losing what was typed, and the month asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.duties.assignments.forms import month_asked
from namro.duties.assignments.rules import next_month, previous_month


def attempt(act: Callable[[], Any]) -> DomainError | None:
    """Do it; a refusal the person can mend is given back and nothing is written. What they may not see stays raised."""
    try:
        with transaction.atomic():
            act()
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return error
    return None


def month_of_request(request: Request) -> date:
    return month_asked(request.GET.get("month") or request.POST.get("month"), request.on)


def months(month: date) -> dict[str, str]:
    """The month before and after, as addresses write them."""
    return {
        "month_text": f"{month:%Y-%m}",
        "before": f"{previous_month(month):%Y-%m}",
        "after": f"{next_month(month):%Y-%m}",
    }


def show(request: Request, template: str, context: dict[str, Any], error: DomainError | None = None) -> HttpResponse:
    """A page, with a refusal on top and its status where there is one."""
    return render(request, template, {**context, "problem_found": error}, status=error.status if error else 200)


def done(request: Request, text: str, to: str, *args: Any, query: str = "") -> HttpResponse:
    """Say what was done, on the page it leads to."""
    messages.success(request, text)
    response = redirect(to, *args)
    if query:
        response["Location"] += query
    return response
