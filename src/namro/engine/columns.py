"""Scoring whole columns: the plan compiled once for the frame, at the narrowest integer width its bounds allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import polars as pl

from namro.engine.errors import RuleError, SheetError, Text
from namro.engine.exact import INT64_MAX, INT128_MAX, Compiler, batches
from namro.engine.expression import Binary, Name, Number
from namro.engine.frames import FEW, Facts, Prepared, facts_of
from namro.engine.framework import Input
from namro.engine.levels import by_law, failing, overriding, test_trees
from namro.engine.plan import AUTHORITY_DECIDES, INSUFFICIENT_DATA, NOT_RATED, RATED, STATES, Plan

WIDTHS: tuple[tuple[pl.DataType, int], ...] = ((pl.Int64(), INT64_MAX), (pl.Int128(), INT128_MAX))


class TooWideError(Exception):
    """The bounds do not prove 128 bits wide enough; the rows must be scored in unbounded fractions."""


Known = tuple[tuple[str, Facts], ...]


@dataclass(frozen=True)
class Program:
    """Compiled expressions and the largest integer they can reach; kept for every frame with like bounds."""

    compiler: Compiler
    steps: list[list[pl.Expr]]
    tests: list[pl.Expr]
    outputs: list[pl.Expr]
    peak: int


def score_columns(plan: Plan, sheets: Prepared, lines: Prepared, marks: pl.DataFrame, *, detail: bool) -> pl.DataFrame:
    """The result frame of `scoring.score`.

    `marks`: columns `given` (reason or null), `override` (place or null) and `authority` (rank it chose, or null).

    Raises TooWideError. Refuses: score.line.orphan, score.total.unknown, score.<check key>
    """
    sums, facts = _sums(plan, sheets, lines)
    frame = pl.concat([sheets.frame, sums, marks], how="horizontal")
    for dtype, limit in WIDTHS:
        program = _sheet_program(plan, dtype, _known(sheets.facts), facts, detail)
        if program.peak <= limit:
            return assemble(plan, _run(program, frame), detail=detail)
    raise TooWideError


def _known(facts: Mapping[str, Facts]) -> Known:
    return tuple((name, one.rounded()) for name, one in facts.items())


# lines ---------------------------------------------------------------------------------------------------------


Sums = tuple[tuple[str, int, Facts], ...]


def _sums(plan: Plan, sheets: Prepared, lines: Prepared) -> tuple[pl.DataFrame, Sums]:
    """The line totals of every sheet, in the order of the sheets, with their denominators and bounds."""
    totals = [one.key for one in plan.totals]
    if not totals:
        return pl.DataFrame(), ()
    if not lines.frame.height:
        zero = pl.DataFrame([pl.Series(key, [0]).new_from_index(0, sheets.frame.height) for key in totals])
        return zero, tuple((key, 1, Facts(0, 0, 1, False)) for key in totals)
    for dtype, limit in WIDTHS:
        program = _line_program(plan, dtype, _known(lines.facts))
        figures = [program.compiler.figures[key] for key in totals]
        widest = max(figure.size for figure in figures) * lines.frame.height
        if max(program.peak, widest) <= limit:
            _run_checks(plan, lines, program)
            aligned = _in_order(sheets.frame["sheet"], _add_up(lines, program))
            facts = facts_of(aligned, dict.fromkeys(totals, 0))
            dens = zip(totals, figures, strict=True)
            return aligned, tuple((key, figure.den, facts[key].rounded()) for key, figure in dens)
    raise TooWideError


@lru_cache(maxsize=512)
def _line_program(plan: Plan, dtype: pl.DataType, known: Known) -> Program:
    compiler = Compiler(dtype)
    _inputs(compiler, dict(known), plan.framework.line_inputs)
    for formula, tree in plan.lines:
        compiler.figures[formula.key] = compiler.number(tree)
        if formula.total and compiler.figures[formula.key].over:
            text = Text("tổng dòng không được chia cho số của dòng", "a line total cannot divide by a line's figure")
            raise RuleError("framework.formula", text)
    tests = [compiler.test(tree) for _, tree in plan.checks]
    outputs = [compiler.figures[one.key].num.alias(one.key) for one in plan.totals]
    return Program(compiler, batches(compiler.steps), tests, outputs, compiler.peak)


def _inputs(compiler: Compiler, known: Mapping[str, Facts], inputs: Iterable[Input]) -> None:
    for one in inputs:
        if one.kind == "choice":
            compiler.choices[one.name] = one.choices
        elif one.kind == "flag":
            compiler.flags.add(one.name)
        else:
            facts = known[one.name]
            compiler.add_column(one.name, one.name, 10**facts.scale, facts.low, facts.high, nullable=facts.nullable)


def _run_checks(plan: Plan, lines: Prepared, program: Program) -> None:
    if not program.tests:
        return
    any_broken = [(~test).any().alias(str(index)) for index, test in enumerate(program.tests)]
    broken = _collected(lines.frame.lazy().select(any_broken), lines.frame).row(0)
    for (check, _), test, found in zip(plan.checks, program.tests, broken, strict=True):
        if found:
            sheet = lines.frame.filter(~test)["sheet"][0]
            raise SheetError(f"score.{check.key}", check.rule.title, sheet=str(sheet), field=check.field)


def _add_up(lines: Prepared, program: Program) -> pl.DataFrame:
    """The totals of each sheet that has lines, in the order of the sheets' ids.

    Lines that come sheet by sheet, as they are stored, are cut into lists and those added up: half the time of hashing.
    """
    frame = lines.frame
    is_constant = not all(one.meta.root_names() for one in program.outputs)  # the same for all lines: never a list
    by_sheet = not is_constant and frame["sheet"].is_sorted()
    lazy = frame.with_columns(pl.col("sheet").set_sorted()).lazy() if by_sheet else frame.lazy()
    for batch in program.steps:
        lazy = lazy.with_columns(batch)
    if by_sheet:
        cut = lazy.group_by("sheet", maintain_order=True).agg(program.outputs)
        return _collected(cut.with_columns(pl.exclude("sheet").list.sum()), frame)
    return _collected(lazy.select("sheet", *program.outputs).group_by("sheet").agg(pl.all().sum()).sort("sheet"), frame)


def _collected(lazy: pl.LazyFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The same query whatever the size; for a form's few rows improving it takes longer than running it."""
    return lazy.collect(optimizations=pl.QueryOptFlags.none()) if frame.height < FEW else lazy.collect()


