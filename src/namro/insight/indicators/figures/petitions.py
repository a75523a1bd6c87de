"""Petitions: filed, answered, late, upheld; and how many each agency still owes an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import cut_of, days_of, keys_of, line, whole, within
from namro.insight.indicators.selectors.scope import Scope

DAY = "(t.answered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
ANSWERED = f"coalesce({DAY} <= %(on)s, false)"
# What counts in each column, as known on the day; a petition open past its day is late as well.
STATES = {
    "filed": "true",
    "open": f"NOT {ANSWERED}",
    "answered": ANSWERED,
    "late": f"CASE WHEN {ANSWERED} THEN {DAY} > t.due_on ELSE %(on)s > t.due_on END",
    "upheld": f"{ANSWERED} AND t.outcome = 'upheld'",
}
FOUND = """FROM evaluations_petition t JOIN evaluations_sheet s ON s.id = t.sheet_id
JOIN unnest(%(units)s::bigint[], %(roots)s::bigint[]) AS u(unit, root) ON u.unit = s.unit_id
WHERE t.received_on >= %(first)s AND t.received_on < %(end)s AND t.received_on <= %(on)s"""
COUNTED = f"""
SELECT {{key}}, {", ".join(f"count(*) FILTER (WHERE {one})" for one in STATES.values())} {FOUND} GROUP BY 1
"""
LISTED = f"""
SELECT h.full_name, h.code, s.unit_id, s.rank, t.received_on, t.due_on, {DAY}, {ANSWERED}, t.outcome, t.id, s.person_id,
    count(*) OVER ()
{FOUND.replace("WHERE", "JOIN people_person h ON h.id = s.person_id WHERE")} AND {{state}}
ORDER BY t.received_on DESC, t.id DESC LIMIT %(many)s OFFSET %(start)s
"""
KEYS = {"period": "date_trunc('month', t.received_on)::date::text", "unit": "u.root::text"}


def result(asked: Asked, scope: Scope) -> Result:
    given = {**cut_of(asked, scope).given, "first": asked.first, "end": asked.end, "on": asked.on}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.replace("{key}", KEYS[asked.by]), given)
        rows = {row[0]: list(row[1:]) for row in cursor.fetchall()}
    columns = [
        Column("filed", _("Đã nhận"), leads=True), Column("answered", _("Đã trả lời"), leads=True),
        Column("open", _("Chưa trả lời"), leads=True), Column("late", _("Quá hạn"), leads=True),
        Column("upheld", _("Được chấp nhận"), leads=True), Column("share", _("Tỷ lệ chấp nhận"), "share"),
    ]  # fmt: skip
    made = [
        line(key, _values(rows[key]), asked, scope, flag=_flag(rows[key]))
        for key in keys_of(asked, scope)
        if key in rows
    ]
    total = whole(_values([sum(one[place] for one in rows.values()) for place in range(len(STATES))]))
    headline = (_("Kiến nghị được chấp nhận"), total.values["share"], "share")
    return Result(columns, made, total, headline, chart="filed", over_time="filed")


def _values(numbers: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = dict(zip(STATES, numbers, strict=True))
    return {**found, "share": share(found["upheld"], found["answered"])}


def _flag(numbers: list[int]) -> str:
    return "watch" if dict(zip(STATES, numbers, strict=True))["late"] else ""


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The petitions a number counts; names only of those whose sheets the reader may open."""
    first, end = days_of(asked, cell)
    given: dict[str, Any] = {
        **within(asked, scope, cell).given, "first": first, "end": end, "on": asked.on, "start": start, "many": many,
    }  # fmt: skip
    state = STATES.get(cell.column, "false")
    with connection.cursor() as cursor:
        cursor.execute(LISTED.replace("{state}", f"({state})"), given)
        rows = cursor.fetchall()
    return (rows[0][-1] if rows else 0), [_listed(*row[:-1]) for row in rows]


def _listed(
    name: str, code: str, unit: int, rank: str, received: date, due: date, answered_on: date | None, answered: bool, outcome: str,
    petition: int, person: int,
) -> Behind:  # fmt: skip
    from namro.base.ui.wording import day_text

    if answered:
        said = _("chấp nhận") if outcome == "upheld" else _("giữ nguyên kết quả")
        note = _("trả lời %(day)s: %(said)s; hạn %(due)s") % {
            "day": day_text(answered_on),
            "said": said,
            "due": day_text(due),
        }
    else:
        note = _("chưa trả lời; hạn %(due)s") % {"due": day_text(due)}
    return Behind(name, code, unit, rank, day_text(received), "", note, f"/petitions/{petition}", person)


FIGURE = Figure(
    slug="petitions",
    title=gettext_lazy("Kiến nghị"),
    definition=(
        gettext_lazy("Đếm kiến nghị về kết quả theo ngày nhận, ở đơn vị của người kiến nghị."),
        gettext_lazy(
            "Quá hạn: trả lời sau hạn giải quyết, hoặc chưa trả lời mà đã quá hạn vào ngày xem. Tỷ lệ chấp nhận tính trên số đã trả lời."
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
