"""Reads of the shell's own pages: people and their accounts, grants, and the names in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from namro.base.access.models import Grant
from namro.base.access.rules import Actor, Permission, may
from namro.base.accounts.models import User
from namro.base.audit.models import Event
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Person, Posting
from namro.engine.text import search_key

MOST_MATCHED = 500


def reach(actor: Actor, *, on: date) -> frozenset[int] | None:
    """The units an officer keeps; None for the system administrator: all of them."""
    if actor.is_administrator:
        return None
    return organisation.subtrees_ids(actor.officer_of, on=on)


def listed_units(actor: Actor, *, on: date) -> frozenset[int] | None:
    """The units whose people a list shows: `reach`, but None as well for the officer of the whole tree.

    Naming thousands of units to PostgreSQL costs more than the list. Only for lists of what stands in the tree: what
    belongs to no unit is the administrator's.
    """
    return None if organisation.keeps_all(actor, on=on) else reach(actor, on=on)


def unit_in_reach(actor: Actor, unit_id: int, *, on: date) -> int:
    """The unit itself, when the actor keeps its accounts. Refuses: access.not_visible"""
    held = may(Permission.ACCOUNT_MANAGE, actor.own_relations)
    if not held or not (actor.is_administrator or organisation.covers(actor, unit_id, on=on)):
        raise NotVisible("access.not_visible", _("Không tìm thấy đơn vị này trong phạm vi của anh/chị."))
    return unit_id


def postings_with_accounts(
    *, unit_ids: Iterable[int] | None, on: date, text: str = "", missing: bool = False
) -> QuerySet[Posting]:
    """Main postings of a day in these units with the account of each person, by given name."""
    found = Posting.objects.filter(kind="main", valid__contains=on).select_related("person")
    if unit_ids is not None:
        found = found.filter(unit_id__in=list(unit_ids))
    found = people.matching(found, text)
    if missing:
        found = found.filter(person__user__isnull=True)
    return found.order_by("person__sort_key", "person__code")


def grants(*, on: date, text: str = "") -> QuerySet[Grant]:
    """Every grant that holds on or after a day, with who has it."""
    found = Grant.objects.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on))
    if text:
        key = search_key(text)
        found = found.filter(Q(user__username__icontains=text) | Q(user__person__search_key__contains=key))
    return found.select_related("user", "user__person").order_by(
        "role", F("unit_id").asc(nulls_first=True), "user__username"
    )


def user_named(text: str) -> User | None:
    """A user by sign-in name or staff code."""
    name = text.strip()
    return User.objects.filter(Q(username__iexact=name) | Q(person__code__iexact=name)).first()


def names_in(events: Iterable[Event], *, on: date) -> dict[str, dict[int, str]]:
    """The names a page of the log needs: people, users without a person, units. Three queries, whatever the page."""
    rows = list(events)
    person_ids = {i for row in rows for i in (row.person_id, row.acting_for_id) if i}
    users = {row.user_id for row in rows if row.user_id and not row.person_id}
    units = {row.unit_id for row in rows if row.unit_id}
    return {
        "people": dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "full_name")),
        "users": dict(User.objects.filter(pk__in=users).values_list("pk", "username")),
        "units": organisation.name_of(units, on=on),
    }


def users_matching(text: str) -> frozenset[int]:
    """Users whose sign-in name or staff code begins with the text, or whose name has words that begin so."""
    found = people.people_matching(text, most=MOST_MATCHED)
    named = User.objects.filter(username__startswith=text.strip().lower()).order_by().values_list("pk", flat=True)
    theirs = User.objects.filter(person_id__in=found).order_by().values_list("pk", flat=True)
    return frozenset([*named[:MOST_MATCHED], *theirs])


def unit_asked(actor: Actor, text: str, *, on: date) -> int | None:
    """The unit of a list's filter, by number or by code; None when none is asked for. Refuses: access.not_visible"""
    if not text.strip():
        return None
    if text.isdecimal():
        return unit_in_reach(actor, int(text), on=on)
    found = organisation.unit_by_code(text, on=on)
    return unit_in_reach(actor, found.unit_id if found else 0, on=on)


def unit_choices(unit_ids: Iterable[int] | None, *, on: date) -> list[tuple[int, str]]:
    """Units to choose from, by name; who keeps the whole city types a code instead."""
    if unit_ids is None:
        return []
    return sorted(organisation.name_of(unit_ids, on=on).items(), key=lambda pair: search_key(pair[1]))
