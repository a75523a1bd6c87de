"""Another agency for a dossier that is not accepted yet: noted for the wrong one, or for one that was merged meanwhile."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.duties.onestop.models import State
from namro.duties.onestop.services.arriving import is_outside, must_work
from namro.duties.onestop.services.moving import taken


@transaction.atomic
def address(dossier_id: int, unit_id: int, *, by: Actor, at: datetime, on: date, version: int | None = None) -> None:
    """Say which agency is to decide. The same one again changes nothing.

    Refuses: onestop.not_found, onestop.changed_meanwhile, access.denied, onestop.address.accepted, onestop.unit.gone
    Records: onestop:dossier:addressed
    """
    dossier, relations = taken(dossier_id, by, on=on, version=version)
    if Relation.RECEIVER not in relations:
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    if dossier.state not in (State.DRAFT, State.REGISTERED):
        text = _("Hồ sơ đã tiếp nhận: cơ quan giải quyết không đổi được nữa.")
        raise DomainError("onestop.address.accepted", text, field="unit")
    before = dossier.unit_id
    if unit_id == before:
        return
    must_work(dossier.point, unit_id, on=on)
    dossier.unit_id, dossier.version = unit_id, dossier.version + 1
    dossier.is_elsewhere = is_outside(dossier.point, unit_id, on=on)
    dossier.save(update_fields=["unit", "version", "is_elsewhere"])
    record(tag="onestop:dossier:addressed", by=by, at=at, subject=("dossier", dossier.pk), unit_id=unit_id,
           before={"unit": before}, after={"unit": unit_id})  # fmt: skip
