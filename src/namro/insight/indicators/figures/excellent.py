"""Excellent ratings against the cap of each decided list, as the authority signed its reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.law.selectors import known_framework
from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import cut_of, days_of, keys_of, line, period_text, whole, within
from namro.insight.indicators.selectors.published import PUBLISHED
from namro.insight.indicators.selectors.scope import Scope

# One row a published list: its cap under the signed reading, and who was decided what by the day looked at.
ROUNDS = f"""
SELECT r.id, r.unit_id, u.root, lower(p.days), p.framework, (q.cap ->> 'cap')::int, q.cap ->> 'ratio', q.cap ->> 'reading',
    coalesce(d.levels, '{{}}'::jsonb)::text
FROM evaluations_round r JOIN evaluations_period p ON p.id = r.period_id
JOIN unnest(%(units)s::bigint[], %(roots)s::bigint[]) AS u(unit, root) ON u.unit = r.unit_id
JOIN LATERAL (SELECT x AS cap FROM jsonb_array_elements(r.quota) x
    WHERE x ->> 'scope' = 'unit' AND x ->> 'reading' = coalesce(nullif(r.quota_reading, ''), p.settings ->> 'quota_reading')
    LIMIT 1) q ON true
LEFT JOIN LATERAL (SELECT jsonb_object_agg(rating, people) AS levels FROM (
    SELECT rating, sum(people) AS people FROM indicators_decisiontally t WHERE t.round_id = r.id AND t.day <= %(on)s
    GROUP BY rating) c) d ON true
