"""Sheets as JSON: each broken rule of the input is refused, naming the sheet and the field."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest

from namro.engine.errors import SheetError
from namro.engine.framework import Framework
from namro.engine.intake import read_sheets

LINE = {"assigned": 1, "completed": 1}


def sheet(**changed: Any) -> dict[str, Any]:
    return {"id": "s1", "general": 30, "lines": [LINE], **changed}


def line(**changed: Any) -> dict[str, Any]:
    return sheet(lines=[LINE, {**LINE, **changed}])


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (sheet(general=30.0), "sheet.number", "general"),
        (sheet(general="thirty"), "sheet.number", "general"),
        (sheet(general=True), "sheet.number", "general"),
        (sheet(general="NaN"), "sheet.number", "general"),
        (sheet(general="Infinity"), "sheet.number", "general"),
        (sheet(general="1_0"), "sheet.number", "general"),
        (sheet(general="2,5"), "sheet.number", "general"),
        (sheet(general=Decimal("1e999999")), "sheet.number", "general"),
        (sheet(general=-1), "sheet.negative", "general"),
        (sheet(general="30.0000001"), "sheet.maximum", "general"),
        (sheet(general={"I.1": "5.01"}), "sheet.maximum", "general.I.1"),
        (sheet(general={"IX.1": 1}), "sheet.criterion.unknown", "general.IX.1"),
        (sheet(general=[30]), "sheet.number", "general"),
        (sheet(leader="yes"), "sheet.type", "leader"),
        (sheet(lines={}), "sheet.type", "lines"),
        (sheet(lines=[1]), "sheet.type", "lines[0]"),
        (sheet(line=[]), "sheet.key.unknown", "line"),
        (line(quantity=1), "sheet.key.unknown", "lines[1].quantity"),
        (line(assigned="five"), "sheet.number", "lines[1].assigned"),
        (line(assigned=None), "sheet.missing", "lines[1].assigned"),
        (line(coefficient=-1), "sheet.negative", "lines[1].coefficient"),
        (line(delays=-1), "sheet.negative", "lines[1].delays"),
        (line(major_errors="1.5"), "sheet.whole", "lines[1].major_errors"),
        (line(origin="gift"), "sheet.origin", "lines[1].origin"),
        (sheet(leader=True, unit={"d": "0.8"}), "sheet.value", "unit.d"),
        (sheet(leader=True, unit={"đ": 0}), "sheet.value", "unit.đ"),
        (sheet(leader=True, unit={"f": 1}), "sheet.key.unknown", "unit.f"),
        (sheet(leader=True, unit={"d": 1, "managed": [1]}), "sheet.managed.twice", "unit.managed"),
        (sheet(leader=True, unit={"managed": ["x"]}), "sheet.number", "unit.managed[0]"),
        (sheet(leader=True, unit={"managed": [101]}), "sheet.maximum", "unit.managed[0]"),
        (sheet(leader=True, unit={"managed": 5}), "sheet.type", "unit.managed"),
        (sheet(overrides=["late"]), "sheet.override.unknown", "overrides"),
        (sheet(overrides="late"), "sheet.type", "overrides"),
        (sheet(overrides=["unit_corruption"]), "sheet.override.role", "overrides"),
        (sheet(not_rated="tired"), "sheet.not_rated.unknown", "not_rated"),
    ],
)
def test_a_broken_sheet_is_named(nd335: Framework, data: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(SheetError) as refusal:
        read_sheets(nd335, [data])
    assert (refusal.value.code, refusal.value.sheet, refusal.value.field) == (code, "s1", field)
    assert "s1" in str(refusal.value)
    assert field in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "code", "named"),
    [
        ({}, "sheet.list", ""), ([1], "sheet.type", "#1"), ([{"general": 1}], "sheet.id", "#1"),
        ([sheet(), sheet()], "sheet.duplicate", "s1"), ([sheet(id=1), sheet(id="1")], "sheet.duplicate", "1"),
        ([sheet(id="")], "sheet.id", "#1"), ([sheet(id=True)], "sheet.id", "#1"),
    ],
)  # fmt: skip
def test_ids_are_there_and_unique(nd335: Framework, data: object, code: str, named: str) -> None:
    with pytest.raises(SheetError) as refusal:
        read_sheets(nd335, data)
    assert (refusal.value.code, refusal.value.sheet) == (code, named)


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        ({"conduct": "20.5"}, "sheet.maximum"), ({"results": 71}, "sheet.maximum"), ({"bonus": 11}, "sheet.maximum"),
        ({"extra": 1}, "sheet.key.unknown"), ({"conduct": {"C.1": "9.3"}}, "sheet.step"), ({"conduct": -1}, "sheet.negative"),
    ],
)  # fmt: skip
def test_3814_scores_stay_within_their_maxima(hanoi: Framework, scores: dict[str, Any], code: str) -> None:
    with pytest.raises(SheetError) as refusal:
        read_sheets(hanoi, [{"id": "s1", "scores": scores}])
    assert refusal.value.code == code


def test_numbers_may_be_written_as_text(nd335: Framework) -> None:
    taken = read_sheets(nd335, [sheet(general="29.50", lines=[{"assigned": "2.5", "completed": "1e-1"}])])
    assert (taken.sheets["general"][0], taken.lines["completed"][0]) == ("29.50", "0.1")


@pytest.mark.parametrize("key", ["đ", unicodedata.normalize("NFD", "đ"), "dd"])
def test_the_letter_d_with_stroke_may_be_typed_as_dd(nd335: Framework, key: str) -> None:
    taken = read_sheets(nd335, [sheet(leader=True, unit={"d": 1, key: "0.5", "e": 1})])
    assert taken.sheets["unit_đ"][0] == "0.5"


def test_what_a_line_leaves_out_takes_its_default(nd335: Framework) -> None:
    taken = read_sheets(
        nd335, [sheet(lines=[{"completed": 1, "origin": "ad_hoc"}, {"assigned": 1, "origin": "handed_over"}])]
    )
    assert taken.lines["assigned"].to_list() == ["0", "1"]
    assert taken.lines["completed"].to_list() == ["1", "0"]
    assert taken.lines["coefficient"].to_list() == ["1", "1"]


def test_staff_sheets_may_carry_a_unit_that_does_not_count(nd335: Framework) -> None:
    assert read_sheets(nd335, [sheet(unit={"d": 1, "đ": 1, "e": 1})]).sheets["leader"].to_list() == [False]
