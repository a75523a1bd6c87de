"""A person as they were over the years: postings, leave, delegations, fields; and who may see what of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Delegation, FieldOfResponsibility, Leave, Person, Posting
from namro.city.people.selectors.headship import leads, postings_on
from namro.city.people.selectors.relations import authority_of


@dataclass(frozen=True)
class Life:
    """Everything dated about a person, newest first."""

    person: Person
    postings: list[Posting]
    leaves: list[Leave]
    delegations: list[Delegation]
    fields: list[FieldOfResponsibility]
    unit_names: dict[int, str]


def person(person_id: int) -> Person:
    """Refuses: people.person.unknown (404)"""
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotVisible("people.person.unknown", _("Không tìm thấy người này."))
    return found


def person_by_code(code: str) -> Person:
    """Refuses: people.person.unknown (404)"""
    found = Person.objects.filter(code=code.strip()).first()
    if found is None:
        raise NotVisible("people.person.unknown", _("Không có ai mang mã “%(code)s”.") % {"code": code}, field="code")
    return found


def life(who: Person, *, on: date) -> Life:
    """Five queries, whatever the length of the life. Unit names are those of each posting's time, or of `on`."""
    postings = list(who.postings.order_by("-valid", "-id"))
    given = Delegation.objects.filter(giver=who) | Delegation.objects.filter(receiver=who)
    delegations = list(given.select_related("giver", "receiver").order_by("-valid", "-id"))
    fields = list(FieldOfResponsibility.objects.filter(posting__person=who).order_by("-valid", "-id"))
    dated: list[Any] = [*postings, *delegations, *fields]
    units = {one.unit_id for one in dated}
    names = organisation.name_of(units, on=on)
    return Life(who, postings, list(who.leaves.order_by("-valid")), delegations, fields, names)


def relations_to_person(actor: Actor, person_id: int, *, on: date) -> frozenset[Relation]:
    """What the actor is to a person on a day: owner, officer, reviewer, decider, delegate, or merely signed in."""
    found = set(actor.own_relations) - {Relation.OFFICER}
    if actor.person_id == person_id:
        found.add(Relation.OWNER)
    heads, lent = leads(actor.person_id, on=on)
    for posting in postings_on(person_id, on=on):
        found |= _to_posting(actor, posting, heads, frozenset(lent), on)
    return frozenset(found)


def _to_posting(actor: Actor, posting: Posting, heads: frozenset[int], lent: frozenset[int], on: date) -> set[Relation]:
    found = set()
    if organisation.covers(actor, posting.unit_id, on=on):
        found.add(Relation.OFFICER)
    if heads or lent:
        who = authority_of(posting, on=on)
        answers = {who.reviewer_unit_id: Relation.REVIEWER, who.decider_unit_id: Relation.DECIDER}
        found |= {relation for unit, relation in answers.items() if unit in heads}
        if lent & set(answers):
            found.add(Relation.DELEGATE)
        if who.reviewer_unit_id == who.decider_unit_id and who.reviewer_unit_id in heads:
            found |= {Relation.REVIEWER, Relation.DECIDER}
    return found
