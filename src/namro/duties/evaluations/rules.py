"""Decisions on plain values: deadlines, the days of a period, who may do which step on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from namro.base.errors import Conflict, DomainError
from namro.duties.evaluations.models import Period, Sheet, SheetState, Step
from namro.engine.workdays import Calendar

ONE_DAY = timedelta(days=1)
MONTHS_OF_AUTUMN = 7  # a limit dated before July belongs to the year after
MONTHS = {Period.Kind.MONTH: 1, Period.Kind.QUARTER: 3, Period.Kind.YEAR: 12}
STEP_ORDER = [Step.SELF_SCORE, Step.REVIEW, Step.DECIDE, Step.PUBLISHED, Step.CLOSED]


@dataclass(frozen=True)
class Deadlines:
    """By when each step of a round should be done."""

    self_score_by: date
    review_by: date
    decide_by: date
    publish_by: date

    def as_text(self) -> dict[str, str]:
        return {key: value.isoformat() for key, value in asdict(self).items()}


def month_after(day: date, months: int) -> date:
    """First day of the month that many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def period_days(kind: str, first_day: date) -> tuple[date, date]:
    """First day, and the day after the last, of the month, quarter or year.

    Refuses: evaluations.period.kind, evaluations.period.first_day
    """
    if kind not in MONTHS:
        raise DomainError("evaluations.period.kind", _("Chọn kỳ là tháng, quý hoặc năm."), field="kind")
    if first_day.day != 1 or (first_day.month - 1) % MONTHS[Period.Kind(kind)]:
        message = _("Kỳ phải bắt đầu vào ngày đầu tháng (đầu quý với kỳ quý, đầu năm với kỳ năm). Hãy chọn lại.")
        raise DomainError("evaluations.period.first_day", message, field="first_day")
    return first_day, month_after(first_day, MONTHS[Period.Kind(kind)])


def months_of(first: date, until: date) -> list[date]:
    """First days of the months a period covers."""
    count = (until.year - first.year) * 12 + until.month - first.month
    return [month_after(first, step) for step in range(count)]


def default_deadlines(until: date, days: Mapping[str, int], calendar: Calendar) -> Deadlines:
    """Deadlines counted in working days from the last day of the period."""
    last = until - ONE_DAY
    found = [calendar.add_working_days(last, days[step]) for step in ("self_score", "review", "decide", "publish")]
    return Deadlines(*found)


def year_deadlines(year: int, before: tuple[int, int], days: Mapping[str, int], calendar: Calendar) -> Deadlines:
    """Deadlines of a year's rating, counted back in working days from the day it must be done before (art. 9.1, 19.2)."""
    day = date(year, *before)
    if before[0] < MONTHS_OF_AUTUMN:
        day = date(year + 1, *before)
    last = day - ONE_DAY
    found = [calendar.add_working_days(last, days[step]) for step in ("self_score", "review", "decide", "publish")]
    return Deadlines(*found)


def check_deadlines(deadlines: Deadlines, *, first: date, until: date, latest: int) -> None:
    """Refuses: evaluations.deadline.order, evaluations.deadline.outside"""
    days = [deadlines.self_score_by, deadlines.review_by, deadlines.decide_by, deadlines.publish_by]
    if days != sorted(days):
        message = _("Các hạn phải theo thứ tự: tự chấm, cấp trên chấm, quyết định, công bố. Hãy sửa lại ngày.")
        raise DomainError("evaluations.deadline.order", message, field="deadlines")
    last = until - ONE_DAY + timedelta(days=latest)
    if days[0] < first or days[-1] > last:
        named = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        message = _("Hạn phải nằm trong khoảng %(first)s đến %(last)s. Hãy sửa lại ngày.") % named
        raise DomainError("evaluations.deadline.outside", message, field="deadlines")


def reference_day(at: date, first: date, until: date) -> date:
    """The day whose relations a period opened on `at` is built from: that day, kept inside the period."""
    return min(max(at, first), until - ONE_DAY)


def require_self_open(sheet: Sheet) -> None:
    """A self-score may be written until the reviewer has scored. Refuses: evaluations.self.closed"""
    _require_rated(sheet)
    if sheet.state not in (SheetState.OPEN, SheetState.SELF_SCORED, SheetState.FORWARDED):
        message = _("Cấp trên đã chấm phiếu này. Muốn sửa phần tự chấm, đề nghị người chấm trả lại phiếu.")
        raise DomainError("evaluations.self.closed", message)


def require_reviewable(sheet: Sheet) -> None:
    """Refuses: evaluations.review.no_self, evaluations.review.decided"""
    _require_rated(sheet)
    if sheet.state == SheetState.OPEN:
        message = _("Người này chưa tự chấm. Đợi tự chấm, hoặc chuyển phiếu lên khi quá hạn.")
        raise DomainError("evaluations.review.no_self", message)
    if sheet.state == SheetState.DECIDED:
        message = _("Phiếu đã có quyết định. Muốn sửa, người quyết định phải mở lại bước chấm và nêu lý do.")
        raise DomainError("evaluations.review.decided", message)


def _require_rated(sheet: Sheet) -> None:
    if sheet.not_rated:
        message = _("Phiếu này không xếp loại trong kỳ (%(why)s), nên không chấm điểm.")
        raise DomainError("evaluations.sheet.not_rated", message % {"why": sheet.get_not_rated_display()})


def require_version(sheet: Sheet, version: int, *, mine: Mapping[str, object], theirs: Mapping[str, object]) -> None:
    """Two editors: the second is told what the first wrote, and keeps what they wrote. Refuses: evaluations.sheet.conflict"""
    if sheet.version != version:
        message = _("Có người vừa sửa phiếu này. Hãy so sánh hai bản và chọn giá trị đúng rồi lưu lại.")
        raise Conflict(
            "evaluations.sheet.conflict", message, version=sheet.version, mine=dict(mine), theirs=dict(theirs)
        )
