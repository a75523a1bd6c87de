"""Quarters, half-years and years from months (or quarters): means, never invented figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from namro.engine.framework import Framework, Rule


@dataclass(frozen=True)
class RolledUp:
    """A longer period's result: `state`, the exact mean and its band, and which periods it lacks."""

    state: str
    total: Fraction | None
    band: str | None
    missing: tuple[int, ...]
    rule: Rule
    arithmetic: str


def roll_up(
    framework: Framework,
    kind: str,
    totals: Sequence[Fraction | None],
    settings: Mapping[str, str] | None = None,
    *,
    actual_time: bool = False,
) -> RolledUp:
    """The mean of the periods of `kind` ("quarter", "half_year", "year", "year_of_quarters").

    `totals` in calendar order, None where there is no score. A missing one gives INSUFFICIENT_DATA naming it, unless
    `actual_time` (sick, maternity, unpaid leave: the time really worked) or the `december` setting excuses it.
    Refuses: rollup.kind.unknown, rollup.count
    """
    raise NotImplementedError
