"""Whether the table of frameworks (law/applicability.yaml) names the framework a period would be opened under, for whom
it would take: said before the period is opened, and kept in the log with the reason where it names another.

The table forbids nothing: an authority may know of a regulation that the table does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from namro.base.law.applicability import Part, Row, applies_to
from namro.base.law.applicability_file import load_table
from namro.city.people.models import Posting, PostingKind, Rank
from namro.duties.evaluations import rules
from namro.duties.evaluations.scoring import LEADER_RANKS


@dataclass(frozen=True)
class Named:
    """What the table says of one staff group, leaders apart: how many people, and the part of the period that rates them.

    `is_other`: no row that may be theirs names the framework; otherwise something has to be asked first.
    """

    staff_group: str
    leads: bool
    people: int
    part: Part
    is_other: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.part.rows


@dataclass(frozen=True)
class Naming:
    """What the table says beside what is chosen. `is_own`: a framework drafted here, which the table cannot name."""

    framework: str
    is_own: bool
    others: tuple[Named, ...]
    asks: tuple[Named, ...]

    @property
    def needs_reason(self) -> bool:
        return bool(self.others)

    def kept(self) -> list[dict[str, Any]]:
        """For the log: whom the table gives another framework, and which."""
        return [
            {
                "staff_group": one.staff_group, "leads": one.leads, "people": one.people,
                "rows": [row.key for row in one.rows],
            }
            for one in self.others
        ]  # fmt: skip


def naming_of(
    framework: str, *, kind: str, first: date, until: date, staff_groups: Collection[str], units: list[int] | None,
    on: date,
) -> Naming:  # fmt: skip
    """Of the people posted in these units (None: the whole city) on the day: one query, however many they are.

    Only groups the table says something else of are counted: the others may be the whole city.
    """
    table = load_table()
    known = {one for row in table.rows for one in (row.framework, *row.candidates)}
    if first < table.valid_from:
        return Naming(framework, framework not in known, (), ())
    said = [
        _named(framework, kind, first, until, group, leads) for group in sorted(staff_groups) for leads in (False, True)
    ]
    told = _counted(
        [one for one in said if one.part.framework != framework], units, rules.reference_day(on, first, until)
    )
    return Naming(
        framework,
        framework not in known,
        tuple(one for one in told if one.is_other),
        tuple(one for one in told if not one.is_other),
    )


def _counted(said: Sequence[Named], units: list[int] | None, day: date) -> list[Named]:
    """Those of them somebody belongs to, with how many. Ranks are named one by one for the index of postings."""
    if not said:
        return []
    who = reduce(or_, (Q(staff_group=one.staff_group, rank__in=_ranks(leads=one.leads)) for one in said))
    posted = Posting.objects.filter(who, valid__contains=day, kind=PostingKind.MAIN)
    if units is not None:
        posted = posted.filter(unit__in=units)
    counts: Counter[tuple[str, bool]] = Counter()
    for group, rank, people in posted.values_list("staff_group", "rank").annotate(people=Count("pk")).order_by():
        counts[group, rank in LEADER_RANKS] += people
    found = ((one, counts[one.staff_group, one.leads]) for one in said)
    return [replace(one, people=people) for one, people in found if people]


def _ranks(*, leads: bool) -> list[str]:
    return [rank for rank in Rank.values if (rank in LEADER_RANKS) is leads]


def _named(framework: str, kind: str, first: date, until: date, group: str, leads: bool) -> Named:
    last = until - rules.ONE_DAY
    part = applies_to(load_table(), group=group, leader=leads, kind=kind, first=first, last=last).rating
    return Named(group, leads, 0, part, all(not _allows(row, framework) for row in part.rows))


def _allows(row: Row, framework: str) -> bool:
    """Whether a row names the framework, or leaves the choice to somebody without saying between which."""
    if row.framework is not None:
        return row.framework == framework
    return framework in row.candidates or (not row.candidates and row.outcome != "NO_RATING")
