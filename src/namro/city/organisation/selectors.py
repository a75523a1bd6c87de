"""Every read of the tree: names, paths, subtrees, as of a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, When

from namro.base.access.rules import Actor, Relation
from namro.base.reading import once_a_reading
from namro.base.rows import Columns, instances
from namro.city.organisation.models import AgencyRole, Succession, Unit, UnitSpell
from namro.engine.text import search_key

SUBTREE = """
WITH RECURSIVE down(unit_id) AS (
    SELECT unnest(%(tops)s::bigint[])
    UNION
    SELECT s.unit_id FROM down JOIN organisation_unitspell s
        ON s.parent_id = down.unit_id AND s.valid @> %(on)s::date
)
SELECT unit_id FROM down LIMIT %(most)s
"""
SPELL, UNIT = Columns(UnitSpell, "s"), Columns(Unit, "u")
PATH = f"""
WITH RECURSIVE up AS (
    SELECT s.id, s.parent_id, 0 AS height FROM organisation_unitspell s
        WHERE s.unit_id = %(unit)s AND s.valid @> %(on)s::date
    UNION ALL
    SELECT s.id, s.parent_id, up.height + 1 FROM up JOIN organisation_unitspell s
        ON s.unit_id = up.parent_id AND s.valid @> %(on)s::date
    WHERE up.height < 30
)
SELECT {SPELL.sql}, {UNIT.sql} FROM up JOIN organisation_unitspell s ON s.id = up.id
JOIN organisation_unit u ON u.id = s.unit_id ORDER BY up.height DESC
"""  # noqa: S608 - names of columns
# One row a unit: the spell of that day, or the nearest there is, so that old papers always show a name.
NAMES = """
SELECT DISTINCT ON (unit_id) unit_id, name FROM organisation_unitspell WHERE unit_id = ANY(%(units)s)
ORDER BY unit_id, valid @> %(on)s::date DESC, lower(valid) <= %(on)s::date DESC, lower(valid) DESC
"""
# One row a unit: today where it stands, else its last day before, else its first day after.
JUDGED = """
SELECT DISTINCT ON (unit_id) unit_id,
    CASE WHEN valid @> %(today)s::date THEN %(today)s::date WHEN upper(valid) <= %(today)s::date THEN upper(valid) - 1
         ELSE lower(valid) END
FROM organisation_unitspell WHERE unit_id = ANY(%(units)s)
ORDER BY unit_id, valid @> %(today)s::date DESC, upper(valid) <= %(today)s::date DESC NULLS LAST,
    CASE WHEN upper(valid) <= %(today)s::date THEN lower(valid) END DESC, lower(valid)
