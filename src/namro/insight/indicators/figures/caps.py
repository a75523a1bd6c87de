"""Caps of published lists beside who was decided at the best level: of the list, and of its groups of similar tasks.

Counted in the database, one row a line: a year of a city has tens of thousands of lists.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from namro.base.law import available_frameworks, load_framework
from namro.base.law.selectors import known_framework
from namro.base.rows import planned_cursor
from namro.insight.indicators.figures.shape import Cell
from namro.insight.indicators.selectors.asked import MONTHS, Asked, after
from namro.insight.indicators.selectors.cutting import Cut, cut_of, days_of, joined, within
from namro.insight.indicators.selectors.published import PUBLISHED
from namro.insight.indicators.selectors.scope import Scope

UNIT, GROUP = "unit", "group"
# One row a cap: under the reading its list signed, with who was decided what by the day looked at. The two are added up
# together rather than joined: as much work as there are rows, however wrong the planner is about how many.
CAPS = f"""
WITH lists AS (
    SELECT r.id, r.unit_id, u.root, lower(p.days) AS first, t.top, r.quota,
        coalesce(nullif(r.quota_reading, ''), p.settings ->> 'quota_reading') AS signed
    FROM unnest(%(frameworks)s::text[], %(firsts)s::date[], %(tops)s::text[]) AS t(framework, first, top)
    JOIN evaluations_period p ON p.kind = %(kind)s AND p.framework = t.framework AND lower(p.days) = t.first
    JOIN evaluations_round r ON r.period_id = p.id
    {joined("r.unit_id")}
    WHERE {PUBLISHED}
), counted AS (
    SELECT l.id, l.unit_id, l.root, l.first, l.top, q.scope, CASE WHEN q.scope = 'unit' THEN '' ELSE q.key END AS key, q.ratio,
        q.reading, q.cap, 0 AS rated, 0 AS excellent
    FROM lists l CROSS JOIN LATERAL jsonb_to_recordset(l.quota) AS q(scope text, key text, reading text, ratio text, cap int)
    WHERE q.reading = l.signed
    UNION ALL
    SELECT l.id, l.unit_id, l.root, l.first, l.top, CASE WHEN grouping(t.task_group) = 1 THEN 'unit' ELSE 'group' END,
        CASE WHEN grouping(t.task_group) = 1 THEN '' ELSE t.task_group END, NULL, NULL, NULL,
        coalesce(sum(t.people) FILTER (WHERE t.rating <> 'NOT_RATED'), 0), coalesce(sum(t.people) FILTER (WHERE t.rating = l.top), 0)
    FROM lists l JOIN indicators_decisiontally t ON t.round_id = l.id AND t.day <= %(on)s
    GROUP BY GROUPING SETS ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5, t.task_group))
), caps AS (
    SELECT id, unit_id, root, first, top, scope, key, max(ratio) AS ratio, max(reading) AS reading, max(cap) AS cap,
        sum(rated)::int AS rated, sum(excellent)::int AS excellent, greatest(0, sum(excellent) - max(cap))::int AS beyond
    FROM counted GROUP BY id, unit_id, root, first, top, scope, key HAVING count(cap) > 0
)
"""  # noqa: S608 - this module's own texts
SUMMED = (
    CAPS
    + """
SELECT {key}, scope, count(*)::int, sum(rated)::int, sum(excellent)::int, sum(cap)::int, sum(beyond)::int,
    (count(*) FILTER (WHERE beyond > 0))::int, array_agg(DISTINCT reading || ' ' || ratio)
FROM caps WHERE scope = ANY(%(scopes)s) GROUP BY 1, 2
"""
)
LISTED = (
    CAPS
    + """
