"""One row at a time, in fractions: the same expressions when figures outgrow 38 digits, and for explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter

from namro.engine.expression import Call, Case, Expression, Name, Number, Truth, Word

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
    return compiled(tree)(row)


@lru_cache(maxsize=4096)
def compiled(tree: Expression) -> Callable[[Row], Value]:
    """The expression as a function of a row; kept by the identity of the tree."""
    if isinstance(tree, Number | Word | Truth):
        value = tree.value
        return lambda _row: value
    if isinstance(tree, Name):
        return itemgetter(tree.name)
    if isinstance(tree, Case):
        return _case(compiled(tree.test), compiled(tree.then), compiled(tree.otherwise))
    if isinstance(tree, Call):
        return _call(tree.op, [compiled(part) for part in tree.of])
    return _binary(tree.op, compiled(tree.left), compiled(tree.right))


Function = Callable[[Row], Value]


def _case(test: Function, then: Function, otherwise: Function) -> Function:
    return lambda row: then(row) if test(row) is True else otherwise(row)


def _call(op: str, parts: list[Function]) -> Function:
    first = parts[0]
    if op == "null":
        return lambda row: first(row) is None
    if op == "not":
        return lambda row: None if (value := first(row)) is None else not value
    if op == "floor":
        return lambda row: None if (value := first(row)) is None else Fraction(_fraction(value).__floor__())
    pick = min if op == "least" else max

    def extreme(row: Row) -> Value:
        values = [part(row) for part in parts]
        return None if None in values else pick(_fraction(value) for value in values)

    return extreme


def _fraction(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(f"a number was expected, not {value!r}")
    return value


def _binary(op: str, left: Function, right: Function) -> Function:
    if op in ("and", "or"):
        return lambda row: _logic(op, left(row), right(row))
    if op == "=":
        return lambda row: None if (one := left(row)) is None or (other := right(row)) is None else one == other
    work: Callable[[Fraction, Fraction], Value] = _COMPARISONS[op] if op in _COMPARISONS else _ARITHMETIC[op]

    def both(row: Row) -> Value:
        one, other = left(row), right(row)
        return None if one is None or other is None else work(_fraction(one), _fraction(other))

    return both


def _logic(op: str, left: Value, right: Value) -> bool | None:
    decides = op == "or"
    if left is decides or right is decides:
        return decides
    return None if left is None or right is None else not decides
