"""What a visitor without the right gets to see."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back; an htmx fragment tells the whole page to go there."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    here = (page.path + (f"?{page.query}" if page.query else "")) or request.get_full_path()
    target = f"{reverse('account_login')}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def not_found(_request: HttpRequest) -> HttpResponseBase:
    """What you may not see does not exist."""
    raise Http404
