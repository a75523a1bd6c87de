"""A year of units: opened, rated by themselves, looked at, verified where there is a signal; `unit_decisions` decides.

Law: NĐ 335/2025 art. 5 to 9; NĐ 233/2026 art. 5 to 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.base.law.selectors import offered
from namro.base.ui.wording import number_text, said
from namro.city.people.selectors import relations_query
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Period, UnitSheet, UnitSheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.results import require_level
from namro.duties.evaluations.rulebook import Rulebook, digest_of, framework_of_units
from namro.duties.evaluations.selectors.standing import reach_of
from namro.duties.evaluations.selectors.unit_sheets import unit_sheet_for
from namro.duties.evaluations.services.opening import scope_of
from namro.duties.evaluations.services.year.self_rating import answer, number_of
from namro.duties.evaluations.unit_scoring import OVERRIDES, results_of_units, typed_inputs, units_book

# Under whom a unit stands is who decides its head; where nobody heads it, who would. Which decree rates it follows from
# its kind; a division is what the agency above it is.
OPEN = """
WITH RECURSIVE vacant AS (
    SELECT s.unit_id, s.parent_id, s.role FROM organisation_unitspell s
    WHERE s.valid @> %(on)s::date
      AND EXISTS (SELECT 1 FROM people_posting p WHERE p.unit_id = s.unit_id AND p.valid @> %(on)s::date)
      AND NOT EXISTS (SELECT 1 FROM people_posting p
          WHERE p.unit_id = s.unit_id AND p.rank = 'head' AND p.valid @> %(on)s::date)
), climb AS (
    SELECT unit_id, role, parent_id AS above, 1 AS height FROM vacant
    UNION ALL
    SELECT c.unit_id, c.role, s.parent_id, c.height + 1
    FROM climb c JOIN organisation_unitspell s ON s.unit_id = c.above AND s.valid @> %(on)s::date
), found AS (
    SELECT r.unit_id, r.decider_unit_id AS above FROM ({relations}) r
    UNION ALL
    (SELECT DISTINCT ON (c.unit_id) c.unit_id, c.above
    FROM climb c JOIN organisation_unitspell s ON s.unit_id = c.above AND s.valid @> %(on)s::date
    WHERE s.role = 'managing' OR (s.role = 'using' AND c.role = 'direct') ORDER BY c.unit_id, c.height)
)
INSERT INTO evaluations_unitsheet (period_id, unit_id, authority_unit_id, state, version, self_answers, self_level,
    self_report, answers, comment, signal, verified)
SELECT %(period)s, f.unit_id, f.above, 'open', 1, '{{}}'::jsonb, '', '', '{{}}'::jsonb, '', '', ''
FROM found f
JOIN organisation_unitspell own ON own.unit_id = f.unit_id AND own.valid @> %(on)s::date
JOIN organisation_unitspell over ON over.unit_id = f.above AND over.valid @> %(on)s::date
WHERE f.above <> f.unit_id
  AND CASE WHEN own.kind IN ('division', 'other') THEN over.kind ELSE own.kind END = ANY(%(kinds)s::text[])
  AND (%(scope)s::bigint[] IS NULL OR f.unit_id = ANY(%(scope)s::bigint[]))
ON CONFLICT (period_id, unit_id) DO NOTHING
"""


@transaction.atomic
def open_unit_year(*, year: int, people_framework: str, by: Actor, at: datetime, on: date) -> Period:
    """Open the rating of units for a year: one sheet a unit that has staff, an authority above and is rated by that
    decree. Asked again, it adds the units that have come since.

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
    day = rules.reference_day(
        on, first, until
    )  # a law of the middle of the year rates the year: it is rated at its end
    framework = framework_of_units(framework_id, on=day)
    text = offered(framework_id, on=day).text
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
        kinds = list(parameters().unit_kinds[framework_id])
        cursor.execute(sql, {"period": period.pk, "scope": scope, "on": day, "kinds": kinds})
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
    """The unit's own rating, by its head or their delegate. A draft hands nothing in, and takes back what was; whatever
    the authority had found is to be looked at again.

    Refuses: evaluations.not_found, access.denied, evaluations.unit.decided, evaluations.sheet.conflict,
    evaluations.answer.value, evaluations.self_level.missing, evaluations.rating.unknown, evaluations.unit.report
    Records: evaluations:unit:self_rated; evaluations:unit:self_withdrawn (a draft after handing in)
    """
    sheet = _hold(sheet_id, Permission.UNIT_SHEET_SELF, version, by, on, answers)
    book = units_book(sheet.period)
    sheet.self_answers = unit_answers(book, answers)
    if level:
        require_level(book, level)
    if not is_draft:
        _require_whole(level, report)
    was, sheet.self_level, sheet.self_report = sheet.state, level, report.strip()
    _hand_in(sheet, is_draft, by, at)
    sheet.save()
    if not is_draft:
        _note("self_rated", sheet, by, at, after={"level": level, "answers": sheet.self_answers})
    elif was == UnitSheetState.SELF_RATED:
        _note("self_withdrawn", sheet, by, at)
    return sheet


def _require_whole(level: str, report: str) -> None:
    if not level:
        raise DomainError("evaluations.self_level.missing", _("Hãy chọn mức tự đề xuất."), field="level")
    if not report.strip():
        raise DomainError("evaluations.unit.report", _("Hãy viết báo cáo tự đánh giá."), field="report")


def _hand_in(sheet: UnitSheet, is_draft: bool, by: Actor, at: datetime) -> None:
    sheet.review_at, sheet.review_by_id = None, None
    if is_draft:
        sheet.state, sheet.self_at, sheet.self_by_id = UnitSheetState.OPEN, None, None
    else:
        sheet.state, sheet.self_at, sheet.self_by_id = UnitSheetState.SELF_RATED, at, by.user_id


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
            named = {"code": row.code, "maximum": number_text(row.maximum)}
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


def override_titles(book: Rulebook) -> list[tuple[str, str]]:
    """What may be ticked as concluded by a competent authority, whatever the score."""
    return [(one.code, said(one.rule.title)) for one in book.framework.overrides if one.sql is None]
