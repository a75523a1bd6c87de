"""Columns made ready for exact arithmetic: integers with a known power of ten, bounds and no surprises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import polars as pl

from namro.engine.errors import RuleError, SheetError, Text
from namro.engine.exact import INT64_MAX, INT128_MAX
from namro.engine.framework import Input

WHOLE_KINDS = frozenset({"count", "tally"})

FEW = 100  # rows


@dataclass(frozen=True)
class Facts:
    """What is known of an integer column: value = column / 10**scale, low ≤ column ≤ high, whether any is null."""

    scale: int
    low: int
    high: int
    nullable: bool

    def rounded(self) -> Facts:
        """The same bounds, widened to powers of two, so that like frames share one compiled program."""
        low = 1 if self.low > 0 else 0 if self.low == 0 else -(1 << (-self.low).bit_length())
        return Facts(self.scale, low, max(1, (1 << self.high.bit_length()) - 1), self.nullable)


@dataclass(frozen=True)
class Prepared:
    """A frame of integer, code and flag columns; `wide` columns (beyond 38 digits) are kept as fractions instead."""

    frame: pl.DataFrame
    facts: Mapping[str, Facts]
    wide: Mapping[str, Sequence[Fraction | None]]

    def fractions(self, name: str) -> Sequence[Fraction | None]:
        """The exact values of a numeric column."""
        if name in self.wide:
            return self.wide[name]
        unit = 10 ** self.facts[name].scale
        return [None if value is None else Fraction(value, unit) for value in self.frame[name].to_list()]


def prepare(frame: pl.DataFrame, inputs: Iterable[Input], scales: Mapping[str, int], *, nulls: bool) -> Prepared:
    """The columns the inputs name, as integers, codes and flags; a column that is absent takes its default.

    Refuses: score.column.missing, score.column.type, score.column.null, sheet.origin, sheet.number, sheet.negative,
    sheet.whole
    """
    columns, scale_of = [frame["sheet"]], dict[str, int]()
    wide: dict[str, Sequence[Fraction | None]] = {}
    for one in inputs:
        series = _column(frame, one, nulls=nulls)
        if one.kind == "choice":
            columns.append(_codes(series, one))
        elif one.kind == "flag":
            columns.append(_flags(series, one))
        else:
            integers, scale_of[one.name] = _integers(series, scales.get(one.name, 0), wide)
            if one.name not in wide:
                columns.append(integers.alias(one.name))
    ready = pl.DataFrame(columns)
    facts = facts_of(ready, {name: scale for name, scale in scale_of.items() if name not in wide})
    prepared = Prepared(ready, facts, wide)
    _check(prepared, [one for one in inputs if one.name in scale_of], nulls=nulls)
    return prepared


def _column(frame: pl.DataFrame, one: Input, *, nulls: bool) -> pl.Series:
    if one.name in frame.columns:
        return frame[one.name]
    if one.default is None and not nulls:
        raise RuleError("score.column.missing", Text(f"thiếu cột “{one.name}”", f"the column “{one.name}” is missing"))
    value = None if one.default is None else one.default
    if one.kind == "choice":
        return pl.Series(one.name, [value], dtype=pl.String).new_from_index(0, frame.height)
    if one.kind == "flag":
        flag = None if value is None else value == "true"
        return pl.Series(one.name, [flag], dtype=pl.Boolean).new_from_index(0, frame.height)
    number = None if value is None else int(value)
    return pl.Series(one.name, [number], dtype=pl.Int64).new_from_index(0, frame.height)


def _flags(series: pl.Series, one: Input) -> pl.Series:
    """A flag nobody gave takes its default, or stays unknown where it has none."""
    flags = series.cast(pl.Boolean).alias(one.name)
    return flags if one.default is None else flags.fill_null(one.default == "true")


def _codes(series: pl.Series, one: Input) -> pl.Series:
    try:
        coded = series.cast(pl.Enum(one.choices))
    except pl.exceptions.PolarsError as error:
        allowed = ", ".join(one.choices)
        text = Text(f"“{one.name}” phải là một trong: {allowed}", f"“{one.name}” must be one of: {allowed}")
        raise RuleError("sheet.origin", text) from error
    return coded.to_physical().cast(pl.UInt8).alias(one.name)


def _integers(series: pl.Series, scale: int, wide: dict[str, Sequence[Fraction | None]]) -> tuple[pl.Series, int]:
    dtype = series.dtype
    if dtype.is_integer() or dtype == pl.Null:
        return series if dtype != pl.Null else series.cast(pl.Int64), scale
    if isinstance(dtype, pl.Decimal):
        return _trim(series.to_physical(), dtype.scale)
    if dtype == pl.String:
        return _from_text(series, wide)
    raise RuleError(
        "score.column.type",
        Text(
            f"cột “{series.name}” kiểu {dtype} không chính xác tuyệt đối; dùng số nguyên, Decimal hoặc chuỗi thập phân",
            f"the column “{series.name}” of type {dtype} is not exact; use integers, Decimal or decimal text",
        ),
    )


def _trim(series: pl.Series, scale: int) -> tuple[pl.Series, int]:
    frame, ten = series.to_frame("figure"), pl.lit(10, dtype=series.dtype)
    while scale and frame.select((pl.col("figure") % ten == 0).all()).item():
        frame, scale = frame.select(pl.col("figure") // ten), scale - 1
    return frame["figure"], scale


def parse_decimal(text: str) -> Decimal:
    """The finite decimal a text stands for. Refuses: sheet.number"""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise SheetError("sheet.number", Text(f"“{text}” không phải là số", f"“{text}” is not a number"))
    return value


def _from_text(series: pl.Series, wide: dict[str, Sequence[Fraction | None]]) -> tuple[pl.Series, int]:
    values = [None if text is None else Fraction(parse_decimal(text)) for text in series.to_list()]
    scale = max((_places(value) for value in values if value is not None), default=0)
    integers = [None if value is None else int(value * 10**scale) for value in values]
    largest = max((abs(value) for value in integers if value is not None), default=0)
    if largest > INT128_MAX:
        wide[series.name] = values
        return pl.Series(series.name, [], dtype=pl.Int64), 0
    dtype = pl.Int64 if largest <= INT64_MAX else pl.Int128
    return pl.Series(series.name, integers, dtype=dtype), scale


def _places(value: Fraction) -> int:
    places, rest = 0, value.denominator
    while rest % 10 == 0:
        places, rest = places + 1, rest // 10
    while rest > 1:
        places, rest = places + 1, rest // 5 if rest % 5 == 0 else rest // 2
    return places


def facts_of(frame: pl.DataFrame, scales: Mapping[str, int]) -> dict[str, Facts]:
    """The bounds of integer columns, in one pass; of a form's few rows column by column, which is quicker."""
    if not scales or not frame.height:
        return {name: Facts(scale, 0, 0, False) for name, scale in scales.items()}
    names = list(scales)
    if frame.height < FEW:
        each = [frame[name] for name in names]
        lows: list[Any] = [one.min() for one in each]
        highs: list[Any] = [one.max() for one in each]
        nulls: list[Any] = [one.null_count() for one in each]
    else:
        chosen = pl.col(names)
        row = frame.select(
            chosen.min().name.suffix("<"), chosen.max().name.suffix(">"), chosen.null_count().name.suffix("?")
        ).row(0)
        lows, highs, nulls = (list(row[start : start + len(names)]) for start in (0, len(names), 2 * len(names)))
    return {
        name: Facts(scales[name], int(low or 0), int(high or 0), bool(null))
        for name, low, high, null in zip(names, lows, highs, nulls, strict=True)
    }


