"""A person's career on paper: what happened on which day, by which document, as known on a date."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import day, form

FORM = "career-record"


@dataclass(frozen=True)
class CareerRow:
    """One line: the day as it is to be read, what kind of thing, what, a detail, the document."""

    day: str
    kind: str
    title: str
    detail: str
    document: str


@dataclass(frozen=True)
class CareerDocument:
    """Whose career, as of which day, the last line first."""

    name: str
    code: str
    unit: str
    on: date
    rows: list[CareerRow]


def career_pdf(record: CareerDocument, *, at: datetime) -> bytes:
    """The record as a PDF; `at` is the moment it was drawn up."""
    wording = form(FORM)
    known = {"name": record.name, "code": record.code, "unit": record.unit, "date": day(record.on)}
    values = {
        "form": wording,
        "title": wording["title"].format(**known),
        "author": record.name,
        "lines": [text.format(**known) for text in wording["lines"]],
        "note": wording["note"].format(**known),
        "rows": [asdict(one) for one in record.rows],
    }
    return pdf("career.typ", values, at=at.replace(microsecond=0))
