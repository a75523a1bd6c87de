"""The acceptance list of a point: lines added and ended in bulk, and ended with their procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.onestop import offers
from namro.duties.onestop.models import AcceptanceEntry, ServicePoint
from namro.duties.onestop.selectors.accepting import takes

MOST_TOLD = 10  # lines a refusal names


@dataclass(frozen=True)
class Chosen:
    """Procedures of a level, of a field, of both, or named one by one: at least one of these."""

    codes: Sequence[str] = ()
    level: str = ""
    field: str = ""


@transaction.atomic
def accept_from(
    point_id: int, chosen: Chosen, *, first: date, by: Actor, at: datetime, on: date, decision_number: str = "",
    decision_on: date | None = None,
) -> int:  # fmt: skip
    """A point takes more procedures from a day on; returns how many are new. Those it takes already stay as they are.

    Refuses: onestop.point.unknown, access.denied, onestop.acceptance.none, onestop.acceptance.not_in_force,
    onestop.acceptance.later
    Records: onestop:point:accepts
    """
    point = _kept(point_id, by, on)
    codes = _codes(chosen, offers.listed(on=first, level=chosen.level, field=chosen.field))
    standing = set(offers.listed(on=first))
    text = _("Không có thủ tục còn hiệu lực từ ngày áp dụng. %(lines)s")
    _refuse("onestop.acceptance.not_in_force", text, chosen, [one for one in codes if one not in standing])
    rows = AcceptanceEntry.objects.filter(point=point, procedure_code__in=codes)
    held = {one.procedure_code for one in rows if first in one.valid and one.valid.upper is None}
    later = {one.procedure_code for one in rows if one.valid.upper is None or one.valid.upper > first} - held
    text = _("Đã có trong danh mục từ một ngày sau, hoặc đã ghi ngày thôi. %(lines)s")
    _refuse("onestop.acceptance.later", text, chosen, [one for one in codes if one in later])
    new = [one for one in codes if one not in held]
    AcceptanceEntry.objects.bulk_create([
        AcceptanceEntry(point=point, procedure_code=one, valid=DateRange(first, None), decision_number=decision_number.strip(), decision_on=decision_on)
        for one in new
    ])  # fmt: skip
    after = {"first": first.isoformat(), "codes": new, "decision": decision_number.strip()}
    record(tag="onestop:point:accepts", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id, after=after)
    return len(new)


@transaction.atomic
def accept_until(point_id: int, chosen: Chosen, *, until: date, by: Actor, at: datetime, on: date) -> int:
    """A point no longer takes procedures from a day on; returns how many. Dossiers taken before run on.

    Refuses: onestop.point.unknown, access.denied, onestop.acceptance.none, onestop.acceptance.not_listed
    Records: onestop:point:accepts_no_more
    """
    point = _kept(point_id, by, on)
    rows = {one.procedure_code: one for one in AcceptanceEntry.objects.filter(point=point, valid__contains=until)}
    of_kind = set(offers.listed(on=on, level=chosen.level, field=chosen.field))
    codes = _codes(chosen, [one for one in rows if one in of_kind])
    missing = [one for one in codes if one not in rows or rows[one].valid.lower >= until]
    text = _("Không có trong danh mục vào ngày thôi tiếp nhận. %(lines)s")
    _refuse("onestop.acceptance.not_listed", text, chosen, missing)
    _cut([rows[one] for one in codes], dict.fromkeys(codes, until))
    after = {"until": until.isoformat(), "codes": codes}
    record(
        tag="onestop:point:accepts_no_more", by=by, at=at, subject=("point", point.pk), unit_id=point.unit_id, after=after
    )  # fmt: skip
    return len(codes)


def close_ended(ended: Mapping[str, date], by: Actor, at: datetime) -> None:
    """Procedures a decision ends are off every list from that day; lines that had not begun by then go.

    Records: onestop:point:accepts_no_more
    """
    rows = list(AcceptanceEntry.objects.select_for_update().filter(procedure_code__in=ended).order_by("pk"))
    gone = [one for one in rows if one.valid.lower >= ended[one.procedure_code]]
    cut = [
        one
        for one in rows
        if one not in gone and (one.valid.upper is None or one.valid.upper > ended[one.procedure_code])
    ]
    AcceptanceEntry.objects.filter(pk__in=[one.pk for one in gone]).delete()
    _cut(cut, ended)
    units = dict(
        ServicePoint.objects.filter(pk__in={one.point_id for one in [*gone, *cut]}).values_list("pk", "unit_id")
    )
    for point_id, unit_id in sorted(units.items()):
        codes = {
            one.procedure_code: ended[one.procedure_code].isoformat()
            for one in [*gone, *cut]
            if one.point_id == point_id
        }
        record(
            tag="onestop:point:accepts_no_more", by=by, at=at, subject=("point", point_id), unit_id=unit_id,
            after={"ended": codes},
        )  # fmt: skip


def must_take(point: ServicePoint, code: str, *, on: date) -> None:
    """Refuses: onestop.acceptance.not_here"""
    if not takes(point, code, on=on):
        text = _("Điểm phục vụ này không tiếp nhận thủ tục %(code)s. Cơ quan có thẩm quyền quyết định danh mục tiếp nhận; nội vụ của cơ quan ghi ở trang điểm phục vụ.")  # fmt: skip
        raise DomainError("onestop.acceptance.not_here", text % {"code": code}, field="procedure")


def _kept(point_id: int, by: Actor, on: date) -> ServicePoint:
    point = ServicePoint.objects.select_for_update().filter(pk=point_id).first()
    if point is None:
        raise DomainError("onestop.point.unknown", _("Không có điểm phục vụ này."))
    if not organisation.covers(by, point.unit_id, on=on):
        raise NotAllowed("access.denied", _("Điểm phục vụ do nội vụ của cơ quan lập."))
    return point


def _codes(chosen: Chosen, of_kind: Sequence[str]) -> list[str]:
    """Those of the level and field, if one is named, and those named one by one; each once."""
    named = [one.strip() for one in chosen.codes if one.strip()]
    codes = list(dict.fromkeys([*named, *(of_kind if chosen.level or chosen.field else ())]))
    if not codes:
        text = _("Hãy chọn cấp, lĩnh vực hoặc ghi ít nhất một mã thủ tục.")
        raise DomainError("onestop.acceptance.none", text, field="codes")
    return codes


def _refuse(code: str, text: str, chosen: Chosen, wrong: Sequence[str]) -> None:
    """Every wrong code, with the line it was typed on; nothing is written."""
    if not wrong:
        return
    lines = {one.strip(): number for number, one in reversed([*enumerate(chosen.codes, start=1)])}
    told = [
        _("Dòng %(line)s: %(code)s") % {"line": lines[one], "code": one} if one in lines else one
        for one in wrong[:MOST_TOLD]
    ]
    more = _(" và %(n)s mã nữa") % {"n": len(wrong) - MOST_TOLD} if len(wrong) > MOST_TOLD else ""
    raise DomainError(code, text % {"lines": "; ".join(told) + more + "."}, field="codes")


def _cut(rows: Sequence[AcceptanceEntry], until: Mapping[str, date]) -> None:
    for one in rows:
        one.valid = DateRange(one.valid.lower, until[one.procedure_code])
    AcceptanceEntry.objects.bulk_update(rows, ["valid"], batch_size=500)
