"""Who is told when a deputy looks after other units than before, and who is asked before somebody is given a post.

This module tells and asks; the duties that know answer (wiring).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from namro.base.access.rules import Actor

Listener = Callable[[int, date], None]
_told: list[Listener] = []


@dataclass(frozen=True)
class Placing:
    """A post somebody is about to be given; `leaves` is the posting it ends, where it ends one."""

    person_id: int
    unit_id: int
    rank: str
    on: date
    by: Actor
    at: datetime
    leaves: int | None = None


@dataclass(frozen=True)
class Wanted:
    """A post a list would give somebody in place of another."""

    person_id: int
    unit_id: int
    rank: str
    on: date
    leaves: int | None


Guard = Callable[[Placing], None]
ListGuard = Callable[[Sequence[Wanted]], Mapping[int, str]]
_asked: list[Guard] = []
_asked_of_lists: list[ListGuard] = []


def guard(asked: Guard) -> None:
    """Ask `asked(placing)` before every posting by hand, in the same transaction; it refuses by raising DomainError."""
    if asked not in _asked:
        _asked.append(asked)


def ask(placing: Placing) -> None:
    """Refuses: whatever the guards refuse"""
    for asked in _asked:
        asked(placing)


def listen(listener: Listener) -> None:
    """Call `listener(posting_id, first_day)` after every change, in the same transaction."""
    if listener not in _told:
        _told.append(listener)


def tell(posting_id: int, on: date) -> None:
    """From that day on the deputy of this posting looks after something else."""
    for listener in _told:
        listener(posting_id, on)


def guard_lists(asked: ListGuard) -> None:
    """Ask `asked(wanted)` before a whole list is written; it answers why some may not have their post, by their place in it."""
    if asked not in _asked_of_lists:
        _asked_of_lists.append(asked)


def barred(wanted: Sequence[Wanted]) -> dict[int, str]:
    """What the guards have against posts of a list, by place."""
    return {place: why for asked in _asked_of_lists for place, why in asked(wanted).items()}
