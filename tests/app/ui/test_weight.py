"""What a visit transfers, compressed as the server sends it: 200 kB the first time with fonts, 40 kB the next page."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from tests.cast import City

pytestmark = pytest.mark.django_db
FIRST, NEXT = 200_000, 40_000


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def sent(name: str) -> int:
    """Bytes of a static file on the wire; fonts are compressed already."""
    content = Path(finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else compressed(content)


def static_files(page: str) -> set[str]:
    """Everything a page links, and everything its style sheets link."""
    names = set(re.findall(r"/static/([\w./-]+)", page))
    for name in [name for name in names if name.endswith(".css")]:
        folder = name.rsplit("/", 1)[0]
        sheet = Path(finders.find(name)).read_text()
        names |= {f"{folder}/{url}" for url in re.findall(r"url\(\"?([\w./-]+\.woff2)", sheet)}
    return names


def test_first_visit_with_fonts(city: City, as_):
    response = as_(city.officer).get("/")
    files = static_files(response.content.decode())
    assert any(name.endswith(".woff2") for name in files)
    assert compressed(response.content) + sum(sent(name) for name in files) <= FIRST


@pytest.mark.parametrize("path", ["/", "/gallery", "/admin/accounts/", "/audit/", "/account/"])
def test_next_page(city: City, as_, path: str):
    assert compressed(as_(city.officer).get(path).content) <= NEXT
