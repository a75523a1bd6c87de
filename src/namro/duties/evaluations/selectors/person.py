"""A person's own months: what was given, what was decided and why, who scores, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.base.law.calendars import standard_calendar
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Leave, Person
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import DecidedRating, Petition, Reopening, Sheet, SheetState
from namro.duties.evaluations.parameters import parameters
from namro.duties.evaluations.selectors.scores import LiveScore, live_score
from namro.duties.evaluations.selectors.standing import HEAVY, PUBLISHED_STEPS


@dataclass(frozen=True)
class Attendance:
    """How much of the period this sheet covers: working days posted, on leave, and worked."""

    working_days: int
    away: int

    @property
    def worked(self) -> int:
        return self.working_days - self.away

    @property
    def is_short(self) -> bool:
        return self.worked < parameters().short_days


@dataclass(frozen=True)
class MyMonth:
    """Everything the person's page says about one sheet."""

    sheet: Sheet
    score: LiveScore
    reviewer: Person | None  # who heads the scoring unit today; None is a vacancy
    decider: Person | None
    unit_names: dict[int, str]
    decided: DecidedRating | None  # only once published
    replaced: list[DecidedRating]
    petitions: list[Petition]
    reopenings: list[Reopening]  # of a sheet that is open again
    attendance: Attendance
    may_petition: bool


def my_sheets(person_id: int) -> list[Sheet]:
    """All sheets of a person, newest first, with period, round, score and the rating in force once published."""
    rows = (
        Sheet.objects.filter(person=person_id)
        .select_related("period", "round", "score", "unit", "person", "posting")
        .defer(HEAVY)
    )
    sheets = list(rows.order_by("-period__days", "pk"))
    shown = [one.pk for one in sheets if one.round.step in PUBLISHED_STEPS]
    ratings = DecidedRating.objects.filter(sheet__in=shown, in_force=True).select_related("decision").order_by("pk")
    found = {row.sheet_id: row for row in ratings}
    for one in sheets:
        one.rating_in_force = found.get(one.pk)  # type: ignore[attr-defined]
    return sheets


def my_month(sheet: Sheet, *, on: date) -> MyMonth:
    """One sheet as its person sees it; the sheet comes from `sheet_for`."""
    units = [unit for unit in (sheet.reviewer_unit_id, sheet.round.unit_id) if unit is not None]
    heads = people.heads_of(units, on=on)
    published = sheet.round.step in PUBLISHED_STEPS
    decided = decisions_of(sheet) if published else []
    filed = sheet.petitions.select_related("handler", "decision").order_by("-filed_at")
    petitions = list(filed) if published else []  # there is nothing to dispute before
    return MyMonth(
        sheet=sheet,
        score=live_score(sheet),
        reviewer=heads.get(sheet.reviewer_unit_id or 0),
        decider=heads.get(sheet.round.unit_id),
        unit_names=organisation.name_of([*units, sheet.unit_id], on=sheet.period.days.upper - rules.ONE_DAY),
        decided=next((one for one in decided if one.in_force), None),
        replaced=[one for one in decided if not one.in_force],
        petitions=petitions,
        reopenings=_reopenings(sheet),
        attendance=attendance(sheet),
        may_petition=sheet.round.step == "published" and all(one.answered_at for one in petitions),
    )


def _reopenings(sheet: Sheet) -> list[Reopening]:
    """Why a sheet handed in is open again; any other sheet is not asked about."""
    was_sent = sheet.state == SheetState.OPEN and sheet.self_points is not None
    return list(sheet.reopenings.order_by("-at")) if was_sent else []


def decisions_of(sheet: Sheet) -> list[DecidedRating]:
    """Ratings of a published sheet; those revoked before publication were never anybody's result."""
    rows = list(sheet.decided.select_related("decision__signer").order_by("-pk"))
    replaced = {one.decision.replaces_id for one in rows}
    return [one for one in rows if one.in_force or one.decision_id in replaced]


def attendance(sheet: Sheet) -> Attendance:
    """Working days of the sheet's part of the period, and how many of them were leave: one query."""
    calendar = standard_calendar()
    first, last = sheet.days.lower, sheet.days.upper - rules.ONE_DAY
    away = 0
    for leave in Leave.objects.filter(person=sheet.person_id, valid__overlap=sheet.days).order_by("pk"):
        start = max(leave.valid.lower, first)
        end = last if leave.valid.upper is None else min(leave.valid.upper - rules.ONE_DAY, last)
        away += calendar.working_days_between(start, end)
    return Attendance(calendar.working_days_between(first, last), away)
