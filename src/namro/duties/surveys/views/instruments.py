"""Instruments: their list, one of them, two beside each other, and the samples taken in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.duties.surveys import selectors, services
from namro.duties.surveys.forms import title_of
from namro.duties.surveys.models import Instrument
from namro.duties.surveys.structure import built_in, levels, lines


def instrument_list(request: Request) -> HttpResponse:
    """Every version, and the samples of law/surveys that nobody took in yet."""
    rows = list(selectors.instruments())
    kept = {one.key: one for one in reversed(rows)}  # rows come newest first: the newest wins
    waiting = [(key, title_of(data)) for key, data in built_in().items() if key not in kept or kept[key].data != data]
    context = {
        "rows": [(one, title_of(one.data), kept[one.key].pk) for one in rows],
        "waiting": waiting if selectors.campaigns_kept(request.actor, on=request.on) else [],
    }
    return render(request, "surveys/instruments.html", context)


def instrument(request: Request, instrument_id: int) -> HttpResponse:
    """One version, question by question, with its weights and where it comes from."""
    found = get_object_or_404(Instrument, pk=instrument_id)
    context = {
        "i": found, "title": title_of(found.data), "lines": lines(found.data), "levels": levels(found.data),
        "others": Instrument.objects.filter(key=found.key).exclude(pk=found.pk).order_by("-version"),
    }  # fmt: skip
    return render(request, "surveys/instrument.html", context)


def compare(request: Request, before_id: int, after_id: int) -> HttpResponse:
    """Two versions line by line."""
    before, after = get_object_or_404(Instrument, pk=before_id), get_object_or_404(Instrument, pk=after_id)
    context = {
        "before": before, "after": after, "title": title_of(after.data), "changes": selectors.compare(before, after)
    }  # fmt: skip
    return render(request, "surveys/compare.html", context)


def adopt(request: Request, key: str) -> HttpResponse:
    """Take a sample in, as it stands in law/surveys."""
    if key not in built_in():
        raise Http404
    title = title_of(built_in()[key])
    if request.method != "POST":
        return render(request, "surveys/adopt.html", {"title": title, "lines": lines(built_in()[key])})
    made = services.put_instrument(data=built_in()[key], by=request.actor, at=request.at)
    messages.success(request, _("Đã đưa bộ câu hỏi vào dùng."))
    return redirect("survey_instrument", made.pk)
