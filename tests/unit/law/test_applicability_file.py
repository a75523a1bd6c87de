"""A broken table is refused with its file, its line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro.base.law import available_frameworks, law_folder, load_framework
from namro.base.law.applicability import LEADER, MANAGED_LEADER, STAFF, Table
from namro.base.law.applicability_file import parse_table, read_table
from namro.engine.errors import FrameworkError


@pytest.fixture(scope="module")
def text() -> str:
    return (law_folder() / "applicability.yaml").read_text(encoding="utf-8")


def refused(text: str, old: str, new: str) -> FrameworkError:
    assert old in text
    with pytest.raises(FrameworkError) as refusal:
        parse_table(text.replace(old, new, 1), "table.yaml", {"nd335-2025"} if "no-such" in new else None)
    return refusal.value


def line_of(text: str, passage: str) -> int:
    return text[: text.index(passage)].count("\n") + 1


def in_row(text: str, key: str, old: str, new: str) -> tuple[str, str]:
    """The row of that key with one passage replaced, as (old row, new row)."""
    start = text.index(f"  - key: {key}\n")
    stop = text.index("  - key:", start + 1)
    row = text[start:stop]
    assert old in row
    return row, row.replace(old, new, 1)


@pytest.mark.parametrize(
    ("key", "old", "new", "code", "says"),
    [
        ("month-3814", "valid_to: 2020-12-31", "valid_to: 2020-12-30", "law.applicability.hole", "2020-12-31"),
        ("month-3814", "valid_to: 2020-12-31", "valid_to: 2021-01-01", "law.applicability.overlap", "2021-01-01"),
        ("month-3814", "valid_to: 2020-12-31", "valid_to: 2018-06-01", "law.applicability.dates", "valid_to"),
        ("month-3814", "valid_to: 2020-12-31", "valid_to: 2020-12-32", "law.date", "2020-12-32"),
        ("month-3814", "outcome: FRAMEWORK", "outcome: PERHAPS", "law.schema", "PERHAPS"),
        ("month-3814", "outcome: FRAMEWORK", "outcome: NO_RATING", "law.schema", "hanoi-3814-2018"),
        ("month-3814", "    framework: hanoi-3814-2018\n", "", "law.schema", "framework"),
        ("month-3814", "framework: hanoi-3814-2018", "framework: no-such", "law.applicability.framework", "no-such"),
        ("month-3814", "key: month-3814", "key: month-1841", "law.applicability.duplicate", "month-1841"),
        ("month-3814", "    basis: read\n", "    basis: read\n    colour: red\n", "law.schema", "colour"),
        ("month-1841", "can_bo, cong_chuc", "cong_chuc", "law.applicability.hole", "can_bo"),
        ("year-managed-132", "authority: LOCAL_POLICY", "authority: LEGAL", "law.schema", "LOCAL_POLICY"),
        ("ldhd-2026h1", "    question:", "    note:", "law.schema", "question"),
    ],
)
def test_a_bad_row_is_refused(text: str, key: str, old: str, new: str, code: str, says: str) -> None:
    error = refused(text, *in_row(text, key, old, new))
    assert error.code == code
    assert (error.source, says in error.text.vi + error.text.en) == ("table.yaml", True), error.text
    assert 1 < error.line <= text.count("\n")


def test_the_line_is_the_one_at_fault(text: str) -> None:
    error = refused(text, *in_row(text, "month-3814", "valid_from: 2018-07-01", "valid_from: 2018-07-02"))
    assert error.line == line_of(text, "valid_from: 2018-07-01")
    assert str(error).startswith(f"table.yaml:{error.line}: ")


def test_a_cell_that_ends_is_a_hole(text: str) -> None:
    error = refused(text, *in_row(text, "year-cong-chuc-335", "valid_to: null", "valid_to: 2030-12-31"))
    assert (error.code, "2031-01-01" in error.text.en) == ("law.applicability.hole", True)


@pytest.mark.parametrize(
    ("broken", "code", "line"),
    [
        ("id: [", "law.yaml", 1), ("- a\n- b\n", "law.yaml", 1), ("", "law.yaml", 1),
        ("id: applicability\nid: applicability\n", "law.yaml", 2), ("id: applicability\n", "law.schema", 1),
        ("id: 1.2.3.\nx: !!float 1.2.3\n", "law.yaml", 2),
    ],
)  # fmt: skip
def test_what_is_no_table_at_all_is_refused(broken: str, code: str, line: int) -> None:
    with pytest.raises(FrameworkError) as refusal:
        parse_table(broken, "table.yaml")
    assert (refusal.value.code, refusal.value.source) == (code, "table.yaml")
    assert refusal.value.line >= line


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError) as refusal:
        read_table(tmp_path / "none.yaml")
    assert refusal.value.code == "law.file"


# the rows and the frameworks they name agree ---------------------------------------------------------------------

# Decree 233 art 20.1 lets the criteria of Decree 90 rate 2026 after that decree ended.
KEPT_ALIVE = {"year-vien-chuc-20-1"}


def test_each_framework_named_can_rate_the_people_and_days_of_its_row(table: Table) -> None:
    named = [row for row in table.rows if row.framework is not None]
    persons = {one for one in available_frameworks() if not one.endswith("-agency")}
    assert {row.framework for row in named} == persons
    for row in named:
        framework = load_framework(str(row.framework))
        rolled = {one.key for one in framework.roll_ups}
        assert set(row.periods) <= {*framework.periods, *rolled}, row.key
        assert {group for group, _, _ in row.cells} <= set(framework.staff_groups), row.key
        roles = {LEADER if standing == MANAGED_LEADER else standing for _, standing, _ in row.cells}
        assert roles <= set(framework.roles) <= {STAFF, LEADER}, row.key
        if row.key not in KEPT_ALIVE:
            assert framework.in_force(row.valid_from), row.key
            assert row.valid_to is None or framework.in_force(row.valid_to), row.key
