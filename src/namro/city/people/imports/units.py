"""Which unit a row means: by code, else by its exact name inside the officer's subtrees; never by likeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.imports.registry import Question
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.city.people.selectors import delegated_units, headed_units
from namro.engine.text import nfc

UNKNOWN, OUTSIDE, MISSING, ASKED = "unit.unknown", "unit.outside", "unit.missing", "unit.asked"
MOST_CHOICES = 60
Name = tuple[str, str]  # unit code and unit name as the file gives them


@dataclass
class UnitNames:
    """The officer's units on a day, by code and by name."""

    scope: frozenset[int]
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)

    def meaning(self, name: Name, answers: Mapping[str, str], default: int | None) -> int | str:
        """The unit's number, or the code of what is wrong."""
        code, title = name
        if code:
            found = self.by_code.get(code.casefold())
            return UNKNOWN if found is None else found if found in self.scope else OUTSIDE
        if not title:
            return MISSING if default is None else default if default in self.scope else OUTSIDE
        units = self.by_name.get(nfc(title).casefold(), [])
        if len(units) == 1:
            return units[0]
        answered = answers.get(key_of(title), "")
        if units and answered.isdigit() and int(answered) in units:
            return int(answered)
        return ASKED if units else UNKNOWN

    def question(self, title: str, rows: Sequence[int]) -> Question:
        """Several units of that name: which one?"""
        units = self.by_name[nfc(title).casefold()]
        options = tuple((str(unit), self.labels[unit]) for unit in units)
        text = _("Có %(count)s đơn vị tên “%(name)s”. Các dòng này thuộc đơn vị nào?") % {
            "count": len(units),
            "name": title,
        }
        return Question(key_of(title), text, options, tuple(rows[:50]))


def key_of(title: str) -> str:
    """The stable key of the question about a unit's name."""
    return f"unit:{nfc(title).casefold()}"


def unit_names(actor: Actor, *, on: date, today: date) -> UnitNames:
    """All units standing on the day, and which of them the actor may write about: three queries or so."""
    found = UnitNames(organisation.writable_ids(actor, on=on, today=today))
    rows = UnitSpell.objects.filter(valid__contains=on).order_by("unit_id")
    names: dict[int, str] = {}
    parents: dict[int, int | None] = {}
    for unit_id, code, name, parent_id in rows.values_list("unit_id", "unit__code", "name", "parent_id"):
        found.by_code[code.casefold()] = unit_id
        names[unit_id], parents[unit_id] = name, parent_id
        if unit_id in found.scope:
            found.by_name.setdefault(nfc(name).casefold(), []).append(unit_id)
    for units in found.by_name.values():
        if len(units) > 1:
            for unit in units:
                found.labels[unit] = " › ".join(filter(None, (names.get(parents[unit] or 0), names[unit])))
    return found


def choices_of(actor: Actor, on: date) -> list[tuple[str, str]] | None:
    """Units an actor may import for: those they are officer over, head, or prepare for. None: too many to list."""
    mine = set(organisation.subtrees_ids(actor.officer_of, on=on, most=MOST_CHOICES + 1))
    if len(mine) > MOST_CHOICES:
        return None
    mine |= headed_units(actor.person_id, on=on) | set(delegated_units(actor.person_id, on=on))
    names = organisation.name_of(mine, on=on)
    return [(str(unit), name) for unit, name in sorted(names.items(), key=lambda one: one[1])]


def unit_named(actor: Actor, on: date, code: str) -> str | None:
    """The unit of that code, if the actor may import for it."""
    found = organisation.unit_by_code(code, on=on)
    if found is None or on not in found.valid:
        return None
    led = headed_units(actor.person_id, on=on) | set(delegated_units(actor.person_id, on=on))
    is_mine = found.unit_id in led or organisation.covers(actor, found.unit_id, on=on)
    return str(found.unit_id) if is_mine else None
