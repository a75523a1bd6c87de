"""A form shown, its service called, a refusal shown again with everything typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from namro.base.access.http import Request
from namro.base.errors import DomainError
from namro.city.organisation.forms import OfficerForm

Data = dict[str, Any]


def act(
    request: Request, form_class: type[OfficerForm], *, title: str, back: str, done: str, work: Callable[[Data], str | None],
    initial: Data | None = None, lead: str = "", danger: bool = False, ready: Callable[[Any], None] | None = None,
    check: Callable[[], None] | None = None, offer: Callable[[Any], None] | None = None,
) -> HttpResponse:  # fmt: skip
    """Whether the actor may do it at all is asked by the service first of all; `check` asks it before a form is shown.

    `ready` fills the lists a choice is read from, `offer` what only whoever sees the form needs.
    """
    sent = request.POST if request.method == "POST" else None
    form = form_class(sent, initial=initial or {}, actor=request.actor, on=request.on)
    if ready:
        ready(form)
    if sent is not None and form.is_valid():
        try:
            target = work(form.cleaned_data)
        except DomainError as error:
            if error.status in (403, 404):
                raise
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(target or back)
    if check:
        check()
    if offer:
        offer(form)
    page = {"form": form, "title": title, "back": back, "lead": lead, "danger": danger}
    return render(request, "people/form.html", page, status=422 if form.errors else 200)


def when(request: Request) -> Data:
    """Who acts, at which moment, on which day."""
    return {"by": request.actor, "at": request.at, "on": request.on}
