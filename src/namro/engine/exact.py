"""Expressions compiled to exact integer arithmetic on Polars columns.

Every figure is a numerator column over a denominator made of a static integer and of named positive columns (the
divisors met on the way). Terms that share a divisor keep it once: a, b and c, all over the assigned quantity, add up
without growing. Comparisons, LEAST and GREATEST bring both sides to one denominator and compare integers; a band test
`total >= 90` is `numerator >= 90 × denominator`. Nothing is ever divided, so nothing is ever rounded.

Each step also carries the bounds its numerator cannot leave, computed from the columns' own smallest and largest
values. `Compiler.peak` is the largest magnitude any step can reach: it proves whether Int64 holds, or Int128, or
neither (then `evaluate` does the same expressions in unbounded fractions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm, prod

import polars as pl

from namro.engine.errors import RuleError, Text
from namro.engine.expression import Binary, Call, Case, Expression, Name, Number, Truth, Word

INT64_MAX = 2**63 - 1
INT128_MAX = 2**127 - 1

_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda left, right: left == right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Exact:
    """A figure: `num` / (`den` × the columns named in `over`), with low ≤ num ≤ high on every row."""

    num: pl.Expr
    den: int
    over: tuple[str, ...]
    low: int
    high: int
    nullable: bool
    column: str | None = None
    constant: Fraction | None = None

    @property
    def size(self) -> int:
        """The largest magnitude of the numerator."""
        return max(abs(self.low), abs(self.high))


@dataclass
class Compiler:
    """Compiles settled expressions against an environment of figures, choices (columns of codes) and flags.

    `steps` are the columns to be added, in order; `peak` bounds every integer any of them computes.
    """

    dtype: pl.DataType
    figures: dict[str, Exact] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    steps: list[tuple[str, pl.Expr]] = field(default_factory=list)
    divisors: dict[str, tuple[int, int]] = field(default_factory=dict)
    peak: int = 0

    def add_column(self, name: str, column: str, den: int, low: int, high: int, *, nullable: bool) -> None:
        """Make an integer column known as `name`: its value is column / den."""
        expr = pl.col(column).cast(self.dtype)
        self.figures[name] = self._seen(Exact(expr, den, (), low, high, nullable, column=column))

    def define(self, name: str, tree: Expression) -> Exact:
        """Compile a formula and keep its numerator as a column; a mere renaming costs nothing."""
        if isinstance(tree, Name) and tree.name in self.figures:
            self.figures[name] = self.figures[tree.name]
        else:
            self.figures[name] = self._keep(f"{name}_num", self.number(tree))
        return self.figures[name]

    def _keep(self, column: str, figure: Exact) -> Exact:
        self.steps.append((column, figure.num))
        return replace(figure, num=pl.col(column), column=column)

    def _seen(self, figure: Exact) -> Exact:
        self.peak = max(self.peak, figure.size, figure.den)
        return figure

    def literal(self, value: int) -> pl.Expr:
        """An integer of the working width; one too wide for it only raises the peak, and is never computed."""
        self.peak = max(self.peak, abs(value))
        widest = INT64_MAX if self.dtype == pl.Int64 else INT128_MAX
        return pl.lit(value if abs(value) <= widest else 0, dtype=self.dtype)

    # numbers ---------------------------------------------------------------------------------------------------

    def number(self, tree: Expression) -> Exact:
        """The figure of a numeric expression."""
        if isinstance(tree, Number):
            return self._constant(tree.value)
        if isinstance(tree, Name):
            return self.figures[tree.name]
        if isinstance(tree, Case):
            return self._choose(self.test(tree.test), self.number(tree.then), self.number(tree.otherwise))
        if isinstance(tree, Call) and tree.op in ("least", "greatest"):
            return self._extreme(tree.op, [self.number(part) for part in tree.of])
        if isinstance(tree, Call) and tree.op == "floor":
            return self._floor(self.number(tree.of[0]))
        if isinstance(tree, Binary) and tree.op in _ARITHMETIC:
            return self._seen(_ARITHMETIC[tree.op](self, self.number(tree.left), self.number(tree.right)))
        raise _not_a_number()

    def _constant(self, value: Fraction | None) -> Exact:
        if value is None:
            return Exact(pl.lit(None, dtype=self.dtype), 1, (), 0, 0, nullable=True)
        top = value.numerator
        return self._seen(Exact(self.literal(top), value.denominator, (), top, top, False, constant=value))

    def align(self, figures: Iterable[Exact]) -> list[Exact]:
        """The same figures over one common denominator."""
        listed = list(figures)
        den = lcm(*(one.den for one in listed))
        over: Counter[str] = Counter()
        for one in listed:
            over |= Counter(one.over)
        return [self._seen(self._scale_to(one, den, over)) for one in listed]

    def _scale_to(self, one: Exact, den: int, over: Counter[str]) -> Exact:
        factor, missing = den // one.den, sorted((over - Counter(one.over)).elements())
        num, low, high = one.num, one.low * factor, one.high * factor
        if one.constant is not None:
            num = self.literal(low)
        elif factor != 1:
            num = num * self.literal(factor)
        for name in missing:
            num = num * pl.col(name)
            low, high = _product((low, high), self.divisors[name])
        return Exact(num, den, tuple(sorted(over.elements())), low, high, one.nullable)

    def add(self, left: Exact, right: Exact) -> Exact:
        """The sum."""
        left, right = self.align((left, right))
        low, high = left.low + right.low, left.high + right.high
        return replace(left, num=left.num + right.num, low=low, high=high, nullable=left.nullable or right.nullable)

    def subtract(self, left: Exact, right: Exact) -> Exact:
        """The difference."""
        left, right = self.align((left, right))
        low, high = left.low - right.high, left.high - right.low
        return replace(left, num=left.num - right.num, low=low, high=high, nullable=left.nullable or right.nullable)

    def multiply(self, left: Exact, right: Exact) -> Exact:
        """The product; a constant factor costs no column."""
        for one, other in ((left, right), (right, left)):
            if one.constant is not None:
                return self._times(other, one.constant)
        low, high = _product((left.low, left.high), (right.low, right.high))
        over = tuple(sorted(left.over + right.over))
        nullable = left.nullable or right.nullable
        return Exact(left.num * right.num, left.den * right.den, over, low, high, nullable)

    def _times(self, figure: Exact, by: Fraction) -> Exact:
        whole = Fraction(by.numerator, figure.den * by.denominator)
        factor, den = whole.numerator, whole.denominator
        low, high = sorted((figure.low * factor, figure.high * factor))
        num = figure.num if factor == 1 else figure.num * self.literal(factor)
        return Exact(num, den, figure.over, low, high, figure.nullable)

    def divide(self, left: Exact, right: Exact) -> Exact:
        """The quotient: the divisor's numerator becomes a named column of the denominator; by nothing it is unknown."""
        if right.constant:
            return self._times(left, 1 / right.constant)
        if right.low < 0:
            raise _refuse("chia cho một đại lượng có thể âm", "division by a figure that may be negative")
        guarded = right.low == 0
        column = right.column or self._new_column(right)
        divisor = self._divisor(column, right, guarded=guarded)
        figure = self._seen(self._scale_by(left, right))
        num = pl.when(pl.col(column) > 0).then(figure.num) if guarded else figure.num
        over = tuple(sorted((*left.over, divisor)))
        nullable = left.nullable or right.nullable or guarded
        return Exact(num, figure.den, over, figure.low, figure.high, nullable)

    def _scale_by(self, left: Exact, right: Exact) -> Exact:
        # left / (n / (den × over)) is left × den × over / n; the n is left to the divisor column.
        figure = self._times(left, Fraction(right.den))
        for name in right.over:
            low, high = _product((figure.low, figure.high), self.divisors[name])
            figure = replace(figure, num=figure.num * pl.col(name), low=low, high=high)
        return figure

    def _new_column(self, figure: Exact) -> str:
        name = f"_step{len(self.steps)}"
        self.steps.append((name, figure.num))
        return name

    def _divisor(self, column: str, figure: Exact, *, guarded: bool) -> str:
        name = f"{column}_over"
        if name not in self.divisors:
            expr = pl.col(column).cast(self.dtype)
            positive = pl.when(expr > 0).then(expr).otherwise(self.literal(1)) if guarded else expr
            self.steps.append((name, positive))
            self.divisors[name] = (1, max(1, figure.high))
        return name

    def _choose(self, test: pl.Expr, then: Exact, otherwise: Exact) -> Exact:
        then, otherwise = self.align((then, otherwise))
        return replace(
            then,
            num=pl.when(test).then(then.num).otherwise(otherwise.num),
            low=min(then.low, otherwise.low),
            high=max(then.high, otherwise.high),
            nullable=then.nullable or otherwise.nullable,
        )

    def _extreme(self, op: str, figures: list[Exact]) -> Exact:
        aligned = self.align(figures)
        pick = min if op == "least" else max
        horizontal = pl.min_horizontal if op == "least" else pl.max_horizontal
        num = horizontal([one.num for one in aligned])
        unknown = [one.num.is_null() for one in aligned if one.nullable]
        if unknown:
            num = pl.when(~pl.any_horizontal(unknown)).then(num)
        low, high = pick(one.low for one in aligned), pick(one.high for one in aligned)
        return replace(aligned[0], num=num, low=low, high=high, nullable=bool(unknown))

    def _floor(self, figure: Exact) -> Exact:
        num = figure.num // self.denominator(figure)
        low, high = min(0, figure.low), max(0, figure.high)
        return Exact(num, 1, (), low, high, figure.nullable)

    def denominator(self, figure: Exact) -> pl.Expr:
        """The whole denominator as one integer expression."""
        expr = self.literal(figure.den)
        for name in figure.over:
            expr = expr * pl.col(name)
        self.peak = max(self.peak, figure.den * prod(self.divisors[name][1] for name in figure.over))
        return expr

    # conditions ------------------------------------------------------------------------------------------------

    def test(self, tree: Expression) -> pl.Expr:
        """The Boolean column of a condition."""
        if isinstance(tree, Truth):
            return pl.lit(tree.value)
        if isinstance(tree, Name) and tree.name in self.flags:
            return pl.col(tree.name)
        if isinstance(tree, Call) and tree.op == "not":
            return ~self.test(tree.of[0])
        if isinstance(tree, Call) and tree.op == "null":
            return self._is_null(tree.of[0])
        if isinstance(tree, Binary) and tree.op in ("and", "or"):
            left, right = self.test(tree.left), self.test(tree.right)
            return left & right if tree.op == "and" else left | right
        if isinstance(tree, Binary) and tree.op in _COMPARE:
            return self._compare(tree)
        raise _refuse("cần một điều kiện đúng/sai", "a true/false condition was expected")

    def _is_null(self, tree: Expression) -> pl.Expr:
        if isinstance(tree, Name) and (tree.name in self.flags or tree.name in self.choices):
            return pl.col(tree.name).is_null()
        figure = self.number(tree)
        return figure.num.is_null() if figure.nullable else pl.lit(False)

    def _compare(self, tree: Binary) -> pl.Expr:
        if isinstance(tree.left, Name) and isinstance(tree.right, Word):
            code = self.choices[tree.left.name].index(tree.right.value)
            return _COMPARE[tree.op](pl.col(tree.left.name), pl.lit(code, dtype=pl.UInt8))
        left, right = self.align((self.number(tree.left), self.number(tree.right)))
        return _COMPARE[tree.op](left.num, right.num)


_ARITHMETIC: Mapping[str, Callable[[Compiler, Exact, Exact], Exact]] = {
    "+": Compiler.add,
    "-": Compiler.subtract,
    "*": Compiler.multiply,
    "/": Compiler.divide,
}


def _product(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    ends = [one * other for one in left for other in right]
    return min(ends), max(ends)


def _refuse(vi: str, en: str) -> RuleError:
    return RuleError("framework.formula", Text(vi, en))


def _not_a_number() -> RuleError:
    return _refuse("cần một biểu thức số", "a numeric expression was expected")


def batches(steps: list[tuple[str, pl.Expr]]) -> list[list[pl.Expr]]:
    """The steps grouped so that each group needs only the groups before it."""
    level: dict[str, int] = {}
    grouped: list[list[pl.Expr]] = []
    for name, expr in steps:
        needs = [level[root] for root in expr.meta.root_names() if root in level]
        level[name] = max(needs) + 1 if needs else 0
        while len(grouped) <= level[name]:
            grouped.append([])
        grouped[level[name]].append(expr.alias(name))
    return grouped
