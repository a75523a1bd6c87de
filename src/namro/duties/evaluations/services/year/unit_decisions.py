"""Deciding units of a year in one act of their authority's head, within its share; and putting a decision right.

Law: NĐ 335/2025 art. 5, 8.4, 8.5, 9; NĐ 233/2026 art. 7.5, 7.7.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.notify.services import tell
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Rank
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import DecidedRating, Period, UnitRating, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.quota_fit import Cap
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook
from namro.duties.evaluations.selectors.standing import HEAVY, reach_of
from namro.duties.evaluations.selectors.unit_sheets import UnitRow, caps_of, quota_signed, rows_of, unit_sheet_for
from namro.duties.evaluations.services.steps import user_of
from namro.duties.evaluations.unit_scoring import units_book

Ratings = Mapping[int, tuple[str, str]]
Why = tuple[str, str]  # a code, and what to do
NEEDS_REASON = "needs_reason"
WAIVED = "evaluations.unit.no_self"  # decided without the unit's own word, where the authority says why
ALWAYS = "evaluations.unit.unverified"  # even "not rated" is not decided over a signal nobody looked into


@dataclass(frozen=True)
class Paper:
    """Under which number and on which day it is decided, and how the quota is read."""

    number: str
    on: date
    reading: str
    rate: str
    reason: str


@transaction.atomic
def decide_units(
    *, period_id: int, authority_unit_id: int, ratings: Ratings, number: str, decided_on: date, reading: str = "",
    rate: str = "", quota_reason: str = "", by: Actor, at: datetime, on: date,
) -> list[UnitRating]:  # fmt: skip
    """Decide the units named in `ratings` (unit sheet → level, reason) in one act of the authority's head.

    Whoever is named must be ready: lower units decided, self-rated (or a reason why not waited for), looked at, any
    signal verified. A level other than the calculated one, or where the law gives none, carries its reason; none is above
    what the score allows. "KXL" decides that a unit is not rated. The cap counts the whole scope, and how it is read stays
    as it was signed with the scope's first decision.
    Refuses: access.denied, evaluations.unit.nothing, evaluations.decide.number, evaluations.decide.date,
    evaluations.decide.blocked (details: each unit and what to do), evaluations.decide.over_quota,
    evaluations.quota.reading, evaluations.quota.rate, evaluations.quota.reason, evaluations.quota.signed
    Records: evaluations:units:decided
    """
    paper = Paper(number.strip(), decided_on, reading, rate, quota_reason)
    period, rows, named, paper = _checked(period_id, authority_unit_id, ratings, paper, by, on)
    _keep_signed(period, authority_unit_id, paper)
    made = _write(period, rows, named, paper, by, at)
    _note(period, authority_unit_id, rows, named, paper, by, at)
    _tell_heads(period, [rows[pk].sheet.unit_id for pk in named], paper.number, at)
    return made


@transaction.atomic
def check_units(
    *, period_id: int, authority_unit_id: int, ratings: Ratings, number: str, decided_on: date, reading: str = "",
    rate: str = "", quota_reason: str = "", by: Actor, on: date,
) -> None:  # fmt: skip
    """Whether these units may be decided so, before they are; writes nothing.

    Refuses: as `decide_units`
    """
    _checked(
        period_id, authority_unit_id, ratings, Paper(number.strip(), decided_on, reading, rate, quota_reason), by, on
    )


def _checked(
    period_id: int, authority_unit_id: int, ratings: Ratings, paper: Paper, by: Actor, on: date
) -> tuple[Period, dict[int, UnitRow], Ratings, Paper]:
    headed = _require_head(authority_unit_id, by, on)
    period, rows = _scope(period_id, authority_unit_id)
    named = {pk: chosen for pk, chosen in ratings.items() if pk in rows and chosen[0]}
    if not named:
        raise DomainError("evaluations.unit.nothing", _("Chưa chọn mức cho đơn vị nào."))
    _require_numbered(paper.number, paper.on, period, on)
    book = units_book(period)
    paper = _signed(book, period, authority_unit_id, paper)
    _require_clear(book, rows, named, headed)
    _require_within(book, rows, named, paper)
    return period, rows, named, paper


@transaction.atomic
def correct_unit(
    *, sheet_id: int, level: str, reason: str, number: str, decided_on: date, by: Actor, at: datetime, on: date
) -> UnitRating:
    """Replace a unit's decided level by a new decision of the same authority, with the reason; the old one stays in the
    log. Not once something rests on it: the head's own rating of that year, or the rating of the unit above.

    Refuses: evaluations.not_found, access.denied, evaluations.unit.undecided, evaluations.unit.same_level,
    evaluations.unit.head_decided, evaluations.unit.above_decided, decision.reason.missing, evaluations.decide.number,
    evaluations.decide.date, evaluations.decide.blocked, evaluations.decide.over_quota
    Records: evaluations:unit:corrected
    """
    sheet = unit_sheet_for(by, sheet_id, on=on, needs=Permission.UNIT_SHEET_DECIDE, lock=True)
    period, rows = _scope(sheet.period_id, sheet.authority_unit_id)
    row = rows[sheet_id]
    _require_correctable(row, level, reason, period)
    _require_numbered(number, decided_on, period, on)
    book = units_book(period)
    paper = _signed(book, period, sheet.authority_unit_id, Paper(number.strip(), decided_on, "", "", ""))
    blocks = why_not(book, row, level, reason, again=True)
    if blocks:
        raise DomainError("evaluations.decide.blocked", blocks[0][1], blocked={sheet_id: blocks})
    _require_within(book, rows, {sheet_id: (level, reason)}, paper)
    rating = UnitRating.objects.get(period=period, unit=sheet.unit_id)
    was = {**_said(rating.rating, rating.number, rating.reason), "on": rating.on.isoformat()}
    rating.rating, rating.reason, rating.number, rating.on = level, reason.strip(), paper.number, decided_on
    rating.at, rating.by_id = at, user_of(by)
    rating.save()
    record(
        tag="evaluations:unit:corrected", by=by, at=at, subject=("unit_sheet", sheet_id), unit_id=sheet.unit_id,
        before=was, after=_said(level, paper.number, reason), reason=reason.strip(),
    )  # fmt: skip
    _tell_heads(period, [sheet.unit_id], paper.number, at)
    return rating


def _said(level: str, number: str, reason: str) -> dict[str, str]:
    return {"rating": level, "number": number, "reason": reason.strip()}


def _require_head(authority_unit_id: int, by: Actor, on: date) -> frozenset[int]:
    headed = reach_of(by, on=on).headed
    if authority_unit_id not in headed:
        raise NotAllowed("access.denied", _("Chỉ người đứng đầu cấp có thẩm quyền quyết định xếp loại đơn vị."))
    return headed


def _scope(period_id: int, authority_unit_id: int) -> tuple[Period, dict[int, UnitRow]]:
    """The year, held, and everything its authority decides of it."""
    period = Period.objects.select_for_update().defer(HEAVY.removeprefix("period__")).get(pk=period_id)
    sheets = UnitSheet.objects.select_for_update().filter(period=period, authority_unit=authority_unit_id)
    return period, {row.sheet.pk: row for row in rows_of(period, list(sheets.order_by("pk")))}


def _require_numbered(number: str, decided_on: date, period: Period, on: date) -> None:
    if not number.strip():
        raise DomainError("evaluations.decide.number", _("Hãy ghi số quyết định."), field="number")
    if not period.days.lower <= decided_on <= on:
        message = _("Ngày quyết định phải từ đầu kỳ đến hôm nay. Hãy sửa lại ngày.")
        raise DomainError("evaluations.decide.date", message, field="decided_on")


def why_not(
    book: Rulebook, row: UnitRow, level: str, reason: str, *, headed: Collection[int] = (), again: bool = False
) -> list[Why]:
    """What forbids this level for this unit now; `again`: it replaces a decision."""
    if row.sheet.state == UnitSheetState.DECIDED and not again:
        return [("evaluations.unit.decided", _("Đơn vị đã có quyết định."))]
    if row.sheet.unit_id in headed:
        return [("evaluations.unit.own", _("Không ai quyết định cho đơn vị của mình. Để cấp trên làm."))]
    has_reason = bool(reason.strip())
    if level == NOT_RATED:
        found = [one for one in row.lacks if one[0] == ALWAYS]
        return found if has_reason else [*found, _needs_reason()]
    lacks = [one for one in row.lacks if not (one[0] == WAIVED and has_reason)]
    return lacks or _why_not_level(book, row, level, has_reason)


def _needs_reason() -> Why:
    return "decision.reason.missing", _("Mức quyết định khác mức tính được: ghi lý do.")


def _why_not_level(book: Rulebook, row: UnitRow, level: str, has_reason: bool) -> list[Why]:
    codes, result = book.band_codes, row.result
    if level not in codes:
        return [("evaluations.rating.unknown", _("Không có mức này trong khung."))]
    if result.level and codes.index(level) < codes.index(result.level):
        return [("decision.above_level", _("Không quyết định cao hơn mức tính được; muốn sửa thì ghi lại kết quả."))]
    if result.is_left_open and level == book.top_band:
        return [("evaluations.unit.top_condition", _("Chưa đạt điều kiện của mức cao nhất; hãy chọn mức khác."))]
    return [] if level == result.level or has_reason else [_needs_reason()]


def _require_clear(book: Rulebook, rows: Mapping[int, UnitRow], named: Ratings, headed: Collection[int]) -> None:
    blocked = {
        pk: why
        for pk, (level, reason) in named.items()
        if (why := why_not(book, rows[pk], level, reason, headed=headed))
    }
    if blocked:
        message = _("Còn %(count)s đơn vị chưa quyết định được. Xem từng đơn vị bên dưới.") % {"count": len(blocked)}
        raise DomainError("evaluations.decide.blocked", message, blocked=blocked)


def _signed(book: Rulebook, period: Period, authority_unit_id: int, paper: Paper) -> Paper:
    """How the cap is read: as signed with the first decision of the scope, else as chosen now, else the default."""
    quota, kept = book.framework.quota, quota_signed(period, authority_unit_id)
    usual = (book.settings.get("quota_reading", ""), book.settings.get("quota_ratio", ""))
    reading, rate = paper.reading or (kept or usual)[0], paper.rate or (kept or usual)[1]
    if reading not in {one.key for one in quota.readings}:
        raise DomainError("evaluations.quota.reading", _("Hãy chọn một cách hiểu tỷ lệ."), field="reading")
    if rate not in quota.ratios:
        raise DomainError("evaluations.quota.rate", _("Hãy chọn một tỷ lệ của khung đánh giá."), field="rate")
    if kept and (reading, rate) != kept[:2]:
        message = _("Cách hiểu tỷ lệ đã ký cùng quyết định trước của phạm vi này nên không đổi được nữa.")
        raise Conflict("evaluations.quota.signed", message)
    reason = paper.reason.strip() or (kept[2] if kept else "")
    if (reading, rate) != usual and not reason:
        message = _("Chọn khác mặc định phải ghi căn cứ (quyết định, thành tích nổi trội của tổ chức).")
        raise DomainError("evaluations.quota.reason", message, field="quota_reason")
    return Paper(paper.number, paper.on, reading, rate, reason)


def _keep_signed(period: Period, authority_unit_id: int, paper: Paper) -> None:
    if quota_signed(period, authority_unit_id) is None:
        signed = {"reading": paper.reading, "rate": paper.rate, "reason": paper.reason}
        period.settings = {
            **period.settings,
            "quota": {**period.settings.get("quota", {}), str(authority_unit_id): signed},
        }
        period.save(update_fields=["settings"])


def caps_with(book: Rulebook, rows: Mapping[int, UnitRow], named: Ratings, reading: str, rate: str) -> list[Cap]:
    """The caps of a scope as they would stand with these levels, those decided before counted as they are."""
    levels = {pk: row.rating.rating if row.rating else "" for pk, row in rows.items()}
    levels |= {pk: level for pk, (level, _reason) in named.items()}
    rated = {pk: "" if level == NOT_RATED else level for pk, level in levels.items()}
    return [one for one in caps_of(book, rated, reading=reading, rate=rate) if one.chosen and one.scope == "unit"]


def _require_within(book: Rulebook, rows: Mapping[int, UnitRow], named: Ratings, paper: Paper) -> None:
    over = [one for one in caps_with(book, rows, named, paper.reading, paper.rate) if one.over]
    if not over or (parameters().unit_over_quota == NEEDS_REASON and paper.reason):
        return
    message = _("Vượt tỷ lệ %(top)s: %(n)s đơn vị, tối đa %(cap)s. Hạ mức và nêu lý do, hoặc ký tỷ lệ khác kèm căn cứ.")
    values = {"top": book.rating_title(book.top_band), "n": over[0].candidates, "cap": over[0].cap}
    raise DomainError("evaluations.decide.over_quota", message % values, field="quota_reason")


def _write(
    period: Period, rows: Mapping[int, UnitRow], named: Ratings, paper: Paper, by: Actor, at: datetime
) -> list[UnitRating]:
    made = UnitRating.objects.bulk_create([
        UnitRating(period=period, unit_id=rows[pk].sheet.unit_id, rating=level, reason=reason.strip(),
                   number=paper.number, on=paper.on, at=at, by_id=user_of(by))
        for pk, (level, reason) in named.items()
    ], batch_size=500)  # fmt: skip
    UnitSheet.objects.filter(pk__in=list(named)).update(state=UnitSheetState.DECIDED, version=F("version") + 1)
    return made


def _note(
    period: Period, authority_unit_id: int, rows: Mapping[int, UnitRow], named: Ratings, paper: Paper, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    after: dict[str, Any] = {
        "number": paper.number, "on": paper.on.isoformat(), "reading": paper.reading, "rate": paper.rate,
        "units": len(named),
        "ratings": {
            str(rows[pk].sheet.unit_id): _said(level, paper.number, why) for pk, (level, why) in named.items()
        },
    }  # fmt: skip
    record(
        tag="evaluations:units:decided", by=by, at=at, subject=("period", period.pk), unit_id=authority_unit_id,
        after=after, reason=paper.reason,
    )  # fmt: skip


def _tell_heads(period: Period, units: list[int], number: str, at: datetime) -> None:
    """The result is notified to the units rated (art. 9.2b), all of them at once."""
    heads = people.heads_of(units, on=timezone.localdate(at))
    year = period.days.lower.year
    tell(
        person_ids=[one.pk for one in heads.values()], kind="evaluations.unit_rated",
        key=f"evaluations.unit_rated:{period.pk}:{number}:{at:%Y%m%d%H%M%S}",
        text=f"Đơn vị của anh/chị đã được xếp loại năm {year} theo quyết định số {number}.",
        text_en=f"Your unit has been rated for {year} by decision no. {number}.",
        link=f"/unit-years/{period.pk}", at=at,
    )  # fmt: skip


def _require_correctable(row: UnitRow, level: str, reason: str, period: Period) -> None:
    if row.rating is None:
        raise DomainError(
            "evaluations.unit.undecided", _("Đơn vị chưa có quyết định. Quyết định cùng các đơn vị khác.")
        )
    if row.rating.rating == level:
        raise DomainError("evaluations.unit.same_level", _("Đơn vị đang ở mức này. Hãy chọn mức khác."), field="level")
    if not reason.strip():
        raise DomainError("decision.reason.missing", _("Thay quyết định phải ghi lý do."), field="reason")
    if _head_decided(row.sheet.unit_id, period):
        message = _("Người đứng đầu đơn vị đã được xếp loại theo mức này. Thay quyết định của người đó trước.")
        raise Conflict("evaluations.unit.head_decided", message)
    if _above_decided(row.sheet.unit_id, period):
        message = _("Đơn vị cấp trên đã được xếp loại. Thay quyết định của đơn vị cấp trên trước.")
        raise Conflict("evaluations.unit.above_decided", message)


def _head_decided(unit_id: int, period: Period) -> bool:
    heads = DecidedRating.objects.filter(sheet__unit=unit_id, sheet__rank=Rank.HEAD, in_force=True)
    return heads.filter(sheet__period__kind=Period.Kind.YEAR, sheet__period__days=period.days).exists()


def _above_decided(unit_id: int, period: Period) -> bool:
    spell = organisation.spell(unit_id, on=period.days.upper - rules.ONE_DAY)
    parent = spell.parent_id if spell else None
    return parent is not None and UnitRating.objects.filter(period=period, unit=parent).exists()
