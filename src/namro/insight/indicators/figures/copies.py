"""Months copied from the last: sheets with the same points and the same total as the period before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, share
from namro.insight.indicators.parameters import parameters
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import (
    cut_of,
    days_of,
    joined,
    keys_of,
    line,
    period_text,
    whole,
    within,
)
from namro.insight.indicators.selectors.reviewed import reviewed
from namro.insight.indicators.selectors.scope import Scope

FOUND = f"""FROM indicators_reviewtally t
{joined("t.reviewer_unit_id")}
WHERE t.reviewer_unit_id IS NOT NULL AND t.kind = %(kind)s AND t.first >= %(first)s AND t.first < %(end)s AND t.published_on <= %(on)s"""
LISTED = f"""
SELECT h.full_name, h.code, s.unit_id, s.rank, t.first, '/sheets/' || s.id, s.person_id, count(*) OVER ()
{FOUND.replace("WHERE", "CROSS JOIN LATERAL unnest(t.copied) AS c(sheet) JOIN evaluations_sheet s ON s.id = c.sheet JOIN people_person h ON h.id = s.person_id WHERE")}
ORDER BY t.first DESC, s.id LIMIT %(many)s OFFSET %(start)s
"""


def result(asked: Asked, scope: Scope) -> Result:
    rows = _sums(asked, scope)
    columns = [
        Column("sheets", _("Phiếu đã chấm")), Column("compared", _("Có kỳ trước để so")),
        Column("copied", _("Giống hệt kỳ trước"), leads=True), Column("share", _("Tỷ lệ giống"), "share"),
    ]  # fmt: skip
    made = []
    for key in keys_of(asked, scope):
        if key in rows:
            values = _values(rows[key])
            marked = values["share"] is not None and values["share"] >= parameters().copied
            made.append(line(key, values, asked, scope, flag="watch" if marked else ""))
    sums = tuple(sum(one[place] for one in rows.values()) for place in range(3))
    total = whole(_values(sums))
    headline = (_("Phiếu giống hệt kỳ trước"), total.values["share"], "share")
    return Result(columns, made, total, headline, chart="share", over_time="share")


def _sums(asked: Asked, scope: Scope) -> dict[str, tuple[int, ...]]:
    """Sheets, those compared, those alike, by line."""
    cut, found = cut_of(asked, scope), dict[str, tuple[int, ...]]()
    roots = dict(zip(cut.units, cut.roots, strict=True))
    for one in reviewed(asked, scope):
        if one.unit_id is None:
            continue
        key = str(roots[one.unit_id]) if asked.by == "unit" else one.first.isoformat()
        so_far = found.get(key, (0, 0, 0))
        more = (one.sheets, one.compared, one.copied)
        found[key] = tuple(a + b for a, b in zip(so_far, more, strict=True))
    return found


def _values(sums: tuple[int, ...]) -> dict[str, Any]:
    sheets, compared, copied = sums
    return {"sheets": sheets, "compared": compared, "copied": copied, "share": share(copied, compared)}


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The sheets like those of the period before."""
    first, end = days_of(asked, cell)
    cut = within(asked, scope, cell)
    given: dict[str, Any] = {
        **cut.given, "kind": asked.kind, "first": first, "end": end, "on": asked.on, "start": start,
        "many": many,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(cut.said(LISTED), given)
        rows = cursor.fetchall()
    return (rows[0][-1] if rows else 0), [_listed(asked.kind, *row[:-1]) for row in rows]


def _listed(kind: str, name: str, code: str, unit: int, rank: str, first: date, link: str, person: int) -> Behind:
    return Behind(
        name, code, unit, rank, period_text(kind, first), "", _("điểm và tổng điểm như kỳ trước"), link, person
    )


FIGURE = Figure(
    slug="copies",
    title=gettext_lazy("Tháng chép lại tháng trước"),
    definition=(
        gettext_lazy(
            "Đếm phiếu có từng điểm tiêu chí và tổng điểm đúng như phiếu kỳ ngay trước của cùng vị trí, cùng khung."
        ),
        gettext_lazy(
            "Giống nhau không phải là sai: việc có thể đều đặn. Nhiều phiếu giống nhau ở một nơi là dấu hiệu chấm theo thói quen, cần hỏi lại."
        ),
        gettext_lazy("Không đếm: phiếu chưa có kỳ trước để so, danh sách chưa công bố."),
    ),
    source=gettext_lazy(
        "Phiếu của các danh sách đã công bố đến ngày xem, ở đơn vị chấm; cùng cách tính với trang dấu hiệu hình thức của từng danh sách."
    ),
    kinds=("month", "quarter"),
    dimensions=("period", "unit"),
    result=result,
    behind=behind,
    people=False,
    choices=("copied_share",),
)