def _check(prepared: Prepared, inputs: Iterable[Input], *, nulls: bool) -> None:
    for one in inputs:
        if one.name in prepared.wide:
            _check_wide(prepared, one)
            continue
        facts = prepared.facts[one.name]
        column = pl.col(one.name)
        if facts.nullable and not nulls:
            _refuse_row(prepared, one, column.is_null(), "score.column.null", Text("thiếu giá trị", "value missing"))
        if facts.low < 0:
            _refuse_row(prepared, one, column < 0, "sheet.negative", Text("không được âm", "must not be negative"))
        if one.kind in WHOLE_KINDS and facts.scale:
            text = Text("phải là số nguyên", "must be a whole number")
            _refuse_row(prepared, one, column % 10**facts.scale != 0, "sheet.whole", text)


def _check_wide(prepared: Prepared, one: Input) -> None:
    for row, value in enumerate(prepared.wide[one.name]):
        if value is not None and value < 0:
            sheet = str(prepared.frame["sheet"][row])
            text = Text("không được âm", "must not be negative")
            raise SheetError("sheet.negative", text, sheet=sheet, field=one.name)


def _refuse_row(prepared: Prepared, one: Input, wrong: pl.Expr, code: str, text: Text) -> None:
    first = prepared.frame.filter(wrong).head(1)
    if first.height:
        raise SheetError(code, text, sheet=str(first["sheet"][0]), field=one.name)
