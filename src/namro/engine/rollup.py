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
NOTHING_WORKED = "no_working_time"


@dataclass(frozen=True)
class Part:
    """One short period of a person: its exact total, or None and why it has none.

    `why` is a key of the framework's `absences`; anything else, or nothing, is a score that is missing.
    """

    total: Fraction | None
    why: str = ""


@dataclass(frozen=True)
class RolledUp:
    """A longer period's result.

    `state`; the exact mean and its band; which parts (from 1) lack a score (`missing`) and which do not count
    (`excused`); `reasons`, keys of `Framework.not_rated`, and the rule that settled it.
    """

    state: str
    total: Fraction | None
    band: str | None
    missing: tuple[int, ...]
    excused: tuple[int, ...]
    reasons: tuple[str, ...]
    rule: Rule
    known: tuple[Fraction, ...]

    def arithmetic(self, framework: Framework) -> str:
        """The mean written out: “(80 + 85 + 90.5) / 3 = 85.166666666667”; empty without one."""
        if self.total is None:
            return ""
        parts = " + ".join(figures.machine(framework, total) or "" for total in self.known)
        return f"({parts}) / {len(self.known)} = {figures.machine(framework, self.total)}"


def roll_up(
    framework: Framework, kind: str, parts: Sequence[Part], settings: Mapping[str, str] | None = None
) -> RolledUp:
    """The mean of the parts of `kind` ("quarter", "half_year", "year", "year_of_quarters"), in calendar order.

    A part excused by the rule does not count: the mean is of the time really worked. Any other part without a total
    gives INSUFFICIENT_DATA naming it, but for the last month of a year under setting december=eleven_months. Who worked
    fewer parts than the rule's `least` is NOT_RATED (unless absent for a reason it excepts), and so is who has no part.
    Refuses: rollup.kind.unknown, rollup.count
    """
    rule = _rule(framework, kind, len(parts))
    excused = tuple(at for at, one in enumerate(parts, 1) if one.total is None and one.why in rule.excused)
    missing = tuple(at for at, one in enumerate(parts, 1) if one.total is None and at not in excused)
    known = tuple(one.total for one in parts if one.total is not None)
    least = rule.least
    if least and len(parts) - len(excused) < least.periods and not any(one.why in least.unless for one in parts):
        return RolledUp(NOT_RATED, None, None, missing, excused, (least.not_rated,), least.rule, known)
    if not known and not missing:
        named = framework.not_rated.get(NOTHING_WORKED, rule.rule)
        return RolledUp(NOT_RATED, None, None, missing, excused, (NOTHING_WORKED,), named, known)
    if missing and not _is_early(framework, rule, missing, settings):
        return RolledUp(INSUFFICIENT_DATA, None, None, missing, excused, (), rule.rule, known)
    mean = sum(known, Fraction(0)) / len(known)
    return RolledUp(RATED, mean, framework.band_of(mean), missing, excused, (), rule.rule, known)


def level_of(
    framework: Framework, rolled: RolledUp, *, leader: bool, overrides: Sequence[str] = ()
) -> tuple[str | None, str | None]:
    """The override that applies to a longer period, or None, and its level: the band of the mean unless one does.

    `overrides`: codes of facts that weigh on the period. Codes the framework does not know, or that are not for this
    role, are refused as in `scoring.score`. Nothing is levelled that is not RATED.
    Refuses: score.override.unknown, score.override.role
    """
    known = {one.code: one for one in framework.overrides}
    role = "leader" if leader else "staff"
    for code in overrides:
        if code not in known:
            text = Text(f"không có trường hợp “{code}”", f"no override “{code}”")
            raise RuleError("score.override.unknown", text)
        if role not in known[code].roles:
            text = Text(f"“{code}” chỉ áp dụng cho người lãnh đạo, quản lý", f"“{code}” applies to leaders only")
            raise RuleError("score.override.role", text)
    if rolled.state != RATED:
        return None, None
    first = next((one for one in framework.overrides if one.code in overrides), None)
    return (first.code, first.band) if first else (None, rolled.band)


def joined(framework: Framework, parts: Sequence[tuple[Fraction, int]], settings: Mapping[str, str]) -> Fraction:
    """The score of a month spent in several posts, as (total, days in the post) in order of time.

    Setting split_month: by_days weighs each by its days; last takes the post held at its end.
    """
    if len(parts) == 1 or framework.settle(settings).get("split_month") == "last":
        return parts[-1][0]
    return sum((total * days for total, days in parts), Fraction(0)) / sum(days for _total, days in parts)


def _is_early(framework: Framework, rule: RollUp, missing: tuple[int, ...], settings: Mapping[str, str] | None) -> bool:
    """Whether the year is rated before its last month has a score, as the authority chose."""
    chosen = framework.settle(settings).get("december")
    return rule.count == MONTHS and chosen == "eleven_months" and missing == (MONTHS,)


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
