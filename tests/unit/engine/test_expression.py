"""Formulas: what may be written, and one expression evaluated alike by columns and by fractions."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from namro.engine.evaluate import evaluate
from namro.engine.exact import INT64_MAX, INT128_MAX, Compiler
from namro.engine.expression import FormulaError, check_names, names_in, parse, settle

ROWS = [(0, 3, None), (7, 3, 2), (5, 0, 1), (-4, 9, 0), (12, 12, 12), (1, 1, None)]


def by_columns(sql: str) -> list[Fraction | None]:
    frame = pl.DataFrame(ROWS, schema={"x": pl.Int64, "y": pl.Int64, "z": pl.Int64}, orient="row")
    compiler = Compiler(pl.Int64())
    for name, low, high, nullable in (("x", -4, 12, False), ("y", 0, 12, False), ("z", 0, 12, True)):
        compiler.add_column(name, name, 10 if name == "y" else 1, low, high, nullable=nullable)
    figure = compiler.define("result", settle(parse(sql), {}, {}))
    den = compiler.denominator(figure)
    for name, expr in compiler.steps:
        frame = frame.with_columns(expr.alias(name))
    pairs = frame.select(figure.num.alias("num"), den.alias("den")).rows()
    return [None if num is None else Fraction(num, over) for num, over in pairs]


def by_fractions(sql: str) -> list[Fraction | None]:
    tree = settle(parse(sql), {}, {})
    rows = [{"x": Fraction(x), "y": Fraction(y, 10), "z": None if z is None else Fraction(z)} for x, y, z in ROWS]
    return [evaluate(tree, row) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize(
    "sql",
    [
        "x + y", "x - y * 2.5", "x / 4 + y / 3", "x / y", "x / y + z / y", "(x + z) / (y + 1)", "1 / (x / y + 5)",
        "LEAST(1, x / y)", "GREATEST(0, x, z)", "LEAST(x / y, z / 7)", "FLOOR(x / 5)", "FLOOR(y * 7 / 3)",
        "CASE WHEN x >= y THEN x ELSE y / 7 END", "CASE WHEN z IS NULL THEN 1 WHEN z > 1 THEN z / 2 END",
        "CASE WHEN NOT x = 0 AND (y < 1 OR z <> 2) THEN 1 ELSE 0 END", "CASE WHEN z > 0 THEN 1 ELSE 2 END", "x * y * 0.25 / 3",
        "(x + y) * (x - y) / (y * y + 1)",
    ],
)  # fmt: skip
def test_columns_and_fractions_agree(sql: str) -> None:
    if sql == "1 / (x / y + 5)":
        with pytest.raises(Exception, match="âm"):
            by_columns(sql)
        return
    assert by_columns(sql) == by_fractions(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SQRT(x)", "x || y", "x::DOUBLE", "SUM(x)", "x LIKE 'a%'", "x IN (1, 2)", "1e3 * x", "COALESCE(x, 1)", "*", "x +",
        "(SELECT 1)", "x AND", "CAST(x AS FLOAT)", "RANDOM()", "NOW()", "x ^ 2", "x % 2",
    ],
)  # fmt: skip
def test_anything_else_is_refused(sql: str) -> None:
    with pytest.raises(FormulaError):
        parse(sql)


def test_names_are_limited_to_those_declared() -> None:
    tree = parse("general + bonus_points * 2")
    assert list(names_in(tree)) == ["general", "bonus_points"]
    check_names(tree, {"general", "bonus_points"})
    with pytest.raises(FormulaError, match="bonus_points"):
        check_names(tree, {"general"})


def test_the_peak_bounds_every_step() -> None:
    compiler = Compiler(pl.Int64())
    compiler.add_column("x", "x", 1, 0, 2**40, nullable=False)
    compiler.define("square", parse("x * x"))
    assert compiler.peak == 2**80
    assert INT64_MAX < compiler.peak <= INT128_MAX


def test_a_shared_divisor_does_not_grow_the_denominator() -> None:
    compiler = Compiler(pl.Int64())
    for name in ("a", "b", "c", "n"):
        compiler.add_column(name, name, 1, 1, 1000, nullable=False)
    figure = compiler.define("ratio", parse("(a / n + b / n + c / n) / 3"))
    assert (figure.den, figure.over) == (3, ("n_over",))
