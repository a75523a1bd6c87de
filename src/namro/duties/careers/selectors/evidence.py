"""What a reappointment rests on: the years of the term, what hinders the review, and its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Value
from django.utils.translation import gettext as _

from namro.base.law.calendars import standard_calendar
from namro.city.facts import selectors as facts
from namro.city.facts.models import RatedKind, Rating
from namro.city.organisation import selectors as organisation
from namro.city.people.models import Leave, LeaveKind, Posting
from namro.duties.careers.models import DisciplineDecision, Term
from namro.duties.careers.parameters import parameters
from namro.duties.careers.rules.days import first_of, months_after
from namro.duties.careers.rules.terms import Verdict, years_asked
from namro.engine.workdays import OutsideCalendar

ONE_DAY = timedelta(days=1)
LONG_MONTHS = 3
DISCIPLINE = "discipline"


@dataclass(frozen=True)
class YearOf:
    """One year of a term: what it came to, the rating behind it, and what is to be said about it."""

    year: int
    verdict: Verdict
    rating: Rating | None
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """As a decision keeps it."""
        return {"year": self.year, "verdict": self.verdict.value, "rating": self.rating and self.rating.pk}


def years_of(term: Term, *, on: date) -> list[YearOf]:
    """The year ratings of a term, newest last, as they are in force: two queries, more only where a rating is of another unit."""
    first, until = term.valid.lower, term.valid.upper
    years = years_asked(first, until, least_months=parameters().least_months)
    found = facts.ratings_of([term.person_id], kind=RatedKind.YEAR).get(term.person_id, [])
    by_year = {one.valid.lower.year: one for one in found if one.is_main}
    held = list(Posting.objects.filter(person=term.person_id).order_by("pk"))
    return [_year(year, by_year.get(year), held, on) for year in years]


def _year(year: int, rating: Rating | None, held: list[Posting], on: date) -> YearOf:
    if rating is not None and not _is_theirs(rating, held, year):
        return YearOf(year, Verdict.MISSING, rating, _("Kết quả ghi cho đơn vị người này không công tác trong năm đó."))
    if rating is not None and not rating.level:
        return YearOf(year, Verdict.NOT_RATED, rating, rating.reason)
    if rating is not None:
        return YearOf(year, Verdict.FAILED if rating.is_failing else Verdict.DONE, rating)
    if on < first_of(year + 1):
        return YearOf(year, Verdict.PENDING, None, _("Năm chưa kết thúc."))
    return YearOf(year, Verdict.MISSING, None, _("Chưa có kết quả xếp loại năm được công bố."))


def _is_theirs(rating: Rating, held: list[Posting], year: int) -> bool:
    """Whether the rating is of a unit the person was posted in that year, or of one above it."""
    first, until = first_of(year), first_of(year + 1)
    there = [one for one in held if one.valid.lower < until and (one.valid.upper is None or one.valid.upper > first)]
    if any(one.unit_id == rating.unit_id for one in there):
        return True
    above = (organisation.path(one.unit_id, on=max(first, one.valid.lower)) for one in there)
    return any(unit.unit_id == rating.unit_id for path in above for unit in path)


# What hinders ----------------------------------------------------------------------------------------------------
def hindrances(person_id: int, *, on: date) -> list[str]:
    """Why a reappointment is not considered on a day, in one query: discipline in effect, maternity, long illness or absence."""
    live = DisciplineDecision.objects.filter(person=person_id, withdrawn_at=None, effective_on__lte=on, until__gt=on)
    away = Leave.objects.filter(person=person_id, valid__contains=on)
    rows = live.values_list(Value(DISCIPLINE), "number", "effective_on", "until").union(
        away.values_list(Value("leave"), "kind", "valid__startswith", "valid__endswith"), all=True
    )
    found = sorted(rows, key=lambda one: (one[0] != DISCIPLINE, one[2]))
    return [text for what, said, first, until in found if (text := _hindrance(what, said, first, until))]


def _hindrance(what: str, said: str, first: date, until: date | None) -> str:
    if what == DISCIPLINE:
        return _("Đang thi hành kỷ luật theo Quyết định số %(number)s.") % {"number": said}
    is_long = until is None or until >= months_after(first, LONG_MONTHS)
    if said == LeaveKind.MATERNITY or is_long:
        return _("Đang nghỉ: %(kind)s.") % {"kind": str(LeaveKind(said).label).lower()}
    return ""


# The calendar ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Due:
    """The last day of the notice and of the decision."""

    notice: date
    decision: date


def due_of(term: Term) -> Due:
    """Notice so many days before the end, decision so many working days before; beyond the calendar, days as they are."""
    rule, until = parameters().calendar, term.valid.upper
    try:
        decision = standard_calendar().add_working_days(until, -rule.decision_working_days)
    except OutsideCalendar:
        decision = until - timedelta(days=rule.decision_working_days)
    return Due(until - timedelta(days=rule.notice_days), decision)
