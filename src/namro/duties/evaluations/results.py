"""What the engine made of sheets, row by row: live from the engine, or as stored when the round was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from namro.base.errors import DomainError
from namro.base.reading import once_a_reading
from namro.base.ui.wording import said
from namro.duties.evaluations.models import NotRated, Round, Score, ScoreState, Sheet, SheetState, Step
from namro.duties.evaluations.rulebook import Rulebook, refusal, rulebook_of
from namro.duties.evaluations.scoring import Scope, compute
from namro.engine import figures
from namro.engine.errors import RuleError

UNIT = 10_000
MISSING = "missing:"  # and the number of the month or quarter a year lacks


@dataclass(frozen=True)
class Result:
    """One sheet's calculated score. `band` is from the points alone, `level` after overrides; both empty if not rated."""

    sheet_id: int
    state: str
    reasons: tuple[str, ...]
    general: Fraction | None
    ratios: dict[str, Fraction | None]  # a, b, c[, d, đ, e]
    total: Fraction | None
    total_text: str  # by the framework's rounding rule; empty if not rated
    band: str
    level: str
    override: str

    @property
    def is_rated(self) -> bool:
        return self.state == ScoreState.RATED

    @property
    def is_left_open(self) -> bool:
        """The law gives no level here: the authority decides which, and says why."""
        return self.state == ScoreState.AUTHORITY


def ratio_keys(book: Rulebook) -> list[str]:
    """Keys of the ratios a framework prints: a, b, c, d, đ, e; a year made of months has none of its own."""
    if book.is_year:
        return []
    return [
        one.key for one in book.framework.sheet_formulas if one.output and one.key not in ("total", "result_points")
    ]


def live(book: Rulebook, computed: pl.DataFrame) -> dict[int, Result]:
    """Results by sheet from a computed frame."""
    if "total_num" not in computed.columns:
        return {row["sheet"]: _unrated(row["sheet"], row["not_rated"]) for row in computed.iter_rows(named=True)}
    totals = figures.to_fractions(computed)
    keys = ratio_keys(book)
    ratios = {key: figures.to_fractions(computed, key) for key in keys}
    found = {}
    for place, row in enumerate(computed.iter_rows(named=True)):
        if row["not_rated"]:
            found[row["sheet"]] = _unrated(row["sheet"], row["not_rated"])
            continue
        total, general = totals[place], row.get("general")
        found[row["sheet"]] = Result(
            sheet_id=row["sheet"],
            state=row["state"],
            reasons=tuple(row["reasons"] or ()),
            general=None if general is None else Fraction(general, 100),
            ratios={key: ratios[key][place] for key in keys},
            total=total,
            total_text=figures.display(book.framework, total, book.settings) or "",
            band=row["score_band"] or "",
            level=row["band"] or "",
            override=row["override"] or "",
        )
    return found


def _unrated(sheet_id: int, why: str) -> Result:
    return Result(sheet_id, ScoreState.NOT_RATED, (why,) if why else (), None, {}, None, "", "", "", "")


def stored(book: Rulebook, scores: Iterable[Score]) -> dict[int, Result]:
    """Results by sheet as they were stored."""
    keys = ratio_keys(book)
    return {score.sheet_id: _from_row(book, score, keys) for score in scores}


def _from_row(book: Rulebook, score: Score, keys: list[str]) -> Result:
    total = Fraction(score.exact) if score.exact else None
    values: list[Any] = list(score.ratios or [])
    return Result(
        sheet_id=score.sheet_id,
        state=score.state,
        reasons=tuple(score.reasons),
        general=None if score.general is None else Fraction(score.general, 100),
        ratios={key: None if one is None else Fraction(one, UNIT) for key, one in zip(keys, values, strict=False)},
        total=total,
        total_text=figures.display(book.framework, total, book.settings) or "",
        band=score.band,
        level=score.level,
        override=score.overrides[0] if score.overrides else "",
    )


def is_settled(round_: Round) -> bool:
    """Whether the round's scores are fixed: decided on, published or closed."""
    return round_.step in (Step.PUBLISHED, Step.CLOSED) or round_.sheets.filter(state=SheetState.DECIDED).exists()


@once_a_reading
def results_of_round(round_: Round, *, settled: bool | None = None) -> dict[int, Result]:
    """Every sheet of a round: what was decided on once it is, and the engine's live answer until then."""
    book = rulebook_of(round_.period)
    if is_settled(round_) if settled is None else settled:
        return stored(book, Score.objects.filter(sheet__round=round_).order_by("sheet_id"))
    return live(book, computed(round_, Scope(rounds=(round_.pk,))))


def computed(round_: Round, scope: Scope) -> pl.DataFrame:
    """The engine's frame, its refusals said as ours. Refuses: score.… (data that breaks a rule)"""
    try:
        return compute(round_.period, scope)
    except RuleError as error:
        raise refusal(error) from error


def results_of_sheets(sheets: Iterable[Sheet]) -> dict[int, Result]:
    """Results of some sheets of one period: stored where decided, live elsewhere."""
    mine = list(sheets)
    if not mine:
        return {}
    period = mine[0].period
    book = rulebook_of(period)
    decided = [one.pk for one in mine if one.state == SheetState.DECIDED]
    open_ones = tuple(one.pk for one in mine if one.state != SheetState.DECIDED)
    found = stored(book, Score.objects.filter(sheet__in=decided).order_by("sheet_id")) if decided else {}
    if open_ones:
        try:
            found |= live(book, compute(period, Scope(sheets=open_ones)))
        except RuleError as error:
            raise refusal(error) from error
    return found


def reason_text(book: Rulebook, code: str) -> str:
    """Why there is no score, in the reader's language."""
    if code.startswith(MISSING):
        return _("thiếu điểm kỳ thứ %(number)s của năm") % {"number": code.removeprefix(MISSING)}
    for condition in book.framework.conditions:
        if condition.key == code:
            return said(condition.rule.title)
    if code in book.framework.not_rated:
        return said(book.framework.not_rated[code].title)
    return str(NotRated(code).label) if code in NotRated.values else _of_input(book, code)


def _of_input(book: Rulebook, code: str) -> str:
    """What the engine names by an input or a condition of a level: “<input>_missing”, “<band>.<condition>”."""
    name = code.removesuffix("_missing")
    for one in book.framework.sheet_inputs:
        if name == one.name and code != name:
            return _("chưa có: %(title)s") % {"title": said(one.title)}
    band, _dot, key = code.partition(".")
    for level in book.framework.levels:
        for condition in level.conditions:
            if (level.band, condition.key) == (band, key):
                return _("chưa đạt %(band)s: %(title)s") % {"band": band, "title": said(condition.rule.title)}
    return code


def require_level(book: Rulebook, code: str) -> None:
    """Refuses: evaluations.rating.unknown"""
    if code not in book.band_codes:
        named = {"code": code, "known": ", ".join(book.band_codes)}
        raise DomainError("evaluations.rating.unknown", _("Không có mức “%(code)s”. Hãy chọn: %(known)s.") % named)
