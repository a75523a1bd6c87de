"""What the page shell shows on every page. Computed only when a template asks: fragments pay nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import SimpleLazyObject

from namro.base.access.http import Request
from namro.base.access.rules import NOBODY
from namro.base.ui.navigation import Item, Standing, menu_for, standing_of


@dataclass(frozen=True)
class Shell:
    standing: Standing
    menu: list[Item]

    @property
    def groups(self) -> list[tuple[Any, list[Item]]]:
        """The menu by group, in the order given."""
        found: dict[str, tuple[Any, list[Item]]] = {}
        for item in self.menu:
            found.setdefault(str(item.group), (item.group, []))[1].append(item)
        return list(found.values())

    @property
    def quick(self) -> list[Item]:
        return [item for item in self.menu if item.quick][:4]

    @property
    def has_search(self) -> bool:
        return any(item.path == "/people/" for item in self.menu)


def _shell(request: Request) -> Shell:
    actor = getattr(request, "actor", NOBODY)
    if not actor.is_signed_in:
        return Shell(Standing(), [])
    standing = standing_of(actor, request.on)
    return Shell(standing, menu_for(actor, standing, request.path))


def shell(request: Request) -> dict[str, Any]:
    return {
        "actor": getattr(request, "actor", NOBODY),
        "on": getattr(request, "on", None),
        "shell": SimpleLazyObject(lambda: _shell(request)),
    }
