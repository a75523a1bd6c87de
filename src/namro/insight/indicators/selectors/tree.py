"""The tree of units as it stood on a day, with what had gone by then hanging where it last stood.

Years of figures outlive reorganisations: a district dissolved in 2025 still has its months of 2024, and they still add up
under the city. Whoever looks as of a day sees each unit where it stood that day, or last before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from namro.base.reading import once_a_reading
from namro.base.rows import planned_cursor
from namro.city.facts.models import RatedKind

PLACED = """
SELECT DISTINCT ON (unit_id) unit_id, parent_id, name, role, position, search_key, valid @> %(on)s::date, upper(valid) - 1
FROM organisation_unitspell WHERE lower(valid) <= %(on)s ORDER BY unit_id, lower(valid) DESC
"""
# Every page of figures needs to know whether the tree is still the one it has, the first and last period of each kind (two
# steps in an index find each end), and the frameworks the city decided itself: they are asked for together. Whatever
# writes a row of the tree gives it another xmin or place, in any process.
STANDING = """
SELECT 'tree', count(*)::text || ':' || coalesce(sum(hashtext(concat_ws(':', id, xmin, ctid))), 0)::text, NULL::date, NULL::date
FROM organisation_unitspell
UNION ALL
SELECT 'span', k.kind, f.first, l.first FROM unnest(%(kinds)s::text[]) AS k(kind)
CROSS JOIN LATERAL (SELECT first FROM indicators_ratingtally t WHERE t.kind = k.kind ORDER BY first LIMIT 1) f
CROSS JOIN LATERAL (SELECT first FROM indicators_ratingtally t WHERE t.kind = k.kind ORDER BY first DESC LIMIT 1) l
UNION ALL
SELECT 'framework', v.framework, v.valid_from, NULL FROM law_frameworkversion v WHERE v.state = 'decided'
"""
DIRECT = "direct"
TREES_KEPT = 8  # days looked as of, in one process


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
    """Every unit there ever was by a day. Nobody changes one: pages share it."""

    places: dict[int, Place]
    below: dict[int | None, list[int]]
    under: dict[int, frozenset[int]]  # subtrees asked for, kept as long as the units
    spans: dict[str, tuple[date, date]]  # the first and the last period there is anything of, by kind
    decided: frozenset[tuple[str, date]] = frozenset()  # frameworks decided here, shipped or not, and since when

    @property
    def roots(self) -> list[int]:
        return self.below.get(None, [])

    def children(self, unit_id: int) -> list[int]:
        return self.below.get(unit_id, [])

    def subtree(self, tops: Iterable[int]) -> frozenset[int]:
        """The units and everything under them."""
        found = [self._under(one) for one in tops if one in self.places]
        return found[0] if len(found) == 1 else frozenset().union(*found)

    def _under(self, top: int) -> frozenset[int]:
        if top not in self.under:
            found: set[int] = set()
            waiting = [top]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting += self.children(one)
            self.under[top] = frozenset(found)
        return self.under[top]

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
    """The whole tree of a day: one query, and another where the tree has changed since it was last asked for."""
    with planned_cursor() as cursor:
        cursor.execute(STANDING, {"kinds": list(RatedKind.values)})
        rows = cursor.fetchall()
    spans = {row[1]: (row[2], row[3]) for row in rows if row[0] == "span"}
    decided = frozenset((row[1], row[2]) for row in rows if row[0] == "framework")
    stamp = next(row[1] for row in rows if row[0] == "tree")
    return Tree(*_placed(on, str(connection.settings_dict["NAME"]), stamp), spans, decided)


@lru_cache(maxsize=TREES_KEPT)
def _placed(
    on: date, _database: str, _stamp: str
) -> tuple[dict[int, Place], dict[int | None, list[int]], dict[int, frozenset[int]]]:
    """The units of a day and what stands under each; kept as long as the stamp of the database's tree is the same."""
    with connection.cursor() as cursor:
        cursor.execute(PLACED, {"on": on})
        places = {row[0]: Place(*row) for row in cursor.fetchall()}
    below: dict[int | None, list[int]] = {}
    for one in sorted(places.values(), key=lambda place: place.order):
        above = one.parent_id if one.parent_id in places else None
        below.setdefault(above, []).append(one.unit_id)
    return places, below, {}
