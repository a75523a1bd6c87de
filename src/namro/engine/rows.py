"""Scoring row by row in unbounded fractions: the same plan, for figures wider than 128 bits can be proved to hold."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import polars as pl

from namro.engine.columns import assemble
from namro.engine.errors import SheetError, Text
from namro.engine.evaluate import Row, Value, evaluate
from namro.engine.frames import Prepared
from namro.engine.framework import Input
from namro.engine.levels import test_trees
from namro.engine.plan import Plan


def score_rows(plan: Plan, sheets: Prepared, lines: Prepared, marks: pl.DataFrame, *, detail: bool) -> pl.DataFrame:
    """The result frame of `scoring.score`, its fractions as String columns.

    Refuses: score.line.orphan, score.total.unknown, score.<check key>
    """
    by_sheet = defaultdict(list)
    for row, sheet in zip(_rows(lines, plan.framework.line_inputs), lines.frame["sheet"], strict=True):
        by_sheet[sheet].append(row)
    ids = sheets.frame["sheet"].to_list()
    orphans = [sheet for sheet in by_sheet if sheet not in set(ids)]
    if orphans:
        text = Text("dòng công việc thuộc phiếu không có trong danh sách", "a line belongs to a sheet not in the list")
        raise SheetError("score.line.orphan", text, sheet=str(orphans[0]))
    raw = [
        _raw(plan, sheet, row, by_sheet[sheet])
        for sheet, row in zip(ids, _rows(sheets, plan.framework.sheet_inputs), strict=True)
    ]
    columns = {name: [one[name] for one in raw] for name in raw[0]} if raw else {}
    frame = pl.DataFrame(columns, schema=_schema(plan), strict=False).with_columns(sheets.frame["sheet"])
    return assemble(plan, pl.concat([frame, marks], how="horizontal"), detail=detail)


def _schema(plan: Plan) -> dict[str, Any]:
    tests = dict.fromkeys(_test_names(plan), pl.Boolean)
    figures = {f"{key}_{part}": pl.String for key in _figures(plan) for part in ("num", "den")}
    return {"leader": pl.Boolean, **tests, "band_index": pl.UInt8, **figures}


def _test_names(plan: Plan) -> list[str]:
    counts = {"condition": len(plan.conditions), "check": len(plan.sheet_checks)}
    return [f"{name}{at}" for name, count in counts.items() for at in range(count)] + list(test_trees(plan))


def _rows(prepared: Prepared, inputs: tuple[Input, ...]) -> list[dict[str, Value]]:
    columns: dict[str, Any] = {}
    for one in inputs:
        if one.name not in prepared.wide and one.name not in prepared.frame.columns:
            continue
        if one.kind == "choice":
            columns[one.name] = [None if code is None else one.choices[code] for code in prepared.frame[one.name]]
        elif one.kind == "flag":
            columns[one.name] = prepared.frame[one.name].to_list()
        else:
            columns[one.name] = prepared.fractions(one.name)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def line_values(plan: Plan, line: Row) -> dict[str, Value]:
    """A line's inputs with every line formula beside them."""
    row = dict(line)
    for formula, tree in plan.lines:
        row[formula.key] = evaluate(tree, row)
    return row


def sheet_values(plan: Plan, sheet: Row, totals: Row) -> dict[str, Value]:
    """A sheet's inputs and line totals with every sheet formula beside them."""
    row = {**sheet, **totals}
    for formula, tree in plan.sheet:
        row[formula.key] = evaluate(tree, row)
    return row


def add_up(plan: Plan, lines: list[dict[str, Value]]) -> dict[str, Value]:
    """The line totals of one sheet."""
    return {one.key: sum((_number(line[one.key]) for line in lines), Fraction(0)) for one in plan.totals}


def _number(value: Value) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(0)


def _raw(plan: Plan, sheet: object, row: Row, lines: list[dict[str, Value]]) -> dict[str, Any]:
    for line in lines:
        for check, tree in plan.checks:
            if evaluate(tree, line) is not True:
                raise SheetError(f"score.{check.key}", check.rule.title, sheet=str(sheet), field=check.field)
    values = sheet_values(plan, row, add_up(plan, [line_values(plan, line) for line in lines]))
    raw: dict[str, Any] = {"leader": values.get("leader", False), **_tests(plan, values)}
    total = values.get("total")
    band = plan.framework.band_of(total) if isinstance(total, Fraction) else None
    raw["band_index"] = plan.framework.rank_of(band) if band else None
    for key in _figures(plan):
        value = values.get(key)
        raw[f"{key}_num"] = str(value.numerator) if isinstance(value, Fraction) else None
        raw[f"{key}_den"] = str(value.denominator) if isinstance(value, Fraction) else None
    return raw


def _figures(plan: Plan) -> list[str]:
    """What is kept of every sheet: the outputs, and a total even where the framework gives none."""
    keys = [formula.key for formula, _ in plan.sheet if formula.output]
    return keys if "total" in keys else [*keys, "total"]


def _tests(plan: Plan, values: Row) -> dict[str, bool]:
    """Every Boolean column of a sheet: an unknown test does not hold, an unknown check is not broken."""
    trees = {f"condition{at}": tree for at, (_, _, tree) in enumerate(plan.conditions)}
    found = {name: evaluate(tree, values) is True for name, tree in {**trees, **test_trees(plan)}.items()}
    checks = {f"check{at}": evaluate(tree, values) for at, (_, tree) in enumerate(plan.sheet_checks)}
    return {**found, **{name: value is not False for name, value in checks.items()}}
