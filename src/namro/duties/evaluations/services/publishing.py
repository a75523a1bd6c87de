"""Publishing a decided round: everyone is told, and the level becomes visible in the unit."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError
from namro.base.notify.services import tell
from namro.base.ui.wording import ENGLISH_MONTH_NAMES
from namro.city.facts.services import RatingData, put_ratings
from namro.city.people.models import PostingKind
from namro.duties.evaluations.models import DecidedRating, NotRated, Period, Round, Sheet, SheetState, Step
from namro.duties.evaluations.rulebook import NOT_RATED, rulebook_of
from namro.duties.evaluations.selectors.standing import HEAVY
from namro.duties.evaluations.services.steps import hold_round


def period_name(period: Period) -> tuple[str, str]:
    """The period in Vietnamese and in English, as notices write it."""
    first = period.days.lower
    if period.kind == Period.Kind.YEAR:
        return f"năm {first.year}", f"the year {first.year}"
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
    known = make_known(Sheet.objects.filter(round=round_), on=on, by=by, at=at)
    told = _tell_everyone(round_, at)
    record(
        tag="evaluations:round:published", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
        after={"sheets": sheets.count(), "told": told, "known": known},
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


def make_known(sheets: QuerySet[Sheet], *, on: date, by: Actor, at: datetime) -> int:
    """Tell the rest of the system what was decided on published sheets, as facts about their people.

    Whom nobody in the system rates is left out. Returns how many ratings were new.
    """
    rows = (
        DecidedRating.objects.filter(sheet__in=sheets, in_force=True).exclude(sheet__not_rated=NotRated.OUTSIDE)
        .select_related("decision__signer", "sheet__period", "sheet__posting", "sheet__score").defer(f"sheet__{HEAVY}")
        .order_by("pk")
    )  # fmt: skip
    return put_ratings([_known(one, on) for one in rows], by=by, at=at)


def _known(one: DecidedRating, on: date) -> RatingData:
    sheet, decision = one.sheet, one.decision
    codes = rulebook_of(sheet.period).band_codes
    level = "" if one.rating == NOT_RATED else one.rating
    score = getattr(sheet, "score", None)
    return RatingData(
        person_id=sheet.person_id, unit_id=sheet.unit_id, kind=sheet.period.kind, first=sheet.period.days.lower,
        until=sheet.period.days.upper, framework=sheet.period.framework, staff_group=sheet.staff_group, rank=sheet.rank,
        is_main=sheet.posting.kind == PostingKind.MAIN, level=level, place=codes.index(level) if level else None,
        is_failing=level == codes[-1], total=score.total if score and level else None,
        reason=one.reason or str(sheet.not_rated_note or sheet.get_not_rated_display()), number=decision.number,
        decided_on=decision.on, decided_by=decision.signer.full_name, published_on=on, source="evaluations",
        subject_ref=f"sheet:{sheet.pk}", source_ref=f"rating:{one.pk}", link=f"/sheets/{sheet.pk}",
    )  # fmt: skip
