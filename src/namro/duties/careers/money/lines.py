"""From what is known of a person in a span to what the regulation gives them, or why nothing: on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from namro.duties.careers.money.rules import (
    Base,
    Days,
    Level,
    Paid,
    Recipient,
    Stretch,
    Terms,
    meet,
    stretches,
    weighed_base,
    without,
)

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a line is not paid."""

    LEVEL = "level"  # the level brings nothing
    NOT_RATED = "not_rated"  # decided not to be rated
    GROUP = "group"  # not among the regulation's staff groups
    AWAY = "away"  # no day that counts
    UNRATED = "unrated"  # no rating of the span was published yet
    UNNAMED = "unnamed"  # the regulation does not name the level
    NO_BASE = "no_base"  # days without a known pay


WAITING = frozenset({Why.UNRATED, Why.UNNAMED, Why.NO_BASE})


@dataclass(frozen=True)
class Span:
    """The span of a list: its kind and its days."""

    kind: str
    first: date
    until: date

    @property
    def days(self) -> Days:
        return self.first, self.until

    @property
    def length(self) -> int:
        return (self.until - self.first).days


@dataclass(frozen=True)
class Rated:
    """A rating of exactly the span; level "" is decided not to be rated."""

    rating_id: int
    level: str


@dataclass(frozen=True)
class Known:
    """What is known of a person: where and as what they were, their pay, their days away, their rating."""

    person_id: int
    code: str
    unit_id: int
    group: str
    posted: tuple[Days, ...]
    bases: tuple[tuple[Days, Fraction], ...] = ()
    away: tuple[Days, ...] = ()
    rated: Rated | None = None
    name: str = ""


@dataclass(frozen=True)
class Reckoned:
    """A line before the fund is divided: a recipient, or why not; `basis` is what it rests on, as plain data."""

    known: Known
    level: Level | None
    parts: tuple[Stretch, ...]
    recipient: Recipient | None
    why: Why | None = None
    basis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> int:
        return sum(one.days for one in self.parts)


@dataclass(frozen=True)
class Offered:
    """Bases that are the same for everybody: the State's base salary by its days, already as amounts."""

    base_salary: Sequence[tuple[Days, Fraction]] = field(default_factory=tuple)


def reckon(known: Known, span: Span, terms: Terms, offered: Offered) -> Reckoned:
    """What somebody counts for; the order of the reasons is that of the regulation: who, how many days, which level, which pay."""
    parts = tuple(stretches(_counted(known, span, terms), _bases(known, span, terms, offered)))
    level = terms.level(known.rated.level) if known.rated else None
    why = _why(known, terms, level, parts)
    rests_on = basis(known, span, terms, offered)
    if why or level is None:
        return Reckoned(known, level, parts, None, why, rests_on)
    whole = span.length if terms.by_days else 1
    months = MONTHS[span.kind] if terms.per_month else 1
    part = Fraction(sum(one.days for one in parts), whole)
    base = weighed_base(parts, whole, months)
    recipient = Recipient(known.code, level.coefficient, base, level.floor * part * months, part)
    return Reckoned(known, level, parts, recipient, None, rests_on)


def basis(known: Known, span: Span, terms: Terms, offered: Offered) -> dict[str, Any]:
    """What a line rests on under the terms, as plain data that compares: kept with the line, to tell later what changed."""
    rated = known.rated
    return {
        "post": [known.unit_id, known.group, _plain(_windowed(known.posted, span, terms))],
        "away": _plain(_windowed(known.away, span, terms)) if terms.by_days else [],
        "pay": sorted([*_plain([days])[0], str(base)] for days, base in _bases(known, span, terms, offered)),
        "rating": [rated.rating_id, rated.level] if rated else [],
    }


def _plain(spans: Iterable[Days]) -> list[list[str]]:
    return sorted([first.isoformat(), until.isoformat()] for first, until in spans)


def _windowed(spans: Iterable[Days], span: Span, terms: Terms) -> list[Days]:
    window = span.days if terms.by_days else (span.until - ONE_DAY, span.until)
    return [days for one in spans if (days := meet(one, window))]


def _counted(known: Known, span: Span, terms: Terms) -> list[Days]:
    """The days that count; without proration the last day alone says whether somebody is there."""
    here = _windowed(known.posted, span, terms)
    return without(here, known.away) if terms.by_days else here


def _bases(known: Known, span: Span, terms: Terms, offered: Offered) -> Sequence[tuple[Days, Fraction]]:
    if terms.base is Base.PAY:
        return known.bases
    if terms.base is Base.BASE_SALARY:
        return offered.base_salary
    return [(span.days, Fraction(terms.fixed))]


def _why(known: Known, terms: Terms, level: Level | None, parts: Sequence[Stretch]) -> Why | None:
    """The first reason that holds."""
    rated = known.rated
    reasons = (
        (Why.GROUP, bool(terms.groups) and known.group not in terms.groups),
        (Why.AWAY, not parts),
        (Why.UNRATED, rated is None),
        (Why.NOT_RATED, rated is not None and not rated.level),
        (Why.UNNAMED, level is None),
        (Why.LEVEL, level is not None and level.excluded),
        (Why.NO_BASE, any(one.base is None for one in parts)),
    )
    return next((why for why, holds in reasons if holds), None)


def workings(one: Reckoned, paid: Paid | None, span: Span, terms: Terms) -> dict[str, Any]:
    """The line's way as plain data, exact fractions as text: what the page of the line tells step by step."""
    found: dict[str, Any] = {
        "stretches": [
            {"first": part.first.isoformat(), "last": (part.until - ONE_DAY).isoformat(), "days": part.days,
             "base": "" if part.base is None else str(part.base)}
            for part in one.parts
        ],
        "span_days": span.length if terms.by_days else 1, "months": MONTHS[span.kind] if terms.per_month else 1,
        "basis": one.basis,
    }  # fmt: skip
    if one.recipient and paid:
        found |= {
            "base": str(one.recipient.base), "part": str(one.recipient.part), "floor": str(one.recipient.floor),
            "even": str(paid.even), "weighed": str(paid.weighed), "floored": paid.floored, "up": paid.up,
        }  # fmt: skip
    return found


def salaries(rows: Iterable[tuple[Days, int]], times: Fraction, days: Days) -> list[tuple[Days, Fraction]]:
    """A coefficient of the base salary as amounts, by the days of each base salary."""
    return [(both, times * amount) for span, amount in rows if (both := meet(span, days))]


def by_person(pairs: Iterable[tuple[int, Any]]) -> Mapping[int, list[Any]]:
    """Pairs gathered by their person."""
    found: dict[int, list[Any]] = {}
    for person_id, value in pairs:
        found.setdefault(person_id, []).append(value)
    return found
