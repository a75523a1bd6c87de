"""Written decisions by which a head lets another person prepare in the unit's name. Deciding is never delegated."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError
from namro.city.organisation.rules import days, starts_on
from namro.city.organisation.services import require_officer
from namro.city.people.models import Delegation
from namro.city.people.selectors import headed_units, postings_on
from namro.city.people.services.refusals import REFUSALS

ONE_DAY = timedelta(days=1)


@transaction.atomic
def delegate(
    *, giver_id: int, receiver_id: int, unit_id: int, first_day: date, last_day: date | None, number: str, signed_on: date,
    by: Actor, at: datetime,
) -> Delegation:  # fmt: skip
    """The head of a unit empowers another person for a period, by a numbered decision; heads do it for themselves.

    Refuses: access.denied, people.delegation.not_head, people.delegation.oneself, people.delegation.number,
    people.delegation.signed_late, people.delegation.not_posted, people.delegation.twice, dates.order
    Records: people:delegation:given
    """
    if by.person_id != giver_id:
        require_officer(by, unit_id, on=first_day, at=at)
    _check(giver_id, receiver_id, unit_id, first_day, signed_on)
    with said_plainly(REFUSALS):
        row = Delegation.objects.create(
            giver_id=giver_id, receiver_id=receiver_id, unit_id=unit_id, number=number.strip(), signed_on=signed_on,
            valid=days(first_day, last_day and last_day + ONE_DAY),
        )  # fmt: skip
    after = {
        "delegation": row.pk, "giver": giver_id, "receiver": receiver_id, "number": row.number,
        "first": first_day.isoformat(), "last": last_day and last_day.isoformat(),
    }  # fmt: skip
    record(
        tag="people:delegation:given",
        by=by,
        at=at,
        subject=("person", receiver_id),
        unit_id=unit_id,
        after=after,
    )
    return row


def _check(giver_id: int, receiver_id: int, unit_id: int, first_day: date, signed_on: date) -> None:
    if unit_id not in headed_units(giver_id, on=first_day):
        raise DomainError(
            "people.delegation.not_head",
            _("Người ủy quyền không đứng đầu đơn vị này vào ngày bắt đầu. Chỉ người đứng đầu được ủy quyền."),
            field="giver",
        )
    if signed_on > first_day:
        raise DomainError(
            "people.delegation.signed_late",
            _("Ngày ký phải trước hoặc trong ngày bắt đầu ủy quyền. Hãy kiểm tra lại hai ngày."),
            field="signed_on",
        )
    if not postings_on(receiver_id, on=first_day):
        raise DomainError(
            "people.delegation.not_posted",
            _("Người nhận ủy quyền không công tác tại đơn vị nào vào ngày đó. Hãy chọn người khác."),
            field="receiver",
        )


@transaction.atomic
def revoke_delegation(*, delegation_id: int, on: date, by: Actor, at: datetime, reason: str = "") -> None:
    """The delegation no longer holds from that day on; one that has not begun disappears.

    Refuses: access.denied, people.delegation.ended
    Records: people:delegation:revoked
    """
    row = Delegation.objects.select_for_update().get(pk=delegation_id)
    if by.person_id != row.giver_id:
        require_officer(by, row.unit_id, on=timezone.localdate(at), at=at)
    if row.valid.upper is not None and row.valid.upper <= on:
        raise DomainError("people.delegation.ended", _("Ủy quyền này đã hết hiệu lực trước ngày đó."), field="on")
    if on <= starts_on(row.valid):
        row.delete()
    else:
        row.valid = days(starts_on(row.valid), on)
        row.save(update_fields=["valid"])
    record(
        tag="people:delegation:revoked", by=by, at=at, subject=("person", row.receiver_id), unit_id=row.unit_id,
        after={"delegation": delegation_id, "on": on.isoformat()}, reason=reason,
    )  # fmt: skip
