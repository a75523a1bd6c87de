"""By when a decision must be signed and entered in the national database (NĐ 63/2010 art. 15, 24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

BEFORE_EFFECT, AFTER_SIGNING, ENTERED_WITHIN = "before_effect", "after_signing", "entered_within"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule and its number: calendar days before effect or after signing, working days until entry."""

    rule: str
    value: int


def publish_by(deadline: Deadline, *, effective_on: date, signed_on: date | None) -> date:
    """The last day to sign the decision. `signed_on` is the source text's, needed for the short way only."""
    if deadline.rule == AFTER_SIGNING:
        if signed_on is None:
            raise ValueError("the short way counts from the signing of the source text")
        return signed_on + timedelta(days=deadline.value)
    return effective_on - timedelta(days=deadline.value)


def enter_by(deadline: Deadline, *, decided_on: date, add_working_days: Callable[[date, int], date]) -> date:
    """The last day to enter a decision signed on `decided_on`, counting working days from the next day."""
    return add_working_days(decided_on, deadline.value)


@dataclass(frozen=True, slots=True)
class Lateness:
    """A deadline missed: by how many days, and whether it still is not done."""

    due: date
    done: date | None
    days: int


def lateness(due: date, done: date | None, *, on: date) -> Lateness | None:
    """How late something is, seen on a day; None while it is not."""
    seen = done if done is not None and done <= on else None
    days = ((seen or on) - due).days
    return Lateness(due, seen, days) if days > 0 else None
