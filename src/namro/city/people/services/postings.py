"""Where people are posted. A posting is ended and another begun; none is rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as units
from namro.city.organisation.rules import days, starts_on
from namro.city.organisation.services import require_officer
from namro.city.people import watch
from namro.city.people.models import FieldOfResponsibility, Person, Posting, PostingKind, Rank
from namro.city.people.services.refusals import REFUSALS

CARRIED = ("rank", "staff_group", "title", "task_group")
CLOSE = "UPDATE people_posting SET valid = daterange(lower(valid), %(on)s::date) WHERE id = ANY(%(ids)s)"
# A posting goes on in another unit until the day it would have ended anyway. Who led stays at the head when told so,
# leads when named to, and otherwise becomes a deputy.
CONTINUE = """
INSERT INTO people_posting (person_id, unit_id, valid, kind, rank, staff_group, title, task_group, basis)
SELECT p.person_id, %(into)s, daterange(%(on)s::date, kept.until), p.kind,
    CASE WHEN p.person_id = %(head)s THEN 'head' WHEN p.rank = 'head' AND NOT %(keep_head)s THEN 'deputy'
         ELSE p.rank END,
    p.staff_group, p.title, p.task_group, %(basis)s
FROM people_posting p JOIN unnest(%(ids)s::bigint[], %(untils)s::date[]) AS kept(id, until) USING (id)
"""


def _audit(
    tag: str,
    by: Actor,
    at: datetime,
    posting: Posting,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    record(
        tag=f"people:posting:{tag}", by=by, at=at, subject=("person", posting.person_id), unit_id=posting.unit_id,
        before=before, after=described(posting), reason=reason,
    )  # fmt: skip


def described(posting: Posting) -> dict[str, Any]:
    """A posting as the log keeps it."""
    valid = posting.valid
    return {
        "posting": posting.pk, "unit": posting.unit_id, "kind": posting.kind, "rank": posting.rank,
        "from": starts_on(valid).isoformat(), "until": valid.upper and valid.upper.isoformat(),
    }  # fmt: skip


def require_other(by: Actor, person_id: int) -> None:
    """Nobody keeps their own record. Refuses: people.own_record"""
    if by.person_id == person_id:
        raise NotAllowed(
            "people.own_record", _("Không ai tự ghi vị trí công tác của mình. Nhờ cán bộ nội vụ cấp trên làm việc này.")
        )


@transaction.atomic
def post(
    *, person_id: int, unit_id: int, on: date, staff_group: str, by: Actor, at: datetime, until: date | None = None,
    kind: str = PostingKind.MAIN, rank: str = Rank.STAFF, title: str = "", task_group: str = "", basis: str = "",
) -> Posting:  # fmt: skip
    """Give a person a place in a unit from `on`, up to and without `until`: main, concurrent or acting.

    Refuses: access.denied, people.own_record, people.posting.no_unit, people.posting.second_main, people.posting.second_head,
    people.posting.twice, dates.order, and what the guards of `watch` refuse
    Records: people:posting:made
    """
    require_officer(by, unit_id, on=on, at=at)
    require_other(by, person_id)
    _require_unit(unit_id, on)
    watch.ask(watch.Placing(person_id, unit_id, rank, on, by, at))
    with said_plainly(REFUSALS):
        posting = Posting.objects.create(
            person_id=person_id, unit_id=unit_id, valid=days(on, until), kind=kind, rank=rank,
            staff_group=staff_group, title=title, task_group=task_group, basis=basis,
        )  # fmt: skip
    _audit("made", by, at, posting, reason=basis)
    return posting


def _require_unit(unit_id: int, on: date) -> None:
    if units.spell(unit_id, on=on) is None:
        raise DomainError(
            "people.posting.no_unit",
            _("Đơn vị không tồn tại vào ngày %(on)s. Hãy chọn đơn vị hoặc ngày khác.") % {"on": f"{on:%d/%m/%Y}"},
            field="unit",
        )


def _open_posting(posting_id: int, on: date) -> Posting:
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    if starts_on(posting.valid) >= on:
        raise DomainError(
            "people.posting.not_begun",
            _("Vị trí này bắt đầu từ %(first)s; ngày thôi giữ phải sau ngày đó.")
            % {"first": f"{starts_on(posting.valid):%d/%m/%Y}"},
            field="on",
        )
    if posting.valid.upper is not None and posting.valid.upper <= on:
        raise DomainError("people.posting.ended", _("Vị trí này đã kết thúc trước ngày đó."), field="on")
    return posting


@transaction.atomic
def end_posting(*, posting_id: int, on: date, by: Actor, at: datetime, basis: str = "") -> Posting:
    """The person no longer holds the place from that day on.

    Refuses: access.denied, people.own_record, people.posting.not_begun, people.posting.ended
    Records: people:posting:ended
    """
    posting = _open_posting(posting_id, on)
    require_officer(by, posting.unit_id, on=on, at=at)
    require_other(by, posting.person_id)
    before = described(posting)
    posting.valid = days(starts_on(posting.valid), on)
    posting.save(update_fields=["valid"])
    _audit("ended", by, at, posting, before, basis)
    return posting


@transaction.atomic
def move(
    *, person_id: int, unit_id: int, on: date, by: Actor, at: datetime, basis: str = "", until: date | None = None,
    **changes: Any,
) -> Posting:  # fmt: skip
    """End the main posting and begin another, in the same unit or another, carrying over what is not in `changes`.

    The officer of the unit that gives the person up and of the one that receives them may both do it; who leads a unit
    is for the officer of that unit alone.
    Refuses: access.denied, people.own_record, people.posting.no_main, people.posting.no_unit, people.posting.not_begun,
    people.posting.second_main, people.posting.second_head, and what the guards of `watch` refuse
    Records: people:posting:moved
    """
    assert not set(changes) - set(CARRIED), changes
    Person.objects.select_for_update().get(pk=person_id)
    current = Posting.objects.filter(person_id=person_id, kind=PostingKind.MAIN, valid__contains=on).first()
    if current is None:
        raise DomainError(
            "people.posting.no_main",
            _("Người này không có vị trí chính thức vào ngày đó. Hãy bổ nhiệm vào đơn vị thay vì điều chuyển."),
            field="on",
        )
    leads = changes.get("rank", current.rank) != Rank.STAFF
    if leads or not units.covers(by, current.unit_id, on=timezone.localdate(at)):
        require_officer(by, unit_id, on=on, at=at)
    require_other(by, person_id)
    _require_unit(unit_id, on)
    current = _open_posting(current.pk, on)
    before = described(current)
    carried = {name: changes.get(name, getattr(current, name)) for name in CARRIED}
    watch.ask(watch.Placing(person_id, unit_id, carried["rank"], on, by, at, current.pk))
    with said_plainly(REFUSALS):
        current.valid = days(starts_on(current.valid), on)
        current.save(update_fields=["valid"])
        posting = Posting.objects.create(
            person_id=person_id,
            unit_id=unit_id,
            valid=days(on, until),
            kind=PostingKind.MAIN,
            basis=basis,
            **carried,
        )
    _audit("moved", by, at, posting, before, basis)
    return posting


@transaction.atomic
def transfer_unit(
    *,
    from_unit_id: int,
    into_unit_id: int,
    on: date,
    by: Actor,
    at: datetime,
    basis: str = "",
    keep_head: bool = False,
) -> int:
    """Everybody posted in one unit goes to another from that day on; its head becomes a deputy unless `keep_head`.

    Refuses: access.denied, people.posting.no_unit, people.posting.second_head, people.posting.twice
    Records: people:posting:transferred
    """
    require_officer(by, into_unit_id, on=on, at=at)
    require_officer(by, from_unit_id, on=on, at=at)
    _require_unit(into_unit_id, on)
    here = Posting.objects.select_for_update().filter(
        unit_id=from_unit_id, valid__contains=on, valid__startswith__lt=on
    )
    leaving = list(here.order_by("id"))
    carry_over(leaving, into_unit_id, on=on, basis=basis, keep_head=keep_head)
    record(
        tag="people:posting:transferred", by=by, at=at, subject=("unit", from_unit_id), unit_id=into_unit_id,
        after={"into": into_unit_id, "people": len(leaving), "on": on.isoformat()}, reason=basis,
    )  # fmt: skip
    return len(leaving)


def carry_over(
    leaving: Sequence[Posting],
    into_id: int,
    *,
    on: date,
    basis: str,
    head_id: int | None = None,
    keep_head: bool = False,
) -> None:
    """End postings and begin each again in another unit, in two statements and without a word in the log.

    Refuses: people.posting.second_main, people.posting.second_head, people.posting.twice
    """
    values: dict[str, Any] = {
        "into": into_id, "on": on, "head": head_id, "keep_head": keep_head, "basis": basis,
        "ids": [one.pk for one in leaving], "untils": [one.valid.upper for one in leaving],
    }  # fmt: skip
    with said_plainly(REFUSALS), connection.cursor() as cursor:
        cursor.execute(CLOSE, values)
        cursor.execute(CONTINUE, values)


@transaction.atomic
def give_field(
    *, posting_id: int, unit_id: int, on: date, by: Actor, at: datetime, until: date | None = None
) -> FieldOfResponsibility:
    """A unit a deputy looks after from that day on (art. 15.4).

    Refuses: access.denied, people.field.not_deputy, people.field.twice
    Records: people:field:given
    """
    posting = Posting.objects.get(pk=posting_id)
    require_officer(by, posting.unit_id, on=on, at=at)
    if posting.rank != Rank.DEPUTY:
        raise DomainError("people.field.not_deputy", _("Chỉ cấp phó được giao lĩnh vực phụ trách."))
    with said_plainly(REFUSALS):
        row = FieldOfResponsibility.objects.create(posting=posting, unit_id=unit_id, valid=days(on, until))
    watch.tell(posting_id, on)
    after = {"unit": unit_id, "from": on.isoformat()}
    record(
        tag="people:field:given",
        by=by,
        at=at,
        subject=("person", posting.person_id),
        unit_id=unit_id,
        after=after,
    )
    return row


@transaction.atomic
def end_field(*, field_id: int, on: date, by: Actor, at: datetime) -> None:
    """The deputy no longer looks after the unit from that day on.

    Refuses: access.denied, dates.order
    Records: people:field:ended
    """
    row = FieldOfResponsibility.objects.select_related("posting").get(pk=field_id)
    require_officer(by, row.posting.unit_id, on=on, at=at)
    row.valid = days(starts_on(row.valid), on)
    row.save(update_fields=["valid"])
    watch.tell(row.posting_id, on)
    after = {"unit": row.unit_id, "until": on.isoformat()}
    record(
        tag="people:field:ended",
        by=by,
        at=at,
        subject=("person", row.posting.person_id),
        unit_id=row.unit_id,
        after=after,
    )