"""
LEVEL = 50  # units shown under one before the rest is asked for
MOST_FOUND = 25  # by a search; each brings the units above it along
# The matching units, the higher ones first, and every unit above them; how many match stands in each line.
FOUND = """
WITH RECURSIVE hit AS (
    SELECT s.id, s.unit_id, s.parent_id, count(*) OVER () AS number
    FROM organisation_unitspell s JOIN organisation_unit u ON u.id = s.unit_id
    WHERE s.valid @> %(on)s::date
      AND (strpos(s.search_key, %(asked)s) > 0 OR strpos(lower(u.code), %(asked)s) > 0)
    ORDER BY s.role = 'direct', s.position, s.search_key, s.unit_id LIMIT %(most)s
), up AS (
    SELECT id, parent_id, true AS is_match, number FROM hit
    UNION
    SELECT s.id, s.parent_id, false, 0 FROM up
    JOIN organisation_unitspell s ON s.unit_id = up.parent_id AND s.valid @> %(on)s::date
)
SELECT id, bool_or(is_match), max(number) FROM up GROUP BY id
"""


# A unit and the direct-using units under it, the people of one agency; and what stands directly under it, by name.
AGENCY = """
WITH RECURSIVE down(unit_id) AS (
    SELECT %(unit)s::bigint
    UNION
    SELECT s.unit_id FROM down JOIN organisation_unitspell s
        ON s.parent_id = down.unit_id AND s.valid @> %(on)s::date AND s.role = 'direct'
)
SELECT unit_id, NULL, 0, '' FROM down
UNION ALL
SELECT unit_id, name, position, search_key FROM organisation_unitspell WHERE parent_id = %(unit)s AND valid @> %(on)s::date
ORDER BY 3, 4, 1
"""


def _column(sql: str, parameters: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


@once_a_reading
def spell(unit_id: int, *, on: date) -> UnitSpell | None:
    """What the unit was on that day; None when it did not exist."""
    return UnitSpell.objects.select_related("unit").filter(unit_id=unit_id, valid__contains=on).first()


def unit_by_code(code: str, *, on: date) -> UnitSpell | None:
    """The unit of that code as it was that day, or as it was last; capitals or not."""
    written = code.strip()
    found = UnitSpell.objects.filter(unit__code__in={written, written.upper(), written.lower()})
    rows = list(found.select_related("unit").order_by("valid"))
    return next((row for row in rows if on in row.valid), rows[-1] if rows else None)


def named(words: str, *, on: date, most: int) -> list[UnitSpell]:
    """Units that bear the name on a day; where none does, those whose name holds the words, the higher ones first."""
    key = search_key(words)
    if not key:
        return []
    rows = UnitSpell.objects.filter(valid__contains=on).select_related("unit").order_by("role", "search_key", "unit_id")
    return list(rows.filter(search_key=key)[:most]) or list(rows.filter(search_key__contains=key)[:most])


def nearest(unit_id: int, below: Iterable[int], *, on: date, most: int) -> list[UnitSpell]:
    """The unit, then those below it, then the agencies of the whole tree, by name."""
    near = Case(When(unit=unit_id, then=0), When(unit__in=list(below), then=1), default=2)
    rows = UnitSpell.objects.filter(~Q(role=AgencyRole.DIRECT) | Q(unit__in=list(below)), valid__contains=on)
    return list(rows.select_related("unit").order_by(near, "search_key", "unit_id")[:most])


def spells(unit_id: int) -> list[UnitSpell]:
    """The whole history of a unit, oldest first."""
    return list(UnitSpell.objects.filter(unit_id=unit_id).select_related("unit").order_by("valid"))


def name_of(unit_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """Names on that day (or the nearest known), by unit: one query."""
    wanted = sorted({unit for unit in unit_ids if unit is not None})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"units": wanted, "on": on})
        return dict(cursor.fetchall())


@once_a_reading
def subtree_ids(unit_id: int, *, on: date) -> frozenset[int]:
    """The unit and every unit under it on that day."""
    return subtrees_ids((unit_id,), on=on)


def subtrees_ids(unit_ids: Iterable[int], *, on: date, most: int | None = None) -> frozenset[int]:
    """The units and everything under them on that day, or the first `most` of them: one query."""
    tops = sorted(set(unit_ids))
    return frozenset(_column(SUBTREE, {"tops": tops, "on": on, "most": most})) if tops else frozenset()


def agency(unit_id: int, *, on: date) -> tuple[frozenset[int], list[tuple[int, str]]]:
    """The unit with the direct-using units under it, not the agencies below; and all units directly under it with their
    names, in their order: one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(AGENCY, {"unit": unit_id, "on": on})
        rows = cursor.fetchall()
    return frozenset(row[0] for row in rows if row[1] is None), [(row[0], row[1]) for row in rows if row[1] is not None]


@once_a_reading
def path(unit_id: int, *, on: date) -> list[UnitSpell]:
    """Spells, with their units, from the top of the tree down to the unit on that day; empty when it did not exist."""
    with connection.cursor() as cursor:
        cursor.execute(PATH, {"unit": unit_id, "on": on})
        rows = cursor.fetchall()
    found = []
    for row in rows:
        spell, spell.unit = instances(row, SPELL, UNIT)
        found.append(spell)
    return found


def using_agency_of(unit_id: int, *, on: date) -> int | None:
    """The using agency the unit is or stands in: itself unless it is a direct-using unit (NĐ 335/2025 art. 3.1)."""
    for one in reversed(path(unit_id, on=on)):
        if one.role != AgencyRole.DIRECT:
            return one.unit_id
    return None


@once_a_reading
def roots(*, on: date) -> list[UnitSpell]:
    """Units that stand under nothing: the city."""
    return list(UnitSpell.objects.filter(parent=None, valid__contains=on).select_related("unit").order_by("unit_id"))


def covers(actor: Actor, unit_id: int, *, on: date) -> bool:
    """Whether the actor is home-affairs officer of the unit or of a unit above it on that day."""
    if not actor.officer_of:
        return False
    if unit_id in actor.officer_of:
        return True
    return any(one.unit_id in actor.officer_of for one in path(unit_id, on=on))


def keeps_all(actor: Actor, *, on: date) -> bool:
    """Whether the actor is home-affairs officer of everything there is that day."""
    return bool(actor.officer_of) and actor.officer_of >= {one.unit_id for one in roots(on=on)}


@once_a_reading
def kept_ids(actor: Actor, *, on: date) -> frozenset[int]:
    """Every unit the actor is home-affairs officer over that day."""
    return subtrees_ids(actor.officer_of, on=on)


