"""Whose rating a row is: by staff code, or by name and birth date where that is one person; never by name alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.imports.analysis import Analysis
from namro.base.imports.registry import SKIP, Prepared, Question, say
from namro.city.organisation import selectors as organisation
from namro.city.people.imports.codes import key_of
from namro.city.people.models import Person, Posting
from namro.engine.text import nfc, search_key

Record = dict[str, Any]
MOST_NAMESAKES = 5000


def find_people(
    analysis: Analysis, records: list[Record], prepared: Prepared, *, answers: Mapping[str, str], actor: Actor, on: date,
    today: date, anybody: bool = False,
) -> list[Record]:  # fmt: skip
    """The rows of people the actor may write about, each with its `person`; a finding or a question for every other.

    `anybody`: whether the row is the actor's follows from something else in it, and is asked by whoever calls.
    """
    namesakes = _namesakes(one for one in records if not one.get("code"))
    for one in records:
        if not one.get("code"):
            _name(one, namesakes.get(search_key(one.get("full_name") or ""), []), answers, prepared)
    wanted = [one for one in records if one["code"] != SKIP]
    people = {one.code: one for one in Person.objects.filter(code__in={one["code"] for one in wanted}).order_by("pk")}
    ids = frozenset(person.pk for person in people.values())
    mine = ids if anybody else within(ids, actor=actor, on=on, today=today)
    found = []
    for one in wanted:
        person = people.get(one["code"])
        if problem := _problem(one, person, mine, actor):
            code, name = problem
            got = one.get(name) or one.get("code") or ""
            prepared.findings.append(say(analysis, code, name, row=one["row"], sheet=one["sheet"], got=got))
        else:
            found.append({**one, "person": person})
    return found


def _problem(one: Record, person: Person | None, mine: frozenset[int], actor: Actor) -> tuple[str, str] | None:
    """What is wrong with whose row it is, and the field at fault."""
    if person is None:
        if one["code"]:
            return "person.unknown", "code"
        return ("person.unanswered", "code") if one["namesakes"] else ("rating.nobody", "full_name")
    if person.pk == actor.person_id:
        return "rating.own", "code"
    return None if person.pk in mine else ("person.outside", "code")


def within(person_ids: Iterable[int], *, actor: Actor, on: date, today: date) -> frozenset[int]:
    """Those among the people whose records the actor keeps: by where they are posted today, else by where ever."""
    scope = organisation.writable_ids(actor, on=on, today=today)
    postings = Posting.objects.filter(person__in=list(person_ids)).order_by()
    posted = set(postings.filter(valid__contains=today).values_list("person_id", flat=True))
    mine = postings.filter(unit__in=scope)
    inside = set(mine.filter(valid__contains=today).values_list("person_id", flat=True))
    return frozenset(inside | (set(mine.values_list("person_id", flat=True)) - posted))


def _namesakes(records: Iterable[Record]) -> dict[str, list[Person]]:
    """Everybody whose name reads like one in the file, accents aside: one query."""
    keys = {search_key(one.get("full_name") or "") for one in records} - {""}
    found: dict[str, list[Person]] = {}
    if keys:
        for person in Person.objects.filter(search_key__in=keys).order_by("code")[:MOST_NAMESAKES]:
            found.setdefault(person.search_key, []).append(person)
    return found


def _name(one: Record, alike: list[Person], answers: Mapping[str, str], prepared: Prepared) -> None:
    """The code of the one person of that name and birth date; a question where there may be several, or no date to tell."""
    named = _of_name(nfc(one.get("full_name") or ""), alike)
    born = [person for person in named if one.get("birth_date") and person.birth_date == one["birth_date"]]
    one["namesakes"] = [] if one.get("birth_date") and not born else named
    if len(born) == 1:
        one["code"] = born[0].code
        return
    key = key_of(one["sheet"], one["row"])
    one["code"] = answers.get(key, "")
    if options := born or one["namesakes"]:
        text = _("Dòng %(row)s: “%(name)s” không có mã cán bộ và có thể là nhiều người. Đây là ai?")
        shown = [(person.code, _label(person)) for person in options]
        said = text % {"row": one["row"], "name": one.get("full_name")}
        prepared.questions.append(Question(key, said, (*shown, (SKIP, _("Bỏ qua dòng này"))), (one["row"],)))


def _of_name(name: str, alike: list[Person]) -> list[Person]:
    """Those of exactly that name; a name typed without accents means whoever reads so."""
    exact = [person for person in alike if nfc(person.full_name).casefold() == name.casefold()]
    return exact or (alike if name.isascii() else [])


def _label(person: Person) -> str:
    born = f", {person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    return f"{person.full_name} ({person.code}{born})"
