"""Printing Mẫu số 01: a unit's sixty sheets in one file against sixty files of one, as PDF and as Word.

    python bench/documents.py [rounds]

Every sheet of every round is another person's with another text, so that nothing set before is set again from memory.
The ratio is the time a sheet takes in the unit's file over the time it takes alone (PDF): a batch must not cost more.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

sys.path[:0] = [str(Path(__file__).resolve().parent)]

import harness  # noqa: E402
from namro.base.documents.sheet_form import sheets_docx, sheets_pdf  # noqa: E402
from namro.base.documents.types import CriterionRow, SheetDocument, Signature  # noqa: E402
from namro.base.law import load_framework  # noqa: E402

UNIT = 60
ALONE = 10
LIMIT = 1.0
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def criteria() -> list[CriterionRow]:
    """The ten criteria as the annex prints them, each section before its own."""
    group = load_framework("nd335-2025").groups[0]
    rows: list[CriterionRow] = []
    for section, found in itertools.groupby(group.criteria, key=lambda one: one.section):
        rows.append(CriterionRow(section, group.sections[section].vi, "10", "", is_section=True))
        rows += [CriterionRow(str(n), one.rule.title.vi, "2.5", "2.5") for n, one in enumerate(found, start=1)]
    return rows


def people() -> Iterator[SheetDocument]:
    """Sheets without end, no two alike."""
    made = SheetDocument(
        agency="Ủy ban nhân dân phường Ba Đình", parent_agency="Ủy ban nhân dân thành phố Hà Nội",
        period="tháng 10 năm 2026", name="", title="Chuyên viên", unit="Văn phòng", criteria=criteria(), maximum="30",
        general_self="29.5", general="29.5", result_points="68.25", total="97.75", place="Ba Đình",
    )  # fmt: skip
    for number in itertools.count():
        name = f"Nguyễn Thị Hoàng Phương {number}"
        comment = f"Việc số {number}: giữ đúng thời hạn, phối hợp tốt với các phòng. " * 4
        act = Signature(name, AT)
        yield replace(made, name=name, strengths=comment, comment=comment, self=act, reviewer=act)


def main(rounds: int) -> bool:
    """Write bench/results/documents.json."""
    endless = people()
    take = lambda count: list(itertools.islice(endless, count))  # noqa: E731
    sheets_pdf(take(1))
    seconds = harness.in_turns(
        {
            "alone": lambda: [sheets_pdf([one]) for one in take(ALONE)],
            "unit": lambda: sheets_pdf(take(UNIT)),
            "word_alone": lambda: [sheets_docx([one]) for one in take(ALONE)],
            "word_unit": lambda: sheets_docx(take(UNIT)),
        },
        rounds,
    )
    alone, unit = seconds["alone"] / ALONE * 1000, seconds["unit"] / UNIT * 1000
    figures = {
        "pdf_alone_ms": round(alone, 1),
        "pdf_in_unit_ms_per_sheet": round(unit, 1),
        "pdf_unit_of_60_s": round(seconds["unit"], 2),
        "docx_alone_ms": round(seconds["word_alone"] / ALONE * 1000, 1),
        "docx_in_unit_ms_per_sheet": round(seconds["word_unit"] / UNIT * 1000, 1),
        "pdf_unit_of_60_kB": round(len(sheets_pdf(take(UNIT))) / 1000),
        "peak_memory_gib": round(harness.peak_rss_gib(), 2),
    }
    print(figures)
    harness.write_result("documents", figures, unit / alone, LIMIT, ok=unit <= LIMIT * alone)
    return unit <= LIMIT * alone


if __name__ == "__main__":
    settings.configure(USE_TZ=True, TIME_ZONE="Asia/Ho_Chi_Minh")
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 3) else 1)
