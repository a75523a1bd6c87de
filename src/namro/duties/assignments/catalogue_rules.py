"""The check of a catalogue version and its coefficient rule, on plain values and exact fractions (art. 13)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import floor

from namro.base.errors import DomainError
from namro.engine.errors import RuleError
from namro.engine.expression import Binary, Call, Case, Expression, Name, Number, Truth, names_in, parse
from namro.engine.text import search_key

INPUTS = frozenset({"points", "standard_points"})
_ROUND = re.compile(r"^\s*ROUND\s*\((?P<inner>.+),\s*(?P<places>[0-4])\s*\)\s*$", re.IGNORECASE | re.DOTALL)
PLACES = 4  # what the column holds

DUPLICATE, OUTSIDE_RANGE, UNKNOWN_GROUP, WRONG_COEFFICIENT, NO_OUTPUT = (
    "duplicate", "outside_range", "unknown_group", "wrong_coefficient", "no_output",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """A complexity group and the points it allows, both ends included."""

    code: str
    first: Decimal
    last: Decimal


@dataclass(frozen=True)
class Item:
    """What the check needs to know of an item."""

    id: int
    office: str
    task: str
    product: str
    group: str
    points: Decimal
    coefficient: Decimal


def groups_of(rows: Iterable[Mapping[str, str]]) -> list[Group]:
    """The groups as stored with a version."""
    return [Group(row["code"], Decimal(row["from"]), Decimal(row["to"])) for row in rows]


def group_problems(groups: Sequence[Group], at_most: int) -> list[str]:
    """Codes of what is wrong with a version's groups: too_many, repeated, reversed, overlapping."""
    found = []
    if len(groups) > at_most:
        found.append("too_many")
    if len({group.code for group in groups}) < len(groups):
        found.append("repeated")
    if any(group.last < group.first for group in groups):
        found.append("reversed")
    ordered = sorted(groups, key=lambda group: group.first)
    if any(after.first <= before.last for before, after in pairwise(ordered)):
        found.append("overlapping")
    return found


@dataclass(frozen=True)
class Rule:
    """A version's own way from points to coefficient: an SQL expression, and the places it rounds to, half up."""

    tree: Expression
    places: int | None

    def coefficient(self, points: Decimal, standard_points: Decimal) -> Decimal:
        """Exact. Refuses: catalogue.rule.not_representable, catalogue.rule.invalid"""
        value = _value(self.tree, {"points": Fraction(points), "standard_points": Fraction(standard_points)})
        if not isinstance(value, Fraction):
            raise _bad_rule("kết quả phải là một số")
        if self.places is not None:
            value = _half_up(value, self.places)
        stored = _half_up(value, PLACES)
        if stored != value:
            raise DomainError(
                "catalogue.rule.not_representable",
                f"Hệ số của {points} điểm có hơn {PLACES} chữ số thập phân: hãy đặt ROUND(…, 2) trong cách tính.",
                field="rule",
            )
        return Decimal(stored.numerator) / Decimal(stored.denominator)


@lru_cache(maxsize=64)
def read_rule(sql: str) -> Rule:
    """The rule behind an SQL expression over points and standard_points. Refuses: catalogue.rule.invalid"""
    rounded = _ROUND.match(sql)
    inner, places = (rounded["inner"], int(rounded["places"])) if rounded else (sql, None)
    try:
        tree = parse(inner)
    except RuleError as error:
        raise _bad_rule(str(error)) from error
    unknown = sorted(set(names_in(tree)) - INPUTS)
    if unknown:
        raise _bad_rule(f"không có đại lượng “{unknown[0]}”; chỉ dùng points và standard_points")
    return Rule(tree, places)


def _bad_rule(what: str) -> DomainError:
    return DomainError("catalogue.rule.invalid", f"Cách tính hệ số chưa đúng: {what}.", field="rule")


def _half_up(value: Fraction, places: int) -> Fraction:
    scale = 10**places
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def _value(tree: Expression, known: Mapping[str, Fraction]) -> Fraction | bool:
    if isinstance(tree, Number) and tree.value is not None:
        return tree.value
    if isinstance(tree, Truth):
        return tree.value
    if isinstance(tree, Name):
        return known[tree.name]
    if isinstance(tree, Case):
        return _value(tree.then if _value(tree.test, known) else tree.otherwise, known)
    if isinstance(tree, Binary):
        return _binary(tree.op, _value(tree.left, known), _value(tree.right, known))
    if isinstance(tree, Call) and tree.op in _CALLS:
        return _CALLS[tree.op]([_value(part, known) for part in tree.of])
    raise _bad_rule("chỉ dùng số, + − * /, so sánh, CASE, LEAST, GREATEST, FLOOR")


def _binary(op: str, left: Fraction | bool, right: Fraction | bool) -> Fraction | bool:
    if op == "/" and right == 0:
        raise _bad_rule("có phép chia cho 0")
    return _OPERATORS[op](Fraction(left), Fraction(right))


_OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction | bool]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "=": lambda left, right: left == right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "and": lambda left, right: bool(left) and bool(right),
    "or": lambda left, right: bool(left) or bool(right),
}
_CALLS: dict[str, Callable[[list[Fraction | bool]], Fraction | bool]] = {
    "least": min,
    "greatest": max,
    "floor": lambda of: Fraction(floor(of[0])),
    "not": lambda of: not of[0],
}


def same_output(item: Item) -> tuple[str, str, str]:
    """Two items with the same key are duplicates: the same task and product within one office, accents aside."""
    return search_key(item.office), search_key(item.task), search_key(item.product)


def flags_of(
    items: Sequence[Item], groups: Sequence[Group], rule: Rule, standard_points: Decimal
) -> dict[int, list[str]]:
    """What is wrong with each item, by id; items without fault are absent.

    Law: art. 13.1a (no duplicates, no item without an output), 13.1c (converted by the unit's own standard).
    """
    ranges = {group.code: group for group in groups}
    times = Counter(same_output(item) for item in items)
    found: dict[int, list[str]] = defaultdict(list)
    for item in items:
        if times[same_output(item)] > 1:
            found[item.id].append(DUPLICATE)
        if not item.product.strip():
            found[item.id].append(NO_OUTPUT)
        if problem := _range_problem(item, ranges.get(item.group)):
            found[item.id].append(problem)
        if rule.coefficient(item.points, standard_points) != item.coefficient:
            found[item.id].append(WRONG_COEFFICIENT)
    return dict(found)


def _range_problem(item: Item, group: Group | None) -> str:
    if group is None:
        return UNKNOWN_GROUP
    return "" if group.first <= item.points <= group.last else OUTSIDE_RANGE


@dataclass(frozen=True)
class Difference:
    """One item between two versions, matched by code: kind is added, removed or changed; `changes` names the fields."""

    code: str
    kind: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    changes: tuple[str, ...] = ()


def compare(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> list[Difference]:
    """The differences between two versions, each given as code → field → value, in code order."""
    found = []
    for code in sorted(before.keys() | after.keys()):
        old, new = before.get(code, {}), after.get(code, {})
        if not old or not new:
            found.append(Difference(code, "removed" if old else "added", old, new))
        elif changes := tuple(field for field in new if old.get(field) != new[field]):
            found.append(Difference(code, "changed", old, new, changes))
    return found
