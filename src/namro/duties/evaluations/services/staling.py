"""Stored scores that no longer follow from the work and the points they were calculated from.

A round that is read or decided is always scored live; what is stored is read for other rounds alone, where a leader's d
counts the people below. So a change marks the score of its sheet, and those of the leaders above, as stale: nobody is
counted by a stale score. It is calculated again on the way where it is needed, and stored by the clock or the decision.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import connection

from namro.city.facts.watch import Touched
from namro.duties.evaluations.models import Sheet, SheetState
from namro.duties.evaluations.scoring import LEADER_RANKS

BY_WORK = """
SELECT s.id FROM unnest(%(months)s::date[], %(postings)s::bigint[]) AS t(month, posting_id)
JOIN evaluations_period p ON p.days @> t.month AND p.kind <> 'year'
JOIN evaluations_sheet s ON s.period_id = p.id AND s.posting_id = t.posting_id
WHERE s.state <> 'decided'
"""
# Leaders who stand above these units on the last day of a period not yet decided, or look after one of those above.
BY_TREE = """
WITH RECURSIVE above(period_id, days, unit_id) AS (
    SELECT p.id, p.days, u.id FROM evaluations_period p, unnest(%(units)s::bigint[]) AS u(id)
    WHERE upper(p.days) > %(on)s::date AND p.kind <> 'year' AND EXISTS (
        SELECT 1 FROM evaluations_round r WHERE r.period_id = p.id AND r.step IN ('self_score', 'review', 'decide')
    )
    UNION
    SELECT above.period_id, above.days, spell.parent_id FROM above
    JOIN organisation_unitspell spell ON spell.unit_id = above.unit_id AND spell.valid @> upper(above.days) - 1
    WHERE spell.parent_id IS NOT NULL
)
SELECT s.id FROM above JOIN evaluations_sheet s USING (period_id, unit_id)
WHERE s.rank IN ('head', 'deputy') AND s.state <> 'decided'
UNION
SELECT s.id FROM above JOIN people_fieldofresponsibility f ON f.unit_id = above.unit_id AND f.valid && above.days
JOIN evaluations_sheet s ON s.period_id = above.period_id AND s.posting_id = f.posting_id
WHERE s.rank = 'deputy' AND s.state <> 'decided'
"""
BY_FIELD = """
SELECT s.id FROM evaluations_sheet s JOIN evaluations_period p ON p.id = s.period_id
WHERE s.posting_id = %(posting)s AND s.state <> 'decided' AND upper(p.days) > %(on)s::date AND p.kind <> 'year'
"""
BY_SHEET = "SELECT unnest(%(sheets)s::bigint[])"
STALE = """
WITH RECURSIVE hit(id) AS ({sheets}), up(period_id, unit_id, day) AS (
    SELECT DISTINCT s.period_id, s.unit_id, upper(p.days) - 1
    FROM hit JOIN evaluations_sheet s USING (id) JOIN evaluations_period p ON p.id = s.period_id
    UNION
    SELECT up.period_id, spell.parent_id, up.day FROM up
    JOIN organisation_unitspell spell ON spell.unit_id = up.unit_id AND spell.valid @> up.day
    WHERE spell.parent_id IS NOT NULL
)
INSERT INTO evaluations_stalemark (sheet_id) SELECT gone.id FROM (
    SELECT id FROM hit
    UNION
    SELECT s.id FROM up JOIN evaluations_sheet s USING (period_id, unit_id)
    WHERE s.rank IN ('head', 'deputy') AND s.state <> 'decided'
) gone JOIN evaluations_score c ON c.sheet_id = gone.id
"""
# The same of one sheet whose place is known: every save runs it, and planning the other takes longer than doing it.
STALE_ONE = """
WITH RECURSIVE up(unit_id) AS (
    SELECT %(unit)s::bigint
    UNION
    SELECT spell.parent_id FROM up
    JOIN organisation_unitspell spell ON spell.unit_id = up.unit_id AND spell.valid @> %(day)s::date
    WHERE spell.parent_id IS NOT NULL
)
INSERT INTO evaluations_stalemark (sheet_id) SELECT c.sheet_id FROM evaluations_score c WHERE c.sheet_id IN (
    SELECT %(sheet)s::bigint
    UNION
    SELECT s.id FROM up JOIN evaluations_sheet s ON s.unit_id = up.unit_id AND s.period_id = %(period)s
    WHERE s.rank IN ('head', 'deputy') AND s.state <> 'decided'
)
"""
SEEN = """
DELETE FROM evaluations_stalemark m USING evaluations_sheet s WHERE s.id = m.sheet_id AND s.round_id = ANY(%(rounds)s)
"""


def work_changed(touched: Touched) -> None:
    """The accepted work of some postings in some months is not what it was: one statement for any number."""
    pairs = [(month, posting) for month, postings in touched.items() for posting in postings]
    values = {"months": [month for month, _posting in pairs], "postings": [posting for _month, posting in pairs]}
    _mark(BY_WORK, values)


def tree_changed(unit_ids: Collection[int], on: date) -> None:
    """Units stand elsewhere, or no longer, from that day on: whoever counts the people below them is scored again."""
    _mark(BY_TREE, {"units": list(unit_ids), "on": on})


def field_changed(posting_id: int, on: date) -> None:
    """A deputy looks after other units from that day on: their d is another, and with it what counts them."""
    _mark(BY_FIELD, {"posting": posting_id, "on": on})


def sheets_changed(sheet_ids: Collection[int]) -> None:
    """What these sheets were scored from is not what it was: points, marks, or whether they are rated at all."""
    if sheet_ids:
        _mark(BY_SHEET, {"sheets": list(sheet_ids)})


def sheet_changed(sheet: Sheet) -> None:
    """As `sheets_changed`, for one sheet with its period."""
    day = sheet.period.days.upper - timedelta(days=1)
    values = {"sheet": sheet.pk, "unit": sheet.unit_id, "period": sheet.period_id, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(STALE_ONE, values)


def people_changed(period_id: int) -> None:
    """Who is in a period is not what it was: everybody who is scored by others is scored again."""
    leaders = Sheet.objects.filter(period=period_id, rank__in=LEADER_RANKS).exclude(state=SheetState.DECIDED)
    sheets_changed(list(leaders.order_by("pk").values_list("pk", flat=True)))


def seen(round_ids: Collection[int]) -> None:
    """These rounds are about to be calculated: what was changed by now will be in it."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"rounds": list(round_ids)})


def _mark(sheets: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STALE.replace("{sheets}", sheets), values)
