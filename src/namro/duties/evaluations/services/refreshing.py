"""After the opening: people join, move, go on leave, retire, become heads. Nobody is lost, and a past sheet stays put."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import NotVisible
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, Round
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.services import snapshot
from namro.duties.evaluations.services.opening import ROUNDS, scope_of, usual_deadlines
from namro.duties.evaluations.services.staling import people_changed
from namro.duties.evaluations.services.steps import hold_round, require_open

# A round already decided keeps its sheets as they are.
OPEN = "r.step IN ('self_score', 'review', 'decide') AND s.state <> 'decided'"
NEW_UNITS = """
SELECT DISTINCT o.round_unit_id FROM opening o
WHERE NOT EXISTS (SELECT 1 FROM evaluations_sheet s WHERE s.period_id = %(period)s AND s.posting_id = o.posting_id)
  AND (%(scope)s::bigint[] IS NULL OR o.round_unit_id = ANY(%(scope)s::bigint[]))
  AND NOT EXISTS (SELECT 1 FROM evaluations_round r WHERE r.period_id = %(period)s AND r.unit_id = o.round_unit_id
                  AND r.step IN ('published', 'closed'))
"""
DAYS = f"""
UPDATE evaluations_sheet s SET days = o.days, version = s.version + 1
FROM opening o, evaluations_round r
WHERE s.period_id = %(period)s AND s.posting_id = o.posting_id AND r.id = s.round_id AND {OPEN} AND s.days <> o.days
  AND (%(scope)s::bigint[] IS NULL OR r.unit_id = ANY(%(scope)s::bigint[]))
"""  # noqa: S608 - the condition is this file's own
LEAVE = f"""
UPDATE evaluations_sheet s SET not_rated = o.not_rated, not_rated_note = o.note, version = s.version + 1
FROM opening o, evaluations_round r
WHERE s.period_id = %(period)s AND s.posting_id = o.posting_id AND r.id = s.round_id AND {OPEN}
  AND s.not_rated IN ('', 'leave') AND o.not_rated IN ('', 'leave') AND s.not_rated <> o.not_rated
  AND (%(scope)s::bigint[] IS NULL OR r.unit_id = ANY(%(scope)s::bigint[]))
"""  # noqa: S608
# Postings that no longer overlap the period at all: their sheet goes, unless somebody has worked on it.
GONE = f"""
DELETE FROM evaluations_sheet s USING evaluations_round r
WHERE s.period_id = %(period)s AND r.id = s.round_id AND {OPEN} AND s.state = 'open' AND s.self_points IS NULL
  AND NOT EXISTS (SELECT 1 FROM opening o WHERE o.posting_id = s.posting_id)
  AND NOT EXISTS (SELECT 1 FROM evaluations_score c WHERE c.sheet_id = s.id)
  AND NOT EXISTS (SELECT 1 FROM evaluations_decidedrating d WHERE d.sheet_id = s.id)
  AND NOT EXISTS (SELECT 1 FROM evaluations_reopening x WHERE x.sheet_id = s.id)
  AND (%(scope)s::bigint[] IS NULL OR r.unit_id = ANY(%(scope)s::bigint[]))
"""  # noqa: S608
# Of a year there is one sheet a person: whoever moved is rated where they are at the time (art. 19.1).
MOVED = f"""
UPDATE evaluations_sheet s SET posting_id = o.posting_id, unit_id = o.unit_id, round_id = new.id, rank = o.rank,
    reviewer_unit_id = o.reviewer_unit_id, staff_group = o.staff_group, task_group = o.task_group, days = o.days,
    version = s.version + 1
FROM opening o JOIN evaluations_round new ON new.unit_id = o.round_unit_id AND new.period_id = %(period)s
    AND new.step IN ('self_score', 'review', 'decide'), evaluations_round r
WHERE s.period_id = %(period)s AND s.person_id = o.person_id AND s.posting_id <> o.posting_id AND r.id = s.round_id
  AND {OPEN} AND (%(scope)s::bigint[] IS NULL OR r.unit_id = ANY(%(scope)s::bigint[]))
"""  # noqa: S608
# Somebody who has since become the head that scores or decides their own sheet: it goes where the sheet of that
# headship goes (art. 10: nobody rates themself).
LIFT = f"""
UPDATE evaluations_sheet s SET round_id = up.round_id, reviewer_unit_id = up.reviewer_unit_id, version = s.version + 1
FROM evaluations_round r, people_posting head, evaluations_sheet up, evaluations_round above
WHERE s.period_id = %(period)s AND r.id = s.round_id AND {OPEN}
  AND head.person_id = s.person_id AND head.rank = 'head' AND head.valid @> %(on)s::date AND head.unit_id = r.unit_id
  AND up.period_id = s.period_id AND up.posting_id = head.id AND up.round_id <> s.round_id AND above.id = up.round_id
  AND above.step IN ('self_score', 'review', 'decide')