SELECT id, unit_id, first, key, excellent, cap FROM caps c
WHERE scope = %(scope)s AND (%(group)s = '' OR key = %(group)s) AND (NOT %(over)s OR beyond > 0)
ORDER BY first DESC, unit_id, id, key LIMIT %(many)s OFFSET %(start)s
"""
)
# The sheets at the best level by the day, of only those lists the page falls in: of each, the last decision known then.
SHEETS = f"""{CAPS}, ranked AS (
    SELECT *, sum(excellent) OVER (ORDER BY first DESC, unit_id, id, key) AS upto FROM caps
    WHERE scope = %(scope)s AND (%(group)s = '' OR key = %(group)s) AND excellent > 0
), page AS (
    SELECT *, min(upto - excellent) OVER () AS before FROM ranked
    WHERE upto > %(start)s AND upto - excellent < %(start)s + %(many)s
)
SELECT h.full_name, h.code, s.unit_id, s.rank, c.first, d.rating, d.reason, '/sheets/' || s.id, s.person_id
FROM page c JOIN evaluations_sheet s ON s.round_id = c.id AND (c.scope = 'unit' OR s.task_group = c.key)
JOIN people_person h ON h.id = s.person_id
JOIN LATERAL (SELECT d.rating, d.reason FROM evaluations_decidedrating d JOIN evaluations_decision a ON a.id = d.decision_id
    WHERE d.sheet_id = s.id AND (a.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(on)s ORDER BY d.id DESC LIMIT 1) d ON true
WHERE d.rating = c.top
ORDER BY c.first DESC, c.unit_id, c.id, c.key, s.id LIMIT %(many)s OFFSET %(start)s - coalesce((SELECT min(before) FROM page), 0)
"""  # noqa: S608 - this module's own texts
KEYS = {"period": "first::text", "unit": "root::text", "task": "key"}


Decided = frozenset[tuple[str, date]]  # frameworks decided here, and since when


@lru_cache(maxsize=4096)
def _top(framework: str, on: date, decided: Decided) -> str:
    """The best level of a framework, the one the quota limits. A text never changed here is read from its file."""
    if framework not in {name for name, _since in decided}:
        return load_framework(framework).bands[0].code
    known = known_framework(framework, on=on)
    return known.bands[0].code if known else ""


def _tops(kind: str, first: date, end: date, decided: Decided) -> list[tuple[str, date, str]]:
    """The best level of every framework known here, for a period that begins on each of the days."""
    days, at = [], first
    while at < end:
        days.append(at)
        at = after(at, MONTHS[kind])
    known = sorted({*available_frameworks(), *(name for name, _since in decided)})
    return [(name, day, _top(name, day, decided)) for name in known for day in days]


def _given(asked: Asked, scope: Scope, cut: Cut, first: date, end: date) -> dict[str, Any]:
    names, firsts, tops = ([*column] for column in zip(*_tops(asked.kind, first, end, scope.tree.decided), strict=True))
    return {**cut.given, "kind": asked.kind, "frameworks": names, "firsts": firsts, "tops": tops, "on": asked.on}


def scope_of_caps(asked: Asked) -> str:
    """Whose caps are counted: those of lists, or those of the groups in them."""
    return GROUP if asked.by == "task" else UNIT


def summed(asked: Asked, scope: Scope) -> list[tuple[Any, ...]]:
    """By line and kind of cap: how many caps, rated, excellent, cap, over, caps exceeded, and readings: one query."""
    cut = cut_of(asked, scope)
    given = _given(asked, scope, cut, asked.first, asked.end)
    scopes = [GROUP] if asked.by == "task" else [UNIT, GROUP]
    with planned_cursor() as cursor:
        cursor.execute(cut.said(SUMMED).replace("{key}", KEYS[asked.by]), {**given, "scopes": scopes})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def listed(
    asked: Asked, scope: Scope, cell: Cell, kind: str, *, start: int, many: int, over: bool = False, sheets: bool = False
) -> list[tuple[Any, ...]]:  # fmt: skip
    """The caps of a kind behind one line, or the sheets at the best level under them: a page of them."""
    cut = within(asked, scope, cell)
    given = _given(asked, scope, cut, *days_of(asked, cell))
    group = cell.row if asked.by == "task" else ""
    asks = {**given, "scope": kind, "group": group, "over": over, "start": start, "many": many}
    with connection.cursor() as cursor:
        cursor.execute(cut.said(SHEETS if sheets else LISTED), asks)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
