"""A decision about one person's service: reappointed or not, released, a lower post, kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from namro.base.documents.official import article, docx, framed
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import day, form

FORM = "decision-career"
UNBROKEN = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class CareerDecision:
    """Who decides what about whom; `first` to `last` are the days of a new term, or the day of effect alone."""

    outcome: str  # a key of law/forms/decision-career.yaml#outcomes
    agency: str
    parent_agency: str
    number: str
    on: date
    place: str
    signer: str
    signer_title: str
    authority: str
    name: str
    post: str
    unit: str
    rule: str
    reason: str = ""
    first: date | None = None
    last: date | None = None
    is_override: bool = False


def career_decision_pdf(decision: CareerDecision) -> bytes:
    """The decision as a PDF."""
    return pdf("replacing.typ", _values(decision), at=datetime.combine(decision.on, time(), UTC))


def career_decision_docx(decision: CareerDecision) -> bytes:
    """The decision as a .docx that can still be edited before signing."""
    return docx("replacing.docx", _values(decision))


def _values(decision: CareerDecision) -> dict[str, Any]:
    wording = form(FORM)
    known = _known(decision, wording)
    own = wording["outcomes"][decision.outcome]
    articles = [article(text.format(**known).strip()) for text in (*own["articles"], wording["last"])]
    if decision.is_override:
        articles[0]["body"] += " " + wording["overrides"].format(reason=decision.reason)
    return {
        **framed(decision, wording, known),
        "about": own["about"].format(**known | {"name": decision.name.replace(" ", UNBROKEN)}),
        "authority": decision.authority.upper(),
        "grounds": [text.format(**known) for text in wording["grounds"]],
        "articles": articles,
    }


def _known(decision: CareerDecision, wording: dict[str, Any]) -> dict[str, str]:
    """What the sentences of the form may name."""
    names = ("agency", "number", "signer_title", "name", "post", "unit", "rule")
    known: dict[str, str] = {name: getattr(decision, name) for name in names}
    reason = decision.reason.strip().rstrip(".")
    known["reason"] = wording["reason"].format(reason=f"{reason}.") if reason else ""
    known["first"] = day(decision.first) if decision.first else ""
    known["last_day"] = day(decision.last) if decision.last else ""
    return known
