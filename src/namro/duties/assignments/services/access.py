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
    standings: dict[int, Standing]  # by posting
    reach: Reach

    def standing(self, assignment: Assignment) -> Standing:
        return self.standings[assignment.posting_id or 0]

    @property
    def unit_id(self) -> int | None:
        """The unit of the first row, for the log."""
        return self.standing(self.rows[0]).unit_id if self.rows else None

    @property
    def acting_for_id(self) -> int | None:
        return self.reach.acting_for(self.standing(self.rows[0])) if self.rows else None


def take(ids: Sequence[int], *, by: Actor, on: date, needs: Permission) -> Taken:
    """Lock the rows and check that the actor may.

    Refuses: access.not_visible, access.denied, assignments.month.locked
    """
    wanted = list(dict.fromkeys(ids))
    query = Assignment.objects.select_for_update(of=("self",)).select_related("posting").filter(pk__in=wanted)
    found = {row.pk: row for row in query.exclude(state=AssignmentState.DRAFT).order_by("pk")}
    if len(found) < len(wanted):
        raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
    rows = [found[pk] for pk in wanted]
    reach = reach_of(by, on=on)
    standings = standings_for(rows, on=on)
    require(needs, standings.values(), reach)
    locks.refuse_locked((row.posting_id or 0, row.month) for row in rows)
    return Taken(rows, standings, reach)


def standings_for(rows: Iterable[Assignment], *, on: date) -> dict[int, Standing]:
    """Standings of the rows' postings on the day that counts for each month: one query a day, usually one.

    Refuses: access.not_visible for a posting that stands nowhere that day
    """
    by_day: dict[date, set[int]] = {}
    for row in rows:
        by_day.setdefault(_day_of(row, on), set()).add(row.posting_id or 0)
    found: dict[int, Standing] = {}
    for day, postings in by_day.items():
        found |= standings_of(postings, on=day)
    if set().union(*by_day.values()) - found.keys():
        raise NotVisible("access.not_visible", _("Không tìm thấy công việc này."))
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
