"""The last page: a fault nobody foresaw, or a database lost where no other edge can catch it."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from namro.base.ui.middleware import away


def failed(request: HttpRequest) -> HttpResponse:
    """A page that needs no database. Where the database itself is what failed, the page that says so."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):
        return away(request, error)
    return HttpResponse(render_to_string("500.html"), status=500)
