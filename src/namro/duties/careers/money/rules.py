"""Dividing money by ratings: exact to the đồng, on plain values.

Law: NĐ 335/2025 art. 23.1d, 23.2d, 23.3e make ratings the basis of the money; how it is divided is the unit's own regulation
(art. 26.1e), read here as `Terms`. Amounts are whole đồng, shares and weights exact fractions; nothing is a float.

One rule of rounding. Every line is a whole number of rounding units. By rates, a line is rounded down, a floor up, and what the
fund has left over is unspent. By shares, lines are rounded down first, then the units left go one each to the lines that lost
most by it; among equals to the smaller key (the staff code). What is less than one unit of the fund stays unspent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from namro.engine.errors import RuleError, Text


class Method(StrEnum):
    RATES = "rates"  # coefficient times base; the fund must cover it
    SHARES = "shares"  # the whole fund, divided


@dataclass(frozen=True)
class Recipient:
    """Somebody the regulation pays. `key` orders equals; `part` is the share of the span they count for, 0 < part <= 1."""

    key: str
    coefficient: Fraction
    base: Fraction  # đồng for the whole span, before the coefficient, by the days of each stretch
    floor: Fraction  # least for the part of the span
    part: Fraction


@dataclass(frozen=True)
class Paid:
    """What one line comes to and how: `even` and `weighed` are exact, `amount` is whole units."""

    amount: int
    even: Fraction
    weighed: Fraction
    floored: bool
    up: bool  # got a unit by the largest remainder


@dataclass(frozen=True)
class Division:
    """Every line by its key; the lines and `unspent` come to the fund."""

    paid: dict[str, Paid]
    total: int
    unspent: int


def short(needed: int, fund: int) -> RuleError:
    """The fund does not cover what the regulation promises."""
    gap = needed - fund
    return RuleError(
        "money.fund.short",
        Text(
            f"Quỹ không đủ: theo quy chế cần {dong(needed)} đồng, quỹ có {dong(fund)} đồng, thiếu {dong(gap)} đồng. "
            "Hãy tăng quỹ hoặc dùng quy chế khác.",
            f"The fund is short: the regulation takes {dong(needed)} VND, the fund has {dong(fund)}, {dong(gap)} are missing. "
            "Raise the fund or use another regulation.",
        ),
    )


def dong(amount: int) -> str:
    """Thousands apart, as money is written here: 1.234.567."""
    return f"{amount:,}".replace(",", ".")


def divide(people: Iterable[Recipient], *, fund: int, method: Method, shared: Fraction, unit: int) -> Division:
    """Divide the fund. Refuses: money.fund.short (RuleError with the figures)"""
    ordered = sorted(people, key=lambda one: one.key)
    if method is Method.RATES:
        paid = {one.key: _by_rate(one, unit) for one in ordered}
        needed = sum(one.amount for one in paid.values())
        if needed > fund:
            raise short(needed, fund)
    else:
        paid = _by_shares(ordered, fund, shared, unit)
    total = sum(one.amount for one in paid.values())
    return Division(paid, total, fund - total)


def _down(value: Fraction, unit: int) -> int:
    return int(value // unit) * unit


def _up(value: Fraction, unit: int) -> int:
    return -int(-value // unit) * unit


def _by_rate(one: Recipient, unit: int) -> Paid:
    exact = one.coefficient * one.base
    amount, floor = _down(exact, unit), _up(one.floor, unit)
    return Paid(max(amount, floor), Fraction(0), exact, floor > amount, up=False)


def _by_shares(people: Sequence[Recipient], fund: int, shared: Fraction, unit: int) -> dict[str, Paid]:
    floors = [_up(one.floor, unit) for one in people]
    spent = fund // unit * unit
    if sum(floors) > spent:
        raise short(sum(floors), fund)
    evens, weighed = _parts(people, spent, shared)
    exact, floored = _raised([a + b for a, b in zip(evens, weighed, strict=True)], floors, spent)
    amounts, ups = _rounded(exact, floored, spent, unit)
    return {
        one.key: Paid(amounts[n], evens[n], weighed[n], floored[n], ups[n]) for n, one in enumerate(people)
    }  # fmt: skip


def _parts(people: Sequence[Recipient], spent: int, shared: Fraction) -> tuple[list[Fraction], list[Fraction]]:
    """The even part by days and the part by weight; without any weight all of it is even."""
    weights = [one.coefficient * one.base for one in people]
    all_weight, all_parts = sum(weights, Fraction(0)), sum((one.part for one in people), Fraction(0))
    even = spent * (shared if all_weight else Fraction(1))
    each = even / all_parts if all_parts else Fraction(0)
    rate = (spent - even) / all_weight if all_weight else Fraction(0)
    return [one.part * each for one in people], [weight * rate for weight in weights]


def _raised(exact: list[Fraction], floors: list[int], spent: int) -> tuple[list[Fraction], list[bool]]:
    """Whoever is below their floor gets it; the others give in proportion, until nobody is below."""
    floored = [False] * len(exact)
    now = exact
    while True:
        below = [n for n, value in enumerate(now) if not floored[n] and value < floors[n]]
        if not below:
            return now, floored
        for n in below:
            floored[n] = True
        left = spent - sum(floor for n, floor in enumerate(floors) if floored[n])
        rest = sum((value for n, value in enumerate(exact) if not floored[n]), Fraction(0))
        scale = Fraction(left) / rest if rest else Fraction(0)
        now = [Fraction(floors[n]) if floored[n] else value * scale for n, value in enumerate(exact)]


def _rounded(exact: list[Fraction], floored: list[bool], spent: int, unit: int) -> tuple[list[int], list[bool]]:
    """Largest remainders; a list stands in the order of keys, so equals fall to the first."""
    amounts = [_down(value, unit) for value in exact]
    ups = [False] * len(exact)
    open_lines = [n for n, fixed in enumerate(floored) if not fixed and exact[n] > amounts[n]]
    left = (spent - sum(amounts)) // unit
    for n in sorted(open_lines, key=lambda n: (amounts[n] - exact[n], n))[:left]:
        amounts[n] += unit
        ups[n] = True
    return amounts, ups


# Days ------------------------------------------------------------------------------------------------------------
Days = tuple[date, date]  # first, and the first day no longer in it
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days that count, with the base of those days; none where no base is known."""

    first: date
    until: date
    base: Fraction | None

    @property
    def days(self) -> int:
        return (self.until - self.first).days


