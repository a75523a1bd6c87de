"""A decision that replaces the result of one person in an earlier decision, and points at it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from namro.base.documents.decision_list import article
from namro.base.documents.types import ReplacingDocument
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import agency_lines, dated, day, form

FORM = "decision-replacing"
TEMPLATE = Path(__file__).parent / "templates" / "replacing.docx"
UNBROKEN = "\N{NO-BREAK SPACE}"


def replacing_pdf(decision: ReplacingDocument) -> bytes:
    """The decision as a PDF."""
    return pdf("replacing.typ", _values(decision), at=datetime.combine(decision.on, time(), UTC))


def replacing_docx(decision: ReplacingDocument) -> bytes:
    """The decision as a .docx that can still be edited before signing."""
    template = DocxTemplate(TEMPLATE)
    values = _values(decision)
    values |= {name: "\n".join(values[name]) for name in ("agency", "parent_agency")}
    template.render(values, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def _values(decision: ReplacingDocument) -> dict[str, Any]:
    wording = form(FORM)
    known = _known(decision, wording)
    return {
        "form": wording,
        "title": f"{wording['title']} {decision.number}",
        "author": decision.agency,
        "agency": agency_lines(decision.agency),
        "parent_agency": agency_lines(decision.parent_agency),
        "number_line": wording["number"].format(**known),
        "place_line": dated(wording["place"], decision.place, decision.on),
        "about": wording["about"].format(**known | {"name": decision.name.replace(" ", UNBROKEN)}),
        "authority": decision.authority.upper(),
        "grounds": [text.format(**known) for text in _grounds(decision, wording)],
        "articles": _articles(wording, known),
        "receivers": wording["receivers"],
        "signer": decision.signer,
        "signer_title": decision.signer_title.upper(),
    }


def _known(decision: ReplacingDocument, wording: dict[str, Any]) -> dict[str, str]:
    """What the sentences of the form may name."""
    names = ("agency", "unit", "period", "number", "signer_title", "name", "post", "old_number", "reason")
    known: dict[str, str] = {name: getattr(decision, name) for name in names}
    known["old_date"] = day(decision.old_on)
    known["petition_date"] = day(decision.petition_on) if decision.petition_on else ""
    known["old_rating"] = _level(wording, decision.old_rating)
    known["new_rating"] = _level(wording, decision.new_rating)
    known["replaces"] = wording["replaces_part" if decision.is_part else "replaces"].format(**known)
    return known


def _level(wording: dict[str, Any], rating: tuple[str, str]) -> str:
    """ "Hoàn thành tốt nhiệm vụ (HTT)"; what has no code of its own is said by its name alone."""
    code, title = rating
    text: str = wording["level"].format(code=code, title=title)
    return text if code else title


def _grounds(decision: ReplacingDocument, wording: dict[str, Any]) -> list[str]:
    return [*wording["grounds"], wording["petitioned" if decision.petition_on else "found"]]


def _articles(wording: dict[str, Any], known: dict[str, str]) -> list[dict[str, Any]]:
    """What changes stands in lines of its own below Article 1."""
    articles = [article(text.format(**known)) for text in wording["articles"]]
    articles[0]["lines"] = [
        {"label": one["label"].format(**known), "text": known[one["field"]]} for one in wording["changes"]
    ]
    return articles
