"""Proposing, signing the quota's reading, and deciding a whole round in one act. Only the head of the authority decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.city.people import selectors as people
from namro.city.people.models import Rank
from namro.duties.evaluations.decision_rules import Verdict, judge
from namro.duties.evaluations.models import (
    DecidedRating,
    Decision,
    NotRated,
    Period,
    Proposer,
    Round,
    Score,
    Sheet,
    SheetState,
    UnitRating,
)
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.quota_fit import Candidate, Cap, count_caps, what_fits
from namro.duties.evaluations.results import require_level, results_of_round, stored
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook, rulebook_of
from namro.duties.evaluations.selectors.meetings import lacking, unreviewed_text
from namro.duties.evaluations.selectors.standing import HEAVY, Reach
from namro.duties.evaluations.selectors.unit_levels import unit_levels
from namro.duties.evaluations.services.calculating import recalculate
from namro.duties.evaluations.services.steps import hold_round, person_of, require_open, user_of

NEEDS_REASON = "needs_reason"
Ratings = Mapping[int, tuple[str, str]]


@transaction.atomic
def propose(*, round_id: int, proposals: Ratings, by: Actor, at: datetime, on: date) -> int:
    """Prepare ratings for the authority: by its delegate, home affairs, or the authority itself. Decides nothing.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.decide.already,
    evaluations.propose.elsewhere, evaluations.rating.unknown, evaluations.own_sheet
    Records: evaluations:round:proposed
    """
    round_, reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    require_open(round_)
    book = rulebook_of(round_.period)
    sheets = _undecided(round_, proposals)
    for sheet in sheets:
        rating, reason = proposals[sheet.pk]
        if rating and rating != NOT_RATED:
            require_level(book, rating)
        if sheet.person_id == by.person_id:
            raise NotAllowed("evaluations.own_sheet", _("Không ai tự đề xuất mức cho mình. Để người khác đề xuất."))
        _propose(sheet, rating, reason, _capacity(round_, reach, by), by=by, at=at)
    columns = ["proposed_rating", "proposed_reason", "proposed_at", "proposed_by", "proposed_as", "version"]
    Sheet.objects.bulk_update(sheets, columns, batch_size=500)
    if sheets:
        after = {"proposals": {str(one.pk): one.proposed_rating for one in sheets}}
        record(
            tag="evaluations:round:proposed", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
            after=after, acting_for_id=reach.acting_for(round_.unit_id),
        )  # fmt: skip
    return len(sheets)


def _undecided(round_: Round, wanted: Iterable[int]) -> list[Sheet]:
    found = list(Sheet.objects.select_for_update().filter(round=round_, pk__in=list(wanted)).order_by("pk"))
    if {one.pk for one in found} != set(wanted):
        raise DomainError("evaluations.propose.elsewhere", _("Có phiếu không thuộc danh sách này. Hãy tải lại trang."))
    if any(one.state == SheetState.DECIDED for one in found):
        raise Conflict("evaluations.decide.already", _("Danh sách đã có quyết định. Muốn sửa, mở lại và nêu lý do."))
    return found


def _capacity(round_: Round, reach: Reach, by: Actor) -> str:
    """In what capacity somebody proposes; home affairs where they are that and not the authority itself."""
    if round_.unit_id in reach.headed:
        return Proposer.AUTHORITY.value
    return Proposer.OFFICER.value if by.officer_of else Proposer.DELEGATE.value


def _propose(sheet: Sheet, rating: str, reason: str, capacity: str, *, by: Actor, at: datetime) -> None:
    sheet.proposed_rating, sheet.proposed_reason = rating, reason.strip() if rating else ""
    sheet.proposed_as = capacity if rating else ""
    sheet.proposed_at, sheet.proposed_by_id = (at, by.user_id) if rating else (None, None)
    sheet.version += 1


@transaction.atomic
def propose_what_fits(*, round_id: int, by: Actor, at: datetime, on: date) -> int:
    """Propose the second band, with the reason, for whoever is beyond the cap of the signed reading. Ties are left alone,
    and so is the sheet of whoever asks.

    Refuses: as `propose`
    Records: evaluations:round:proposed
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_PREPARE)
    book = rulebook_of(round_.period)
    candidates = candidates_of(round_)
    fit = what_fits(book, candidates, reading=reading_of(book, round_), rate=rate_of(book, round_))
    reason = "Đạt %(top)s theo điểm; vượt tỷ lệ %(scope)s, xếp theo điểm từ cao xuống."  # kept on record: Vietnamese
    own = set(Sheet.objects.filter(round=round_, person_id=person_of(by)).order_by().values_list("pk", flat=True))
    proposals = {
        sheet: (book.band_codes[1], reason % {"top": book.top_band, "scope": key or "của đơn vị"})
        for sheet, key in fit.beyond.items()
        if sheet not in own
    }
    return propose(round_id=round_id, proposals=proposals, by=by, at=at, on=on) if proposals else 0


