"""The menu and the signed-in person's standing, given by the room above: the shell itself knows no duty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from namro.base.access.rules import Actor


@dataclass(frozen=True)
class Standing:
    """What the shell says about the person: name, unit, what they head, and how many notices wait."""

    name: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    is_posted: bool = False
    heads: bool = False  # a unit of any kind: has a team to score
    decides: bool = False  # heads a using or managing agency
    is_delegate: bool = False
    unread: int = 0

    @property
    def initials(self) -> str:
        """The given name's first letter, as Vietnamese lists do."""
        return self.name.split(" ")[-1][:1].upper() if self.name else "?"


@dataclass(frozen=True)
class Item:
    """One line of the menu. `shown` decides from the actor and their standing; `quick` puts it in the phone's bar."""

    text: Any
    path: str
    icon: str
    group: Any
    shown: Callable[[Actor, Standing], bool]
    short: Any = ""
    quick: bool = False
    is_current: bool = False


NOBODY_IN_PARTICULAR = Standing()
_standing: list[Callable[[Actor, date], Standing]] = []
_menu: list[Callable[[], Sequence[Item]]] = []


def connect(*, standing: Callable[[Actor, date], Standing], menu: Callable[[], Sequence[Item]]) -> None:
    """Give the shell its two sources; the last call counts."""
    _standing[:] = [standing]
    _menu[:] = [menu]


def standing_of(actor: Actor, on: date) -> Standing:
    if not _standing or not actor.is_signed_in:
        return NOBODY_IN_PARTICULAR
    return _standing[0](actor, on)


def menu_for(actor: Actor, standing: Standing, path: str) -> list[Item]:
    """The items this person may use, the one that holds `path` marked."""
    if not _menu or not actor.is_signed_in:
        return []
    items = [item for item in _menu[0]() if item.shown(actor, standing)]
    current = max((i.path for i in items if _holds(i.path, path)), key=len, default=None)
    return [Item(**{**item.__dict__, "is_current": item.path == current}) for item in items]


def _holds(item_path: str, path: str) -> bool:
    return path == item_path or (item_path != "/" and path.startswith(item_path.rstrip("/") + "/"))
