"""A table of figures on paper and as a workbook: what is counted stands above the numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import xlsxwriter

from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import form
from namro.base.ui.wording import in_english

FORM = "figure-table"
WIDE, NARROW = 40, 16
FORMATS = {"share": "0.0%", "points": "#,##0.00", "signed": "+0.00;-0.00;0.00", "count": "#,##0"}


@dataclass(frozen=True)
class FigureRow:
    """One line: as texts for paper, as values for the workbook."""

    texts: list[str]
    values: list[Any]


@dataclass(frozen=True)
class FigureDocument:
    """A figure: whose, of which span, known on which day, what it counts, its lines. `kinds` is how numbers are shown."""

    title: str
    unit: str
    span: str
    on: str
    definition: list[str]
    notes: list[str]
    heads: list[str]
    kinds: list[str]
    rows: list[FigureRow]
    filters: str = ""  # how the lines are cut and narrowed; nothing is said where there is none


def _lines(figure: FigureDocument) -> list[str]:
    known = {"unit": figure.unit, "span": figure.span, "on": figure.on, "filters": figure.filters}
    lines = form(FORM)["lines"][_language()]
    return [text.format(**known) for text in lines if figure.filters or "{filters}" not in text]


def _language() -> str:
    return "en" if in_english() else "vi"


def figure_pdf(figure: FigureDocument, *, at: datetime) -> bytes:
    """The table as a PDF; `at` is the moment it was drawn up."""
    values = {
        "title": figure.title, "author": figure.unit, "lines": _lines(figure), "heads": figure.heads,
        "about": form(FORM)["about"][_language()], "definition": [*figure.definition, *figure.notes],
        "rows": [row.texts for row in figure.rows], "lang": _language(),
    }  # fmt: skip
    return pdf("figures.typ", values, at=at.replace(microsecond=0))


def figure_xlsx(figure: FigureDocument) -> bytes:
    """The workbook: the table, and on a second sheet what it counts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    _table(book, figure)
    _about(book, figure)
    book.close()
    return buffer.getvalue()


def _table(book: Any, figure: FigureDocument) -> None:
    sheet, bold = (
        book.add_worksheet(form(FORM)["sheet"][_language()]),
        book.add_format({"bold": True, "text_wrap": True}),
    )
    styles = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, len(figure.heads), NARROW)
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, figure.heads, bold)
    for at, row in enumerate(figure.rows, 1):
        for column, value in enumerate(row.values):
            _write(sheet, (at, column), value, styles.get(figure.kinds[column]))


def _write(sheet: Any, at: tuple[int, int], value: Any, style: Any) -> None:
    """A number as a number; what is not known stays empty."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(*at, value)
    else:
        sheet.write_number(*at, float(Fraction(value)), style)


def _about(book: Any, figure: FigureDocument) -> None:
    sheet = book.add_worksheet(form(FORM)["about"][_language()][:31])
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 110)
    texts: Sequence[str] = [figure.title, *_lines(figure), "", *figure.definition, *figure.notes]
    for at, text in enumerate(texts):
        sheet.write_string(at, 0, text, wrap)
