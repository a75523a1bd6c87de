"""Draw the Word templates of the papers of a year. Run after a form changes: python tools/docx_templates_year.py"""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Mm, Pt
from docx_templates import (
    CENTER,
    JUSTIFY,
    LEFT,
    LEFT_COLUMN,
    OUT,
    RIGHT,
    RIGHT_COLUMN,
    WIDTH,
    control,
    dotted,
    fill_row,
    heading,
    indented,
    keep_together,
    new_document,
    next_sheet,
    raised,
    repeat_header,
    rule,
    say,
    signatures,
    signed,
    table,
    value,
)


def year() -> None:
    """Mẫu số 02."""
    document = new_document()
    say(document, "{%p for sheet in sheets %}")
    say(document, "{{ form.number }}", bold=True, align=RIGHT)
    heading(document, "sheet.agency", "sheet.parent_agency")
    say(document, "", size=6, after=0)
    say(document, "{{ form.title }}", bold=True, align=CENTER, size=14, after=0)
    say(document, "{{ sheet.period_line }}", bold=True, align=CENTER, after=8)
    say(document, "{%p for one in sheet.person %}")
    dotted(document, "{{ one.label }}:{{ one.text }}")
    say(document, "{%p endfor %}")
    part(document, "{{ form.part_one }}")
    say(document, "{%p if sheet.rows_note %}")
    say(document, "{{ sheet.rows_note }}", italic=True)
    say(document, "{%p endif %}")
    months(document)
    part(document, "{{ form.part_two }}")
    boxes(document, "self_boxes")
    part(document, "{{ form.part_three }}", "{{ form.part_three_mark }}")
    boxes(document, "decided_boxes")
    say(document, "{%p if sheet.not_rated %}")
    say(document, "{{ sheet.not_rated }}")
    say(document, "{%p endif %}")
    part(document, "{{ form.part_four }}", "{{ form.part_four_mark }}")
    dotted(document, "{{ sheet.handling }}")
    signatures(document, ("self", "authority"))
    footnotes(document)
    next_sheet(document)
    say(document, "{%p endfor %}")
    document.save(OUT / "year.docx")


def part(document: Any, text: str, mark: str = "") -> None:
    title = say(document, text, bold=True, after=6)
    title.paragraph_format.keep_with_next, title.paragraph_format.space_before = True, Pt(8)
    if mark:
        raised(title, mark)


def months(document: Any) -> None:
    aligns = [CENTER, CENTER, LEFT]
    made = table(document, [38, 48, 79], 4)
    fill_row(made.rows[0], [value(f"sheet.columns[{index}]") for index in range(3)], bold=True)
    repeat_header(made.rows[0])
    control(made, 1, "{%tr for row in sheet.rows %}")
    fill_row(made.rows[2], ["{{ row.number }}", "{{ row.total }}", "{{ row.note }}"], aligns=aligns)
    control(made, 3, "{%tr endfor %}")
    last = made.add_row()
    for cell, width in zip(last.cells, [38, 48, 79], strict=True):
        cell.width, cell.vertical_alignment = Mm(width), WD_ALIGN_VERTICAL.CENTER
    for cell, text, align in zip(last.cells, ["form.mean", "sheet.mean", "sheet.mean_note"], aligns, strict=True):
        say(cell, value(text), bold=align is CENTER, align=align, size=12)


def boxes(document: Any, field: str) -> None:
    """The levels of the form, the chosen one ticked; they stay on one page with each other, not with what follows."""
    say(document, "{%p for one in sheet." + field + " %}")
    say(document, "{%p if not loop.last %}")
    say(document, "{{ one.box }} {{ one.title }}", after=2).paragraph_format.keep_with_next = True
    say(document, "{%p else %}")
    say(document, "{{ one.box }} {{ one.title }}", after=2)
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")


def footnotes(document: Any) -> None:
    say(document, "__________________", size=9, after=0).paragraph_format.keep_with_next = True
    say(document, "{%p for note in form.footnotes %}")
    line = document.add_paragraph()
    raised(line, "{{ note.mark }}")
    line.add_run(" {{ note.text }}")
    line.paragraph_format.space_after = Pt(0)
    for run in line.runs:
        run.font.size = Pt(11)
    say(document, "{%p endfor %}")


def official_head(document: Any) -> None:
    """Heading, number and place."""
    heading(document)
    line = table(document, [LEFT_COLUMN, RIGHT_COLUMN], 1, grid=False)
    say(line.rows[0].cells[0], "{{ number_line }}", align=CENTER)
    say(line.rows[0].cells[1], "{{ place_line }}", italic=True, align=CENTER)


