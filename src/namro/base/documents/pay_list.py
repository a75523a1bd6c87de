"""A list of payments on paper: the whole list as a PDF, and the list that is signed for as a .docx. No form is prescribed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from namro.base.documents.typesetting import pdf
from namro.base.documents.wording import agency_lines, dated, day, form

FORM = "pay-list"
A4 = (Mm(297), Mm(210))
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
SIDES = {"center": CENTRE, "right": RIGHT, "left": LEFT}


@dataclass(frozen=True)
class Decided:
    """A decision the list names: its number, its day, and of whose line, where it is of one."""

    number: str
    on: date
    name: str = ""


@dataclass(frozen=True)
class PayRow:
    """One line as it is written, by the names of the form's columns; texts."""

    cells: dict[str, str]
    is_paid: bool


@dataclass(frozen=True)
class PayListDocument:
    """Whose list, of what, by which rule and decision, its lines and sums, and who signs; a draft has no decision."""

    agency: str
    parent_agency: str
    about: str
    rule: str
    rule_number: str
    rule_on: date
    decided: Decided | None
    own_line: Decided | None
    corrects: Decided | None
    rows: list[PayRow]
    sums: dict[str, str]  # by the keys of the form: total, unspent, fund
    signers: dict[str, str]  # by the fields of the form's signatures; an empty name is written by hand


def pay_list_pdf(paper: PayListDocument, *, at: datetime) -> bytes:
    """Everybody of the list, those who are not paid with the reason; a draft says so across every page."""
    values = _values(paper, paper.rows, "whole")
    return pdf("paylist.typ", values, at=at.replace(microsecond=0))


def pay_list_docx(paper: PayListDocument) -> bytes:
    """Whoever is paid, each with a place to sign for it."""
    paid = [one for one in paper.rows if one.is_paid]
    return _written(_values(paper, paid, "paid"))


def workbook_heads() -> list[str]:
    """The heads of the list as a workbook."""
    return [one["title"] for one in form(FORM)["workbook"]]


def sum_name(key: str) -> str:
    """How a sum is called: total, unspent, fund."""
    return str(form(FORM)["sums"][key])


def decision_line(decided: Decided | None) -> str:
    """By which decision the list stands, or that it is a draft."""
    wording = form(FORM)
    return _named(wording["decided"], decided) if decided else str(wording["undecided"])


def _named(text: str, decided: Decided) -> str:
    return text.format(number=decided.number, date=day(decided.on), name=decided.name)


def _values(paper: PayListDocument, rows: list[PayRow], kind: str) -> dict[str, Any]:
    wording = form(FORM)
    kinds = {kind, *(["correcting"] if paper.corrects else [])}
    columns = [one for one in wording["columns"] if one.get("only", kind) in kinds]
    numbered = [{**one.cells, "number": str(number)} for number, one in enumerate(rows, 1)]
    return {
        "form": wording, "title": f"{wording['title']}: {paper.about}", "author": paper.agency,
        "agency": agency_lines(paper.agency), "parent_agency": agency_lines(paper.parent_agency), "about": paper.about,
        "draft": "" if paper.decided else wording["draft"], "decision": decision_line(paper.decided),
        "lines": _lines(paper, wording), "heads": [one["title"] for one in columns],
        "widths": [one["width"] for one in columns], "sides": [_side(one["field"], wording) for one in columns],
        "rows": [[cells.get(one["field"], "") for one in columns] for cells in numbered],
        "sums": _sums(paper, len(rows), wording), "place_line": _place(paper, wording),
        "signatures": [{**one, "name": paper.signers.get(one["field"], "")} for one in wording["signatures"]],
    }  # fmt: skip


def _side(field: str, wording: dict[str, Any]) -> str:
    if field in wording["figures"]:
        return "right"
    return "center" if field in ("number", "level", "coefficient", "days") else "left"


def _lines(paper: PayListDocument, wording: dict[str, Any]) -> list[str]:
    """By which rule, which list it corrects, by which decision the head's own line stands."""
    rule = wording["rule"].format(title=paper.rule, number=paper.rule_number, date=day(paper.rule_on))
    more = (("corrects", paper.corrects), ("own_line", paper.own_line))
    return [rule, *(_named(wording[key], decided) for key, decided in more if decided)]


def _sums(paper: PayListDocument, shown: int, wording: dict[str, Any]) -> list[str]:
    lines = [wording["sum"].format(name=name, amount=paper.sums[key]) for key, name in wording["sums"].items()]
    left_out = sum(not one.is_paid for one in paper.rows)
    return [*lines, wording["unpaid"].format(count=left_out)] if left_out and shown < len(paper.rows) else lines


def _place(paper: PayListDocument, wording: dict[str, Any]) -> str:
    if paper.decided is None:
        return str(wording["place_open"])
    return dated(wording["place"], wording["place_empty"], paper.decided.on)


# The .docx -------------------------------------------------------------------------------------------------------
def _written(values: dict[str, Any]) -> bytes:
    paper = Document()
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, *A4
    section.left_margin = section.right_margin = Mm(20)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.paragraph_format.space_after = Pt(2)
    _heading(paper, values)
    for line in values["lines"]:
        paper.add_paragraph(line)
    _table(paper, values)
    for line in values["sums"]:
        paper.add_paragraph(line)
    _signatures(paper, values)
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _heading(paper: Any, values: dict[str, Any]) -> None:
    left, right = paper.add_table(rows=1, cols=2).rows[0].cells
    above = "\n".join(values["parent_agency"])
    _put(
        left, [(above, False), ("\n".join(values["agency"]), True)] if above else [("\n".join(values["agency"]), True)]
    )
    _put(right, [(values["form"]["nation"], True), (values["form"]["motto"], True)])
    for text, is_bold in (
        ("", False),
        (values["form"]["title"], True),
        (values["about"], True),
        (values["decision"], False),
    ):
        one = paper.add_paragraph()
        one.alignment = CENTRE
        run = one.add_run(text)
        run.bold, run.italic = is_bold, not is_bold


def _put(cell: Any, lines: list[tuple[str, bool]]) -> None:
    """Lines in the middle of a cell, bold or not."""
    for number, (text, is_bold) in enumerate(lines):
        one = cell.paragraphs[0] if not number else cell.add_paragraph()
        one.alignment = CENTRE
        one.add_run(text).bold = is_bold


def _table(paper: Any, values: dict[str, Any]) -> None:
    heads, rows = values["heads"], values["rows"]
    table = paper.add_table(rows=len(rows) + 1, cols=len(heads), style="Table Grid")
    table.autofit = False
    cells = table._cells  # noqa: SLF001 - one read; asking row by row takes minutes for thousands
    whole = sum(values["widths"])
    widths = [int(Mm(257) * share / whole) for share in values["widths"]]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # for programs that read the grid, and not the cells
    for number, text in enumerate(text for line in [heads, *rows] for text in line):
        column = number % len(heads)
        cells[number].width = widths[column]
        one = cells[number].paragraphs[0]
        one.add_run(text).bold = number < len(heads)
        one.alignment = CENTRE if number < len(heads) else SIDES[values["sides"][column]]


def _signatures(paper: Any, values: dict[str, Any]) -> None:
    place = paper.add_paragraph()
    place.alignment = RIGHT
    place.add_run(values["place_line"]).italic = True
    cells = paper.add_table(rows=1, cols=len(values["signatures"])).rows[0].cells
    for cell, one in zip(cells, values["signatures"], strict=True):
        _put(cell, [(one["title"], True), (one["note"], False), ("\n\n\n", False), (one["name"], True)])
