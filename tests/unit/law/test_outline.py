"""Replacing single values in a framework's text: exact, with every comment kept, for all texts the product ships."""

from __future__ import annotations

from decimal import Decimal

import pytest

from namro.base.law import available_frameworks, framework_schema, law_folder
from namro.base.law.faults import read_text
from namro.base.law.outline import Outline, OutlineError
from namro.base.law.values import PARTS, groups_of, typed_values
from namro.engine.framework_file import parse_framework


def text_of(framework_id: str) -> str:
    return (law_folder() / "frameworks" / f"{framework_id}.yaml").read_text()


SMALL = """\
a: 1   # one
b: plain words   # two
c: "quoted: yes"
d: 'it''s'
e: [x, {f: 2.50, g: word}]
h: null
i: |
  many
  lines
"""


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("a",), Decimal("2.5"), "a: 2.5   # one"),
        (("b",), "Điều 12, khoản 3", 'b: "Điều 12, khoản 3"   # two'),
        (("b",), "Nghị định 400/2027", "b: Nghị định 400/2027   # two"),
        (("b",), "yes", 'b: "yes"   # two'),
        (("b",), "12", 'b: "12"   # two'),
        (("b",), "a: b # c", 'b: "a: b # c"   # two'),
        (("c",), 'say "no"', 'c: "say \\"no\\""'),
        (("d",), "plain", 'd: "plain"'),
        (("e", 1, "g"), "a, b", 'e: [x, {f: 2.50, g: "a, b"}]'),
        (("e", 1, "f"), Decimal(3), "e: [x, {f: 3, g: word}]"),
        (("h",), "2027-01-01", "h: 2027-01-01"),
        (("a",), None, "a: null   # one"),
    ],
)
def test_one_value_is_replaced_and_reads_back(path, value, line):
    made = Outline(SMALL).replaced({path: value})
    changed = [new for old, new in zip(SMALL.splitlines(), made.splitlines(), strict=True) if old != new]
    assert changed == [line]
    found = Outline(made).data
    for step in path:
        found = found[step]
    assert found == value


@pytest.mark.parametrize("path", [("i",), ("e",), ("z",), ("e", 5)])
def test_what_is_no_single_value_of_a_line_is_refused(path):
    with pytest.raises(KeyError):
        Outline(SMALL).replaced({path: "x"})


def test_several_values_are_replaced_at_once():
    made = Outline(SMALL).replaced({("e", 1, "g"): "new", ("a",): Decimal(7), ("h",): "2027-01-01"})
    assert made.startswith("a: 7   # one\n") and "g: new" in made and "h: 2027-01-01\n" in made


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [\n", 2),
        ("a: *b", 1),
        ("", 1),
        ("[]", 1),
        ("a: 1\nb: \x07", 2),
        ("[" * 3000, 1),
        ("a: 1\nb: 1.0e+999999999\n", 2),
        (f"a: {'9' * 31}", 1),
    ],
)
def test_a_text_without_an_outline_says_where(text, line):
    with pytest.raises(OutlineError) as refused:
        Outline(text)
    assert refused.value.line == line


@pytest.mark.parametrize("framework_id", available_frameworks())
def test_every_value_offered_can_be_replaced_and_nothing_else_changes(framework_id):
    text = text_of(framework_id)
    outline = Outline(text)
    for part in PARTS:
        groups = groups_of(outline, part)
        assert typed_values(groups, {}).values == {}
        sent = {
            one.name: f"{one.value} (sửa: “a, b”)"
            for group in groups for one in group.values if one.kind in ("text", "long") and "best" not in one.path
        }  # fmt: skip
        typed = typed_values(groups, sent)
        assert not typed.errors and len(typed.values) == len(sent)
        made = outline.replaced(typed.values)
        assert len(made.splitlines()) == len(text.splitlines())
        comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
        assert [line for line in made.splitlines() if line.lstrip().startswith("#")] == comments
        assert all(groups_of(Outline(made), part)) and read_text(made, framework_id).faults == ()


@pytest.mark.parametrize("framework_id", available_frameworks())
def test_the_parts_offer_what_jurists_change(framework_id):
    outline = Outline(text_of(framework_id))
    offered = {one.path for part in PARTS for group in groups_of(outline, part) for one in group.values}
    law = parse_framework(outline.text, framework_id, framework_schema())
    assert {("parameters", place, "value") for place, _ in enumerate(law.parameters)} <= offered
    assert {("settings", place, "default") for place, _ in enumerate(law.settings)} <= offered
    if law.scored:
        assert {("bands", place, "at_least") for place, _ in enumerate(law.bands)} <= offered
    for place, group in enumerate(law.groups):
        assert {("score_groups", place, "criteria", one, "maximum") for one, _ in enumerate(group.criteria)} <= offered
    assert {("quota", "ratios", key, "value") for key in law.quota.ratios} <= offered


@pytest.mark.parametrize("typed", ["-1", "1e3", "nhiều", "1.2.3", ""])
def test_a_number_that_is_none_is_named(typed):
    groups = groups_of(Outline(text_of("nd335-2025")), "bands")
    found = typed_values(groups, {"v/bands/0/at_least": typed})
    assert found.values == {} and list(found.errors) == ["v/bands/0/at_least"]
