"""A very small spreadsheet: enough of one to recalculate our own workbooks in a test, cell by cell, from the formulas."""

from __future__ import annotations

import math
import re

CELL = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?")


class Calculator:
    def __init__(self, book):
        self.book = book

    def value(self, sheet, ref):
        raw = self.book[sheet][ref].value
        return self.calculate(sheet, raw[1:]) if isinstance(raw, str) and raw.startswith("=") else raw

    def calculate(self, sheet, formula):
        texts = re.split(r'("[^"]*")', formula)
        code = "".join(one if one.startswith('"') else self._code(sheet, one) for one in texts)
        return eval(code, {"__builtins__": {}}, {**FUNCTIONS, "at": self.value, "span": self.span})

    def _code(self, sheet, text):
        text = re.sub(r"(?<![<>])=", "==", text)
        text = re.sub(r"\b(IF|AND|OR|NOT)\b", r"\1_", text)
        return CELL.sub(lambda found: self._reference(sheet, found), text)

    @staticmethod
    def _reference(sheet, found):
        other, column, row, last_column, last_row = found.groups()
        where = repr(other or sheet)
        if last_column:
            return f"span({where}, '{column}{row}:{last_column}{last_row}')"
        return f"at({where}, '{column}{row}')"

    def span(self, sheet, ref):
        return [self.value(sheet, cell.coordinate) for row in self.book[sheet][ref] for cell in row]


def _countifs(*pairs):
    spans, wanted = pairs[::2], pairs[1::2]
    return sum(
        all((one or "") == want for one, want in zip(row, wanted, strict=True)) for row in zip(*spans, strict=True)
    )


FUNCTIONS = {
    "IF_": lambda test, then, otherwise: then if test else otherwise,
    "AND_": lambda *parts: all(parts),
    "OR_": lambda *parts: any(parts),
    "NOT_": lambda part: not part,
    "MIN": min,
    "MAX": max,
    "ROUND": round,
    "INT": math.floor,
    "SUM": lambda cells: sum(one for one in cells if one is not None),
    "COUNTIF": _countifs,
    "COUNTIFS": _countifs,
    "TRUE": True,
    "FALSE": False,
}
