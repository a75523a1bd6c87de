"""Quarters, half-years and years of people from their published months, by the roll-up rule of the framework.

Only the main post counts: a concurrent one is scored by itself. A month in two posts joins both, so whoever moved
carries their results along. A month without a score says why; only what the law excuses is left out of the mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from namro.base.copying import copied
from namro.city.people.models import LeaveKind
from namro.duties.evaluations.models import NotRated, ScoreState
from namro.duties.evaluations.rulebook import Rulebook, said
from namro.engine.rollup import MONTHS, Part, RolledUp, joined, roll_up

CHUNK = 20_000  # people read at once
SPANS: Mapping[str, tuple[int, ...]] = {"quarter": (1, 4, 7, 10), "half_year": (1, 7), "year": (1,)}
LENGTHS = {"quarter": 3, "half_year": 6, "year": MONTHS}
UNPUBLISHED, UNSCORED, UNOPENED = "unpublished", "unscored", "unopened"
MISSING = {
    UNPUBLISHED: _("chưa công bố"),
    UNSCORED: _("chưa có điểm"),
    UNOPENED: _("chưa mở kỳ đánh giá, hoặc chưa có phiếu"),
}
NOT_POSTED, OUTSIDE, ABSENT = "not_posted", "outside", "absent"
LEAVES = {LeaveKind.MATERNITY.value: "maternity", LeaveKind.SICK.value: "sick", LeaveKind.UNPAID.value: "unpaid"}
SHEETS = """
COPY (
    SELECT s.person_id, extract(month FROM lower(p.days))::int, s.id, s.unit_id, upper(s.days) - lower(s.days),
        p.framework = %(framework)s, s.not_rated, r.step IN ('published', 'closed'), coalesce(c.state, ''),
        coalesce(c.exact, ''), coalesce(away.kind, '')
    FROM evaluations_sheet s
    JOIN evaluations_period p ON p.id = s.period_id AND p.kind = 'month' AND p.days <@ daterange(%(first)s, %(until)s)
    JOIN evaluations_round r ON r.id = s.round_id
    JOIN people_posting w ON w.id = s.posting_id AND w.kind = 'main'
    LEFT JOIN evaluations_score c ON c.sheet_id = s.id
    LEFT JOIN LATERAL (
        SELECT l.kind FROM people_leave l WHERE s.not_rated = 'leave' AND l.person_id = s.person_id AND l.valid && s.days
        ORDER BY array_position(ARRAY['maternity', 'sick', 'unpaid'], l.kind::text) LIMIT 1
    ) away ON true
    WHERE s.person_id = ANY(%(people)s) ORDER BY s.person_id, lower(s.days), s.id
) TO STDOUT (FORMAT csv)
"""
POSTED = """
COPY (
    SELECT w.person_id, month FROM people_posting w
    JOIN generate_series(1, 12) month
        ON w.valid && daterange(make_date(%(year)s, month, 1), (make_date(%(year)s, month, 1) + interval '1 month')::date)
    WHERE w.person_id = ANY(%(people)s) AND w.kind = 'main' GROUP BY 1, 2
) TO STDOUT (FORMAT csv)
"""


class MonthSheet(NamedTuple):
    """One sheet of a month: its exact total, or why it has none."""

    sheet_id: int
    unit_id: int
    days: int
    total: Fraction | None
    why: str


@dataclass(frozen=True)
class Month:
    """One month of a person; several sheets where two posts share it."""

    number: int
    part: Part
    sheets: tuple[MonthSheet, ...]


@dataclass(frozen=True)
class PersonYear:
    """Twelve months of a person and what they come to."""

    person_id: int
    months: tuple[Month, ...]

    def rolled(self, book: Rulebook, kind: str, first: int = 1) -> RolledUp:
        """The quarter, half-year or year that begins with that month. Raises RuleError where the framework has no rule."""
        parts = [one.part for one in self.months[first - 1 : first - 1 + LENGTHS[kind]]]
        return roll_up(book.framework, kind, parts, book.settings)


def why_text(book: Rulebook, why: str) -> str:
    """Why a month has no score, in the reader's language."""
    rule = book.framework.absences.get(why)
    return said(rule.title) if rule else str(MISSING.get(why, MISSING[UNSCORED]))


def years_of(people: Sequence[int], *, year: int, book: Rulebook) -> Iterator[PersonYear]:
    """The year of each of these people, in order of their numbers: two queries for every 20,000."""
    for start in range(0, len(people), CHUNK):
        wanted = sorted(people[start : start + CHUNK])
        posted = _posted(wanted, year)
        found = {
            person: dict(_by_month(rows)) for person, rows in groupby(_rows(wanted, year, book), lambda one: one[0])
        }
        for person in wanted:
            sheets = found.get(person, {})
            months = (_month(number, sheets.get(number, ()), posted, person, book) for number in range(1, MONTHS + 1))
            yield PersonYear(person, tuple(months))


Row = tuple[int, int, MonthSheet]


def _rows(people: Sequence[int], year: int, book: Rulebook) -> Iterator[Row]:
    values = {
        "people": list(people),
        "first": date(year, 1, 1),
        "until": date(year + 1, 1, 1),
        "framework": book.framework.id,
    }
    text = io.StringIO(copied(SHEETS, values).decode())
    for person, month, sheet, unit, days, is_same, not_rated, is_public, state, exact, leave in csv.reader(text):
        why = _why(is_same == "t", not_rated, is_public == "t", state, leave)
        total = None if why else _fraction(exact)
        yield int(person), int(month), MonthSheet(int(sheet), int(unit), int(days), total, why)


def _fraction(exact: str) -> Fraction:
    above, _slash, below = exact.partition("/")
    return Fraction(int(above), int(below))


def _why(is_same: bool, not_rated: str, is_public: bool, state: str, leave: str) -> str:
    """Empty for a sheet with a score that counts."""
    if not_rated == NotRated.OUTSIDE or not is_same:
        return OUTSIDE
    if not_rated:
        return LEAVES.get(leave, ABSENT)
    if not is_public:
        return UNPUBLISHED
    return "" if state == ScoreState.RATED else UNSCORED


def _posted(people: Sequence[int], year: int) -> frozenset[tuple[int, int]]:
    """Person and month (1 to 12) of every month somebody held a main post in."""
    rows = csv.reader(io.StringIO(copied(POSTED, {"people": list(people), "year": year}).decode()))
    return frozenset((int(person), int(month)) for person, month in rows)


def _by_month(rows: Iterable[Row]) -> Iterator[tuple[int, tuple[MonthSheet, ...]]]:
    for month, sheets in groupby(rows, lambda one: one[1]):
        yield month, tuple(one[2] for one in sheets)


def _month(
    number: int, sheets: tuple[MonthSheet, ...], posted: frozenset[tuple[int, int]], person: int, book: Rulebook
) -> Month:
    """A month counts what was scored in it; one sheet still missing leaves the month missing."""
    if not sheets:
        return Month(number, Part(None, UNOPENED if (person, number) in posted else NOT_POSTED), ())
    lacking = [one.why for one in sheets if one.why and one.why not in book.framework.absences]
    scored = [(one.total, one.days) for one in sheets if one.total is not None]
    if lacking or not scored:
        return Month(number, Part(None, (lacking or [one.why for one in sheets])[0]), sheets)
    return Month(number, Part(joined(book.framework, scored, book.settings)), sheets)