WHERE p.kind = %(kind)s AND lower(p.days) >= %(first)s AND lower(p.days) < %(end)s AND {PUBLISHED}
ORDER BY lower(p.days) DESC, r.unit_id, r.id
"""  # noqa: S608 - this module's own texts
# The sheets decided at the best level by the day: of each, the last decision known then.
SHEETS = """
SELECT h.full_name, h.code, s.unit_id, s.rank, lower(p.days), c.rating, c.reason, '/sheets/' || s.id, s.person_id
FROM evaluations_sheet s JOIN evaluations_period p ON p.id = s.period_id JOIN people_person h ON h.id = s.person_id
JOIN LATERAL (SELECT d.rating, d.reason FROM evaluations_decidedrating d JOIN evaluations_decision a ON a.id = d.decision_id
    WHERE d.sheet_id = s.id AND (a.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(on)s ORDER BY d.id DESC LIMIT 1) c ON true
WHERE s.round_id = ANY(%(rounds)s) AND c.rating = ANY(%(tops)s)
ORDER BY lower(p.days) DESC, s.id LIMIT %(many)s OFFSET %(start)s
"""
NOT_RATED = "NOT_RATED"


@dataclass(frozen=True)
class Decided:
    """One published list with its cap."""

    id: int
    unit_id: int
    root: int
    first: date
    framework: str
    cap: int
    ratio: str
    reading: str
    decided: str  # the levels as JSON

    @cached_property
    def levels(self) -> dict[str, int]:
        return dict(json.loads(self.decided))

    @property
    def rated(self) -> int:
        return sum(int(number) for level, number in self.levels.items() if level != NOT_RATED)

    @property
    def top(self) -> str:
        return top_of(self.framework, self.first)

    @property
    def excellent(self) -> int:
        return int(self.levels.get(self.top, 0))

    @property
    def over(self) -> int:
        return max(0, self.excellent - self.cap)


@lru_cache(maxsize=256)
def top_of(framework: str, on: date) -> str:
    """The best level of a framework: the one the quota limits; empty where its text is not known here."""
    known = known_framework(framework, on=on)
    return known.bands[0].code if known else ""


def decided(asked: Asked, scope: Scope, cell: Cell | None = None) -> list[Decided]:
    """The published lists of a question, or those behind one of its lines: one query."""
    first, end = days_of(asked, cell) if cell else (asked.first, asked.end)
    cut = within(asked, scope, cell) if cell else cut_of(asked, scope)
    with connection.cursor() as cursor:
        cursor.execute(ROUNDS, {**cut.given, "kind": asked.kind, "first": first, "end": end, "on": asked.on})
        return [Decided(*row) for row in cursor.fetchall()]


def result(asked: Asked, scope: Scope) -> Result:
    rows = decided(asked, scope)
    columns = [
        Column("rounds", _("Danh sách"), leads=True), Column("rated", _("Được xếp loại")),
        Column("excellent", _("Mức xuất sắc"), leads=True), Column("share", _("Tỷ lệ"), "share"), Column("cap", _("Giới hạn xuất sắc")),
        Column("used", _("Đã dùng"), "share"), Column("over", _("Số người vượt")),
        Column("over_rounds", _("Danh sách vượt"), leads=True),
    ]  # fmt: skip
    made = [
        line(key, _values(mine), asked, scope, flag="watch" if any(one.over for one in mine) else "")
        for key in keys_of(asked, scope) if (mine := list(_of(rows, key, asked)))
    ]  # fmt: skip
    total = whole(_values(rows))
    return Result(
        columns, made, total, (_("Danh sách vượt giới hạn"), total.values["over_rounds"], "count"),
        notes=_readings(rows), chart="used", over_time="used",
    )  # fmt: skip


def _of(rows: Iterable[Decided], key: str, asked: Asked) -> Iterator[Decided]:
    return (one for one in rows if key == (str(one.root) if asked.by == "unit" else one.first.isoformat()))


def _values(rows: list[Decided]) -> dict[str, Any]:
    excellent, cap, rated = (sum(getattr(one, name) for one in rows) for name in ("excellent", "cap", "rated"))
    return {
        "rounds": len(rows), "rated": rated, "excellent": excellent, "share": share(excellent, rated), "cap": cap,
        "used": share(excellent, cap), "over": sum(one.over for one in rows),
        "over_rounds": sum(one.over > 0 for one in rows),
    }  # fmt: skip


def _readings(rows: list[Decided]) -> list[str]:
    """Lists under several readings are added up together: the page says so."""
    found = {(one.reading, one.ratio) for one in rows}
    if len(found) < 2:
        return []
    return [
        _(
            "Các danh sách này áp dụng %(number)s cách hiểu tỷ lệ khác nhau; giới hạn cộng theo cách đã ký của từng danh sách."
        )
        % {"number": len(found)}
    ]


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The lists, or the sheets decided at the best level."""
    rows = decided(asked, scope, cell)
    if cell.column == "excellent":
        return sum(one.excellent for one in rows), _sheets(asked, rows, start, many)
    if cell.column == "over_rounds":
        rows = [one for one in rows if one.over]
    said = _("%(excellent)s mức xuất sắc, giới hạn %(cap)s")
    shown = [
        Behind(scope.tree.name(one.unit_id), "", one.unit_id, "head", period_text(asked.kind, one.first), "",
               said % {"excellent": one.excellent, "cap": one.cap}, f"/rounds/{one.id}")
        for one in rows[start : start + many]
    ]  # fmt: skip
    return len(rows), shown


def _sheets(asked: Asked, rows: list[Decided], start: int, many: int) -> list[Behind]:
    given: dict[str, Any] = {
        "rounds": [one.id for one in rows if one.excellent], "on": asked.on, "many": many, "start": start,
        "tops": sorted({one.top for one in rows}),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SHEETS, given)
        return [
            Behind(name, code, unit, rank, period_text(asked.kind, first), level, reason, link, person)
            for name, code, unit, rank, first, level, reason, link, person in cursor.fetchall()
        ]


FIGURE = Figure(
    slug="excellent",
    title=gettext_lazy("Mức xuất sắc so với giới hạn"),
    definition=(
        gettext_lazy(
            "Đếm người được quyết định mức cao nhất trong mỗi danh sách đã công bố, so với giới hạn của chính danh sách đó."
        ),
        gettext_lazy(
            "Giới hạn là số đã lưu khi tính danh sách, theo cách hiểu và tỷ lệ cấp có thẩm quyền đã ký; giới hạn riêng của từng nhóm nhiệm vụ xem ở danh sách."
        ),
        gettext_lazy(
            "Không đếm: danh sách chưa công bố, khung đánh giá không đặt giới hạn, kết quả các năm trước được nhập."
        ),
    ),
    source=gettext_lazy(
        "Quyết định và giới hạn lưu theo từng danh sách; danh sách đứng ở đơn vị của người quyết định."
    ),
    kinds=("month", "quarter", "year"),
    dimensions=("period", "unit"),
    result=result,
    behind=behind,
    people=False,
)
