"""Draw the Word templates of the official forms. Run after a form changes: python tools/docx_templates.py

The templates are kept in the package; docxtpl fills them. Widths are set on every cell, as word processors expect.
The format is that of Decree 30/2020, annex I: A4, its margins, page numbers in the top margin but on the first page.
"""

# ruff: noqa: SLF001 (python-docx reaches borders, fields and sections only through its XML elements)
from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

OUT = Path(__file__).resolve().parent.parent / "src/namro/base/documents/templates"
CENTER, LEFT, RIGHT, JUSTIFY = (getattr(WD_ALIGN_PARAGRAPH, name) for name in ("CENTER", "LEFT", "RIGHT", "JUSTIFY"))
WIDTH = 165  # mm between the margins of an upright page
LEFT_COLUMN, RIGHT_COLUMN = 69, 96  # mm: the agency's name, the national heading
MOTTO = 51  # mm that the motto takes in bold 13, so that its line is as long
STEP = 6  # mm a step of the explanation stands in


def new_document() -> Any:
    """A4 with the margins of Decree 30/2020, Times New Roman 13, Vietnamese."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    page_number(section.header.paragraphs[0])
    section.first_page_header.is_linked_to_previous = False
    numbered_anew(section._sectPr)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.element.rPr.append(attribute("w:lang", "w:val", "vi-VN"))
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    return document


def value(name: str) -> str:
    """Where the template puts a value."""
    return "{{ " + name + " }}"


def attribute(tag: str, name: str, text: str) -> Any:
    """A new element with one attribute."""
    made = OxmlElement(tag)
    made.set(qn(name), text)
    return made


def numbered_anew(section: Any) -> None:
    """The pages of this section count from 1; the place of the element among its siblings is fixed by the format."""
    section.find(qn("w:cols")).addprevious(attribute("w:pgNumType", "w:start", "1"))


def page_number(paragraph: Any) -> None:
    paragraph.alignment = CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = attribute("w:fldChar", "w:fldCharType", kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def say(
    container: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = LEFT,
    size: float | None = None,
    after: float | None = None,
) -> Any:
    """One paragraph; a fresh cell's own empty paragraph is used first."""
    first = getattr(container, "paragraphs", [None])[0] if hasattr(container, "_tc") else None
    paragraph = first if first is not None and not first.text else container.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    paragraph.alignment = align
    if hasattr(container, "_tc"):
        paragraph.paragraph_format.space_after = Pt(1)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def raised(paragraph: Any, text: str) -> None:
    paragraph.add_run(text).font.superscript = True


