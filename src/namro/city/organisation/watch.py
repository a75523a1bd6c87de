"""Who is told when the tree of units changes; the duty that counts people by where they stand answers (wiring)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

Listener = Callable[[frozenset[int], date], None]
_told: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(unit_ids, first_day)` after every change, in the same transaction."""
    if listener not in _told:
        _told.append(listener)


def tell(unit_ids: Iterable[int | None], on: date) -> None:
    """From that day on something else stands under these units: what moved or went, what it stood and stands under."""
    units = frozenset(one for one in unit_ids if one is not None)
    for listener in _told:
        listener(units, on)
