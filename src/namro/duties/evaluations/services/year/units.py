"""A year of units: opened, rated by themselves, looked at, verified where there is a signal, decided from the lowest up.

Law: NĐ 335/2025 art. 5 to 9; NĐ 233/2026 art. 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.law.selectors import offered
from namro.base.notify.services import tell
from namro.base.ui.wording import said
from namro.city.people import selectors as people
from namro.city.people.selectors import relations_query
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, UnitRating, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import require_level
from namro.duties.evaluations.rulebook import Rulebook, digest_of, framework_of_units
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_sheets import UnitRow, caps_of, rows_of, unit_sheet_for
from namro.duties.evaluations.services.opening import scope_of
from namro.duties.evaluations.services.steps import user_of
from namro.duties.evaluations.services.year.self_rating import answer, number_of
from namro.duties.evaluations.unit_scoring import OVERRIDES, results_of_units, typed_inputs, units_book

OPEN = """
INSERT INTO evaluations_unitsheet (period_id, unit_id, authority_unit_id, state, version, self_answers, self_level,
    self_report, answers, comment, signal, verified)
SELECT %(period)s, r.unit_id, r.decider_unit_id, 'open', 1, '{{}}'::jsonb, '', '', '{{}}'::jsonb, '', '', ''
FROM ({relations}) r
WHERE r.decider_unit_id IS NOT NULL AND r.decider_unit_id <> r.unit_id
  AND (%(scope)s::bigint[] IS NULL OR r.unit_id = ANY(%(scope)s::bigint[]))
