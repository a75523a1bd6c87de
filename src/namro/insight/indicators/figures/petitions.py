"""Petitions: filed, answered, late, upheld; and how many each agency still owes an answer."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.law.calendars import standard_calendar
from namro.base.rows import planned_cursor
from namro.base.ui.wording import day_text
from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import (
    among,
    array_of,
    cut_of,
    days_of,
    joined,
    keys_of,
    line,
    whole,
    within,
)
from namro.insight.indicators.selectors.scope import Scope

DAY = "(t.answered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
ANSWERED = f"coalesce({DAY} <= %(on)s, false)"
END = f"CASE WHEN {ANSWERED} THEN {DAY} ELSE %(on)s END"  # where its clock has come to by the day looked at


def _worked(day: str) -> str:
    """SQL of how many working days lie up to a day; null outside the calendar."""
    return f"calendar.worked[({day}) - calendar.since + 1]"


# Of pauses known by the day: the working days stood still until then, those the stored day to answer by was moved for, and
# whether one goes on. A petition never paused has the day it was given.
PAUSES = f"""CROSS JOIN LATERAL (
    SELECT coalesce(sum({_worked("least(p.until - 1, e.day)")} - {_worked("p.first - 1")}) FILTER (WHERE p.first <= e.day), 0) AS still,
        coalesce(sum({_worked("p.until - 1")} - {_worked("p.first - 1")}), 0) AS moved, count(*) > 0 AS any,
        coalesce(bool_or(p.first <= e.day AND (p.until IS NULL OR p.until > e.day)), false) AS now
    FROM evaluations_petitionpause p WHERE p.petition_id = t.id) k"""  # noqa: S608 - this module's own texts
ALLOWED = f"{_worked('t.due_on')} - {_worked('t.received_on')} - k.moved + k.still"  # working days from receipt, by the paused clock
USED = f"greatest(0, {_worked('e.day')} - {_worked('t.received_on')} - k.still)"
LATE = (
    f"CASE WHEN k.any THEN {_worked('e.day - 1')} - {_worked('t.received_on')} >= {ALLOWED} ELSE e.day > t.due_on END"
)
# What counts in each column, as known on the day; a petition open past its day is late as well.
STATES = {
    "filed": "true", "open": f"NOT {ANSWERED}", "answered": ANSWERED, "late": LATE,
    "paused": f"NOT {ANSWERED} AND k.now", "upheld": f"{ANSWERED} AND t.outcome = 'upheld'",
}  # fmt: skip
# The calendar is a long list: it is said once.
CALENDAR = "WITH calendar AS MATERIALIZED (SELECT %(worked)s::int[] AS worked, %(since)s::date AS since) "
FOUND = f"""FROM calendar CROSS JOIN evaluations_petition t JOIN evaluations_sheet s ON s.id = t.sheet_id
{joined("s.unit_id")}
CROSS JOIN LATERAL (SELECT {END} AS day) e {PAUSES}
WHERE t.received_on >= %(first)s AND t.received_on < %(end)s AND t.received_on <= %(on)s{among("s.unit_id")}"""
COUNTED = f"""{CALENDAR}
SELECT {{key}}, {", ".join(f"count(*) FILTER (WHERE {one})" for one in STATES.values())},
    coalesce(sum({USED}) FILTER (WHERE {ANSWERED}), 0), count({USED}) FILTER (WHERE {ANSWERED}) {FOUND} GROUP BY 1
