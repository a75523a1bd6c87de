"""The clock of a petition stands still and goes on, where a regulation of the city allows it.

Art. 22 of NĐ 335/2025 knows no pause: without a reason in law/parameters/evaluations.yaml#petition_pause every one is refused.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor
from namro.base.errors import Conflict, DomainError
from namro.base.law.calendars import standard_calendar
from namro.duties.evaluations.models import Petition, PetitionPause
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.services.petitions import held_petition, note_petition
from namro.duties.evaluations.services.steps import user_of


@transaction.atomic
def pause_petition(*, petition_id: int, why: str, note: str, by: Actor, at: datetime, on: date) -> PetitionPause:
    """Stop the clock from today, for a reason the regulation names, with its grounds.

    Refuses: evaluations.not_found, access.denied, evaluations.petition.answered, evaluations.petition.no_pause,
    evaluations.petition.pause_note, evaluations.petition.paused_already
    Records: evaluations:petition:paused
    """
    petition = held_petition(petition_id, by, on)
    if why not in parameters().petition_pauses:
        message = _("Quy định đang áp dụng không cho tạm dừng vì lý do này (Điều 22 không quy định tạm dừng).")
        raise DomainError("evaluations.petition.no_pause", message, field="why")
    if not note.strip():
        raise DomainError("evaluations.petition.pause_note", _("Hãy ghi căn cứ tạm dừng."), field="note")
    if petition.pauses.filter(until=None).exists():
        raise Conflict("evaluations.petition.paused_already", _("Thời hạn đang tạm dừng."))
    pause = PetitionPause.objects.create(
        petition=petition, why=why, note=note.strip(), first=on, at=at, by_id=user_of(by)
    )
    note_petition("paused", petition, by=by, at=at, after={"why": why, "from": on.isoformat()}, reason=note.strip())
    return pause


@transaction.atomic
def resume_petition(*, petition_id: int, by: Actor, at: datetime, on: date) -> Petition:
    """The clock goes on today: as many working days are added as it stood still.

    Refuses: evaluations.not_found, access.denied, evaluations.petition.answered, evaluations.petition.not_paused
    Records: evaluations:petition:resumed
    """
    petition = held_petition(petition_id, by, on)
    pause = petition.pauses.select_for_update().filter(until=None).first()
    if pause is None:
        raise Conflict("evaluations.petition.not_paused", _("Thời hạn không tạm dừng."))
    pause.until = on
    pause.save(update_fields=["until"])
    before, petition.due_on = petition.due_on, due_with_pauses(petition)
    petition.save(update_fields=["due_on"])
    after: dict[str, object] = {"due": petition.due_on.isoformat(), "was": before.isoformat()}
    note_petition("resumed", petition, by=by, at=at, after=after)
    return petition


def due_with_pauses(petition: Petition) -> date:
    """The day a petition must be answered by: the working days of the law from receipt, and those it was paused."""
    calendar = standard_calendar()
    paused = 0
    for first, until in petition.pauses.exclude(until=None).order_by("pk").values_list("first", "until"):
        if until is not None:  # both ends are counted, and the clock goes on on the last
            paused += calendar.working_days_between(first, until) - calendar.working_days_between(until, until)
    return calendar.add_working_days(petition.received_on, parameters().petition_days + paused)
