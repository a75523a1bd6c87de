"""The mobile team: somebody who cannot come is visited, with their consent, by people of the point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Relation
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.duties.onestop.access import points_of, relations_to_point
from namro.duties.onestop.models import Dossier, HomeVisit, PointStaff, VisitState
from namro.engine.text import search_key

S = VisitState


@dataclass(frozen=True)
class VisitData:
    """Who cannot come, where they are, why, and what for."""

    point_id: int
    asker: str
    address: str
    reason: str
    wish: str
    phone: str = ""
    consents: bool = False


@transaction.atomic
def ask_visit(data: VisitData, *, by: Actor, at: datetime, on: date) -> HomeVisit:
    """Note that somebody asks to be visited, as they said it at the counter or by telephone.

    Refuses: access.denied, onestop.visit.consent, onestop.visit.missing
    Records: onestop:visit:asked
    """
    if data.point_id not in points_of(by, on=on):
        raise NotAllowed("access.denied", _("Chỉ người làm việc tại điểm phục vụ ghi đề nghị đến nhà."))
    if not data.consents:
        raise DomainError(
            "onestop.visit.consent",
            _("Chỉ đến nhà khi người dân đồng ý. Hãy hỏi và đánh dấu sự đồng ý."),
            field="consents",
        )
    if not all(one.strip() for one in (data.asker, data.address, data.reason, data.wish)):
        raise DomainError("onestop.visit.missing", _("Hãy ghi đủ người cần giúp, địa chỉ, lý do và thủ tục cần làm."))
    assert by.user_id is not None
    made = HomeVisit.objects.create(
        point_id=data.point_id, asker=data.asker.strip()[:160], phone=data.phone.strip()[:20], address=data.address.strip()[:300],
        reason=data.reason.strip()[:300], wish=data.wish.strip()[:300], consented_at=at, asked_at=at, asked_by_id=by.user_id,
    )  # fmt: skip
    _tell(made, "asked", by, at)
    return made


@transaction.atomic
def plan_visit(visit_id: int, *, when: datetime, team: Iterable[int], by: Actor, at: datetime, on: date) -> HomeVisit:
    """Who goes and when; planned again before the visit, the later plan holds.

    Refuses: onestop.visit.unknown, access.denied, onestop.visit.ended, onestop.visit.past, onestop.visit.team
    Records: onestop:visit:planned
    """
    visit = _taken(visit_id, by, on)
    _must_be(visit, S.ASKED, S.PLANNED)
    if Relation.SUPERVISOR not in relations_to_point(visit.point, by, on=on):
        raise NotAllowed("access.denied", _("Người phụ trách điểm phục vụ xếp lịch đến nhà."))
    if when <= at:
        raise DomainError("onestop.visit.past", _("Giờ đến phải ở phía trước."), field="when")
    people, day = set(team), timezone.localdate(when)
    staff = set(
        PointStaff.objects.filter(point=visit.point_id, valid__contains=day).values_list("person_id", flat=True)
    )
    if not people or not people <= staff:
        text = _("Tổ lưu động gồm ít nhất một người, đều được phân công tại điểm phục vụ vào ngày đó.")
        raise DomainError("onestop.visit.team", text, field="team")
    visit.state, visit.planned_for, visit.planned_at, visit.planned_by_id = S.PLANNED, when, at, by.user_id
    visit.save()
    visit.team.set(people)
    _tell(visit, "planned", by, at)
    return visit


@transaction.atomic
def end_visit(
    visit_id: int, *, state: str, outcome: str, codes: Iterable[str] = (), by: Actor, at: datetime, on: date
) -> HomeVisit:
    """What became of it: done, with the dossiers helped with; not done, with the reason; or taken back by whoever asked.

    Refuses: onestop.visit.unknown, access.denied, onestop.visit.ended, onestop.visit.outcome, onestop.visit.early,
    onestop.visit.dossier
    Records: onestop:visit:done, onestop:visit:not_done, onestop:visit:cancelled
    """
    visit = _taken(visit_id, by, on)
    if state == S.DONE:
        _must_be(visit, S.PLANNED)
        assert visit.planned_for is not None
        if at < visit.planned_for:
            raise DomainError("onestop.visit.early", _("Chưa đến giờ hẹn: chưa ghi là đã đến giúp được."))
    else:
        _must_be(visit, S.ASKED, S.PLANNED)
    if state not in (S.DONE, S.NOT_DONE, S.CANCELLED) or not outcome.strip():
        raise DomainError("onestop.visit.outcome", _("Hãy ghi kết quả hoặc lý do."), field="outcome")
    dossiers = [_helped(visit, code) for code in codes if code.strip()] if state == S.DONE else []
    visit.state, visit.outcome, visit.ended_at, visit.ended_by_id = state, outcome.strip()[:300], at, by.user_id
    visit.save()
    visit.dossiers.set(dossiers)
    _tell(visit, state, by, at)
    return visit


def _helped(visit: HomeVisit, code: str) -> Dossier:
    """A dossier of the same point and the same person."""
    found = Dossier.objects.filter(code=code.strip().upper(), point=visit.point_id).first()
    if found is None or found.applicant_key != search_key(visit.asker):
        text = _("Hồ sơ %(code)s không phải của người được đến giúp tại điểm phục vụ này.") % {"code": code.strip()}
        raise DomainError("onestop.visit.dossier", text, field="codes")
    return found


def _taken(visit_id: int, by: Actor, on: date) -> HomeVisit:
    found = HomeVisit.objects.select_for_update(of=("self",)).select_related("point").filter(pk=visit_id).first()
    if found is None or found.point_id not in points_of(by, on=on):
        raise NotVisible("onestop.visit.unknown", _("Không có lượt đến nhà này."))
    return found


def _must_be(visit: HomeVisit, *states: str) -> None:
    if visit.state not in states:
        raise Conflict(
            "onestop.visit.ended",
            _("Lượt này đang ở trạng thái “%(state)s” nên không ghi việc này được.")
            % {"state": visit.get_state_display()},
        )


def _tell(visit: HomeVisit, tag: str, by: Actor, at: datetime) -> None:
    point = visit.point
    record(
        tag=f"onestop:visit:{tag}",
        by=by,
        at=at,
        subject=("visit", visit.pk),
        unit_id=point.unit_id,
        after={"state": visit.state},
    )