"""
LISTED = f"""{CALENDAR}
SELECT h.full_name, h.code, s.unit_id, s.rank, t.received_on, CASE WHEN NOT k.any THEN t.due_on END, {ALLOWED}, {USED},
    {DAY}, {ANSWERED}, k.now, t.outcome, t.id, s.person_id, count(*) OVER ()
{FOUND.replace("CROSS JOIN LATERAL (SELECT CASE", "JOIN people_person h ON h.id = s.person_id CROSS JOIN LATERAL (SELECT CASE")} AND {{state}}
ORDER BY t.received_on DESC, t.id DESC LIMIT %(many)s OFFSET %(start)s
"""
KEYS = {"period": "date_trunc('month', t.received_on)::date::text", "unit": "u.root::text"}


@lru_cache(maxsize=1)
def _calendar() -> dict[str, Any]:
    """How many working days lie up to each day the calendar covers: what the queries count days with."""
    calendar = standard_calendar()
    since, days = date(calendar.first_year, 1, 1), (calendar.last_year - calendar.first_year + 1) * 366
    every = [since + timedelta(days=number) for number in range(days)]
    known = [calendar.is_working_day(day) for day in every if day.year <= calendar.last_year]
    return {"worked": array_of(accumulate(int(one) for one in known)), "since": since}


def result(asked: Asked, scope: Scope) -> Result:
    cut = cut_of(asked, scope)
    given = {**cut.given, **_calendar(), "first": asked.first, "end": asked.end, "on": asked.on}
    with planned_cursor() as cursor:
        cursor.execute(cut.said(COUNTED).replace("{key}", KEYS[asked.by]), given)
        rows = {row[0]: [int(one) for one in row[1:]] for row in cursor.fetchall()}
    columns = [
        Column("filed", _("Đã nhận"), leads=True), Column("answered", _("Đã trả lời"), leads=True),
        Column("open", _("Chưa trả lời"), leads=True), Column("paused", _("Đang tạm dừng"), leads=True),
        Column("late", _("Quá hạn"), leads=True), Column("days", _("Ngày làm việc để trả lời"), "points"),
        Column("upheld", _("Được chấp nhận"), leads=True), Column("share", _("Tỷ lệ chấp nhận"), "share"),
    ]  # fmt: skip
    made = [
        line(key, _values(rows[key]), asked, scope, flag=_flag(rows[key]))
        for key in keys_of(asked, scope)
        if key in rows
    ]
    total = whole(_values([sum(one[place] for one in rows.values()) for place in range(len(STATES) + 2)]))
    headline = (_("Kiến nghị được chấp nhận"), total.values["share"], "share")
    return Result(columns, made, total, headline, chart="filed", over_time="filed")


def _values(numbers: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = dict(zip(STATES, numbers, strict=False))
    used, counted = numbers[len(STATES) :]
    return {**found, "share": share(found["upheld"], found["answered"]), "days": share(used, counted)}


def _flag(numbers: list[int]) -> str:
    return "watch" if dict(zip(STATES, numbers, strict=False))["late"] else ""


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The petitions a number counts; names only of those whose sheets the reader may open."""
    first, end = days_of(asked, cell)
    cut = within(asked, scope, cell)
    given: dict[str, Any] = {
        **cut.given, **_calendar(), "first": first, "end": end, "on": asked.on, "start": start,
        "many": many,
    }  # fmt: skip
    state = STATES.get(cell.column, "false")
    with connection.cursor() as cursor:
        cursor.execute(cut.said(LISTED).replace("{state}", f"({state})"), given)
        rows = cursor.fetchall()
    return (rows[0][-1] if rows else 0), [_listed(*row[:-1]) for row in rows]


def _listed(
    name: str, code: str, unit: int, rank: str, received: date, due: date | None, allowed: int | None, used: int | None,
    answered_on: date | None, answered: bool, paused: bool, outcome: str, petition: int, person: int,
) -> Behind:  # fmt: skip
    """The day to answer by is the one known then: of a petition that was paused, receipt and the days its clock allows."""
    due = due or standard_calendar().add_working_days(received, int(allowed or 0))
    parts = [_answered(answered_on, outcome) if answered and answered_on else _("chưa trả lời")]
    parts += [_("đã %(days)s ngày làm việc, không kể ngày tạm dừng") % {"days": used}] if used is not None else []
    parts += [_("đang tạm dừng")] if paused and not answered else [_("hạn %(due)s") % {"due": day_text(due)}]
    return Behind(name, code, unit, rank, day_text(received), "", "; ".join(parts), f"/petitions/{petition}", person)


def _answered(on: date, outcome: str) -> str:
    said = _("chấp nhận") if outcome == "upheld" else _("giữ nguyên kết quả")
    return _("trả lời %(day)s: %(said)s") % {"day": day_text(on), "said": said}


FIGURE = Figure(
    slug="petitions",
    title=gettext_lazy("Kiến nghị"),
    definition=(
        gettext_lazy("Đếm kiến nghị về kết quả theo ngày nhận, ở đơn vị của người kiến nghị."),
        gettext_lazy(
            "Quá hạn: trả lời sau hạn giải quyết, hoặc chưa trả lời mà đã quá hạn vào ngày xem. Ngày tạm dừng không tính vào số ngày và lùi hạn bấy nhiêu ngày làm việc. Tỷ lệ chấp nhận tính trên số đã trả lời."
        ),
        gettext_lazy("Không đếm: kiến nghị nhận sau ngày xem."),
    ),
    source=gettext_lazy("Kiến nghị ghi trong phần mềm; tên người kiến nghị chỉ hiện với người có quyền xem phiếu."),
    kinds=("month",),
    dimensions=("period", "unit"),
    result=result,
    behind=behind,
    people=False,
    is_current=True,
    private=True,
)
