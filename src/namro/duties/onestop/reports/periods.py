"""The stretch of days a report is about: a month, a quarter, a year, or any two days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.ui.wording import day_text
from namro.duties.onestop.clocks import local
from namro.duties.onestop.selectors.finding import midnight

SHAPE = re.compile(r"^(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?$")
LONGEST = 366 * 5  # days


@dataclass(frozen=True)
class Span:
    """From a day to a day, both in it. `code` is what the address asks with: 2026, 2026-Q4, 2026-11, or two days."""

    first: date
    last: date
    code: str

    def until(self, at: datetime) -> datetime:
        """The moment the report is cut off: the end of its last day, or now."""
        return min(midnight(self.last + timedelta(days=1)), at)

    def day(self, at: datetime) -> date:
        """The day pending dossiers are compared with."""
        return min(self.last, local(at).date())

    @property
    def days(self) -> str:
        return _("từ %(first)s đến %(last)s") % {"first": day_text(self.first), "last": day_text(self.last)}


def span_of(code: str, first: str, last: str, *, on: date) -> Span:
    """What the address asks for; this month where it asks for nothing. Refuses: onestop.report.period."""
    if first or last:
        return _between(first, last)
    found = SHAPE.match(code or f"{on:%Y-%m}")
    if found is None:
        raise DomainError("onestop.report.period", _("Ghi kỳ dạng 2026-11, 2026-Q4 hoặc 2026."))
    year, quarter, month = (int(found[name] or 0) for name in ("year", "quarter", "month"))
    start, length = (month, 1) if month else (quarter * 3 - 2, 3) if quarter else (1, 12)
    return Span(date(year, start, 1), _last_of(year, start + length - 1), found[0])


def _last_of(year: int, month: int) -> date:
    return (date(year, month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _between(first: str, last: str) -> Span:
    try:
        since, until = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as wrong:
        raise DomainError("onestop.report.period", _("Ghi đủ ngày đầu và ngày cuối của kỳ.")) from wrong
    if not timedelta() <= until - since < timedelta(days=LONGEST):
        raise DomainError("onestop.report.period", _("Ngày cuối phải sau ngày đầu, và kỳ không dài quá năm năm."))
    return Span(since, until, "")


def latest(on: date) -> list[str]:
    """Periods to choose from: this year and the last, their quarters so far, the last twelve months."""
    months = [on.replace(day=1)]
    while len(months) < 12:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    quarters = list(dict.fromkeys(f"{one:%Y}-Q{(one.month + 2) // 3}" for one in months))
    return [str(on.year), str(on.year - 1), *quarters, *(f"{one:%Y-%m}" for one in months)]
