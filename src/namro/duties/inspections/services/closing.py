"""How a finding ends: remedied with what proves it, or withdrawn with a reason. It is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.ui.wording import day_text
from namro.duties.inspections import access
from namro.duties.inspections.models import Finding
from namro.duties.inspections.rules import RemedyData, remedy_fault
from namro.duties.inspections.services.observing import observe_months
from namro.duties.inspections.wording import refusal
from namro.engine.text import nfc


@transaction.atomic
def remedy_finding(*, finding_id: int, data: RemedyData, by: Actor, at: datetime, on: date) -> Finding:
    """Say how it was remedied, and by which paper that is proven. What was found stays a finding of its month.

    Refuses: inspections.finding.not_found, access.denied, inspections.finding.withdrawn, inspections.finding.remedied,
    inspections.finding.no_remedy, no_proof, no_proof_number, remedied_later, remedied_before, too_long
    Records: inspections:finding:remedied
    """
    found = _hold(finding_id, by=by, on=on)
    if found.remedied_on is not None:
        message = _("Tồn tại này đã được ghi là khắc phục ngày %(day)s.") % {"day": day_text(found.remedied_on)}
        raise Conflict("inspections.finding.remedied", message)
    if fault := remedy_fault(data, found_on=found.found_on, today=on):
        raise refusal(fault)
    found.remedy, found.proof, found.proof_number = nfc(data.remedy), nfc(data.proof), nfc(data.proof_number)
    found.remedied_on, found.remedied_at, found.remedied_by_id = data.remedied_on, at, by.user_id
    found.save(update_fields=["remedy", "proof", "proof_number", "remedied_on", "remedied_at", "remedied_by"])
    record(
        tag="inspections:finding:remedied", by=by, at=at, subject=("finding", found.pk), unit_id=found.unit_id,
        after={"number": found.number, "proof_number": found.proof_number, "remedied_on": str(found.remedied_on)},
    )  # fmt: skip
    return found


def withdraw_finding(*, finding_id: int, reason: str, by: Actor, at: datetime, on: date) -> Finding:
    """Take one out of force that should not have been recorded; the row stays, with who, when and why.

    Refuses: inspections.finding.not_found, access.denied, inspections.finding.withdrawn, inspections.finding.no_reason
    Records: inspections:finding:withdrawn
    """
    return withdraw_findings(finding_ids=[finding_id], reason=reason, by=by, at=at, on=on)[0]


@transaction.atomic
def withdraw_findings(
    *, finding_ids: Sequence[int], reason: str, by: Actor, at: datetime, on: date
) -> list[Finding]:  # fmt: skip
    """Withdraw several, all or none; their months are counted again. Refuses and records: as `withdraw_finding`"""
    why = nfc(reason)
    rows = [_hold(pk, by=by, on=on) for pk in sorted(finding_ids)]
    if not why:
        message = _("Hãy ghi lý do rút. Tồn tại đã rút vẫn còn trong sổ, kèm lý do.")
        raise DomainError("inspections.finding.no_reason", message, field="reason")
    for one in rows:
        one.withdrawn_at, one.withdrawn_by_id, one.withdrawal_reason = at, by.user_id, why
        one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        record(
            tag="inspections:finding:withdrawn", by=by, at=at, subject=("finding", one.pk), unit_id=one.unit_id,
            before={"number": one.number, "found_on": str(one.found_on), "was_remedied": one.remedied_at is not None},
            reason=why,
        )  # fmt: skip
    observe_months((one.found_on for one in rows), by=by, at=at)
    return rows


def _hold(finding_id: int, *, by: Actor, on: date) -> Finding:
    """The row, locked. Refuses: inspections.finding.not_found, access.denied, inspections.finding.withdrawn"""
    found = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if found is None:
        raise access.not_found()
    access.require(Permission.FINDINGS_WRITE, found, by, on=on)
    if found.withdrawn_at is not None:
        raise Conflict(
            "inspections.finding.withdrawn", _("Tồn tại này đã được rút trước đó. Hãy xem lại trang của nó.")
        )
    return found
