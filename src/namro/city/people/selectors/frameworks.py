"""Under which law somebody is evaluated: the month and the year a day lies in, by the posts held in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from namro.base.law.applicability import Part, Spell, applies, period_around
from namro.base.law.applicability_file import load_table
from namro.city.people.models import Posting, PostingKind, Rank

KINDS = ("month", "year")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Law:
    """What applies to one period: its parts in order, cut where the law or the post changes; the last one rates."""

    kind: str
    first: date
    last: date
    parts: tuple[Part, ...]


def laws_of(person_id: int, *, on: date) -> list[Law]:
    """The month and the year around a day, for the days a main post was held up to its last change: one query.

    Nothing for a day before the table of frameworks begins, or without a main post.
    """
    first, last = period_around("year", on)
    if first < load_table().valid_from:
        return []
    held = Posting.objects.filter(person=person_id, kind=PostingKind.MAIN, valid__overlap=(first, last + ONE_DAY))
    postings = list(held.order_by("valid"))
    if not any(one.valid.lower <= on and (one.valid.upper is None or on < one.valid.upper) for one in postings):
        return []
    return [_law(kind, on, postings) for kind in KINDS]


def _law(kind: str, on: date, postings: list[Posting]) -> Law:
    first, last = period_around(kind, on)
    spells: list[Spell] = []
    for one in postings:
        begin, end = max(first, one.valid.lower), min(last, (one.valid.upper or last + ONE_DAY) - ONE_DAY)
        if begin > end:
            continue
        if spells and spells[-1].last + ONE_DAY != begin:
            spells.clear()  # away in between: what came before is another part of the career
        spells.append(Spell(begin, end, one.staff_group, one.rank in (Rank.HEAD, Rank.DEPUTY)))
    return Law(kind, first, last, applies(load_table(), spells, kind).parts)