def _in_order(ids: pl.Series, sums: pl.DataFrame) -> pl.DataFrame:
    if sums["sheet"].equals(ids):
        return sums.drop("sheet")
    orphans = sums.filter(~pl.col("sheet").is_in(ids.implode()))
    if orphans.height:
        text = Text("dòng công việc thuộc phiếu không có trong danh sách", "a line belongs to a sheet not in the list")
        raise SheetError("score.line.orphan", text, sheet=str(orphans["sheet"][0]))
    joined = pl.DataFrame({"sheet": ids}).join(sums, on="sheet", how="left", maintain_order="left")
    return joined.drop("sheet").fill_null(0)


# sheets --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sheet_program(plan: Plan, dtype: pl.DataType, known: Known, sums: Sums, detail: bool) -> Program:
    compiler = Compiler(dtype)
    _inputs(compiler, dict(known), plan.framework.sheet_inputs)
    for key, den, facts in sums:
        compiler.add_column(key, key, den, facts.low, facts.high, nullable=facts.nullable)
    for formula, tree in plan.sheet:
        compiler.define(formula.key, tree)
    tests = [
        compiler.test(tree).fill_null(False).alias(f"condition{index}")
        for index, (_, _, tree) in enumerate(plan.conditions)
    ]
    tests += [compiler.test(tree).fill_null(False).alias(name) for name, tree in test_trees(plan).items()]
    checks = enumerate(plan.sheet_checks)
    tests += [compiler.test(tree).fill_null(True).alias(f"check{index}") for index, (_, tree) in checks]
    wanted = [one.key for one, _ in plan.sheet if one.output and (detail or one.key == "total")]
    outputs = [column for key in wanted for column in _fraction(compiler, key)]
    leader = pl.col("leader") if "leader" in compiler.flags else pl.lit(False).alias("leader")
    outputs += [leader, pl.col("given"), pl.col("override"), pl.col("authority"), *_band(plan, compiler)]
    return Program(compiler, batches(compiler.steps), tests, outputs, compiler.peak)


def _fraction(compiler: Compiler, key: str) -> list[pl.Expr]:
    figure = compiler.figures[key]
    return [figure.num.alias(f"{key}_num"), compiler.denominator(figure).alias(f"{key}_den")]


