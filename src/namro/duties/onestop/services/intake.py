"""Intake: what is handed in, checked against the list of papers, numbered, and promised for a day that is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.audit.services import event
from namro.base.errors import DomainError, NotAllowed
from namro.base.rows import insert
from namro.duties.onestop import offers
from namro.duties.onestop.access import own_points, points_of
from namro.duties.onestop.clocks import clock_at, promised
from namro.duties.onestop.models import Channel, Dossier, Movement, ServicePoint, State
from namro.duties.onestop.models.dossiers import AgentKind
from namro.duties.onestop.offers import Offer
from namro.duties.onestop.parameters import moves
from namro.duties.onestop.services.accepting import must_take
from namro.duties.onestop.services.arriving import is_outside, must_work, pass_on_by, transfer_by
from namro.duties.onestop.services.codes import next_code
from namro.duties.onestop.services.green import must_be_green
from namro.duties.onestop.services.telling import tell_applicant
from namro.engine.text import nfc, search_key


@dataclass(frozen=True)
class Handed:
    """What somebody hands in at a point."""

    point_id: int
    procedure: str
    channel: str
    applicant: str
    case: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    agent: str = ""
    agent_paper: str = ""
    agent_kind: str = ""  # of AgentKind; a person where there is an agent and nothing is said
    agent_licence: str = ""  # the paper of a consultancy office
    papers: Sequence[dict[str, Any]] = field(default=())
    note: str = ""
    unit_id: int | None = None  # competent; the point's own unit where none is named
    is_same_day: bool = False
    is_elsewhere: bool = False  # said at the counter; a unit of another territory makes it so anyhow


@transaction.atomic
def register(data: Handed, *, by: Actor, at: datetime, on: date) -> Dossier:
    """Note a dossier that is not accepted yet: sent online or by post, or still to be checked.

    Refuses: access.denied, onestop.point.unknown, onestop.procedure.not_in_force, onestop.applicant.missing,
    onestop.channel.unknown, onestop.agent.paper, onestop.agent.kind, onestop.agent.missing, onestop.agent.licence,
    onestop.unit.gone, onestop.acceptance.not_here
    Records: onestop:dossier:registered
    """
    point = _point(data, by, on)
    dossier = made(data, point, offers.offer(data.procedure, on=on), at=at, on=on, by=by)
    must_work(point, dossier.unit_id, on=on)
    dossier.state, dossier.submitted_at = State.REGISTERED, at
    enter(dossier, "register", by, at)
    return dossier


@transaction.atomic
def receive(data: Handed, *, by: Actor, at: datetime, on: date, offered: Offer | None = None) -> Dossier:
    """Accept a complete dossier at the counter: the clock starts, the code and the due moment are given.

    `offered` is the procedure as the caller read it a moment ago; it is read here where none is given.

    Refuses: access.denied, onestop.point.unknown, onestop.procedure.not_in_force, onestop.applicant.missing,
    onestop.channel.unknown, onestop.agent.paper, onestop.agent.kind, onestop.agent.missing, onestop.agent.licence,
    onestop.unit.gone, onestop.acceptance.not_here, onestop.green.not_listed, onestop.green.not_now, onestop.papers.twice, onestop.papers.missing, onestop.limit.none, onestop.point.no_hours, onestop.workdays.outside_calendar, onestop.no_rule
    Records: onestop:dossier:accepted
    """
    point = _point(data, by, on)
    offered = offered or offers.offer(data.procedure, on=on)
    dossier = made(data, point, offered, at=at, on=on, by=by)
    accept(dossier, offered, point, by=by, at=at, on=on)
    dossier.submitted_at = at
    enter(dossier, "accept", by, at)
    return dossier


def accept(dossier: Dossier, offered: Offer, point: ServicePoint, *, by: Actor, at: datetime, on: date) -> None:
    """What acceptance sets: papers checked, the limit, the due moment and the code. Nothing is saved."""
    if dossier.submitted_at is not None and at < dossier.submitted_at:
        text = _("Thời điểm tiếp nhận không thể trước lúc nộp hồ sơ. Hãy kiểm tra đồng hồ của máy chủ.")
        raise DomainError("onestop.accepted.before_submitted", text)
    must_work(point, dossier.unit_id, on=on)
    # What was noted under an older version is accepted under the one in force; from here on the dossier keeps it.
    dossier.procedure_version, dossier.procedure_name = offered.version_id, offered.name
    dossier.field = offered.about
    _must_be_complete(dossier, offered)
    limit = offered.limit_for(dossier.channel, dossier.case)
    if limit is None and not (dossier.is_same_day or offered.is_same_day):
        message = _(
            "Thủ tục này chưa có thời hạn giải quyết cho kênh và trường hợp đã chọn. Hãy bổ sung trong danh mục."
        )
        raise DomainError("onestop.limit.none", message, field="case")
    dossier.accepted_at, dossier.accepted_by_id, dossier.state = at, by.user_id, State.ACCEPTED
    if dossier.is_same_day:
        must_be_green(point, offered, at=at, on=on)
    dossier.is_same_day = dossier.is_same_day or offered.is_same_day
    if limit is not None and not dossier.is_same_day:
        dossier.limit_quantity, dossier.limit_unit = limit.quantity, limit.unit.value
    clock = clock_at(point, on=on)
    dossier.transfer_by = transfer_by(dossier, point, clock, at=at, on=on)
    dossier.pass_on_by = dossier.transfer_by or pass_on_by(clock, at=at, on=on)
    dossier.due_at = promised(dossier, clock)
    dossier.code = next_code(point.code, on=on)


def _point(data: Handed, by: Actor, on: date) -> ServicePoint:
    for point in own_points(by, on=on, code=data.procedure):
        if point.pk == data.point_id:
            return point
    if data.point_id in points_of(by, on=on):
        raise DomainError("onestop.point.unknown", _("Điểm phục vụ không hoạt động vào ngày này."), field="point")
    raise NotAllowed("access.denied", _("Chỉ người làm việc tại điểm phục vụ được tiếp nhận hồ sơ ở đó."))


def made(data: Handed, point: ServicePoint, offered: Offer, *, at: datetime, on: date, by: Actor) -> Dossier:
    """A dossier of what was handed in, with no state yet. Nothing is saved."""
    applicant = nfc(data.applicant).strip()
    if not applicant:
        raise DomainError("onestop.applicant.missing", _("Hãy ghi tên người nộp hồ sơ."), field="applicant")
    if data.channel not in Channel.values:
        raise DomainError("onestop.channel.unknown", _("Hãy chọn kênh tiếp nhận."), field="channel")
    must_take(point, offered.code, on=on)
    kind, unit_id = _agent_kind(data), data.unit_id or point.unit_id
    return Dossier(
        point=point, unit_id=unit_id, procedure_code=offered.code, procedure_name=offered.name,
        procedure_version=offered.version_id, field=offered.about, case=data.case, channel=data.channel,
        applicant=applicant, applicant_key=search_key(applicant), id_number=data.id_number, phone=data.phone,
        email=data.email, address=data.address, agent=data.agent, agent_paper=data.agent_paper,
        agent_kind=kind, agent_licence=data.agent_licence if kind == AgentKind.CONSULTANCY else "", papers=list(data.papers),
        note=data.note, is_same_day=data.is_same_day,
        is_elsewhere=data.is_elsewhere or is_outside(point, unit_id, on=on), created_at=at, created_by_id=by.user_id,
    )  # fmt: skip


def _agent_kind(data: Handed) -> str:
    """Who hands in for the applicant: nobody, somebody with a paper, or an office with its own paper besides."""
    kind = data.agent_kind or (AgentKind.PERSON if data.agent.strip() else "")
    if kind not in ("", *AgentKind.values):
        raise DomainError("onestop.agent.kind", _("Hãy chọn ai nộp thay."), field="agent_kind")
    if kind and not data.agent.strip():
        raise DomainError("onestop.agent.missing", _("Hãy ghi tên người hoặc tổ chức nộp thay."), field="agent")
    if kind and not data.agent_paper.strip():
        raise DomainError("onestop.agent.paper", _("Nộp thay thì phải ghi giấy ủy quyền."), field="agent_paper")
    if kind == AgentKind.CONSULTANCY and not data.agent_licence.strip():
        text = _("Tổ chức nộp thay phải có giấy đăng ký hoạt động. Hãy ghi số và nơi cấp.")
        raise DomainError("onestop.agent.licence", text, field="agent_licence")
    return kind


def _must_be_complete(dossier: Dossier, offered: Offer) -> None:
    """Every paper of the list is there, and none twice."""
    given = [str(one["name"]) for one in dossier.papers]
    if doubled := {name for name in given if given.count(name) > 1}:
        message = _("Giấy tờ ghi hai lần: %(names)s.") % {"names": "; ".join(sorted(doubled))}
        raise DomainError("onestop.papers.twice", message, field="papers")
    missing = [name for name in offered.papers if name not in given]
    if missing:
        message = _("Còn thiếu: %(names)s. Đánh dấu giấy tờ đã có, hoặc lập phiếu yêu cầu bổ sung.") % {
            "names": "; ".join(missing)
        }
        raise DomainError("onestop.papers.missing", message, field="papers", missing=missing)


def enter(dossier: Dossier, key: str, by: Actor, at: datetime) -> None:
    """Store a new dossier with its first move, in its ledger and the log, and tell the applicant."""
    one = moves()[key]
    form = "" if dossier.is_same_day else one.form
    movement = Movement(move=key, before=State.DRAFT, after=dossier.state, at=at, by_id=by.user_id, form=form)
    told = event(
        tag=f"onestop:dossier:{dossier.state}", by=by, at=at, subject_type="dossier", unit_id=dossier.unit_id,
        after={"code": dossier.code, "procedure": dossier.procedure_code, "due": dossier.due_at and dossier.due_at.isoformat()},
    )  # fmt: skip
    insert(dossier, (movement, "dossier"), (told, "subject_id"))
    tell_applicant(movement, dossier, at=at)
