"""No page carries an inline script, style or handler: the content policy would silently not run them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse

# A cheap look first; what it suspects is parsed.
SUSPECT = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|<[a-z][^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)
DATA = ("application/json", "application/ld+json")


class InlineCode(AssertionError):
    """Says where."""


class RefuseInlineCode:
    """A middleware of the tests alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            found = inline_code(response.content.decode())
            if found:
                raise InlineCode(f"{request.path}: {', '.join(found)}")
        return response


def inline_code(page: str) -> list[str]:
    """Every tag of the page that would need `unsafe-inline`, as written."""
    if not SUSPECT.search(page):
        return []
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_code = tag == "script" and "src" not in given and given.get("type") not in DATA
        if tag == "style" or is_code or any(name == "style" or name.startswith("on") for name in given):
            self.found.append(self.get_starttag_text() or tag)
