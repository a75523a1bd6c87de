"""The tree of units as it stood on a day, with what had gone by then hanging where it last stood.

Years of figures outlive reorganisations: a district dissolved in 2025 still has its months of 2024, and they still add up
under the city. Whoever looks as of a day sees each unit where it stood that day, or last before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import connection

from namro.base.reading import once_a_reading
from namro.city.facts.models import RatedKind

# Every page of figures needs the tree, the first and last period of each kind, and the frameworks the city decided itself:
# they are asked for together. A line without a unit is a kind, two steps in an index find each end; or a framework.
PLACED = """
(SELECT DISTINCT ON (unit_id) unit_id, parent_id, name, role, position, search_key, valid @> %(on)s::date, upper(valid) - 1
FROM organisation_unitspell WHERE lower(valid) <= %(on)s ORDER BY unit_id, lower(valid) DESC)
UNION ALL
SELECT NULL, NULL, k.kind, '', 0, f.first::text, true, l.first FROM unnest(%(kinds)s::text[]) AS k(kind)
CROSS JOIN LATERAL (SELECT first FROM indicators_ratingtally t WHERE t.kind = k.kind ORDER BY first LIMIT 1) f
CROSS JOIN LATERAL (SELECT first FROM indicators_ratingtally t WHERE t.kind = k.kind ORDER BY first DESC LIMIT 1) l
UNION ALL
SELECT NULL, NULL, v.framework, %(framework)s, 0, '', true, v.valid_from FROM law_frameworkversion v WHERE v.state = 'decided'
"""
DIRECT, FRAMEWORK = "direct", "framework"


@dataclass(frozen=True)
class Place:
    """One unit where it stands, or last stood."""

    unit_id: int
    parent_id: int | None
    name: str
    role: str
    position: int
    search_key: str
    stands: bool
    last_day: date | None

    @property
    def order(self) -> tuple[bool, int, str, int]:
        return not self.stands, self.position, self.search_key, self.unit_id


@dataclass(frozen=True)
class Tree:
    """Every unit there ever was by a day."""

    places: dict[int, Place]
    spans: dict[str, tuple[date, date]]  # the first and the last period there is anything of, by kind
    decided: frozenset[tuple[str, date]] = frozenset()  # frameworks decided here, shipped or not, and since when
    _below: dict[int | None, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in sorted(self.places.values(), key=lambda place: place.order):
            above = one.parent_id if one.parent_id in self.places else None
            self._below.setdefault(above, []).append(one.unit_id)

    @cached_property
    def roots(self) -> list[int]:
        return self._below.get(None, [])

    def children(self, unit_id: int) -> list[int]:
        return self._below.get(unit_id, [])

    def subtree(self, tops: Iterable[int]) -> frozenset[int]:
        """The units and everything under them."""
        found: set[int] = set()
        waiting = [one for one in tops if one in self.places]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.children(one)
        return frozenset(found)

    def path(self, unit_id: int) -> list[int]:
        """From the top down to the unit."""
        found: list[int] = []
        at: int | None = unit_id
        while at is not None and at in self.places and at not in found:
            found.append(at)
            at = self.places[at].parent_id
        return found[::-1]

    def name(self, unit_id: int) -> str:
        place = self.places.get(unit_id)
        return place.name if place else ""

    def agency(self, unit_id: int) -> int:
        """The using agency a unit is or stands in."""
        for one in reversed(self.path(unit_id)):
            if self.places[one].role != DIRECT:
                return one
        return unit_id


@once_a_reading
def tree_on(on: date) -> Tree:
    """The whole tree of a day: one query."""
    with connection.cursor() as cursor:
        cursor.execute(PLACED, {"on": on, "kinds": list(RatedKind.values), "framework": FRAMEWORK})
        rows = cursor.fetchall()
    places = {row[0]: Place(*row) for row in rows if row[0] is not None}
    others = [row for row in rows if row[0] is None]
    spans = {row[2]: (date.fromisoformat(row[5]), row[7]) for row in others if row[3] != FRAMEWORK}
    return Tree(places, spans, frozenset((row[2], row[7]) for row in others if row[3] == FRAMEWORK))
