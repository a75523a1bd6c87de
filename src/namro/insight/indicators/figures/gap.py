"""The gap between the months and the year: what the mean of the months alone would give, and what was decided."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.rows import planned_cursor
from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, number_of, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import (
    Cut,
    cut_of,
    days_of,
    joined,
    keys_of,
    line,
    people_of,
    period_text,
    whole,
    within,
)
from namro.insight.indicators.selectors.published import KNOWN, WITHIN
from namro.insight.indicators.selectors.scope import Scope
from namro.insight.indicators.wording import points_text

# Place 0 is the best: a decided place below that of the months is a better level.
STATES = {
    "people": "true", "higher": "r.place < k.place", "same": "r.place = k.place", "lower": "r.place > k.place",
    "unknown": "k.place IS NULL",
}  # fmt: skip
KEYS = {"period": "lower(r.valid)::text", "unit": "u.root::text", "group": "r.staff_group", "rank": "r.rank"}
COUNTED = f"""
SELECT {{key}}, {", ".join(f"count(*) FILTER (WHERE {one})" for one in STATES.values())}, sum(k.mean), count(r.total),
    sum(r.total - k.mean)
FROM facts_rating r JOIN indicators_yearmean k ON k.rating_id = r.id
{joined("r.unit_id")}
WHERE {WITHIN} AND {KNOWN} GROUP BY 1
"""  # noqa: S608 - this module's own texts
# A page is cut before its people are looked up; the widest gaps first.
LISTED = f"""
SELECT p.full_name, p.code, r.unit_id, r.rank, lower(r.valid), r.level, r.months, r.mean, r.link, r.person_id FROM (
    SELECT r.*, k.months, k.mean, abs(r.place - k.place) AS steps
    FROM facts_rating r JOIN indicators_yearmean k ON k.rating_id = r.id WHERE {WITHIN} AND {KNOWN} AND {{state}}
    ORDER BY r.valid DESC, steps DESC NULLS LAST, r.id LIMIT %(many)s OFFSET %(start)s
) r JOIN people_person p ON p.id = r.person_id ORDER BY r.valid DESC, r.steps DESC NULLS LAST, r.id
"""  # noqa: S608 - this module's own texts


def _given(asked: Asked, cut: Cut, first: date, end: date, group: str, rank: str) -> dict[str, Any]:
    return {**cut.given, "kind": "year", "first": first, "end": end, "on": asked.on, "group": group, "rank": rank}


def result(asked: Asked, scope: Scope) -> Result:
    cut = cut_of(asked, scope)
    given = _given(asked, cut, asked.first, asked.end, asked.group, asked.rank)
    with planned_cursor() as cursor:
        cursor.execute(cut.said(COUNTED).replace("{key}", KEYS[asked.by]), given)
        rows = {row[0]: [Fraction(one or 0) for one in row[1:]] for row in cursor.fetchall()}
    columns = [
        Column("people", _("Có điểm tháng và mức năm"), leads=True),
        Column("higher", _("Mức năm cao hơn"), leads=True, tone="watch", mark="↑"),
        Column("same", _("Bằng nhau"), leads=True, tone="fine", mark="="),
        Column("lower", _("Mức năm thấp hơn"), leads=True, tone="quiet", mark="↓"),
        Column("unknown", _("Không so được"), leads=True),
        Column("differs", _("Tỷ lệ khác"), "share"), Column("mean", _("Trung bình tháng"), "points"),
        Column("gap", _("Điểm năm trừ trung bình tháng"), "signed"),
    ]  # fmt: skip
    made = [line(key, _values(rows[key]), asked, scope) for key in keys_of(asked, scope) if key in rows]
    total = whole(
        _values([sum((one[place] for one in rows.values()), Fraction(0)) for place in range(len(STATES) + 3)])
    )
    headline = (_("Mức năm khác mức theo trung bình tháng"), total.values["differs"], "share")
    return Result(columns, made, total, headline, over_time="differs")


def _values(numbers: list[Fraction]) -> dict[str, Any]:
    found: dict[str, Any] = {key: int(number) for key, number in zip(STATES, numbers, strict=False)}
    means, with_total, gaps = numbers[len(STATES) :]
    compared = found["higher"] + found["same"] + found["lower"]
    return {
        **found, "differs": share(found["higher"] + found["lower"], compared),
        "mean": means / found["people"] if found["people"] else None, "gap": gaps / with_total if with_total else None,
    }  # fmt: skip


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The years a number counts, the widest gaps first."""
    first, end = days_of(asked, cell)
    cut = within(asked, scope, cell)
    given = _given(asked, cut, first, end, *people_of(asked, cell))
    state = STATES.get(cell.column, "false")
    with connection.cursor() as cursor:
        cursor.execute(cut.said(LISTED).replace("{state}", f"({state})"), {**given, "start": start, "many": many})
        rows = cursor.fetchall()
    return number_of(result(asked, scope), cell), [_listed(scope, *row) for row in rows]


def _listed(
    scope: Scope,
    name: str,
    code: str,
    unit: int,
    rank: str,
    first: date,
    level: str,
    months: int,
    mean: Any,
    link: str,
    person: int,
) -> Behind:
    """The mean of somebody's months is detail: said to whoever may open the sheet."""
    note = _("trung bình %(months)s tháng: %(mean)s") % {"months": months, "mean": points_text(mean)}
    return Behind(
        name,
        code,
        unit,
        rank,
        period_text("year", first),
        level,
        note if scope.may_open(unit, rank) else "",
        link,
        person,
    )


FIGURE = Figure(
    slug="gap",
    title=gettext_lazy("Khoảng cách giữa tháng và năm"),
    definition=(
        gettext_lazy(
            "Với mỗi mức năm đã công bố: trung bình cộng điểm các tháng của năm đó đã công bố đến ngày công bố mức năm, rồi mức mà chỉ riêng trung bình ấy sẽ cho theo ngưỡng của khung năm."
        ),
        gettext_lazy(
            "Mức năm cao hơn hay thấp hơn không phải là sai: giới hạn, kỷ luật, điều kiện và thẩm quyền đều có thể đổi mức. Con số chỉ nơi cần hỏi vì sao."
        ),
        gettext_lazy(
            "Không so được: khung năm không có ngưỡng điểm. Không đếm: người không có tháng nào có điểm, người không xếp loại."
        ),
    ),
    source=gettext_lazy("Kết quả tháng và năm đã công bố, kể cả kết quả được nhập."),
    kinds=("year",),
    dimensions=("period", "unit", "group", "rank"),
    result=result,
    behind=behind,
)
