"""`namro workdays DATE N`: the day N working days later, by the calendar of public offices."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from namro.base.errors import DomainError
from namro.base.law.calendars import load_calendar
from namro.engine.errors import RuleError

YES_NO = {"yes": True, "no": False, "có": True, "không": False}
CULTURE_DAY = "culture_day_24_11"


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command on the parser of `namro`."""
    parser = subparsers.add_parser(
        "workdays",
        help="in ngày cách DATE đúng N ngày làm việc",
        description="In ngày cách DATE đúng N ngày làm việc (không tính chính ngày DATE; N âm thì lùi lại).",
    )
    parser.add_argument("date", metavar="DATE", help="ngày bắt đầu, dạng YYYY-MM-DD, ví dụ 2026-10-31")
    parser.add_argument("count", metavar="N", help="số ngày làm việc, ví dụ 7")
    parser.add_argument(
        "--conditional-24-11",
        choices=sorted(YES_NO),
        help="24/11 (Ngày Văn hóa Việt Nam, từ năm 2026) có là ngày nghỉ hay không",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the ISO date; on a refusal print one line to standard error and return 1."""
    try:
        print(_answer(args).isoformat())
    except (DomainError, RuleError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _answer(args: argparse.Namespace) -> date:
    day, count = _parse_day(args.date), _parse_count(args.count)
    chosen = args.conditional_24_11
    calendar = load_calendar(settings=None if chosen is None else {CULTURE_DAY: YES_NO[chosen]})
    return calendar.add_working_days(day, count)


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” không phải là ngày: hãy viết dạng YYYY-MM-DD, ví dụ 2026-10-31."
        raise DomainError("workdays.bad_date", message) from None


def _parse_count(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        message = f"“{text}” không phải là số nguyên: hãy cho số ngày làm việc, ví dụ 7."
        raise DomainError("workdays.bad_count", message) from None
