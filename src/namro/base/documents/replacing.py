"""A decision that replaces the result of one person in an earlier decision, and points at it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from namro.base.documents.official import article, docx, framed, grounds
from namro.base.documents.types import ReplacingDocument
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import day, form

FORM = "decision-replacing"
UNBROKEN = "\N{NO-BREAK SPACE}"


def replacing_pdf(decision: ReplacingDocument) -> bytes:
    """The decision as a PDF."""
    return pdf("replacing.typ", _values(decision), at=datetime.combine(decision.on, time(), UTC))


def replacing_docx(decision: ReplacingDocument) -> bytes:
    """The decision as a .docx that can still be edited before signing."""
    return docx("replacing.docx", _values(decision))


def _values(decision: ReplacingDocument) -> dict[str, Any]:
    wording = form(FORM)
    known = _known(decision, wording)
    return {
        **framed(decision, wording, known),
        "about": wording["about"].format(**known | {"name": decision.name.replace(" ", UNBROKEN)}),
        "authority": decision.authority.upper(),
        "grounds": [text.format(**known) for text in _grounds(decision, wording)],
        "articles": _articles(wording, known),
    }


def _known(decision: ReplacingDocument, wording: dict[str, Any]) -> dict[str, str]:
    """What the sentences of the form may name."""
    names = ("agency", "unit", "period", "number", "signer_title", "name", "post", "old_number", "reason")
    known: dict[str, str] = {name: getattr(decision, name) for name in names}
    known["subject"] = wording["subject_year" if decision.is_year else "subject"]
    known["petition"] = wording["petition"].get(decision.framework, "")
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
    law = grounds(wording, decision.framework, decision.instrument)
    return [*law, wording["ground_old"], wording["petitioned" if decision.petition_on else "found"]]


def _articles(wording: dict[str, Any], known: dict[str, str]) -> list[dict[str, Any]]:
    """What changes stands in lines of its own below Article 1."""
    articles = [article(text.format(**known)) for text in wording["articles"]]
    articles[0]["lines"] = [
        {"label": one["label"].format(**known), "text": known[one["field"]]} for one in wording["changes"]
    ]
    return articles
