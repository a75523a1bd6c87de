"""Who comes first and who is left out, as of any day, from year ratings and marks; candidates for rewards. Set-based SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils import timezone

from namro.city.facts.models import Mark, Rating
from namro.duties.careers.money.parameters import MeritRule, RewardRule
from namro.engine.text import search_key

# What was published by a day; a rating withdrawn or replaced later still stood then.
AS_OF = """
staff AS (
    SELECT p.person_id, p.unit_id, p.title, who.full_name, who.code, who.sort_key, who.search_key
    FROM people_posting p JOIN people_person who ON who.id = p.person_id
    WHERE p.kind = 'main' AND p.valid @> %(on)s::date AND p.unit_id = ANY(%(units)s)
),
asof AS (
    SELECT DISTINCT ON (r.person_id, r.valid) r.id, r.person_id, extract(year FROM lower(r.valid))::int AS year, r.place,
        r.is_failing
    FROM facts_rating r JOIN staff USING (person_id)
    WHERE r.kind = 'year' AND r.is_main AND r.published_on <= %(on)s AND lower(r.valid) >= %(since)s::date
        AND (r.withdrawn_at IS NULL OR (r.withdrawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > %(on)s)
    ORDER BY r.person_id, r.valid, r.published_on DESC, r.id DESC
)"""
MERIT = f"""
WITH {AS_OF},
latest AS (SELECT DISTINCT ON (person_id) * FROM asof ORDER BY person_id, year DESC),
counted AS (
    SELECT a.person_id, count(DISTINCT a.year) AS good FROM asof a JOIN latest l USING (person_id)
    WHERE a.year > l.year - %(years)s AND a.place <= %(each_place)s GROUP BY a.person_id
),
marked AS (
    SELECT DISTINCT m.person_id FROM facts_mark m JOIN staff USING (person_id)
    WHERE m.valid @> %(on)s::date AND (m.known_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(on)s
        AND (m.withdrawn_at IS NULL OR (m.withdrawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > %(on)s)
),
judged AS (
    SELECT staff.*, CASE
        WHEN %(failing)s AND latest.is_failing OR %(marks)s AND marked.person_id IS NOT NULL THEN 'excluded'
        WHEN latest.id IS NULL OR latest.year < %(oldest)s THEN 'unknown'
        WHEN latest.place <= %(last_place)s AND counted.good >= %(years)s THEN 'first'
        ELSE 'others' END AS standing
    FROM staff LEFT JOIN latest USING (person_id) LEFT JOIN counted USING (person_id) LEFT JOIN marked USING (person_id)
)
"""  # noqa: S608 - this file's own words
ROWS = f"""{MERIT}SELECT person_id, unit_id, title, full_name, code, standing, coalesce((
    SELECT s.name FROM organisation_unitspell s WHERE s.unit_id = judged.unit_id AND s.valid @> %(on)s::date LIMIT 1), '')
FROM judged WHERE (%(standing)s = '' OR standing = %(standing)s) AND (%(words)s = '' OR search_key LIKE %(like)s OR code ILIKE %(like)s)
ORDER BY sort_key, code LIMIT %(most)s OFFSET %(skip)s
"""  # noqa: S608 - this file's own words
COUNTS = f"""{MERIT}SELECT standing, count(*), count(*) FILTER (WHERE %(words)s = '' OR search_key LIKE %(like)s OR code ILIKE %(like)s)
FROM judged GROUP BY standing
"""  # noqa: S608 - this file's own words
CANDIDATES = f"""
WITH {AS_OF}
SELECT staff.person_id, staff.unit_id, staff.title, staff.full_name, staff.code,
    (array_agg(asof.id ORDER BY asof.year DESC))[1] AS rating_id
FROM staff JOIN asof USING (person_id)
WHERE asof.year > %(year)s - %(years)s AND asof.year <= %(year)s AND asof.place = ANY(%(places)s)
GROUP BY staff.person_id, staff.unit_id, staff.title, staff.full_name, staff.code, staff.sort_key
HAVING count(DISTINCT asof.year) = %(years)s
ORDER BY staff.sort_key, staff.code
"""  # noqa: S608 - this file's own words


class Standing(StrEnum):
    FIRST = "first"
    EXCLUDED = "excluded"
    OTHERS = "others"
    UNKNOWN = "unknown"  # no rating of the last two years was published


@dataclass(frozen=True)
class Judged:
    """A person of a list of merit with what it rests on: the ratings counted and the marks of the day."""

    person_id: int
    unit_id: int
    title: str
    full_name: str
    code: str
    standing: str
    unit_name: str  # on that day
    ratings: tuple[Rating, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Which part of a list: a standing ("" is everybody), words of a name or a code, how many from where."""

    standing: str = ""
    words: str = ""
    most: int = 50
    skip: int = 0


def _asked(rule: MeritRule, units: Sequence[int], wanted: Wanted, on: date) -> dict[str, Any]:
    return {
        "on": on, "units": list(units), "since": date(on.year - rule.years - 1, 1, 1), "oldest": on.year - 1,
        "years": rule.years, "each_place": rule.each_place, "last_place": rule.last_place,
        "failing": rule.failing_excludes, "marks": rule.marks_exclude, "standing": wanted.standing,
        "words": wanted.words.strip(), "like": f"%{search_key(wanted.words)}%", "most": wanted.most, "skip": wanted.skip,
    }  # fmt: skip


def judged(rule: MeritRule, units: Sequence[int], wanted: Wanted, *, on: date) -> list[Judged]:
    """One page of a list with its evidence: three queries, whatever the size of the city."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, _asked(rule, units, wanted, on))
        rows = cursor.fetchall()
    people = [row[0] for row in rows]
    ratings, marks = _ratings(people, rule, on), _marks(people, on)
    return [
        replace(Judged(*row), ratings=tuple(ratings.get(row[0], ())), marks=tuple(marks.get(row[0], ())))
        for row in rows
    ]


def counts(rule: MeritRule, units: Sequence[int], wanted: Wanted, *, on: date) -> dict[str, tuple[int, int]]:
    """How many stand where, all and among those searched for: one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, _asked(rule, units, wanted, on))
        return {standing: (every, found) for standing, every, found in cursor.fetchall()}


def _ratings(people: list[int], rule: MeritRule, on: date) -> dict[int, list[Rating]]:
    """The last years published by the day, the newest first; of one year the decision that stood."""
    rows = Rating.objects.filter(
        person__in=people, kind="year", is_main=True, published_on__lte=on,
        valid__startswith__gte=date(on.year - rule.years - 1, 1, 1),
    ).order_by("person_id", "-valid", "-published_on", "-pk")  # fmt: skip
    found: dict[int, dict[Any, Rating]] = {}
    for row in rows:
        if row.withdrawn_at is None or timezone.localdate(row.withdrawn_at) > on:
            found.setdefault(row.person_id, {}).setdefault(row.valid.lower, row)
    return {person: list(years.values())[: rule.years] for person, years in found.items()}


def _marks(people: list[int], on: date) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for row in Mark.objects.filter(person__in=people, valid__contains=on, known_at__date__lte=on).order_by("pk"):
        if row.withdrawn_at is None or timezone.localdate(row.withdrawn_at) > on:
            found.setdefault(row.person_id, []).append(row)
    return found


@dataclass(frozen=True)
class Candidate:
    """Somebody a rule lets be proposed, with the last rating it rests on."""

    person_id: int
    unit_id: int
    title: str
    full_name: str
    code: str
    rating_id: int


def candidates(rule: RewardRule, units: Sequence[int], year: int, *, on: date) -> list[Candidate]:
    """Everybody posted in the units on the day whose ratings of the years fit the rule: one query."""
    asked: dict[str, Any] = {
        "on": on, "units": list(units), "since": date(year - rule.years + 1, 1, 1), "year": year, "years": rule.years,
        "places": list(rule.places),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, asked)
        return [Candidate(*row) for row in cursor.fetchall()]
