"""What a list rests on that has changed since it was computed: posts, days away, pay, ratings, person by person.

What is gathered now is held against what each line kept of it then, so nothing that a line rests on can change unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from namro.duties.careers.money.lines import Known, Span, basis
from namro.duties.careers.money.models import PayLine, PayList
from namro.duties.careers.money.parameters import terms_of
from namro.duties.careers.money.selectors.gathering import gather

ADDED, GONE, RATING = "added", "gone", "rating"


@dataclass(frozen=True)
class Change:
    """One person of whom something changed; `what` are keys of wording.CHANGES. No line: new since."""

    person_id: int
    name: str
    line_id: int | None
    what: tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    """What a line kept; lines computed before that have no basis, and only their rating is compared."""

    line_id: int
    name: str
    rating: list[Any]
    basis: Mapping[str, Any] | None
    was_here: bool


def changes(row: PayList) -> list[Change]:
    """Everybody whose line would rest on something else now: two statements whatever the size of the list."""
    scheme, terms = row.regulation.scheme, terms_of(row.regulation.terms)
    span = Span(scheme.period, row.valid.lower, row.valid.upper)
    known, offered = gather(row.unit_id, span, terms)
    now = {one.person_id: (one, basis(one, span, terms, offered)) for one in known}
    return list(_compared(_kept(row), now))


def _kept(row: PayList) -> dict[int, _Kept]:
    rows = PayLine.objects.filter(pay_list=row).order_by("person__sort_key", "person__code")
    fields = ("person_id", "pk", "person__full_name", "rating_id", "level", "workings__basis", "workings__span_days")
    return {
        person: _Kept(pk, name, [rating, level] if rating else [], kept, bool(days))
        for person, pk, name, rating, level, kept, days in rows.values_list(*fields)
    }  # fmt: skip


def _compared(kept: Mapping[int, _Kept], now: Mapping[int, tuple[Known, dict[str, Any]]]) -> Iterator[Change]:
    for person_id, line in kept.items():
        gone = (GONE,) if line.was_here else ()  # one that takes money back from who is gone stands
        what = _different(line, *now[person_id]) if person_id in now else gone
        if what:
            yield Change(person_id, line.name, line.line_id, what)
    yield from (
        Change(one.person_id, one.name, None, (ADDED,)) for one, _basis in now.values() if one.person_id not in kept
    )


def _different(line: _Kept, now: Known, found: dict[str, Any]) -> tuple[str, ...]:
    if line.basis is None:
        rated = now.rated
        is_same = line.rating == ([rated.rating_id, rated.level] if rated else [])
        return () if is_same else (RATING,)
    return tuple(name for name, value in found.items() if line.basis.get(name) != value)
