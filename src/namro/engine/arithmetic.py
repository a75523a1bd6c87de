"""Formulas written out with their figures: “min(1; 8 / 8.6) = 0.9302…”."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from namro.engine.evaluate import Row, Value, evaluate
from namro.engine.expression import Binary, Call, Case, Expression, Name, Number, Word, names_in

SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " / "}
STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
# A comparison is written as what is true of the figures: where it fails, with the sign on the right.
COMPARED = {"=": ("=", "≠"), "<": ("<", "≥"), "<=": ("≤", ">"), ">": (">", "≤"), ">=": ("≥", "<")}
JOINED = {"and": " & ", "or": " | "}
WORDS = {"least": "min", "greatest": "max", "floor": "floor"}


@lru_cache(maxsize=4096)
def _branches(tree: Expression) -> bool:
    if isinstance(tree, Case):
        return True
    if isinstance(tree, Binary):
        return _branches(tree.left) or _branches(tree.right)
    return isinstance(tree, Call) and any(_branches(part) for part in tree.of)


@lru_cache(maxsize=4096)
def names(tree: Expression) -> tuple[str, ...]:
    """The names an expression uses, each once, in reading order."""
    return tuple(dict.fromkeys(names_in(tree)))


def taken(tree: Expression, row: Row) -> Expression:
    """The expression with every CASE resolved to the branch this row takes."""
    if not _branches(tree):
        return tree
    if isinstance(tree, Case):
        return taken(tree.then if evaluate(tree.test, row) is True else tree.otherwise, row)
    if isinstance(tree, Binary):
        return Binary(tree.op, taken(tree.left, row), taken(tree.right, row))
    if isinstance(tree, Call):
        return Call(tree.op, tuple(taken(part, row) for part in tree.of))
    return tree


def tests_passed(tree: Expression, row: Row) -> Iterator[Expression]:
    """The CASE conditions looked at on the way to the branch taken."""
    if isinstance(tree, Case):
        yield tree.test
        yield from tests_passed(tree.then if evaluate(tree.test, row) is True else tree.otherwise, row)
    elif isinstance(tree, Binary):
        yield from tests_passed(tree.left, row)
        yield from tests_passed(tree.right, row)
    elif isinstance(tree, Call):
        for part in tree.of:
            yield from tests_passed(part, row)


def write(tree: Expression, row: Row, figure: Callable[[Value], str]) -> str:
    """The expression (already resolved by `taken`) with values in place of names."""
    return _write(tree, row, figure, 0)


def _write(tree: Expression, row: Row, figure: Callable[[Value], str], around: int) -> str:
    if isinstance(tree, Number):
        return figure(tree.value)
    if isinstance(tree, Name):
        return figure(row[tree.name])
    if isinstance(tree, Binary) and tree.op in SIGNS:
        return _write_binary(tree, row, figure, around)
    if isinstance(tree, Call) and tree.op in WORDS:
        parts = "; ".join(_write(part, row, figure, 0) for part in tree.of)
        return f"{WORDS[tree.op]}({parts})"
    return figure(evaluate(tree, row))


def _write_binary(tree: Binary, row: Row, figure: Callable[[Value], str], around: int) -> str:
    strength = STRENGTH[tree.op]
    left = _write(tree.left, row, figure, strength)
    right = _write(tree.right, row, figure, strength + (tree.op in "-/"))
    text = f"{left}{SIGNS[tree.op]}{right}"
    return f"({text})" if strength < around else text


def write_test(tree: Expression, row: Row, figure: Callable[[Value], str]) -> str:
    """A condition as what is true of the figures: “45 ≥ 0.5 × 90 = 45” or, where it fails, “40 < 0.5 × 90 = 45”.

    A negation reads as what it denies. A flag, or a choice compared with a code, has no figures and is left out.
    """
    if isinstance(tree, Binary) and tree.op in JOINED:
        parts = [part for one in (tree.left, tree.right) if (part := write_test(one, row, figure))]
        nested = tree.op == "and" and len(parts) > 1
        return JOINED[tree.op].join(f"({part})" if nested and JOINED["or"] in part else part for part in parts)
    if isinstance(tree, Call) and tree.op == "not":
        return write_test(tree.of[0], row, figure)
    if isinstance(tree, Binary) and tree.op in COMPARED and not isinstance(tree.right, Word):
        sign = COMPARED[tree.op][evaluate(tree, row) is False]
        return f"{figure(evaluate(tree.left, row))} {sign} {_value(tree.right, row, figure)}"
    return ""


def _value(tree: Expression, row: Row, figure: Callable[[Value], str]) -> str:
    """One side of a comparison: its sum and, where there is something to work out, what it comes to."""
    branch = taken(tree, row)
    written, value = write(branch, row, figure), figure(evaluate(branch, row))
    return written if written == value else f"{written} = {value}"
