"""Paper keyed twice, by two people: it counts once both read the same."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.duties.surveys import access
from namro.duties.surveys.models import Campaign, Channel, PaperSheet, State
from namro.duties.surveys.services.common import checked, hold, keep, note, require_state, require_within, user_of

Levels = dict[str, int]
ENTER = Permission.SURVEY_ENTER


@transaction.atomic
def key_first(
    *, campaign_id: int, number: str, unit_id: int, answers: Levels, by: Actor, at: datetime, on: date
) -> PaperSheet:  # fmt: skip
    """Key a sheet for the first time. Sheets of the days of collecting may still be keyed until the campaign closes.

    Refuses: surveys.not_found, access.denied, surveys.state, surveys.unit, surveys.number.missing, surveys.number.twice,
    surveys.answers.none, survey.question, survey.level
    Records: surveys:campaign:keyed
    """
    found = hold(campaign_id, by=by, on=on, needs=ENTER)
    require_state(found, State.COLLECTING)
    require_within(found, unit_id, on)
    written = number.strip().upper()
    if not written:
        raise DomainError("surveys.number.missing", _("Hãy nhập số in trên phiếu."), field="number")
    if PaperSheet.objects.filter(campaign=found, number=written).exists():
        message = _("Phiếu số %(number)s đã được nhập lần một. Hãy nhập lần hai, hoặc xem lại số in trên phiếu.")
        raise Conflict("surveys.number.twice", message % {"number": written}, field="number")
    given = checked(found, answers)
    made = PaperSheet.objects.create(
        campaign=found, number=written, unit_id=unit_id, first=given, first_at=at, first_by_id=user_of(by)
    )
    note("keyed", found, by=by, at=at, after={"number": written, "time": 1})
    return made


@transaction.atomic
def key_second(*, sheet_id: int, answers: Levels, by: Actor, at: datetime, on: date) -> PaperSheet:
    """Key it again without seeing the first: the same, and it counts; otherwise both are asked to look again.

    Refuses: surveys.not_found, access.denied, surveys.state, surveys.paper.same_person, surveys.paper.keyed,
    surveys.answers.none, survey.question, survey.level
    Records: surveys:campaign:keyed
    """
    sheet, found = _sheet(sheet_id, by, on)
    if sheet.second is not None:
        raise Conflict("surveys.paper.keyed", _("Phiếu này đã được nhập lần hai."))
    if sheet.first_by_id == by.user_id:
        raise NotAllowed(
            "surveys.paper.same_person", _("Lần hai phải do người khác nhập. Hãy giao phiếu cho đồng nghiệp.")
        )
    sheet.second, sheet.second_at, sheet.second_by_id = checked(found, answers), at, user_of(by)
    return _settle(sheet, found, by=by, at=at, time=2)


@transaction.atomic
def key_again(*, sheet_id: int, answers: Levels, by: Actor, at: datetime, on: date) -> PaperSheet:
    """Correct one's own keying of a sheet the two do not agree on.

    Refuses: surveys.not_found, access.denied, surveys.state, surveys.paper.not_yours, surveys.paper.keyed,
    surveys.answers.none, survey.question, survey.level
    Records: surveys:campaign:keyed
    """
    sheet, found = _sheet(sheet_id, by, on)
    if sheet.second is None or sheet.is_matched:
        raise Conflict("surveys.paper.keyed", _("Phiếu này không chờ sửa."))
    given, user = checked(found, answers), user_of(by)
    if user == sheet.first_by_id:
        sheet.first, sheet.first_at = given, at
    elif user == sheet.second_by_id:
        sheet.second, sheet.second_at = given, at
    else:
        raise NotAllowed("surveys.paper.not_yours", _("Chỉ hai người đã nhập phiếu này được sửa."))
    return _settle(sheet, found, by=by, at=at, time=3)


def _sheet(sheet_id: int, by: Actor, on: date) -> tuple[PaperSheet, Campaign]:
    sheet = PaperSheet.objects.select_for_update().filter(pk=sheet_id).first()
    if sheet is None:
        raise access.not_found()
    found = hold(sheet.campaign_id, by=by, on=on, needs=ENTER)
    require_state(found, State.COLLECTING)
    return sheet, found


def _settle(sheet: PaperSheet, found: Campaign, *, by: Actor, at: datetime, time: int) -> PaperSheet:
    sheet.is_matched = sheet.first == sheet.second
    sheet.save()
    if sheet.is_matched:
        keep(found, unit_id=sheet.unit_id, channel=Channel.PAPER, source="paper", answers=sheet.first, received_at=at)
    note("keyed", found, by=by, at=at, after={"number": sheet.number, "time": time, "matched": sheet.is_matched})
    return sheet
