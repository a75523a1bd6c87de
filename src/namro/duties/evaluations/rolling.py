"""Quarters, half-years and years of people from their published months (or quarters), by the framework's roll-up rule.

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
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from namro.base.copying import copied
from namro.base.reading import once_a_reading
from namro.base.ui.wording import said
from namro.city.people.models import LeaveKind
from namro.duties.evaluations.models import NotRated, Period, ScoreState
from namro.duties.evaluations.rulebook import Rulebook
from namro.engine.rollup import MONTHS, Part, RolledUp, joined, roll_up

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
        coalesce(c.exact, ''), coalesce(away.kind, '')
    FROM evaluations_sheet s
    JOIN evaluations_period p ON p.id = s.period_id AND p.kind = %(kind)s AND p.days <@ daterange(%(first)s, %(until)s)
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
    """One sheet of it: its exact total, or why it has none."""

    sheet_id: int
    unit_id: int
    days: int
    total: Fraction | None
    why: str


@dataclass(frozen=True)
class Entry:
    """One month (or quarter) of a person; several sheets where two posts share it."""

    number: int
    part: Part
    sheets: tuple[EntrySheet, ...]


@dataclass(frozen=True)
class PersonYear:
    """The months (or quarters) of a person's year and what they come to."""

    person_id: int
    entries: tuple[Entry, ...]

    def rolled(self, book: Rulebook, kind: str, first: int = 1) -> RolledUp:
        """The quarter, half-year or year that begins with that entry. Raises RuleError where the framework has no rule."""
        parts = [one.part for one in self.entries[first - 1 : first - 1 + LENGTHS[kind]]]
        return roll_up(book.framework, kind, parts, book.settings)


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
        found = {person: dict(_by_number(mine)) for person, mine in groupby(rows, lambda one: one[0])}
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
        "people": list(people), "kind": of, "months": months, "framework": framework, "first": first[0],
        "until": date(year + 1, 1, 1), "begins": first, "ends": [*first[1:], date(year + 1, 1, 1)],
    }  # fmt: skip


Row = tuple[int, int, EntrySheet]


def _rows(values: Mapping[str, Any]) -> Iterator[Row]:
    text = io.StringIO(copied(SHEETS, values).decode())
    for person, number, sheet, unit, days, is_same, not_rated, is_public, state, exact, leave in csv.reader(text):
        why = _why(is_same == "t", not_rated, is_public == "t", state, leave)
        total = None if why else _fraction(exact)
        yield int(person), int(number), EntrySheet(int(sheet), int(unit), int(days), total, why)


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


def _by_number(rows: Iterable[Row]) -> Iterator[tuple[int, tuple[EntrySheet, ...]]]:
    for number, sheets in groupby(rows, lambda one: one[1]):
        yield number, tuple(one[2] for one in sheets)


def _entry(
    number: int, sheets: tuple[EntrySheet, ...], posted: frozenset[tuple[int, int]], person: int, book: Rulebook,
    ends: date,
) -> Entry:  # fmt: skip
    """What was scored in it counts; one sheet still missing leaves the whole missing. Before the law was in force there
    was nothing to score (`ends`: the day after its last)."""
    if not sheets:
        why = OUTSIDE if ends <= book.framework.rule.valid_from else UNOPENED
        return Entry(number, Part(None, why if (person, number) in posted else NOT_POSTED), ())
    lacking = [one.why for one in sheets if one.why and one.why not in book.framework.absences]
    scored = [(one.total, one.days) for one in sheets if one.total is not None]
    if lacking or not scored:
        return Entry(number, Part(None, (lacking or [one.why for one in sheets])[0]), sheets)
    return Entry(number, Part(joined(book.framework, scored, book.settings)), sheets)
