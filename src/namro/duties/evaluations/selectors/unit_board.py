"""The board of a year of units: the lowest first, who is behind, what is ready; and why a unit comes to its level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from namro.base.access.rules import Actor
from namro.base.ui.wording import said
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitSpell
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_sheets import (
    Surroundings,
    unit_sheets_visible_to,
    unit_years,
    units_visible,
)
from namro.duties.evaluations.unit_scoring import UnitResult
from namro.engine.framework import Rule
from namro.engine.text import search_key

SHOWS = ("", "self", "review", "signal", "ready", "decided")
SORTS = ("name", "authority", "state")


@dataclass(frozen=True)
class Line:
    """One unit of the year, as it is listed: no more than where it stands."""

    pk: int
    unit_id: int
    authority_unit_id: int
    name: str
    authority: str
    depth: int  # below the top of the tree
    state: str
    is_reviewed: bool
    has_signal: bool  # one that nobody has verified
    waits_below: int  # units directly below that are not decided

    @property
    def is_ready(self) -> bool:
        """Everything is there but the decision; whether the figures are whole is seen on the sheet."""
        return self.is_due and not self.has_signal and not self.waits_below

    @property
    def is_due(self) -> bool:
        return self.state == UnitSheetState.SELF_RATED and self.is_reviewed

    def shows(self, what: str) -> bool:
        kinds = {
            "": True,
            "self": self.state == UnitSheetState.OPEN,
            "review": self.state == UnitSheetState.SELF_RATED and not self.is_reviewed,
            "signal": self.has_signal,
            "ready": self.is_ready,
            "decided": self.state == UnitSheetState.DECIDED,
        }
        return kinds.get(what, True)


@dataclass(frozen=True)
class YearCount:
    """A year of units with how far the reader's units are."""

    period: Period
    states: Counter[str]
    due_before: date

    def late(self, on: date) -> int:
        """Units not decided on the day of the law."""
        return sum(self.states.values()) - self.states[UnitSheetState.DECIDED] if on >= self.due_before else 0


def due_before(period: Period) -> date:
    """The day before which the units of a year are rated (art. 9.1)."""
    return date(period.days.lower.year, *parameters().year_before)


def years_of(actor: Actor, *, on: date) -> list[YearCount]:
    """The years in which the reader has units, newest first: two queries."""
    periods = list(unit_years())
    rows = UnitSheet.objects.filter(units_visible(reach_of(actor, on=on)), period__in=periods).order_by()
    counts: dict[int, Counter[str]] = {}
    for period, state, number in rows.values_list("period", "state").annotate(Count("pk")):
        counts.setdefault(period, Counter())[state] = number
    return [YearCount(one, counts[one.pk], due_before(one)) for one in periods if one.pk in counts]


@dataclass(frozen=True)
class Board:
    """The reader's units of a year, and what is around them."""

    lines: list[Line]
    around: Surroundings


def board_of(actor: Actor, period: Period, *, on: date) -> Board:
    """Every unit of the year the reader sees, the lowest first: four queries."""
    rows = list(
        unit_sheets_visible_to(actor, period, on=on).values_list(
            "pk", "unit_id", "authority_unit_id", "state", "review_at", "signal", "verified_at"
        )
    )
    day = period.days.upper - rules.ONE_DAY
    parents = dict(UnitSpell.objects.filter(valid__contains=day).order_by("unit").values_list("unit_id", "parent_id"))
    states = dict(UnitSheet.objects.filter(period=period).order_by("pk").values_list("unit_id", "state"))
    waiting = Counter(parents.get(unit) for unit, state in states.items() if state != UnitSheetState.DECIDED)
    names = organisation.name_of({unit for row in rows for unit in row[1:3]}, on=day)
    found = [
        Line(
            pk, unit, authority, names.get(unit, ""), names.get(authority, ""), _depth(unit, parents), state,
            reviewed is not None, bool(signal) and verified is None, waiting[unit],
        )
        for pk, unit, authority, state, reviewed, signal, verified in rows
    ]  # fmt: skip
    found.sort(key=lambda one: (-one.depth, search_key(one.authority), search_key(one.name), one.pk))
    return Board(found, Surroundings(names, _below(parents), states.keys()))


def _below(parents: Mapping[int, int | None]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for unit, above in parents.items():
        if above is not None:
            found.setdefault(above, []).append(unit)
    return found


def _depth(unit: int, parents: Mapping[int, int | None]) -> int:
    depth, above = 0, parents.get(unit)
    while above is not None:
        depth, above = depth + 1, parents.get(above)
    return depth


def asked_for(lines: Iterable[Line], *, words: str = "", show: str = "", sort: str = "") -> list[Line]:
    """The lines somebody searched, filtered and sorted for; unsorted, the lowest stay first."""
    wanted = search_key(words)
    found = [one for one in lines if one.shows(show) and wanted in search_key(f"{one.name} {one.authority}")]
    key = sort.lstrip("-")
    if key in SORTS:
        found.sort(key=lambda one: (search_key(getattr(one, key)), one.pk), reverse=sort.startswith("-"))
    return found


# why this level ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """One thing a level asks for beside the score, and whether it is so."""

    title: str
    rule: Rule
    is_met: bool


@dataclass(frozen=True)
class Reasoning:
    """How a unit comes to its level: the level its score fits, and what that level asks."""

    band: str
    at_least: str
    rule: Rule | None
    asked: tuple[Asked, ...]
    left_open: Rule | None  # where the law names no level: what says so


def reasoning_of(book: Rulebook, result: UnitResult) -> Reasoning | None:
    """The explanation of a unit's level; None where there is no score yet."""
    if not result.band:
        return None
    framework = book.framework
    band = framework.band(result.band)
    asked = tuple(
        Asked(said(one.rule.title), one.rule, f"{level.band}.{one.key}" not in result.reasons)
        for level in framework.levels
        if level.band == result.band
        for one in level.conditions
    )
    left_open = framework.authority_rule if result.is_left_open else None
    return Reasoning(result.band, str(band.at_least), band.rule, asked, left_open)
