"""What is typed at the desk, understood or refused."""

from __future__ import annotations

import pytest
from django import forms as library
from django.http import QueryDict

from namro.duties.onestop.forms import ItemsField, ShiftsField
from namro.duties.onestop.selectors.finding import CODE, Asked
from namro.duties.onestop.selectors.reckoning import limit_text
from namro.duties.onestop.views.intake import checklist, handed_in


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", []),
        ("8:00-12:00", [["08:00", "12:00"]]),
        ("7h30-11h30, 13:30 – 17:00", [["07:30", "11:30"], ["13:30", "17:00"]]),
        ("08:00-11:30;", [["08:00", "11:30"]]),
    ],
)
def test_shifts_are_read(typed, understood):
    assert ShiftsField(required=False).clean(typed) == understood


@pytest.mark.parametrize("typed", ["sáng", "8-12", "25:00-26:00", "08:00", "08:00-12:60"])
def test_shifts_that_mean_nothing_are_refused(typed):
    with pytest.raises(library.ValidationError):
        ShiftsField(required=False).clean(typed)


def test_missing_papers_are_read_line_by_line():
    found = ItemsField().clean("Tờ khai; thiếu chữ ký\n\n  Ảnh ;mờ; chụp lại ")
    assert found == [{"paper": "Tờ khai", "why": "thiếu chữ ký"}, {"paper": "Ảnh", "why": "mờ; chụp lại"}]
    with pytest.raises(library.ValidationError):
        ItemsField().clean("Tờ khai")


def test_the_checklist_keeps_what_was_ticked():
    sent = QueryDict("paper1=on&originals1=0&copies1=3&originals0=1&copies0=x")
    papers = checklist(("Tờ khai", "Ảnh"), sent)
    assert [(one.is_there, one.originals, one.copies) for one in papers] == [(False, 1, 0), (True, 0, 3)]
    assert handed_in(papers) == [{"name": "Ảnh", "originals": 0, "copies": 3}]
    sent = QueryDict("paper0=on&originals0=1&source0=data&paper1=on&source1=nonsense")
    assert handed_in(checklist(("Tờ khai", "Ảnh"), sent)) == [
        {"name": "Tờ khai", "originals": 0, "copies": 0, "source": "data"}, {"name": "Ảnh", "originals": 1, "copies": 0},
    ]  # fmt: skip
    before = checklist(("Tờ khai", "Ảnh"), None, [{"name": "Ảnh", "originals": 2, "copies": 0}])
    assert [(one.is_there, one.originals) for one in before] == [(False, 1), (True, 2)]


@pytest.mark.parametrize(
    ("typed", "is_code"),
    [
        ("H26.19-261102-0001", True),
        ("h26.19", True),
        ("000.A0.01.H26-210212-9090", True),
        ("Trần Thị Mơ", False),
        ("mo", False),
    ],
)
def test_codes_are_told_from_names(typed, is_code):
    assert bool(CODE.fullmatch(typed)) is is_code


def test_a_term_asks_for_running_ones_whatever_state_is_named():
    assert Asked(state="returned", term="overdue").states == Asked().states
    assert Asked(state="returned").states == ("returned",)
    assert Asked(state="'; --").states == Asked().states


@pytest.mark.parametrize(
    ("quantity", "unit", "said"),
    [
        (3, "working_days", "3 ngày làm việc"),
        (4, "hours", "4 giờ làm việc"),
        (1, "months", "1 tháng"),
        (10, "days", "10 ngày"),
        (None, "", "trong ngày"),
    ],
)
def test_limits_are_said(quantity, unit, said):
    assert limit_text(quantity, unit) == said
