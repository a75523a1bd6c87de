"""A decision of the authority with the list of the people, or the units, it rates."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

from namro.base.documents.official import article, docx, framed, grounds
from namro.base.documents.types import DecisionDocument
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import day, figure, form


def decision_pdf(decision: DecisionDocument) -> bytes:
    """The decision and its list as a PDF."""
    return pdf("decision.typ", _values(decision), at=datetime.combine(decision.on, time(), UTC))


def decision_docx(decision: DecisionDocument) -> bytes:
    """The decision and its list as a .docx that can still be edited before signing."""
    return docx("decision.docx", _values(decision))


def _values(decision: DecisionDocument) -> dict[str, Any]:
    wording = form(decision.form)
    known = _known(decision, wording)
    authority = decision.authority or wording["authority_line"].format(**known)
    return {
        **framed(decision, wording, known),
        "about": wording["about"].format(**known),
        "about_list": wording["list_about"].format(**known),
        "authority": authority.upper(),
        "grounds": [
            *grounds(wording, decision.framework, decision.instrument),
            wording["proposed"].format(**known),
        ],
        "articles": [article(text) for text in _articles(decision, wording, known)],
        "list_note": wording["list_note"].format(**known, date=day(decision.on)),
        "rows": [
            {**asdict(row), "total": figure(row.total), "number": str(number)}
            for number, row in enumerate(decision.rows, start=1)
        ],
        "closing": _closing(decision, wording),
    }


def _known(decision: DecisionDocument, wording: dict[str, Any]) -> dict[str, Any]:
    """What the sentences of the form may name."""
    names = ("agency", "unit", "period", "number", "signer_title")
    subject = wording["subject_year" if decision.is_year else "subject"]
    petition = wording["petition"].get(decision.framework, "")
    known = {name: getattr(decision, name) for name in names}
    return {**known, "count": len(decision.rows), "subject": subject, "petition": petition}


def _articles(decision: DecisionDocument, wording: dict[str, Any], known: dict[str, Any]) -> list[str]:
    articles = [text.format(**known) for text in wording["articles"]]
    if decision.replaces_number and decision.replaces_on:
        articles[0] += " " + wording["replaces"].format(number=decision.replaces_number, date=day(decision.replaces_on))
    return articles


def _closing(decision: DecisionDocument, wording: dict[str, Any]) -> list[str]:
    """The lines below the list: counts, the reading of the quota, what the codes stand for."""
    counts = "; ".join(f"{name}: {number}" for name, number in decision.counts)
    levels = "; ".join(f"{code}: {name}" for code, name in decision.levels)
    lines = [
        wording["counts"].format(counts=counts) if counts else "",
        wording["reading"].format(reading=decision.reading) if decision.reading else "",
        wording["legend"].format(levels=levels) if levels else "",
    ]
    return [line for line in lines if line]
