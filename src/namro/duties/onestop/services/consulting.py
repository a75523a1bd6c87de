"""Opinions asked of other units: in writing, by a day that is counted, and their silence told to the head of the desk."""

from __future__ import annotations

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
from namro.duties.onestop.access import relations_to_consultation
from namro.duties.onestop.clocks import aware, clock_of, local, said_plainly
from namro.duties.onestop.models import Consultation, Dossier, State
from namro.duties.onestop.models.dossiers import PauseReason
from namro.duties.onestop.models.joint import OPEN
from namro.duties.onestop.parameters import rule_of
from namro.duties.onestop.services.moving import taken
from namro.duties.onestop.services.pausing import awaits_opinion, pause, resume
from namro.engine.clock import Limit, Unit

ASKS = frozenset({Relation.HANDLER, Relation.SUPERVISOR, Relation.DECIDER})


@dataclass(frozen=True)
class Written:
    """A written answer: its number and day on paper, and what it says."""

    text: str
    on: date
    number: str = ""


@transaction.atomic
def consult(dossier_id: int, *, unit_id: int, question: str, by: Actor, at: datetime, on: date) -> Consultation:
    """Ask another unit what it thinks; by when is the rule of the day.

    Source: NĐ 61/2018 art. 19.5; the time and whether the clock stands still: law/parameters/onestop.yaml.
    Refuses: onestop.not_found, access.denied, onestop.consultation.not_processing, onestop.consultation.question,
    onestop.consultation.own_unit, onestop.consultation.unit_gone, onestop.consultation.twice
    Records: onestop:consultation:asked
    """
    dossier, relations = taken(dossier_id, by, on=on)
    if not relations & ASKS:
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    _must_be_askable(dossier, unit_id, question, on)
    limit, stops = rule_of("consultation_working_days", on=on), rule_of("consultation_stops_clock", on=on)
    assert by.user_id is not None
    made = Consultation.objects.create(
        dossier=dossier, unit_id=unit_id, question=question.strip(), asked_at=at, asked_by_id=by.user_id,
        due_at=_due(dossier, at, on, limit.value), basis=limit.citation, stops_clock=stops.value,
    )  # fmt: skip
    if stops.value and not dossier.pauses.filter(end__isnull=True).exists():
        pause(dossier, PauseReason.CONSULTATION, at, on)
    _keep(dossier)
    _tell_asked(made, at, on)
    record(
        tag="onestop:consultation:asked", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"unit": unit_id, "due": made.due_at.isoformat(), "question": made.question},
    )  # fmt: skip
    return made


def _must_be_askable(dossier: Dossier, unit_id: int, question: str, on: date) -> None:
    if dossier.state != State.PROCESSING:
        text = _("Chỉ lấy ý kiến khi hồ sơ đang được xử lý.")
        raise DomainError("onestop.consultation.not_processing", text)
    if not question.strip():
        raise DomainError("onestop.consultation.question", _("Hãy ghi nội dung cần lấy ý kiến."), field="question")
    if unit_id == dossier.unit_id:
        text = _("Đây là cơ quan đang giải quyết hồ sơ. Hãy chọn cơ quan khác.")
        raise DomainError("onestop.consultation.own_unit", text, field="unit")
    if organisation.spell(unit_id, on=on) is None:
        text = _("Đơn vị này không hoạt động vào ngày này. Hãy chọn đơn vị khác.")
        raise DomainError("onestop.consultation.unit_gone", text, field="unit")
    if Consultation.objects.filter(OPEN, dossier=dossier, unit=unit_id).exists():
        text = _("Đơn vị này đang được hỏi và chưa trả lời. Hãy đợi trả lời, hoặc thôi hỏi rồi hỏi lại.")
        raise DomainError("onestop.consultation.twice", text, field="unit")


def _due(dossier: Dossier, at: datetime, on: date, days: int) -> datetime:
    clock = clock_of(dossier.point_id, on=on)
    return aware(said_plainly(lambda: clock.due(local(at), Limit(days, Unit.WORKING_DAYS))))


def _keep(dossier: Dossier) -> None:
    dossier.version += 1
    dossier.save(update_fields=["version", "due_at"])


