"""Which way a move goes, and who may not make it.

Law: law/parameters/careers.yaml#unit_levels, #post_heights, #upward_moves, #not_reappointed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    UP = "up"
    LEVEL = "level"
    DOWN = "down"


def direction(from_unit_level: int, to_unit_level: int, from_height: int, to_height: int) -> Direction:
    """Up when the unit stands higher or the post does; down when one is lower and neither is higher."""
    if to_unit_level > from_unit_level or to_height > from_height:
        return Direction.UP
    if to_unit_level < from_unit_level or to_height < from_height:
        return Direction.DOWN
    return Direction.LEVEL


def is_equal_or_higher(from_unit_level: int, to_unit_level: int, from_height: int, to_height: int) -> bool:
    """Whether a post is equal to or higher than one given up: no leading post at all is neither."""
    if to_height == 0:
        return False
    return to_height >= from_height or to_unit_level > from_unit_level


class Bar(StrEnum):
    """Why somebody may not take a post."""

    FAILING_YEAR = "failing_year"
    DISCIPLINE = "discipline"
    NOT_REAPPOINTED = "not_reappointed"


@dataclass(frozen=True)
class Place:
    """A unit's level and a post's height in it."""

    level: int
    height: int


def bars(current: Place | None, wanted: Place, *, weak: frozenset[Bar], given_up: Place | None) -> list[Bar]:
    """What stands in the way of a post: upward for the weak, equal or higher for whoever was not reappointed.

    `current` is None for somebody posted nowhere: any leading post is then upward.
    """
    came_from = current or Place(0, 0)
    is_up = direction(came_from.level, wanted.level, came_from.height, wanted.height) == Direction.UP
    found = sorted(weak) if is_up else []
    if given_up and is_equal_or_higher(given_up.level, wanted.level, given_up.height, wanted.height):
        found.append(Bar.NOT_REAPPOINTED)
    return found
