"""The figures of the month list: which columns a framework has, its formulas, and the sums they start from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from namro.base.documents.types import Column, MethodLine, Quota, QuotaReading
from namro.city.facts import selectors as facts
from namro.city.facts.models import WorkLine
from namro.duties.evaluations import rules
from namro.duties.evaluations.models import Round, Sheet
from namro.duties.evaluations.results import Result, ratio_keys
from namro.duties.evaluations.rulebook import Rulebook
from namro.duties.evaluations.scoring import LEADER_RANKS
from namro.engine import figures
from namro.engine.explain import work_out
from namro.engine.expression import Expression
from namro.engine.framework import Formula, ScoreGroup
from namro.engine.plan import plan_for

GENERAL, RESULT, TOTAL = "general", "result_points", "total"
HUNDRED = 100


def columns(book: Rulebook) -> list[Column]:
    """The sums of the work, each group's points, the ratios (headed a, b, c … as the law names them), the total last."""
    outputs = [one for one in book.framework.sheet_formulas if one.output and one.key != TOTAL]
    total = next(one for one in book.framework.sheet_formulas if one.key == TOTAL)
    ratios = set(ratio_keys(book))
    return [
        *(_column(one) for one in plan_for(book.framework, book.settings).totals),
        *(_column(one) for one in book.framework.groups),
        *(Column(one.key, one.key, is_ratio=True) if one.key in ratios else _column(one) for one in outputs),
        _column(total),
    ]


def _column(one: Formula | ScoreGroup) -> Column:
    return Column(one.key, one.rule.title.vi)


def formulas(book: Rulebook) -> dict[str, Expression]:
    """Every sheet formula with the settings put in."""
    return {one.key: tree for one, tree in plan_for(book.framework, book.settings).sheet}


def method(book: Rulebook) -> tuple[MethodLine, ...]:
    """How each figure comes about, in the framework's own words, with its article."""
    rules_ = [one.rule for one in (*book.framework.line_formulas, *book.framework.sheet_formulas)]
    return tuple(MethodLine(one.title.vi, f"{one.instrument}, {one.article}") for one in rules_)


def quota(round_: Round, book: Rulebook) -> Quota:
    """The quota at the ratio the authority signed, under every reading."""
    law = book.framework.quota
    ratio, _rule = law.ratios[round_.quota_rate or book.settings["quota_ratio"]]
    chosen = round_.quota_reading or book.settings["quota_reading"]
    readings = tuple(QuotaReading(one.rule.title.vi, one.sql, one.key == chosen) for one in law.readings)
    return Quota(str(ratio), law.band, law.pool_bands, readings)


def quantities(sheets: Sequence[Sheet], book: Rulebook) -> dict[int, dict[str, str]]:
    """The sums of each sheet's work, as exact text; nothing for a framework without lines of work."""
    totals = plan_for(book.framework, book.settings).totals
    if not sheets or not totals:
        return {}
    by_posting = _lines(sheets)
    found = {}
    for sheet in sheets:
        lines = [_line(book, one) for one in by_posting[sheet.posting_id]]
        case = work_out(book.framework, {"leader": sheet.rank in LEADER_RANKS}, lines, book.settings, {})
        texts = {one.key: figures.machine(book.framework, case.values[one.key]) for one in totals}  # type: ignore[arg-type]
        found[sheet.pk] = {key: text for key, text in texts.items() if text is not None}
    return found


def _lines(sheets: Sequence[Sheet]) -> dict[int, list[WorkLine]]:
    days = sheets[0].period.days
    by_posting: dict[int, list[WorkLine]] = defaultdict(list)
    postings = {one.posting_id for one in sheets}
    for month in rules.months_of(days.lower, days.upper):
        for line in facts.work_lines(postings, month=month):
            by_posting[line.posting_id].append(line)
    return by_posting


def _line(book: Rulebook, one: WorkLine) -> dict[str, Any]:
    return {given.name: getattr(one, given.name) for given in book.framework.line_inputs}


def figures_of(book: Rulebook, sheet: Sheet, result: Result | None, sums: dict[str, str]) -> dict[str, str]:
    """Every figure of one row that is known, as exact text."""
    if result is None or not result.is_rated:
        return sums
    known = {**_points(book, sheet.review_points or []), **result.ratios, TOTAL: result.total}
    if result.general is not None:
        known[GENERAL] = result.general
        known[RESULT] = None if result.total is None else result.total - result.general
    texts = {key: figures.machine(book.framework, value) for key, value in known.items()}
    return {**sums, **{key: text for key, text in texts.items() if text is not None}}


def _points(book: Rulebook, points: Sequence[int | None]) -> dict[str, Fraction | None]:
    """The reviewer's points of each group; those of a group that lacks one are not known."""
    found: dict[str, Fraction | None] = {}
    for key, first, after in book.slices():
        mine = [one for one in points[first:after] if one is not None]
        found[key] = Fraction(sum(mine), HUNDRED) if mine and len(mine) == after - first else None
    return found
