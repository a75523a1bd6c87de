"""Petitions against a published rating, and the new decision that replaces a wrong one.

Law: NĐ 335/2025 art. 22 (whoever rated resolves it within 7 working days of receipt), art. 21.3 (a result found wrong is
replaced by a new decision of the head of the managing agency).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed, NotVisible
from namro.base.law.calendars import standard_calendar
from namro.base.notify.services import tell
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import AgencyRole
from namro.city.people import selectors as people
from namro.city.people.models import Person
from namro.duties.evaluations.models import DecidedRating, Decision, Petition, Score, Sheet, Step
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import require_level
from namro.duties.evaluations.rulebook import NOT_RATED, rulebook_of
from namro.duties.evaluations.selectors.standing import HEAVY, loaded, reach_of, require, sheet_relations
from namro.duties.evaluations.services.deciding import require_number
from namro.duties.evaluations.services.publishing import make_known
from namro.duties.evaluations.services.reviewing import require_reason
from namro.duties.evaluations.services.steps import person_of, user_of

SAME_AUTHORITY = "same_authority"


@transaction.atomic
def file_petition(
    *,
    sheet_id: int,
    grounds: str,
    evidence: str = "",
    received_on: date | None = None,
    by: Actor,
    at: datetime,
    on: date,
) -> Petition:
    """Dispute one's own published rating. The clock of art. 22 starts on the day of receipt.

    Refuses: evaluations.not_found, access.denied, evaluations.petition.unpublished, evaluations.petition.open_already,
    evaluations.petition.grounds, workdays.outside_calendar
    Records: evaluations:petition:filed
    """
    sheet = loaded(sheet_id)
    require(Permission.PETITION_FILE, sheet_relations(reach_of(by, on=on), sheet), sees=Permission.SHEET_READ)
    if sheet.round.step != Step.PUBLISHED:
        message = _("Chỉ kiến nghị được khi kết quả đã công bố và kỳ chưa khép.")
        raise DomainError("evaluations.petition.unpublished", message)
    if not grounds.strip():
        message = _("Hãy viết nội dung kiến nghị: điểm nào chưa đúng, vì sao.")
        raise DomainError("evaluations.petition.grounds", message, field="grounds")
    if Petition.objects.filter(sheet=sheet, answered_at=None).exists():
        raise Conflict("evaluations.petition.open_already", _("Kiến nghị trước của anh/chị đang được giải quyết."))
    received = received_on or on
    due = standard_calendar().add_working_days(received, parameters().petition_days)
    petition = Petition.objects.create(
        sheet=sheet, grounds=grounds.strip(), evidence=evidence.strip(), received_on=received, due_on=due, filed_at=at,
        filed_by_id=user_of(by),
    )  # fmt: skip
    note_petition("filed", petition, by=by, at=at, after={"received": received.isoformat(), "due": due.isoformat()})
    _tell_authority(petition, at, on)
    return petition


def note_petition(
    action: str, petition: Petition, *, by: Actor, at: datetime, after: dict[str, object], reason: str = ""
) -> None:
    record(
        tag=f"evaluations:petition:{action}", by=by, at=at, subject=("petition", petition.pk),
        unit_id=petition.sheet.unit_id, after={**after, "sheet": petition.sheet_id}, reason=reason,
    )  # fmt: skip


def _tell_authority(petition: Petition, at: datetime, on: date) -> None:
    unit_id = petition.sheet.round.unit_id
    head = people.heads_of([unit_id], on=on).get(unit_id)
    day = petition.due_on
    tell(
        person_ids=[head.pk] if head else [],
        kind="evaluations.petition",
        key=f"evaluations.petition:{petition.pk}",
        text=f"Có kiến nghị về kết quả đánh giá, trả lời trước hết ngày {day:%d/%m/%Y}.",
        text_en=f"A petition about a rating awaits your answer by {day:%d/%m/%Y}.",
        link=f"/petitions/{petition.pk}",
        at=at,
    )


def held_petition(petition_id: int, by: Actor, on: date) -> Petition:
    """Lock a petition for the authority that rated. Refuses: evaluations.not_found, access.denied, answered already"""
    locked = Petition.objects.select_for_update(of=("self",)).select_related("sheet__round", "sheet__period", "handler")
    petition = locked.defer("sheet__period__framework_text").filter(pk=petition_id).first()
    if petition is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    relations = sheet_relations(reach_of(by, on=on), petition.sheet)
    require(Permission.PETITION_ANSWER, relations, sees=Permission.SHEET_READ)
    if petition.answered_at:
        raise Conflict("evaluations.petition.answered", _("Kiến nghị này đã được trả lời."))
    return petition


@transaction.atomic
def assign_petition(*, petition_id: int, handler_id: int, by: Actor, at: datetime, on: date) -> Petition:
    """Choose who examines the petition: neither the person who filed it nor whoever scored the sheet.

    Refuses: evaluations.not_found, access.denied, evaluations.petition.answered, evaluations.petition.handler
    Records: evaluations:petition:assigned
    """
    petition = held_petition(petition_id, by, on)
    _require_other(petition, handler_id)
    petition.handler = Person.objects.get(pk=handler_id)
    petition.save(update_fields=["handler"])
    note_petition("assigned", petition, by=by, at=at, after={"handler": handler_id})
    return petition


def _require_other(petition: Petition, handler_id: int | None) -> None:
    scorer = petition.sheet.review_by.person_id if petition.sheet.review_by else None
    if (
        handler_id is None
        or handler_id in (scorer, petition.sheet.person_id)
        or not people.postings_on(handler_id, on=petition.received_on)
    ):
        message = _("Chọn người xem xét khác với người đã chấm và người kiến nghị, đang công tác.")
        raise DomainError("evaluations.petition.handler", message, field="handler")


@transaction.atomic
def answer_petition(
    *, petition_id: int, outcome: str, answer: str, rating: str = "", number: str = "", decided_on: date | None = None,
    by: Actor, at: datetime, on: date,
) -> Petition:  # fmt: skip
    """Answer in writing. An upheld petition comes with the new decision that replaces the old one.

    Refuses: evaluations.not_found, access.denied, evaluations.petition.answered, evaluations.petition.outcome,
    evaluations.petition.answer, evaluations.petition.handler, evaluations.rating.unknown, evaluations.replace.…
    Records: evaluations:petition:answered, and evaluations:rating:replaced when upheld
    """
    petition = held_petition(petition_id, by, on)
    if outcome not in Petition.Outcome.values:
        raise DomainError("evaluations.petition.outcome", _("Chọn chấp nhận hoặc giữ nguyên."), field="outcome")
    if not answer.strip():
        raise DomainError("evaluations.petition.answer", _("Hãy viết trả lời, nêu căn cứ."), field="answer")
    _require_other(petition, petition.handler_id)
    if outcome == Petition.Outcome.UPHELD:
        petition.decision = _replace(
            petition.sheet, petition.sheet.round.unit_id, rating, answer, number, decided_on or on, by=by, at=at, on=on
        )
    petition.outcome, petition.answer = outcome, answer.strip()
    petition.answered_at, petition.answered_by_id = at, by.user_id
    petition.save()
    late = on > petition.due_on
    note_petition("answered", petition, by=by, at=at, after={"outcome": outcome, "late": late}, reason=answer.strip())
    _tell_petitioner(petition, at)
    return petition


def _tell_petitioner(petition: Petition, at: datetime) -> None:
    tell(
        person_ids=[petition.sheet.person_id],
        kind="evaluations.petition_answered",
        key=f"evaluations.petition_answered:{petition.pk}",
        text="Kiến nghị của anh/chị về kết quả đánh giá đã được trả lời.",
        text_en="Your petition about your rating has been answered.",
        link=f"/petitions/{petition.pk}",
        at=at,
    )


@transaction.atomic
def replace_rating(
    *, sheet_id: int, rating: str, reason: str, number: str, decided_on: date, by: Actor, at: datetime, on: date
) -> Decision:
    """Replace a published result found wrong by a new decision of the head of the managing agency (art. 21.3).

    Refuses: evaluations.not_found, access.denied, evaluations.rating.unknown, evaluations.replace.unpublished,
    evaluations.replace.same, evaluations.reason.missing, evaluations.decide.number…
    Records: evaluations:rating:replaced
    """
    sheet = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("round", "period")
        .defer(HEAVY)
        .filter(pk=sheet_id)
        .first()
    )
    if sheet is None:
        raise NotVisible("evaluations.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    unit_id = require_replacer(sheet, by=by, on=on)
    return _replace(sheet, unit_id, rating, reason, number, decided_on, by=by, at=at, on=on)


def require_replacer(sheet: Sheet, *, by: Actor, on: date) -> int:
    """The unit the actor heads whose new decision replaces a wrong result; never one's own.

    The managing agency (NĐ 335/2025 art. 21.3), or whoever rated, where the law says so (NĐ 233/2026 art. 15.4).

    Refuses: evaluations.not_found, access.denied
    """
    same = parameters().steps_of_year(sheet.period.framework).corrected_by == SAME_AUTHORITY
    unit_id = sheet.round.unit_id if same else managing_over(sheet.round.unit_id, on=on)
    reach = reach_of(by, on=on)
    if unit_id is None or unit_id not in reach.headed or sheet.person_id == by.person_id:
        require(Permission.SHEET_READ, sheet_relations(reach, sheet), sees=Permission.SHEET_READ)
        raise NotAllowed(
            "access.denied", _("Chỉ người đứng đầu cơ quan quản lý công chức thay quyết định (Điều 21.3).")
        )
    return unit_id


def managing_over(unit_id: int, *, on: date) -> int | None:
    """The managing agency of a unit: itself, or the nearest above it."""
    for one in reversed(organisation.path(unit_id, on=on)):
        if one.role == AgencyRole.MANAGING:
            return one.unit_id
    return None


def _replace(
    sheet: Sheet,
    unit_id: int,
    rating: str,
    reason: str,
    number: str,
    decided_on: date,
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> Decision:
    old = _require_replaceable(sheet, rating, reason, number, decided_on, on)
    require_number(unit_id, number, decided_on)
    decision = Decision.objects.create(
        round_id=sheet.round_id, unit_id=unit_id, number=number.strip(), on=decided_on, signer_id=person_of(by),
        reason=reason.strip(), replaces_id=old.decision_id, at=at, by_id=user_of(by),
    )  # fmt: skip
    old.in_force = False
    old.save(update_fields=["in_force"])
    level = Score.objects.filter(sheet=sheet).values_list("level", flat=True).first() or ""
    DecidedRating.objects.create(
        decision=decision, sheet=sheet, rating=rating, differs=rating != level, reason=reason.strip()
    )
    make_known(Sheet.objects.filter(pk=sheet.pk), on=on, by=by, at=at)
    record(
        tag="evaluations:rating:replaced", by=by, at=at, subject=("sheet", sheet.pk), unit_id=sheet.unit_id,
        before={"rating": old.rating, "decision": old.decision_id},
        after={"rating": rating, "decision": decision.pk, "number": number}, reason=reason.strip(),
    )  # fmt: skip
    return decision


def _require_replaceable(
    sheet: Sheet, rating: str, reason: str, number: str, decided_on: date, on: date
) -> DecidedRating:
    old = DecidedRating.objects.select_for_update().filter(sheet=sheet, in_force=True).first()
    if old is None or sheet.round.step not in (Step.PUBLISHED, Step.CLOSED):
        raise DomainError("evaluations.replace.unpublished", _("Chỉ thay được kết quả đã công bố."))
    if rating != NOT_RATED:
        require_level(rulebook_of(sheet.period), rating)
    if rating == old.rating:
        raise DomainError("evaluations.replace.same", _("Mức mới phải khác mức đang có hiệu lực."), field="rating")
    require_reason(reason)
    if not number.strip():
        raise DomainError("evaluations.decide.number", _("Hãy ghi số quyết định."), field="number")
    if decided_on > on:
        raise DomainError("evaluations.decide.date", _("Ngày quyết định không được sau hôm nay."), field="decided_on")
    return old