ON CONFLICT (period_id, unit_id) DO NOTHING
"""
Ratings = Mapping[int, tuple[str, str]]


@transaction.atomic
def open_unit_year(*, year: int, people_framework: str, by: Actor, at: datetime, on: date) -> Period:
    """Open the rating of units for a year: one sheet a unit that has a head and an authority above. Safe to repeat.

    Refuses: evaluations.period.not_yours, evaluations.unit.no_framework, evaluations.period.open_already,
    evaluations.framework.not_in_force
    Records: evaluations:units:opened
    """
    scope = scope_of(by, on=on)
    first, until = date(year, 1, 1), date(year + 1, 1, 1)
    framework_id = parameters().unit_framework.get(people_framework)
    if framework_id is None:
        message = _("Khung này không có phần đánh giá tổ chức. Chọn khung khác.")
        raise DomainError("evaluations.unit.no_framework", message, field="framework")
    framework = framework_of_units(framework_id, first_day=first)
    text = offered(framework_id, on=first).text
    period, _made = Period.objects.get_or_create(
        kind=Period.Kind.YEAR, days=DateRange(first, until), framework=framework_id,
        defaults={
            "framework_digest": digest_of(text), "framework_text": text,
            "settings": {"points": dict(framework.settle(None)), "staff_groups": []},
            "opened_at": at, "opened_by_id": by.user_id,
        },
    )  # fmt: skip
    sql = OPEN.format(relations=relations_query("p.rank = 'head'"))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"period": period.pk, "scope": scope, "on": rules.reference_day(on, first, until)})
        opened = cursor.rowcount
    if not opened:
        message = _("Mọi đơn vị của anh/chị đã có phiếu của năm này. Vào trang của năm để xem tiến độ.")
        raise Conflict("evaluations.period.open_already", message, period=period.pk)
    record(
        tag="evaluations:units:opened", by=by, at=at, subject=("period", period.pk),
        after={"units": opened, "framework": framework_id, "digest": period.framework_digest},
    )  # fmt: skip
    return period


def _hold(
    sheet_id: int, needs: Permission, version: int | None, by: Actor, on: date, mine: Mapping[str, Any]
) -> UnitSheet:
    """Refuses: evaluations.not_found, access.denied, evaluations.unit.decided, evaluations.sheet.conflict"""
    sheet = unit_sheet_for(by, sheet_id, on=on, needs=needs, lock=True)
    if sheet.state == UnitSheetState.DECIDED:
        message = _("Đơn vị đã có quyết định xếp loại. Kết quả sai được thay bằng quyết định mới.")
        raise Conflict("evaluations.unit.decided", message)
    if version is not None and sheet.version != version:
        message = _("Có người vừa sửa phiếu này. Hãy so sánh hai bản và chọn giá trị đúng rồi lưu lại.")
        theirs = {"answers": sheet.answers, "self_answers": sheet.self_answers}
        raise Conflict("evaluations.sheet.conflict", message, version=sheet.version, mine=dict(mine), theirs=theirs)
    sheet.version += 1
    return sheet


def _note(action: str, sheet: UnitSheet, by: Actor, at: datetime, before: Any = None, after: Any = None) -> None:
    record(
        tag=f"evaluations:unit:{action}", by=by, at=at, subject=("unit_sheet", sheet.pk), unit_id=sheet.unit_id,
        before=before, after=after,
    )  # fmt: skip


@transaction.atomic
def rate_own_unit(
    *, sheet_id: int, answers: Mapping[str, Any], level: str, report: str, version: int, is_draft: bool = False,
    by: Actor, at: datetime, on: date,
) -> UnitSheet:  # fmt: skip
    """The unit's own rating, by its head or their delegate; a draft hands nothing in.

    Refuses: evaluations.not_found, access.denied, evaluations.unit.decided, evaluations.sheet.conflict,
    evaluations.answer.value, evaluations.self_level.missing, evaluations.rating.unknown, evaluations.unit.report
    Records: evaluations:unit:self_rated
    """
    sheet = _hold(sheet_id, Permission.UNIT_SHEET_SELF, version, by, on, answers)
    book = units_book(sheet.period)
    sheet.self_answers = unit_answers(book, answers)
    if level:
        require_level(book, level)
    if not is_draft:
        if not level:
            raise DomainError("evaluations.self_level.missing", _("Hãy chọn mức tự đề xuất."), field="level")
        if not report.strip():
            raise DomainError("evaluations.unit.report", _("Hãy viết báo cáo tự đánh giá."), field="report")
        sheet.state, sheet.self_at, sheet.self_by_id = UnitSheetState.SELF_RATED, at, by.user_id
    sheet.self_level, sheet.self_report = level, report.strip()
    sheet.save()
    if not is_draft:
        _note("self_rated", sheet, by, at, after={"level": level})
    return sheet


@transaction.atomic
def review_unit(
    *, sheet_id: int, answers: Mapping[str, Any], comment: str, version: int, by: Actor, at: datetime, on: date
) -> UnitSheet:
    """What the authority finds, written by it or by whoever prepares for it; figures that break a rule are refused now.

    Refuses: evaluations.not_found, access.denied, evaluations.unit.decided, evaluations.sheet.conflict,
    evaluations.answer.value, score.…
    Records: evaluations:unit:reviewed
    """
    sheet = _hold(sheet_id, Permission.UNIT_SHEET_REVIEW, version, by, on, answers)
    _require_other(sheet, by, on)
    book, before = units_book(sheet.period), sheet.answers
    sheet.answers = unit_answers(book, answers)
    results_of_units(book, {sheet.pk: sheet.answers}, {})
    sheet.comment, sheet.review_at, sheet.review_by_id = comment.strip(), at, by.user_id
    sheet.save()
    _note("reviewed", sheet, by, at, before={"answers": before}, after={"answers": sheet.answers})
    return sheet


def _require_other(sheet: UnitSheet, by: Actor, on: date) -> None:
    """Refuses: evaluations.unit.own"""
    if sheet.unit_id in reach_of(by, on=on).headed:
        raise NotAllowed("evaluations.unit.own", _("Không ai ghi kết quả cho đơn vị của mình. Để cấp trên làm."))


def unit_answers(book: Rulebook, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, checked: points of criteria within their maximum, counts, choices, given overrides.

    Refuses: evaluations.answer.value
    """
    found: dict[str, Any] = {}
    for row in book.criteria:
        value = given.get(row.code)
        if value in (None, ""):
            continue
        text = number_of(row.title, value, field=row.code)
        if Decimal(text) > row.maximum:
            message = _("Tiêu chí %(code)s nhận từ 0 đến %(maximum)s điểm. Hãy sửa lại.")
            named = {"code": row.code, "maximum": row.maximum}
            raise DomainError("evaluations.answer.value", message % named, field=row.code)
        found[row.code] = text
    for one in typed_inputs(book):
        value = given.get(one.name)
        if value not in (None, ""):
            found[one.name] = answer(one, value)
    known = {one.code for one in book.framework.overrides if one.sql is None}
    codes = [code for code in given.get(OVERRIDES, []) if code in known]
    return {**found, OVERRIDES: codes} if codes else found


