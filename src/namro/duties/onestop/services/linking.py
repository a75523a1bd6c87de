"""Dossiers several agencies work on: the parts of each, their order and limits, and who finished what when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed, NotVisible
from namro.base.notify.services import tell
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.duties.onestop.access import relations_to_part
from namro.duties.onestop.clocks import aware, clock_of, limit_of, local, said_plainly
from namro.duties.onestop.models import Dossier, LinkedPart, State
from namro.duties.onestop.services.moving import taken
from namro.engine.clock import Clock, Limit
from namro.engine.linked import Planned, last_due

LINKS = frozenset({Relation.HANDLER, Relation.SUPERVISOR, Relation.DECIDER})


@dataclass(frozen=True)
class PartData:
    """A part: which unit, what, in which order, in what time, and who of the unit where that is known."""

    unit_id: int
    content: str
    order: int
    limit: Limit
    person_id: int | None = None


@transaction.atomic
def link(dossier_id: int, parts: Sequence[PartData], *, by: Actor, at: datetime, on: date) -> list[LinkedPart]:
    """Lay down which units do which part of a dossier; the first in order begin at once.

    Source: NĐ 61/2018 art. 19.6-7 (a lead, an order, a time for each).
    Refuses: onestop.not_found, access.denied, onestop.linked.not_processing, onestop.linked.already, onestop.linked.none,
    onestop.linked.unclear, onestop.linked.own_unit, onestop.linked.unit_gone, onestop.linked.twice,
    onestop.linked.not_posted, onestop.linked.order, onestop.linked.too_long
    Records: onestop:linked:begun
    """
    dossier, relations = taken(dossier_id, by, on=on)
    if not relations & LINKS:
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    _must_be_linkable(dossier, parts)
    _must_be_clear(dossier, parts, on)
    clock = clock_of(dossier.point_id, on=on)
    _must_fit(dossier, parts, clock)
    assert by.user_id is not None
    rows = [
        LinkedPart(
            lead=dossier, unit_id=one.unit_id, person_id=one.person_id, content=one.content.strip(), order=one.order,
            limit_quantity=one.limit.quantity, limit_unit=one.limit.unit.value, linked_at=at, linked_by_id=by.user_id,
        )
        for one in parts
    ]  # fmt: skip
    _begin([row for row in rows if row.order == 1], clock, at)
    LinkedPart.objects.bulk_create(rows)
    _tell_begun(dossier, [row for row in rows if row.order == 1], at, on)
    _keep(dossier)
    record(
        tag="onestop:linked:begun", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"parts": [{"unit": one.unit_id, "order": one.order, "content": one.content} for one in rows]},
    )  # fmt: skip
    return rows


def _must_be_linkable(dossier: Dossier, parts: Sequence[PartData]) -> None:
    if dossier.state not in (State.ACCEPTED, State.PROCESSING):
        text = _("Chỉ chia phần liên thông khi hồ sơ đã tiếp nhận và đang được xử lý.")
        raise DomainError("onestop.linked.not_processing", text)
    if dossier.parts.exists():
        raise DomainError("onestop.linked.already", _("Hồ sơ này đã chia phần liên thông rồi."))
    if not parts:
        raise DomainError("onestop.linked.none", _("Hãy ghi ít nhất một phần việc của đơn vị khác."), field="parts")


def _must_be_clear(dossier: Dossier, parts: Sequence[PartData], on: date) -> None:
    """Every part names what is done and a unit that stands that day, once in its order; its person works there that day."""
    posted = people.units_of_people([one.person_id for one in parts if one.person_id], on=on)
    seen: set[tuple[int, int]] = set()
    for number, one in enumerate(parts, start=1):
        found = _unclear(dossier, one, posted, on)
        if (one.unit_id, one.order) in seen:
            found = ("twice", _("Phần %(number)s: đơn vị này đã có phần việc cùng thứ tự. Hãy gộp làm một."))
        if found:
            raise DomainError(f"onestop.linked.{found[0]}", found[1] % {"number": number}, field="parts")
        seen.add((one.unit_id, one.order))


def _unclear(dossier: Dossier, one: PartData, posted: dict[int, int], on: date) -> tuple[str, str] | None:
    if not one.content.strip():
        return "unclear", _("Phần %(number)s chưa ghi việc phải làm.")
    if one.unit_id == dossier.unit_id:
        return "own_unit", _("Phần %(number)s: đây là cơ quan chủ trì, hãy giao bằng bước xử lý.")
    if organisation.spell(one.unit_id, on=on) is None:
        return "unit_gone", _("Phần %(number)s: đơn vị không hoạt động vào ngày này. Hãy chọn đơn vị khác.")
    if one.person_id and posted.get(one.person_id) not in organisation.subtree_ids(one.unit_id, on=on):
        return "not_posted", _("Phần %(number)s: người được chọn không công tác tại đơn vị này. Hãy chọn người khác.")
    return None


def _must_fit(dossier: Dossier, parts: Sequence[PartData], clock: Clock) -> None:
    """The limits one after another end no later than the whole."""
    assert dossier.clock_from is not None
    accepted, limit = local(dossier.clock_from), limit_of(dossier)
    planned = [Planned(one.order, one.limit) for one in parts]
    ends = said_plainly(lambda: last_due(planned, accepted, clock))
    whole = said_plainly(lambda: clock.due(accepted, limit)) if limit else local(dossier.due_at or dossier.clock_from)
    if ends > whole:
        text = _("Cộng thời hạn các phần thì xong lúc %(ends)s, sau hạn của cả hồ sơ %(due)s. Hãy rút ngắn các phần.")
        given = {"ends": f"{ends:%H:%M %d/%m/%Y}", "due": f"{whole:%H:%M %d/%m/%Y}"}
        raise DomainError("onestop.linked.too_long", text % given, field="parts")


def _begin(rows: Iterable[LinkedPart], clock: Clock, at: datetime) -> None:
    """The parts of an order begin together. Nothing is saved."""
    for row in rows:
        limit = limit_of(row)
        assert limit is not None
        row.started_at, row.due_at = at, aware(_due(clock, at, limit))


def _due(clock: Clock, at: datetime, limit: Limit) -> datetime:
    found: datetime = said_plainly(lambda: clock.due(local(at), limit))
    return found


def _tell_begun(lead: Dossier, rows: Sequence[LinkedPart], at: datetime, on: date) -> None:
    """Whoever does a part is told when it begins: its person, or the head of its unit."""
    heads = people.heads_of([row.unit_id for row in rows], on=on)
    for row in rows:
        head = heads.get(row.unit_id)
        told = row.person_id or (head.pk if head else None)
        assert row.due_at is not None
        day = local(row.due_at)
        tell(
            person_ids=[told] if told else [], kind="onestop.part", key=f"onestop:part:{row.pk}",
            text=f"Hồ sơ liên thông {lead.code}: “{row.content[:120]}”, hạn {day:%H:%M %d/%m/%Y}.",
            text_en=f"Linked dossier {lead.code}: “{row.content[:120]}”, due {day:%H:%M} on {day.day} {day:%b %Y}.",
            link=f"/dossiers/parts/{row.pk}/", at=at,
        )  # fmt: skip


def _keep(dossier: Dossier) -> None:
    dossier.version += 1
    dossier.save(update_fields=["version"])


@transaction.atomic
def finish_part(
    part_id: int, *, outcome: str, by: Actor, at: datetime, on: date, person_id: int | None = None
) -> LinkedPart:
    """A part is done: its lateness is frozen; when it was the last of its order, the next order begins.

    `person_id` names who did it where nobody was named before.
    Refuses: onestop.part.not_found, access.denied, onestop.part.not_running, onestop.outcome.missing,
    onestop.linked.not_posted
    Records: onestop:linked:finished
    """
    row, lead = _running(part_id, by, on, Permission.PART_FINISH)
    if not outcome.strip():
        raise DomainError("onestop.outcome.missing", _("Hãy ghi kết quả của phần việc."), field="outcome")
    if person_id is not None:
        _must_work_there(row, person_id, on)
        row.person_id = person_id
    row.finished_at, row.finished_by_id, row.outcome = at, by.user_id, outcome.strip()
    row.is_late = row.due_at is not None and at > row.due_at
    row.save()
    _go_on(lead, row, at, on)
    _keep(lead)
    record(
        tag="onestop:linked:finished", by=by, at=at, subject=("dossier", lead.pk), unit_id=lead.unit_id, reason=outcome,
        after={"unit": row.unit_id, "person": row.person_id, "late": row.is_late},
    )  # fmt: skip
    return row


def _must_work_there(row: LinkedPart, person_id: int, on: date) -> None:
    posted = people.units_of_people([person_id], on=on).get(person_id)
    if posted not in organisation.subtree_ids(row.unit_id, on=on):
        text = _("Người này không công tác tại đơn vị làm phần việc. Hãy chọn người khác.")
        raise DomainError("onestop.linked.not_posted", text, field="person")


def _running(part_id: int, by: Actor, on: date, needs: Permission) -> tuple[LinkedPart, Dossier]:
    """The part and its lead, locked; refused when it has not begun or has ended."""
    row = LinkedPart.objects.filter(pk=part_id).first()
    lead = Dossier.objects.select_for_update().filter(pk=row.lead_id).first() if row else None
    relations = relations_to_part(row, lead, by, on=on) if row and lead else frozenset()
    if row is None or lead is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.part.not_found", _("Không có phần việc này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Phần việc này của đơn vị khác."))
    row.refresh_from_db()
    if row.started_at is None or row.finished_at is not None or row.closed_at is not None:
        raise DomainError("onestop.part.not_running", _("Phần việc này chưa bắt đầu hoặc đã kết thúc."))
    return row, lead


def _go_on(lead: Dossier, done: LinkedPart, at: datetime, on: date) -> None:
    parts = list(lead.parts.all())
    if any(one.order == done.order and one.finished_at is None for one in parts):
        return
    following = [one for one in parts if one.order == done.order + 1 and one.closed_at is None]
    _begin(following, clock_of(lead.point_id, on=on), at)
    LinkedPart.objects.bulk_update(following, ["started_at", "due_at"])
    _tell_begun(lead, following, at, on)


@transaction.atomic
def name_own(part_id: int, *, code: str, by: Actor, at: datetime, on: date) -> LinkedPart:
    """Say under which dossier the unit's own desk follows its part.

    Refuses: onestop.part.not_found, access.denied, onestop.part.not_running, onestop.part.no_dossier,
    onestop.part.other_unit, onestop.part.code_taken
    Records: onestop:linked:named
    """
    row, lead = _running(part_id, by, on, Permission.PART_FINISH)
    own = Dossier.objects.filter(code=code.strip().upper()).exclude(code=None).first()
    if own is None or own.pk == lead.pk:
        text = _("Không có hồ sơ nào khác mang mã này.")
        raise DomainError("onestop.part.no_dossier", text, field="code")
    if own.unit_id not in organisation.subtree_ids(row.unit_id, on=on):
        text = _("Hồ sơ này do cơ quan khác giải quyết, không phải của phần việc này.")
        raise DomainError("onestop.part.other_unit", text, field="code")
    if LinkedPart.objects.filter(own=own).exclude(pk=row.pk).exists():
        text = _("Mã này đã là của một phần việc khác. Mỗi phần việc có mã riêng.")
        raise DomainError("onestop.part.code_taken", text, field="code")
    row.own = own
    row.save(update_fields=["own"])
    record(
        tag="onestop:linked:named", by=by, at=at, subject=("dossier", lead.pk), unit_id=lead.unit_id,
        after={"unit": row.unit_id, "own": own.code},
    )  # fmt: skip
    return row
