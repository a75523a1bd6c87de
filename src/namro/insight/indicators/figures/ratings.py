"""How ratings are spread over levels: by period, unit, staff group or rank."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.reading import once_a_reading
from namro.base.rows import planned_cursor
from namro.insight.indicators.figures.shape import Behind, Cell, Column, Figure, Result, number_of, share
from namro.insight.indicators.selectors.asked import Asked
from namro.insight.indicators.selectors.cutting import (
    KEYS,
    Cut,
    among,
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

COUNTED = f"""
SELECT {{key}}, t.place, t.is_failing, t.level, sum(t.people), sum(t.scored), sum(t.points)
FROM indicators_ratingtally t {joined("t.unit_id")}
WHERE t.kind = %(kind)s AND t.first >= %(first)s AND t.first < %(end)s AND t.day <= %(on)s{among("t.unit_id")}
    AND (%(group)s = '' OR t.staff_group = %(group)s) AND (%(rank)s = '' OR t.rank = %(rank)s)
GROUP BY 1, 2, 3, 4 HAVING sum(t.people) <> 0
"""  # noqa: S608 - this module's own texts
# A page is cut before its people are looked up.
LISTED = f"""
SELECT p.full_name, p.code, r.unit_id, r.rank, lower(r.valid), r.level, r.reason, r.link, r.person_id FROM (
    SELECT r.* FROM facts_rating r WHERE {WITHIN} AND {KNOWN} {{level}}
    ORDER BY r.valid DESC, r.id LIMIT %(many)s OFFSET %(start)s
) r JOIN people_person p ON p.id = r.person_id ORDER BY r.valid DESC, r.id
"""  # noqa: S608 - this module's own texts
TONES = ("good", "fine", "watch", "quiet")
NOT_RATED, RATED, ALL = "none", "rated", "all"


@dataclass
class Counted:
    """The people of one line: by place of their level, -1 for those decided not to be rated; and their totals."""

    places: dict[int, int] = field(default_factory=dict)
    scored: int = 0
    points: Fraction = Fraction(0)

    def add(self, place: int | None, people: int, scored: int, points: Any) -> None:
        key = -1 if place is None else place
        self.places[key] = self.places.get(key, 0) + people
        self.scored += scored
        self.points += Fraction(points)

    @property
    def rated(self) -> int:
        return sum(number for place, number in self.places.items() if place >= 0)


@dataclass
class Levels:
    """What the levels of each place are called here, and which places are failing ones."""

    names: dict[int, set[str]] = field(default_factory=dict)
    failing: set[int] = field(default_factory=set)

    def columns(self) -> list[Column]:
        return [self._column(place) for place in sorted(self.names)]

    def _column(self, place: int) -> Column:
        codes = sorted(self.names[place], key=lambda code: (-len(code), code))
        tone = "bad" if place in self.failing else TONES[min(place, len(TONES) - 1)]
        return Column(f"place{place}", " / ".join(codes), leads=True, tone=tone, mark=codes[0])


@once_a_reading
def counted(asked: Asked, cut: Cut) -> tuple[dict[str, Counted], Levels]:
    """The tallies of a question by line: one query a page, also where a list beneath a number asks again."""
    given: dict[str, Any] = {
        **cut.given, "kind": asked.kind, "first": asked.first, "end": asked.end, "on": asked.on,
        "group": asked.group, "rank": asked.rank,
    }  # fmt: skip
    lines, levels = dict[str, Counted](), Levels()
    with planned_cursor() as cursor:
        cursor.execute(cut.said(COUNTED).replace("{key}", KEYS[asked.by]), given)
        for key, place, failing, level, people, scored, points in cursor.fetchall():
            lines.setdefault(key, Counted()).add(place, int(people), int(scored), points)
            if place is not None:
                levels.names.setdefault(place, set()).add(level)
                levels.failing |= {place} if failing else set()
    return lines, levels


def result(asked: Asked, scope: Scope) -> Result:
    lines, levels = counted(asked, cut_of(asked, scope))
    columns = [
        Column(RATED, _("Được xếp loại"), leads=True), *levels.columns(),
        Column("best", _("Tỷ lệ mức cao nhất"), "share"), Column("failing", _("Tỷ lệ mức thấp nhất"), "share"),
        Column("mean", _("Điểm trung bình"), "points"), Column(NOT_RATED, _("Không xếp loại"), leads=True),
    ]  # fmt: skip
    sums = Counted()
    for one in lines.values():
        for place, people in one.places.items():
            sums.add(None if place < 0 else place, people, 0, 0)
        sums.scored, sums.points = sums.scored + one.scored, sums.points + one.points
    made = [line(key, _values(lines[key], levels), asked, scope) for key in keys_of(asked, scope) if key in lines]
    total = whole(_values(sums, levels))
    return Result(columns, made, total, (_("Tỷ lệ mức cao nhất"), total.values["best"], "share"), over_time="best")


def _values(one: Counted, levels: Levels) -> dict[str, Any]:
    best = one.places.get(0, 0)
    failing = sum(one.places.get(place, 0) for place in levels.failing)
    return {
        RATED: one.rated, **{f"place{place}": one.places.get(place, 0) for place in levels.names},
        "best": share(best, one.rated), "failing": share(failing, one.rated),
        "mean": one.points / one.scored if one.scored else None, NOT_RATED: one.places.get(-1, 0),
    }  # fmt: skip


def behind(asked: Asked, scope: Scope, cell: Cell, start: int, many: int) -> tuple[int, list[Behind]]:
    """The ratings a number counts, the latest period first: a page of them, and how many by the tallies: two queries."""
    first, end = days_of(asked, cell)
    group, rank = people_of(asked, cell)
    place = int(cell.column.removeprefix("place")) if cell.column.removeprefix("place").isdigit() else None
    cut = within(asked, scope, cell)
    given: dict[str, Any] = {
        **cut.given, "kind": asked.kind, "first": first, "end": end, "on": asked.on,
        "group": group, "rank": rank, "place": place, "start": start, "many": many,
    }  # fmt: skip
    level = " AND r.place = %(place)s" if place is not None else _state(cell.column)
    with connection.cursor() as cursor:
        cursor.execute(cut.said(LISTED).replace("{level}", level), given)
        return _number(asked, scope, cell), [_listed(asked.kind, *row) for row in cursor.fetchall()]


def _number(asked: Asked, scope: Scope, cell: Cell) -> int:
    """How many there are, by the tallies: counting the rows of a city would take seconds."""
    return number_of(result(asked, scope), cell)


def _state(column: str) -> str:
    return " AND r.place IS NULL" if column == NOT_RATED else " AND r.place IS NOT NULL"


def _listed(
    kind: str, name: str, code: str, unit: int, rank: str, first: date, level: str, reason: str, link: str, person: int
) -> Behind:
    return Behind(name, code, unit, rank, period_text(kind, first), level or "NOT_RATED", reason, link, person)


FIGURE = Figure(
    slug="ratings",
    title=gettext_lazy("Phân bố mức xếp loại"),
    definition=(
        gettext_lazy("Đếm mức xếp loại đã công bố của người giữ vị trí chính, mỗi người một lần trong mỗi kỳ."),
        gettext_lazy("Không đếm: kết quả chưa công bố, vị trí kiêm nhiệm, kết quả đã bị thay hoặc rút đến ngày xem."),
        gettext_lazy("Người không xếp loại đứng riêng: không phải điểm 0, không tính vào tỷ lệ."),
    ),
    source=gettext_lazy("Kết quả xếp loại đã công bố, kể cả kết quả các năm trước được nhập từ hồ sơ."),
    kinds=("month", "quarter", "half_year", "year"),
    dimensions=("period", "unit", "group", "rank"),
    result=result,
    behind=behind,
)
