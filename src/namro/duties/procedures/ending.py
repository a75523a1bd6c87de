"""Who is told when procedures end; the duty that takes what is asked for answers (wiring)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from namro.base.access.rules import Actor

Listener = Callable[[Mapping[str, date], Actor, datetime], None]
_told: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener({code: first day without it}, by, at)` when a decision ends procedures, in the same transaction."""
    if listener not in _told:
        _told.append(listener)


def tell(ended: Mapping[str, date], by: Actor, at: datetime) -> None:
    for listener in _told:
        listener(ended, by, at)
