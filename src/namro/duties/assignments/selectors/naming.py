"""Whom a cell of a plan means: anybody by staff code, and by name only who works in the same agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from namro.base.access.rules import Actor
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import AgencyRole
from namro.city.people import selectors as people
from namro.city.people.models import Person, Posting, PostingKind
from namro.duties.assignments.selectors.work import Choice
from namro.engine.text import search_key

MOST_SUGGESTED = 300  # more would make the page heavy; anybody is still found by code


@dataclass(frozen=True)
class Named:
    """Somebody as cells show them."""

    person_id: int
    code: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.code} · {self.name}"


@dataclass(frozen=True)
class Naming:
    """Who can be named: those near by code or name, anybody else by the codes that were typed."""

    near: list[Named]
    by_code: Mapping[str, Named]  # codes in small letters

    def meant(self, text: str) -> list[Named]:
        """Nobody, the one, or the namesakes among whom to choose."""
        first = code_in(text)
        found = self.by_code.get(first.casefold())
        if found is not None:
            return [found]
        key = search_key(first)
        return [one for one in self.near if search_key(one.name) == key] if key else []

    def label(self, person_id: int | None) -> str:
        return next((one.label for one in self.by_code.values() if one.person_id == person_id), "")


def code_in(text: str) -> str:
    """What stands before the dot of a suggestion: a staff code, or the name that was typed."""
    return text.split("·", maxsplit=1)[0].strip()


def naming(
    actor: Actor, choices: Iterable[Choice], typed: Iterable[str], *, on: date, ids: Iterable[int] = ()
) -> Naming:
    """People of the actor's agency and team, whoever is typed by code, and those known by number: five queries or so."""
    near = {one.person_id: Named(one.person_id, one.code, one.name) for one in choices}
    near |= {one.person_id: one for one in colleagues(actor, on=on)}
    known = {one.code.casefold(): one for one in near.values()}
    codes = {code_in(text) for text in typed}
    wanted = {spelt for code in codes - known.keys() for spelt in (code, code.upper(), code.lower()) if code}
    others = {pk for pk in ids if pk and pk not in near}
    known |= {one.code.casefold(): one for one in _people(wanted, others)}
    return Naming(sorted(near.values(), key=lambda one: one.code), known)


def _people(codes: set[str], ids: set[int]) -> list[Named]:
    if not codes and not ids:
        return []
    rows = Person.objects.filter(code__in=codes) | Person.objects.filter(pk__in=ids)
    return [Named(*row) for row in rows.order_by("pk").values_list("pk", "code", "full_name")]


def colleagues(actor: Actor, *, on: date) -> list[Named]:
    """Who works in the actor's agency that day, the actor too; nobody when there are too many to suggest."""
    posting = people.posting_on(actor.person_id, on=on) if actor.person_id else None
    if posting is None:
        return []
    rows = Posting.objects.filter(unit__in=_agency(posting.unit_id, on), valid__contains=on, kind=PostingKind.MAIN)
    found = rows.order_by("pk").values_list("person_id", "person__code", "person__full_name")[: MOST_SUGGESTED + 1]
    return [Named(*row) for row in found] if len(found) <= MOST_SUGGESTED else []


def _agency(unit_id: int, on: date) -> frozenset[int]:
    """The units of the agency a unit stands in; a managing agency has the others under it, so it is taken alone."""
    path = organisation.path(unit_id, on=on)
    top = next((one for one in reversed(path) if one.role != AgencyRole.DIRECT), None)
    if top is None or top.role == AgencyRole.MANAGING:
        return frozenset({unit_id} | ({top.unit_id} if top else set()))
    return organisation.subtree_ids(top.unit_id, on=on)


def people_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Persons by staff code in small letters: one query."""
    wanted = {spelt for code in codes for spelt in (code, code.upper(), code.lower()) if code}
    rows = Person.objects.filter(code__in=wanted).values_list("code", "pk") if wanted else []
    return {code.casefold(): pk for code, pk in rows}
