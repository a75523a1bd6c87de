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
    request: Request, form_class: Callable[..., OfficerForm], *, back: str, done: str, work: Callable[[Data], object], about: Callable[[], Data],
    template: str = "onestop/act.html",
) -> HttpResponse:  # fmt: skip
    """`work` refuses whoever may not; `about` says what the page shows, and is asked only when it is shown.

    It gives a title, and where there is one: lead, notes, danger, button, colleagues, and what the form begins with.
    """
    sent, status = request.POST if request.method == "POST" else None, 200
    if sent is None:
        shown = {**NOTHING, **about()}
        form = form_class(initial=shown["initial"], actor=request.actor, on=request.on)
    else:
        form = form_class(sent, request.FILES, actor=request.actor, on=request.on)
        refused = _refused(form, work)
        if refused is None:
            messages.success(request, done)
            return redirect(back)
        shown, status = {**NOTHING, **about()}, refused
    return render(request, template, {**shown, "form": form, "back": back}, status=status)


NOTHING: Data = {"lead": "", "notes": (), "danger": False, "button": "", "colleagues": (), "initial": {}}


def _refused(form: OfficerForm, work: Callable[[Data], object]) -> int | None:
    """Do the work; the status of its refusal, kept in the form, or None."""
    if not form.is_valid():
        return 422
    try:
        work(form.cleaned_data)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        form.refuse(error)
        return 409 if isinstance(error, Conflict) else 422
    return None


def when(request: Request) -> Data:
    """Who acts, at which moment, on which day."""
    return {"by": request.actor, "at": request.at, "on": request.on}
