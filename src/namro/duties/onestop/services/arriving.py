"""Dossiers for an agency of another territory: on their way from the point that took them until that agency has them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.duties.onestop.clocks import aware, clock_of, local, promised, said_plainly
from namro.duties.onestop.models import Dossier, ServicePoint
from namro.duties.onestop.parameters import rule_of
from namro.engine.clock import Clock

RECEIPT = "receipt"  # of the values of law/parameters/onestop.yaml#elsewhere_starts


def is_outside(point: ServicePoint, unit_id: int, *, on: date) -> bool:
    """Whether a unit is neither of the agency that runs the point nor below it: the point takes for another territory."""
    if unit_id == point.unit_id:
        return False
    agency = organisation.using_agency_of(point.unit_id, on=on) or point.unit_id
    return unit_id not in organisation.subtree_ids(agency, on=on)


def must_work(point: ServicePoint, unit_id: int, *, on: date) -> None:
    """An agency decides only while it works; nothing is asked of the unit of a point that was read with the answer.

    Refuses: onestop.unit.gone
    """
    if unit_id == point.unit_id and point.known_unit is not None and point.known_unit[0] == on:
        stands = point.known_unit[1]
    else:
        stands = organisation.spell(unit_id, on=on) is not None
    if stands:
        return
    heirs = [one.successor_id for one in organisation.successions(unit_id)[1] if one.on <= on]
    names = organisation.name_of(heirs, on=on).values()
    text = _("Cơ quan này không hoạt động vào ngày này. Hãy chọn cơ quan khác.")
    if names:
        text = _(
            "Cơ quan này không hoạt động vào ngày này; kế thừa là %(names)s. Hãy tiếp nhận cho cơ quan kế thừa."
        ) % {"names": ", ".join(sorted(names))}
    raise DomainError("onestop.unit.gone", text, field="unit")


def transfer_by(dossier: Dossier, point: ServicePoint, clock: Clock, *, at: datetime, on: date) -> datetime | None:
    """By when the competent agency is to have it, where its clock starts there; None where it starts at the counter.

    Source: law/parameters/onestop.yaml#elsewhere_starts, #transfer_cut_off.
    """
    if not is_outside(point, dossier.unit_id, on=on) or rule_of("elsewhere_starts", on=on).value != RECEIPT:
        return None
    return pass_on_by(clock, at=at, on=on)


def pass_on_by(clock: Clock, *, at: datetime, on: date) -> datetime:
    """By when what comes in at a moment goes on to whoever works on it. Source: law/parameters/onestop.yaml#transfer_cut_off."""
    cut_off = time.fromisoformat(rule_of("transfer_cut_off", on=on).value)
    # Taken after closing but before the cut-off: it is never due before it was taken.
    return max(at, aware(said_plainly(lambda: clock.transfer_due(local(at), cut_off))))


def arrive(dossier: Dossier, *, by: Actor, at: datetime, on: date) -> None:
    """The competent agency has it: the limit is counted from now. The dossier is not saved."""
    dossier.arrived_at, dossier.arrived_by_id = at, by.user_id
    clock = clock_of(dossier.point_id, on=on)
    dossier.due_at, dossier.pass_on_by = promised(dossier, clock), pass_on_by(clock, at=at, on=on)
