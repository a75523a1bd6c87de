"""Mergers: units, what stands under them and their people go over to a successor in one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from namro.base.access.rules import Actor
from namro.city.organisation import services as organisation
from namro.city.organisation.models import UnitSpell
from namro.city.people.services.postings import transfer_unit


@transaction.atomic
def merge_units(*, unit_ids: Sequence[int], into_id: int, on: date, by: Actor, at: datetime, basis: str = "") -> int:
    """Dissolve units into another from that day on; their people and the units below go with them.

    Returns how many people moved. The reverse is `split_unit`.
    Refuses: what `organisation.change_unit`, `organisation.dissolve_unit` and `transfer_unit` refuse
    Records: organisation:unit:changed, people:posting:transferred, organisation:unit:dissolved, organisation:unit:succeeded
    """
    moved = 0
    for unit_id in unit_ids:
        for child in UnitSpell.objects.filter(parent_id=unit_id, valid__contains=on).order_by("id"):
            organisation.move_unit(unit_id=child.unit_id, parent_id=into_id, on=on, by=by, at=at, basis=basis)
        moved += transfer_unit(from_unit_id=unit_id, into_unit_id=into_id, on=on, by=by, at=at, basis=basis)
        organisation.dissolve_unit(unit_id=unit_id, on=on, by=by, at=at, basis=basis)
        organisation.note_succession(
            predecessor_id=unit_id, successor_id=into_id, on=on, by=by, at=at, is_whole=True, basis=basis
        )
    return moved
