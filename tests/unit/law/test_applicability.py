"""Which framework applies: every cell of the table the law gives, its edge days, and people whose group changes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.base.errors import DomainError
from namro.base.law.applicability import (
    GROUPS,
    MONTHS_OF,
    REGULATIONS,
    STANDINGS,
    Applied,
    Spell,
    Table,
    applies,
    applies_to,
    period_around,
)  # fmt: skip
from namro.base.law.applicability_file import load_table
from namro.engine.framework import LEGAL, LOCAL_POLICY

EDGES = (
    "2018-01-01", "2018-06-30", "2018-07-01", "2020-08-19", "2020-08-20", "2020-12-31", "2021-01-01", "2021-12-31",
    "2022-01-01", "2023-09-14", "2023-09-15", "2025-08-29", "2025-08-30", "2025-12-31", "2026-01-01", "2026-06-30",
    "2026-07-01", "2026-12-31", "2027-01-01", "2035-01-01",
)  # fmt: skip


def on(
    table: Table, group: str, kind: str, day: str, *, leader: bool = False, managed: bool | None = None,
    own: bool | None = None,
) -> Applied:  # fmt: skip
    at = date.fromisoformat(day)
    return applies_to(
        table, group=group, leader=leader, kind=kind, first=at, last=at, managed=managed, own_regulation=own
    )


def said(applied: Applied) -> str | None:
    """The framework, or what stands instead."""
    return applied.rating.framework or applied.rating.outcome


# every row of the law's own table, on both sides of each of its days ---------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("leader", [False, True])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-06-30", "NO_RATING"), ("2018-07-01", "hanoi-3814-2018"), ("2020-08-19", "hanoi-3814-2018"),
        ("2020-08-20", "hanoi-3814-2018"), ("2020-12-31", "hanoi-3814-2018"), ("2021-01-01", "NOT_KNOWN"),
        ("2021-12-31", "NOT_KNOWN"), ("2022-01-01", "hanoi-1841-2021"), ("2023-09-15", "hanoi-1841-2021"),
        ("2025-12-31", "hanoi-1841-2021"),
    ],
)  # fmt: skip
def test_a_month_before_2026_is_the_same_for_everybody(
    table: Table, group: str, leader: bool, day: str, expected: str
) -> None:
    applied = on(table, group, "month", day, leader=leader)
    assert said(applied) == expected
    assert len(applied.rating.rows) == 1


@pytest.mark.parametrize(
    ("group", "own", "day", "expected"),
    [
        ("cong_chuc", None, "2026-01-01", "nd335-2025"), ("cong_chuc", None, "2026-06-30", "nd335-2025"),
        ("cong_chuc", None, "2026-07-01", "nd335-2025"), ("cong_chuc", None, "2026-12-31", "nd335-2025"),
        ("vien_chuc", True, "2026-01-01", "NOT_KNOWN"), ("vien_chuc", True, "2026-06-30", "NOT_KNOWN"),
        ("vien_chuc", True, "2026-07-01", "nd233-2026"), ("vien_chuc", False, "2026-07-01", "AUTHORITY_DECIDES"),
        ("vien_chuc", None, "2026-07-01", "NOT_KNOWN"), ("vien_chuc", True, "2027-01-01", "nd233-2026"),
        ("can_bo", None, "2026-01-01", "NOT_KNOWN"), ("can_bo", None, "2026-12-31", "NOT_KNOWN"),
        ("ldhd", None, "2026-01-01", "AUTHORITY_DECIDES"), ("ldhd", None, "2026-06-30", "AUTHORITY_DECIDES"),
        ("ldhd", None, "2026-07-01", "AUTHORITY_DECIDES"), ("ldhd", None, "2026-12-31", "AUTHORITY_DECIDES"),
    ],
)  # fmt: skip
def test_a_month_from_2026(table: Table, group: str, own: bool | None, day: str, expected: str) -> None:
    assert said(on(table, group, "month", day, own=own)) == expected
    assert said(on(table, group, "month", day, own=own, leader=True)) == expected


@pytest.mark.parametrize("leader", [False, True])
@pytest.mark.parametrize(
    ("day", "cong_chuc", "with_own", "without_own"),
    [
        ("2018-06-30", "nd56-2015", "nd56-2015", "nd56-2015"),
        ("2018-07-01", "nd56-2015", "nd56-2015", "nd56-2015"),
        ("2020-08-19", "nd56-2015", "nd56-2015", "nd56-2015"),
        ("2020-08-20", "nd90-2020", "nd90-2020", "nd90-2020"),
        ("2023-09-14", "nd90-2020", "nd90-2020", "nd90-2020"),
        ("2023-09-15", "nd90-2020", "nd90-2020", "nd90-2020"),
        ("2025-12-31", "nd90-2020", "nd90-2020", "nd90-2020"),
        ("2026-01-01", "nd335-2025", "nd90-2020", "nd90-2020"),
        ("2026-06-30", "nd335-2025", "nd90-2020", "nd90-2020"),
        ("2026-07-01", "nd335-2025", "nd233-2026", "nd90-2020"),
        ("2026-12-31", "nd335-2025", "nd233-2026", "nd90-2020"),
        ("2027-01-01", "nd335-2025", "nd233-2026", "AUTHORITY_DECIDES"),
    ],
)
def test_a_year_of_cong_chuc_and_vien_chuc(
    table: Table, leader: bool, day: str, cong_chuc: str, with_own: str, without_own: str
) -> None:
    assert said(on(table, "cong_chuc", "year", day, leader=leader, managed=False)) == cong_chuc
    assert said(on(table, "vien_chuc", "year", day, leader=leader, managed=False, own=True)) == with_own
    assert said(on(table, "vien_chuc", "year", day, leader=leader, managed=False, own=False)) == without_own


def test_the_amendment_of_2023_is_cited_from_its_day(table: Table) -> None:
    before, after = (on(table, "cong_chuc", "year", day).rating.rows[0] for day in ("2023-09-14", "2023-09-15"))
    assert "48/2023" not in before.instrument
    assert "48/2023" in after.instrument


@pytest.mark.parametrize(
    ("day", "expected", "cited"),
    [
        ("2018-07-01", "NOT_KNOWN", "132-QĐ/TW"), ("2022-12-31", "NOT_KNOWN", "132-QĐ/TW"),
        ("2023-01-01", "NOT_KNOWN", "124-QĐ/TW"), ("2024-01-01", "NOT_KNOWN", "124-QĐ/TW"),
        ("2025-08-29", "NOT_KNOWN", "124-QĐ/TW"), ("2025-08-30", "qd366-2025", "366-QĐ/TW"),
        ("2026-06-30", "qd366-2025", "366-QĐ/TW"), ("2026-07-01", "qd366-2025", "366-QĐ/TW"),
    ],
)  # fmt: skip
def test_a_year_of_can_bo_and_of_managed_leaders(table: Table, day: str, expected: str, cited: str) -> None:
    for group in ("can_bo", "cong_chuc", "vien_chuc"):
        applied = on(table, group, "year", day, leader=True, managed=True)
        assert said(applied) == expected
        assert cited in applied.rating.rows[0].instrument


def test_can_bo_need_not_be_leaders(table: Table) -> None:
    assert said(on(table, "can_bo", "year", "2026-03-01", leader=False)) == "qd366-2025"
    assert said(on(table, "can_bo", "year", "2018-06-30")) == "NOT_KNOWN"


@pytest.mark.parametrize(
    ("group", "kind", "day", "expected"),
    [
        ("cong_chuc", "quarter", "2025-12-31", "NOT_KNOWN"), ("cong_chuc", "quarter", "2026-01-01", "nd335-2025"),
        ("cong_chuc", "half_year", "2026-01-01", "nd335-2025"), ("vien_chuc", "quarter", "2026-06-30", "NOT_KNOWN"),
        ("vien_chuc", "quarter", "2026-07-01", "nd233-2026"), ("vien_chuc", "half_year", "2026-07-01", "nd233-2026"),
        ("can_bo", "quarter", "2025-08-29", "NOT_KNOWN"), ("can_bo", "quarter", "2025-08-30", "qd366-2025"),
        ("can_bo", "half_year", "2026-01-01", "NOT_KNOWN"), ("ldhd", "year", "2025-12-31", "NOT_KNOWN"),
        ("ldhd", "year", "2026-01-01", "AUTHORITY_DECIDES"), ("ldhd", "quarter", "2026-07-01", "AUTHORITY_DECIDES"),
    ],
)  # fmt: skip
def test_quarters_half_years_and_contract_workers(table: Table, group: str, kind: str, day: str, expected: str) -> None:
    assert said(on(table, group, kind, day, own=True)) == expected


# what the whole table promises ----------------------------------------------------------------------------------


def test_every_cell_has_exactly_one_row_on_every_edge_day(table: Table) -> None:
    for cell, kind, day in product(product(GROUPS, STANDINGS, REGULATIONS), MONTHS_OF, EDGES):
        found = [row.key for row in table.rows if row.covers(cell, kind, date.fromisoformat(day))]
        assert len(found) == 1, (cell, kind, day, found)


def test_what_was_not_read_is_never_called_law(table: Table) -> None:
    for row in table.rows:
        if row.basis in {"recalled", "not_found"}:
            assert (row.authority, row.outcome) == (LOCAL_POLICY, "NOT_KNOWN"), row.key
        if row.basis != "read":
            assert row.note is not None and row.note.en, row.key
        if row.outcome in {"NOT_KNOWN", "AUTHORITY_DECIDES"}:
            assert row.question is not None and row.framework is None, row.key


def test_2021_offers_both_regulations_and_chooses_neither(table: Table) -> None:
    part = on(table, "cong_chuc", "month", "2021-05-01").rating
    assert (part.framework, part.rows[0].candidates) == (None, ("hanoi-3814-2018", "hanoi-1841-2021"))
    assert len(part.questions) == 1
    assert "1841-QĐ/TU" in part.questions[0].vi


# what is not said is asked, where it decides --------------------------------------------------------------------


def test_a_leader_is_asked_about_the_party_committee_only_where_it_matters(table: Table) -> None:
    asked = on(table, "cong_chuc", "year", "2026-05-01", leader=True).rating
    assert (asked.framework, asked.outcome) == (None, "NOT_KNOWN")
    assert {row.framework for row in asked.rows} == {"nd335-2025", "qd366-2025"}
    assert asked.questions == (table.standing_question,)
    assert on(table, "cong_chuc", "month", "2026-05-01", leader=True).rating.questions == ()


def test_the_units_own_regulation_is_asked_only_where_it_matters(table: Table) -> None:
    assert on(table, "vien_chuc", "year", "2026-12-31").rating.questions == (table.regulation_question,)
    assert on(table, "vien_chuc", "year", "2026-06-30").rating.questions == ()
    both = on(table, "vien_chuc", "year", "2026-12-31", leader=True).rating
    assert both.questions == (table.standing_question, table.regulation_question)


def test_staff_are_not_asked_who_manages_them(table: Table) -> None:
    assert said(on(table, "cong_chuc", "year", "2026-05-01", leader=False, managed=True)) == "nd335-2025"


# periods across a change ----------------------------------------------------------------------------------------


def parts(applied: Applied) -> list[tuple[str, str, str | None]]:
    return [(part.first.isoformat(), part.last.isoformat(), part.framework or part.outcome) for part in applied.parts]


def test_a_year_across_a_change_of_law_has_parts_and_the_last_day_rates_it(table: Table) -> None:
    year = applies_to(
        table, group="cong_chuc", leader=False, kind="year", first=date(2020, 1, 1), last=date(2020, 12, 31)
    )
    assert parts(year) == [("2020-01-01", "2020-08-19", "nd56-2015"), ("2020-08-20", "2020-12-31", "nd90-2020")]
    assert year.rating.framework == "nd90-2020"


@pytest.mark.parametrize(("own", "expected"), [(True, "nd233-2026"), (False, "nd90-2020")])
def test_vien_chuc_in_2026_by_whether_the_unit_has_its_regulation(table: Table, own: bool, expected: str) -> None:
    year = applies_to(
        table, group="vien_chuc", leader=False, kind="year", own_regulation=own,
        first=date(2026, 1, 1), last=date(2026, 12, 31),
    )  # fmt: skip
    assert [one[:2] for one in parts(year)] == [("2026-01-01", "2026-06-30"), ("2026-07-01", "2026-12-31")]
    assert year.parts[0].framework == "nd90-2020"
    assert year.rating.framework == expected
    article = "Điều 20.1" if expected == "nd90-2020" else "Điều 12, 15, 19"
    assert (year.rating.rows[0].article, year.rating.rows[0].authority) == (article, LEGAL)


def test_a_person_who_changes_group_in_the_year(table: Table) -> None:
    year = applies(
        table,
        [
            Spell(date(2026, 1, 1), date(2026, 3, 14), "vien_chuc", leader=False, own_regulation=True),
            Spell(date(2026, 3, 15), date(2026, 9, 30), "cong_chuc", leader=False),
            Spell(date(2026, 10, 1), date(2026, 12, 31), "cong_chuc", leader=True, managed=True),
        ],
        "year",
    )
    assert parts(year) == [
        ("2026-01-01", "2026-03-14", "nd90-2020"),
        ("2026-03-15", "2026-09-30", "nd335-2025"),
        ("2026-10-01", "2026-12-31", "qd366-2025"),
    ]
    assert year.rating.framework == "qd366-2025"


def test_a_person_who_changes_group_in_the_month(table: Table) -> None:
    month = applies(
        table,
        [
            Spell(date(2026, 8, 1), date(2026, 8, 9), "ldhd", leader=False),
            Spell(date(2026, 8, 10), date(2026, 8, 31), "vien_chuc", leader=False, own_regulation=True),
        ],
        "month",
    )
    assert parts(month) == [
        ("2026-08-01", "2026-08-09", "AUTHORITY_DECIDES"), ("2026-08-10", "2026-08-31", "nd233-2026"),
    ]  # fmt: skip


def test_a_new_post_under_the_same_row_makes_no_part(table: Table) -> None:
    spells = [
        Spell(date(2026, 1, 1), date(2026, 5, 31), "cong_chuc", leader=False),
        Spell(date(2026, 6, 1), date(2026, 12, 31), "cong_chuc", leader=True, managed=False),
    ]
    assert parts(applies(table, spells, "year")) == [("2026-01-01", "2026-12-31", "nd335-2025")]


# what is refused ------------------------------------------------------------------------------------------------


def test_unknown_words_and_days_before_the_table_are_refused(table: Table) -> None:
    day = date(2026, 1, 1)
    for code, spells, kind in (
        ("law.applicability.kind", [Spell(day, day, "ldhd", leader=False)], "week"),
        ("law.applicability.group", [Spell(day, day, "police", leader=False)], "month"),
        ("law.applicability.spells", [], "month"),
        ("law.applicability.spells", [Spell(day, date(2025, 12, 31), "ldhd", leader=False)], "month"),
        ("law.applicability.before", [Spell(date(2017, 12, 31), day, "ldhd", leader=False)], "month"),
    ):
        with pytest.raises(DomainError) as refusal:
            applies(table, spells, kind)
        assert refusal.value.code == code


@pytest.mark.parametrize("begins", ["2026-03-14", "2026-03-16"])
def test_spells_that_overlap_or_leave_a_gap_are_refused(table: Table, begins: str) -> None:
    spells = [
        Spell(date(2026, 1, 1), date(2026, 3, 14), "ldhd", leader=False),
        Spell(date.fromisoformat(begins), date(2026, 12, 31), "cong_chuc", leader=False),
    ]
    with pytest.raises(DomainError) as refusal:
        applies(table, spells, "year")
    assert refusal.value.code == "law.applicability.spells"


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("month", "2024-02-10", "2024-02-01", "2024-02-29"), ("quarter", "2026-06-30", "2026-04-01", "2026-06-30"),
        ("half_year", "2026-07-01", "2026-07-01", "2026-12-31"), ("year", "2026-07-01", "2026-01-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_the_period_around_a_day(kind: str, day: str, first: str, last: str) -> None:
    assert period_around(kind, date.fromisoformat(day)) == (date.fromisoformat(first), date.fromisoformat(last))


# any person, any days -------------------------------------------------------------------------------------------

DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
ANSWER = st.sampled_from([None, False, True])


@settings(max_examples=150, deadline=None)
@given(
    data=st.data(), kind=st.sampled_from(sorted(MONTHS_OF)), cuts=st.lists(DAYS, min_size=2, max_size=5, unique=True)
)
def test_parts_cover_the_days_once_and_each_lies_in_its_rows(data: st.DataObject, kind: str, cuts: list[date]) -> None:
    table, cuts = load_table(), sorted(cuts)
    spells = [
        Spell(first, after - timedelta(days=1), data.draw(st.sampled_from(GROUPS)), data.draw(st.booleans()),
              data.draw(ANSWER), data.draw(ANSWER))
        for first, after in pairwise(cuts)
    ]  # fmt: skip
    found = applies(table, spells, kind).parts
    assert (found[0].first, found[-1].last) == (cuts[0], cuts[-1] - timedelta(days=1))
    for one, after in pairwise(found):
        assert after.first == one.last + timedelta(days=1)
    for part in found:
        for day in (part.first, part.last):
            spell = next(one for one in spells if one.first <= day <= one.last)
            assert set(part.rows) == {
                row for row in table.rows for cell in spell.cells() if row.covers(cell, kind, day)
            }
        assert (part.framework is None) == (part.outcome != "FRAMEWORK")
        assert bool(part.questions) == (part.outcome in {"NOT_KNOWN", "AUTHORITY_DECIDES"})
