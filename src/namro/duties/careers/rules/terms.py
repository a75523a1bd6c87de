"""Terms of office: when they end, what state they are in, whether somebody may be reappointed, and what a vote says.

Law: law/parameters/careers.yaml#term_length, #near_retirement, #term_calendar, #reappointment, #votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from namro.duties.careers.rules.days import months_within, years_after


class TermKind(StrEnum):
    FIRST = "first"
    REAPPOINTMENT = "reappointment"
    EXTENSION = "extension"


class TermState(StrEnum):
    """Where a term stands on a day."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDING = "ending"  # within the window before its end
    REVIEWED = "reviewed"  # the review is open
    REAPPOINTED = "reappointed"
    NOT_REAPPOINTED = "not_reappointed"
    EXTENDED = "extended"
    DEFERRED = "deferred"  # not considered: discipline, abroad, illness, maternity
    EXPIRED = "expired"  # past its end and nobody decided
    ENDED = "ended"  # given up before its end


def term_end(first: date, *, years: int, kind: TermKind, retires_on: date | None) -> date | None:
    """The first day after the term; None for an extension without a day of retirement, which cannot be computed."""
    whole = years_after(first, years)
    if kind == TermKind.EXTENSION:
        return retires_on
    return min(whole, retires_on) if retires_on else whole


def may_extend(first: date, retires_on: date, *, below_years: int) -> bool:
    """Whether so little is left to retirement that a term is extended instead of a reappointment."""
    return first < retires_on < years_after(first, below_years)


@dataclass(frozen=True)
class Standing:
    """What the state of a term follows from."""

    first: date
    until: date
    outcome: str = ""  # of the review, where it was decided
    is_open: bool = False  # a review is open
    ended_on: date | None = None  # the posting was given up


def state_of(term: Standing, on: date, *, window_days: int) -> TermState:
    """What the board says of a term on a day."""
    if term.outcome:
        return TermState(term.outcome)
    if term.ended_on is not None and term.ended_on < term.until and term.ended_on <= on:
        return TermState.ENDED
    if on >= term.until:
        return TermState.EXPIRED
    if term.is_open:
        return TermState.REVIEWED
    if on < term.first:
        return TermState.PLANNED
    return TermState.ENDING if on >= term.until - timedelta(days=window_days) else TermState.RUNNING


# Evidence --------------------------------------------------------------------------------------------------------
class Verdict(StrEnum):
    """What a year says for a reappointment."""

    DONE = "done"
    FAILED = "failed"
    NOT_RATED = "not_rated"  # decided so, with a reason
    MISSING = "missing"
    PENDING = "pending"  # the year is not over, or not yet to be rated


def years_asked(first: date, until: date, *, least_months: int) -> list[int]:
    """The calendar years of a term that are asked for: those with enough of its months in them."""
    years = range(first.year, until.year + 1)
    return [year for year in years if months_within(first, until, year) >= least_months]


def obstacles(verdicts: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The years that stand in the way of a reappointment: failed, or missing. A year not rated with a reason does not."""
    return {year: one for year, one in verdicts.items() if one in (Verdict.FAILED, Verdict.MISSING)}


# Votes -----------------------------------------------------------------------------------------------------------
class Vote(StrEnum):
    CHOSEN = "chosen"
    TIE = "tie"  # exactly half: the head decides and reports
    NOT_CHOSEN = "not_chosen"
    NO_QUORUM = "no_quorum"


def vote_of(*, summoned: int, present: int, in_favour: int, half: tuple[int, int], quorum: tuple[int, int]) -> Vote:
    """What a ballot says, on whole numbers: nothing is rounded, and the base is those summoned, not those present."""
    part, whole = quorum
    if present * whole < summoned * part:
        return Vote.NO_QUORUM
    part, whole = half
    ahead = in_favour * whole - summoned * part
    return Vote.CHOSEN if ahead > 0 else Vote.TIE if ahead == 0 else Vote.NOT_CHOSEN
