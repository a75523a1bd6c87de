"""The calibration session: a round looked at side by side, minuted, and turned into proposals in one act."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.duties.evaluations.models import Calibration
from namro.duties.evaluations.rulebook import rulebook_of
from namro.duties.evaluations.services.deciding import Ratings, propose, rate_of, reading_of
from namro.duties.evaluations.services.steps import hold_round, require_open, user_of


@transaction.atomic
def calibrate(
    *, round_id: int, held_on: date, attendees: str, minutes: str, choices: Ratings, by: Actor, at: datetime, on: date
) -> Calibration:
    """Keep a session's minutes with what it chose for each candidate, and propose exactly that. It decides nothing.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.calibration.minutes,
    evaluations.calibration.day, evaluations.calibration.nothing, evaluations.calibration.reason, and as `propose`
    Records: evaluations:round:calibrated, evaluations:round:proposed
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    require_open(round_)
    if not attendees.strip() or not minutes.strip():
        message = _("Hãy ghi thành phần và nội dung phiên họp cân đối.")
        raise DomainError("evaluations.calibration.minutes", message, field="minutes")
    if not round_.period.days.lower <= held_on <= on:
        raise DomainError("evaluations.calibration.day", _("Ngày họp phải từ đầu kỳ đến hôm nay."), field="held_on")
    if not choices:
        raise DomainError("evaluations.calibration.nothing", _("Chưa chọn mức cho ai. Hãy chọn rồi lưu."))
    if any(level and not reason.strip() for level, reason in choices.values()):
        raise DomainError("evaluations.calibration.reason", _("Mỗi lựa chọn phải có lý do."))
    book = rulebook_of(round_.period)
    found = Calibration.objects.create(
        round=round_, held_on=held_on, attendees=attendees.strip(), minutes=minutes.strip(),
        reading=reading_of(book, round_), rate=rate_of(book, round_),
        chosen={str(pk): {"level": level, "reason": reason.strip()} for pk, (level, reason) in choices.items()},
        at=at, by_id=user_of(by),
    )  # fmt: skip
    propose(round_id=round_id, proposals=choices, by=by, at=at, on=on)
    record(
        tag="evaluations:round:calibrated", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
        after={"calibration": found.pk, "chosen": found.chosen},
    )  # fmt: skip
    return found
