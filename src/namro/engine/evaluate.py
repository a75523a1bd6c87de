"""One row at a time, in fractions: the same expressions when figures outgrow 38 digits, and for explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from namro.engine.expression import Binary, Call, Case, Expression, Name, Number, Truth, Word

Value = Fraction | str | bool | None
Row = Mapping[str, Value]

_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction | None]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if right else None,
}
_COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def evaluate(tree: Expression, row: Row) -> Value:
    """The value of the expression on one row; None is unknown and makes every sum it enters unknown."""
    if isinstance(tree, Number | Word | Truth):
        return tree.value
    if isinstance(tree, Name):
        return row[tree.name]
    if isinstance(tree, Case):
        return evaluate(tree.then if evaluate(tree.test, row) is True else tree.otherwise, row)
    if isinstance(tree, Call):
        return _call(tree, row)
    return _binary(tree, row)


def _call(tree: Call, row: Row) -> Value:
    values = [evaluate(part, row) for part in tree.of]
    if tree.op == "null":
        return values[0] is None
    if any(value is None for value in values):
        return None
    if tree.op == "not":
        return not values[0]
    numbers = [value for value in values if isinstance(value, Fraction)]
    if tree.op == "floor":
        return Fraction(numbers[0].numerator // numbers[0].denominator)
    return min(numbers) if tree.op == "least" else max(numbers)


def _binary(tree: Binary, row: Row) -> Value:
    left, right = evaluate(tree.left, row), evaluate(tree.right, row)
    if tree.op in ("and", "or"):
        return _logic(tree.op, left, right)
    if left is None or right is None:
        return None
    if tree.op == "=":
        return left == right
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        raise TypeError(f"{tree.op} needs numbers")
    if tree.op in _COMPARISONS:
        return _COMPARISONS[tree.op](left, right)
    return _ARITHMETIC[tree.op](left, right)


def _logic(op: str, left: Value, right: Value) -> bool | None:
    decides = op == "or"
    if left is decides or right is decides:
        return decides
    return None if left is None or right is None else not decides
