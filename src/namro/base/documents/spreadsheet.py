"""The framework's formulas as spreadsheet formulas, so that an officer recalculates what the engine calculated."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from namro.engine.expression import Binary, Call, Case, Expression, Name, Number, Truth, Word

PLACES = 8  # spreadsheets count in binary: thresholds and whole parts are taken after rounding here
_RANK = {"*": 2, "/": 2, "+": 1, "-": 1}
_CALLS = {"least": "MIN", "greatest": "MAX", "not": "NOT"}


class NotInSheetError(LookupError):
    """The formula reaches for something the workbook does not show."""


class Writer:
    """Writes trees as formulas. `cells`: name -> reference; `flags`: truths already known for the row;
    `inner`: formulas without a cell of their own, written out where they are used."""

    def __init__(self, cells: Mapping[str, str], flags: Mapping[str, bool], inner: Mapping[str, Expression]) -> None:
        self.cells, self.flags, self.inner = cells, flags, inner

    def write(self, tree: Expression, rank: int = 0) -> str:
        """The formula without its equals sign; in brackets where it binds looser than `rank`."""
        if isinstance(tree, Number):
            return _number(tree.value)
        if isinstance(tree, Truth):
            return _truth(tree.value)
        if isinstance(tree, Word):
            return f'"{tree.value}"'
        if isinstance(tree, Name):
            return self._name(tree.name, rank)
        if isinstance(tree, Binary):
            return self._binary(tree, rank)
        return self._call(tree) if isinstance(tree, Call) else self._case(tree, rank)

    def _name(self, name: str, rank: int) -> str:
        if name in self.cells:
            return self.cells[name]
        if name in self.flags:
            return _truth(self.flags[name])
        if name in self.inner:
            return self.write(self.inner[name], rank)
        raise NotInSheetError(name)

    def _binary(self, tree: Binary, rank: int) -> str:
        if tree.op in ("and", "or"):
            return f"{tree.op.upper()}({self.write(tree.left)},{self.write(tree.right)})"
        mine = _RANK.get(tree.op, 0)
        # a - (b + c) and a / (b * c) keep their brackets
        text = f"{self.write(tree.left, mine)}{tree.op}{self.write(tree.right, mine + (tree.op in '-/'))}"
        return f"({text})" if mine < rank else text

    def _call(self, tree: Call) -> str:
        parts = [self.write(one) for one in tree.of]
        if tree.op == "floor":
            return f"INT(ROUND({parts[0]},{PLACES}))"
        if tree.op == "null":
            return f'{parts[0]}=""'
        return f"{_CALLS[tree.op]}({','.join(parts)})"

    def _case(self, tree: Case, rank: int) -> str:
        known = self._known(tree.test)
        if known is not None:
            return self.write(tree.then if known else tree.otherwise, rank)
        return f"IF({self.write(tree.test)},{self.write(tree.then)},{self.write(tree.otherwise)})"

    def _known(self, test: Expression) -> bool | None:
        if isinstance(test, Truth):
            return test.value
        return self.flags.get(test.name) if isinstance(test, Name) else None


def band_formula(total: str, bands: list[tuple[str, str]]) -> str:
    """The level by points alone; `bands` are (code, threshold) from the highest to the lowest."""
    formula = f'"{bands[-1][0]}"'
    for code, at_least in reversed(bands[:-1]):
        formula = f'IF(ROUND({total},{PLACES})>={at_least},"{code}",{formula})'
    return formula


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _number(value: Fraction | None) -> str:
    """A literal: 70, 0.25, or a bracketed quotient where the decimals do not end."""
    if value is None:
        return '""'
    for places in range(13):
        if not (value * 10**places).denominator - 1:
            digits = f"{value * 10**places // 1:0{places + 1}d}"
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"({value.numerator}/{value.denominator})"
