"""Working days by the shipped calendar: hand-checked dates, the monthly table, and refusals."""

from __future__ import annotations

import argparse
import csv
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest

from namro.base.errors import DomainError
from namro.base.law.calendars import load_calendar, parse_calendar
from namro.engine.workdays import Calendar, OutsideCalendar
from namro.web.ops import workdays as command

VIETNAM = load_calendar()
WITHOUT_24_11 = load_calendar(settings={"culture_day_24_11": False})


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-01", False),  # New Year
        ("2026-01-02", False),  # given off by 12729/VPCP-KGVX
        ("2026-01-10", True),  # the Saturday that makes it up
        ("2026-01-03", False),  # an ordinary Saturday
        ("2026-02-16", False),  # Tết
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),  # in lieu of Sunday 26 April, the day of the Hùng Kings
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2018-12-31", False),
        ("2019-01-05", True),
        ("2025-04-26", True),
        ("2025-05-02", False),
    ],
)
def test_days_checked_by_hand(day: str, worked: bool) -> None:
    assert VIETNAM.is_working_day(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("start", "count", "answer"),
    [
        ("2026-10-31", 7, "2026-11-10"),
        ("2026-10-30", 1, "2026-11-02"),
        ("2026-01-01", 1, "2026-01-05"),
        ("2026-01-09", 1, "2026-01-10"),  # the worked Saturday counts
        ("2026-02-13", 1, "2026-02-23"),  # across Tết
        ("2026-08-28", 1, "2026-09-03"),
        ("2026-11-10", -7, "2026-10-30"),
        ("2026-10-31", 0, "2026-10-31"),
    ],
)
def test_the_day_n_working_days_later(start: str, count: int, answer: str) -> None:
    assert VIETNAM.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(answer)


def test_24_november_follows_the_setting_and_only_from_2026() -> None:
    assert not VIETNAM.is_working_day(date(2026, 11, 24))
    assert WITHOUT_24_11.is_working_day(date(2026, 11, 24))
    assert VIETNAM.is_working_day(date(2025, 11, 24))
    assert VIETNAM.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert WITHOUT_24_11.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 24)


def test_a_worked_month_agrees_with_the_independent_table(shared: Path) -> None:
    with (shared / "data/holidays/working_days_per_month.csv").open(encoding="utf-8") as table:
        rows = [[int(cell) for cell in row] for row in list(csv.reader(table))[1:]]
    assert len(rows) > 80
    for year, month, expected in rows:
        last = date(year, month, monthrange(year, month)[1])
        found = WITHOUT_24_11.working_days_between(date(year, month, 1), last)
        assert (year, month, found) == (year, month, expected)


def test_every_dated_row_of_the_source_is_shipped(shared: Path) -> None:
    source = shared / "data/holidays/vn_public_sector_calendar_2018_2027.csv"
    with source.open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            day = date.fromisoformat(row["date"])
            assert VIETNAM.is_working_day(day) is (row["kind"] == "makeup_work"), day


def test_a_year_without_data_is_refused_never_guessed() -> None:
    with pytest.raises(OutsideCalendar) as refusal:
        VIETNAM.add_working_days(date(2027, 12, 31), 1)
    assert (refusal.value.first_year, refusal.value.last_year) == (2018, 2027)
    with pytest.raises(OutsideCalendar):
        VIETNAM.is_working_day(date(2017, 12, 29))


def test_a_deadline_on_a_day_off_falls_on_the_next_working_day() -> None:
    assert VIETNAM.first_working_day(date(2026, 10, 31)) == date(2026, 11, 2)
    assert VIETNAM.first_working_day(date(2026, 11, 2)) == date(2026, 11, 2)


def test_counting_forward_and_back_meet() -> None:
    start = date(2026, 1, 5)
    for count in range(1, 200, 7):
        later = VIETNAM.add_working_days(start, count)
        assert VIETNAM.add_working_days(later, -count) == start
        assert VIETNAM.working_days_between(start + timedelta(days=1), later) == count


GOOD = """
covers: {from: 2030, to: 2030}
weekend: [6, 7]
years:
  2030:
    days:
      - {date: 2030-01-01, kind: holiday, name: Tết Dương lịch}
"""


def test_a_small_calendar_reads() -> None:
    calendar = parse_calendar(GOOD, "x.yaml")
    assert calendar == Calendar(2030, 2030, frozenset({date(2030, 1, 1)}))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: holiday", "kind: feast", 7),
        ("2030-01-01", "2031-01-01", 7),
        ("kind: holiday", "kind: makeup_work", 7),
        ("kind: holiday", "kind: holiday_conditional", 7),
        ("weekend: [6, 7]", "weekends: [6, 7]", 1),
        ("to: 2030", "to: 2031", 2),
        ("[6, 7]", "[6, 7", 4),
    ],
)
def test_a_bad_calendar_names_the_file_and_the_line(old: str, new: str, line: int) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_calendar(GOOD.replace(old, new), "x.yaml")
    assert refusal.value.code == "law.calendar.invalid"
    assert str(refusal.value).startswith(f"x.yaml, dòng {line}:")


def _namro(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_commands(parser.add_subparsers())
    args = parser.parse_args(["workdays", *words])
    return int(args.run(args))


def test_the_command_prints_the_iso_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert _namro("2026-10-31", "7") == 0
    assert _namro("2026-11-23", "1", "--conditional-24-11", "no") == 0
    assert capsys.readouterr().out == "2026-11-10\n2026-11-24\n"


@pytest.mark.parametrize("words", [("31/10/2026", "7"), ("2026-10-31", "bảy"), ("2027-12-31", "9")])
def test_the_command_refuses_in_one_line(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _namro(*words) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
