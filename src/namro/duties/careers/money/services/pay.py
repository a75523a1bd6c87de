"""Pay: what a list is reckoned from, recorded row by row or imported; a later row ends the one it follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.errors import DomainError, NotAllowed
from namro.city.people import selectors as people
from namro.duties.careers.money.models import PayBase
from namro.duties.careers.money.selectors.standing import not_found
from namro.duties.careers.money.services.common import note, user_of


@dataclass(frozen=True)
class PayData:
    """A pay row: a coefficient of the base salary or an amount a month, from a day on."""

    person_id: int
    first: date
    coefficient: Decimal | None = None
    amount: int | None = None
    until: date | None = None  # first day it no longer holds
    post: str = ""
    document: str = ""

    def same(self, row: PayBase) -> bool:
        """Whether a row says exactly this."""
        return (self.coefficient, self.amount, self.first, self.until) == (
            row.coefficient, row.amount, row.valid.lower, row.valid.upper,
        )  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What recording it would do: the row it ends, or the row it cannot stand beside, or that it is known."""

    ends: PayBase | None = None
    conflict: PayBase | None = None
    known: bool = False


def change_of(data: PayData, rows: list[PayBase]) -> Change:
    """Against the rows of the same person and post: a later start ends an open row, any other meeting is a conflict."""
    for row in rows:
        if data.same(row):
            return Change(known=True)
    for row in rows:
        held = row.valid
        meets = (held.upper is None or data.first < held.upper) and (data.until is None or held.lower < data.until)
        if meets and held.upper is None and held.lower < data.first:
            return Change(ends=row)
        if meets:
            return Change(conflict=row)
    return Change()


def row_of(data: PayData, *, by: Actor, at: datetime) -> PayBase:
    """The row it becomes, not saved."""
    return PayBase(
        person_id=data.person_id, post=data.post, coefficient=data.coefficient, amount=data.amount,
        valid=DateRange(data.first, data.until), document=data.document, known_at=at, known_by_id=user_of(by),
    )  # fmt: skip


def require_keeper(by: Actor, person_id: int, *, on: date) -> None:
    """Home affairs over the person, never of oneself. Refuses: money.not_found, money.own_record"""
    if by.person_id == person_id:
        raise NotAllowed("money.own_record", _("Không ai tự ghi cho mình. Nhờ cán bộ nội vụ khác làm việc này."))
    relations = people.relations_to_person(by, person_id, on=on)
    if not may(Permission.MONEY_PREPARE, relations) or Relation.OFFICER not in relations:
        raise not_found()


@transaction.atomic
def record_pay(*, data: PayData, by: Actor, at: datetime, on: date) -> PayBase:
    """A row of pay from a day on.

    Refuses: money.not_found, money.own_record, money.pay.measure, money.pay.conflict
    Records: money:pay:recorded
    """
    require_keeper(by, data.person_id, on=on)
    if (data.coefficient is None) == (data.amount is None):
        message = _("Ghi hệ số lương hoặc mức lương bằng tiền, một trong hai.")
        raise DomainError("money.pay.measure", message, field="coefficient")
    rows = PayBase.objects.select_for_update().filter(person=data.person_id, post=data.post, withdrawn_at=None)
    change = change_of(data, list(rows.order_by("valid", "pk")))
    if change.known or change.conflict:
        message = _("Những ngày đó đã có mức lương. Rút mức cũ trước, hoặc ghi mức mới từ ngày sau.")
        raise DomainError("money.pay.conflict", message, field="first")
    if change.ends:
        change.ends.valid = DateRange(change.ends.valid.lower, data.first)
        change.ends.save(update_fields=["valid"])
    row = row_of(data, by=by, at=at)
    row.save()
    note("pay:recorded", row, None, by=by, at=at, after={"person": data.person_id, "first": data.first.isoformat()})
    return row


@transaction.atomic
def withdraw_pay(*, pay_id: int, by: Actor, at: datetime, on: date) -> PayBase:
    """A row recorded by mistake no longer counts. Refuses: money.not_found, money.own_record, money.pay.withdrawn.
    Records: money:pay:withdrawn
    """
    row = PayBase.objects.select_for_update().filter(pk=pay_id).first()
    if row is None:
        raise not_found()
    require_keeper(by, row.person_id, on=on)
    if row.withdrawn_at is not None:
        raise DomainError("money.pay.withdrawn", _("Mức lương này đã được rút."))
    row.withdrawn_at, row.withdrawn_by_id = at, user_of(by)
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    note("pay:withdrawn", row, None, by=by, at=at, before={"person": row.person_id})
    return row