@transaction.atomic
def note_signal(*, sheet_id: int, text: str, by: Actor, at: datetime, on: date) -> UnitSheet:
    """A complaint, a report or a sign of disunity about a unit: from then on it is verified before the decision (9.2a).

    Refuses: evaluations.not_found, access.denied, evaluations.unit.decided, evaluations.unit.signal
    Records: evaluations:unit:signal_noted
    """
    sheet = _hold(sheet_id, Permission.UNIT_SHEET_REVIEW, None, by, on, {})
    if not text.strip():
        raise DomainError("evaluations.unit.signal", _("Hãy ghi nội dung đơn thư, phản ánh."), field="signal")
    sheet.signal, sheet.signal_at, sheet.signal_by_id = text.strip(), at, by.user_id
    sheet.verified, sheet.verified_at, sheet.verified_by_id = "", None, None
    sheet.save()
    _note("signal_noted", sheet, by, at, after={"signal": sheet.signal})
    return sheet


@transaction.atomic
def verify_signal(*, sheet_id: int, text: str, by: Actor, at: datetime, on: date) -> UnitSheet:
    """What the verification found.

    Refuses: evaluations.not_found, access.denied, evaluations.unit.decided, evaluations.unit.signal,
    evaluations.unit.verified
    Records: evaluations:unit:signal_verified
    """
    sheet = _hold(sheet_id, Permission.UNIT_SHEET_REVIEW, None, by, on, {})
    _require_other(sheet, by, on)
    if not sheet.signal:
        raise DomainError("evaluations.unit.signal", _("Không có đơn thư, phản ánh nào để xác minh."))
    if not text.strip():
        raise DomainError("evaluations.unit.verified", _("Hãy ghi kết quả kiểm tra, xác minh."), field="verified")
    sheet.verified, sheet.verified_at, sheet.verified_by_id = text.strip(), at, by.user_id
    sheet.save()
    _note("signal_verified", sheet, by, at, after={"verified": sheet.verified})
    return sheet


@transaction.atomic
def decide_units(
    *, period_id: int, authority_unit_id: int, ratings: Ratings, number: str, decided_on: date, quota_reason: str = "",
    by: Actor, at: datetime, on: date,
) -> list[UnitRating]:  # fmt: skip
    """Decide the units named in `ratings` (unit sheet → level, reason) in one act of the authority's head.

    Whoever is named must be ready: lower units decided, self-rated, looked at, any signal verified. A level other than
    the calculated one, or where the law gives none, carries its reason; none is above what the score allows.
    Refuses: access.denied, evaluations.unit.nothing, evaluations.decide.number, evaluations.decide.date,
    evaluations.decide.blocked (details: each unit and what to do), evaluations.decide.over_quota
    Records: evaluations:unit:rated for each, evaluations:units:decided
    """
    if authority_unit_id not in reach_of(by, on=on).headed:
        raise NotAllowed("access.denied", _("Chỉ người đứng đầu cấp có thẩm quyền quyết định xếp loại đơn vị."))
    period = Period.objects.defer("framework_text").get(pk=period_id)
    every = list(
        UnitSheet.objects.select_for_update().filter(period=period, authority_unit=authority_unit_id).order_by("pk")
    )
    rows = {row.sheet.pk: row for row in rows_of(period, every)}
    named = {pk: chosen for pk, chosen in ratings.items() if pk in rows and chosen[0]}
    _require_numbered(named, number, decided_on, period, on)
    book = units_book(period)
    blocked = {pk: why for pk, (level, reason) in named.items() if (why := _why_not(book, rows[pk], level, reason))}
    if blocked:
        message = _("Còn %(count)s đơn vị chưa quyết định được. Xem từng đơn vị bên dưới.") % {"count": len(blocked)}
        raise DomainError("evaluations.decide.blocked", message, blocked=blocked)
    _require_within(book, rows, named, quota_reason)
    return _decided(period, rows, named, number.strip(), decided_on, quota_reason, by, at, authority_unit_id)


