"""A split: a unit's people and the units below it go to new units in one act, which the log keeps as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError
from namro.city.organisation import services as organisation
from namro.city.organisation.models import Succession, Unit, UnitSpell
from namro.city.organisation.rules import starts_on
from namro.city.people.models import Posting
from namro.city.people.services.postings import carry_over, require_other
from namro.engine.text import nfc


@dataclass(frozen=True)
class Part:
    """A new unit, who goes to it, who leads it, and which units below go along."""

    code: str
    name: str
    person_ids: Sequence[int] = ()
    head_id: int | None = None
    unit_ids: Sequence[int] = ()


@transaction.atomic
def split_unit(
    *, unit_id: int, parts: Sequence[Part], on: date, by: Actor, at: datetime, keep: bool = False, basis: str = ""
) -> list[Unit]:
    """Found new units beside a unit and divide its people, and the units below it, among them by name.

    With `keep` the unit stays, with whoever is not named; otherwise it ends that day and everybody must have a place.
    The new units have the kind, role and parent of the old one; each is noted as its successor.
    Refuses: access.denied, organisation.unit.absent, organisation.unit.changes_later, organisation.unit.code_taken,
    organisation.unit.has_people, organisation.unit.name_required, organisation.unit.parent_missing, people.own_record,
    people.split.nothing, people.split.twice, people.split.stranger, people.split.head, people.split.left_over,
    people.split.too_early
    Records: people:unit:split
    """
    old = _unit_to_split(unit_id, on, by, at)
    for part in parts:
        require_other(by, part.head_id or 0)  # nobody makes themselves a head
    postings = list(Posting.objects.select_for_update().filter(unit_id=unit_id, valid__contains=on).order_by("id"))
    below = list(UnitSpell.objects.select_for_update().filter(parent_id=unit_id, valid__contains=on).order_by("id"))
    _require_division(parts, postings, below, on=on, keep=keep)
    made = [_found(part, old, on, basis) for part in parts]
    for part, unit in zip(parts, made, strict=True):
        _move_people(part, unit, postings, on, basis)
        _move_units(part, unit, below, on, basis)
    _note_successions(unit_id, made, on, basis, whole=len(made) == 1 and not keep)
    if not keep:
        organisation.refuse_people(unit_id, on)  # those who come only later
        organisation.end_spell(old, on)
    _check_now()
    after = {"on": on.isoformat(), "kept": keep, "parts": [_described(*pair) for pair in zip(parts, made, strict=True)]}
    record(
        tag="people:unit:split", by=by, at=at, subject=("unit", unit_id), unit_id=unit_id,
        before={"name": old.name, "people": len(postings), "units": len(below)}, after=after, reason=basis,
    )  # fmt: skip
    return made


def _unit_to_split(unit_id: int, on: date, by: Actor, at: datetime) -> UnitSpell:
    organisation.require_officer(by, unit_id, on=on, at=at)
    old = organisation.spell_to_change(unit_id, on)
    organisation.refuse_later_spells(unit_id, old)
    if old.parent_id is None:
        raise DomainError("people.split.nothing", _("Đơn vị trên cùng không chia tách được."))
    return old


def _require_division(
    parts: Sequence[Part], postings: list[Posting], below: list[UnitSpell], *, on: date, keep: bool
) -> None:
    """Everybody named works here and once only; nobody and nothing is left without a place, unless the unit stays."""
    if not parts:
        raise DomainError("people.split.nothing", _("Hãy nêu ít nhất một đơn vị mới."))
    people = [one for part in parts for one in part.person_ids]
    units = [one for part in parts for one in part.unit_ids]
    _require_named_once([*people], {one.person_id for one in postings})
    _require_named_once([*units], {one.unit_id for one in below})
    if any(part.head_id is not None and part.head_id not in part.person_ids for part in parts):
        raise DomainError("people.split.head", _("Người đứng đầu đơn vị mới phải nằm trong số người chuyển về đó."))
    left = len({one.person_id for one in postings} - set(people)) + len({one.unit_id for one in below} - set(units))
    if left and not keep:
        raise DomainError(
            "people.split.left_over",
            _("Còn %(count)s người hoặc đơn vị trực thuộc chưa được phân về đâu. Hãy phân hết, hoặc giữ lại đơn vị cũ.")
            % {"count": left},
            count=left,
        )
    if any(starts_on(one.valid) >= on for one in postings if one.person_id in set(people)):
        raise DomainError(
            "people.split.too_early",
            _("Có người chỉ bắt đầu công tác tại đơn vị từ chính ngày chia tách. Hãy sửa vị trí của họ trước."),
            field="on",
        )


def _require_named_once(named: list[int], here: Iterable[int]) -> None:
    if len(named) != len(set(named)):
        raise DomainError("people.split.twice", _("Có người hoặc đơn vị được phân về hai nơi. Hãy chọn một nơi."))
    if set(named) - set(here):
        raise DomainError(
            "people.split.stranger", _("Có người hoặc đơn vị được nêu mà không thuộc đơn vị này vào ngày chia tách.")
        )


def _found(part: Part, old: UnitSpell, on: date, basis: str) -> Unit:
    with said_plainly(organisation.REFUSALS):
        unit = Unit.objects.create(code=nfc(part.code))
        organisation.open_spell(
            unit.pk, on, old.valid.upper, name=part.name, kind=old.kind, role=old.role,
            parent_id=old.parent_id, position=old.position, basis=basis,
        )  # fmt: skip
    return unit


def _move_people(part: Part, unit: Unit, postings: list[Posting], on: date, basis: str) -> None:
    going = [one for one in postings if one.person_id in set(part.person_ids)]
    carry_over(going, unit.pk, on=on, basis=basis, head_id=part.head_id)


def _move_units(part: Part, unit: Unit, below: list[UnitSpell], on: date, basis: str) -> None:
    for spell in below:
        if spell.unit_id in set(part.unit_ids):
            organisation.stand_under(spell, unit.pk, on, basis)


def _note_successions(unit_id: int, made: list[Unit], on: date, basis: str, *, whole: bool) -> None:
    Succession.objects.bulk_create(
        Succession(predecessor_id=unit_id, successor=unit, on=on, is_whole=whole, basis=basis) for unit in made
    )


def _check_now() -> None:
    """Deferred rules of the tree are answered here, in plain words."""
    with said_plainly(organisation.REFUSALS, check_now=True):
        pass


def _described(part: Part, unit: Unit) -> dict[str, Any]:
    return {
        "unit": unit.pk, "code": unit.code, "name": part.name, "people": sorted(part.person_ids),
        "head": part.head_id, "units": sorted(part.unit_ids),
    }  # fmt: skip
