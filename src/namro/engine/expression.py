"""Formulas as trees of named steps, read from SQL through Polars' own parser and nothing else.

Trees are compared by identity, so that what is compiled from one can be kept beside it.
Only the node kinds below exist. Anything the parser accepts beyond them (a function, a cast, a column that is not a
named input) is refused, so a formula can reach nothing but what the framework names.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import polars as pl

from namro.engine.errors import RuleError, Text


@dataclass(frozen=True, eq=False)
class Number:
    """An exact literal, or NULL when `value` is None."""

    value: Fraction | None


@dataclass(frozen=True, eq=False)
class Word:
    """A text literal: a choice, or the value of a setting."""

    value: str


@dataclass(frozen=True, eq=False)
class Truth:
    """A condition known before any row is read (a setting compared with a word)."""

    value: bool


@dataclass(frozen=True, eq=False)
class Name:
    """An input, a parameter, a setting, or a formula above."""

    name: str


@dataclass(frozen=True, eq=False)
class Binary:
    """`op` is one of + - * / (numbers), = < <= > >= (comparisons), and, or."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, eq=False)
class Call:
    """`op` is least, greatest, floor, not or null (IS NULL)."""

    op: str
    of: tuple[Expression, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """CASE WHEN test THEN then ELSE otherwise END."""

    test: Expression
    then: Expression
    otherwise: Expression


Expression = Number | Word | Truth | Name | Binary | Call | Case

_BINARY = {
    "Plus": "+", "Minus": "-", "Mul": "*", "Multiply": "*", "Div": "/", "TrueDivide": "/",
    "Eq": "=", "Lt": "<", "LtEq": "<=", "Gt": ">", "GtEq": ">=", "And": "and", "Or": "or",
}  # fmt: skip
_CALLS = {"MinHorizontal": "least", "MaxHorizontal": "greatest", "Floor": "floor"}


class FormulaError(RuleError):
    """A formula that cannot be read, or that reaches for what it may not."""


def _refuse(vi: str, en: str) -> FormulaError:
    return FormulaError("framework.formula", Text(vi, en))


@lru_cache(maxsize=512)
def parse(sql: str) -> Expression:
    """The tree of one SQL expression. Refuses: framework.formula"""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = json.loads(pl.sql_expr(sql).meta.serialize(format="json"))
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise _refuse(
            f"biểu thức SQL không đọc được: {error}", f"the SQL expression cannot be read: {error}"
        ) from error
    return _read(tree)


def _read(tree: Any) -> Expression:
    if not isinstance(tree, dict) or len(tree) != 1:
        raise _unknown(tree)
    kind, body = next(iter(tree.items()))
    reader = _READERS.get(kind)
    if reader is None:
        raise _unknown(kind)
    return reader(body)


def _unknown(what: object) -> FormulaError:
    return _refuse(
        f"biểu thức dùng “{what}”, không được phép; chỉ dùng số, tên đã khai báo, + − * /, so sánh, AND OR NOT, "
        "CASE, LEAST, GREATEST, FLOOR, IS NULL",
        f"the expression uses “{what}”, which is not allowed; only numbers, declared names, + - * /, comparisons, "
        "AND OR NOT, CASE, LEAST, GREATEST, FLOOR and IS NULL are",
    )


def _read_binary(body: dict[str, Any]) -> Expression:
    op = body["op"]
    if op in ("NotEq", "NotEqMissing"):
        return Call("not", (Binary("=", _read(body["left"]), _read(body["right"])),))
    if op not in _BINARY:
        raise _unknown(op)
    return Binary(_BINARY[op], _read(body["left"]), _read(body["right"]))


def _read_function(body: dict[str, Any]) -> Expression:
    function, inputs = body["function"], [_read(one) for one in body["input"]]
    if isinstance(function, str) and function in _CALLS:
        return Call(_CALLS[function], tuple(inputs))
    if isinstance(function, dict) and "Boolean" in function:
        return _read_boolean(function["Boolean"], inputs)
    operator = function.get("Sql", {}) if isinstance(function, dict) else {}
    if isinstance(operator, dict) and operator.get("Binary") in _BINARY and len(inputs) == 2:
        return Binary(_BINARY[operator["Binary"]], inputs[0], inputs[1])
    raise _unknown(function)


def _read_boolean(function: object, inputs: list[Expression]) -> Expression:
    if function == "IsNull":
        return Call("null", tuple(inputs))
    if function == "IsNotNull":
        return Call("not", (Call("null", tuple(inputs)),))
    if function == "Not":
        return Call("not", tuple(inputs))
    raise _unknown(function)


def _read_cast(body: dict[str, Any]) -> Expression:
    # Polars writes NOT x as NOT CAST(x AS BOOLEAN); any other cast is refused.
    if body.get("dtype") != {"Literal": "Boolean"}:
        raise _unknown("CAST")
    return _read(body["expr"])


def _read_literal(body: Any) -> Expression:
    if body in ("Null", {"Scalar": {"Null": "Null"}}):
        return Number(None)
    kind, value = next(iter(body.items())) if isinstance(body, dict) else ("", None)
    if isinstance(value, dict):
        inner, figure = next(iter(value.items()))
        if inner in ("Int", "Int32", "Int64", "Int128"):
            return Number(Fraction(figure))
        if inner == "Decimal":
            return Number(Fraction(int(figure[0]), 10 ** int(figure[2])))
        if inner == "String":
            return Word(figure)
        if inner == "Boolean":
            return Truth(figure)
    raise _unknown(f"{kind} {value}")


def _read_ternary(body: dict[str, Any]) -> Expression:
    return Case(_read(body["predicate"]), _read(body["truthy"]), _read(body["falsy"]))


_READERS: dict[str, Callable[[Any], Expression]] = {
    "BinaryExpr": _read_binary,
    "Function": _read_function,
    "Cast": _read_cast,
    "Literal": _read_literal,
    "Ternary": _read_ternary,
    "Column": Name,
}


def names_in(tree: Expression) -> Iterator[str]:
    """Every name the expression uses, in reading order."""
    if isinstance(tree, Name):
        yield tree.name
    for part in _parts(tree):
        yield from names_in(part)


def words_compared(tree: Expression) -> Iterator[tuple[str, str]]:
    """Every (name, word) the expression compares, so that a misspelt choice or setting value is found."""
    if isinstance(tree, Binary) and isinstance(tree.left, Name) and isinstance(tree.right, Word):
        yield tree.left.name, tree.right.value
    for part in _parts(tree):
        yield from words_compared(part)


def _parts(tree: Expression) -> tuple[Expression, ...]:
    if isinstance(tree, Binary):
        return (tree.left, tree.right)
    if isinstance(tree, Call):
        return tree.of
    if isinstance(tree, Case):
        return (tree.test, tree.then, tree.otherwise)
    return ()


def check_names(tree: Expression, known: Collection[str]) -> None:
    """Refuses: framework.formula when the expression names what is not known."""
    for name in names_in(tree):
        if name not in known:
            raise _refuse(
                f"công thức dùng đầu vào chưa khai báo “{name}”; các tên dùng được: {', '.join(sorted(known))}",
                f"the formula names an unknown input “{name}”; names it may use: {', '.join(sorted(known))}",
            )


def settle(tree: Expression, settings: Mapping[str, str], parameters: Mapping[str, Fraction]) -> Expression:
    """The expression with settings and parameters put in and every decided CASE, AND, OR and NOT taken."""
    if isinstance(tree, Name):
        return _settle_name(tree, settings, parameters)
    if isinstance(tree, Case):
        return _settle_case(tree, settings, parameters)
    if isinstance(tree, Call):
        of = tuple(settle(part, settings, parameters) for part in tree.of)
        decided = tree.op == "not" and isinstance(of[0], Truth)
        return Truth(not of[0].value) if decided else Call(tree.op, of)  # type: ignore[union-attr]
    if isinstance(tree, Binary):
        left, right = settle(tree.left, settings, parameters), settle(tree.right, settings, parameters)
        return _settle_binary(tree.op, left, right)
    return tree


def _settle_name(tree: Name, settings: Mapping[str, str], parameters: Mapping[str, Fraction]) -> Expression:
    if tree.name in settings:
        return Word(settings[tree.name])
    return Number(parameters[tree.name]) if tree.name in parameters else tree


def _settle_case(tree: Case, settings: Mapping[str, str], parameters: Mapping[str, Fraction]) -> Expression:
    test = settle(tree.test, settings, parameters)
    if isinstance(test, Truth):
        return settle(tree.then if test.value else tree.otherwise, settings, parameters)
    return Case(test, settle(tree.then, settings, parameters), settle(tree.otherwise, settings, parameters))


_CONSTANT: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


def _settle_binary(op: str, left: Expression, right: Expression) -> Expression:
    if isinstance(left, Number) and isinstance(right, Number) and op in _CONSTANT:
        return _settle_numbers(op, left, right)
    if op == "=" and isinstance(left, Word) and isinstance(right, Word):
        return Truth(left.value == right.value)
    for one, other in ((left, right), (right, left)):
        if op == "and" and isinstance(one, Truth):
            return other if one.value else Truth(False)
        if op == "or" and isinstance(one, Truth):
            return Truth(True) if one.value else other
        if op == "*" and isinstance(one, Number) and one.value == 1:
            return other
    return Binary(op, left, right)


def _settle_numbers(op: str, left: Number, right: Number) -> Expression:
    if left.value is None or right.value is None or (op == "/" and right.value == 0):
        return Binary(op, left, right)
    return Number(_CONSTANT[op](left.value, right.value))
