"""What a list rests on, read set-based: six statements for six people or six thousand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from namro.city.facts.models import Rating
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Leave, Posting, PostingKind
from namro.duties.careers.money.lines import ONE_DAY, Known, Offered, Rated, Span, by_person, salaries
from namro.duties.careers.money.models import PayBase
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.rules import Days, Terms, meet


def gather(unit_id: int, span: Span, terms: Terms) -> tuple[list[Known], Offered]:
    """Everybody whose main post was in the unit or below it in the span, with what their line rests on."""
    posted = _posted(unit_id, span)
    people = list({one.person_id: one for one in posted})
    spells = by_person((one.person_id, one) for one in posted)
    rated, away, bases = ratings(people, span), _away(people, span, terms), _bases(people, span)
    found = []
    for person_id, rows in spells.items():
        last = rows[-1]
        found.append(
            Known(
                person_id, last.person.code, last.unit_id, last.staff_group, tuple(_days(one.valid, span) for one in rows),
                tuple(bases.get(person_id, ())), tuple(away.get(person_id, ())), rated.get(person_id),
            )
        )  # fmt: skip
    return found, Offered(salaries(_base_salaries(span), Fraction(1), span.days))


def _days(valid: DateRange, span: Span) -> Days:
    return valid.lower, valid.upper or span.until


def _posted(unit_id: int, span: Span) -> list[Posting]:
    units = organisation.subtree_ids(unit_id, on=span.first) | organisation.subtree_ids(
        unit_id, on=span.until - ONE_DAY
    )
    rows = Posting.objects.filter(unit__in=units, kind=PostingKind.MAIN, valid__overlap=(span.first, span.until))
    return list(rows.select_related("person").order_by("person_id", "valid"))


def ratings(person_ids: list[int], span: Span) -> dict[int, Rated]:
    """The rating in force of exactly the span: the main post's, and without one the best of a concurrent post."""
    rows = Rating.objects.filter(
        person_id__in=person_ids, kind=span.kind, valid=DateRange(span.first, span.until), in_force=True
    ).order_by("person_id", "-is_main", "place", "pk")
    found: dict[int, Rated] = {}
    for person_id, pk, level in rows.values_list("person_id", "pk", "level"):
        found.setdefault(person_id, Rated(pk, level))
    return found


def _away(person_ids: list[int], span: Span, terms: Terms) -> Mapping[int, list[Days]]:
    rows = Leave.objects.filter(
        person_id__in=person_ids, kind__in=sorted(terms.absences), valid__overlap=(span.first, span.until)
    ).order_by("person_id", "valid")
    return by_person((one.person_id, _days(one.valid, span)) for one in rows)


def _base_salaries(span: Span) -> list[tuple[Days, int]]:
    rows = parameters().base_salaries
    return [
        ((one.basis.valid_from, one.basis.valid_to + ONE_DAY if one.basis.valid_to else date.max), one.amount)
        for one in rows
        if meet((one.basis.valid_from, one.basis.valid_to or date.max), span.days)
    ]


def _bases(person_ids: list[int], span: Span) -> Mapping[int, list[tuple[Days, Fraction]]]:
    rows = PayBase.objects.filter(
        person_id__in=person_ids, valid__overlap=(span.first, span.until), withdrawn_at=None
    ).order_by("person_id", "pk")
    known = _base_salaries(span)
    pairs: list[tuple[int, Any]] = []
    for row in rows:
        days = meet(_days(row.valid, span), span.days)
        if days and row.amount is not None:
            pairs.append((row.person_id, (days, Fraction(row.amount))))
        elif days and row.coefficient is not None:
            pairs += [(row.person_id, one) for one in salaries(known, Fraction(row.coefficient), days)]
    return by_person(pairs)
