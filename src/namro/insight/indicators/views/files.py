"""A figure as a file: the same numbers, all its lines, with its definition and the day it is known of."""

from __future__ import annotations

from datetime import UTC

from django.http import HttpResponse
from django.utils.translation import gettext as _

from namro.base.access.http import Request
from namro.base.documents.figure_table import FigureDocument, FigureRow, figure_pdf, figure_xlsx
from namro.base.ui.wording import day_text, in_english
from namro.insight.indicators.figures.registry import figure
from namro.insight.indicators.figures.shape import Figure, Line, Result
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.scope import Scope, not_found
from namro.insight.indicators.views.asking import cut_title, filters_text, question, span_text, unit_asked
from namro.insight.indicators.wording import text_of

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def figure_file(request: Request, slug: str, kind: str) -> HttpResponse:
    """The whole table of a figure as .xlsx or .pdf. Refuses: indicators.not_found"""
    one = figure(slug)
    if kind not in TYPES:
        raise not_found()
    asked, scope = question(request, one)
    made = document(one, one.result(asked, scope), asked, scope)
    body = figure_xlsx(made) if kind == "xlsx" else figure_pdf(made, at=request.at.astimezone(UTC))
    name = f"{slug}-{asked.first:%Y%m}-{asked.until:%Y%m}.{kind}"
    return HttpResponse(
        body, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def document(one: Figure, found: Result, asked: Asked, scope: Scope) -> FigureDocument:
    """The figure as the files show it."""
    lines = [*found.ordered(asked.sort), *([found.total] if found.total else [])]
    return FigureDocument(
        title=str(one.title), unit=unit_asked(asked, scope), on=day_text(asked.on), span=span_text(asked),
        filters=filters_text(one, asked), definition=[*map(str, (*one.definition, one.source)), *_choices(one)],
        notes=found.notes,
        heads=[cut_title(asked.by), *(column.title for column in found.columns)],
        kinds=["text", *(column.kind for column in found.columns)],
        rows=[_row(found, line) for line in lines],
    )  # fmt: skip


def _choices(one: Figure) -> list[str]:
    """The agency's own limits the figure rests on, said to be no law."""
    said, language = _("Cơ quan tự chọn, không phải quy định của pháp luật:"), "en" if in_english() else "vi"
    return [f"{said} {getattr(parameters(), name).argument[language]}" for name in one.choices]


def _row(found: Result, line: Line) -> FigureRow:
    values = [line.values.get(column.key) for column in found.columns]
    texts = [text_of(value, column.kind) for value, column in zip(values, found.columns, strict=True)]
    return FigureRow([line.label, *texts], [line.label, *values])