def _tell_asked(made: Consultation, at: datetime, on: date) -> None:
    head = people.heads_of([made.unit_id], on=on).get(made.unit_id)
    day, code = local(made.due_at), made.dossier.code
    tell(
        person_ids=[head.pk] if head else [], kind="onestop.consulted", key=f"onestop:consultation:{made.pk}",
        text=f"Hồ sơ {code} lấy ý kiến đơn vị; trả lời trước {day:%H:%M %d/%m/%Y}.",
        text_en=f"Dossier {code} asks your unit for its opinion, by {day:%H:%M} on {day.day} {day:%b %Y}.",
        link=f"/dossiers/{made.dossier_id}/", at=at,
    )  # fmt: skip


@transaction.atomic
def answer(consultation_id: int, written: Written, *, by: Actor, at: datetime, on: date) -> Consultation:
    """Enter the written answer: by the head of the unit asked, or by whoever it reached on paper.

    Refuses: onestop.consultation.not_found, access.denied, onestop.consultation.answered, onestop.consultation.closed,
    onestop.consultation.answer, onestop.consultation.before_asked, onestop.consultation.after_today
    Records: onestop:consultation:answered
    """
    row, dossier = _open(consultation_id, by, on, Permission.CONSULTATION_ANSWER)
    _must_be_written(row, written, on)
    row.answer, row.answer_number, row.answer_on = written.text.strip(), written.number.strip(), written.on
    row.answered_at, row.answered_by_id = at, by.user_id
    row.save()
    _end(row, dossier, at, on)
    record(
        tag="onestop:consultation:answered", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"unit": row.unit_id, "number": row.answer_number, "on": written.on.isoformat()},
    )  # fmt: skip
    return row


def _must_be_written(row: Consultation, written: Written, on: date) -> None:
    if not written.text.strip():
        raise DomainError("onestop.consultation.answer", _("Hãy ghi ý kiến trả lời."), field="text")
    if written.on < local(row.asked_at).date():
        text = _("Văn bản trả lời không thể có ngày trước ngày hỏi.")
        raise DomainError("onestop.consultation.before_asked", text, field="on")
    if written.on > on:
        text = _("Ngày của văn bản trả lời chưa đến.")
        raise DomainError("onestop.consultation.after_today", text, field="on")


@transaction.atomic
def close(consultation_id: int, *, reason: str, by: Actor, at: datetime, on: date) -> Consultation:
    """Stop asking: the answer is not needed any more.

    Refuses: onestop.consultation.not_found, access.denied, onestop.consultation.answered, onestop.consultation.closed,
    onestop.reason.missing
    Records: onestop:consultation:closed
    """
    row, dossier = _open(consultation_id, by, on, Permission.DOSSIER_STEP)
    if not reason.strip():
        raise DomainError("onestop.reason.missing", _("Hãy ghi lý do."), field="reason")
    row.closed_at, row.closed_by_id, row.closed_because = at, by.user_id, reason.strip()
    row.save()
    _end(row, dossier, at, on)
    record(
        tag="onestop:consultation:closed", by=by, at=at, subject=("dossier", dossier.pk), unit_id=dossier.unit_id,
        after={"unit": row.unit_id}, reason=reason,
    )  # fmt: skip
    return row


def _open(consultation_id: int, by: Actor, on: date, needs: Permission) -> tuple[Consultation, Dossier]:
    """The consultation and its dossier, locked; refused when it has ended."""
    row = Consultation.objects.filter(pk=consultation_id).first()
    dossier = Dossier.objects.select_for_update().filter(pk=row.dossier_id).first() if row else None
    relations = relations_to_consultation(row, dossier, by, on=on) if row and dossier else frozenset()
    if row is None or dossier is None or not may(Permission.DOSSIER_READ, relations):
        raise NotVisible("onestop.consultation.not_found", _("Không có lần lấy ý kiến này."))
    if not may(needs, relations):
        raise NotAllowed("access.denied", _("Việc này thuộc người khác; xem mục ai làm gì trên trang hồ sơ."))
    row.refresh_from_db()
    if row.answered_at is not None:
        raise DomainError("onestop.consultation.answered", _("Đơn vị này đã trả lời rồi."))
    if row.closed_at is not None:
        raise DomainError("onestop.consultation.closed", _("Đã thôi lấy ý kiến này nên không nhận trả lời nữa."))
    return row, dossier


def _end(row: Consultation, dossier: Dossier, at: datetime, on: date) -> None:
    """One question fewer; the clock goes on when it stood still for nothing else."""
    opened = dossier.pauses.filter(end__isnull=True).first()
    if row.stops_clock and opened and opened.reason == PauseReason.CONSULTATION and not awaits_opinion(dossier):
        resume(dossier, at, on)
    _keep(dossier)
