"""From rows to the engine's frames and back: the one path that scores a form, a round or the whole city.

Reading is by COPY of few columns; everything numeric stays an integer of a known power of ten, so nothing rounds.
Leaders wait for those they manage: staff are scored first, then unit by unit from the bottom of the tree upwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from namro.base.copying import copied
from namro.city.facts import selectors as facts
from namro.duties.evaluations import managed, rules, yearly
from namro.duties.evaluations.models import Period
from namro.duties.evaluations.rulebook import MARK_PREFIX, Rulebook, rulebook_of
from namro.engine.scoring import score

COPY = """
COPY (
    SELECT s.id, s.round_id, s.posting_id, s.person_id, s.unit_id, s.rank, s.task_group, s.not_rated,
        s.state IN ('reviewed', 'decided'), s.review_points, s.unit_marks, array_to_string(m.codes, ',')
    FROM evaluations_sheet s LEFT JOIN ({overrides}) m ON m.person_id = s.person_id
    WHERE s.period_id = %(period)s AND {scope} ORDER BY s.id
) TO STDOUT (FORMAT csv)
"""
SHEETS: dict[str, Any] = {
    "sheet": pl.Int64,
    "round": pl.Int64,
    "posting": pl.Int64,
    "person": pl.Int64,
    "unit": pl.Int64,
    "rank": pl.String,
    "task_group": pl.String,
    "not_rated": pl.String,
    "reviewed": pl.String,
    "points": pl.String,
    "marks": pl.String,
    "overrides": pl.String,
}
ROUND_POSTINGS = "SELECT posting_id FROM evaluations_sheet WHERE round_id = ANY(%s) AND not_rated = ''"
FEW = 5_000  # postings named one by one
HUNDREDTHS = 2
QUANTITIES = ("assigned", "completed", "coefficient")
LEADER_RANKS = ("head", "deputy")


@dataclass(frozen=True)
class Scope:
    """Which sheets of a period: of some rounds (all, or what stands in some units, and some others `also`), some sheets,
    or all."""

    rounds: tuple[int, ...] | None = None
    sheets: tuple[int, ...] | None = None
    also: tuple[int, ...] = ()
    units: tuple[int, ...] | None = None

    def sql(self) -> str:
        if self.rounds is None:
            return "s.id = ANY(%(sheets)s)" if self.sheets is not None else "true"
        inside = "s.round_id = ANY(%(rounds)s)"
        if self.units is not None:
            inside += " AND s.unit_id = ANY(%(units)s)"
        return f"({inside} OR s.id = ANY(%(sheets)s))" if self.also else inside


@dataclass(frozen=True)
class Typed:
    """What a form holds and the database does not yet: points and marks of a sheet as somebody is typing them."""

    points: Sequence[int | None] | None = None
    marks: Sequence[int | None] | None = None


def compute(
    period: Period, scope: Scope, *, typed: Mapping[int, Typed] | None = None, book: Rulebook | None = None
) -> pl.DataFrame:
    """Score the sheets of a scope: one row a sheet, in order of id. `book`: other rules than the period's own.

    Columns: sheet, round, unit, person, posting, rank, task_group, not_rated, general (hundredths), and the engine's
    state, reasons, total_num, total_den, score_band, override, band and <key>_num/_den.
    """
    book = book or rulebook_of(period)
    if period.kind == Period.Kind.YEAR:
        return yearly.compute(period, scope, book)
    sheets = read_sheets(period, scope, book, typed or {})
    if not sheets.height:
        return _scored_nothing(sheets)
    wanted = sheets["sheet"]
    wider = _with_those_below(period, scope, sheets, book)
    if wider != scope:
        scope, sheets = wider, read_sheets(period, wider, book, typed or {})
    lines = read_lines(period, book, sheets, scope)
    whole = None if scope == Scope() else scope.rounds or ()
    results = _passes(period, book, sheets, lines, whole)
    return sheets.filter(pl.col("sheet").is_in(wanted.implode())).join(
        results, on="sheet", how="left", maintain_order="left"
    )


def _with_those_below(period: Period, scope: Scope, sheets: pl.DataFrame, book: Rulebook) -> Scope:
    """The scope with those who must be scored with its leaders: the people below them in the same rounds, and whoever
    stands below in another round with a score that no longer holds."""
    if scope == Scope() or not _leads_others(sheets, book):
        return scope
    leaders = sheets.filter(pl.col("leader"))
    rounds = scope.rounds if scope.rounds is not None else tuple(leaders["round"].unique().to_list())
    below = managed.Below.of(period, leaders, rounds=rounds)
    also = tuple(dict.fromkeys((*(scope.sheets or ()), *scope.also, *below.stale)))
    return Scope(rounds=rounds, also=also, units=None if scope.rounds is not None else below.units)


def _leads_others(sheets: pl.DataFrame, book: Rulebook) -> bool:
    """Whether somebody here is scored by the people they manage: then those of the same round are scored as well."""
    return _needs_managed(book) and sheets.filter(pl.col("leader") & (pl.col("not_rated") == "")).height > 0


def _needs_managed(book: Rulebook) -> bool:
    return any(one.name == managed.FAILING for one in book.framework.sheet_inputs)


def _scored_nothing(sheets: pl.DataFrame) -> pl.DataFrame:
    empty: dict[str, pl.DataType | type[pl.DataType]] = {
        "state": pl.String,
        "reasons": pl.List(pl.String),
        "band": pl.String,
        "score_band": pl.String,
    }
    return sheets.with_columns([pl.lit(None, dtype=dtype).alias(name) for name, dtype in empty.items()])


def read_sheets(period: Period, scope: Scope, book: Rulebook, typed: Mapping[int, Typed]) -> pl.DataFrame:
    """The sheets as the engine takes them, before anybody's managed people are known."""
    sql = COPY.replace("{scope}", scope.sql()).replace("{overrides}", facts.overrides_query())
    raw = _copy(sql, {
        "period": period.pk, "first": period.days.lower, "until": period.days.upper,
        "rounds": list(scope.rounds or ()), "sheets": list(scope.sheets or scope.also),
        "units": list(scope.units or ()),
    }, SHEETS)  # fmt: skip
    if typed:
        raw = _with_typed(raw, typed)
    return _prepared(raw, book)


