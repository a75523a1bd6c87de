"""Catalogue, assignment and result workbooks, from file to rows and back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.app.assignments.conftest import AT, Town

from namro.base.errors import Conflict
from namro.base.imports.analysis import analyse
from namro.base.imports.registry import Act, Prepared, handler_of
from namro.city.facts.models import WorkLine
from namro.duties.assignments.models import Assignment, Catalogue, Incident

LATER = date(2026, 11, 25)


def workbook(*rows: Sequence[Any]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def prepare(kind: str, data: bytes, town: Town, by: str, **options: str) -> Prepared:
    return handler_of(kind).prepare(
        analyse(data, "tep.xlsx", kind), actor=town.actor(by), on=LATER, today=LATER, answers={}, options=options
    )


def apply(kind: str, prepared: Prepared, town: Town, by: str) -> list[Act]:
    return handler_of(kind).apply(prepared, by=town.actor(by), at=AT, report=lambda *_: None)


def test_the_real_catalogue_becomes_a_draft_and_is_taken_back(town: Town, shared: Path) -> None:
    data = (shared / "data/catalogue/nghia_lam_qd283_2026.xlsx").read_bytes()
    prepared = prepare("catalogue", data, town, "officer")
    assert prepared.counts["new"] == 371
    acts = apply("catalogue", prepared, town, "officer")
    draft = Catalogue.objects.get(state="draft")
    assert (draft.rule, draft.standard_points, len(draft.groups)) == ("ROUND(points / 5, 2)", 5, 4)
    parts = {part: draft.items.filter(part=part).count() for part in ("leaders", "shared", "office")}
    assert parts == {"leaders": 18, "shared": 62, "office": 291}
    assert draft.items.get(code="QL.01").coefficient == 14
    handler_of("catalogue").undo(acts, by=town.actor("officer"), at=AT)
    assert not Catalogue.objects.filter(state="draft").exists()


@pytest.mark.parametrize("who", ["an", "outsider"])
def test_a_catalogue_needs_a_unit_of_ones_own(town: Town, who: str) -> None:
    rows = [("Mã CV", "Nhiệm vụ", "Sản phẩm đầu ra", "Nhóm", "Điểm chấm"), ("A.1", "Soạn", "Công văn", "N1", 5)]
    prepared = prepare("catalogue", workbook(*rows), town, who, unit=str(town.units["commune"].pk))
    assert [one.code for one in prepared.findings] == ["catalogue.unit"]


WORK = ("Mã cán bộ", "Họ và tên", "Mã công việc", "Nội dung công việc", "Số lượng giao", "Thời hạn", "Quy trình")


def test_an_assignment_workbook_assigns_and_is_taken_back(town: Town) -> None:
    rows = [WORK, ("CB-AN", "Nguyễn Văn An", "DC.01", "", "2,5", "20/11/2026", "Quy trình 1"),
            ("CB-CUC", "Nguyễn Văn Cúc", "DC.02", "Báo cáo quý", 1, "27/11/2026", "Quy trình 2")]  # fmt: skip
    prepared = prepare("assignments", workbook(*rows), town, "chair")
    assert not prepared.findings
    acts = apply("assignments", prepared, town, "chair")
    assert set(Assignment.objects.values_list("title", "quantity", "coefficient")) == {
        ("Soạn công văn", Decimal("2.5"), Decimal(1)), ("Báo cáo quý", Decimal(1), Decimal(5)),
    }  # fmt: skip
    handler_of("assignments").undo(acts, by=town.actor("chair"), at=AT)
    assert not WorkLine.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("CB-CUC", "", "DC.01", "", 1, "20/11/2026", "Q"), "work.person"),
        (("CB-AN", "", "ZZ.99", "", 1, "20/11/2026", "Q"), "work.item"),
        (("CB-AN", "", "DC.01", "", 1, "20/11/2026", ""), "work.refused"),
        (("CB-AN", "", "DC.01", "", "", "20/11/2026", "Q"), "work.refused"),
    ],
)
def test_a_row_that_cannot_be_assigned_is_named(town: Town, row: Sequence[Any], code: str) -> None:
    good = ("CB-BINH", "", "DC.01", "", 1, "20/11/2026", "Q")
    prepared = prepare("assignments", workbook(WORK, good, row), town, "office_head")
    assert [(one.code, one.row) for one in prepared.findings] == [(code, 2)]


WHO = (*WORK, "Mã người phối hợp", "Mã người chịu trách nhiệm")


def test_an_assignment_workbook_brings_coordinators_and_who_is_accountable(town: Town) -> None:
    named = ("CB-AN", "", "DC.01", "", 1, "20/11/2026", "Q", "cb-binh; CB-CUC", "cb-vice")
    silent = ("CB-BINH", "", "DC.01", "", 1, "20/11/2026", "Q", "", "")
    apply("assignments", prepare("assignments", workbook(WHO, named, silent), town, "office_head"), town, "office_head")
    first, second = Assignment.objects.order_by("pk")
    assert set(first.coordinators.values_list("code", flat=True)) == {"CB-BINH", "CB-CUC"}
    assert first.accountable_id == town.person("vice")
    assert second.accountable_id == town.person("office_head")
    assert not second.coordinators.exists()


@pytest.mark.parametrize(("others", "cell"), [(("CB-AI", ""), "H2"), (("", "CB-AI"), "I2"), (("CB-AN", ""), "H2")])
def test_people_nobody_knows_are_named_with_their_cell(town: Town, others: Sequence[str], cell: str) -> None:
    row = ("CB-AN", "", "DC.01", "", 1, "20/11/2026", "Q", *others)
    prepared = prepare("assignments", workbook(WHO, row), town, "office_head")
    assert [(one.code, one.cell) for one in prepared.findings] == [("work.refused", cell)]
    assert prepared.counts["new"] == 0


RESULT = ("Mã cán bộ", "Mã công việc", "Số lượng hoàn thành", "Ngày hoàn thành", "Số lỗi nặng", "Số lần chậm")


def test_a_reviewers_results_are_accepted_with_errors_and_computed_lateness(town: Town) -> None:
    work = town.give("an")
    rows = [RESULT, ("CB-AN", "DC.01", 3, "22/11/2026", 1, 1)]
    prepared = prepare("results", workbook(*rows), town, "office_head", month="2026-11")
    assert not prepared.findings
    assert not Incident.objects.exists()  # a rehearsal leaves nothing
    acts = apply("results", prepared, town, "office_head")
    line = WorkLine.objects.get(source_ref=str(work.pk))
    assert (line.completed, line.major_errors, line.delays) == (3, 1, 1)
    handler_of("results").undo(acts, by=town.actor("office_head"), at=AT)
    work.refresh_from_db()
    line.refresh_from_db()
    assert (work.state, work.accepted_quantity) == ("assigned", None)
    assert (line.completed, line.major_errors, line.delays) == (0, 0, 0)


WAIVED = (*RESULT, "Số lần chậm được miễn")


def test_a_waived_delay_waives_the_one_the_dates_give_once_and_undo_gives_it_back(town: Town) -> None:
    work = town.give("an")
    rows = [WAIVED, ("CB-AN", "DC.01", 3, "22/11/2026", "", 1, 1)]
    for _time in range(2):  # the same file again waives nothing more
        acts = apply(
            "results", prepare("results", workbook(*rows), town, "office_head", month="2026-11"), town, "office_head"
        )
        line = WorkLine.objects.get(source_ref=str(work.pk))
        assert (line.delays, line.delays_excused) == (1, 1)
    handler_of("results").undo(acts, by=town.actor("office_head"), at=AT)
    line.refresh_from_db()
    assert (line.completed, line.delays, line.delays_excused) == (3, 1, 1)  # as the first import left it


def test_the_same_file_again_notes_no_error_twice_and_a_fuller_one_only_what_is_more(town: Town) -> None:
    work = town.give("an")
    waived = (*RESULT, "Số lỗi được miễn")
    seen = []
    for errors, excused in ((2, 1), (2, 1), (3, 1), (1, 0)):
        rows = [waived, ("CB-AN", "DC.01", 3, "18/11/2026", errors, "", excused)]
        prepared = prepare("results", workbook(*rows), town, "office_head", month="2026-11")
        assert not prepared.findings
        apply("results", prepared, town, "office_head")
        line = WorkLine.objects.get(source_ref=str(work.pk))
        seen.append((line.major_errors, line.errors_excused))
    assert seen == [(2, 1), (2, 1), (3, 1), (3, 1)]  # a file with fewer takes nothing away: that is done on the page


def test_undo_puts_back_an_excuse_and_the_delay_the_old_dates_give(town: Town) -> None:
    work = town.give("an")
    late, waived = (3, "22/11/2026", "", 1, ""), (3, "22/11/2026", "", 1, 1)
    on_time = (3, "18/11/2026", "", "", "")
    done = []
    for values in (late, waived, on_time):
        data = workbook(WAIVED, ("CB-AN", "DC.01", *values))
        done.append(
            apply("results", prepare("results", data, town, "office_head", month="2026-11"), town, "office_head")
        )
    seen = []
    for acts in reversed(done):
        line = WorkLine.objects.get(source_ref=str(work.pk))
        seen.append((line.delays, line.delays_excused))
        handler_of("results").undo(acts, by=town.actor("office_head"), at=AT)
    assert seen[0] == (0, 0)
    assert [delays for delays, _excused in seen] == [0, 1, 1]
    assert seen[2] == (1, 0)


def test_ones_own_results_are_only_reported(town: Town) -> None:
    work = town.give("an")
    rows = [RESULT, ("CB-AN", "DC.01", 3, "18/11/2026", "", "")]
    apply("results", prepare("results", workbook(*rows), town, "an", month="2026-11"), town, "an")
    work.refresh_from_db()
    assert (work.state, work.reported_quantity, work.accepted_quantity) == ("reported", 3, None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("CB-AN", "DC.01", 5, "18/11/2026", "", ""), "result.refused"),  # above what was assigned
        (("CB-AN", "DC.02", 1, "18/11/2026", "", ""), "result.not_found"),
        (("CB-AN", "DC.01", 1, "", "", ""), "result.date"),
        (("CB-BINH", "DC.01", 1, "18/11/2026", "", ""), "result.ambiguous"),
    ],
)
def test_a_result_that_cannot_be_taken_is_named(town: Town, row: Sequence[Any], code: str) -> None:
    town.give("an")
    town.give("binh")
    town.give("binh")
    prepared = prepare("results", workbook(RESULT, row), town, "office_head", month="2026-11")
    assert [(one.code, one.row) for one in prepared.findings] == [(code, 1)]


def test_an_import_changed_since_is_not_undone(town: Town) -> None:
    work = town.give("an")
    rows = [RESULT, ("CB-AN", "DC.01", 3, "18/11/2026", "", "")]
    acts = apply("results", prepare("results", workbook(*rows), town, "office_head"), town, "office_head")
    Assignment.objects.filter(pk=work.pk).update(accepted_quantity=2)
    with pytest.raises(Conflict):
        handler_of("results").undo(acts, by=town.actor("office_head"), at=AT)