def meet(one: Days, other: Days) -> Days | None:
    """The days of both."""
    first, until = max(one[0], other[0]), min(one[1], other[1])
    return (first, until) if first < until else None


def without(spans: Iterable[Days], away: Iterable[Days]) -> list[Days]:
    """The spans without the days away."""
    left = sorted(spans)
    for gap in away:
        left = [piece for span in left for piece in _cut(span, gap)]
    return left


def _cut(span: Days, gap: Days) -> list[Days]:
    if meet(span, gap) is None:
        return [span]
    pieces = [(span[0], gap[0]), (gap[1], span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def stretches(counted: Iterable[Days], bases: Sequence[tuple[Days, Fraction]]) -> list[Stretch]:
    """The counted days cut where the base changes; where several bases hold at once, the highest alone."""
    found: list[Stretch] = []
    for span in sorted(counted):
        edges = {span[0], span[1]}
        edges |= {day for days, _base in bases for day in days if span[0] < day < span[1]}
        cuts = sorted(edges)
        for first, until in pairwise(cuts):
            holding = [base for days, base in bases if days[0] <= first and until <= days[1]]
            found.append(Stretch(first, until, max(holding, default=None)))
    return found


def weighed_base(parts: Iterable[Stretch], span_days: int, months: int) -> Fraction:
    """The base of the span: each stretch by its days, times the months the base is paid for."""
    return sum(((one.base or 0) * Fraction(one.days, span_days) for one in parts), Fraction(0)) * months


# Terms -----------------------------------------------------------------------------------------------------------
class Base(StrEnum):
    PAY = "pay"  # of the imported pay table
    BASE_SALARY = "base_salary"  # the State's, of the day
    FIXED = "fixed"  # the same amount for everybody


class Unspent(StrEnum):
    RETURNED = "returned"
    CARRIED = "carried"
    NONE = "none"  # nothing above one rounding unit may be left


@dataclass(frozen=True)
class Level:
    """What a rating brings. `article` is of the regulation; an excluded level gets no line of money at all."""

    code: str
    coefficient: Fraction
    floor: int = 0
    excluded: bool = False


@dataclass(frozen=True)
class Terms:
    """What a regulation says, best level first."""

    method: Method
    base: Base
    fixed: int
    levels: tuple[Level, ...]
    shared: Fraction
    by_days: bool
    absences: frozenset[str]
    groups: frozenset[str]
    per_month: bool
    unit: int
    unspent: Unspent

    def level(self, code: str) -> Level | None:
        return next((one for one in self.levels if one.code == code), None)


def faults(terms: Terms) -> list[str]:
    """What makes terms unfit to be decided, as codes; a better rating never brings less."""
    found = []
    paying = [one for one in terms.levels if not one.excluded]
    if not paying:
        found.append("levels")
    codes = [one.code for one in terms.levels]
    if len(codes) != len(set(codes)):
        found.append("twice")
    for one, worse in pairwise(paying):
        if one.coefficient < worse.coefficient or one.floor < worse.floor:
            found.append("order")
    if terms.base is Base.FIXED and terms.fixed <= 0:
        found.append("fixed")
    if not 0 <= terms.shared <= 1 or (terms.shared and terms.method is Method.RATES):
        found.append("shared")
    if terms.unit <= 0:
        found.append("unit")
    return sorted(set(found))
