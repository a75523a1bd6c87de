"""Writes of the shell's own pages, with the city's dates at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.models import Role
from namro.base.access.rules import Actor
from namro.base.accounts import services as accounts
from namro.base.accounts.models import User
from namro.base.accounts.services import Issued, Newcomer
from namro.base.errors import NotAllowed, NotVisible
from namro.base.notify.services import tell
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
    """A user whose account the actor keeps, and the unit they work in. Refuses: access.not_visible, accounts.wider"""
    user = User.objects.select_related("person").filter(pk=user_id).first()
    posting = Posting.objects.filter(person__user=user_id, kind="main", valid__contains=on).first()
    units = selectors.reach(actor, on=on)
    outside = units is not None and (posting is None or posting.unit_id not in units)
    if user is None or outside:
        raise NotVisible("access.not_visible", _("Không tìm thấy tài khoản này trong phạm vi của anh/chị."))
    if units is not None and _reaches_further(user, units, on):
        message = _("Tài khoản này có quyền rộng hơn phạm vi của anh/chị. Nhờ quản trị hệ thống làm việc này.")
        raise NotAllowed("accounts.wider", message)
    return user, posting.unit_id if posting else None


def _reaches_further(user: User, units: frozenset[int], on: date) -> bool:
    """Whoever sets a password could sign in with it: so nobody sets that of somebody who may do more than they."""
    held = user.grants.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on))
    return held.exclude(role=Role.OFFICER, unit_id__in=list(units)).exists()


@transaction.atomic
def renew_password(*, user_id: int, by: Actor, on: date, at: datetime) -> Issued:
    """A new one-time password for somebody within reach. Refuses: access.not_visible  Records: accounts:user:password_reset"""
    user, unit_id = _kept_by(by, user_id, on)
    issued = accounts.reset_password(user_id=user.pk, by=by, at=at, unit_id=unit_id)
    _tell_owner(user, by=by, at=at)
    name = user.person.full_name if user.person else user.username
    return Issued(issued.person_id, name, issued.username, issued.password)


def _tell_owner(user: User, *, by: Actor, at: datetime) -> None:
    """A password somebody else has set is never a secret from its owner."""
    if user.person_id is None or user.pk == by.user_id:
        return
    tell(
        person_ids=[user.person_id], kind="accounts.password", key=f"accounts.password:{at.isoformat()}", link="/account/",
        text=f"Mật khẩu của anh/chị được cấp lại lúc {timezone.localtime(at):%H:%M %d/%m/%Y}. Nếu anh/chị không yêu cầu, báo ngay quản trị hệ thống.",
        text_en=f"Your password was set anew at {timezone.localtime(at):%H:%M %d %b %Y}. If you did not ask for it, tell the administrator at once.",
        at=at,
    )  # fmt: skip


@transaction.atomic
def set_active(*, user_id: int, active: bool, by: Actor, on: date, at: datetime) -> None:
    """Lock or unlock an account within reach. Refuses: access.not_visible, accounts.own"""
    user, unit_id = _kept_by(by, user_id, on)
    accounts.set_active(user_id=user.pk, active=active, by=by, at=at, unit_id=unit_id)
