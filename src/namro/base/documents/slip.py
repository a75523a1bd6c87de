"""The slips and the register of the one-stop desk: heading, lines, list or table, signatures, and the code to follow it by."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from docx import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from namro.base.documents.qr import qr_png, qr_svg
from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import agency_lines, dated, form

SIZES = {"a5": (148, 210), "a4": (210, 297)}


@dataclass(frozen=True)
class Slip:
    """What one slip says. `known` fills the sentences of the form; a line whose value is empty is left out."""

    form: str
    agency: str
    parent_agency: str
    place: str
    on: date
    known: dict[str, str]
    items: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    signers: Sequence[str] = ()  # names under the titles of the form
    code: str = ""  # what the QR holds, and what is written beside it


@dataclass(frozen=True)
class Laid:
    """A slip laid out: every sentence filled."""

    form: dict[str, Any]
    agency: list[str]
    parent_agency: list[str]
    title: str
    about: str
    number: str
    place_line: str
    lines: list[dict[str, str]]
    items: list[str]
    after: list[dict[str, str]]
    paragraphs: list[str]
    heads: list[str]
    rows: list[list[str]]
    signers: list[dict[str, str]]
    code: str
    author: str = ""
    widths: list[int] = field(default_factory=list)


def laid_out(slip: Slip) -> Laid:
    """The words of law/forms with what is known. Refuses: documents.form.missing."""
    wording, known = form(slip.form), slip.known
    return Laid(
        form=wording, agency=agency_lines(slip.agency), parent_agency=agency_lines(slip.parent_agency) if slip.parent_agency else [],
        title=wording["title"], about=wording["about"].format(**known), number=wording["number"].format(**known), author=slip.agency,
        place_line=dated(wording["place"], slip.place, slip.on), lines=_lines(wording["lines"], known), items=list(slip.items),
        after=_lines(wording["after"], known), paragraphs=[one.format(**known) for one in wording["paragraphs"]],
        heads=[one["title"] for one in wording["columns"]], widths=[one["width"] for one in wording["columns"]],
        rows=[list(row) for row in slip.rows], code=slip.code,
        signers=[{"title": title, "name": name} for title, name in zip(wording["signers"], [*slip.signers, "", ""], strict=False)],
    )  # fmt: skip


def _lines(wanted: Sequence[dict[str, str]], known: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": one["label"], "text": known[one["field"]]} for one in wanted if known.get(one["field"])]


def slip_pdf(slip: Slip, *, at: datetime) -> bytes:
    """The slip as a PDF; `at` is the act it tells of."""
    laid = laid_out(slip)
    values = {**laid.__dict__, "qr": qr_svg(_held(laid.code)) if laid.code else ""}
    return pdf("slip.typ", values, at=at.astimezone(UTC).replace(microsecond=0))


def _held(code: str) -> str:
    """What the QR holds: the page that asks for the digits, where the installation has a public address; never more than the code."""
    return settings.FOLLOW_ADDRESS.format(code=code) if settings.FOLLOW_ADDRESS else code


def slip_docx(slip: Slip) -> bytes:
    """The slip as a .docx that can still be edited before signing."""
    laid = laid_out(slip)
    book = _page(laid.form)
    _heading(book, laid)
    for line in laid.lines:
        _said(book, line)
    for text in [laid.form["list_title"]] if laid.items else []:
        book.add_paragraph(text)
    for number, item in enumerate(laid.items, start=1):
        book.add_paragraph(f"{number}. {item}")
    for line in laid.after:
        _said(book, line)
    if laid.heads:
        _table(book, laid)
    for text in laid.paragraphs:
        book.add_paragraph(text)
    _signatures(book, laid)
    _small(book, laid.form["note"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _page(wording: dict[str, Any]) -> Any:
    book = Document()
    section = book.sections[0]
    wide, high = SIZES[wording["size"]]
    if wording["is_on_its_side"]:
        section.orientation = WD_ORIENTATION.LANDSCAPE
        wide, high = high, wide
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(12)
    book.styles["Normal"].font.name = "Times New Roman"
    book.styles["Normal"].font.size = Pt(11)
    book.styles["Normal"].paragraph_format.space_after = Pt(3)
    return book


def _heading(book: Any, laid: Laid) -> None:
    """Agency and nation side by side, the title in the middle, and the code with its QR."""
    size = 8 if laid.form["size"] == "a5" else 11
    cells = book.add_table(rows=1, cols=2).rows[0].cells
    _centred(cells[0].paragraphs[0], " ".join(laid.parent_agency), size=size)
    _centred(cells[0].add_paragraph(), " ".join(laid.agency), bold=True, size=size)
    _centred(cells[0].add_paragraph(), laid.number, size=size)
    _centred(cells[1].paragraphs[0], laid.form["nation"], bold=True, size=size)
    _centred(cells[1].add_paragraph(), laid.form["motto"], bold=True, size=size)
    _centred(cells[1].add_paragraph(), laid.place_line, italic=True, size=size)
    _centred(book.add_paragraph(), laid.title, bold=True)
    if laid.about:
        _centred(book.add_paragraph(), laid.about, italic=True)
    if laid.code:
        beside = book.add_paragraph()
        beside.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        beside.add_run(f"{laid.form['code_label']} {laid.code} ")
        beside.add_run().add_picture(io.BytesIO(qr_png(_held(laid.code))), width=Mm(22))


def _centred(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 11) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _said(book: Any, line: dict[str, str]) -> None:
    paragraph = book.add_paragraph()
    paragraph.add_run(f"{line['label']}: ")
    paragraph.add_run(line["text"]).bold = True


def _table(book: Any, laid: Laid) -> None:
    table = book.add_table(rows=1, cols=len(laid.heads), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, laid.heads, strict=True):
        _centred(cell.paragraphs[0], text, bold=True)
    for row in laid.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _signatures(book: Any, laid: Laid) -> None:
    if not laid.signers:
        return
    cells = book.add_table(rows=1, cols=len(laid.signers)).rows[0].cells
    for cell, one in zip(cells, laid.signers, strict=True):
        _centred(cell.paragraphs[0], one["title"], bold=True)
        _centred(cell.add_paragraph(), "\n\n\n" + one["name"], bold=True)


def _small(book: Any, text: str) -> None:
    run = book.add_paragraph().add_run(text)
    run.italic, run.font.size = True, Pt(8)
