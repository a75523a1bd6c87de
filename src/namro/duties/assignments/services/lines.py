"""What the rest of the city gets to know of assignments: one work line each, always rebuilt from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from namro.base.access.rules import Actor
from namro.city.facts import services as facts
from namro.city.facts.models import Origin
from namro.duties.assignments.models import LIVE, Assignment, AssignmentState, Incident
from namro.duties.assignments.rules import Counts, completed_of, counted_incidents

SOURCE = "assignments"


def refresh(rows: Iterable[Assignment], *, by: Actor, at: datetime) -> None:
    """Put the work lines of these assignments right: set-based, safe to repeat."""
    listed = list(rows)
    counting = [row for row in listed if row.state in LIVE or row.state == AssignmentState.HANDED_OVER]
    counts = _counts([row.pk for row in counting])
    facts.put_work_lines([_line(row, counts[row.pk]) for row in counting], by=by, at=at)
    gone = [str(row.pk) for row in listed if row.pk not in counts]
    if gone:
        facts.remove_work_lines(source=SOURCE, source_refs=gone, by=by, at=at)


def _counts(ids: list[int]) -> dict[int, Counts]:
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    rows = Incident.objects.filter(assignment__in=ids).order_by("pk")
    for assignment_id, kind, excused_at in rows.values_list("assignment_id", "kind", "excused_at"):
        found[assignment_id].append((kind, excused_at is not None))
    return {pk: counted_incidents(found[pk]) for pk in ids}


def _line(row: Assignment, counts: Counts) -> facts.WorkLineData:
    handed_over = row.state == AssignmentState.HANDED_OVER
    assert row.posting_id is not None
    return facts.WorkLineData(
        month=row.month,
        posting_id=row.posting_id,
        origin=Origin.HANDED_OVER if handed_over else row.origin,
        coefficient=row.coefficient or Decimal(0),
        assigned=row.quantity or Decimal(0),
        completed=completed_of(row.origin, handed_over=handed_over, accepted=row.accepted_quantity),
        major_errors=counts.major_errors,
        errors_excused=counts.errors_excused,
        delays=counts.delays,
        delays_excused=counts.delays_excused,
        label=row.title,
        source=SOURCE,
        source_ref=str(row.pk),
    )
