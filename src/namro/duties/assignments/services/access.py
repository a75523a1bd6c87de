"""Take assignments in hand for a change: locked rows, checked rights, open months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import Conflict, NotVisible
from namro.duties.assignments import locks
from namro.duties.assignments.models import Assignment, AssignmentState
from namro.duties.assignments.selectors.reach import (
    Reach,
    Standing,
    reach_of,
    relation_day,
    require,
    standings_of,
)


@dataclass(frozen=True)
class Taken:
    """Assignments held for a change, in the order asked for."""

    rows: list[Assignment]
    standings: dict[int, Standing]  # by assignment
    reach: Reach

    def standing(self, assignment: Assignment) -> Standing:
        return self.standings[assignment.pk]

    @property
    def unit_id(self) -> int | None:
        """The unit of the first row, for the log."""
        return self.standing(self.rows[0]).unit_id if self.rows else None

    @property
    def acting_for_id(self) -> int | None:
        return self.reach.acting_for(self.standing(self.rows[0])) if self.rows else None


@dataclass(frozen=True)
class Sight:
    """Assignments and what decides who may change them, read in a few queries for any number. Nothing is held."""

    rows: dict[int, Assignment]
    standings: dict[int, Standing]  # by assignment
    reach: Reach
    closed: frozenset[tuple[int, date]]

    def require(self, assignment_id: int, needs: Permission) -> Assignment:
        """What `take` would ask of this one. Refuses: access.not_visible, access.denied, assignments.month.locked"""
        row, standing = self.rows.get(assignment_id), self.standings.get(assignment_id)
        if row is None or standing is None:
            raise _unseen()
        require(needs, [standing], self.reach)
        if (row.posting_id or 0, row.month) in self.closed:
            raise locks.refusal(row.month, [row.posting_id or 0])
        return row


def look(ids: Iterable[int], *, by: Actor, on: date) -> Sight:
    """What `take` would find, row by row, without holding or refusing anything."""
    query = Assignment.objects.select_related("posting").filter(pk__in=list(ids)).exclude(state=AssignmentState.DRAFT)
    rows = {row.pk: row for row in query.order_by("pk")}
    closed = locks.closed_among((row.posting_id or 0, row.month) for row in rows.values())
    return Sight(rows, _standings(rows.values(), on), reach_of(by, on=on), closed)


def _unseen() -> NotVisible:
    return NotVisible("access.not_visible", _("Không tìm thấy công việc này."))


def take(ids: Sequence[int], *, by: Actor, on: date, needs: Permission) -> Taken:
    """Lock the rows and check that the actor may.

    Refuses: access.not_visible, access.denied, assignments.month.locked
    """
    wanted = list(dict.fromkeys(ids))
    query = Assignment.objects.select_for_update(of=("self",)).select_related("posting").filter(pk__in=wanted)
    found = {row.pk: row for row in query.exclude(state=AssignmentState.DRAFT).order_by("pk")}
    if len(found) < len(wanted):
        raise _unseen()
    rows = [found[pk] for pk in wanted]
    reach = reach_of(by, on=on)
    standings = standings_for(rows, on=on)
    require(needs, standings.values(), reach)
    locks.refuse_locked((row.posting_id or 0, row.month) for row in rows)
    return Taken(rows, standings, reach)


def standings_for(rows: Iterable[Assignment], *, on: date) -> dict[int, Standing]:
    """By assignment, the standing of its posting on the day that counts for its month.

    Refuses: access.not_visible for a posting that stands nowhere that day
    """
    listed = list(rows)
    found = _standings(listed, on)
    if len(found) < len({row.pk for row in listed}):
        raise _unseen()
    return found


def _standings(rows: Iterable[Assignment], on: date) -> dict[int, Standing]:
    """One query a day, usually one; a posting that stands nowhere that day is absent."""
    by_day: dict[date, list[Assignment]] = {}
    for row in rows:
        by_day.setdefault(_day_of(row, on), []).append(row)
    found: dict[int, Standing] = {}
    for day, listed in by_day.items():
        standings = standings_of({row.posting_id or 0 for row in listed}, on=day)
        found |= {row.pk: standings[row.posting_id] for row in listed if row.posting_id in standings}
    return found


def _day_of(row: Assignment, on: date) -> date:
    day = relation_day(row.month, on)
    assert row.posting is not None
    valid = row.posting.valid
    last = valid.upper - timedelta(days=1) if valid.upper else day
    first: date = valid.lower
    return max(first, min(day, last))


def require_state(rows: Iterable[Assignment], *states: str) -> None:
    """Refuses: assignments.state"""
    for row in rows:
        if row.state not in states:
            message = _("“%(title)s” đang ở trạng thái “%(state)s” nên chưa làm được việc này. Hãy tải lại trang.")
            raise Conflict(
                "assignments.state",
                message % {"title": row.title, "state": row.get_state_display()},
                id=row.pk,
            )
