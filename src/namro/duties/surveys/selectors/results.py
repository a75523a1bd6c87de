"""The index of a campaign: whole, by factor, by unit and by officer, with its interval; what is too small is hidden.

Everything is computed from the answers again, so that it can always be checked. A cell too small to be shown is left out of
the whole it is part of, too, and takes another cell of its column with it where it could be got back by subtraction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import connection
from django.db.models import Count, Q

from namro.duties.surveys.models import Campaign, Response, State
from namro.duties.surveys.parameters import parameters
from namro.duties.surveys.structure import part_of, scale_of
from namro.engine import survey
from namro.engine.survey import Index, Part

Shown = tuple[Fraction | None, ...]
Counts = dict[str, list[int]]
NOBODY = 0  # answers that name no officer
# Answers of each level of each question, by unit and officer.
COUNTED = """
SELECT r.unit_id, coalesce(r.person_id, 0), a.key, a.value::int, count(*)
FROM surveys_response r CROSS JOIN LATERAL jsonb_each_text(r.answers) a
WHERE r.campaign_id = %s AND NOT (%s AND (r.is_straight OR r.is_burst))
GROUP BY 1, 2, 3, 4
"""
Cell = tuple[int, int]  # unit, officer


@dataclass(frozen=True)
class Row:
    """What a unit shows: its index and that of each factor; nothing where too few answered or it would give another away."""

    unit_id: int
    size: int
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    factors: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Results:
    size: int
    shows_total: bool
    whole: Index
    low: Fraction | None
    high: Fraction | None
    unflagged: Fraction | None
    straight: int
    burst: int
    rows: tuple[Row, ...]

    @property
    def is_hidden(self) -> bool:
        return any(row.value is None for row in self.rows)


def results(found: Campaign) -> Results:
    """Four queries, whatever the number of answers."""
    scale, least = scale_of(found.instrument.data), found.minimum
    part, counts = part_of(found.instrument.data), _by_unit(_counts(found))
    sizes = _by_unit_sizes(_sizes(found))
    hidden = survey.suppressed(_named(sizes), least)
    known = {unit: survey.index(part, counts.get(unit, {}), scale, least) for unit in sizes}
    columns = _columns(known, len(part.of), least, hidden)
    size, shows = sum(sizes.values()), survey.shows_total(_named(sizes), least, hidden)
    asked = _asked(part, known, columns, least) if shows else ()
    whole = survey.index(part, _only(_added(counts.values()), asked), scale, least)
    low, high = _interval(whole, size, found.population)
    straight, burst, flagged = _flags(found)
    clean = _unflagged(found, part, asked) if flagged >= least and size - flagged >= least else None
    weights = [one.weight for one in part.of]
    rows = tuple(
        _row(unit, sizes[unit], _shown(str(unit), one, weights, columns, hidden)) for unit, one in known.items()
    )
    return Results(size, shows, whole, low, high, clean, straight, burst, rows)


def satisfied(found: Campaign) -> dict[int, tuple[int, int]]:
    """Of each unit: satisfied answers, and all answers, to the questions its results show; nothing of what is hidden."""
    scale, part = scale_of(found.instrument.data), part_of(found.instrument.data)
    counts = _by_unit(_counts(found))
    told = {}
    for row in results(found).rows:
        shown = [
            key for one, value in zip(part.of, row.factors, strict=True) if value is not None for key in one.questions()
        ]
        of = [counts[row.unit_id][key] for key in shown if key in counts.get(row.unit_id, {})]
        if row.value is not None and of:
            told[row.unit_id] = (sum(sum(one[scale.satisfied_from - 1 :]) for one in of), sum(map(sum, of)))
    return told


def satisfied_between(*, first: date, last: date, instruments: Iterable[str]) -> dict[int, tuple[int, int]]:
    """The same of every closed campaign of these instruments whose days ended between two days, together."""
    rows = Campaign.objects.filter(
        state=State.CLOSED, last__gte=first, last__lte=last, instrument__key__in=list(instruments)
    )
    made: dict[int, tuple[int, int]] = {}
    for found in rows.select_related("instrument"):
        for unit, (met, every) in satisfied(found).items():
            before = made.get(unit, (0, 0))
            made[unit] = (before[0] + met, before[1] + every)
    return made


def _columns(known: dict[int, Index], number: int, least: int, hidden: frozenset[str]) -> list[frozenset[str]]:
    """The cells hidden in the column of each factor."""
    return [survey.suppressed(_column(known, place), least, hidden) for place in range(number)]


def _column(known: dict[int, Index], place: int) -> dict[str, int]:
    return {str(unit): one.of[place].size for unit, one in known.items()}


def _asked(part: Part, known: dict[int, Index], columns: list[frozenset[str]], least: int) -> tuple[str, ...]:
    """The questions of the factors whose total gives no hidden cell away."""
    shown = [
        one for place, one in enumerate(part.of) if survey.shows_total(_column(known, place), least, columns[place])
    ]
    return tuple(key for one in shown for key in one.questions())


def _shown(
    unit: str, one: Index, weights: list[Fraction], columns: list[frozenset[str]], hidden: frozenset[str]
) -> Shown:  # fmt: skip
    """Of a unit: its index, then its factors. A factor hidden in a unit is left out of that unit's index."""
    if unit in hidden:
        return (None,) * (len(weights) + 1)
    values = tuple(None if unit in gone else part.value for gone, part in zip(columns, one.of, strict=True))
    return (_weighted(weights, values), *values)