def _band(plan: Plan, compiler: Compiler) -> list[pl.Expr]:
    """How many thresholds the exact total fails: the position of its band. Without points there is neither."""
    if not plan.framework.scored:
        nothing = [pl.lit(None, dtype=pl.Int64).alias(name) for name in ("total_num", "total_den")]
        return [*nothing, pl.lit(None, dtype=pl.UInt8).alias("band_index")]
    floors = [Fraction(band.at_least) for band in plan.framework.bands[:-1]]
    below = [compiler.test(Binary("<", Name("total"), Number(floor))) for floor in floors]
    return [pl.sum_horizontal([test.cast(pl.UInt8) for test in below]).cast(pl.UInt8).alias("band_index")]


def _run(program: Program, frame: pl.DataFrame) -> pl.DataFrame:
    lazy = frame.lazy()
    for batch in program.steps:
        lazy = lazy.with_columns(batch)
    return _collected(lazy.select("sheet", *program.tests, *program.outputs), frame)


def assemble(plan: Plan, raw: pl.DataFrame, *, detail: bool) -> pl.DataFrame:
    """The public result from raw columns: states, reasons, bands, and figures only where they mean something.

    Refuses: score.<check key> for a check of the sheet, score.total.unknown
    """
    _refuse_sheets(plan, raw)
    enum = pl.Enum([band.code for band in plan.framework.bands])
    raw = _collected(_levelled(plan, raw.lazy()).with_columns(_state(plan).alias("state")), raw)
    _check_totals(plan, raw)
    rated = pl.col("state") == 0
    scored = rated | (pl.col("state") == STATES.index(AUTHORITY_DECIDES))
    code, level = _overrides(plan, raw)
    return raw.select(
        "sheet",
        pl.col("state").cat.to(pl.Enum(STATES)),
        _reasons(plan, raw),
        *(pl.when(scored).then(pl.col(name)).alias(name) for name in ("total_num", "total_den")),
        pl.when(scored).then(pl.col("band_index")).cat.to(enum).alias("score_band"),
        code.alias("override"),
        pl.when(rated).then(level).cat.to(enum).alias("band"),
        *((_answer().cat.to(enum).alias("authority"),) if plan.levels else ()),
        *(_details(plan) if detail else ()),
    )


def _refuse_sheets(plan: Plan, raw: pl.DataFrame) -> None:
    for index, (check, _) in enumerate(plan.sheet_checks):
        broken = raw.filter(~pl.col(f"check{index}"))
        if broken.height:
            raise SheetError(f"score.{check.key}", check.rule.title, sheet=str(broken["sheet"][0]), field=check.field)


def _levelled(plan: Plan, raw: pl.LazyFrame) -> pl.LazyFrame:
    """With `by_law`, the level before overrides, and the override the law computes beside those given."""
    if plan.computed:
        raw = raw.with_columns(overriding(plan).alias("override"))
    if not plan.levels:
        return raw.with_columns(pl.col("band_index").alias("by_law"))
    return raw.with_columns(by_law(plan).alias("by_law"))


def _answer() -> pl.Expr:
    """The level the authority chose, where it was for the authority to choose."""
    asked = (pl.col("state") == 0) & pl.col("by_law").is_null() & pl.col("override").is_null()
    return pl.when(asked).then(pl.col("authority"))


