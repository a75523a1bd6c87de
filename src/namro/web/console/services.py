"""Writes of the shell's own pages, with the city's dates at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.accounts import services as accounts
from namro.base.accounts.models import User
from namro.base.accounts.services import Issued, Newcomer
from namro.base.errors import NotVisible
from namro.city.people.models import Posting
from namro.web.console import selectors


@transaction.atomic
def issue(*, unit_id: int, person_ids: Sequence[int], by: Actor, on: date, at: datetime) -> list[Issued]:
    """Accounts for the people chosen in a unit, or for everybody there who has none when nobody is chosen.

    Refuses: access.not_visible, accounts.nobody, accounts.too_many, accounts.exists
    Records: accounts:user:issued
    """
    selectors.unit_in_reach(by, unit_id, on=on)
    postings = selectors.postings_with_accounts(unit_ids=[unit_id], on=on, missing=True)
    if person_ids:
        postings = postings.filter(person_id__in=person_ids)
    people = [Newcomer(p.person_id, p.person.code, p.person.full_name, p.person.email) for p in postings]
    return accounts.issue_accounts(people=people, by=by, at=at, unit_id=unit_id)


def _kept_by(actor: Actor, user_id: int, on: date) -> tuple[User, int | None]:
    """A user whose account the actor keeps, and the unit they work in. Refuses: access.not_visible"""
    user = User.objects.select_related("person").filter(pk=user_id).first()
    posting = Posting.objects.filter(person__user=user_id, kind="main", valid__contains=on).first()
    units = selectors.reach(actor, on=on)
    outside = units is not None and (posting is None or posting.unit_id not in units)
    if user is None or outside:
        raise NotVisible("access.not_visible", _("Không tìm thấy tài khoản này trong phạm vi của anh/chị."))
    return user, posting.unit_id if posting else None


@transaction.atomic
def renew_password(*, user_id: int, by: Actor, on: date, at: datetime) -> Issued:
    """A new one-time password for somebody within reach. Refuses: access.not_visible  Records: accounts:user:password_reset"""
    user, unit_id = _kept_by(by, user_id, on)
    issued = accounts.reset_password(user_id=user.pk, by=by, at=at, unit_id=unit_id)
    name = user.person.full_name if user.person else user.username
    return Issued(issued.person_id, name, issued.username, issued.password)


@transaction.atomic
def set_active(*, user_id: int, active: bool, by: Actor, on: date, at: datetime) -> None:
    """Lock or unlock an account within reach. Refuses: access.not_visible, accounts.own"""
    user, unit_id = _kept_by(by, user_id, on)
    accounts.set_active(user_id=user.pk, active=active, by=by, at=at, unit_id=unit_id)