def _weighted(weights: list[Fraction], values: Shown) -> Fraction | None:
    known = [(weight, value) for weight, value in zip(weights, values, strict=True) if value is not None]
    if not known:
        return None
    return sum((weight * value for weight, value in known), Fraction(0)) / sum(weight for weight, _value in known)


def _row(unit_id: int, size: int, shown: Shown) -> Row:
    value, *factors = shown
    low, high = (None, None) if value is None else survey.interval(value, size, z=parameters().z)
    return Row(unit_id, size, value, low, high, tuple(factors))


def _interval(whole: Index, size: int, population: int) -> tuple[Fraction | None, Fraction | None]:
    if whole.value is None:
        return None, None
    return survey.interval(whole.value, size, z=parameters().z, population=population)


def _flags(found: Campaign) -> tuple[int, int, int]:
    rows = Response.objects.filter(campaign=found).aggregate(
        straight=Count("pk", filter=Q(is_straight=True)),
        burst=Count("pk", filter=Q(is_burst=True)),
        either=Count("pk", filter=Q(is_straight=True) | Q(is_burst=True)),
    )
    return rows["straight"], rows["burst"], rows["either"]


def _unflagged(found: Campaign, part: Part, asked: tuple[str, ...]) -> Fraction | None:
    """The index without flagged answers; asked for only where as many were flagged as are enough to be shown."""
    counts = _added(_counts(found, unflagged=True).values())
    return survey.index(part, _only(counts, asked), scale_of(found.instrument.data), found.minimum).value


@dataclass(frozen=True)
class Officer:
    """The index of one officer in one unit; nothing where too few rated them, or where it would give a colleague away."""

    person_id: int
    unit_id: int
    size: int
    value: Fraction | None


def officers(found: Campaign) -> list[Officer]:
    """Whom the answers at the counter are about."""
    part, scale = part_of(found.instrument.data), scale_of(found.instrument.data)
    counts, sizes = _counts(found), _sizes(found)
    hidden = _hidden_officers(sizes, found.minimum)
    made = []
    for cell, size in sorted(sizes.items()):
        if cell[1] != NOBODY:
            value = survey.index(part, counts.get(cell, {}), scale, found.minimum).value
            made.append(Officer(cell[1], cell[0], size, None if cell in hidden else value))
    return made


def _hidden_officers(sizes: dict[Cell, int], least: int) -> set[Cell]:
    hidden = set()
    for unit in {cell[0] for cell in sizes}:
        column = {str(person): size for (where, person), size in sizes.items() if where == unit}
        hidden |= {(unit, int(person)) for person in survey.suppressed(column, least)}
    return hidden


def _sizes(found: Campaign) -> dict[Cell, int]:
    rows = Response.objects.filter(campaign=found).order_by().values_list("unit", "person").annotate(number=Count("pk"))
    return {(unit, person or NOBODY): number for unit, person, number in rows}


def _by_unit_sizes(sizes: dict[Cell, int]) -> dict[int, int]:
    made: dict[int, int] = defaultdict(int)
    for (unit, _person), size in sorted(sizes.items()):
        made[unit] += size
    return dict(made)


def _counts(found: Campaign, *, unflagged: bool = False) -> dict[Cell, Counts]:
    levels = found.instrument.data["scale"]["levels"]
    made: dict[Cell, Counts] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [found.pk, unflagged])
        for unit, person, key, level, number in cursor.fetchall():
            made[unit, person].setdefault(key, [0] * levels)[level - 1] = number
    return made


def _by_unit(counts: dict[Cell, Counts]) -> dict[int, Counts]:
    grouped: dict[int, list[Counts]] = defaultdict(list)
    for (unit, _person), one in counts.items():
        grouped[unit].append(one)
    return {unit: _added(many) for unit, many in grouped.items()}


def _added(many: Iterable[Counts]) -> Counts:
    made: Counts = {}
    for counts in many:
        for key, levels in counts.items():
            made[key] = [a + b for a, b in zip(made.get(key, [0] * len(levels)), levels, strict=True)]
    return made


def _only(counts: Counts, asked: Iterable[str]) -> Counts:
    return {key: counts[key] for key in asked if key in counts}


def _named(sizes: dict[int, int]) -> dict[str, int]:
    return {str(key): size for key, size in sizes.items()}