def _require_numbered(named: Ratings, number: str, decided_on: date, period: Period, on: date) -> None:
    if not named:
        raise DomainError("evaluations.unit.nothing", _("Chưa chọn mức cho đơn vị nào."))
    if not number.strip():
        raise DomainError("evaluations.decide.number", _("Hãy ghi số quyết định."), field="number")
    if not period.days.lower <= decided_on <= on:
        message = _("Ngày quyết định phải từ đầu kỳ đến hôm nay. Hãy sửa lại ngày.")
        raise DomainError("evaluations.decide.date", message, field="decided_on")


def _why_not(book: Rulebook, row: UnitRow, level: str, reason: str) -> list[tuple[str, str]]:
    """What forbids this level for this unit now."""
    if row.sheet.state == UnitSheetState.DECIDED:
        return [("evaluations.unit.decided", _("Đơn vị đã có quyết định."))]
    if row.lacks:
        return list(row.lacks)
    if level not in book.band_codes:
        return [("evaluations.rating.unknown", _("Không có mức này trong khung."))]
    calculated = row.result.level
    if calculated and book.band_codes.index(level) < book.band_codes.index(calculated):
        return [("decision.above_level", _("Không quyết định cao hơn mức tính được; muốn sửa thì ghi lại kết quả."))]
    if level != calculated and not reason.strip():
        return [("decision.reason.missing", _("Mức quyết định khác mức tính được: ghi lý do."))]
    return []


def _require_within(book: Rulebook, rows: Mapping[int, UnitRow], named: Ratings, quota_reason: str) -> None:
    """The cap among the authority's units, those decided before included. Refuses: evaluations.decide.over_quota"""
    levels = {pk: row.rating.rating if row.rating else "" for pk, row in rows.items()}
    levels |= {pk: level for pk, (level, _reason) in named.items()}
    over = [cap for cap in caps_of(book, levels) if cap.chosen and cap.over and cap.scope == "unit"]
    if over and not quota_reason.strip():
        message = _("Vượt tỷ lệ %(top)s: %(n)s đơn vị, tối đa %(cap)s. Hạ mức và nêu lý do, hoặc ghi căn cứ được vượt.")
        named_values = {"top": book.rating_title(book.top_band), "n": over[0].candidates, "cap": over[0].cap}
        raise DomainError("evaluations.decide.over_quota", message % named_values, field="quota_reason")


def _decided(
    period: Period, rows: Mapping[int, UnitRow], named: Ratings, number: str, decided_on: date, quota_reason: str,
    by: Actor, at: datetime, authority_unit_id: int,
) -> list[UnitRating]:  # fmt: skip
    made = UnitRating.objects.bulk_create([
        UnitRating(period=period, unit_id=rows[pk].sheet.unit_id, rating=level, reason=reason.strip(), number=number,
                   on=decided_on, at=at, by_id=user_of(by))
        for pk, (level, reason) in named.items()
    ])  # fmt: skip
    UnitSheet.objects.filter(pk__in=list(named)).update(state=UnitSheetState.DECIDED)
    for pk, (level, reason) in named.items():
        _note("rated", rows[pk].sheet, by, at, after={"rating": level, "number": number, "reason": reason.strip()})
    record(
        tag="evaluations:units:decided", by=by, at=at, subject=("period", period.pk), unit_id=authority_unit_id,
        after={"number": number, "on": decided_on.isoformat(), "units": len(made)}, reason=quota_reason.strip(),
    )  # fmt: skip
    _tell_heads(period, rows, named, at)
    return made


def _tell_heads(period: Period, rows: Mapping[int, UnitRow], named: Ratings, at: datetime) -> None:
    """The result is notified to the unit rated (art. 9.2b)."""
    units = [rows[pk].sheet.unit_id for pk in named]
    heads = people.heads_of(units, on=timezone.localdate(at))
    year = period.days.lower.year
    for pk in named:
        head = heads.get(rows[pk].sheet.unit_id)
        tell(
            person_ids=[head.pk] if head else [], kind="evaluations.unit_rated", key=f"evaluations.unit_rated:{pk}",
            text=f"{rows[pk].name} đã được xếp loại năm {year}.", text_en=f"{rows[pk].name} has been rated for {year}.",
            link=f"/unit-years/{period.pk}/units/{pk}", at=at,
        )  # fmt: skip


def override_titles(book: Rulebook) -> list[tuple[str, str]]:
    """What may be ticked as concluded by a competent authority, whatever the score."""
    return [(one.code, said(one.rule.title)) for one in book.framework.overrides if one.sql is None]
