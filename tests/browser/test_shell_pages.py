"""The shell's own pages: no faults by axe at any width and language, nothing wider than a phone, no script errors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cast import City, person, posting, with_password

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    (None, "/accounts/login/"),
    ("an", "/"),
    ("officer", "/"),
    ("an", "/account/"),
    ("an", "/accounts/password/"),
    ("an", "/accounts/2fa/"),
    ("an", "/nowhere/"),
    ("an", "/gallery"),
    ("officer", "/admin/accounts/"),
    ("administrator", "/admin/grants/"),
    ("officer", "/audit/"),
    ("administrator", "/language/"),
]
SHOTS = os.environ.get("NAMRO_SHOTS")


def keep(page, name: str) -> None:
    """A picture for whoever wants to look: NAMRO_SHOTS=folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(visit, faults, city: City, width: int, language: str):
    with_password(city.an)
    posting(person("CB-GIANG", "Ngô Hương Giang"), city.culture)
    found = []
    for who, path in PAGES:
        page = visit(getattr(city, who) if who else None, path, width=width, language=language)
        keep(page, f"{path.strip('/').replace('/', '-') or 'home'}-{who}-{width}-{language}")
        found += [f"{who} {path}: {fault}" for fault in faults(page)]
        found += [f"{who} {path}: {text}" for text in page.problems if "404" not in text]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{who} {path}: wider than the screen")
        page.context.close()
    assert found == []
