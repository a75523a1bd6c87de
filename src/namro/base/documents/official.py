"""What every official paper shares: its heading, its sentences and signature, and filling a .docx that can be edited."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from docxtpl import DocxTemplate

from namro.base.documents.wording import agency_lines, dated

TEMPLATES = Path(__file__).parent / "templates"


class OfficialPaper(Protocol):
    """Who issues a paper, its number, place and day, and who signs it."""

    @property
    def agency(self) -> str: ...
    @property
    def parent_agency(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def signer(self) -> str: ...
    @property
    def signer_title(self) -> str: ...


def framed(paper: OfficialPaper, wording: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The values every template takes: `wording` is the form's text, `known` what its sentences may name."""
    return {
        "form": wording,
        "title": f"{wording['title']} {paper.number}",
        "author": paper.agency,
        "agency": agency_lines(paper.agency),
        "parent_agency": agency_lines(paper.parent_agency),
        "number_line": wording["number"].format(**known),
        "place_line": dated(wording["place"], paper.place, paper.on),
        "receivers": wording["receivers"],
        "signer": paper.signer,
        "signer_title": paper.signer_title.upper(),
    }


def grounds(wording: Mapping[str, Any], framework: str, instrument: str) -> list[str]:
    """What a paper under a framework rests on: what its form names for it, else the framework's own instrument."""
    named: list[str] | None = wording["grounds"].get(framework)
    if named is not None:
        return list(named)
    return [wording["ground_other"].format(instrument=instrument)] if instrument else []


def article(text: str) -> dict[str, Any]:
    """ "Điều 1." stands in bold before its sentence, which begins with a capital; `lines` may stand below it."""
    head, _dot, body = text.strip().partition(". ")
    return {"head": f"{head}. ", "body": body[:1].upper() + body[1:], "lines": []}


def docx(name: str, values: Mapping[str, Any]) -> bytes:
    """A template filled; the lines of the heading stand in one paragraph each."""
    template = DocxTemplate(TEMPLATES / name)
    joined = {one: "\n".join(values[one]) for one in ("agency", "parent_agency") if one in values}
    template.render({**values, **joined}, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()
