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
from namro.city.people.models import Person, Posting
from namro.engine.text import search_key


def reach(actor: Actor, *, on: date) -> frozenset[int] | None:
    """The units an officer keeps; None for the system administrator: all of them."""
    if actor.is_administrator:
        return None
    return organisation.subtrees_ids(actor.officer_of, on=on)


def unit_in_reach(actor: Actor, unit_id: int, *, on: date) -> int:
    """The unit itself, when the actor keeps its accounts. Refuses: access.not_visible"""
    units = reach(actor, on=on)
    held = may(Permission.ACCOUNT_MANAGE, actor.own_relations)
    if not held or (units is not None and unit_id not in units):
        raise NotVisible("access.not_visible", _("Không tìm thấy đơn vị này trong phạm vi của anh/chị."))
    return unit_id


def postings_with_accounts(
    *, unit_ids: Iterable[int] | None, on: date, text: str = "", missing: bool = False
) -> QuerySet[Posting]:
    """Main postings of a day in these units with the account of each person, by given name."""
    found = Posting.objects.filter(kind="main", valid__contains=on).select_related("person")
    if unit_ids is not None:
        found = found.filter(unit_id__in=list(unit_ids))
    if text:
        key = search_key(text)
        found = found.filter(Q(person__search_key__contains=key) | Q(person__code__istartswith=text.strip()))
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
    people = {i for row in rows for i in (row.person_id, row.acting_for_id) if i}
    users = {row.user_id for row in rows if row.user_id and not row.person_id}
    units = {row.unit_id for row in rows if row.unit_id}
    return {
        "people": dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name")),
        "users": dict(User.objects.filter(pk__in=users).values_list("pk", "username")),
        "units": organisation.name_of(units, on=on),
    }


def users_matching(text: str) -> frozenset[int]:
    """Users whose sign-in name, or whose person's name or code, holds the text."""
    key = search_key(text)
    wanted = (
        Q(username__icontains=text.strip()) | Q(person__search_key__contains=key) | Q(person__code__iexact=text.strip())
    )
    return frozenset(User.objects.filter(wanted).values_list("pk", flat=True)[:500])


def unit_choices(unit_ids: Iterable[int] | None, *, on: date) -> list[tuple[int, str]]:
    """Units to choose from, the higher ones first; an administrator of a whole city types a code instead."""
    if unit_ids is None:
        return []
    return sorted(organisation.name_of(unit_ids, on=on).items(), key=lambda pair: search_key(pair[1]))