def judged_on(unit_ids: Iterable[int], *, today: date) -> dict[int, date]:
    """The day that says whose each unit is: today, or the last or else the first day of a unit that does not stand today."""
    wanted = sorted(set(unit_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, {"units": wanted, "today": today})
        return dict(cursor.fetchall())


def writable_ids(actor: Actor, *, on: date, today: date) -> frozenset[int]:
    """Every unit whose records of a day the actor may change: theirs today, and of the day what does not stand today.

    A unit that has left the actor's area is no longer theirs, whatever day they type.
    """
    now = subtrees_ids(actor.officer_of, on=today)
    days = judged_on(subtrees_ids(actor.officer_of, on=on) - now, today=today) if on != today else {}
    others = {unit: day for unit, day in days.items() if day != today}
    kept = {day: subtrees_ids(actor.officer_of, on=day) for day in set(others.values())}
    return now | {unit for unit, day in others.items() if unit in kept[day]}


def relations_to_unit(actor: Actor, unit_id: int, *, on: date) -> frozenset[Relation]:
    """What the actor is to a unit that needs no posting: an officer over it, or merely signed in."""
    if covers(actor, unit_id, on=on):
        return actor.own_relations | {Relation.OFFICER}
    return actor.own_relations - {Relation.OFFICER}


def successions(unit_id: int) -> tuple[list[Succession], list[Succession]]:
    """What the unit came from, and what took over from it."""
    rows = Succession.objects.select_related("predecessor", "successor").order_by("on", "id")
    return list(rows.filter(successor=unit_id)), list(rows.filter(predecessor=unit_id))


@dataclass
class Node:
    """A unit of the tree on a day, with what stands under it, or the first of it."""

    spell: UnitSpell
    children: list[Node]
    is_match: bool = False
    is_open: bool = False
    next_page: int = 0  # of the children; 0: these are the last


def _ordered(on: date) -> QuerySet[UnitSpell]:
    today = UnitSpell.objects.filter(valid__contains=on).select_related("unit")
    return today.order_by("position", "search_key", "unit_id")


def below(unit_id: int, *, on: date) -> list[Node]:
    """All units directly under one: one query."""
    return [Node(row, []) for row in _ordered(on).filter(parent=unit_id)]


def level(unit_id: int, *, on: date, page: int = 1) -> tuple[list[Node], int]:
    """A page of the units directly under one, and the number of the next page or 0: one query."""
    start = (page - 1) * LEVEL
    rows = list(_ordered(on).filter(parent=unit_id)[start : start + LEVEL + 1])
    return [Node(row, []) for row in rows[:LEVEL]], page + 1 if len(rows) > LEVEL else 0


def top(*, on: date) -> list[Node]:
    """What stands under nothing, with the first page of what stands under it; deeper levels are asked for."""
    nodes = [Node(row, []) for row in roots(on=on)]
    for node in nodes:
        node.children, node.next_page = level(node.spell.unit_id, on=on)
    return nodes


def tree(*, on: date, query: str) -> tuple[list[Node], int]:
    """Units found by part of a name or code, with what leads to them; and how many more there are: two queries."""
    asked = search_key(query)
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"on": on, "asked": asked, "most": MOST_FOUND})
        found = cursor.fetchall()
    rows = _ordered(on).filter(pk__in=[pk for pk, _is_match, _number in found])
    matches = {pk for pk, is_match, _number in found if is_match}
    tops = _joined([Node(row, [], is_match=row.pk in matches) for row in rows])
    number = max((number for _pk, _is_match, number in found), default=0)
    return tops, max(0, number - MOST_FOUND)


def branches(unit_ids: Iterable[int], *, on: date) -> list[Node]:
    """Some units of that day as trees of their own: one query."""
    return _joined([Node(row, []) for row in _ordered(on).filter(unit_id__in=list(unit_ids))])


def _joined(nodes: list[Node]) -> list[Node]:
    """Each node under its parent, where that is among them; returns the others."""
    known = {node.spell.unit_id: node for node in nodes}
    tops: list[Node] = []
    for node in nodes:
        parent = known.get(node.spell.parent_id or 0)
        (parent.children if parent else tops).append(node)
    for node in nodes:
        node.is_open = bool(node.children)
    return tops


def parents_among(unit_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """Which of the units have units under them on that day."""
    rows = UnitSpell.objects.filter(parent__in=list(unit_ids), valid__contains=on).order_by("parent_id")
    return frozenset(rows.values_list("parent_id", flat=True).distinct())
