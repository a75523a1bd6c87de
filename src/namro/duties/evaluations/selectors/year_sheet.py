"""A sheet of a year as its page shows it: the months, the opinions, what is still to come, what was decided and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.base.access.rules import Actor
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Person
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import (
    AdvisoryScore,
    CommitteeOpinion,
    DecidedRating,
    MeetingOpinion,
    Petition,
    Sheet,
    TransferRecord,
)
from namro.duties.evaluations.parameters import YearSteps, parameters
from namro.duties.evaluations.results import Result, results_of_sheets
from namro.duties.evaluations.rulebook import Rulebook, rulebook_of
from namro.duties.evaluations.selectors.meetings import Lacking, lacking
from namro.duties.evaluations.selectors.person import decisions_of
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS, reach_of
from namro.duties.evaluations.selectors.unit_levels import unit_levels
from namro.duties.evaluations.selectors.year import YearOf, year_for
from namro.duties.evaluations.yearly import LEADER_RANKS


@dataclass(frozen=True)
class YearSheet:
    """Everything the page of a year's sheet says."""

    sheet: Sheet
    book: Rulebook
    steps: YearSteps
    result: Result
    year: YearOf | None  # None under a law that asks for conditions, not months
    lacks: Lacking
    unit_level: str  # of the unit its person heads, for the same year
    reviewer: Person | None
    decider: Person | None
    unit_names: dict[int, str]
    minuted: list[MeetingOpinion]
    committee: list[CommitteeOpinion]
    advice: list[AdvisoryScore]
    transfers: list[TransferRecord]
    old_units: dict[int, str]  # where else they earned results this year, and nobody sent them yet
    decided: DecidedRating | None  # only once published
    replaced: list[DecidedRating]
    petitions: list[Petition]

    @property
    def may_petition(self) -> bool:
        return self.sheet.round.step == "published" and all(one.answered_at for one in self.petitions)


def year_sheet(actor: Actor, sheet: Sheet, *, on: date) -> YearSheet:
    """One year's sheet, from `sheet_for`: some fifteen queries, whatever the size of the city."""
    book = rulebook_of(sheet.period)
    is_public, leads = sheet.round.step in PUBLISHED_STEPS, sheet.rank in LEADER_RANKS
    decided = decisions_of(sheet) if is_public else []
    transfers = list(sheet.transfer_records.select_related("by__person").order_by("at"))
    units = [unit for unit in (sheet.reviewer_unit_id, sheet.round.unit_id) if unit is not None]
    heads = people.heads_of(units, on=on)
    wanted = [*units, sheet.unit_id, *(one.unit_id for one in transfers)]
    year = year_for(sheet, reach_of(actor, on=on), also=wanted) if book.is_rolled_up else None
    names = year.units if year else organisation.name_of(wanted, on=sheet.period.days.upper - rules.ONE_DAY)
    petitions = sheet.petitions.select_related("handler", "decision").order_by("-filed_at")
    return YearSheet(
        sheet=sheet,
        book=book,
        steps=parameters().steps_of_year(sheet.period.framework),
        result=results_of_sheets([sheet])[sheet.pk],
        year=year,
        lacks=() if is_public else lacking(sheet.period, [sheet]).get(sheet.pk, ()),
        unit_level=unit_levels(sheet.period, [sheet.unit_id]).get(sheet.unit_id, "") if sheet.rank == "head" else "",
        reviewer=heads.get(sheet.reviewer_unit_id or 0),
        decider=heads.get(sheet.round.unit_id),
        unit_names=names,
        minuted=list(
            sheet.meeting_opinions.filter(meeting__adopted_at__isnull=False).select_related("meeting").order_by("-pk")
        )
        if sheet.review_at
        else [],
        committee=list(sheet.committee_opinions.order_by("-at")) if leads else [],
        advice=list(sheet.advisory_scores.select_related("giver").order_by("-at")) if leads else [],
        transfers=transfers,
        old_units=_old_units(sheet, year, transfers),
        decided=next((one for one in decided if one.in_force), None),
        replaced=[one for one in decided if not one.in_force],
        petitions=list(petitions) if is_public else [],
    )


def _old_units(sheet: Sheet, year: YearOf | None, sent: list[TransferRecord]) -> dict[int, str]:
    if year is None:
        return {}
    done = {sheet.unit_id, *(one.unit_id for one in sent)}
    earned = {one.unit_id for entry in year.found.entries for one in entry.sheets if one.total is not None}
    return {unit: year.units.get(unit, "") for unit in sorted(earned - done)}
