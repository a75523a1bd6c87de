"""Who keeps the frameworks: home affairs over everything, which the rooms above this one know how to tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from namro.base.access.rules import Actor, Relation

Keeps = Callable[[Actor, date], bool]
_keeps: list[Keeps] = []


def connect(keeps: Keeps) -> None:
    """Give the way to tell whether somebody is home affairs over the whole tree; the last call counts."""
    _keeps[:] = [keeps]


def relations_to_frameworks(actor: Actor, *, on: date) -> frozenset[Relation]:
    """What somebody is to the frameworks: an officer of a part of the tree is none."""
    found = actor.own_relations - {Relation.OFFICER}
    whole = bool(_keeps) and bool(actor.officer_of) and _keeps[0](actor, on)
    return found | {Relation.OFFICER} if whole else found