def titled(document: Any) -> None:
    say(document, "", size=6, after=0)
    say(document, "{{ form.title }}", bold=True, align=CENTER, size=14, after=0)
    say(document, "{{ about }}", bold=True, align=CENTER, after=2)
    rule(document, 50, WIDTH)


def minutes() -> None:
    """The minutes of a meeting; a draft says so at its head and on top of every further page."""
    document = new_document()
    mark = document.sections[0].header.add_paragraph("{{ draft }}")
    mark.alignment = RIGHT
    official_head(document)
    say(document, "{%p if draft %}")
    say(document, "{{ draft }}", bold=True, after=0).add_run(" {{ draft_note }}").italic = True
    say(document, "{%p endif %}")
    titled(document)
    say(document, "", size=6, after=0)
    say(document, "{%p if ground %}")
    say(document, "{{ ground }}", italic=True, align=JUSTIFY)
    say(document, "{%p endif %}")
    loop(document, "line in facts", "{{ line }}")
    attendees(document)
    part(document, "{{ form.course }}")
    loop(document, "line in course", "{{ line }}")
    part(document, "{{ form.opinions }}")
    say(document, "{%p for one in opinions %}")
    say(document, "{{ one.head }}", bold=True).paragraph_format.keep_with_next = True
    loop(document, "line in one.lines", "{{ line }}")
    say(document, "{%p endfor %}")
    say(document, "{%p if opinions_note %}")
    say(document, "{{ opinions_note }}", italic=True)
    say(document, "{%p endif %}")
    part(document, "{{ form.adoption }}")
    say(document, "{{ adoption }}", align=JUSTIFY)
    both_sign(document)
    document.save(OUT / "minutes.docx")


def loop(document: Any, each: str, text: str) -> None:
    say(document, "{%p for " + each + " %}")
    say(document, text, align=JUSTIFY)
    say(document, "{%p endfor %}")


def attendees(document: Any) -> None:
    made = table(document, [10, 35, 42, 30, 20, 28], 4)
    fill_row(made.rows[0], [value(f"form.columns[{index}]") for index in range(6)], bold=True)
    repeat_header(made.rows[0])
    control(made, 1, "{%tr for row in attendees %}")
    fields = ["number", "name", "post", "role", "presence", "why"]
    fill_row(made.rows[2], [value(f"row.{name}") for name in fields], aligns=[CENTER, LEFT, LEFT, LEFT, CENTER, LEFT])
    control(made, 3, "{%tr endfor %}")


def both_sign(document: Any) -> None:
    say(document, "", size=6, after=0).paragraph_format.keep_with_next = True
    block = table(document, [82, 83], 2, grid=False)
    for number, field in enumerate(("secretary", "chair")):
        above, below = block.rows[0].cells[number], block.rows[1].cells[number]
        say(above, value(f"form.signatures[{number}].title|join(' ')"), bold=True, align=CENTER)
        say(above, value(f"form.signatures[{number}].note"), italic=True, align=CENTER)
        for _ in range(3):
            above.add_paragraph()
        say(below, value(field), bold=True, align=CENTER)
    keep_together(block)
    say(document, "{{ form.receivers_title }}", bold=True, italic=True, size=12, after=0)
    say(document, "{%p for one in form.receivers %}")
    say(document, "{{ one }}", size=11, after=0)
    say(document, "{%p endfor %}")


def notice() -> None:
    """The notice of a result."""
    document = new_document()
    official_head(document)
    titled(document)
    say(document, "{{ to }}", align=CENTER, after=8).paragraph_format.space_before = Pt(8)
    for text in ("{{ ground }}", "{{ tells }}"):
        say(document, text, align=JUSTIFY, after=6).paragraph_format.first_line_indent = Mm(10)
    indented(document, "lines", "- {{ one.label }}: ").add_run("{{ one.text }}").bold = True
    say(document, "{%p endfor %}")
    say(document, "{%p if petition %}")
    say(document, "{{ petition }}", align=JUSTIFY, after=6).paragraph_format.first_line_indent = Mm(10)
    say(document, "{%p endif %}")
    say(document, "{{ closing }}", align=JUSTIFY, after=6).paragraph_format.first_line_indent = Mm(10)
    signed(document)
    document.save(OUT / "notice.docx")


if __name__ == "__main__":
    year()
    minutes()
    notice()
