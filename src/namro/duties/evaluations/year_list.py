"""The list of a year for its workbook: the months or quarters behind each figure, own level, level found and decided.

Vietnamese only. A law that judges by conditions has no figures: its counts stand where the months would.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation

from namro.base.documents.types import Band, Column, MethodLine, MonthList, MonthRow
from namro.base.documents.wording import day, form
from namro.city.organisation import selectors as organisation
from namro.duties.evaluations import month_figures, papers, rolling, rules, yearly
from namro.duties.evaluations.models import DecidedRating, Period, Round, Sheet
from namro.duties.evaluations.results import Result, reason_text, results_of_sheets
from namro.duties.evaluations.rolling import PersonYear
from namro.duties.evaluations.rulebook import NOT_RATED, Rulebook, rulebook_of
from namro.engine import figures
from namro.engine.framework import RollUp

FORM = "year-list"
TOTAL = "total"
COUNTED = ("count", "tally")


def year_list(round_: Round, *, at: datetime) -> MonthList:
    """The list of a round of a year, with every figure its levels follow from."""
    with translation.override("vi"):
        return _list(round_, at)


def _list(round_: Round, at: datetime) -> MonthList:
    period, sheets, book = round_.period, papers.sheets_of(round_), rulebook_of(round_.period)
    results, decided = results_of_sheets(sheets), _decided(round_)
    names = organisation.name_of([one.unit_id for one in sheets], on=period.days.upper - rules.ONE_DAY)
    agency, years = papers.agency_of(round_.unit_id, period), _years(sheets, period, book)
    return MonthList(
        agency=agency.name,
        parent_agency=agency.parent,
        title=form(FORM)["title"],
        period=papers.period_words(period),
        rows=[
            _row(one, book, results.get(one.pk), decided.get(one.pk), years.get(one.person_id), names) for one in sheets
        ],
        columns=_columns(period, book),
        formulas={},
        bands=[Band(one.code, one.rule.title.vi, _threshold(one.at_least, book)) for one in book.framework.bands],
        made_at=at,
        quota=month_figures.quota(round_, book) if book.framework.quota else None,
        method=_method(period, book),
        form=FORM,
    )


def _threshold(points: object, book: Rulebook) -> str:
    return str(points) if book.framework.scored else ""


def _decided(round_: Round) -> dict[int, DecidedRating]:
    rows = DecidedRating.objects.filter(sheet__round=round_, in_force=True).select_related("decision")
    return {one.sheet_id: one for one in rows.order_by("pk")}


def _years(sheets: list[Sheet], period: Period, book: Rulebook) -> dict[int, PersonYear]:
    if not book.is_rolled_up:
        return {}
    people, first = sorted({one.person_id for one in sheets}), period.days.lower
    found = rolling.years_of(people, year=first.year, book=book, of=yearly.made_of(period))
    return {one.person_id: one for one in found}


def _columns(period: Period, book: Rulebook) -> list[Column]:
    """The months or quarters with their mean; under a law of conditions, what was counted."""
    wording = form(FORM)
    if not book.is_rolled_up:
        return [Column(one.name, one.title.vi) for one in yearly.inputs_of(book) if one.kind in COUNTED]
    kind = yearly.made_of(period)
    parts = range(1, rolling.COUNTS[kind] + 1)
    return [*(Column(str(one), wording[kind].format(number=one)) for one in parts), Column(TOTAL, wording["total"])]


def _method(period: Period, book: Rulebook) -> tuple[MethodLine, ...]:
    if not book.is_rolled_up:
        lines = [one.rule for level in book.framework.levels for one in level.conditions]
    else:
        lines = [_rule(period, book).rule]
    said = dict.fromkeys((one.title.vi, f"{one.instrument}, {one.article}") for one in lines)
    return tuple(MethodLine(text, article) for text, article in said)


def _rule(period: Period, book: Rulebook) -> RollUp:
    key = yearly.rule_of(yearly.made_of(period))
    return next(one for one in book.framework.roll_ups if one.key == key)


def _row(
    sheet: Sheet, book: Rulebook, result: Result | None, decided: DecidedRating | None, year: PersonYear | None,
    names: Mapping[int, str],
) -> MonthRow:  # fmt: skip
    wording = form(FORM)
    made = decided.decision if decided else None
    return MonthRow(
        code=sheet.person.code,
        name=sheet.person.full_name,
        title=papers.title_of(sheet.posting),
        unit=names.get(sheet.unit_id, ""),
        task_group=sheet.task_group,
        figures=_figures(sheet, book, result, year),
        band=result.level if result else "",
        state=str(sheet.get_not_rated_display() if sheet.not_rated else sheet.get_state_display()),
        decided="" if decided is None else wording["unrated"] if decided.rating == NOT_RATED else decided.rating,
        reason="; ".join(_why(sheet, book, result, decided, year)),
        own=sheet.self_level if sheet.self_at else "",
        decision=wording["dated"].format(number=made.number, day=day(made.on)) if made else "",
    )


def _figures(sheet: Sheet, book: Rulebook, result: Result | None, year: PersonYear | None) -> dict[str, str]:
    """Every figure that is known, as exact text."""
    if not book.is_rolled_up:
        known = ((one.name, sheet.answers.get(one.name)) for one in yearly.inputs_of(book) if one.kind in COUNTED)
        return {name: str(value) for name, value in known if value not in (None, "")}
    totals = {str(one.number): one.part.total for one in year.entries} if year else {}
    exact = {**totals, TOTAL: result.total if result and result.is_rated else None}
    texts = {key: figures.machine(book.framework, value) for key, value in exact.items()}
    return {key: text for key, text in texts.items() if text is not None}


def _why(
    sheet: Sheet, book: Rulebook, result: Result | None, decided: DecidedRating | None, year: PersonYear | None
) -> list[str]:
    """The reason of the decision, else of the missing result; then every month or quarter without a score, with why."""
    if decided and decided.reason:
        said = [decided.reason]
    elif sheet.not_rated:
        said = [sheet.not_rated_note] if sheet.not_rated_note else []
    else:
        said = [reason_text(book, code) for code in result.reasons if not code.startswith("missing:")] if result else []
    if year is None or sheet.not_rated:
        return said
    wording, kind = form(FORM), "month" if len(year.entries) == rolling.COUNTS["month"] else "quarter"
    if kind == "month":
        said += [
            wording["of_quarter"].format(months=", ".join(map(str, months)), number=number)
            for number, months in year.quarters.items()
        ]
    gaps = [one for one in year.entries if one.part.total is None]
    return said + [f"{wording[kind].format(number=one.number)}: {rolling.why_text(book, one.part.why)}" for one in gaps]
