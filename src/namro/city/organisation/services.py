"""Every write to the tree. A change closes the spell of the day before and opens the next; history stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors, watch
from namro.city.organisation.models import Succession, Unit, UnitSpell
from namro.city.organisation.rules import days, starts_on
from namro.engine.text import nfc, search_key

REFUSALS: Refusals = {
    "organisation_unit_code_key": (
        "organisation.unit.code_taken",
        _("Mã đơn vị này đã dùng. Hãy đặt mã khác, hoặc đổi tên đơn vị đang mang mã đó."),
    ),
    "unitspell_no_overlap": (
        "organisation.unit.overlap",
        _("Đơn vị đã có thông tin cho những ngày này. Hãy chọn ngày hiệu lực nằm trong giai đoạn đang có."),
    ),
    "unitspell_not_own_parent": (
        "organisation.unit.own_parent",
        _("Đơn vị không thể trực thuộc chính mình. Hãy chọn đơn vị cấp trên khác."),
    ),
    "unitspell_no_circle": (
        "organisation.unit.circle",
        _("Đơn vị cấp trên được chọn lại đang trực thuộc đơn vị này, tạo thành vòng. Hãy chọn đơn vị khác."),
    ),
    "unitspell_parent_but_city": (
        "organisation.unit.parent_required",
        _("Chỉ thành phố đứng trên cùng; mọi đơn vị khác cần đơn vị cấp trên. Hãy chọn đơn vị cấp trên."),
    ),
    "unitspell_parent_exists": (
        "organisation.unit.parent_missing",
        _(
            "Có đơn vị sẽ trực thuộc một đơn vị không tồn tại trong những ngày đó. Hãy chọn ngày muộn hơn, "
            "hoặc chuyển các đơn vị trực thuộc trước."
        ),
    ),
    "succession_once": ("organisation.unit.succession_twice", _("Việc kế thừa này đã được ghi nhận.")),
    "succession_other": ("organisation.unit.own_successor", _("Đơn vị không thể kế thừa chính mình.")),
}
CHANGEABLE = ("name", "kind", "role", "parent_id", "position", "basis")


def require_officer(actor: Actor, unit_id: int, *, on: date, at: datetime) -> None:
    """The actor is officer over the unit today; of a unit that does not stand today, on its last day, or its first.

    A unit that has left the actor's area is no longer theirs, whatever day they type. Refuses: access.denied
    """
    today = timezone.localdate(at)
    day = today if selectors.spell(unit_id, on=today) else selectors.judged_on([unit_id], today=today).get(unit_id, on)
    if may(Permission.REGISTRY_WRITE, selectors.relations_to_unit(actor, unit_id, on=day)):
        return
    raise NotAllowed(
        "access.denied",
        _("Đơn vị này không thuộc phạm vi quản lý của anh/chị. Hãy liên hệ cán bộ nội vụ phụ trách đơn vị."),
    )


def _keeps_whole_city(actor: Actor, on: date) -> bool:
    """Home affairs of everything there is; of an empty city, any officer."""
    return bool(actor.officer_of) and {root.unit_id for root in selectors.roots(on=on)} <= actor.officer_of


@transaction.atomic
def found_unit(
    *, code: str, name: str, kind: str, role: str, parent_id: int | None, on: date, by: Actor, at: datetime,
    position: int = 0, basis: str = "", until: date | None = None,
) -> Unit:  # fmt: skip
    """A new unit from that day on.

    Refuses: access.denied, organisation.unit.code_taken, organisation.unit.parent_required,
    organisation.unit.parent_missing
    Records: organisation:unit:founded
    """
    if parent_id is not None:
        require_officer(by, parent_id, on=on, at=at)
    elif not (by.is_administrator or _keeps_whole_city(by, on)):
        raise NotAllowed(
            "access.denied", _("Chỉ quản trị hệ thống hoặc cán bộ nội vụ của cả thành phố được lập đơn vị trên cùng.")
        )
    with said_plainly(REFUSALS, check_now=True):
        unit = Unit.objects.create(code=nfc(code))
        open_spell(
            unit.pk,
            on,
            until,
            name=name,
            kind=kind,
            role=role,
            parent_id=parent_id,
            position=position,
            basis=basis,
        )
    after = {
        "code": unit.code,
        "name": nfc(name),
        "kind": kind,
        "role": role,
        "parent": parent_id,
        "on": on.isoformat(),
    }
    record(
        tag="organisation:unit:founded",
        by=by,
        at=at,
        subject=("unit", unit.pk),
        unit_id=unit.pk,
        after=after,
        reason=basis,
    )
    return unit


def open_spell(unit_id: int, first: date, until: date | None, *, name: str, **fields: Any) -> UnitSpell:
    """Begin a spell. Refuses: organisation.unit.name_required"""
    if not nfc(name):
        raise DomainError("organisation.unit.name_required", _("Hãy nhập tên đơn vị."), field="name")
    return UnitSpell.objects.create(
        unit_id=unit_id, valid=days(first, until), name=nfc(name), search_key=search_key(name), **fields
    )


def spell_to_change(unit_id: int, on: date) -> UnitSpell:
    """The spell of that day, held until the end of the transaction. Refuses: organisation.unit.absent"""
    current = UnitSpell.objects.select_for_update().filter(unit_id=unit_id, valid__contains=on).first()
    if current is None:
        raise DomainError(
            "organisation.unit.absent",
            _("Đơn vị không tồn tại vào ngày %(on)s. Hãy chọn ngày trong thời gian đơn vị hoạt động.")
            % {"on": f"{on:%d/%m/%Y}"},
            field="on",
        )
    return current


@transaction.atomic
def change_unit(*, unit_id: int, on: date, by: Actor, at: datetime, basis: str = "", **changes: Any) -> UnitSpell:
    """Another name, kind, role, parent or position from that day on; days before keep what they had.

    A change dated on the first day of a spell corrects that spell, and the log keeps what it said.
    Refuses: access.denied, organisation.unit.absent, organisation.unit.circle, organisation.unit.own_parent,
    organisation.unit.parent_missing, organisation.unit.parent_required
    Records: organisation:unit:changed
    """
    unknown = set(changes) - set(CHANGEABLE)
    assert not unknown, unknown
    require_officer(by, unit_id, on=on, at=at)
    current = spell_to_change(unit_id, on)
    if changes.get("parent_id") not in (None, current.parent_id):
        require_officer(by, changes["parent_id"], on=on, at=at)
    before = {name: getattr(current, name) for name in CHANGEABLE}
    after = {**before, "basis": basis, **changes}
    with said_plainly(REFUSALS, check_now=True):
        spell = _correct(current, after) if starts_on(current.valid) == on else _succeed(current, on, after)
    record(
        tag="organisation:unit:changed", by=by, at=at, subject=("unit", unit_id), unit_id=unit_id,
        before=before, after={**after, "on": on.isoformat()}, reason=basis,
    )  # fmt: skip
    return spell


def _correct(spell: UnitSpell, after: dict[str, Any]) -> UnitSpell:
    stood_under = spell.parent_id
    for name, value in after.items():
        setattr(spell, name, value)
    spell.name = nfc(spell.name)
    spell.search_key = search_key(spell.name)
    spell.save()
    _tell_moved(spell, stood_under)
    return spell


def _succeed(spell: UnitSpell, on: date, after: dict[str, Any]) -> UnitSpell:
    until = spell.valid.upper
    spell.valid = days(starts_on(spell.valid), on)
    spell.save(update_fields=["valid"])
    opened = open_spell(spell.unit_id, on, until, **after)
    _tell_moved(opened, spell.parent_id)
    return opened


def _tell_moved(spell: UnitSpell, stood_under: int | None) -> None:
    if spell.parent_id != stood_under:
        watch.tell((spell.unit_id, stood_under, spell.parent_id), starts_on(spell.valid))


def rename_unit(*, unit_id: int, name: str, on: date, by: Actor, at: datetime, basis: str = "") -> UnitSpell:
    """Another name from that day on. Refuses and records as `change_unit`."""
    return change_unit(unit_id=unit_id, on=on, by=by, at=at, basis=basis, name=name)


def move_unit(*, unit_id: int, parent_id: int, on: date, by: Actor, at: datetime, basis: str = "") -> UnitSpell:
    """Another unit above from that day on. Refuses and records as `change_unit`."""
    return change_unit(unit_id=unit_id, on=on, by=by, at=at, basis=basis, parent_id=parent_id)


def change_role(*, unit_id: int, role: str, on: date, by: Actor, at: datetime, basis: str = "") -> UnitSpell:
    """Another role under NĐ 335/2025 art. 3 from that day on. Refuses and records as `change_unit`."""
    return change_unit(unit_id=unit_id, on=on, by=by, at=at, basis=basis, role=role)


@transaction.atomic
def dissolve_unit(*, unit_id: int, on: date, by: Actor, at: datetime, basis: str = "") -> None:
    """The unit no longer exists from that day on.

    Refuses: access.denied, organisation.unit.absent, organisation.unit.changes_later, organisation.unit.has_people,
    organisation.unit.parent_missing (units below still stand under it)
    Records: organisation:unit:dissolved
    """
    require_officer(by, unit_id, on=on, at=at)
    current = spell_to_change(unit_id, on)
    refuse_later_spells(unit_id, current)
    refuse_people(unit_id, on)
    with said_plainly(REFUSALS, check_now=True):
        end_spell(current, on)
    record(
        tag="organisation:unit:dissolved", by=by, at=at, subject=("unit", unit_id), unit_id=unit_id,
        before={"name": current.name}, after={"on": on.isoformat()}, reason=basis,
    )  # fmt: skip


def end_spell(current: UnitSpell, on: date) -> None:
    """Close a spell before that day, without a word in the log: a step of an act that says it all."""
    if starts_on(current.valid) == on:
        current.delete()
    else:
        current.valid = days(starts_on(current.valid), on)
        current.save(update_fields=["valid"])
    watch.tell((current.unit_id, current.parent_id), on)


def stand_under(current: UnitSpell, parent_id: int, on: date, basis: str) -> None:
    """Another unit above from that day on, without a word in the log: a step of an act that says it all."""
    after = {**{name: getattr(current, name) for name in CHANGEABLE}, "parent_id": parent_id, "basis": basis}
    if starts_on(current.valid) == on:
        _correct(current, after)
    else:
        _succeed(current, on, after)


def refuse_later_spells(unit_id: int, current: UnitSpell) -> None:
    """Refuses: organisation.unit.changes_later"""
    if UnitSpell.objects.filter(unit_id=unit_id, valid__fully_gt=current.valid).exists():
        raise DomainError(
            "organisation.unit.changes_later",
            _("Đơn vị còn thay đổi có hiệu lực sau ngày này. Hãy chọn ngày sau thay đổi cuối cùng."),
            field="on",
        )


def refuse_people(unit_id: int, on: date) -> None:
    """Refuses: organisation.unit.has_people"""
    # Through the reverse relation: this module does not know the people's.
    posted = Unit.objects.get(pk=unit_id).postings.filter(valid__overlap=days(on)).count()
    if posted:
        raise DomainError(
            "organisation.unit.has_people",
            _("Còn %(count)s người công tác tại đơn vị từ ngày đó. Hãy chuyển họ sang đơn vị khác trước.")
            % {"count": posted},
            count=posted,
        )


@transaction.atomic
def note_succession(
    *,
    predecessor_id: int,
    successor_id: int,
    on: date,
    by: Actor,
    at: datetime,
    is_whole: bool = True,
    basis: str = "",
) -> Succession:
    """Which unit took over from which.

    Refuses: access.denied, organisation.unit.own_successor, organisation.unit.succession_twice
    Records: organisation:unit:succeeded
    """
    require_officer(by, successor_id, on=on, at=at)
    with said_plainly(REFUSALS):
        row = Succession.objects.create(
            predecessor_id=predecessor_id, successor_id=successor_id, on=on, is_whole=is_whole, basis=basis
        )
    record(
        tag="organisation:unit:succeeded", by=by, at=at, subject=("unit", predecessor_id), unit_id=successor_id,
        after={"successor": successor_id, "on": on.isoformat(), "whole": is_whole}, reason=basis,
    )  # fmt: skip
    return row
