"""The unit's month as a workbook an officer can check: every figure that follows from others is a formula.

The formulas are the framework's own, and our value stands beside each, so a viewer that does not calculate shows the
same figures. Where a formula would not give our value (its inputs are kept rounded, or are not on the sheet), the cell
holds the value alone.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from namro.base.documents.spreadsheet import PLACES, NotInSheetError, Writer, band_formula
from namro.base.documents.types import Band, Column, MonthList, MonthRow, Quota, QuotaReading
from namro.base.documents.wording import day, figure, form
from namro.engine.evaluate import evaluate
from namro.engine.expression import parse

FIRST = 6  # row of the first person, counted from 0
NEAR = Fraction(1, 10**PLACES)
KEPT = Fraction(1, 10**4)  # ratios of decided sheets are kept with four decimals
A4 = 9
LINE = 15  # points of one line of a cell
METHOD_WIDTHS = (62, 30)


def month_list_xlsx(month: MonthList) -> bytes:
    """The workbook: the people with their figures, the counts with the quota, and how each figure comes about."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False})
    made = _Workbook(book, month)
    made.people()
    made.summary()
    made.method()
    book.close()
    return buffer.getvalue()


class _Workbook:
    """Writes one month list, row by row from the top: rows already written are gone from memory."""

    def __init__(self, book: Any, month: MonthList) -> None:
        self.book, self.month, self.wording = book, month, form(month.form)
        self.styles = _styles(book)
        people, outcome = self.wording["people"], self.wording["outcome"]
        self.figures = len(people)  # column of the first figure
        self.outcome = self.figures + len(month.columns)
        self.width = self.outcome + len(outcome)
        self.last = FIRST + max(len(month.rows), 1) - 1

    # the people --------------------------------------------------------------------------------------------------
    def people(self) -> None:
        sheet = self.book.add_worksheet(self.wording["sheet"])
        _page(sheet, landscape=True)
        sheet.repeat_rows(FIRST - 1)
        sheet.freeze_panes(FIRST, 3)
        self._title(sheet)
        self._header(sheet)
        for index, row in enumerate(self.month.rows):
            self._person(sheet, FIRST + index, index + 1, row)
        sheet.autofilter(FIRST - 1, 0, self.last, self.width - 1)
        self._signatures(sheet)

    def _title(self, sheet: Any) -> None:
        month, end = self.month, self.width - 1
        sheet.write_string(0, 0, month.parent_agency.upper(), self.styles["line"])
        sheet.write_string(1, 0, month.agency.upper(), self.styles["bold"])
        sheet.merge_range(2, 0, 2, end, month.title.upper(), self.styles["title"])
        sheet.merge_range(3, 0, 3, end, self.wording["period"].format(period=month.period), self.styles["subtitle"])

    def _header(self, sheet: Any) -> None:
        wide, narrow = self.wording["figure_width"], self.wording["ratio_width"]
        figures = [{"title": one.title, "width": narrow if one.is_ratio else wide} for one in self.month.columns]
        columns = [*self.wording["people"], *figures, *self.wording["outcome"]]
        for index, one in enumerate(columns):
            sheet.set_column(index, index, one["width"])
        titles = [one["title"] for one in columns]
        sheet.set_row(FIRST - 1, _height(titles, [one["width"] - 1 for one in columns]))
        sheet.write_row(FIRST - 1, 0, titles, self.styles["head"])

    def _person(self, sheet: Any, at: int, number: int, row: MonthRow) -> None:
        note = ". ".join(part for part in (row.state, row.reason) if part)
        texts = [getattr(row, one["field"]) for one in self.wording["people"][1:]]
        widths = [one["width"] for one in (*self.wording["people"][1:], self.wording["outcome"][2])]
        sheet.set_row(at, _height([*texts, note], widths))
        sheet.write_number(at, 0, number, self.styles["middle"])
        for column, text in enumerate(texts, start=1):
            sheet.write_string(at, column, text, self.styles["plain"])
        total = self._figures(sheet, at, row)
        self._band(sheet, at, row, total)
        sheet.write_string(at, self.outcome + 1, row.decided, self.styles["middle"])
        sheet.write_string(at, self.outcome + 2, note, self.styles["plain"])
        for column, one in enumerate(self.wording["outcome"][3:], start=self.outcome + 3):
            sheet.write_string(at, column, getattr(row, one["field"]), self.styles["plain"])

    def _figures(self, sheet: Any, at: int, row: MonthRow) -> Fraction | None:
        """Every figure of a row; the exact value of the last one, the total."""
        cells = {one.key: xl_rowcol_to_cell(at, self.figures + n) for n, one in enumerate(self.month.columns)}
        known: dict[str, Any] = dict(row.flags)
        value = None
        for index, column in enumerate(self.month.columns):
            style = self.styles["ratio" if column.is_ratio else "points"]
            value, formula = self._worked(column, row, cells, known)
            known[column.key] = value
            self._number(sheet, (at, self.figures + index), value, formula, style)
        return value

    def _worked(
        self, column: Column, row: MonthRow, cells: dict[str, str], known: dict[str, Any]
    ) -> tuple[Fraction | None, str]:
        """The value of one figure, and the formula that gives it; no formula where there is none or it says otherwise."""
        text = row.figures.get(column.key, "")
        ours = Fraction(text) if text else None
        tree = self.month.formulas.get(column.key)
        if ours is None or tree is None:
            return ours, ""
        shown = {key: cell for key, cell in cells.items() if known.get(key) is not None}
        inner = {key: one for key, one in self.month.formulas.items() if key not in cells}
        try:
            formula = Writer(shown, row.flags, inner).write(tree)
        except NotInSheetError:
            return ours, ""
        theirs = evaluate(tree, _with_inner(known, inner))
        if not isinstance(theirs, Fraction) or abs(theirs - ours) > (KEPT if column.is_ratio else NEAR):
            return ours, ""
        return theirs, formula

    def _number(self, sheet: Any, at: tuple[int, int], value: Fraction | None, formula: str, style: Any) -> None:
        if value is None:
            sheet.write_blank(*at, None, style)
        elif formula:
            sheet.write_formula(*at, f"={formula}", style, float(value))
        else:
            sheet.write_number(*at, float(value), style)

    def _band(self, sheet: Any, at: int, row: MonthRow, total: Fraction | None) -> None:
        """A formula over the total, unless rounding for it would tell another level than the exact figure."""
        bands = [(one.code, one.at_least) for one in self.month.bands if one.at_least]
        tested = next(
            (code for code, low in bands if total is not None and round(total, PLACES) >= Fraction(low)), None
        )
        place = (at, self.outcome)
        if row.band and row.band == tested:
            cell = xl_rowcol_to_cell(at, self.outcome - 1)
            sheet.write_formula(*place, f"={band_formula(cell, bands)}", self.styles["middle"], row.band)
        else:
            sheet.write_string(*place, row.band, self.styles["middle"])

    def _signatures(self, sheet: Any) -> None:
        at, middle = self.last + 3, self.width - 3
        for column, title in zip((2, middle), self.wording["signatures"], strict=True):
            sheet.write_string(at, column, title, self.styles["signer"])
        for column in (2, middle):
            sheet.write_string(at + 1, column, self.wording["signature_note"], self.styles["signer_note"])

    # the counts --------------------------------------------------------------------------------------------------
    def summary(self) -> None:
        words = self.wording["summary"]
        sheet = self.book.add_worksheet(words["sheet"])
        _page(sheet, landscape=False)
        sheet.set_column(0, 0, 58)
        sheet.set_column(1, 3, 13)
        sheet.write_row(0, 0, words["columns"], self.styles["head"])
        for at, band in enumerate(self.month.bands, start=1):
            self._count(sheet, at, band.code, f"{band.code}: {band.title}")
        rated = len(self.month.bands) + 1
        sheet.write_string(rated, 0, words["rated"], self.styles["plain"])
        for column in (1, 2, 3):
            span = f"{xl_rowcol_to_cell(1, column)}:{xl_rowcol_to_cell(rated - 1, column)}"
            value = sum(self._counted(band.code)[column - 1] for band in self.month.bands)
            sheet.write_formula(rated, column, f"=SUM({span})", self.styles["middle"], value)
        sheet.write_string(rated + 1, 0, words["note"], self.styles["note"])
        bottom = self._quota(sheet, self.month.quota, rated + 3) if self.month.quota else rated + 3
        local = timezone.localtime(self.month.made_at)
        made = self.wording["made"].format(time=f"{local:%H:%M}", date=day(local.date()))
        sheet.write_string(bottom, 0, made, self.styles["note"])

    def _count(self, sheet: Any, at: int, code: str, title: str) -> None:
        """How many have a level by points, by decision, and as the quota counts: by decision, else by points."""
        sheet.write_string(at, 0, title, self.styles["plain"])
        by_points, by_decision, quota = self._counted(code)
        band, decided = self._span(self.outcome), self._span(self.outcome + 1)
        formulas = (
            (f'COUNTIF({band},"{code}")', by_points),
            (f'COUNTIF({decided},"{code}")', by_decision),
            (f'{xl_rowcol_to_cell(at, 2)}+COUNTIFS({decided},"",{band},"{code}")', quota),
        )
        for column, (formula, value) in enumerate(formulas, start=1):
            sheet.write_formula(at, column, f"={formula}", self.styles["middle"], value)

    def _counted(self, code: str) -> tuple[int, int, int]:
        rows = self.month.rows
        by_decision = sum(row.decided == code for row in rows)
        by_points = sum(row.band == code for row in rows)
        return by_points, by_decision, by_decision + sum(not row.decided and row.band == code for row in rows)

    def _span(self, column: int) -> str:
        name = xl_col_to_name(column, col_abs=True)
        return f"'{self.wording['sheet']}'!{name}${FIRST + 1}:{name}${self.last + 1}"

    def _quota(self, sheet: Any, quota: Quota, at: int) -> int:
        """The cap under every reading and how many are above it; the row after the block."""
        codes = [band.code for band in self.month.bands]
        counts = {code: self._counted(code)[2] for code in codes}
        places = {code: xl_rowcol_to_cell(index, 3) for index, code in enumerate(codes, start=1)}
        pool = [code for code in codes if code in quota.pool_bands]
        values = {
            "ratio": Fraction(quota.ratio),
            "pool": Fraction(sum(counts[code] for code in pool)),
            "rated": Fraction(sum(counts.values())),
        }
        self._quota_inputs(sheet, quota, at, values, [(code, places[code]) for code in pool])
        cells = {name: xl_rowcol_to_cell(at + step, 1) for name, step in (("ratio", 1), ("pool", 2))}
        cells["rated"] = xl_rowcol_to_cell(len(codes) + 1, 3)
        for row, reading in enumerate(quota.readings, start=at + 4):
            cap = self._reading(sheet, row, reading, cells, values)
            over = f"=MAX(0,{places[quota.band]}-{xl_rowcol_to_cell(row, 1)})"
            sheet.write_formula(row, 2, over, self.styles["middle"], max(0, counts[quota.band] - cap))
        return at + 5 + len(quota.readings)

    def _quota_inputs(
        self, sheet: Any, quota: Quota, at: int, values: dict[str, Fraction], pool: list[tuple[str, str]]
    ) -> None:
        """What every reading starts from: the ratio applied and the pool; `pool`: code and cell of each level in it."""
        words = self.wording["summary"]
        sheet.write_string(at, 0, words["quota"].format(band=quota.band), self.styles["bold"])
        sheet.write_string(at + 1, 0, words["ratio"], self.styles["plain"])
        sheet.write_number(at + 1, 1, float(values["ratio"]), self.styles["share"])
        sheet.write_string(at + 2, 0, words["pool"].format(band=pool[-1][0]), self.styles["plain"])
        formula = "=" + "+".join(cell for _code, cell in pool)
        sheet.write_formula(at + 2, 1, formula, self.styles["middle"], int(values["pool"]))
        sheet.write_row(at + 3, 0, words["readings"], self.styles["head"])

    def _reading(
        self, sheet: Any, row: int, reading: QuotaReading, cells: dict[str, str], values: dict[str, Fraction]
    ) -> int:
        """One reading's cap as a formula, and our own cap."""
        title = self.wording["summary"]["chosen"].format(reading=reading.title) if reading.chosen else reading.title
        tree = parse(reading.sql)
        cap = int(str(evaluate(tree, values)))
        sheet.write_string(row, 0, title, self.styles["plain"])
        sheet.write_formula(row, 1, f"={Writer(cells, {}, {}).write(tree)}", self.styles["middle"], cap)
        return cap

    # how each figure comes about ---------------------------------------------------------------------------------
    def method(self) -> None:
        words = self.wording["method"]
        sheet = self.book.add_worksheet(words["sheet"])
        _page(sheet, landscape=False)
        for column, width in enumerate(METHOD_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, words["columns"], self.styles["head"])
        levels = [(_level(words, one), "") for one in self.month.bands]
        lines = (
            [(one.text, one.article) for one in self.month.method] + levels + [(note, "") for note in words["notes"]]
        )
        for at, line in enumerate(lines, start=1):
            sheet.set_row(at, _height(line, METHOD_WIDTHS))
            sheet.write_row(at, 0, line, self.styles["plain"])


