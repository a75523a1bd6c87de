"""The six forms of the desk, filled in from rows. Vietnamese only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from namro.base.documents.slip import Slip
from namro.base.errors import NotVisible
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import UnitKind
from namro.duties.onestop.clocks import local
from namro.duties.onestop.models import Dossier, Movement, ServicePoint, Step
from namro.duties.onestop.selectors.reading import Whole
from namro.duties.onestop.selectors.reckoning import limit_text

PREFIX = re.compile(r"^(Thành phố|Phường|Xã|Thị trấn)\s+")
NOT_YET = "......"


def slip_of(found: Whole, number: str) -> tuple[Slip, datetime]:
    """A form of a dossier and the moment of the act it tells of; the receipt of a dossier done at once, when asked for.

    Refuses: onestop.form.none
    """
    acts = [one for one in found.movements if one.form == number or (number == "01" and one.move == "accept")]
    made = acts[-1] if acts else None
    if (number == "04" and found.apology is None) or (number != "04" and made is None) or number not in FILLED:
        raise NotVisible("onestop.form.none", _("Hồ sơ này không có mẫu đó."))
    at = (
        found.apology.approved_at if number == "04" and found.apology else made.at if made else found.dossier.created_at
    )
    with override("vi"):
        return _slip(found, number, made, local(at).date()), at


def _slip(found: Whole, number: str, made: Movement | None, on: date) -> Slip:
    dossier = found.dossier
    more = FILLED[number](found, made)
    return Slip(
        form=f"onestop-{number}", on=on, known={**_known(dossier, found), **more.pop("known", {})}, code=dossier.code or "",
        **_frame(dossier.point, on), **more,
    )  # fmt: skip


def _frame(point: ServicePoint, on: date) -> dict[str, str]:
    """Who issues it: the point, under the unit that runs it; and where."""
    path = organisation.path(point.unit_id, on=on)
    commune = next((one for one in path if one.kind == UnitKind.COMMUNE), path[0] if path else None)
    place = PREFIX.sub("", commune.name) if commune else ""
    return {"agency": point.name, "parent_agency": path[-1].name if path else "", "place": place}


def _known(dossier: Dossier, found: Whole) -> dict[str, str]:
    """What every sentence may name."""
    return {
        "code": dossier.code or NOT_YET, "applicant": dossier.applicant, "address": dossier.address, "phone": dossier.phone,
        "email": dossier.email, "procedure": f"{dossier.procedure_name} ({dossier.procedure_code})", "case": dossier.case,
        "agent": f"{dossier.agent} ({dossier.agent_paper})" if dossier.agent else "", "point": dossier.point.name,
        "unit": found.names.get(dossier.unit_id, ""), "agency": dossier.point.name, "accepted": said(dossier.accepted_at),
        "limit": limit_text(dossier.limit_quantity, dossier.limit_unit) if dossier.accepted_at else "",
        "due": said(dossier.due_override or dossier.due_at) or NOT_YET,
    }  # fmt: skip


def said(moment: datetime | None) -> str:
    """“17 giờ 00, ngày 05/11/2026”."""
    return f"{local(moment):%H giờ %M, ngày %d/%m/%Y}" if moment else ""


def _receipt(found: Whole, made: Movement | None) -> dict[str, Any]:
    """01: what was promised on that day; later pauses do not change the receipt that was handed over."""
    dossier = found.dossier
    first = found.first_due
    return {
        "items": [_paper(one) for one in dossier.papers], "signers": [dossier.applicant, _who(made)],
        "known": {"due": _promise(dossier, first)},
    }  # fmt: skip


def _promise(dossier: Dossier, first: datetime | None) -> str:
    """The day to come back; only expected where the time runs from when another agency has the dossier."""
    if dossier.transfer_by is None:
        return said(first) or NOT_YET
    return f"{said(first)} (dự kiến: thời hạn tính từ khi cơ quan giải quyết nhận được hồ sơ)"


SOURCES = {"file": "bản điện tử", "data": "tra trong cơ sở dữ liệu, không phải nộp"}  # the forms are in Vietnamese


def _paper(one: dict[str, Any]) -> str:
    if source := SOURCES.get(one.get("source", "")):
        return f"{one['name']} ({source})"
    parts = [
        f"{one['originals']} bản chính" if one.get("originals") else "",
        f"{one['copies']} bản sao" if one.get("copies") else "",
    ]
    counted = ", ".join(part for part in parts if part)
    return f"{one['name']} ({counted})" if counted else str(one["name"])


def _request(found: Whole, made: Movement | None) -> dict[str, Any]:
    """02: the last request, with everything that is missing."""
    asked = found.supplements[-1] if found.supplements else None
    items = [f"{one['paper']}: {one['why']}" for one in asked.items] if asked else []
    known = {"reason": made.reason if made else "", "again": asked.again_because if asked else ""}
    return {"items": items, "signers": [_who(made)], "known": known}


def _refusal(found: Whole, made: Movement | None) -> dict[str, Any]:
    """03"""
    return {"signers": [found.dossier.applicant, _who(made)], "known": {"reason": made.reason if made else ""}}


def _apology(found: Whole, _made: Movement | None) -> dict[str, Any]:
    """04"""
    made = found.apology
    assert made is not None
    known = {"reason": made.reason, "old_due": said(made.old_due), "new_due": said(made.new_due)}
    return {"signers": [_name(made.approved_by)], "known": known}


def _control(found: Whole, _made: Movement | None) -> dict[str, Any]:
    """05: every step with when it was taken and given on."""
    return {"rows": [_row(one) for one in found.steps]}


def _row(one: Step) -> list[str]:
    moments = [
        f"{local(when):%H:%M %d/%m/%Y}" if when else "" for when in (one.started_at, one.due_at, one.finished_at)
    ]
    kept = ("Quá hạn" if one.is_late else "Đúng hạn") if one.finished_at else ""
    return [
        f"{one.number}. {one.task}",
        one.person.full_name if one.person else "",
        *moments,
        "; ".join(filter(None, [kept, one.outcome])),
    ]


FILLED: dict[str, Callable[[Whole, Movement | None], dict[str, Any]]] = {
    "01": _receipt, "02": _request, "03": _refusal, "04": _apology, "05": _control,
}  # fmt: skip


def _who(made: Movement | None) -> str:
    return _name(made.by) if made else ""


def _name(user: Any) -> str:
    return str(user.person.full_name if user.person else user.username)


def register(
    point: ServicePoint, rows: Sequence[Dossier], names: dict[int, str], *, first: date, last: date, on: date
) -> Slip:
    """06: everything accepted at a point between two days, in the order of acceptance."""
    with override("vi"):
        lines = [_line(number, one, names) for number, one in enumerate(rows, start=1)]
    known = {"span": f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}", "total": str(len(lines))}
    return Slip(form="onestop-06", on=on, known=known, rows=lines, **_frame(point, on))


def _line(number: int, one: Dossier, names: dict[int, str]) -> list[str]:
    moments = [
        f"{local(when):%H:%M %d/%m/%Y}" if when else ""
        for when in (one.accepted_at, one.due_override or one.due_at, one.returned_at)
    ]
    return [
        str(number), one.code or "", one.procedure_name, one.applicant, names.get(one.unit_id, ""), *moments,
        str(one.get_channel_display()), "Chậm" if one.is_late else "",
    ]  # fmt: skip
