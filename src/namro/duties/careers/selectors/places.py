"""How high a unit and a post stand on a day."""

from __future__ import annotations

from datetime import date

from namro.city.organisation import selectors as organisation
from namro.duties.careers.parameters import parameters
from namro.duties.careers.rules.moves import Place


def place_of(unit_id: int, rank: str, *, on: date) -> Place:
    """The level of the unit's kind that day, or of the nearest unit above that has one, and the height of the post in it."""
    levels, steps = parameters().levels, list(reversed(organisation.path(unit_id, on=on)))
    level = next((levels.of[one.kind] for one in steps if one.kind in levels.of), levels.otherwise)
    role = steps[0].role if steps else "direct"
    return Place(level, levels.heights[role][rank])
