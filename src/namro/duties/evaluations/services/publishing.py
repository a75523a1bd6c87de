"""Publishing a decided round: everyone is told, and the level becomes visible in the unit."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.notify.services import tell
from namro.base.ui.wording import ENGLISH_MONTH_NAMES
from namro.duties.evaluations.models import Period, Round, Sheet, SheetState, Step
from namro.duties.evaluations.services.steps import hold_round


def period_name(period: Period) -> tuple[str, str]:
    """The period in Vietnamese and in English, as notices write it."""
    first = period.days.lower
    if period.kind == Period.Kind.QUARTER:
        quarter = (first.month + 2) // 3
        return f"quý {quarter}/{first.year}", f"quarter {quarter}/{first.year}"
    return f"tháng {first.month}/{first.year}", f"{ENGLISH_MONTH_NAMES[first.month - 1]} {first.year}"


@transaction.atomic
def publish(*, round_id: int, by: Actor, at: datetime, on: date) -> Round:
    """Publish the decided ratings of a round: each person is notified, and from now on may petition (art. 21, 22).

    Refuses: evaluations.not_found, access.denied, evaluations.publish.already, evaluations.publish.undecided
    Records: evaluations:round:published
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_DECIDE)
    if round_.step in (Step.PUBLISHED, Step.CLOSED):
        raise Conflict("evaluations.publish.already", _("Kết quả này đã được công bố."))
    sheets = Sheet.objects.filter(round=round_)
    undecided = sheets.exclude(state=SheetState.DECIDED).count()
    if undecided or not sheets.exists():
        message = _("Còn %(count)s phiếu chưa có quyết định. Ra quyết định cho cả danh sách rồi công bố.")
        raise DomainError("evaluations.publish.undecided", message % {"count": undecided})
    round_.step, round_.published_at, round_.published_by_id = Step.PUBLISHED, at, by.user_id
    round_.save(update_fields=["step", "published_at", "published_by"])
    told = _tell_everyone(round_, at)
    record(
        tag="evaluations:round:published", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
        after={"sheets": sheets.count(), "told": told},
    )  # fmt: skip
    return round_


def _tell_everyone(round_: Round, at: datetime) -> int:
    vi, en = period_name(round_.period)
    return tell(
        person_ids=Sheet.objects.filter(round=round_).order_by("pk").values_list("person_id", flat=True),
        kind="evaluations.published",
        key=f"evaluations.published:{round_.pk}",
        text=f"Kết quả đánh giá {vi} đã được công bố. Xem kết quả và lý do; không đồng ý thì gửi kiến nghị.",
        text_en=f"Your result for {en} is published. See it and why; if you disagree, file a petition.",
        link="/sheets/mine",
        at=at,
    )
