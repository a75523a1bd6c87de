"""The year of one person: twelve months (or four quarters), what they come to by law, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from namro.base.access.rules import Actor
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rolling, rules, yearly
from namro.duties.evaluations.models import DecidedRating, Period, Sheet
from namro.duties.evaluations.rolling import PersonYear
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.selectors.standing import (
    PUBLISHED_STEPS,
    Reach,
    loaded,
    reach_of,
    sheet_for,
    visible_part,
)

MONTH = Period.Kind.MONTH.value


@dataclass(frozen=True)
class YearOf:
    """What the page of a person's year shows."""

    sheet: Sheet  # the newest of the year, or the year's own: whoever may read it may read the year
    kind: str  # what the year is made of: months or quarters
    year: int
    book: Rulebook
    found: PersonYear
    units: dict[int, str]
    ratings: dict[int, str]  # the level decided, by sheet
    readable: frozenset[int]  # sheets whose page the reader may open


def year_of_sheet(actor: Actor, sheet_id: int, *, on: date) -> YearOf:
    """The year a sheet lies in, of its person: nine queries at most.

    Who scored somebody early in the year and no longer does is not shown what came after.
    Refuses: evaluations.not_found, access.denied
    """
    asked = loaded(sheet_id)
    if asked.period.kind == Period.Kind.YEAR:
        return year_for(sheet_for(actor, sheet_id, on=on), reach_of(actor, on=on))
    newest = sheet_for(actor, _newest(asked, asked.period.days.lower.year), on=on)
    return year_for(newest, reach_of(actor, on=on))


def year_for(sheet: Sheet, reach: Reach, *, also: Iterable[int] = ()) -> YearOf:
    """The months (or quarters) of a sheet's person in its year, the sheet being one of them or the year's own.

    `also`: units whose names the page needs besides.
    """
    year, book = sheet.period.days.lower.year, rulebook_of(sheet.period)
    kind = yearly.made_of_year(sheet.period.framework, year) if sheet.period.kind != MONTH else MONTH
    (found,) = rolling.years_of([sheet.person_id], year=year, book=book, of=kind)
    sheets = [one for entry in found.entries for one in entry.sheets]
    ids = [one.sheet_id for one in sheets]
    ratings = DecidedRating.objects.filter(
        sheet__in=ids, in_force=True, sheet__round__step__in=PUBLISHED_STEPS
    ).order_by("pk")
    return YearOf(
        sheet=sheet,
        kind=kind,
        year=year,
        book=book,
        found=found,
        units=organisation.name_of(
            {*also, *(one.unit_id for one in sheets)}, on=sheet.period.days.upper - rules.ONE_DAY
        ),
        ratings=dict(ratings.values_list("sheet", "rating")),
        readable=_readable(sheet, reach, ids),
    )


def _readable(sheet: Sheet, reach: Reach, ids: list[int]) -> frozenset[int]:
    """Which of these sheets of one person the reader may open; their own, all of them."""
    if sheet.person_id == reach.actor.person_id:
        return frozenset(ids)
    return frozenset(Sheet.objects.filter(visible_part(reach, ""), pk__in=ids).order_by().values_list("pk", flat=True))


def _newest(asked: Sheet, year: int) -> int:
    same = Sheet.objects.filter(
        person=asked.person_id, period__kind=asked.period.kind, posting__kind="main",
        period__days__contained_by=(date(year, 1, 1), date(year + 1, 1, 1)),
    )  # fmt: skip
    found = same.order_by("-period__days", "-days", "-pk").values_list("pk", flat=True).first()
    return found if found is not None else asked.pk
