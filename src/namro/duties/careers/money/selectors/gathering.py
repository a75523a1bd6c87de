"""What a list rests on, read in one statement for six people or six thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from namro.duties.careers.money.lines import ONE_DAY, Known, Offered, Rated, Span, salaries
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.rules import Days, Terms, meet

# Everybody whose main post was in the unit or below it in the span, and of each of them: the posts, the rating of exactly
# the span (the main post's, and without one the best of a concurrent post), the days away, the pay.
GATHER = """
WITH RECURSIVE tree(unit_id, day) AS (
    SELECT %(unit)s::bigint, day FROM unnest(ARRAY[%(first)s, %(last)s]::date[]) AS day
    UNION
    SELECT s.unit_id, tree.day FROM tree JOIN organisation_unitspell s ON s.parent_id = tree.unit_id AND s.valid @> tree.day
), posted AS MATERIALIZED (
    SELECT person_id, unit_id, staff_group, valid FROM people_posting
    WHERE unit_id IN (SELECT unit_id FROM tree) AND kind = 'main' AND valid && daterange(%(first)s, %(until)s)
), who AS MATERIALIZED (SELECT DISTINCT person_id FROM posted)
SELECT posted.person_id, 'post', lower(posted.valid), upper(posted.valid), posted.unit_id, posted.staff_group, NULL::numeric, p.code, p.full_name
FROM posted JOIN people_person p ON p.id = posted.person_id
UNION ALL
(SELECT DISTINCT ON (r.person_id) r.person_id, 'rating', NULL::date, NULL::date, r.id, r.level, NULL::numeric, '', ''
 FROM facts_rating r JOIN who ON who.person_id = r.person_id
 WHERE r.kind = %(kind)s AND r.valid = daterange(%(first)s, %(until)s) AND r.in_force
 ORDER BY r.person_id, r.is_main DESC, r.place, r.id)
UNION ALL
SELECT l.person_id, 'away', lower(l.valid), upper(l.valid), NULL, '', NULL::numeric, '', ''
FROM people_leave l JOIN who ON who.person_id = l.person_id
WHERE l.kind = ANY(%(absences)s) AND l.valid && daterange(%(first)s, %(until)s)
UNION ALL
SELECT b.person_id, 'pay', lower(b.valid), upper(b.valid), b.amount, '', b.coefficient, '', ''
FROM money_paybase b JOIN who ON who.person_id = b.person_id
WHERE b.valid && daterange(%(first)s, %(until)s) AND b.withdrawn_at IS NULL
ORDER BY 1, 2, 3, 4, 5
"""


class _Row(NamedTuple):
    """One thing known of a person; `number` is the unit, the rating or the amount, `text` the group or the level."""

    person_id: int
    what: str
    first: date
    until: date | None
    number: int | None
    text: str
    coefficient: Decimal | None
    code: str
    name: str


def gather(unit_id: int, span: Span, terms: Terms) -> tuple[list[Known], Offered]:
    """Everybody whose main post was in the unit or below it in the span, with what their line rests on."""
    asked: dict[str, Any] = {
        "unit": unit_id, "first": span.first, "last": span.until - ONE_DAY, "until": span.until, "kind": span.kind,
        "absences": sorted(terms.absences),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(GATHER, asked)
        rows = [_Row(*row) for row in cursor.fetchall()]
    offered = _base_salaries(span)
    people = groupby(rows, key=lambda row: row.person_id)
    known = [_known(person_id, list(of_one), span, offered) for person_id, of_one in people]
    return known, Offered(salaries(offered, Fraction(1), span.days))


def _known(person_id: int, rows: Sequence[_Row], span: Span, offered: list[tuple[Days, int]]) -> Known:
    posts = [row for row in rows if row.what == "post"]
    last = posts[-1]
    rated = next((Rated(row.number or 0, row.text) for row in rows if row.what == "rating"), None)
    return Known(
        person_id, last.code, last.number or 0, last.text, tuple(_days(row, span) for row in posts),
        tuple(base for row in rows if row.what == "pay" for base in _bases(row, span, offered)),
        tuple(_days(row, span) for row in rows if row.what == "away"), rated, last.name,
    )  # fmt: skip


def _days(row: _Row, span: Span) -> Days:
    return row.first, row.until or span.until


def _base_salaries(span: Span) -> list[tuple[Days, int]]:
    rows = parameters().base_salaries
    return [
        ((one.basis.valid_from, one.basis.valid_to + ONE_DAY if one.basis.valid_to else date.max), one.amount)
        for one in rows
        if meet((one.basis.valid_from, one.basis.valid_to or date.max), span.days)
    ]


def _bases(row: _Row, span: Span, offered: list[tuple[Days, int]]) -> Iterator[tuple[Days, Fraction]]:
    """An amount for its days, or a coefficient of each base salary of them."""
    days = meet(_days(row, span), span.days)
    if days and row.number is not None:
        yield days, Fraction(row.number)
    elif days and row.coefficient is not None:
        yield from salaries(offered, Fraction(row.coefficient), days)
