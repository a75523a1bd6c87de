"""Pages looked at one after another: what axe finds, what the console says, whether they fit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

SHOTS = os.environ.get("NAMRO_SHOTS")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def keep(page: Any, name: str) -> None:
    """A picture for whoever wants to look: NAMRO_SHOTS=folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def problems_of(
    visit: Callable[..., Any], faults: Callable[[Any], list[str]], pages: Iterable[tuple[Any, str]], *, width: int,
    language: str,
) -> list[str]:  # fmt: skip
    """What is wrong with pages, each opened as a user (None: signed out); one browser a person, which keeps its styles."""
    found: list[str] = []
    opened: dict[Any, Any] = {}
    for user, path in pages:
        if page := opened.get(user):
            page.problems.clear()
            page.goto("/".join([*page.url.split("/")[:3], path.removeprefix("/")]))
        else:
            page = opened[user] = visit(user, path, width=width, language=language)
        keep(page, f"{path.strip('/').replace('/', '-').partition('?')[0] or 'home'}-{user}-{width}-{language}")
        found += [f"{user} {path}: {text}" for text in (*faults(page), *page.problems)]
        if page.evaluate(WIDER):
            found.append(f"{user} {path}: wider than the screen")
    return found
