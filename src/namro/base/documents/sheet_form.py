"""Mẫu số 01 of NĐ 335/2025, one person's or a whole unit's in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from namro.base.documents.official import docx
from namro.base.documents.types import ExplanationLine, SheetDocument, Signature
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import agency_lines, dated, day, figure, form
from namro.base.errors import DomainError

FORM = "nd335-mau-01"
ADDITIONS = "additions"
FIGURES = ("maximum", "general_self", "general", "result_points", "total")


def sheets_pdf(sheets: Sequence[SheetDocument]) -> bytes:
    """The sheets as one PDF, each from a new page with its own page numbers.

    Refuses: documents.nothing
    """
    made = _all(sheets)
    wording = form(FORM)
    title = " ".join([wording["title"], wording["period"].format(period=sheets[0].period)])
    heading = {"title": title, "author": sheets[0].agency}
    acts = [one.at for sheet in sheets for one in (sheet.self, sheet.reviewer) if one]
    values = {**heading, "form": wording, "additions": form(ADDITIONS), "sheets": made}
    return pdf("sheet.typ", values, at=max(acts, default=None))


def sheets_docx(sheets: Sequence[SheetDocument]) -> bytes:
    """The sheets as one .docx, each from a new page with its own page numbers.

    Refuses: documents.nothing
    """
    values = [_for_word(one) for one in _all(sheets)]
    return docx("sheet.docx", {"form": form(FORM), "additions": form(ADDITIONS), "sheets": values})


def _all(sheets: Sequence[SheetDocument]) -> list[dict[str, Any]]:
    if not sheets:
        raise DomainError("documents.nothing", "Không có phiếu nào để in. Chọn ít nhất một người.")
    return [_values(sheet) for sheet in sheets]


def _values(sheet: SheetDocument) -> dict[str, Any]:
    """The dataclass as JSON values, with everything a template should not have to compute."""
    wording, additions = form(FORM), form(ADDITIONS)
    return {
        **asdict(sheet),
        **{name: figure(getattr(sheet, name)) for name in FIGURES},
        "agency": agency_lines(sheet.agency),
        "parent_agency": agency_lines(sheet.parent_agency),
        "criteria": [
            {**asdict(row), "maximum": figure(row.maximum), "points": figure(row.points)} for row in sheet.criteria
        ],
        "period_line": wording["period"].format(period=sheet.period or wording["period_empty"]),
        "annex_note": additions["annex_note"].format(period=sheet.period, name=sheet.name),
        "verification_line": additions["verification"].format(code=sheet.verification) if sheet.verification else "",
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
        "stamp": form(ADDITIONS)["confirmed"].format(time=f"{local:%H:%M}", date=day(local.date())),
    }


def _for_word(values: dict[str, Any]) -> dict[str, Any]:
    """The same values, shaped for a Word template: lists of label and text instead of look-ups by name."""
    wording = form(FORM)
    empty = {"name": "", "place": wording["place_empty"], "stamp": ""}
    return {
        **values,
        "agency": "\n".join(values["agency"]),
        "parent_agency": "\n".join(values["parent_agency"]),
        "person": [{"label": one["label"], "text": _dotted(values[one["field"]], 0)} for one in wording["person"]],
        "summary": [
            {"label": one["label"], "text": _dotted(values[one["field"]], one["lines"])} for one in wording["summary"]
        ],
        "self": values["self"] or empty,
        "reviewer": values["reviewer"] or empty,
        "steps": [_step(ExplanationLine(**one)) for one in values["explanation"]],
    }


def _dotted(text: str, more_lines: int) -> str:
    """What was written, or tabs: the paragraph's own leader draws the dots to the margin, for as many lines as the form has."""
    return f" {text}" if text else "\n".join(["\t"] * (1 + more_lines))


def _step(line: ExplanationLine) -> dict[str, str]:
    """One step of the explanation; the depth shows as a tab a level, since a template cannot choose an indent."""
    said = f"{line.label}: {line.arithmetic}" if line.arithmetic else line.label
    return {"indent": "\t" * line.depth, "text": said, "rule": f" ({line.rule})" if line.rule else ""}
