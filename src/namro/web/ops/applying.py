"""`namro frameworks applies`: which framework applies to a person on a day, with its citation or the question to ask."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from namro.base.law.applicability import Applied, Part, Row

YES_NO = {"yes": True, "no": False, "có": True, "không": False}
OUTCOMES = {
    "NO_RATING": "không đánh giá",
    "AUTHORITY_DECIDES": "cấp có thẩm quyền quyết định",
    "NOT_KNOWN": "chưa xác định được, phải hỏi",
}
BASES = {
    "read": "đã đọc văn bản",
    "secondary": "nguồn thứ cấp",
    "recalled": "theo trí nhớ, chưa kiểm chứng",
    "not_found": "không tìm được văn bản",
}


def add_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Register `applies` among the actions of `namro frameworks`; the caller sets what guards it."""
    from namro.base.law.applicability import GROUPS, MONTHS_OF

    parser = actions.add_parser("applies", help="khung nào áp dụng cho một người trong kỳ có ngày đã cho")
    parser.add_argument("--group", required=True, choices=GROUPS, help="nhóm người")
    parser.add_argument("--leader", required=True, choices=YES_NO, help="có giữ chức vụ lãnh đạo, quản lý không")
    parser.add_argument("--period", required=True, choices=MONTHS_OF, help="loại kỳ")
    parser.add_argument("--on", required=True, metavar="NGÀY", help="một ngày của kỳ, dạng YYYY-MM-DD")
    parser.add_argument("--managed", choices=YES_NO, help="lãnh đạo thuộc diện cấp ủy quản lý")
    parser.add_argument("--own-regulation", choices=YES_NO, help="đơn vị sự nghiệp đã có Quy chế đánh giá")
    parser.add_argument("--json", action="store_true", help="in dạng JSON")
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Print the parts of the period; on a refusal the caller prints one line."""
    from namro.base.law.applicability import applies_to, period_around
    from namro.base.law.applicability_file import load_table

    table, on = load_table(), _day(arguments.on)
    first, last = period_around(arguments.period, on)
    applied = applies_to(
        table, group=arguments.group, leader=YES_NO[arguments.leader], kind=arguments.period, first=first, last=last,
        managed=YES_NO.get(arguments.managed), own_regulation=YES_NO.get(arguments.own_regulation),
    )  # fmt: skip
    if arguments.json:
        sys.stdout.write(json.dumps([_data(part) for part in applied.parts], ensure_ascii=False, indent=2) + "\n")
    else:
        print("\n".join(_lines(applied, on, table.rating_rule.vi)))
    return 0


def _day(text: str) -> date:
    from namro.base.errors import DomainError

    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” không phải là ngày: hãy viết dạng YYYY-MM-DD, ví dụ 2026-10-31."
        raise DomainError("frameworks.bad_date", message) from None


def _lines(applied: Applied, on: date, rule: str) -> Iterator[str]:
    parts = applied.parts
    for part in parts:
        asked = "ngày hỏi" if part.first <= on <= part.last else ""
        rates = "xếp loại cả kỳ" if len(parts) > 1 and part is applied.rating else ""
        marks = "; ".join(filter(None, (asked, rates)))
        name = part.framework or OUTCOMES[part.outcome]
        yield f"{part.first.isoformat()} → {part.last.isoformat()}\t{name}\t{marks}".rstrip()
        yield from (f"  {line}" for row in part.rows for line in _row_lines(row))
        yield from (f"  hỏi: {question.vi}" for question in part.questions)
    if len(parts) > 1:
        yield rule


def _row_lines(row: Row) -> Iterator[str]:
    until = row.valid_to.isoformat() if row.valid_to else "nay"
    yield f"{row.key}: {row.title.vi}" + (f" [{row.framework}]" if row.framework else "")
    yield f"  {row.authority} · {row.instrument} · {row.article} · {row.valid_from.isoformat()} → {until} · {BASES[row.basis]}"
    if row.candidates:
        yield f"  có thể là: {', '.join(row.candidates)}"
    if row.note:
        yield f"  lưu ý: {row.note.vi}"


def _data(part: Part) -> dict[str, Any]:
    return {
        "first": part.first.isoformat(),
        "last": part.last.isoformat(),
        "outcome": part.outcome,
        "framework": part.framework,
        "questions": [question.as_dict() for question in part.questions],
        "rows": [_row_data(row) for row in part.rows],
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "outcome": row.outcome,
        "framework": row.framework,
        "candidates": list(row.candidates),
        "title": row.title.as_dict(),
        "rule": {
            "authority": row.authority,
            "instrument": row.instrument,
            "article": row.article,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        },
        "basis": row.basis,
        "note": row.note.as_dict() if row.note else None,
    }