def candidates_of(round_: Round) -> list[Candidate]:
    """The people of a round as the quota counts them, by calculated level."""
    groups = dict(Sheet.objects.filter(round=round_).order_by("pk").values_list("pk", "task_group"))
    return [
        Candidate(pk, groups.get(pk, ""), one.level, one.total) for pk, one in sorted(results_of_round(round_).items())
    ]


def reading_of(book: Rulebook, round_: Round) -> str:
    return round_.quota_reading or book.settings.get("quota_reading", "")


def rate_of(book: Rulebook, round_: Round) -> str:
    return round_.quota_rate or book.settings.get("quota_ratio", "")


@transaction.atomic
def sign_quota(
    *, round_id: int, reading: str, rate: str, reason: str, by: Actor, at: datetime, on: date
) -> Round:  # fmt: skip
    """The authority signs how the quota is read and at which rate; anything but the defaults needs its reason.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.decide.already,
    evaluations.quota.reading, evaluations.quota.rate, evaluations.quota.reason
    Records: evaluations:round:quota_signed
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_DECIDE)
    require_open(round_)
    _require_undecided(round_)  # what was decided under one reading is not read otherwise afterwards
    before = {"reading": round_.quota_reading, "rate": round_.quota_rate, "reason": round_.quota_reason}
    _sign(round_, rulebook_of(round_.period), reading, rate, reason)
    after = {"reading": reading, "rate": rate, "reason": reason}
    record(
        tag="evaluations:round:quota_signed", by=by, at=at, subject=("round", round_id), unit_id=round_.unit_id,
        before=before, after=after, reason=reason,
    )  # fmt: skip
    return round_


def _sign(round_: Round, book: Rulebook, reading: str, rate: str, reason: str) -> None:
    if reading not in {one.key for one in book.framework.quota.readings}:
        raise DomainError("evaluations.quota.reading", _("Hãy chọn một cách hiểu tỷ lệ."), field="reading")
    if rate not in book.framework.quota.ratios:
        raise DomainError("evaluations.quota.rate", _("Hãy chọn một tỷ lệ của khung đánh giá."), field="rate")
    default = (book.settings.get("quota_reading", ""), book.settings.get("quota_ratio", ""))
    if (reading, rate) != default and not reason.strip():
        message = _("Chọn khác mặc định phải ghi căn cứ (quyết định, thành tích nổi trội của tổ chức).")
        raise DomainError("evaluations.quota.reason", message, field="quota_reason")
    round_.quota_reading, round_.quota_rate, round_.quota_reason = reading, rate, reason.strip()
    round_.save(update_fields=["quota_reading", "quota_rate", "quota_reason"])


@transaction.atomic
def decide(
    *, round_id: int, ratings: Ratings, number: str, decided_on: date, reading: str = "", rate: str = "",
    quota_reason: str = "", by: Actor, at: datetime, on: date,
) -> Decision:  # fmt: skip
    """Decide every rating of a round in one act, under a number and a date. A sheet that `ratings` does not name takes
    its proposal, else its calculated level; "KXL" decides that somebody is not rated, with the reason. A sheet of the
    authority's own that is outside the evaluation stands in the list and is decided by nobody.

    Refuses: evaluations.not_found, access.denied, evaluations.round.closed, evaluations.decide.already,
    evaluations.decide.own_sheet, evaluations.decide.number, evaluations.decide.number_taken, evaluations.decide.date,
    evaluations.decide.blocked (details: every sheet and what to do), evaluations.decide.over_quota, evaluations.quota.…
    Records: evaluations:round:decided
    """
    round_, _reach = hold_round(round_id, by=by, on=on, needs=Permission.ROUND_DECIDE)
    _require_decidable(round_, number, decided_on, by, on)
    book = rulebook_of(round_.period)
    _sign(
        round_,
        book,
        reading or reading_of(book, round_),
        rate or rate_of(book, round_),
        quota_reason or round_.quota_reason,
    )
    recalculate(round_ids=[round_id], at=at)
    verdicts, sheets = judge_round(round_, book, ratings)
    _require_clear(verdicts)
    _require_within_quota(book, round_, verdicts, sheets)
    others = [one for one in verdicts if sheets[one.sheet_id].person_id != person_of(by)]
    return _decided(round_, others, number=number.strip(), decided_on=decided_on, by=by, at=at)


def _require_decidable(round_: Round, number: str, decided_on: date, by: Actor, on: date) -> None:
    require_open(round_)
    if not number.strip():
        raise DomainError("evaluations.decide.number", _("Hãy ghi số quyết định."), field="number")
    if decided_on > on or decided_on < round_.period.days.lower:
        message = _("Ngày quyết định phải từ đầu kỳ đến hôm nay. Hãy sửa lại ngày.")
        raise DomainError("evaluations.decide.date", message, field="decided_on")
    _require_undecided(round_)
    # Not even as not rated; only whom nobody in the system rates stands in a list of their own.
    if round_.sheets.filter(person_id=person_of(by)).exclude(not_rated=NotRated.OUTSIDE).exists():
        message = _(
            "Danh sách có phiếu của chính anh/chị. Bấm “Cập nhật kỳ” để chuyển phiếu đó lên cấp trên rồi quyết định."
        )
        raise NotAllowed("evaluations.decide.own_sheet", message)
    require_number(round_.unit_id, number, decided_on)


def _require_undecided(round_: Round) -> None:
    """Refuses: evaluations.decide.already"""
    if round_.sheets.filter(state=SheetState.DECIDED).exists():
        raise Conflict("evaluations.decide.already", _("Danh sách đã có quyết định. Muốn sửa, mở lại và nêu lý do."))


def require_number(unit_id: int, number: str, decided_on: date) -> None:
    """Refuses: evaluations.decide.number_taken"""
    if Decision.objects.filter(unit_id=unit_id, number=number.strip(), on=decided_on).exists():
        message = _("Số quyết định này đã dùng trong ngày. Hãy kiểm tra lại số.")
        raise DomainError("evaluations.decide.number_taken", message, field="number")


def judge_round(round_: Round, book: Rulebook, ratings: Ratings) -> tuple[list[Verdict], dict[int, Sheet]]:
    """What each sheet of a round would be decided as; also what the confirmation page shows."""
    sheets = {one.pk: one for one in Sheet.objects.filter(round=round_).order_by("pk")}
    results = stored(book, Score.objects.filter(sheet__round=round_).order_by("sheet_id"))
    heads = [one.unit_id for one in sheets.values() if one.rank == Rank.HEAD]
    levels = unit_levels(round_.period, heads)
    lacks, unreviewed = lacking(round_.period, sheets.values()), unreviewed_text(round_.period)
    return [
        judge(book, one, results.get(pk), ratings.get(pk), levels, lacks.get(pk, ()), unreviewed)
        for pk, one in sheets.items()
    ], sheets


def _require_clear(verdicts: Sequence[Verdict]) -> None:
    blocked = {one.sheet_id: list(one.blocks) for one in verdicts if one.blocks}
    if blocked:
        message = _("Còn %(count)s phiếu chưa quyết định được. Xem từng phiếu bên dưới và làm theo chỉ dẫn.")
        raise DomainError("evaluations.decide.blocked", message % {"count": len(blocked)}, blocked=blocked)


def quota_of(book: Rulebook, round_: Round, verdicts: Sequence[Verdict], sheets: Mapping[int, Sheet]) -> list[Cap]:
    """The caps as they would stand with these ratings."""
    candidates = [
        Candidate(one.sheet_id, sheets[one.sheet_id].task_group, "" if one.rating == NOT_RATED else one.rating, None)
        for one in verdicts
    ]
    return count_caps(book, candidates, reading=reading_of(book, round_), rate=rate_of(book, round_))


def _require_within_quota(
    book: Rulebook, round_: Round, verdicts: Sequence[Verdict], sheets: Mapping[int, Sheet]
) -> None:
    over = [cap for cap in quota_of(book, round_, verdicts, sheets) if cap.chosen and cap.over]
    if not over or (parameters().over_quota == NEEDS_REASON and round_.quota_reason):
        return
    scopes = "; ".join(f"{cap.key or _('đơn vị')}: {cap.candidates}/{cap.cap}" for cap in over)
    message = _("Vượt tỷ lệ %(top)s (%(scopes)s). Hạ mức và nêu lý do, hoặc ghi căn cứ được vượt.")
    named = {"top": book.rating_title(book.top_band), "scopes": scopes}
    raise DomainError(
        "evaluations.decide.over_quota", message % named, field="quota_reason", over=[cap.__dict__ for cap in over]
    )


def _decided(
    round_: Round, verdicts: Sequence[Verdict], *, number: str, decided_on: date, by: Actor, at: datetime
) -> Decision:
    decision = Decision.objects.create(
        round=round_, unit_id=round_.unit_id, number=number, on=decided_on, signer_id=person_of(by), at=at, by_id=user_of(by),
    )  # fmt: skip
    DecidedRating.objects.bulk_create([
        DecidedRating(decision=decision, sheet_id=one.sheet_id, rating=one.rating, differs=one.differs, reason=one.reason)
        for one in verdicts
    ], batch_size=2000)  # fmt: skip
    Sheet.objects.filter(round=round_).update(state=SheetState.DECIDED, version=F("version") + 1)
    Round.objects.filter(pk=round_.pk).update(step="decide")
    after = {
        "number": number, "on": decided_on.isoformat(), "reading": round_.quota_reading, "rate": round_.quota_rate,
        "ratings": {str(one.sheet_id): one.rating for one in verdicts},
    }  # fmt: skip
    record(
        tag="evaluations:round:decided", by=by, at=at, subject=("round", round_.pk), unit_id=round_.unit_id, after=after,
        reason=round_.quota_reason,
    )  # fmt: skip
    return decision


@transaction.atomic
def rate_unit(
    *, period_id: int, unit_id: int, rating: str, number: str, decided_on: date, by: Actor, at: datetime, on: date
) -> UnitRating:
    """Record an organisation's own rating, by whoever decides for its head; a head is never rated above it (art. 20.6).

    Refuses: access.denied, evaluations.round.closed, evaluations.decide.already, evaluations.rating.unknown,
    evaluations.decide.number, evaluations.decide.date, evaluations.unit.in_its_year
    Records: evaluations:unit:rated
    """
    round_ = _round_of_head(period_id, unit_id, by=by, on=on)
    if round_.period.kind == Period.Kind.YEAR:
        message = _("Mức năm của đơn vị được quyết định ở trang “Xếp loại đơn vị”, từ cấp dưới lên.")
        raise DomainError("evaluations.unit.in_its_year", message)
    require_open(round_)
    _require_undecided(round_)
    require_level(rulebook_of(round_.period), rating)
    if not number.strip():
        raise DomainError("evaluations.decide.number", _("Hãy ghi số quyết định."), field="number")
    if decided_on > on:
        raise DomainError("evaluations.decide.date", _("Ngày quyết định không được sau hôm nay."), field="decided_on")
    values = {"rating": rating, "number": number.strip(), "on": decided_on, "at": at, "by_id": by.user_id}
    before = UnitRating.objects.filter(period=period_id, unit=unit_id).first()
    rated, _made = UnitRating.objects.update_or_create(period_id=period_id, unit_id=unit_id, defaults=values)
    record(
        tag="evaluations:unit:rated", by=by, at=at, subject=("unit", unit_id), unit_id=unit_id,
        before={"rating": before.rating, "number": before.number} if before else None,
        after={"rating": rating, "number": number, "period": period_id},
    )  # fmt: skip
    return rated


def _round_of_head(period_id: int, unit_id: int, *, by: Actor, on: date) -> Round:
    """The round that decides the head of a unit, locked, for who heads the round's unit and is not that head.

    Refuses: access.denied
    """
    heads = Sheet.objects.filter(period=period_id, unit=unit_id, rank=Rank.HEAD).exclude(person_id=person_of(by))
    mine = people.headed_units(by.person_id, on=on)
    locked = Round.objects.select_for_update(of=("self",)).select_related("period").defer(HEAVY)
    found = locked.filter(pk__in=heads.values("round"), unit__in=mine).order_by("pk").first()
    if found is None:
        raise NotAllowed("access.denied", _("Chỉ người quyết định xếp loại người đứng đầu mới xếp loại tổ chức đó."))
    return found
