"""A decision of the authority with the list of those it rates."""

from __future__ import annotations

import io
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from namro.base.documents.types import DecisionDocument
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import dated, day, figure, form

FORM = "decision-list"
TEMPLATE = Path(__file__).parent / "templates" / "decision.docx"


def decision_pdf(decision: DecisionDocument) -> bytes:
    """The decision and its list as a PDF."""
    return pdf("decision.typ", _values(decision))


def decision_docx(decision: DecisionDocument) -> bytes:
    """The decision and its list as a .docx that can still be edited before signing."""
    template = DocxTemplate(TEMPLATE)
    values = _values(decision)
    values |= {"agency": values["agency"].upper(), "parent_agency": values["parent_agency"].upper()}
    values["rows"] = [{**row, "number": number} for number, row in enumerate(values["rows"], start=1)]
    template.render(values, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def _values(decision: DecisionDocument) -> dict[str, Any]:
    wording = form(FORM)
    known = {"unit": decision.unit, "period": decision.period, "count": len(decision.rows), "number": decision.number}
    return {
        "form": wording,
        "agency": decision.agency,
        "parent_agency": decision.parent_agency,
        "number_line": wording["number"].format(**known),
        "place_line": dated(wording["place"], decision.place, decision.on),
        "about": wording["about"].format(**known),
        "grounds": [*wording["grounds"], wording["proposed"].format(**known)],
        "articles": _articles(decision, wording, known),
        "signer": decision.signer,
        "signer_title": decision.signer_title,
        "list_note": wording["list_note"].format(**known, date=day(decision.on)),
        "rows": [{**asdict(row), "total": figure(row.total)} for row in decision.rows],
        "counts_line": wording["counts"].format(counts="; ".join(f"{name}: {number}" for name, number in decision.counts)),
        "reading_line": wording["reading"].format(reading=decision.reading) if decision.reading else "",
    }


def _articles(decision: DecisionDocument, wording: dict[str, Any], known: dict[str, Any]) -> list[str]:
    articles = [text.format(**known) for text in wording["articles"]]
    if decision.replaces_number and decision.replaces_on:
        articles[0] += " " + wording["replaces"].format(number=decision.replaces_number, date=day(decision.replaces_on))
    return articles
