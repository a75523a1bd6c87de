"""Reminding by hand: whoever prepares a round asks those who are behind."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError
from namro.base.notify.services import tell
from namro.city.people import selectors as people
from namro.duties.evaluations.models import Round, SheetState
from namro.duties.evaluations.services.publishing import period_name
from namro.duties.evaluations.services.steps import hold_round, require_open

BEHIND = (SheetState.SELF_SCORED, SheetState.FORWARDED)


@transaction.atomic
def remind_round(*, round_id: int, by: Actor, at: datetime, on: date) -> int:
    """Tell everybody a round waits for, once a day: who has not scored themself, and whose people wait for a score.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.remind.nobody
    Records: evaluations:round:reminded
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    require_open(round_)
    told = _remind_self(round_, at, on) + _remind_reviewers(round_, at, on)
    if not told:
        raise DomainError("evaluations.remind.nobody", _("Không còn ai cần nhắc, hoặc hôm nay đã nhắc rồi."))
    record(
        tag="evaluations:round:reminded",
        by=by,
        at=at,
        subject=("round", round_id),
        unit_id=round_.unit_id,
        after={"told": told},
    )
    return told


def _remind_self(round_: Round, at: datetime, on: date) -> int:
    late = round_.sheets.filter(state=SheetState.OPEN, not_rated="").order_by("person")
    vi, en = period_name(round_.period)
    day = round_.self_score_by
    return tell(
        person_ids=list(late.values_list("person", flat=True)), kind="evaluations.remind.self",
        key=f"evaluations.asked.self:{round_.pk}:{on.isoformat()}", link="/sheets/mine", at=at,
        text=f"Đề nghị tự chấm điểm {vi}, hạn {day:%d/%m/%Y}.", text_en=f"Please self-score {en}, due {day:%d/%m/%Y}.",
    )  # fmt: skip


def _remind_reviewers(round_: Round, at: datetime, on: date) -> int:
    waiting = round_.sheets.filter(state__in=BEHIND, not_rated="").order_by("reviewer_unit")
    units = [unit for unit in waiting.values_list("reviewer_unit", flat=True).distinct() if unit]
    vi, en = period_name(round_.period)
    day = round_.review_by
    return tell(
        person_ids=[head.pk for head in people.heads_of(units, on=on).values()], kind="evaluations.remind.review",
        key=f"evaluations.asked.review:{round_.pk}:{on.isoformat()}", link="/sheets/review", at=at,
        text=f"Đề nghị chấm điểm {vi} cho người của đơn vị, hạn {day:%d/%m/%Y}.",
        text_en=f"Please score your team for {en}, due {day:%d/%m/%Y}.",
    )  # fmt: skip
