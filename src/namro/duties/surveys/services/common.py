"""What every act on a campaign shares."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import DomainError, NotAllowed
from namro.city.organisation import selectors as organisation
from namro.duties.surveys import access
from namro.duties.surveys.models import Campaign, Response, State
from namro.duties.surveys.parameters import parameters
from namro.duties.surveys.structure import part_of, scale_of
from namro.engine import survey
from namro.engine.errors import RuleError

Levels = dict[str, int]


def user_of(by: Actor) -> int:
    """Refuses: access.denied"""
    if by.user_id is None:
        raise NotAllowed("access.denied", _("Cần đăng nhập để làm việc này."))
    return by.user_id


def hold(campaign_id: int, *, by: Actor, on: date, needs: Permission, lock: bool = True) -> Campaign:
    """The campaign. Refuses: surveys.not_found, access.denied"""
    rows = Campaign.objects.select_related("instrument")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=campaign_id).first()
    if found is None:
        raise access.not_found()
    access.require(needs, found, by, on=on)
    return found


def require_state(found: Campaign, state: State) -> None:
    """Refuses: surveys.state"""
    if found.state != state:
        message = _("Cuộc khảo sát đang ở bước “%(state)s” nên chưa hoặc không còn làm được việc này.")
        raise DomainError("surveys.state", message % {"state": found.get_state_display()})


def require_open(found: Campaign, day: date) -> None:
    """Refuses: surveys.state, surveys.days"""
    require_state(found, State.COLLECTING)
    if not found.first <= day <= found.last:
        message = _("Cuộc khảo sát chỉ nhận câu trả lời từ %(first)s đến %(last)s.")
        raise DomainError(
            "surveys.days", message % {"first": f"{found.first:%d/%m/%Y}", "last": f"{found.last:%d/%m/%Y}"}
        )


def checked(found: Campaign, answers: Levels) -> Levels:
    """The answers, if every one is on the scale. Refuses: surveys.answers.none, survey.question, survey.level"""
    if not answers:
        raise DomainError("surveys.answers.none", _("Hãy trả lời ít nhất một câu."))
    data = found.instrument.data
    questions = set(part_of(data).questions())
    for key, level in answers.items():
        try:
            survey.check_answer(questions, scale_of(data), key, level)
        except RuleError as error:
            raise refused(error, field=key) from error
    return dict(answers)


def refused(error: RuleError, *, field: str = "") -> DomainError:
    """What the rules refuse, in the reader's language."""
    is_english = (translation.get_language() or "vi").startswith("en")
    return DomainError(error.code, error.text.en if is_english else error.text.vi, field=field)


def require_within(found: Campaign, unit_id: int, on: date) -> None:
    """Refuses: surveys.unit"""
    if unit_id not in organisation.subtree_ids(found.unit_id, on=on):
        message = _("Đơn vị này không thuộc cuộc khảo sát. Hãy chọn đơn vị trong phạm vi khảo sát.")
        raise DomainError("surveys.unit", message, field="unit_id")


def keep(found: Campaign, **fields: Any) -> Response:
    """Write an answer down."""
    straight = survey.is_straight(fields["answers"], parameters().straight_from)
    return Response.objects.create(campaign=found, is_straight=straight, **fields)


def note(action: str, found: Campaign, *, by: Actor, at: datetime, after: dict[str, Any]) -> None:
    """One event; answers are never in it."""
    record(
        tag=f"surveys:campaign:{action}", by=by, at=at, subject=("survey", found.pk), unit_id=found.unit_id, after=after
    )  # fmt: skip
