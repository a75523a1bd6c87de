"""Two texts compared: by rule, by field, and line by line."""

from __future__ import annotations

import pytest

from namro.base.law import available_frameworks, law_folder
from namro.base.law.comparing import differences, lines
from namro.base.law.outline import Outline

TEXT = (law_folder() / "frameworks" / "nd335-2025.yaml").read_text()


def told(after: str) -> list[tuple[str, str, str, list[tuple[str, str | None, str | None]]]]:
    found = differences(Outline(TEXT), Outline(after))
    return [
        (one.kind, str(one.entry.part), one.entry.key, [(f.name, f.before, f.after) for f in one.fields])
        for one in found
    ]


@pytest.mark.parametrize("framework_id", available_frameworks())
def test_a_text_does_not_differ_from_itself(framework_id):
    outline = Outline((law_folder() / "frameworks" / f"{framework_id}.yaml").read_text())
    assert differences(outline, outline) == []


def test_comments_and_layout_are_no_change_of_meaning():
    assert told(TEXT.replace("maximum: 100\n", "maximum:   100   # ghi chú\n")) == []
    assert told(TEXT.replace("value: 0.25\n", "value: 0.250\n")) == []


def test_a_threshold_a_ratio_and_a_parameter():
    after = TEXT.replace("{code: HTT, at_least: 70,", "{code: HTT, at_least: 75,").replace(
        'maximum: 2.5, step: null, source: decree, article: "Phụ lục I.2a"',
        'maximum: 3, step: 0.5, source: decree, article: "Phụ lục I.2a"',
    )
    assert told(after) == [
        ("changed", "Tiêu chí", "II.1", [("maximum", "2,5", "3"), ("step", "–", "0,5")]),
        ("changed", "Mức xếp loại", "HTT", [("at_least", "70", "75")]),
    ]


def test_a_changed_entry_carries_its_article():
    [found] = differences(
        Outline(TEXT), Outline(TEXT.replace("{code: HTT, at_least: 70,", "{code: HTT, at_least: 75,"))
    )
    assert (found.entry.article, found.entry.title["vi"]) == ("Điều 20.2", "Hoàn thành tốt nhiệm vụ")


def test_a_rule_added_and_one_removed():
    line = next(line for line in TEXT.splitlines() if "key: no_working_time" in line)
    after = TEXT.replace(line, line.replace("no_working_time", "abroad"))
    assert [(kind, key) for kind, _part, key, _fields in told(after)] == [
        ("added", "abroad"),
        ("removed", "no_working_time"),
    ]


def test_the_order_of_the_levels_is_told():
    rows = [line for line in TEXT.splitlines() if line.startswith(("  - {code: HT", "  - {code: KHT"))]
    after = TEXT.replace(rows[0] + "\n" + rows[1], rows[1] + "\n" + rows[0])
    assert told(after) == [("changed", "Thứ tự", "bands", [("order", "HTXS, HTT, HTNV, KHT", "HTT, HTXS, HTNV, KHT")])]


def test_a_source_that_ends():
    after = TEXT.replace("    valid_to: null\n  local:", "    valid_to: 2027-12-31\n  local:")
    assert told(after) == [("changed", "Văn bản nguồn", "decree", [("valid_to", "–", "2027-12-31")])]


def test_lines_show_the_change_with_what_surrounds_it():
    found = lines("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nx\ne\nf\n", around=1)
    assert [(one.kind, one.before, one.after, one.text) for one in found] == [
        ("gap", None, None, ""), ("same", 3, 3, "c"), ("removed", 4, None, "d"), ("added", None, 4, "x"), ("same", 5, 5, "e"),
    ]  # fmt: skip
    assert lines("a\n", "a\n") == []