"""  # noqa: S608
LIFT_REVIEW = f"""
UPDATE evaluations_sheet s SET reviewer_unit_id = r.unit_id, version = s.version + 1
FROM evaluations_round r, people_posting head
WHERE s.period_id = %(period)s AND r.id = s.round_id AND {OPEN} AND s.reviewer_unit_id <> r.unit_id
  AND head.person_id = s.person_id AND head.rank = 'head' AND head.valid @> %(on)s::date
  AND head.unit_id = s.reviewer_unit_id
"""  # noqa: S608


@dataclass(frozen=True)
class Refreshed:
    """What changed: sheets added, with new days, with leave set or lifted, taken away, moved up."""

    added: int
    redated: int
    leave: int
    removed: int
    lifted: int


@transaction.atomic
def refresh_period(*, period_id: int, by: Actor, at: datetime, on: date) -> Refreshed:
    """Bring an open period up to date with the registry. Decided rounds, and a sheet's unit and scorer, stay as they are.

    Refuses: evaluations.not_found, evaluations.period.not_yours
    Records: evaluations:period:refreshed
    """
    scope = scope_of(by, on=on)
    period = Period.objects.select_for_update().filter(pk=period_id).first()
    if period is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    reference = rules.reference_day(on, period.days.lower, period.days.upper)
    values = {"period": period.pk, "scope": scope, "on": on}
    with connection.cursor() as cursor:
        snapshot.build(cursor, period, reference=reference)
        done = Refreshed(
            added=_add(cursor, period, values),
            redated=_run(cursor, DAYS, values),
            leave=_run(cursor, LEAVE, values),
            removed=_run(cursor, GONE, values),
            lifted=_run(cursor, LIFT, values) + _run(cursor, LIFT_REVIEW, values),
        )
        snapshot.drop(cursor)
    if any(asdict(done).values()):
        people_changed(period_id)
    record(tag="evaluations:period:refreshed", by=by, at=at, subject=("period", period_id), after=asdict(done))
    return done


def _run(cursor: Any, sql: str, values: dict[str, Any]) -> int:
    cursor.execute(sql, values)
    return int(cursor.rowcount)


def _add(cursor: Any, period: Period, values: dict[str, Any]) -> int:
    cursor.execute(NEW_UNITS, values)
    units = [row[0] for row in cursor.fetchall()]
    if not units:
        return 0
    first = Round.objects.filter(period=period).order_by("pk").first()
    usual = usual_deadlines(period.kind, period.days.lower, period.days.upper)
    deadlines = _deadlines_of(first) if first else usual
    cursor.execute(ROUNDS, {
        "period": period.pk, "units": units, "forwards": parameters().forwards_without_self, **deadlines.__dict__,
    })  # fmt: skip
    if period.kind == Period.Kind.YEAR:
        _run(cursor, MOVED, values)
    return snapshot.insert_sheets(cursor, period, units)


def _deadlines_of(round_: Round) -> rules.Deadlines:
    return rules.Deadlines(round_.self_score_by, round_.review_by, round_.decide_by, round_.publish_by)


@transaction.atomic
def set_deadlines(*, round_id: int, deadlines: rules.Deadlines, by: Actor, at: datetime, on: date) -> Round:
    """Move the deadlines of one's round.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.deadline.…
    Records: evaluations:round:deadlines_set
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    require_open(round_)
    days = round_.period.days
    rules.check_deadlines(deadlines, first=days.lower, until=days.upper, latest=parameters().deadline_latest)
    before = _deadlines_of(round_).as_text()
    for name, value in deadlines.__dict__.items():
        setattr(round_, name, value)
    round_.save(update_fields=list(deadlines.__dict__))
    record(
        tag="evaluations:round:deadlines_set", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
        before=before, after=deadlines.as_text(),
    )  # fmt: skip
    return round_


@transaction.atomic
def choose_forwarding(*, round_id: int, forwards_without_self: bool, by: Actor, at: datetime, on: date) -> Round:
    """Choose whether overdue sheets go up without their self-score, or wait for it.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed
    Records: evaluations:round:forwarding_chosen
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    require_open(round_)
    before = {"forwards": round_.forwards_without_self}
    round_.forwards_without_self = forwards_without_self
    round_.save(update_fields=["forwards_without_self"])
    record(
        tag="evaluations:round:forwarding_chosen", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
        before=before, after={"forwards": forwards_without_self},
    )  # fmt: skip
    return round_
