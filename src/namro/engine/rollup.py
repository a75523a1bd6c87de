"""Quarters, half-years and years from months (or quarters): means, never invented figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from namro.engine import figures
from namro.engine.errors import RuleError, Text
from namro.engine.framework import Framework, RollUp, Rule
from namro.engine.plan import INSUFFICIENT_DATA, NOT_RATED, RATED

MONTHS = 12


@dataclass(frozen=True)
class RolledUp:
    """A longer period's result: `state`, the exact mean and its band, which periods (from 1) it lacks, and why."""

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
    `actual_time` (sick, maternity, unpaid leave, absence with reason: the time really worked) or, for the last month
    of a year, setting december=eleven_months excuses it. Nothing at all scored is NOT_RATED when `actual_time`.
    Refuses: rollup.kind.unknown, rollup.count
    """
    rule = _rule(framework, kind, len(totals))
    settled = framework.settle(settings)
    missing = tuple(index for index, total in enumerate(totals, 1) if total is None)
    known = [total for total in totals if total is not None]
    december = rule.count == MONTHS and settled.get("december") == "eleven_months" and missing == (MONTHS,)
    if missing and not (actual_time or december):
        return RolledUp(INSUFFICIENT_DATA, None, None, missing, rule.rule, "")
    if not known:
        return RolledUp(NOT_RATED, None, None, missing, rule.rule, "")
    mean = sum(known, Fraction(0)) / len(known)
    parts = " + ".join(figures.machine(framework, total) or "" for total in known)
    arithmetic = f"({parts}) / {len(known)} = {figures.machine(framework, mean)}"
    return RolledUp(RATED, mean, framework.band_of(mean), missing, rule.rule, arithmetic)


def _rule(framework: Framework, kind: str, given: int) -> RollUp:
    rule = next((one for one in framework.roll_ups if one.key == kind), None)
    if rule is None:
        known = ", ".join(one.key for one in framework.roll_ups) or "—"
        text = Text(
            f"khung này không tổng hợp “{kind}”; có: {known}", f"this framework has no “{kind}”; known: {known}"
        )
        raise RuleError("rollup.kind.unknown", text)
    if given != rule.count:
        text = Text(f"cần {rule.count} kỳ, nhận được {given}", f"{rule.count} periods were expected, got {given}")
        raise RuleError("rollup.count", text)
    return rule
