"""Who is evaluated in a period, by whom, as what: a temporary table made from the relations of the day.

One row a posting that overlaps the period; of a year, the main posting of each person on the reference day, since it is
rated where they work then (NĐ 335/2025 art. 19.1). Postings that do not reach the reference day (people who left before it, or
joined after it) take the relations of their own last or first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation

from namro.city.people.models import LeaveKind
from namro.city.people.selectors import relations_query
from namro.duties.evaluations.models import NotRated, Period
from namro.duties.evaluations.rulebook import rulebook_of

TABLE = """
CREATE TEMPORARY TABLE opening (
    posting_id bigint PRIMARY KEY, person_id bigint NOT NULL, unit_id bigint NOT NULL, round_unit_id bigint NOT NULL,
    reviewer_unit_id bigint, rank text NOT NULL, staff_group text NOT NULL, task_group text NOT NULL,
    days daterange NOT NULL, not_rated text NOT NULL, note text NOT NULL
)
"""
# Who has nobody above them in the city is shown under their own unit, not rated here, never dropped.
FILL = """
INSERT INTO opening
SELECT r.posting_id, r.person_id, r.unit_id, coalesce(r.decider_unit_id, r.unit_id), r.reviewer_unit_id,
    r.rank, r.staff_group, r.task_group, p.valid * daterange(%(first)s, %(until)s),
    CASE WHEN r.decider_unit_id IS NULL OR NOT r.staff_group = ANY(%(groups)s) THEN %(outside)s
         WHEN away.valid @> p.valid * daterange(%(first)s, %(until)s) THEN %(leave)s ELSE '' END,
    CASE WHEN r.decider_unit_id IS NULL THEN %(nobody)s
         WHEN NOT r.staff_group = ANY(%(groups)s) THEN %(other_group)s
         WHEN away.valid @> p.valid * daterange(%(first)s, %(until)s) THEN away.kinds ELSE '' END
FROM ({relations}) r
JOIN people_posting p ON p.id = r.posting_id
LEFT JOIN (
    SELECT person_id, range_agg(valid) AS valid, string_agg(DISTINCT said.label, ', ') AS kinds
    FROM people_leave JOIN unnest(%(kinds)s::text[], %(labels)s::text[]) AS said(kind, label) USING (kind)
    WHERE valid && daterange(%(first)s, %(until)s) GROUP BY person_id
) away ON away.person_id = r.person_id
ON CONFLICT (posting_id) DO NOTHING
"""
# How long somebody was away is judged by the year's own rule, from their months.
WORKED = "UPDATE opening SET not_rated = '', note = '' WHERE not_rated = 'leave'"
MOVERS = """
SELECT CASE WHEN upper(valid) <= %(on)s THEN upper(valid) - 1 ELSE lower(valid) END AS day, array_agg(id)
FROM people_posting WHERE valid && daterange(%(first)s, %(until)s) AND NOT valid @> %(on)s::date
GROUP BY 1 ORDER BY 1
"""
SHEETS = """
INSERT INTO evaluations_sheet (period_id, round_id, person_id, posting_id, unit_id, reviewer_unit_id, staff_group, rank,
    task_group, days, state, not_rated, not_rated_note, version, self_strengths, self_limits, review_comment,
    accepted_as_self, proposed_rating, proposed_reason, self_level, answers, handling, proposed_as)
SELECT %(period)s, round.id, o.person_id, o.posting_id, o.unit_id, o.reviewer_unit_id, o.staff_group, o.rank,
    o.task_group, o.days, 'open', o.not_rated, o.note, 1, '', '', '', false, '', '', '', '{}'::jsonb, '', ''
FROM opening o JOIN evaluations_round round ON round.unit_id = o.round_unit_id AND round.period_id = %(period)s
WHERE o.round_unit_id = ANY(%(units)s)
ON CONFLICT (period_id, posting_id) DO NOTHING
"""
NOBODY = "Cấp có thẩm quyền ngoài hệ thống đánh giá"
OTHER_GROUP = "Khung đánh giá của kỳ không áp dụng cho nhóm này"


def build(cursor: Any, period: Period, *, reference: date) -> None:
    """Make and fill the temporary table `opening` of this session."""
    first, until = period.days.lower, period.days.upper
    drop(cursor)
    cursor.execute(TABLE)
    values = _values(period)
    if period.kind == Period.Kind.YEAR:
        main = relations_query("p.kind = 'main'")
        cursor.execute(FILL.replace("{relations}", main), {**values, "on": reference})
        cursor.execute(WORKED)
        cursor.execute("ANALYZE opening")
        return
    cursor.execute(FILL.replace("{relations}", relations_query()), {**values, "on": reference})
    cursor.execute(MOVERS, {"first": first, "until": until, "on": reference})
    for day, postings in cursor.fetchall():
        on = min(max(day, first), until)
        query = FILL.replace("{relations}", relations_query("p.id = ANY(%(postings)s)"))
        cursor.execute(query, {**values, "on": on, "postings": postings})
    cursor.execute("ANALYZE opening")


def drop(cursor: Any) -> None:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.opening")


def insert_sheets(cursor: Any, period: Period, units: Sequence[int]) -> int:
    """The sheets of whole rounds, set-based. Returns how many were new."""
    cursor.execute(SHEETS, {"period": period.pk, "units": list(units)})
    return int(cursor.rowcount)


def _values(period: Period) -> dict[str, Any]:
    with translation.override("vi"):  # what is stored is Vietnamese, whoever opens the period
        kinds = {kind.value: f"Nghỉ {str(kind.label).lower()}" for kind in LeaveKind}
    return {
        "first": period.days.lower,
        "until": period.days.upper,
        "groups": list(rulebook_of(period).staff_groups),
        "outside": NotRated.OUTSIDE.value,
        "leave": NotRated.LEAVE.value,
        "nobody": NOBODY,
        "other_group": OTHER_GROUP,
        "kinds": list(kinds),
        "labels": list(kinds.values()),
    }
