"""The decider's page: calculated, band, eligibility, proposed and decided side by side, and the quota under every reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import rules
from namro.duties.evaluations.decision_rules import Verdict, judge
from namro.duties.evaluations.models import DecidedRating, Decision, Period, Round, Sheet, SheetState, UnitRating
from namro.duties.evaluations.quota_fit import Candidate, Cap, Fit, count_caps, what_fits
from namro.duties.evaluations.results import Result, results_of_round
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook, rulebook_of
from namro.duties.evaluations.selectors.meetings import lacking, unreviewed_text
from namro.duties.evaluations.selectors.standing import PUBLISHED_STEPS


@dataclass(frozen=True)
class BoardRow:
    """One sheet as the decider sees it. `standing`: "", "beyond" or "tied" against the signed reading of the quota."""

    sheet: Sheet
    result: Result
    unit_name: str
    verdict: Verdict  # what it would be decided as now
    decided: DecidedRating | None
    unit_rating: str  # of the organisation a head heads; empty when it has none yet
    standing: str

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        return () if self.decided else self.verdict.blocks


@dataclass(frozen=True)
class QuotaTable:
    """Caps per unit and similar-task group under every reading, at the signed rate; nobody is moved."""

    reading: str
    rate: str
    caps: list[Cap]
    fit: Fit

    @property
    def over(self) -> list[Cap]:
        """What is over under the signed reading."""
        return [cap for cap in self.caps if cap.chosen and cap.over]


@dataclass(frozen=True)
class Board:
    """A round before and after its decision."""

    round: Round
    name: str  # of the unit whose head decides
    book: Rulebook
    rows: list[BoardRow]
    quota: QuotaTable
    decisions: list[Decision]

    @property
    def blocked(self) -> list[BoardRow]:
        return [row for row in self.rows if row.blocks]

    @property
    def is_decided(self) -> bool:
        return any(row.sheet.state == SheetState.DECIDED for row in self.rows)


def board(round_: Round) -> Board:
    """Everything of a round the decider needs: five queries, whatever the size of the city."""
    book = rulebook_of(round_.period)
    is_year = round_.period.kind == Period.Kind.YEAR
    of_span = {"period__kind": Period.Kind.YEAR, "period__days": round_.period.days}
    rated = UnitRating.objects.filter(**(of_span if is_year else {"period": round_.period_id}), unit=OuterRef("unit"))
    rating = rated.order_by("pk").values("rating")[:1]
    sheets = list(
        Sheet.objects.filter(round=round_)
        .select_related("person", "posting")
        .annotate(rating_of_unit=Subquery(rating))
        .order_by("unit_id", "person__sort_key", "pk")
    )
    settled = round_.step in PUBLISHED_STEPS or any(one.state == SheetState.DECIDED for one in sheets)
    results = results_of_round(round_, settled=settled)
    decided, decisions = _decided(round_) if settled else ({}, [])
    units = {round_.unit_id, *(one.unit_id for one in sheets)}
    names = organisation.name_of(units, on=round_.period.days.upper - rules.ONE_DAY)
    unit_ratings = {one.unit_id: one.rating_of_unit for one in sheets if one.rank == "head" and one.rating_of_unit}
    lacks = {} if settled else lacking(round_.period, sheets)
    unreviewed = unreviewed_text(round_.period)
    verdicts = {
        one.pk: judge(book, one, results.get(one.pk), None, unit_ratings, lacks.get(one.pk, ()), unreviewed)
        for one in sheets
    }
    quota = _quota(round_, book, sheets, results, decided, verdicts)
    rows = [
        BoardRow(
            sheet=one,
            result=results[one.pk],
            unit_name=names.get(one.unit_id, ""),
            verdict=verdicts[one.pk],
            decided=decided.get(one.pk),
            unit_rating=unit_ratings.get(one.unit_id, "") if one.rank == "head" else "",
            standing=_standing(one.pk, quota.fit),
        )
        for one in sheets
        if one.pk in results
    ]
    return Board(round_, names.get(round_.unit_id, ""), book, rows, quota, decisions)


def _decided(round_: Round) -> tuple[dict[int, DecidedRating], list[Decision]]:
    """Ratings in force by sheet, and every decision taken on the round, the latest first: two queries."""
    ratings = DecidedRating.objects.filter(sheet__round=round_, in_force=True).select_related("decision").order_by("pk")
    return {one.sheet_id: one for one in ratings}, list(
        round_.decisions.select_related("signer", "replaces").order_by("-at")
    )


def _standing(sheet_id: int, fit: Fit) -> str:
    if sheet_id in fit.beyond:
        return "beyond"
    return "tied" if sheet_id in fit.tied else ""


def quota_table(round_: Round) -> QuotaTable:
    """The caps of a round as its ratings stand: decided, proposed, or calculated where neither."""
    return board(round_).quota


def _quota(
    round_: Round, book: Rulebook, sheets: Sequence[Sheet], results: dict[int, Result], decided: dict[int, DecidedRating],
    verdicts: dict[int, Verdict],
) -> QuotaTable:  # fmt: skip
    reading = round_.quota_reading or book.settings.get("quota_reading", "")
    rate = round_.quota_rate or book.settings.get("quota_ratio", "")
    people = []
    for one in sheets:
        result = results.get(one.pk)
        rating = decided[one.pk].rating if one.pk in decided else verdicts[one.pk].rating
        level = "" if rating in ("", NOT_RATED) or result is None or not result.level else rating
        people.append(Candidate(one.pk, one.task_group, level, result.total if result else None))
    caps = count_caps(book, people, reading=reading, rate=rate)
    return QuotaTable(reading, rate, caps, what_fits(book, people, reading=reading, rate=rate))
