"""Mẫu số 01 of NĐ 335/2025, one person's or a whole unit's in one file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone
from docxtpl import DocxTemplate

from namro.base.documents.types import SheetDocument, Signature
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import dated, figure, form
from namro.base.errors import DomainError

FORM = "nd335-mau-01"
TEMPLATE = Path(__file__).parent / "templates" / "sheet.docx"
ANNEX = "DIỄN GIẢI ĐIỂM"
DOTS = 138  # dots that fill a line of the Word form


def sheets_pdf(sheets: Sequence[SheetDocument]) -> bytes:
    """The sheets as one PDF, each from a new page with its own page numbers.

    Refuses: documents.nothing
    """
    return pdf("sheet.typ", {"form": form(FORM), "annex_title": ANNEX, "sheets": _all(sheets)})


def sheets_docx(sheets: Sequence[SheetDocument]) -> bytes:
    """The sheets as one .docx, each from a new page.

    Refuses: documents.nothing
    """
    template = DocxTemplate(TEMPLATE)
    template.render({"form": form(FORM), "sheets": [_for_word(one) for one in _all(sheets)]}, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def _all(sheets: Sequence[SheetDocument]) -> list[dict[str, Any]]:
    if not sheets:
        raise DomainError("documents.nothing", "Không có phiếu nào để in. Chọn ít nhất một người.")
    return [_values(sheet) for sheet in sheets]


def _values(sheet: SheetDocument) -> dict[str, Any]:
    """The dataclass as JSON values, with everything a template should not have to compute."""
    wording = form(FORM)
    return {
        **asdict(sheet),
        "criteria": [{**asdict(row), "maximum": figure(row.maximum), "points": figure(row.points)} for row in sheet.criteria],
        "maximum": figure(sheet.maximum),
        "general_self": figure(sheet.general_self),
        "general": figure(sheet.general),
        "result_points": figure(sheet.result_points),
        "total": figure(sheet.total),
        "period_line": wording["period"].format(period=sheet.period),
        "self": _signature(sheet.self, sheet.place),
        "reviewer": _signature(sheet.reviewer, sheet.place),
    }


def _signature(given: Signature | None, place: str) -> dict[str, str] | None:
    if given is None:
        return None
    local = timezone.localtime(given.at)
    return {
        "name": given.name,
        "place": dated(form(FORM)["place"], place, local.date()),
        "stamp": f"Đã xác nhận trên phần mềm lúc {local:%H:%M %d/%m/%Y}",
    }


def _for_word(values: dict[str, Any]) -> dict[str, Any]:
    """The same values, shaped for a Word template: lists of label and text instead of look-ups by name."""
    wording = form(FORM)
    empty = {"name": "", "place": wording["place_empty"], "stamp": ""}
    return {
        **values,
        "agency": values["agency"].upper(),
        "parent_agency": values["parent_agency"].upper(),
        "person": [{"label": one["label"], "text": _dotted(one["label"], values[one["field"]], 0)} for one in wording["person"]],
        "summary": [{"label": one["label"], "text": _dotted(one["label"], values[one["field"]], one["lines"])} for one in wording["summary"]],
        "self": values["self"] or empty,
        "reviewer": values["reviewer"] or empty,
    }


def _dotted(label: str, text: str, more_lines: int) -> str:
    """What was written, or dots to the end of the label's line and as many whole lines as the form has."""
    if text:
        return text
    return "\n".join(["." * max(10, DOTS - 2 * len(label)), *["." * DOTS] * more_lines])
