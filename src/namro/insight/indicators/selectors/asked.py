"""What a reader of a figure asked for, made whole: span, units, people, day, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.utils.dateparse import parse_date

from namro.city.facts.models import RatedKind
from namro.city.people.models import Rank, StaffGroup
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.scope import Scope, not_found

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
DIMENSIONS = ("period", "unit", "group", "rank")
# The first and the last period there is anything of, by kind: two steps in an index for each.
SPANS = """
SELECT k.kind, f.first, l.first FROM unnest(%(kinds)s::text[]) AS k(kind)
CROSS JOIN LATERAL (SELECT first FROM indicators_ratingtally t WHERE t.kind = k.kind ORDER BY first LIMIT 1) f
CROSS JOIN LATERAL (SELECT first FROM indicators_ratingtally t WHERE t.kind = k.kind ORDER BY first DESC LIMIT 1) l
"""


@dataclass(frozen=True)
class Asked:
    """A question about figures. `until` is the first day of the last period asked for."""

    kind: str
    first: date
    until: date
    unit: int
    on: date
    today: date
    by: str = "period"
    group: str = ""
    rank: str = ""
    sort: str = ""

    @property
    def is_past(self) -> bool:
        return self.on < self.today

    @property
    def end(self) -> date:
        """The day after the last period."""
        return after(self.until, MONTHS[self.kind])

    def query(self, **changes: Any) -> str:
        """The same question as an address, with some of it changed; what is empty is left out."""
        given = {
            "kind": self.kind, "from": self.first.isoformat(), "to": self.until.isoformat(), "unit": self.unit,
            "by": self.by, "group": self.group, "rank": self.rank, "sort": self.sort,
            "on": self.on.isoformat() if self.is_past else "", **changes,
        }  # fmt: skip
        return urlencode({key: value for key, value in given.items() if value not in ("", None)})


def after(first: date, months: int) -> date:
    """The first day so many months later (or earlier)."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def day_of(get: Mapping[str, str], today: date) -> date:
    """The day the figures are asked as of: never later than today."""
    try:
        return min(parse_date(get.get("on", "")) or today, today)
    except ValueError:
        return today


@dataclass(frozen=True)
class Spans:
    """From which to which period there is anything, by kind."""

    of: dict[str, tuple[date, date]]

    def options(self, kind: str) -> list[date]:
        """Every period of a kind between the first and the last, the newest first."""
        if kind not in self.of:
            return []
        first, last = self.of[kind]
        found = []
        while last >= first:
            found.append(last)
            last = after(last, -MONTHS[kind])
        return found


def spans() -> Spans:
    """What there is to look at: one query."""
    with connection.cursor() as cursor:
        cursor.execute(SPANS, {"kinds": list(RatedKind.values)})
        return Spans({kind: (first, last) for kind, first, last in cursor.fetchall()})


def asked_of(get: Mapping[str, str], scope: Scope, known: Spans, *, today: date, kinds: tuple[str, ...]) -> Asked:
    """The question of an address; what is missing or makes no sense is the usual one.

    Refuses: indicators.not_found (a unit outside the scope)
    """
    on = day_of(get, today)
    kind = get.get("kind", "") if get.get("kind", "") in kinds else _usual(kinds, known)
    last = known.of[kind][1] if kind in known.of else on.replace(day=1)
    until = _first(get.get("to", ""), kind) or min(last, after(_first(on.isoformat(), kind) or on, 0))
    first = _first(get.get("from", ""), kind) or after(until, -MONTHS[kind] * (parameters().shown(kind) - 1))
    asked = Asked(
        kind=kind, first=min(first, until), until=until, unit=_unit(get.get("unit", ""), scope), on=on, today=today,
        by=get.get("by", "") if get.get("by", "") in DIMENSIONS else "period",
        group=_among(get.get("group", ""), StaffGroup.values), rank=_among(get.get("rank", ""), Rank.values),
        sort=get.get("sort", "")[:40],
    )  # fmt: skip
    return asked


def narrowed(asked: Asked, **changes: Any) -> Asked:
    return replace(asked, **changes)


def _usual(kinds: tuple[str, ...], known: Spans) -> str:
    return next((one for one in kinds if one in known.of), kinds[0])


def _among(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _first(text: str, kind: str) -> date | None:
    """The first day of the period of that kind a day lies in."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None or day.year < 2000:
        return None
    step = MONTHS[kind]
    return date(day.year, (day.month - 1) // step * step + 1, 1)


def _unit(text: str, scope: Scope) -> int:
    """The unit asked for, or the one unit at the top of the scope; 0 is the whole scope where there are several."""
    if text.isdigit() and int(text):
        if int(text) not in scope.units:
            raise not_found()
        return int(text)
    return scope.tops[0] if len(scope.tops) == 1 else 0


ONE_DAY = timedelta(days=1)
