"""What a frame of sheets may hold: unique ids, points within their maxima, known reasons and overrides."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import polars as pl

from namro.engine.errors import SheetError, Text
from namro.engine.frames import FEW, Prepared
from namro.engine.framework import Framework, Input


def check_sheets(framework: Framework, prepared: Prepared) -> None:
    """Refuses: score.sheet.missing, score.sheet.duplicate, sheet.maximum, sheet.value"""
    _check_ids(prepared.frame["sheet"])
    for one in framework.sheet_inputs:
        if one.maximum is not None:
            top = Fraction(one.maximum)
            text = Text(f"phải từ 0 đến {one.maximum}", f"must be between 0 and {one.maximum}")
            _refuse_first(prepared, one, lambda value, top=top: value > top, "sheet.maximum", text)  # type: ignore[misc]
        elif one.allowed:
            allowed = [Fraction(value) for value in one.allowed]
            listed = ", ".join(str(value) for value in one.allowed)
            text = Text(f"chỉ nhận: {listed}", f"must be one of: {listed}")
            _refuse_first(prepared, one, lambda value, ok=allowed: value not in ok, "sheet.value", text)  # type: ignore[misc]


def _check_ids(ids: pl.Series) -> None:
    if ids.null_count():
        raise SheetError("score.sheet.missing", Text("có phiếu không có mã", "a sheet has no id"))
    if ids.n_unique() != ids.len():
        first = ids.filter(ids.is_duplicated())[0]
        text = Text("mã phiếu bị trùng", "the sheet id appears twice")
        raise SheetError("score.sheet.duplicate", text, sheet=str(first))


def _refuse_first(prepared: Prepared, one: Input, wrong: Callable[[Fraction], bool], code: str, text: Text) -> None:
    if one.name not in prepared.wide:
        facts, unit = prepared.facts[one.name], 10 ** prepared.facts[one.name].scale
        edges = (Fraction(facts.low, unit), Fraction(facts.high, unit))
        settled_by_edges = one.maximum is not None or facts.low == facts.high
        if settled_by_edges and not any(wrong(edge) for edge in edges):
            return
        if not any(wrong(Fraction(value, unit)) for value in _different(prepared.frame[one.name])):
            return
    for row, figure in enumerate(prepared.fractions(one.name)):
        if figure is not None and wrong(figure):
            raise SheetError(code, text, sheet=str(prepared.frame["sheet"][row]), field=one.name)


def _different(column: pl.Series) -> set[Any]:
    """The values a column holds. A form scores one sheet as one types: for a few rows Python is quicker than a query."""
    if column.null_count() == column.len():
        return set()
    return set((column if column.len() < FEW else column.unique()).to_list()) - {None}


def marks_of(framework: Framework, sheets: pl.DataFrame) -> pl.DataFrame:
    """Per sheet: `given`, the reason it is not rated (or null), `override`, the index of the first that applies, and
    `authority`, the rank of the level the authority chose.

    Refuses: score.not_rated.unknown, score.override.unknown, score.override.role, score.authority.unknown
    """
    nothing = pl.Series("given", [None], dtype=pl.String).new_from_index(0, sheets.height)
    given = sheets["not_rated"].cast(pl.String).alias("given") if "not_rated" in sheets.columns else nothing
    _check_reasons(framework, sheets, given)
    none = pl.Series("override", [None], dtype=pl.UInt8).new_from_index(0, sheets.height)
    has = "overrides" in sheets.columns and sheets.schema["overrides"] != pl.List(pl.Null)
    override = _override(framework, sheets) if has and (sheets["overrides"].list.len().max() or 0) else none
    return pl.DataFrame([given, override, _authority(framework, sheets)])


def _authority(framework: Framework, sheets: pl.DataFrame) -> pl.Series:
    """What the authority answered; only a framework that asks it looks."""
    nothing = pl.Series("authority", [None], dtype=pl.UInt8).new_from_index(0, sheets.height)
    if not framework.levels or "authority" not in sheets.columns or sheets["authority"].null_count() == sheets.height:
        return nothing
    answers, codes = sheets["authority"].cast(pl.String), [band.code for band in framework.bands]
    unknown = answers.is_not_null() & ~answers.is_in(codes)
    if unknown.any():
        row, listed = unknown.arg_true()[0], ", ".join(codes)
        text = Text(f"không có mức “{answers[row]}”; các mức: {listed}", f"no level “{answers[row]}”; known: {listed}")
        raise SheetError("score.authority.unknown", text, sheet=str(sheets["sheet"][row]), field="authority")
    return answers.cast(pl.Enum(codes)).to_physical().cast(pl.UInt8).alias("authority")


def _check_reasons(framework: Framework, sheets: pl.DataFrame, given: pl.Series) -> None:
    unknown = [reason for reason in _different(given) if reason not in framework.not_rated]
    if unknown:
        listed = ", ".join(framework.not_rated)
        row = (given == unknown[0]).arg_true()[0]
        text = Text(f"không có lý do “{unknown[0]}”; các lý do: {listed}", f"no reason “{unknown[0]}”; known: {listed}")
        raise SheetError("score.not_rated.unknown", text, sheet=str(sheets["sheet"][row]), field="not_rated")


def _override(framework: Framework, sheets: pl.DataFrame) -> pl.Series:
    known = {one.code: one for one in framework.overrides}
    leader = sheets["leader"] if "leader" in sheets.columns else pl.Series([False]).new_from_index(0, sheets.height)
    long = (
        pl.DataFrame([sheets["sheet"], sheets["overrides"], leader.alias("leader")])
        .explode("overrides")
        .drop_nulls("overrides")
    )
    for sheet, code, leads in long.unique(["overrides", "leader"]).iter_rows():
        _check_override(known.get(code), sheet, code, bool(leads), list(known))
    index = pl.coalesce(
        pl.when(pl.col("overrides").list.contains(one.code)).then(pl.lit(position, dtype=pl.UInt8))
        for position, one in enumerate(framework.overrides)
    )
    return sheets.select(index.alias("override"))["override"]


def _check_override(found: object, sheet: object, code: str, leads: bool, known: list[str]) -> None:
    roles = getattr(found, "roles", None)
    if roles is None:
        listed = ", ".join(known)
        text = Text(f"không có trường hợp “{code}”; các trường hợp: {listed}", f"no override “{code}”; known: {listed}")
        raise SheetError("score.override.unknown", text, sheet=str(sheet), field="overrides")
    if not {"leader" if leads else "staff", "unit"} & set(roles):
        text = Text(f"“{code}” chỉ áp dụng cho công chức lãnh đạo, quản lý", f"“{code}” applies to leaders only")
        raise SheetError("score.override.role", text, sheet=str(sheet), field="overrides")
