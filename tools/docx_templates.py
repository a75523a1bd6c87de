"""Draw the Word templates of the official forms. Run after a form changes: python tools/docx_templates.py

The templates are kept in the package; docxtpl fills them. Widths are set on every cell, as word processors expect.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

OUT = Path(__file__).resolve().parent.parent / "src/namro/base/documents/templates"
CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
WIDTH = 165  # mm between the margins


def new_document():
    """A4 with the margins of Decree 30/2020, Times New Roman 13, page number in the top margin but on the first page."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    page_number(section.header.paragraphs[0])
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(4)
    return document


def page_number(paragraph) -> None:
    paragraph.alignment = CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def say(container, text, *, bold=False, italic=False, align=LEFT, size=None):
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
    return paragraph


def table(document, widths, rows, *, grid=True):
    made = document.add_table(rows=rows, cols=len(widths), style="Table Grid" if grid else None)
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        keep_whole(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return made


def keep_whole(row) -> None:
    """A row is never cut by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_header(row) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def heading(document, agency="agency", parent="parent_agency") -> None:
    block = table(document, [70, 95], 1, grid=False)
    left, right = block.rows[0].cells
    left.vertical_alignment = right.vertical_alignment = WD_ALIGN_VERTICAL.TOP
    say(left, "{{ %s }}" % parent, align=CENTER, size=12)
    say(left, "{{ %s }}" % agency, bold=True, align=CENTER, size=12)
    say(left, "_______", align=CENTER, size=8)
    say(right, "{{ form.nation }}", bold=True, align=CENTER, size=12)
    say(right, "{{ form.motto }}", bold=True, align=CENTER)
    say(right, "______________________", align=CENTER, size=8)


def fill_row(row, texts, *, bold=False, aligns=None) -> None:
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        say(cell, text, bold=bold, align=(aligns or [CENTER] * len(texts))[index], size=12)


def control(document_table, position, text) -> None:
    """A docxtpl row tag takes a whole row of the template and disappears when filled."""
    document_table.rows[position].cells[0].paragraphs[0].add_run(text)


def sheet() -> None:
    document = new_document()
    say(document, "{%p for sheet in sheets %}")
    say(document, "{{ form.number }}", bold=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    heading(document, "sheet.agency", "sheet.parent_agency")
    say(document, "{{ form.title }}", bold=True, align=CENTER, size=14)
    say(document, "{{ sheet.period_line }}", align=CENTER)
    say(document, "{%p for one in sheet.person %}")
    say(document, "{{ one.label }}: {{ one.text }}")
    say(document, "{%p endfor %}")
    say(document, "{{ form.part_one }}", bold=True)
    criteria_table(document)
    say(document, "")
    say(document, "{{ form.part_two }}", bold=True).paragraph_format.keep_with_next = True
    say(document, "{%p for one in sheet.summary %}")
    say(document, "{{ one.label }}: {{ one.text }}")
    say(document, "{%p endfor %}")
    signatures(document)
    say(document, "{%p if not loop.last %}")
    document.add_page_break()
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")
    document.save(OUT / "sheet.docx")


def criteria_table(document) -> None:
    aligns = [CENTER, LEFT, CENTER, CENTER]
    made = table(document, [12, 105, 22, 26], 9)
    fill_row(made.rows[0], ["{{ form.columns[%d] }}" % index for index in range(4)], bold=True)
    fill_row(made.rows[1], ["{{ form.column_numbers[%d] }}" % index for index in range(4)])
    repeat_header(made.rows[0])
    control(made, 2, "{%tr for row in sheet.criteria %}")
    control(made, 3, "{%tr if row.is_section %}")
    fill_row(made.rows[4], ["{{ row.number }}", "{{ row.text }}", "{{ row.maximum }}", "{{ row.points }}"], bold=True, aligns=aligns)
    control(made, 5, "{%tr else %}")
    fill_row(made.rows[6], ["{{ row.number }}", "{{ row.text }}", "{{ row.maximum }}", "{{ row.points }}"], aligns=aligns)
    control(made, 7, "{%tr endif %}")
    control(made, 8, "{%tr endfor %}")
    last = made.add_row()
    for cell, width in zip(last.cells, [12, 105, 22, 26], strict=True):
        cell.width = Mm(width)
    merged = last.cells[0].merge(last.cells[1])
    say(merged, "{{ form.sum }}", bold=True, align=CENTER, size=12)
    say(last.cells[2], "{{ sheet.maximum }}", bold=True, align=CENTER, size=12)
    say(last.cells[3], "{{ sheet.general_self }}", bold=True, align=CENTER, size=12)


def signatures(document) -> None:
    block = table(document, [82, 83], 1, grid=False)
    for cell, (number, who) in zip(block.rows[0].cells, enumerate(("self", "reviewer")), strict=True):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.TOP
        say(cell, "{{ sheet.%s.place }}" % who, italic=True, align=CENTER)
        say(cell, "{{ form.signatures[%d].title|join(' ') }}" % number, bold=True, align=CENTER)
        say(cell, "{{ form.signatures[%d].note }}" % number, italic=True, align=CENTER)
        for _ in range(3):
            cell.add_paragraph()
        cell.add_paragraph().add_run("{{ sheet.%s.name }}" % who).bold = True
        cell.paragraphs[-1].alignment = CENTER
        stamp = cell.add_paragraph()
        stamp.alignment = CENTER
        stamp.add_run("{{ sheet.%s.stamp }}" % who).font.size = Pt(9)


def decision() -> None:
    document = new_document()
    heading(document)
    line = table(document, [70, 95], 1, grid=False)
    say(line.rows[0].cells[0], "{{ number_line }}", align=CENTER)
    say(line.rows[0].cells[1], "{{ place_line }}", italic=True, align=CENTER)
    say(document, "")
    say(document, "{{ form.title }}", bold=True, align=CENTER, size=14)
    say(document, "{{ about }}", bold=True, align=CENTER)
    say(document, "{{ signer_title|upper }}", bold=True, align=CENTER)
    for name, italic in (("grounds", True), ("articles", False)):
        if name == "articles":
            say(document, "{{ form.decides }}", bold=True, align=CENTER)
        say(document, "{%%p for text in %s %%}" % name)
        paragraph = say(document, "{{ text }}", italic=italic, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(10)
        say(document, "{%p endfor %}")
    block = table(document, [82, 83], 1, grid=False)
    right = block.rows[0].cells[1]
    say(right, "{{ signer_title|upper }}", bold=True, align=CENTER)
    for _ in range(4):
        right.add_paragraph()
    right.add_paragraph().add_run("{{ signer }}").bold = True
    right.paragraphs[-1].alignment = CENTER
    document.add_page_break()
    say(document, "{{ form.list_title }}", bold=True, align=CENTER, size=14)
    say(document, "{{ list_note }}", italic=True, align=CENTER)
    decision_rows(document)
    say(document, "")
    say(document, "{{ counts_line }}")
    say(document, "{{ reading_line }}")
    document.save(OUT / "decision.docx")


def decision_rows(document) -> None:
    widths = [10, 36, 40, 17, 17, 18, 27]
    made = table(document, widths, 4)
    fill_row(made.rows[0], ["{{ form.columns[%d] }}" % index for index in range(7)], bold=True)
    repeat_header(made.rows[0])
    control(made, 1, "{%tr for row in rows %}")
    fields = ["number", "name", "post", "total", "band", "rating", "reason"]
    aligns = [CENTER, LEFT, LEFT, CENTER, CENTER, CENTER, LEFT]
    fill_row(made.rows[2], ["{{ row.%s }}" % name for name in fields], aligns=aligns)
    control(made, 3, "{%tr endfor %}")


if __name__ == "__main__":
    sheet()
    decision()