def _copy(sql: str, parameters: Mapping[str, Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    rows = copied(sql, parameters)
    if not rows:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(rows, has_header=False, new_columns=list(schema), schema_overrides=list(schema.values()))


def _with_typed(raw: pl.DataFrame, typed: Mapping[int, Typed]) -> pl.DataFrame:
    """What is being typed, in place of what is stored."""
    rows = []
    for row in raw.iter_rows(named=True):
        new = typed.get(row["sheet"])
        if new is not None:
            row["reviewed"] = "t"
            row["points"] = _array(new.points) if new.points is not None else row["points"]
            row["marks"] = _array(new.marks) if new.marks is not None else row["marks"]
        rows.append(row)
    return pl.DataFrame(rows, schema=dict(SHEETS), orient="row")


def _array(values: Sequence[int | None]) -> str:
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def _prepared(raw: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    columns = [*_groups(book), *_marks(book)]
    return raw.with_columns(
        pl.col("reviewed") == "t",
        pl.col("rank").is_in(LEADER_RANKS).alias("leader"),
        pl.col("not_rated").fill_null(""),
        pl.col("task_group").fill_null(""),
        pl.col("overrides").fill_null("").str.split(",").list.eval(pl.element().filter(pl.element() != "")),
        *columns,
    ).drop("points", "marks")


def _numbers(column: str, count: int) -> list[pl.Expr]:
    """The fields of a PostgreSQL integer array, NULL and absent ones as null."""
    text = pl.when(pl.col("reviewed") == "t").then(pl.col(column)).str.strip_chars("{}")
    fields = text.str.split_exact(",", max(count - 1, 1)).struct
    return [fields.field(f"field_{place}").cast(pl.Int64, strict=False) for place in range(count)]


def _groups(book: Rulebook) -> list[pl.Expr]:
    """One column a score group: its points in hundredths, null as long as one criterion lacks its points."""
    numbers = _numbers("points", len(book.criteria))
    return [
        pl.sum_horizontal(numbers[first:after], ignore_nulls=False).alias(key) for key, first, after in book.slices()
    ]


def _marks(book: Rulebook) -> list[pl.Expr]:
    numbers = _numbers("marks", len(book.marks))
    return [number.alias(MARK_PREFIX + mark) for mark, number in zip(book.marks, numbers, strict=True)]


def read_lines(period: Period, book: Rulebook, sheets: pl.DataFrame, scope: Scope) -> pl.DataFrame | None:
    """The work of the period's months, by sheet; None for a framework that has no lines."""
    if not book.framework.line_inputs:
        return None
    wanted = sheets.filter(pl.col("not_rated") == "")
    few = wanted["posting"].to_list() if wanted.height <= FEW else None
    is_whole = scope.rounds is not None and not scope.also and scope.units is None
    within = (ROUND_POSTINGS, list(scope.rounds or ())) if is_whole else None
    months = rules.months_of(period.days.lower, period.days.upper)
    frames = [facts.copy_work_lines(month, posting_ids=few, within=within) for month in months]
    found = pl.concat(frames) if len(frames) > 1 else frames[0]
    return found.join(wanted.select("sheet", posting_id="posting"), on="posting_id", how="inner").drop("posting_id")


def _passes(
    period: Period, book: Rulebook, sheets: pl.DataFrame, lines: pl.DataFrame | None, whole: tuple[int, ...] | None
) -> pl.DataFrame:
    """Score everybody who is rated, those below before those above."""
    rated = sheets.filter(pl.col("not_rated") == "")
    scales = _scales(book)
    if lines is not None:
        lines, line_scales = _tightened(lines)
        scales |= line_scales
    if not _needs_managed(book) or not rated["leader"].any():
        return _together([_score(book, rated, lines, scales)])
    tree = managed.Tree.of(period, rated, book, whole)
    staff = rated.filter(~pl.col("leader"))
    done = [_score(book, staff, _of(lines, staff), scales)]
    for group in tree.leaders_upwards(rated):
        counted = tree.with_counts(group, pl.concat([one.select(managed.SEEN) for one in done]), book)
        scored = _score(book, counted, _of(lines, counted), scales)
        done.append(scored.with_columns(counted[managed.FAILING], counted[managed.UNRATED]))
    return _together(done)


def _score(book: Rulebook, sheets: pl.DataFrame, lines: pl.DataFrame | None, scales: Mapping[str, int]) -> pl.DataFrame:
    found = score(
        book.framework,
        sheets.drop("not_rated"),
        lines,
        book.settings,
        detail=True,
        scales=_present(scales, sheets, lines),
    )
    return found.with_columns(pl.col("state", "score_band", "band").cast(pl.String))


def _together(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Results of several passes in one frame; fractions take the widest integers any pass needed."""
    wide = any(frame.schema[name] == pl.String for frame in frames for name in _fractions(frame))
    dtype = pl.String() if wide else pl.Int128()
    cast = [frame.with_columns(pl.col(_fractions(frame)).cast(dtype)) for frame in frames]
    return pl.concat(cast, how="diagonal")  # only leaders have counts of those they manage


def _fractions(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.endswith(("_num", "_den"))]


def _present(scales: Mapping[str, int], sheets: pl.DataFrame, lines: pl.DataFrame | None) -> dict[str, int]:
    known = {*sheets.columns, *(lines.columns if lines is not None else [])}
    return {name: scale for name, scale in scales.items() if name in known}


def _of(lines: pl.DataFrame | None, sheets: pl.DataFrame) -> pl.DataFrame | None:
    return None if lines is None else lines.join(sheets.select("sheet"), on="sheet", how="semi")


def _scales(book: Rulebook) -> dict[str, int]:
    groups = {key: HUNDREDTHS for key, _first, _after in book.slices()}
    return groups | {MARK_PREFIX + mark: HUNDREDTHS for mark in book.marks}


def _tightened(lines: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Quantities without the zeros that all of them end in: smaller integers keep the engine on its fast width."""
    scales: dict[str, int] = {}
    columns = []
    for name in QUANTITIES:
        scale, series = 4, lines[name]
        for drop in (4, 3, 2, 1):
            if not lines.height or bool((series % 10**drop == 0).all()):
                scale, series = 4 - drop, series // 10**drop
                break
        scales[name] = scale
        columns.append(series.alias(name))
    return lines.with_columns(columns), scales
