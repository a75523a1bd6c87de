"""Quarters, half-years and years of people from their published months (or quarters), by the framework's roll-up rule.

Only the main post counts: a concurrent one is scored by itself. A month in two posts joins both, so whoever moved
carries their results along. A month without a score says why; only what the law excuses is left out of the mean.

Where months and quarters meet in a year (an agency that changed from one to the other), the year is counted in months: a
month that has only a quarter's sheet takes the quarter's score, so that each part weighs by the time it covers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from namro.base.copying import copied
from namro.base.reading import once_a_reading
from namro.base.ui.wording import said
from namro.city.people.models import LeaveKind
from namro.duties.evaluations.models import NotRated, Period, ScoreState
from namro.duties.evaluations.rulebook import Rulebook
from namro.engine.rollup import MONTHS, Part, RolledUp, joined, roll_up

QUARTER = Period.Kind.QUARTER.value
CHUNK = 20_000  # people read at once
COUNTS = {Period.Kind.MONTH.value: MONTHS, Period.Kind.QUARTER.value: 4}  # in a year
LENGTHS = {"quarter": 3, "half_year": 6, "year": MONTHS, "year_of_quarters": 4}  # in the parts each is made of
MADE_OF: Mapping[str, tuple[str, ...]] = {
    Period.Kind.MONTH.value: ("quarter", "half_year", "year"), Period.Kind.QUARTER.value: ("year_of_quarters",)
}  # fmt: skip
UNPUBLISHED, UNSCORED, UNOPENED = "unpublished", "unscored", "unopened"
MISSING = {
    UNPUBLISHED: _("chưa công bố"),
    UNSCORED: _("chưa có điểm"),
    UNOPENED: _("chưa có phiếu"),
}
NOT_POSTED, OUTSIDE, ABSENT = "not_posted", "outside", "absent"
LEAVES = {LeaveKind.MATERNITY.value: "maternity", LeaveKind.SICK.value: "sick", LeaveKind.UNPAID.value: "unpaid"}
SHEETS = """
COPY (
    SELECT s.person_id, (extract(month FROM lower(p.days))::int - 1) / %(months)s + 1, s.id, s.unit_id, upper(s.days) - lower(s.days),
        p.framework = %(framework)s, s.not_rated, r.step IN ('published', 'closed'), coalesce(c.state, ''),
        coalesce(c.exact, ''), coalesce(away.kind, ''),
        CASE WHEN p.kind <> %(kind)s THEN extract(month FROM lower(s.days)) || '-' || extract(month FROM upper(s.days) - 1) END
    FROM evaluations_sheet s
    JOIN evaluations_period p ON p.id = s.period_id AND p.kind = ANY(%(kinds)s) AND p.days <@ daterange(%(first)s, %(until)s)
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
    SELECT DISTINCT w.person_id, part.number FROM people_posting w
    JOIN unnest(%(begins)s::date[], %(ends)s::date[]) WITH ORDINALITY AS part(begins, ends, number)
        ON w.valid && daterange(part.begins, part.ends)
    WHERE w.person_id = ANY(%(people)s) AND w.kind = 'main'
) TO STDOUT (FORMAT csv)
"""


class EntrySheet(NamedTuple):
    """One sheet of it: its exact total, or why it has none. `quarter`: of a quarter, standing for one of its months."""

    sheet_id: int
    unit_id: int
    days: int
    total: Fraction | None
    why: str
    quarter: int = 0


@dataclass(frozen=True)
class Entry:
    """One month (or quarter) of a person; several sheets where two posts share it."""

    number: int
    part: Part
    sheets: tuple[EntrySheet, ...]

    @property
    def quarter(self) -> int:
        """The quarter whose score stands for this month; 0 where the month has its own."""
        return self.sheets[0].quarter if self.sheets else 0


@dataclass(frozen=True)
class PersonYear:
    """The months (or quarters) of a person's year and what they come to."""

    person_id: int
    entries: tuple[Entry, ...]

    def rolled(self, book: Rulebook, kind: str, first: int = 1) -> RolledUp:
        """The quarter, half-year or year that begins with that entry. Raises RuleError where the framework has no rule."""
        parts = [one.part for one in self.entries[first - 1 : first - 1 + LENGTHS[kind]]]
        return roll_up(book.framework, kind, parts, book.settings)

    @property
    def quarters(self) -> dict[int, tuple[int, ...]]:
        """The quarters whose scores stand for months, each with those months."""
        found: dict[int, tuple[int, ...]] = {}
        for one in self.entries:
            if one.quarter:
                found[one.quarter] = (*found.get(one.quarter, ()), one.number)
        return found


def why_text(book: Rulebook, why: str) -> str:
    """Why a month has no score, in the reader's language."""
    rule = book.framework.absences.get(why)
    return said(rule.title) if rule else str(MISSING.get(why, MISSING[UNSCORED]))