def _overrides(plan: Plan, raw: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    """The code of the override that applies, and the level it leaves."""
    level = pl.coalesce(pl.col("by_law"), pl.col("authority")) if plan.levels else pl.col("by_law")
    if raw["override"].null_count() == raw.height:
        return pl.lit(None, dtype=pl.String), level
    framework = plan.framework
    codes = {index: one.code for index, one in enumerate(framework.overrides)}
    levels = {index: framework.rank_of(one.band) for index, one in enumerate(framework.overrides)}
    index = pl.col("override")
    forced = index.replace_strict(levels, default=None, return_dtype=pl.UInt8)
    code = index.replace_strict(codes, default=None, return_dtype=pl.String)
    return code, pl.coalesce(forced, level)


def _check_totals(plan: Plan, raw: pl.DataFrame) -> None:
    if not plan.framework.scored or not raw["total_num"].null_count():
        return
    unknown = raw.filter((pl.col("state") == 0) & pl.col("total_num").is_null())
    if unknown.height:
        text = Text("công thức không cho ra tổng điểm", "the formulas give no total")
        raise SheetError("score.total.unknown", text, sheet=str(unknown["sheet"][0]))


@lru_cache(maxsize=64)
def _state(plan: Plan) -> pl.Expr:
    by_state: dict[str, list[pl.Expr]] = {NOT_RATED: [pl.lit(False)], INSUFFICIENT_DATA: [pl.lit(False)]}
    for index, (_, state, _) in enumerate(plan.conditions):
        by_state[state].append(pl.col(f"condition{index}"))
    codes = {state: pl.lit(STATES.index(state), dtype=pl.UInt8) for state in STATES}
    settled = pl.any_horizontal(pl.col("by_law", "override", "authority").is_not_null())
    open_ = ~settled if plan.levels else pl.lit(False)
    return (
        pl.when(pl.col("given").is_not_null()).then(codes[NOT_RATED])
        .when(pl.any_horizontal(by_state[INSUFFICIENT_DATA])).then(codes[INSUFFICIENT_DATA])
        .when(pl.any_horizontal(by_state[NOT_RATED])).then(codes[NOT_RATED])
        .when(open_).then(codes[AUTHORITY_DECIDES])
        .otherwise(codes[RATED])
    )  # fmt: skip


def _reasons(plan: Plan, raw: pl.DataFrame) -> pl.Series:
    """Why each sheet has no level. Few sets of reasons come up among many sheets: each is written out once."""
    nothing = pl.Series("reasons", [[]], dtype=pl.List(pl.String))
    if not (raw["state"] != 0).any():
        return nothing.new_from_index(0, raw.height)
    open_ = raw.with_row_index("row").filter(pl.col("state") != 0)
    names, masks = _reason_masks(plan)
    found = open_.select("row", "given", *masks)
    by = ["given", *(f"mask{at}" for at in range(len(masks)))]
    sets = found.select(by).unique()
    listed = [_named(row[0], row[1:], names) for row in sets.iter_rows()]
    sets = sets.with_columns(pl.Series("reasons", listed, dtype=pl.List(pl.String)))
    joined = found.join(sets, on=by, how="left", nulls_equal=True).select("row", "reasons")
    every = pl.DataFrame({"row": pl.int_range(raw.height, dtype=pl.UInt32, eager=True)})
    return every.join(joined, on="row", how="left", maintain_order="left")["reasons"].fill_null(nothing)


WORD = 63  # reasons to an integer, one bit each


@lru_cache(maxsize=64)
def _reason_masks(plan: Plan) -> tuple[list[str], list[pl.Expr]]:
    """Every reason there can be, in the order it is given, and integers with one bit for each that holds."""
    names = [condition.key for condition, _, _ in plan.conditions]
    tests = [pl.col(f"condition{index}") for index in range(len(plan.conditions))]
    asks = pl.col("state") == STATES.index(AUTHORITY_DECIDES)
    for name, failed in failing(plan):
        names.append(name)
        tests.append(asks & failed)
    words = [tests[start : start + WORD] for start in range(0, len(tests), WORD)]
    return names, [_mask(word).alias(f"mask{at}") for at, word in enumerate(words)]


def _mask(tests: list[pl.Expr]) -> pl.Expr:
    bits = [test.cast(pl.Int64) * pl.lit(1 << bit, dtype=pl.Int64) for bit, test in enumerate(tests)]
    return pl.sum_horizontal(bits)


def _named(given: str | None, masks: Iterable[int], names: list[str]) -> list[str]:
    held = [at * WORD + bit for at, mask in enumerate(masks) for bit in range(WORD) if mask >> bit & 1]
    return [*([given] if given is not None else []), *(names[index] for index in held)]


@lru_cache(maxsize=64)
def _details(plan: Plan) -> list[pl.Expr]:
    columns = []
    for formula, _ in plan.sheet:
        if formula.output and formula.key != "total":
            shown = pl.lit(True) if set(formula.roles) - {"leader"} else pl.col("leader")
            columns += [
                pl.when(shown & pl.col(f"{formula.key}_num").is_not_null())
                .then(pl.col(f"{formula.key}_{part}"))
                .alias(f"{formula.key}_{part}")
                for part in ("num", "den")
            ]
    return columns
