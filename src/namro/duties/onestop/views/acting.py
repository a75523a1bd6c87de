"""A form shown, its service called, a refusal shown again with everything typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from namro.base.access.http import Request
from namro.base.errors import Conflict, DomainError
from namro.city.organisation.forms import OfficerForm

Data = dict[str, Any]


def act(
    request: Request, form_class: type[OfficerForm], *, title: str, back: str, done: str, work: Callable[[Data], object],
    initial: Data | None = None, lead: str = "", notes: tuple[str, ...] = (), danger: bool = False, button: str = "",
    template: str = "onestop/act.html", more: Data | None = None,
) -> HttpResponse:  # fmt: skip
    """Whoever may not do it at all is refused by `work`, or before the form is built."""
    sent = request.POST if request.method == "POST" else None
    form = form_class(sent, initial=initial or {}, actor=request.actor, on=request.on)
    status = 200
    if sent is not None and form.is_valid():
        try:
            work(form.cleaned_data)
        except DomainError as error:
            if error.status in (403, 404):
                raise
            status = 409 if isinstance(error, Conflict) else 422
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(back)
    elif sent is not None:
        status = 422
    page = {
        "form": form, "title": title, "back": back, "lead": lead, "notes": notes, "danger": danger, "button": button,
        "colleagues": (), **(more or {}),
    }  # fmt: skip
    return render(request, template, page, status=status)


def when(request: Request) -> Data:
    """Who acts, at which moment, on which day."""
    return {"by": request.actor, "at": request.at, "on": request.on}
