"""Scores of how procedures are handled: nine indicators of 2, 1 or 0 points, their total, and the band it falls in.

Pure and exact: an indicator is the sum of its points by the number of its dossiers, a fraction rounded half up as the rule
says; the total adds rounded indicators, leaving out those without data. Source: TT 01/2018/TT-VPCP art. 13 to 15.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from namro.engine.errors import RuleError, Text

BEST, HALF, NONE = 2, 1, 0


class DeskScoreError(RuleError):
    """Points that cannot be: the code and the text say which."""


@dataclass(frozen=True)
class Tally:
    """How many dossiers earned 2, 1 and 0 points."""

    two: int = 0
    one: int = 0
    none: int = 0

    def __post_init__(self) -> None:
        if min(self.two, self.one, self.none) < 0:
            raise DeskScoreError(
                "desk_score.negative", Text("Số hồ sơ không thể âm.", "A number of dossiers cannot be negative.")
            )

    @property
    def size(self) -> int:
        return self.two + self.one + self.none

    @property
    def points(self) -> int:
        return BEST * self.two + HALF * self.one


@dataclass(frozen=True)
class Band:
    """A band from so many points on."""

    code: str
    at_least: Fraction


def tally(points: Iterable[int]) -> Tally:
    """The tally of points given one by one. Refuses: desk_score.points"""
    counted = {BEST: 0, HALF: 0, NONE: 0}
    for one in points:
        if one not in counted:
            raise DeskScoreError(
                "desk_score.points", Text("Mỗi hồ sơ được 2, 1 hoặc 0 điểm.", "A dossier earns 2, 1 or 0 points.")
            )
        counted[one] += 1
    return Tally(counted[BEST], counted[HALF], counted[NONE])


def rounded(value: Fraction, places: int) -> Fraction:
    """To so many decimals, a half up; values are never negative here."""
    scale = 10**places
    return Fraction((value * scale * 2 + 1) // 2, scale)


def value(of: Tally, places: int) -> Fraction | None:
    """The indicator: points by dossiers, rounded; None without dossiers."""
    return rounded(Fraction(of.points, of.size), places) if of.size else None


def total(values: Mapping[int, Fraction | None], wanted: Iterable[int]) -> Fraction | None:
    """The sum of the wanted indicators that have data; None where none has."""
    known = [one for one in (values.get(number) for number in wanted) if one is not None]
    return sum(known, Fraction(0)) if known else None


def best(values: Mapping[int, Fraction | None], wanted: Iterable[int]) -> int:
    """What could have been reached by the indicators that have data: two points each."""
    return BEST * sum(values.get(number) is not None for number in wanted)


def band(points: Fraction, bands: Sequence[Band]) -> Band:
    """The first band, best first, that the points reach. Refuses: desk_score.no_band"""
    for one in bands:
        if points >= one.at_least:
            return one
    raise DeskScoreError("desk_score.no_band", Text("Điểm không thuộc mức nào.", "The points fall in no band."))


def by_count(number: int, *, two: int, one: int) -> int:
    """Points of a number of contacts or bodies: 2 up to `two`, 1 up to `one`."""
    return BEST if number <= two else HALF if number <= one else NONE


def whole_process(whole: int, procedures: int, *, needed: Fraction, is_all_received: bool) -> int | None:
    """Indicator 5: procedures handled wholly at the one-stop unit, in hundredths of all; or all received and returned there.

    None without procedures.
    """
    if not procedures:
        return None
    if Fraction(100 * whole, procedures) >= needed:
        return BEST
    return HALF if is_all_received else NONE


def publication(*, is_posted: bool, is_electronic: bool) -> int:
    """Indicator 6: posted at the office and electronic, right, whole and in time; one of the two; neither."""
    return (NONE, HALF, BEST)[is_posted + is_electronic]


def answers(in_time: int, owed: int, *, everything: Fraction, most: Fraction) -> int:
    """Indicator 8: feedback answered in time out of what was owed; nothing owed is the best."""
    share = Fraction(100 * in_time, owed) if owed else everything
    return BEST if share >= everything else HALF if share >= most else NONE


@dataclass(frozen=True)
class Online:
    """What indicator 9 looks at: procedures open online of those eligible, dossiers online of all, and those of them late."""

    procedures: int
    eligible: int
    online: int
    dossiers: int
    late: int


def online(of: Online, *, procedures: Fraction, dossiers: Fraction, least: Fraction) -> int | None:
    """Indicator 9; None without dossiers or without an eligible procedure."""
    if not of.dossiers or not of.eligible:
        return None
    if of.late:
        return NONE
    share = Fraction(100 * of.online, of.dossiers)
    is_open = Fraction(100 * of.procedures, of.eligible) >= procedures
    return BEST if is_open and share >= dossiers else HALF if share >= least else NONE
