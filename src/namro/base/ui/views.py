"""The living gallery: every component in use, so that nobody draws a second one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from namro.base.access.http import Request
from namro.base.ui import gallery as samples


def gallery(request: Request) -> HttpResponse:
    return render(request, "ui/gallery.html", samples.context(request.GET))
