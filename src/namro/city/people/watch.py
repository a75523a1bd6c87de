"""Who is told when a deputy looks after other units than before; the duty that scores them by those answers (wiring)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

Listener = Callable[[int, date], None]
_told: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(posting_id, first_day)` after every change, in the same transaction."""
    if listener not in _told:
        _told.append(listener)


def tell(posting_id: int, on: date) -> None:
    """From that day on the deputy of this posting looks after something else."""
    for listener in _told:
        listener(posting_id, on)
