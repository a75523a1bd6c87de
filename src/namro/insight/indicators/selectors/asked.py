"""What a reader of a figure asked for, made whole: span, units, people, day, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date

from namro.city.people.models import Rank, StaffGroup
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.scope import Scope, not_found

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
DIMENSIONS = ("period", "unit", "group", "rank")


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


def periods_of(asked: Asked, scope: Scope) -> list[date]:
    """Every period of the kind there is anything of, and those asked for, the newest first."""
    first, last = scope.tree.spans.get(asked.kind, (asked.first, asked.until))
    found, at = [], max(last, asked.until)
    while at >= min(first, asked.first):
        found.append(at)
        at = after(at, -MONTHS[asked.kind])
    return found


def asked_of(
    get: Mapping[str, str], scope: Scope, *, today: date, kinds: tuple[str, ...], is_current: bool = False
) -> Asked:
    """The question of an address; what is missing or makes no sense is the usual one.

    Refuses: indicators.not_found (a unit outside the scope)
    """
    on, known = day_of(get, today), scope.tree.spans
    kind = get.get("kind", "") if get.get("kind", "") in kinds else _usual(kinds, known)
    now = _first(on.isoformat(), kind) or on.replace(day=1)
    last = now if is_current or kind not in known else min(known[kind][1], now)
    until = _first(get.get("to", ""), kind) or last
    first = _first(get.get("from", ""), kind) or after(until, -MONTHS[kind] * (parameters().shown(kind) - 1))
    return Asked(
        kind=kind, first=min(first, until), until=until, unit=_unit(get.get("unit", ""), scope), on=on, today=today,
        by=get.get("by", "") if get.get("by", "") in DIMENSIONS else "period",
        group=_among(get.get("group", ""), StaffGroup.values), rank=_among(get.get("rank", ""), Rank.values),
        sort=get.get("sort", "")[:40],
    )  # fmt: skip


def _usual(kinds: tuple[str, ...], known: dict[str, tuple[date, date]]) -> str:
    return next((one for one in kinds if one in known), kinds[0])


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
