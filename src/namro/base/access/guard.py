"""What a visitor without the right gets to see."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import escape_leading_slashes


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back; an htmx fragment tells the whole page to go there."""
    here = current_page(request)
    target = f"{reverse('account_login')}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def not_found(_request: HttpRequest) -> HttpResponseBase:
    """What you may not see does not exist."""
    raise Http404


def current_page(request: HttpRequest) -> str:
    """Path and query of the page a request was made from, as htmx tells it; never an address of another site."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    path = page.path + (f"?{page.query}" if page.query else "")
    return escape_leading_slashes(path) if path.startswith("/") else request.get_full_path()
