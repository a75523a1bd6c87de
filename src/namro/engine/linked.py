"""Parts of one dossier at several agencies: whether their limits fit the whole, and whose doing its delay is.

Parts of the same order run side by side; an order begins when the one before it has ended. Pure: every moment, limit and
clock is an argument, moments are wall-clock times of the service point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from namro.engine.clock import Clock, Limit
from namro.engine.errors import RuleError, Text


class LinkedError(RuleError):
    """Parts that cannot be linked: the code and the text say which."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A part as it is laid down: its place in the order, from 1, and its limit."""

    order: int
    limit: Limit


@dataclass(frozen=True, slots=True)
class Done:
    """A part as it went: when it began, was due, and ended (`ended` None: it has not)."""

    key: int
    order: int
    due: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Blame:
    """How many working minutes of the delay of the whole one part caused; `key` None: whoever leads the dossier."""

    key: int | None
    minutes: int


def last_due(parts: Sequence[Planned], start: datetime, clock: Clock) -> datetime:
    """When the whole is done if every part takes all of its limit. Raises LinkedError and OutsideCalendar."""
    orders = sorted({one.order for one in parts})
    if not orders or orders != list(range(1, len(orders) + 1)):
        raise LinkedError("linked.order", Text(vi="Thứ tự các phần phải liền nhau, bắt đầu từ 1.",
                                               en="The orders of parts follow one another from 1."))  # fmt: skip
    at = start
    for order in orders:
        dues = [clock.due(at, one.limit) for one in parts if one.order == order]
        at = max(due for due in dues if due is not None)
    return at


def delay_by(parts: Sequence[Done], due: datetime, ended: datetime, clock: Clock) -> list[Blame]:
    """The delay of the whole, in working minutes, laid on whoever caused it; the parts add up to it exactly.

    Of parts side by side only the one that ended last held the whole up. When the overruns together are longer than the
    delay, because the limits left room, each bears its share of it (largest remainder); what no part overran is the
    lead's own. Nothing late, nobody to blame.
    """
    delay = clock.working_minutes(due, ended)
    if ended <= due or not delay:
        return []
    over = {one.key: _overrun(one, ended, clock) for one in _held_up(parts, ended)}
    found = {key: minutes for key, minutes in over.items() if minutes}
    total = sum(found.values())
    if total > delay:
        found = _shared(found, total, delay)
    blamed = [Blame(key, minutes) for key, minutes in sorted(found.items()) if minutes]
    return blamed + ([Blame(None, delay - total)] if total < delay else [])


def _held_up(parts: Sequence[Done], ended: datetime) -> list[Done]:
    """Of each order, the part that ended last."""
    orders = sorted({one.order for one in parts})
    return [
        max((one for one in parts if one.order == order), key=lambda one: (one.ended or ended, one.key))
        for order in orders
    ]


def _overrun(one: Done, ended: datetime, clock: Clock) -> int:
    return clock.working_minutes(one.due, min(one.ended or ended, ended)) if one.due is not None else 0


def _shared(over: dict[int, int], total: int, delay: int) -> dict[int, int]:
    """Whole minutes in proportion, the largest remainders first, adding up to the delay."""
    shares = {key: divmod(minutes * delay, total) for key, minutes in over.items()}
    found = {key: whole for key, (whole, _rest) in shares.items()}
    order = sorted(shares, key=lambda key: (-shares[key][1], key))
    for key in order[: delay - sum(found.values())]:
        found[key] += 1
    return found
