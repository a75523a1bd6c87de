"""The reviewer's table: everybody one scores, with self, reviewer and live calculated values side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from namro.base.access.rules import Actor
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, Sheet
from namro.duties.evaluations.results import Result, results_of_sheets
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.scoring import LEADER_RANKS
from namro.duties.evaluations.selectors.standing import Reach, reach_of

ORDER = {"head": 0, "deputy": 1, "staff": 2}


@dataclass(frozen=True)
class TeamRow:
    """One person of the reviewer's table. `is_own` never happens: nobody scores their own sheet."""

    sheet: Sheet
    result: Result
    unit_name: str
    is_leader: bool
    is_late: bool


@dataclass(frozen=True)
class Team:
    """A reviewer's people in one period."""

    period: Period
    book: Rulebook
    rows: list[TeamRow]
    unit_names: dict[int, str]  # of the reviewing units
    acting_for: dict[int, int]  # reviewing unit -> the head who delegated it


def review_units(actor: Actor, *, on: date) -> frozenset[int]:
    """Units in whose name the actor scores on a date."""
    return reach_of(actor, on=on).acts_for


def team(
    actor: Actor, period: Period, *, on: date, unit_ids: Collection[int] | None = None,
    sheet_ids: Collection[int] | None = None, reach: Reach | None = None,
) -> Team:  # fmt: skip
    """Everybody the actor scores in a period, heads first, then by given name: 9 queries at most."""
    reach = reach or reach_of(actor, on=on)
    units = reach.acts_for if unit_ids is None else reach.acts_for & frozenset(unit_ids)
    rows = Sheet.objects.filter(period=period, reviewer_unit__in=units).exclude(person_id=actor.person_id or 0)
    if sheet_ids is not None:
        rows = rows.filter(pk__in=sheet_ids)
    sheets = list(rows.select_related("person", "round", "posting").order_by("unit_id", "person__sort_key", "pk"))
    for one in sheets:
        one.period = period
    sheets.sort(key=lambda one: (one.unit_id, ORDER[one.rank], one.person.sort_key))
    results = results_of_sheets(sheets)
    names = organisation.name_of({*units, *(one.unit_id for one in sheets)}, on=period.days.upper - rules.ONE_DAY)
    return Team(
        period=period,
        book=rulebook_of(period),
        rows=[_row(one, results[one.pk], names, on) for one in sheets],
        unit_names={unit: names.get(unit, "") for unit in units},
        acting_for={
            unit: giver for unit, giver in reach.delegated.items() if unit in units and unit not in reach.headed
        },
    )


def _row(sheet: Sheet, result: Result, names: dict[int, str], on: date) -> TeamRow:
    late = sheet.state in ("open", "self_scored", "forwarded") and on > sheet.round.review_by
    return TeamRow(sheet, result, names.get(sheet.unit_id, ""), sheet.rank in LEADER_RANKS, late)