def rule(container: Any, width: float, of: float) -> None:
    """A drawn line of `width` mm in the middle of a column of `of` mm: the top border of a paragraph one point high."""
    paragraph = container.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm((of - width) / 2)
    paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.space_after = Pt(3), Pt(0)
    border = OxmlElement("w:top")
    for name, setting in (("val", "single"), ("sz", "5"), ("space", "1"), ("color", "000000")):
        border.set(qn(f"w:{name}"), setting)
    borders = OxmlElement("w:pBdr")
    borders.append(border)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def dotted(document: Any, text: str) -> None:
    """A line whose tabs run in dots to the right margin: the form's line where nothing was written."""
    paragraph = say(document, text, after=5)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def table(document: Any, widths: list[int], rows: int, *, grid: bool = True) -> Any:
    made = document.add_table(rows=rows, cols=len(widths), style="Table Grid" if grid else None)
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        keep_whole(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER if grid else WD_ALIGN_VERTICAL.TOP
    return made


def keep_whole(row: Any) -> None:
    """A row is never cut by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def keep_together(made: Any) -> None:
    """The rows of a block stay on one page."""
    for row in made.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def repeat_header(*rows: Any) -> None:
    for row in rows:
        row._tr.get_or_add_trPr().append(attribute("w:tblHeader", "w:val", "true"))


def heading(document: Any, agency: str = "agency", parent: str = "parent_agency") -> None:
    block = table(document, [LEFT_COLUMN, RIGHT_COLUMN], 1, grid=False)
    left, right = block.rows[0].cells
    say(left, "{%p if " + parent + " %}")
    say(left, value(parent), align=CENTER, size=12)
    say(left, "{%p endif %}")
    say(left, value(agency), bold=True, align=CENTER, size=12)
    rule(left, 18, LEFT_COLUMN)
    say(right, "{{ form.nation }}", bold=True, align=CENTER, size=12)
    say(right, "{{ form.motto }}", bold=True, align=CENTER)
    rule(right, MOTTO, RIGHT_COLUMN)


def fill_row(row: Any, texts: list[str], *, bold: bool = False, aligns: list[Any] | None = None) -> None:
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        say(cell, text, bold=bold, align=(aligns or [CENTER] * len(texts))[index], size=12)


def control(document_table: Any, position: int, text: str) -> None:
    """A docxtpl row tag takes a whole row of the template and disappears when filled."""
    document_table.rows[position].cells[0].paragraphs[0].add_run(text)


def sheet() -> None:
    document = new_document()
    say(document, "{%p for sheet in sheets %}")
    say(document, "{{ form.number }}", bold=True, align=RIGHT)
    heading(document, "sheet.agency", "sheet.parent_agency")
    say(document, "", size=6, after=0)
    say(document, "{{ form.title }}", bold=True, align=CENTER, size=14, after=0)
    raised(say(document, "{{ sheet.period_line }}", italic=True, align=CENTER, after=8), "{{ form.footnote_mark }}")
    say(document, "{%p for one in sheet.person %}")
    dotted(document, "{{ one.label }}:{{ one.text }}")
    say(document, "{%p endfor %}")
    say(document, "{{ form.part_one }}", bold=True, after=6).paragraph_format.keep_with_next = True
    criteria_table(document)
    part = say(document, "{{ form.part_two }}", bold=True)
    part.paragraph_format.keep_with_next, part.paragraph_format.space_before = True, Pt(10)
    say(document, "{%p for one in sheet.summary %}")
    dotted(document, "{{ one.label }}:{{ one.text }}")
    say(document, "{%p endfor %}")
    signatures(document)
    footnote(document)
    annex(document)
    next_sheet(document)
    say(document, "{%p endfor %}")
    document.save(OUT / "sheet.docx")


def criteria_table(document: Any) -> None:
    aligns, widths = [CENTER, LEFT, CENTER, CENTER], [11, 110, 19, 25]
    made = table(document, widths, 9)
    fill_row(made.rows[0], [value(f"form.columns[{index}]") for index in range(4)], bold=True)
    fill_row(made.rows[1], [value(f"form.column_numbers[{index}]") for index in range(4)])
    repeat_header(made.rows[0], made.rows[1])
    row = ["{{ row.number }}", "{{ row.text }}", "{{ row.maximum }}", "{{ row.points }}"]
    control(made, 2, "{%tr for row in sheet.criteria %}")
    control(made, 3, "{%tr if row.is_section %}")
    fill_row(made.rows[4], row, bold=True, aligns=aligns)
    control(made, 5, "{%tr else %}")
    fill_row(made.rows[6], row, aligns=aligns)
    control(made, 7, "{%tr endif %}")
    control(made, 8, "{%tr endfor %}")
    last = made.add_row()
    for cell, width in zip(last.cells, widths, strict=True):
        cell.width = Mm(width)
    merged = last.cells[0].merge(last.cells[1])
    say(merged, "{{ form.sum }}", bold=True, align=CENTER, size=12)
    say(last.cells[2], "{{ sheet.maximum }}", bold=True, align=CENTER, size=12)
    say(last.cells[3], "{{ sheet.general_self }}", bold=True, align=CENTER, size=12)


def signatures(document: Any, whose: tuple[str, str] = ("self", "reviewer")) -> None:
    """Titles in one row and names in the next, so that both names stand at one height."""
    say(document, "", size=6, after=0).paragraph_format.keep_with_next = True
    block = table(document, [82, 83], 2, grid=False)
    for number, who in enumerate(whose):
        above, below = block.rows[0].cells[number], block.rows[1].cells[number]
        say(above, value(f"sheet.{who}.place"), italic=True, align=CENTER)
        say(above, value(f"form.signatures[{number}].title|join('\\n')"), bold=True, align=CENTER)
        say(above, value(f"form.signatures[{number}].note"), italic=True, align=CENTER)
        for _ in range(3):
            above.add_paragraph()
        say(below, value(f"sheet.{who}.name"), bold=True, align=CENTER)
        stamp = below.add_paragraph()
        stamp.alignment = CENTER
        stamp.add_run(value(f"sheet.{who}.stamp")).font.size = Pt(9)
    keep_together(block)


def footnote(document: Any) -> None:
    line = say(document, "__________________", size=9, after=0)
    line.paragraph_format.keep_with_next = True
    note = document.add_paragraph()
    raised(note, "{{ form.footnote_mark }}")
    note.add_run(" {{ form.footnote }}")
    for run in note.runs:
        run.font.size = Pt(11)
    say(document, "{%p if sheet.verification_line %}")
    say(document, "{{ sheet.verification_line }}", align=RIGHT, size=9)
    say(document, "{%p endif %}")


def annex(document: Any) -> None:
    """The score's explanation, from a new page, where it was asked for."""
    say(document, "{%p if sheet.steps %}")
    title = say(document, "{{ additions.annex_title }}", bold=True, align=CENTER, size=14, after=0)
    title.paragraph_format.page_break_before = True
    say(document, "{{ sheet.annex_note }}", italic=True, align=CENTER, after=8)
    say(document, "{%p for step in sheet.steps %}")
    line = say(document, "{{ step.indent }}{{ step.text }}", size=12)
    line.add_run("{{ step.rule }}").italic = True
    line.runs[-1].font.size = Pt(10)
    for level in range(1, 12):
        line.paragraph_format.tab_stops.add_tab_stop(Mm(STEP * level))
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def next_sheet(document: Any) -> None:
    """The end of a section, so that the next sheet begins on a new page and counts its own pages."""
    say(document, "{%p if not loop.last %}")
    paragraph = say(document, "", after=0)
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph._p.get_or_add_pPr().append(deepcopy(document.sections[0]._sectPr))
    say(document, "{%p endif %}")


def decision() -> None:
    document = new_document()
    decision_body(document)
    wide_section(document)
    say(document, "{{ form.list_title }}", bold=True, align=CENTER, size=14, after=0)
    say(document, "{{ about_list }}", bold=True, align=CENTER, after=0)
    say(document, "{{ list_note }}", italic=True, align=CENTER, after=8)
    decision_rows(document)
    say(document, "", size=6, after=0)
    say(document, "{%p for line in closing %}")
    say(document, "{{ line }}", size=12)
    say(document, "{%p endfor %}")
    document.save(OUT / "decision.docx")


def replacing() -> None:
    document = new_document()
    decision_body(document)
    document.save(OUT / "replacing.docx")


def decision_body(document: Any) -> None:
    """A decision from its heading to its signature."""
    heading(document)
    line = table(document, [LEFT_COLUMN, RIGHT_COLUMN], 1, grid=False)
    say(line.rows[0].cells[0], "{{ number_line }}", align=CENTER)
    say(line.rows[0].cells[1], "{{ place_line }}", italic=True, align=CENTER)
    say(document, "", size=6, after=0)
    say(document, "{{ form.title }}", bold=True, align=CENTER, size=14, after=0)
    say(document, "{{ about }}", bold=True, align=CENTER, after=2)
    rule(document, 50, WIDTH)
    say(document, "{{ authority }}", bold=True, align=CENTER, after=6).paragraph_format.space_before = Pt(8)
    indented(document, "grounds", "{{ one }}").runs[0].italic = True
    say(document, "{%p endfor %}")
    say(document, "{{ form.decides }}", bold=True, align=CENTER, after=6)
    paragraph = indented(document, "articles", "{{ one.head }}")
    paragraph.runs[0].bold = True
    paragraph.add_run("{{ one.body }}")
    indented(document, "one.lines", "{{ line.label }}: {{ line.text }}", each="line")
    say(document, "{%p endfor %}")
    say(document, "{%p endfor %}")
    signed(document)


def indented(document: Any, several: str, text: str, each: str = "one") -> Any:
    """The beginning of a loop over paragraphs of running text, and the paragraph."""
    say(document, "{%p for " + each + " in " + several + " %}")
    paragraph = say(document, text, align=JUSTIFY, after=6)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    return paragraph


def signed(document: Any) -> None:
    """Where it goes on the left, who signs on the right."""
    say(document, "", size=6, after=0).paragraph_format.keep_with_next = True
    block = table(document, [82, 83], 1, grid=False)
    left, right = block.rows[0].cells
    receivers = say(left, "{{ form.receivers_title }}", bold=True, italic=True, size=12)
    receivers.paragraph_format.keep_with_next = True
    say(left, "{%p for one in receivers %}")
    say(left, "{{ one }}", size=11)
    say(left, "{%p endfor %}")
    say(right, "{{ signer_title }}", bold=True, align=CENTER)
    for _ in range(4):
        right.add_paragraph()
    say_last = right.add_paragraph()
    say_last.alignment = CENTER
    say_last.add_run("{{ signer }}").bold = True


def wide_section(document: Any) -> None:
    """The list lies on its side; its pages go on counting."""
    section = document.add_section()
    section.orientation = WD_ORIENTATION.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    section.left_margin = section.right_margin = Mm(20)
    section.different_first_page_header_footer = False
    mark = section._sectPr.find(qn("w:pgNumType"))
    if mark is not None:
        section._sectPr.remove(mark)


def decision_rows(document: Any) -> None:
    widths = [11, 52, 70, 20, 25, 25, 54]
    made = table(document, widths, 4)
    fill_row(made.rows[0], [value(f"form.columns[{index}]") for index in range(7)], bold=True)
    repeat_header(made.rows[0])
    control(made, 1, "{%tr for row in rows %}")
    fields = ["number", "name", "post", "total", "band", "rating", "reason"]
    aligns = [CENTER, LEFT, LEFT, CENTER, CENTER, CENTER, LEFT]
    fill_row(made.rows[2], [value(f"row.{name}") for name in fields], aligns=aligns)
    control(made, 3, "{%tr endfor %}")


if __name__ == "__main__":
    sheet()
    decision()
    replacing()