def years_of(
    people: Sequence[int], *, year: int, book: Rulebook, of: str = Period.Kind.MONTH.value, framework: str = ""
) -> Iterator[PersonYear]:
    """The year of each of these people, in order of their numbers: two queries for every 20,000.

    `framework`: whose months count, where the book is not the one they were scored under (what if).
    """
    for start in range(0, len(people), CHUNK):
        wanted = tuple(sorted(people[start : start + CHUNK]))
        read = _read_once if len(wanted) == 1 else _read
        values, rows, posted = read(wanted, year, of, framework or book.framework.id)
        found = {person: _by_number(mine) for person, mine in groupby(rows, lambda one: one[0])}
        for person in wanted:
            sheets = found.get(person, {})
            numbers = range(1, COUNTS[of] + 1)
            yield PersonYear(
                person,
                tuple(
                    _entry(one, sheets.get(one, ()), posted, person, book, values["ends"][one - 1]) for one in numbers
                ),
            )


def _read(
    people: tuple[int, ...], year: int, of: str, framework: str
) -> tuple[dict[str, Any], Iterable[Row], frozenset[tuple[int, int]]]:
    values = _values(people, year, of, framework)
    return values, _rows(values), _posted(values)


@once_a_reading
def _read_once(
    people: tuple[int, ...], year: int, of: str, framework: str
) -> tuple[dict[str, Any], Iterable[Row], frozenset[tuple[int, int]]]:
    """A page shows somebody's months and what they come to: both from one reading."""
    values, rows, posted = _read(people, year, of, framework)
    return values, tuple(rows), posted


def _values(people: Sequence[int], year: int, of: str, framework: str) -> dict[str, Any]:
    months = MONTHS // COUNTS[of]
    first = [date(year, 1 + months * number, 1) for number in range(COUNTS[of])]
    return {
        "people": list(people), "kind": of, "kinds": list(dict.fromkeys([of, QUARTER])), "months": months, "framework": framework, "first": first[0],
        "until": date(year + 1, 1, 1), "begins": first, "ends": [*first[1:], date(year + 1, 1, 1)],
    }  # fmt: skip


Row = tuple[int, int, EntrySheet]


def _rows(values: Mapping[str, Any]) -> Iterator[Row]:
    text = io.StringIO(copied(SHEETS, values).decode())
    for person, number, sheet, unit, days, is_same, not_rated, is_public, state, exact, leave, span in csv.reader(text):
        why = _why(is_same == "t", not_rated, is_public == "t", state, leave)
        total = None if why else _fraction(exact)
        found = EntrySheet(int(sheet), int(unit), int(days), total, why)
        if span:
            yield from _of_quarter(int(person), found, span)
        else:
            yield int(person), int(number), found


def _of_quarter(person: int, sheet: EntrySheet, span: str) -> Iterator[Row]:
    """A quarter's sheet in each month it covers, from “7-9”."""
    first, _dash, last = span.partition("-")
    for month in range(int(first), int(last) + 1):
        yield person, month, sheet._replace(quarter=(month + 2) // 3)


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


def _posted(values: Mapping[str, Any]) -> frozenset[tuple[int, int]]:
    """Person and number of every month (or quarter) somebody held a main post in."""
    rows = csv.reader(io.StringIO(copied(POSTED, values).decode()))
    return frozenset((int(person), int(number)) for person, number in rows)


def _by_number(rows: Iterable[Row]) -> dict[int, tuple[EntrySheet, ...]]:
    found: dict[int, tuple[EntrySheet, ...]] = {}
    for _person, number, sheet in rows:
        found[number] = (*found.get(number, ()), sheet)
    return found


def _counting(sheets: tuple[EntrySheet, ...], book: Rulebook) -> tuple[EntrySheet, ...]:
    """A month's own sheets, where it has some; the quarter's where those lack the score it has."""
    of_quarter = tuple(one for one in sheets if one.quarter)
    own = tuple(one for one in sheets if not one.quarter)
    if not of_quarter or not own:
        return sheets
    lacks = any(one.why and one.why not in book.framework.absences for one in own)
    return of_quarter if lacks and any(one.total is not None for one in of_quarter) else own


def _entry(
    number: int, sheets: tuple[EntrySheet, ...], posted: frozenset[tuple[int, int]], person: int, book: Rulebook,
    ends: date,
) -> Entry:  # fmt: skip
    """What was scored in it counts; one sheet still missing leaves the whole missing. Before the law was in force there
    was nothing to score (`ends`: the day after its last)."""
    sheets = _counting(sheets, book)
    if not sheets:
        why = OUTSIDE if ends <= book.framework.rule.valid_from else UNOPENED
        return Entry(number, Part(None, why if (person, number) in posted else NOT_POSTED), ())
    lacking = [one.why for one in sheets if one.why and one.why not in book.framework.absences]
    scored = [(one.total, one.days) for one in sheets if one.total is not None]
    if lacking or not scored:
        return Entry(number, Part(None, (lacking or [one.why for one in sheets])[0]), sheets)
    return Entry(number, Part(joined(book.framework, scored, book.settings)), sheets)
