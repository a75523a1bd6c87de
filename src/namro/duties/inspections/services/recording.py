"""Recording what a conclusion found: once, with its article, of somebody who was there that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor
from namro.base.audit.services import Told, record_all
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import DomainError
from namro.base.ui.wording import day_text
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Posting
from namro.duties.inspections import access
from namro.duties.inspections.models import Finding, Kind, Severity
from namro.duties.inspections.rules import Fault, FindingData, fault_of
from namro.duties.inspections.services.observing import observe_months
from namro.duties.inspections.wording import FAULTS, refusal
from namro.engine.text import nfc, search_key

REFUSALS: Refusals = {"finding_once": ("inspections.finding.twice", FAULTS["twice"][0])}
CHOICES = (
    ("kind", Kind, gettext_lazy("Hãy chọn hình thức kiểm tra.")),
    ("severity", Severity, gettext_lazy("Hãy chọn mức độ như kết luận nêu.")),
)


def record_finding(*, data: FindingData, by: Actor, at: datetime, on: date) -> Finding:
    """Write one finding into the register; its month is counted again at once.

    Refuses: access.denied, inspections.finding.kind, inspections.finding.severity and the keys of wording.FAULTS: among them
    no_article, not_posted, found_later, concluded_before, own, twice
    Records: inspections:finding:recorded, inspections:finding:remedied
    """
    return record_findings(rows=[data], by=by, at=at, on=on)[0]


@transaction.atomic
def record_findings(*, rows: Sequence[FindingData], by: Actor, at: datetime, on: date) -> list[Finding]:
    """Write several, all or none. Refuses and records: as `record_finding`"""
    for data in rows:
        access.require_writer(data.unit_id, by, on=on)
        _check(data, by=by, on=on)
    with said_plainly(REFUSALS):
        made = Finding.objects.bulk_create([_row(data, by=by, at=at) for data in rows], batch_size=500)
    told = [_told("recorded", one) for one in made]
    told += [_told("remedied", one) for one in made if one.remedied_at]
    record_all(told, by=by, at=at)
    observe_months((one.found_on for one in made), by=by, at=at)
    return made


def _check(data: FindingData, *, by: Actor, on: date) -> None:
    for name, choices, message in CHOICES:
        if getattr(data, name) not in choices.values:
            raise DomainError(f"inspections.finding.{name}", message, field=name)
    if fault := fault_in(data, by=by, on=on):
        raise refusal(fault)


def fault_in(data: FindingData, *, by: Actor, on: date) -> Fault | None:
    """What a finding lacks, cannot be so, or what the registry knows better; None where it can be recorded."""
    return fault_of(data, today=on) or _of_nobody_there(data, by)


def _of_nobody_there(data: FindingData, by: Actor) -> Fault | None:
    if organisation.spell(data.unit_id, on=data.found_on) is None:
        return Fault("unit", "unit")
    if data.person_id is None:
        return None
    if data.person_id == by.person_id:
        return Fault("own", "person")
    under = organisation.subtree_ids(data.unit_id, on=data.found_on)
    held = Posting.objects.filter(person=data.person_id, unit__in=under, valid__contains=data.found_on)
    return None if held.exists() else Fault("not_posted", "person", {"value": day_text(data.found_on)})


def _row(data: FindingData, *, by: Actor, at: datetime) -> Finding:
    assert by.user_id is not None
    content, remedy = nfc(data.content), data.remedy
    remedied = (
        {
            "remedy": nfc(remedy.remedy), "proof": nfc(remedy.proof), "proof_number": nfc(remedy.proof_number),
            "remedied_on": remedy.remedied_on, "remedied_at": at, "remedied_by_id": by.user_id,
        }
        if remedy
        else {}
    )  # fmt: skip
    return Finding(
        found_on=data.found_on, number=nfc(data.number), concluded_on=data.concluded_on, body=nfc(data.body), kind=data.kind,
        unit_id=data.unit_id, person_id=data.person_id, is_collective=data.is_collective, content=content,
        content_key=search_key(content), article=nfc(data.article), severity=data.severity,
        recommendation=nfc(data.recommendation), due_on=data.due_on, recorded_at=at, recorded_by_id=by.user_id, **remedied,
    )  # fmt: skip


def _told(action: str, one: Finding) -> Told:
    after = {"number": one.number, "concluded_on": str(one.concluded_on), "found_on": str(one.found_on)}
    whose = {"person": one.person_id} if one.person_id else {"collective": True}
    return Told(f"inspections:finding:{action}", ("finding", one.pk), one.unit_id, after={**after, **whose})