def _level(words: dict[str, Any], band: Band) -> str:
    """A level with the points it begins at, where the framework gives points."""
    text: str = words["level" if band.at_least else "level_unscored"]
    return text.format(code=band.code, title=band.title, points=figure(band.at_least))


def _with_inner(known: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """What is known and, in the order of the framework, every formula without a column that follows from it."""
    row = dict(known)
    for key, tree in inner.items():
        try:
            row[key] = evaluate(tree, row)
        except KeyError:
            continue  # it reaches for something that is not on the sheet
    return row


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points a row needs for its longest cell; not every program fits rows to wrapped text by itself."""
    lines = [len(textwrap.wrap(text, max(int(width), 1))) for text, width in zip(texts, widths, strict=True)]
    return LINE * max(1, *lines) + 2


def _page(sheet: Any, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _styles(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11}
    cell = {**font, "border": 1, "valign": "vcenter"}
    center = {"align": "center", "valign": "vcenter"}
    return {
        "plain": book.add_format({**cell, "text_wrap": True}),
        "middle": book.add_format({**cell, "align": "center"}),
        "ratio": book.add_format({**cell, "num_format": "0.00%"}),
        "share": book.add_format({**cell, "num_format": "0%", "align": "center"}),
        "points": book.add_format({**cell, "num_format": "#,##0.00##"}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF4"}),
        "line": book.add_format(font),
        "bold": book.add_format({**font, "bold": True}),
        "title": book.add_format({**font, **center, "bold": True, "font_size": 14}),
        "subtitle": book.add_format({**font, **center, "italic": True, "font_size": 12}),
        "signer": book.add_format({**font, "bold": True, "align": "center"}),
        "signer_note": book.add_format({**font, "italic": True, "align": "center"}),
        "note": book.add_format({**font, "italic": True}),
    }
