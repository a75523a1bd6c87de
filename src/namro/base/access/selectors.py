"""Who somebody is on a date."""

from __future__ import annotations

from datetime import date

from namro.base.access.models import Grant, Role
from namro.base.access.rules import NOBODY, Actor
from namro.base.accounts.models import User


def actor_of(user: User | None, *, on: date) -> Actor:
    """The actor a user is on a date: one query, for the grants."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    grants = list(Grant.objects.filter(user=user, valid__contains=on).values_list("role", "unit_id"))
    return Actor(
        user_id=user.pk,
        person_id=user.person_id,
        is_administrator=any(role == Role.ADMINISTRATOR for role, _ in grants),
        officer_of=frozenset(unit for role, unit in grants if role == Role.OFFICER and unit is not None),
    )
